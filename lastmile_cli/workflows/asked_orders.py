"""Orders that somebody asks a price for: read as rows of a stops file are, and found on the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity, has_errors
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.quoting import QuoteSettings
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.intake.asked_order import read_order
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.workflows.day_roads import DayRoads, tell_places

FIRST_ID = "new"
"""How an order is called that nobody gave an id."""

DECIDES = ("service", "depots", "vehicles", "drivers", "costs", "partners", "objective", "roster")
"""Sections of a configuration that a price hangs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOrders:
    """
    Orders with a place on the map, those without one (and why), and what windows are offered.
    """

    stops: tuple[Stop, ...]
    refused: tuple[tuple[Stop, str], ...]
    quote: QuoteSettings
    notices: tuple[Notice, ...]


def read_asked(
    plan: Plan,
    opened: DayRoads,
    *,
    config: str,
    cells: Mapping[str, str],
    orders: str,
    offline: bool,
    progress: ProgressHook = no_progress,
    is_taken: bool = False,
) -> AskedOrders:
    """
    Read one order from ``cells`` or all of the file ``orders``, and find their addresses.

    Geocoders, customers and windows are those of the file ``config`` where one is named,
    else the plan's; the fleet and its prices are the plan's in any case. An order that
    ``is_taken`` is not only asked a price for.

    Raises
    ------
    InputRefusedError
        The order cannot be read, is in the plan already, or has no place on the map; of
        several all are so.
    """
    own, notices = _own_config(plan, opened.config, config)
    if orders:
        read, told = _read_file(plan, own, orders)
    else:
        read, told = _read_one(plan, own, cells)
    notices += told
    fresh = [_taken(plan, stop, orders) for stop in read]
    notices += [notice for notice in fresh if notice]
    usable = [stop for stop, notice in zip(read, fresh, strict=True) if notice is None]
    usable, more = _placed(usable, own, offline=offline, file=orders, progress=progress)
    usable, far = _near_streets(usable, opened, orders)
    notices += more + far
    there = {stop.stop_id for stop in usable}
    if not there:
        raise InputRefusedError(
            _nothing_left(len(read), is_taken=is_taken),
            hint=next((it.hint for it in notices if it.severity is Severity.ERROR), ""),
            notices=tuple(notices),
        )
    named = _named(opened, usable)
    errors = [it for it in notices if it.severity is Severity.ERROR]
    return AskedOrders(
        stops=named,
        refused=tuple(
            (stop, next((it.problem for it in errors if it.place.row == stop.row), ""))
            for stop in read
            if stop.stop_id not in there
        ),
        quote=own.quote,
        notices=tuple(notices),
    )


def _nothing_left(orders: int, *, is_taken: bool) -> str:
    if is_taken:
        return "The order cannot be taken in." if orders == 1 else "No order can be taken in."
    return "The order cannot be quoted." if orders == 1 else "There is no order to quote."


def _own_config(plan: Plan, of_plan: Config, name: str) -> tuple[Config, list[Notice]]:
    """Geocoders, customers and windows of a file over the configuration of the plan."""
    if not name:
        return of_plan, []
    read = read_config(read_source(name))
    given = read.config_or_refuse()
    differs = [part for part in DECIDES if _part(given, part) != _part(of_plan, part)]
    notices = [it for it in read.notices if it.severity is not Severity.INFO]
    if differs:
        notices.append(
            Notice(
                code="LM1522",
                severity=Severity.WARNING,
                place=Place(file=name, column=differs[0]),
                problem=f"{', '.join(differs)} of the configuration are not as when the plan was "
                "made: the plan's count.",
                hint="plan the day again for today's.",
            )
        )
    config = replace(
        of_plan,
        geocoding=given.geocoding,
        orders=given.orders,
        quote=on_service_day(given, plan.day).quote,
        roads=replace(of_plan.roads, map_path=given.roads.map_path or of_plan.roads.map_path),
    )
    return config, notices


def _part(config: Config, name: str) -> object:
    """A section as plain data; of a depot its place is not looked at, which a plan fills in."""
    section = config.effective.get(name)
    if name != "depots" or not isinstance(section, list):
        return section
    return [{k: v for k, v in it.items() if k not in ("lat", "lon")} for it in section]


def _read_one(
    plan: Plan, config: Config, cells: Mapping[str, str]
) -> tuple[list[Stop], list[Notice]]:
    from lastmile_cli.workflows.day_inputs import read_master

    customers = read_master(config.orders, config.service)
    read = read_order(cells, plan.day, config, customers)
    stop = read.stop if cells.get("stop_id") else replace(read.stop, stop_id=_free_id(plan))
    return [stop], list(read.notices)


def _free_id(plan: Plan) -> str:
    taken, number = {stop.stop_id for stop in plan.stops}, 1
    while f"{FIRST_ID}-{number}" in taken:
        number += 1
    return f"{FIRST_ID}-{number}"


def _read_file(plan: Plan, config: Config, name: str) -> tuple[list[Stop], list[Notice]]:
    # Brings pandas along, which who asks about one order need not wait for.
    from lastmile_cli.intake.fleet_facts import FleetFacts
    from lastmile_cli.workflows.day_inputs import read_master, read_orders

    read = read_orders(
        name,
        config.service,
        FleetFacts.of(config),
        plan.day.date,
        skip_bad_rows=True,
        orders=config.orders,
        customers=read_master(config.orders, config.service),
    )
    read.raise_if_refused()
    return list(read.stops), list(read.notices)


