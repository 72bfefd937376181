"""Several orders for one door become one visit, where nothing about them contradicts it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from lastmile_cli.domain.addresses import GeocodeStatus, Precision, same_spelling
from lastmile_cli.domain.geo import great_circle_m
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Capacity
from lastmile_cli.domain.order_settings import OrderSettings, SameDoor, SharedService
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import Contact, DeliveryOption, SequenceWish, Stop, Window
from lastmile_cli.domain.supply import added_up
from lastmile_cli.intake.noticing import NoticeBook, listed
from lastmile_cli.intake.table_checks import what_was_ordered

_NUMBER_OR_LETTER = re.compile(r"\d+|(?<![^\W\d_])[^\W\d_](?![^\W\d_])")
"""What tells doors of one house apart: numbers, and letters that stand alone."""

SAME_PIN_M = 30.0
"""Pins of one address that lie no farther apart are one place."""


def merge_same_door(
    stops: Iterable[Stop],
    settings: OrderSettings,
    service: ServiceSettings,
    capacities: Iterable[Capacity],
    book: NoticeBook,
) -> list[Stop]:
    """
    Return the stops with those of one door in one, in the place of the first of them.

    Orders stay apart where they cannot be handed over together: different kinds,
    windows of which none lies inside the other, different times of being ready, fixed to
    different vehicles, and so on; or where together they fit no vehicle of
    ``capacities``. Ends of shipments are left alone.
    """
    return _merged_by(_door, stops, settings, service, tuple(capacities), book)


def merge_found_door(
    stops: Iterable[Stop],
    settings: OrderSettings,
    service: ServiceSettings,
    capacities: Iterable[Capacity],
    book: NoticeBook,
) -> list[Stop]:
    """
    Do the same once places are known: two spellings of one address were found at one house.

    Only where both were found for sure, and no flat or letter tells them apart.
    """
    return _merged_by(_found_door, stops, settings, service, tuple(capacities), book)


def _merged_by(
    door: Callable[[Stop, SameDoor], tuple[str, ...] | None],
    stops: Iterable[Stop],
    settings: OrderSettings,
    service: ServiceSettings,
    fleet: tuple[Capacity, ...],
    book: NoticeBook,
) -> list[Stop]:
    every = list(stops)
    doors: dict[tuple[str, ...], list[list[Stop]]] = {}
    for stop in every:
        key = door(stop, settings.same_door)
        if key is not None:
            visits = doors.setdefault(key, [])
            fitting = (visit for visit in visits if _reason_apart([*visit, stop], fleet) is None)
            visit = next(fitting, None)
            if visit is None:
                visits.append([stop])
            else:
                visit.append(stop)
    merged: dict[int, Stop | None] = {}
    for visits in doors.values():
        for visit in visits:
            if len(visit) > 1:
                merged |= {id(stop): None for stop in visit}
                merged[id(visit[0])] = _merged(visit, settings, service)
                if any(what_was_ordered(it) != what_was_ordered(visit[0]) for it in visit[1:]):
                    _note_together(visit, book)
        known = settings.same_door if door is not _door else None
        _note_all_apart(visits, fleet, known, book)
    found = (merged.get(id(stop), stop) for stop in every)
    return [stop for stop in found if stop is not None]


def _door(stop: Stop, rule: SameDoor) -> tuple[str, ...] | None:
    who = ""
    if stop.delivery_option is DeliveryOption.COLLECTION_POINT:
        return None  # It is at the point that they meet.
    if rule is SameDoor.CUSTOMER:
        who = same_spelling(stop.customer_id) or same_spelling(stop.name)
    if rule is SameDoor.NEVER or stop.paired_with or (rule is SameDoor.CUSTOMER and not who):
        return None
    place = stop.address
    parts = (place.line1, place.line2, place.postal_code, place.city, place.state, place.country)
    if place.line1:
        return who, *map(same_spelling, parts)
    if stop.coordinate is None:
        return None
    return who, f"{stop.coordinate.lat_deg:.6f} {stop.coordinate.lon_deg:.6f}", str(place)


def _found_door(stop: Stop, rule: SameDoor) -> tuple[str, ...] | None:
    known = _door(stop, rule)
    best = stop.geocode.best if stop.geocode else None
    if known is None or best is None or stop.geocode is None:
        return None
    if stop.geocode.status is not GeocodeStatus.ACCEPT or best.precision is not Precision.HOUSE:
        return None
    at = best.coordinate
    written = f"{stop.address.line1} {stop.address.line2}".casefold()
    unit = " ".join(_NUMBER_OR_LETTER.findall(written))
    return known[0], best.matched, f"{at.lat_deg:.6f} {at.lon_deg:.6f}", unit


def _reason_apart(visit: list[Stop], fleet: tuple[Capacity, ...]) -> str | None:
    """Why the last of these orders cannot be handed over with the others."""
    first, last = visit[0], visit[-1]
    pins = [stop.coordinate for stop in visit if stop.coordinate]
    load = sum((stop.load for stop in visit[1:]), start=first.load)
    reasons = [
        (first.kind is not last.kind, f"one is a {first.kind}, the other a {last.kind}"),
        # A slip in the one pin must not take the other order along.
        (0 < len(pins) < len(visit), "only one of them has a pin"),
        (len(pins) > 1 and great_circle_m(pins[0], pins[-1]) > SAME_PIN_M, "their pins differ"),
        (_common_windows(visit) is None, "their windows differ"),
        (first.ready_s != last.ready_s, "their goods are ready at different times"),
        *((_differ(visit, of), f"they are fixed to different {what}") for what, of in _FIXED),
        (
            not any(all(stop.skills <= widest.skills for stop in visit) for widest in visit),
            "they need different skills",
        ),
        (
            bool(fleet) and not any(capacity.holds(load) for capacity in fleet),
            "together they fit no vehicle",
        ),
    ]
    return next((reason for is_so, reason in reasons if is_so), None)


def _differ(visit: list[Stop], of: Callable[[Stop], str]) -> bool:
    return len({of(stop) for stop in visit} - {""}) > 1


_FIXED: tuple[tuple[str, Callable[[Stop], str]], ...] = (
    ("vehicles", lambda stop: stop.vehicle_id),
    ("drivers", lambda stop: stop.driver_id),
    ("depots", lambda stop: stop.depot_id),
    ("groups", lambda stop: stop.group),
    ("zones", lambda stop: stop.zone),
    ("ways of delivery", lambda stop: stop.delivery_option.value),
    ("collection points", lambda stop: stop.collection_point),
    ("floors", lambda stop: str(stop.in_home.floors) if stop.in_home else ""),
    ("ways up", lambda stop: str(stop.in_home.has_lift) if stop.in_home else ""),
    ("places", lambda stop: "" if stop.sequence is SequenceWish.ANY else stop.sequence.value),
)


def _common_windows(visit: list[Stop]) -> tuple[Window, ...] | None:
    """The windows of the order that lie inside those of all others; ``None`` if there is none."""
    wanted = {stop.windows for stop in visit if stop.windows}
    if not wanted:
        return ()
    return next((one for one in wanted if all(_inside(one, it) for it in wanted)), None)


def _inside(inner: tuple[Window, ...], outer: tuple[Window, ...]) -> bool:
    return all(
        any(o.opens_s <= i.opens_s and i.closes_s <= o.closes_s for o in outer) for i in inner
    )


def _merged(visit: list[Stop], settings: OrderSettings, service: ServiceSettings) -> Stop:
    first = visit[0]
    sequence = next((s.sequence for s in visit if s.sequence is not SequenceWish.ANY), None)
    return replace(
        first,
        customer_id=_first(stop.customer_id for stop in visit),
        name=" / ".join(_spelt_once(stop.name for stop in visit if stop.name)),
        coordinate=next((stop.coordinate for stop in visit if stop.coordinate), None),
        contact=Contact(
            phone=_first(stop.contact.phone for stop in visit),
            email=_first(stop.contact.email for stop in visit),
            language=_first(stop.contact.language for stop in visit),
            # Only what every order agrees to.
            consent=frozenset.intersection(*(stop.contact.consent for stop in visit)),
        ),
        windows=_common_windows(visit) or (),
        service_s=_service_s(visit, settings, service),
        load=sum((stop.load for stop in visit[1:]), start=first.load),
        priority=max(stop.priority for stop in visit),
        sequence=sequence or SequenceWish.ANY,
        skills=frozenset().union(*(stop.skills for stop in visit)),
        vehicle_id=_first(stop.vehicle_id for stop in visit),
        driver_id=_first(stop.driver_id for stop in visit),
        depot_id=_first(stop.depot_id for stop in visit),
        zone=_first(stop.zone for stop in visit),
        group=_first(stop.group for stop in visit),
        requires=frozenset().union(*(stop.requires for stop in visit)),
        notes="; ".join(dict.fromkeys(stop.notes for stop in visit if stop.notes)),
        orders=tuple(order for stop in visit for order in stop.own_orders),
        cash_micro=sum(stop.cash_micro for stop in visit),
        value_micro=sum(stop.value_micro for stop in visit),
        boxes_mm=tuple(dict.fromkeys(box for stop in visit for box in stop.boxes_mm)),
        in_home=_in_home(visit),
        goods=added_up(line for stop in visit for line in stop.goods),
        # One ring at the door: it fails as often as the likeliest of its orders.
        failure_ppm=max(
            (stop.failure_ppm for stop in visit if stop.failure_ppm is not None), default=None
        ),
        chance_hours=next((stop.chance_hours for stop in visit if stop.chance_hours), ()),
        customer_type=_first(stop.customer_type for stop in visit),
        tries=max(stop.tries for stop in visit),
    )


def _spelt_once(names: Iterable[str]) -> Iterable[str]:
    """Each name once, as it was spelt first."""
    once: dict[str, str] = {}
    for name in names:
        once.setdefault(same_spelling(name), name)
    return once.values()


def _service_s(visit: list[Stop], settings: OrderSettings, service: ServiceSettings) -> int | None:
    """Seconds at the door; ``None`` where the usual rule says the same."""
    further_s = settings.further_order_s * (len(visit) - 1)
    if visit[0].in_home is not None:
        return _in_home_s(visit, settings, service)
    usual_s = service.default_service_s
    written = [stop.service_s for stop in visit if stop.service_s is not None]
    parcels = sum(stop.load.parcels for stop in visit if stop.service_s is None)
    if settings.shared_service is SharedService.SUM:
        base_s = sum(written) + usual_s * (len(visit) - len(written))
    elif not written:
        base_s = usual_s
        if not further_s:
            return None
    else:
        base_s = max([*written, *([usual_s] if len(written) < len(visit) else [])])
    extra_s = further_s if settings.shared_service is SharedService.LONGEST else 0
    return base_s + extra_s + service.service_per_parcel_s * parcels


def _in_home_s(visit: list[Stop], settings: OrderSettings, service: ServiceSettings) -> int | None:
    """Items take their time one by one; ``None`` where the items together say it."""
    glove, usual_s = service.white_glove, service.default_service_s
    further_s = settings.further_order_s * (len(visit) - 1)
    written = [stop.service_s for stop in visit if stop.service_s is not None]
    unwritten = [stop for stop in visit if stop.service_s is None]
    if settings.shared_service is SharedService.SUM:
        homes = (stop.in_home for stop in unwritten if stop.in_home)
        return sum(written) + sum(glove.in_home_s(home, usual_s) for home in homes)
    if not written and not further_s:
        return None
    home = _in_home(unwritten)
    return max([*written, glove.in_home_s(home, usual_s) if home else 0]) + further_s


def _in_home(visit: list[Stop]) -> InHome | None:
    homes = [stop.in_home for stop in visit if stop.in_home]
    return homes[0].with_items(sum(home.items for home in homes)) if homes else None


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _note_together(visit: list[Stop], book: NoticeBook) -> None:
    ids = listed(stop.stop_id for stop in visit)
    where = ", ".join(part for part in (visit[0].name, str(visit[0].address)) if part)
    problem = f"{where or 'one pin'} is the door of {len(visit)} orders: {ids}; one visit."
    hint = "`stops: {same_door: never}` in the configuration keeps them apart."
    book.info("LM1133", problem, hint, row=visit[1].row)


def _note_all_apart(
    visits: list[list[Stop]], fleet: tuple[Capacity, ...], told: SameDoor | None, book: NoticeBook
) -> None:
    """Say why there are several visits to a door; under ``told`` it was said of equal addresses."""
    for one, other in itertools.pairwise(visits):
        if told is not None and _door(one[0], told) == _door(other[0], told):
            continue
        if reason := _reason_apart([*one, other[0]], fleet):
            _note_apart(one[0], other[0], reason, book)


def _note_apart(one: Stop, other: Stop, reason: str, book: NoticeBook) -> None:
    problem = f"{one.stop_id} and {other.stop_id} go to one door in two visits: {reason}."
    book.info("LM1151", problem, row=other.row)
