"""A history of stops to points of demand: doors, or the doors of a block where there are many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.insight.hub_sites import DemandPoint

MOST_POINTS = 300
"""More doors than that are taken together by block."""
FIRST_BLOCK_DEG = 0.0005
"""About 50 m: the side of the smallest block, doubled until there are few enough."""

Day = Sequence[tuple[Stop, int]]
"""Stops of a day, each with the seconds its service takes."""


@dataclass(slots=True)
class _Doors:
    """What is known of a point while days are counted."""

    coordinate: Coordinate
    name: str
    visits: list[int]
    parcels: list[int]
    service_s: list[int] = field(default_factory=list)


def demand_points(days: Sequence[Day], most: int = MOST_POINTS) -> tuple[DemandPoint, ...]:
    """Count visits and parcels by door and day; a visit brings one parcel at least."""
    side_deg = 0.0
    found = _by_block(days, side_deg)
    while len(found) > most:
        side_deg = 2 * side_deg or FIRST_BLOCK_DEG
        found = _by_block(days, side_deg)
    return tuple(
        DemandPoint(
            name=doors.name,
            coordinate=doors.coordinate,
            visits=tuple(doors.visits),
            parcels=tuple(doors.parcels),
            service_s=round(sum(doors.service_s) / len(doors.service_s)),
            may_collect=key[1],
        )
        for key, doors in found.items()
    )


def _by_block(days: Sequence[Day], side_deg: float) -> dict[tuple[object, bool], _Doors]:
    found: dict[tuple[object, bool], _Doors] = {}
    for number, day in enumerate(days):
        for stop, service_s in day:
            at = stop.coordinate
            if at is None:
                continue
            may_collect = stop.delivery_option in _MAY_COLLECT and stop.kind.brings_goods
            doors = found.setdefault(
                (_block(at, side_deg), may_collect),
                _Doors(at, stop.stop_id, [0] * len(days), [0] * len(days)),
            )
            doors.visits[number] += 1
            doors.parcels[number] += max(1, stop.load.parcels)
            doors.service_s.append(service_s)
    return found


_MAY_COLLECT = (DeliveryOption.ANY, DeliveryOption.COLLECTION_POINT)


def _block(at: Coordinate, side_deg: float) -> object:
    if not side_deg:
        return at
    east = side_deg / max(0.1, math.cos(math.radians(at.lat_deg)))
    return math.floor(at.lat_deg / side_deg), math.floor(at.lon_deg / east)
