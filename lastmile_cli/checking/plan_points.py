"""Collection points: open, not too full, and every order where its customer expects it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, Visit
from lastmile_cli.domain.stops import DeliveryOption, Stop

SAME_PLACE_M = 1.0
"""A visit to a point lies no farther from it than this."""

_SENT = (DeliveryOption.COLLECTION_POINT, DeliveryOption.ANY)
"""Who may be sent to a point at all."""

_METRES_A_DEGREE = 111_195.0
"""Of a great circle on a sphere as large as the earth."""


def check_points(plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Each visit to a point finds it open and with room, and brings who may be sent there.

    Nobody who asked for a point is visited at the door. Orders that no vehicle brings
    fill no point; a point that the configuration does not know is named.
    """
    wanted = {stop.stop_id: stop for stop in plan.stops}
    visits = [
        (visit, wanted[visit.stop_id], route.vehicle_id)
        for route in plan.routes
        for visit in route.stop_visits
        if visit.stop_id in wanted
    ]
    inside = {name: Counter[str]() for name in index.points}
    for visit, stop, van in visits:
        point = index.points.get(stop.collection_point)
        if not stop.is_at_point:
            yield from _check_door(stop, van)
        elif point is None:
            sentence = f"There is no collection point {stop.collection_point}."
            yield Violation(rule=Rule.UNKNOWN_ID, route=van, stop=stop.stop_id, sentence=sentence)
        else:
            for door in stop.doors:
                inside[point.point_id][door.stop_id] += max(1, door.load.parcels)
            yield from _check_visit(plan, visit, stop, point, van)
    yield from _check_promises(wanted.values(), index, inside)
    for name, parcels in inside.items():
        room, used = index.points[name].capacity_parcels, sum(parcels.values())
        if room is not None and used > room:
            sentence = (
                f"Collection point {name} is brought {counted(used, 'parcel')}; it takes {room}."
            )
            yield Violation(rule=Rule.POINT_FULL, sentence=sentence, amount=used - room)


def _check_door(stop: Stop, van: str) -> Iterator[Violation]:
    if stop.delivery_option is DeliveryOption.COLLECTION_POINT:
        where = stop.collection_point or "a collection point"
        yield Violation(
            rule=Rule.WRONG_POINT,
            route=van,
            stop=stop.stop_id,
            sentence=f"Order {stop.stop_id} was to go to {where}, but it is brought to the door.",
        )


def _check_visit(
    plan: Plan, visit: Visit, stop: Stop, point: CollectionPoint, van: str
) -> Iterator[Violation]:
    clock, name = plan.day.clock, point.point_id
    off_s = min(
        (max(it.opens_s - visit.start_s, visit.start_s - it.closes_s, 0) for it in point.windows),
        default=86_400,
    )
    if off_s > 0:
        hours = ", ".join(f"{clock(it.opens_s)}-{clock(it.closes_s)}" for it in point.windows)
        sentence = f"Collection point {name} is visited at {clock(visit.start_s)}; it is open "
        sentence += f"{hours}." if hours else "at no hour of that day."
        yield Violation(rule=Rule.POINT_CLOSED, route=van, stop=stop.stop_id, amount=off_s,
                        sentence=sentence)  # fmt: skip
    parcels = sum(max(1, door.load.parcels) for door in stop.doors)
    needed_s = point.service_s + point.service_per_parcel_s * parcels
    if stop.service_s is None or stop.service_s < needed_s:
        yield Violation(
            rule=Rule.SERVICE_TIME,
            route=van,
            stop=stop.stop_id,
            sentence=f"At {name} {counted(parcels, 'parcel')} take {needed_s} s, "
            f"not {stop.service_s} as the stop says.",
        )
    off_m = apart_m(stop.coordinate, point.coordinate)
    if off_m is None or off_m > SAME_PLACE_M:
        sentence = f"Stop {stop.stop_id} is not where collection point {name} is."
        yield Violation(rule=Rule.WRONG_PLACE, route=van, stop=stop.stop_id, sentence=sentence)
    choosing = sum(door.delivery_option is DeliveryOption.ANY for door in stop.doors)
    if stop.incentive_micro != choosing * point.incentive_micro:
        sentence = f"At {name} {choosing} customers are promised an incentive; the sum is another."
        yield Violation(rule=Rule.WRONG_INCENTIVE, stop=stop.stop_id, sentence=sentence)


def _check_promises(
    stops: Iterable[Stop], index: PlanIndex, inside: dict[str, Counter[str]]
) -> Iterator[Violation]:
    for stop in stops:
        point = index.points.get(stop.collection_point)
        for door in stop.doors:
            if point is None:
                break
            why = _why_not(door, point, index, inside)
            if why:
                yield Violation(
                    rule=Rule.WRONG_POINT,
                    stop=stop.stop_id,
                    sentence=f"Order {door.stop_id} is brought to {point.point_id}, but {why}.",
                )


def _why_not(
    door: Stop, point: CollectionPoint, index: PlanIndex, inside: dict[str, Counter[str]]
) -> str:
    """Why this order must not be at this point; empty where it may."""
    named = index.points.get(door.collection_point)
    heaviest_g = point.max_parcel_g
    off_m = apart_m(door.coordinate or (named.coordinate if named else None), point.coordinate)
    faults = (
        (door.delivery_option not in _SENT, "it was to go to the door"),
        (
            heaviest_g is not None and door.load.weight_g > heaviest_g * max(1, door.load.parcels),
            f"its parcels are heavier than {(heaviest_g or 0) / 1000:g} kg",
        ),
        (
            named not in (None, point) and door.delivery_option is DeliveryOption.ANY,
            f"it was to go to {door.collection_point} or to the door",
        ),
        (
            named is not None
            and named is not point
            and _has_room(door, named, inside[named.point_id]),
            f"it was to go to {door.collection_point}, which has room",
        ),
        (
            named is not point and (off_m is None or off_m > point.walking_radius_m + SAME_PLACE_M),
            f"that is no place within {point.walking_radius_m:g} m on foot",
        ),
    )
    return next((why for is_so, why in faults if is_so), "")


def _has_room(door: Stop, point: CollectionPoint, parcels: Counter[str]) -> bool:
    """Whether the point would still take an order that was brought elsewhere."""
    pieces = max(1, door.load.parcels)
    if not point.windows or (door.ready_s or 0) > point.windows[-1].closes_s:
        return False
    if point.max_parcel_g is not None and door.load.weight_g > point.max_parcel_g * pieces:
        return False
    if point.max_parcel_mm is not None and any(
        side > most
        for box in door.boxes_mm
        for side, most in zip(box, point.max_parcel_mm, strict=True)
    ):
        return False
    room = point.capacity_parcels
    return room is None or sum(parcels.values()) + pieces <= room


def apart_m(one: Coordinate | None, other: Coordinate | None) -> float | None:
    """
    Metres between two places near each other, on a plane that touches the earth between them.

    >>> apart_m(Coordinate(lat_deg=60, lon_deg=24), Coordinate(lat_deg=60.01, lon_deg=24))
    1111.95
    """
    if one is None or other is None:
        return None
    north = other.lat_deg - one.lat_deg
    middle = math.radians((one.lat_deg + other.lat_deg) / 2)
    east = (other.lon_deg - one.lon_deg) * math.cos(middle)
    return round(math.hypot(north, east) * _METRES_A_DEGREE, 2)
