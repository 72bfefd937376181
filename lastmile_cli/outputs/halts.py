"""Halts that are no customer's, in words: loading, loading again, breaks, recharging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.dock_doors import Doors, doors_of
from lastmile_cli.outputs.selection import charger_name, depot_name
from lastmile_cli.outputs.trip_loads import TripLoad, trip_loads
from lastmile_cli.outputs.wording import load_text, printable

MOST_SPANS = 3
"""More pieces of a route than anybody reads in one cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """
    What happens, where, and what to take along; each may be empty but ``what``.

    ``where`` says near whose door a break is taken, ``goods`` how much to load
    for which stops.
    """

    what: str
    where: str = ""
    goods: str = ""

    def __str__(self) -> str:
        """All of it on one line."""
        return ", ".join(part for part in (self.what, self.where, self.goods) if part)


def halts_of(plan: Plan, route: Route, stops: Mapping[str, Stop]) -> list[Halt | None]:
    """Return what happens at each visit of a route that is no stop's; ``None`` for a stop's."""
    loads = {load.trip: load for load in trip_loads(route, stops)}
    doors = doors_of(plan)
    return [
        None if visit.stop_id in stops else _halt(plan, route, position, stops, loads, doors)
        for position, visit in enumerate(route.visits)
    ]


def charge_record(visit: Visit) -> dict[str, Any]:
    """What is told of a recharging stop alone: where it is, and how far was driven before."""
    if visit.charger_id is None:
        return {}
    return {"charger_id": visit.charger_id, "since_full_m": visit.since_full_m}


def battery_record(visit: Visit) -> dict[str, Any]:
    """What is told of a battery at any visit: percent on arrival and on going on."""
    if visit.battery is None:
        return {}
    return {
        "battery_arrive_percent": visit.battery.arrive_percent,
        "battery_depart_percent": visit.battery.depart_percent,
    }


def goods_text(route: Route, load: TripLoad | None) -> str:
    """
    How much to load for which stops, by their numbers; stops in a row are drawn together.

    Where that takes more than ``MOST_SPANS`` pieces the stops are only counted.
    """
    if load is None or not load.visits:
        return "nothing to load"
    what = _bulk_text(load.load)
    rank = {visit.sequence: place for place, visit in enumerate(route.stop_visits)}
    spans = _spans([visit.sequence for visit in load.visits], rank)
    if len(spans) > MOST_SPANS:
        return f"{what} for {counted(len(load.visits), 'stop')}"
    stops = f"{', '.join(spans[:-1])} and {spans[-1]}" if len(spans) > 1 else spans[0]
    return f"{what} for stop{'' if len(load.visits) == 1 else 's'} {stops}"


def _bulk_text(load: Load) -> str:
    """
    Pieces, and in brackets what they weigh: figures of goods do not run into numbers of stops.

    >>> _bulk_text(Load(weight_g=203_100, volume_ml=510_000, parcels=87)), _bulk_text(Load())
    ('87 parcels (203 kg, 0.51 m³)', 'goods')
    """
    pieces = counted(load.parcels, "parcel") if load.parcels else ""
    sizes = load_text(Load(weight_g=load.weight_g, volume_ml=load.volume_ml))
    if pieces and sizes:
        return f"{pieces} ({sizes})"
    return pieces or sizes or "goods"


def break_minutes(visit: Visit) -> int:
    """Whole minutes of a break."""
    return round((visit.depart_s - visit.start_s) / 60)


def _halt(
    plan: Plan,
    route: Route,
    position: int,
    stops: Mapping[str, Stop],
    loads: Mapping[int, TripLoad],
    doors: Doors,
) -> Halt:
    visit = route.visits[position]
    if visit.kind is VisitKind.BREAK:
        what = f"Break {break_minutes(visit)} min, from {plan.day.clock(visit.start_s)}"
        return Halt(what=what, where=_near(plan, route, position, stops))
    at = f" at {printable(depot_name(plan, visit.depot_id))}" if visit.depot_id else ""
    if visit.kind is VisitKind.LOAD:
        again = " again" if visit.trip > 1 else ""
        trip = f", trip {visit.trip}" if route.trips > 1 else ""
        goods = goods_text(route, loads.get(visit.trip))
        number = doors.get((route.vehicle_id, visit.trip))
        door = f", door {number}" if number else ""
        return Halt(what=f"Load{again}{at}{door}{trip}", goods=goods)
    if visit.kind is VisitKind.CHARGE:
        minutes = round((visit.depart_s - visit.start_s) / 60)
        told = f"after {visit.since_full_m / 1_000:.1f} km"
        if visit.battery is not None:
            told = f"from {visit.battery.arrive_percent} to {visit.battery.depart_percent} %"
        name = printable(charger_name(plan, visit.charger_id or ""))
        return Halt(what=f"Recharge at {name}, {minutes} min", where=told)
    return Halt(what=f"Stop{at}")


def _near(plan: Plan, route: Route, position: int, stops: Mapping[str, Stop]) -> str:
    """Where a break is taken: at the halt that follows, else where the vehicle was before."""
    after = [visit for visit in route.visits[position + 1 :] if visit.kind is not VisitKind.BREAK]
    before = [visit for visit in route.visits[:position] if visit.kind is not VisitKind.BREAK]
    for visit in (*after[:1], *before[-1:]):
        stop = stops.get(visit.stop_id or "")
        if stop is not None:
            return f"near {printable(stop.address.line1 or stop.name or stop.stop_id)}"
        if visit.depot_id:
            return f"at {printable(depot_name(plan, visit.depot_id))}"
        if visit.charger_id:
            return f"at {printable(charger_name(plan, visit.charger_id))}"
    return ""


def _spans(numbers: list[int], rank: Mapping[int, int]) -> list[str]:
    """
    Draw numbers together between which no other stop lies.

    >>> _spans([1, 2, 4, 6], {1: 0, 2: 1, 4: 2, 5: 3, 6: 4})
    ['1-4', '6']
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and rank[number] == rank[spans[-1][-1]] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    return ["-".join(map(str, span)) for span in spans]