def _taken(plan: Plan, stop: Stop, file: str) -> Notice | None:
    """Say of an order why it cannot be quoted, whatever its address."""
    place = Place(file=file or "the order", row=stop.row)
    known = {order_id for it in plan.stops for order_id in it.order_ids}
    twice = [order_id for order_id in stop.order_ids if order_id in known]
    if twice:
        return Notice(
            code="LM1637",
            severity=Severity.ERROR,
            place=place,
            problem=f"order {twice[0]} is in the plan already.",
            hint="`lastmile explain` tells what it costs; give a new order another id.",
        )
    ties = {
        "an end of a shipment": stop.paired_with,
        "for a collection point": stop.delivery_option is DeliveryOption.COLLECTION_POINT,
    }
    for what, is_so in ties.items():
        if is_so:
            return Notice(
                code="LM1638",
                severity=Severity.ERROR,
                place=place,
                problem=f"order {stop.stop_id} is {what}; only visits to one door are quoted.",
                hint="plan the day again with it.",
            )
    return None


def _placed(
    stops: Sequence[Stop], config: Config, *, offline: bool, file: str, progress: ProgressHook
) -> tuple[list[Stop], list[Notice]]:
    """Find the addresses; a doubtful one is none to promise anything at."""
    bare = [stop for stop in stops if stop.coordinate is None]
    if not bare:
        return [_pinned(stop) for stop in stops], []
    # Geocoders are many, and those with a pin need none of them.
    from lastmile_cli.geocoding.desk import GeocodingDesk, is_usable
    from lastmile_cli.workflows.remembered_pins import recall

    pins = recall(config)
    desk = GeocodingDesk(
        settings=config.geocoding,
        map_path=Path(config.roads.map_path) if config.roads.map_path else None,
        offline=offline,
        bias=next((depot.coordinate for depot in config.depots if depot.coordinate), None),
        country=config.service.country,
        progress=progress,
        pins=pins.pins,
    )
    try:
        found, told = desk.geocode_stops(bare, file=file or "the order")
    finally:
        desk.close()
    settings = config.geocoding
    by_id = {stop.stop_id: stop for stop in found if is_usable(stop, settings)}
    lost = [stop for stop in found if stop.stop_id not in by_id]
    named = {it.place.row for it in told if it.severity is Severity.ERROR}
    notices = [
        *pins.notices,
        *told,
        *(_not_found(stop, file) for stop in lost if stop.row not in named),
    ]
    placed = [_pinned(by_id.get(stop.stop_id, stop)) for stop in stops]
    return [stop for stop in placed if stop.coordinate is not None], notices


def _pinned(stop: Stop) -> Stop:
    from lastmile_cli.geocoding.verdicts import pin_result

    if stop.geocode is not None or stop.coordinate is None:
        return stop
    label = str(stop.address) or stop.name or stop.stop_id
    return stop.with_geocode(pin_result(stop.coordinate, label))


def _not_found(stop: Stop, file: str) -> Notice:
    reason = stop.geocode.reason if stop.geocode else ""
    return Notice(
        code="LM1523",
        severity=Severity.ERROR,
        place=Place(file=file or "the order", row=stop.row),
        problem=f"the address {str(stop.address)!r} is not surely known: {reason or 'not found'}.",
        hint="correct it, or give a pin.",
    )


def _near_streets(
    stops: Sequence[Stop], opened: DayRoads, file: str
) -> tuple[list[Stop], list[Notice]]:
    """Keep those near enough to a street that some vehicle may stop on."""
    profiles = tuple(dict.fromkeys(vehicle.profile for vehicle in opened.config.vehicles))
    limit_m, near, notices = opened.config.roads.max_snap_m, [], []
    points = [stop.coordinate for stop in stops if stop.coordinate is not None]
    snaps = [opened.roads.snap(points, profile) for profile in profiles]
    for number, stop in enumerate(stops):
        walks = [found[number] for found in snaps]
        walk_m = min((it.walk_m for it in walks if it is not None), default=None)
        if profiles and (walk_m is None or walk_m > limit_m):
            how_far = "no street is within 5 km" if walk_m is None else f"{walk_m:.0f} m away"
            notices.append(
                Notice(
                    code="LM1524",
                    severity=Severity.ERROR,
                    place=Place(file=file or "the order", row=stop.row),
                    problem=f"order {stop.stop_id} lies off the streets of the plan's map: "
                    f"{how_far}, allowed are {limit_m:g} m.",
                    hint="check its address or pin (are lat and lon swapped?).",
                )
            )
            continue
        told = stop.geocode and replace(stop.geocode, snap_m=round(walk_m, 1) if walk_m else 0.0)
        near.append(replace(stop, geocode=told))
    return near, notices


def _named(opened: DayRoads, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Refuse orders at places that a matrix of the user's own does not know."""
    told = tell_places(opened, stops)
    if has_errors(told.notices):
        raise InputRefusedError(
            f"{counted(len(stops), 'order')} cannot be driven to.",
            hint="add the places to the matrix",
            notices=told.notices,
        )
    return tuple(stops)
