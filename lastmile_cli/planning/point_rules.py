"""What a collection point takes, and for whom it is near enough to walk to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.stops import DeliveryOption, Stop, StopKind
from lastmile_cli.planning.locks import all_fit

IN_HOME = "white_glove"
"""The skill of bringing goods into the home, which no locker does."""


class NotThere(StrEnum):
    """Why an order cannot be brought to a point; the first one in the way is told."""

    CLOSED = "closed"
    NOT_READY = "not_ready"
    SIZE = "size"
    TOO_FAR = "too_far"
    FULL = "full"


def parcels_of(stop: Stop) -> int:
    """Parcels that take up room; a delivery whose parcels nobody counted has one."""
    return max(1, stop.load.parcels)


def walk_m(door: Coordinate | None, point: CollectionPoint) -> float | None:
    """Metres of the great circle from a door to a point; ``None`` where a place is not known."""
    if door is None or point.coordinate is None:
        return None
    return great_circle_m(door, point.coordinate)


def why_not_there(stop: Stop, point: CollectionPoint) -> NotThere | None:
    """Why a point does not take an order, wherever its door is and however full the point is."""
    pieces = parcels_of(stop)
    heaviest_g = point.max_parcel_g
    if not point.is_open or point.coordinate is None:
        return NotThere.CLOSED
    if stop.loadable_s > point.windows[-1].closes_s:
        return NotThere.NOT_READY
    if heaviest_g is not None and stop.load.weight_g > heaviest_g * pieces:
        return NotThere.SIZE
    if not all_fit(stop.boxes_mm, point.max_parcel_mm):
        return NotThere.SIZE
    if point.capacity_parcels is not None and pieces > point.capacity_parcels:
        return NotThere.FULL
    return None


def may_choose(stop: Stop) -> bool:
    """Whether an order leaves the choice to us, and can be brought to a point at all."""
    return stop.delivery_option is DeliveryOption.ANY and could_go(stop)


def could_go(stop: Stop) -> bool:
    """
    Whether an order for the door could be brought to a point instead.

    Nobody fetches goods or pays cash there, shows an id or signs; what is brought into the
    home, or fixed to a vehicle, group or depot, and the ends of a shipment, stay doors.
    """
    return (
        stop.delivery_option in (DeliveryOption.DOOR, DeliveryOption.ANY)
        and stop.kind is StopKind.DELIVERY
        and not stop.paired_with
        and not stop.requires
        and IN_HOME not in stop.skills
        and not (stop.vehicle_id or stop.driver_id or stop.depot_id or stop.group)
        and not stop.is_at_point
    )


def points_near(stop: Stop, points: Iterable[CollectionPoint]) -> list[CollectionPoint]:
    """List the points that take an order and that its customer can walk to, the nearest first."""
    found = [
        (metres, number, point)
        for number, point in enumerate(points)
        if (metres := walk_m(stop.coordinate, point)) is not None
        and metres <= point.walking_radius_m
        and why_not_there(stop, point) is None
        and stop.collection_point in ("", point.point_id)
    ]
    return [point for *_, point in sorted(found, key=lambda it: it[:2])]


def points_in_question(
    stops: Sequence[Stop], points: Sequence[CollectionPoint]
) -> tuple[CollectionPoint, ...]:
    """Return the points that are visited, and those an order might go to that may choose."""
    wanted = {stop.collection_point for stop in stops if stop.is_at_point}
    wanted |= {
        point.point_id for stop in stops if may_choose(stop) for point in points_near(stop, points)
    }
    return tuple(point for point in points if point.point_id in wanted)
