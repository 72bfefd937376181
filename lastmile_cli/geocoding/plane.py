"""Short distances on a locally flat earth, and neighbours within them."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from lastmile_cli.domain.geo import EARTH_RADIUS_M

LatLon = tuple[float, float]
"""Latitude and longitude in degrees."""

METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180

T = TypeVar("T")


def distance_m(start: LatLon, end: LatLon) -> float:
    """
    Metres between two points that are near each other (equirectangular).

    Within 0.1 % of the great circle up to some 50 km outside polar regions.

    >>> round(distance_m((60.0, 25.0), (60.001, 25.0)), 1)
    111.2
    """
    mean_lat = math.radians((start[0] + end[0]) / 2)
    north = end[0] - start[0]
    east = (end[1] - start[1]) * math.cos(mean_lat)
    return METRES_PER_DEGREE * math.hypot(north, east)


def middle(points: Sequence[LatLon]) -> LatLon:
    """The mean of some points; at least one."""
    return (
        sum(point[0] for point in points) / len(points),
        sum(point[1] for point in points) / len(points),
    )


def medoid(points: Sequence[LatLon]) -> LatLon:
    """The point that is nearest to the mean of all."""
    goal = middle(points)
    return min(points, key=lambda point: distance_m(point, goal))


def centroid(points: Sequence[LatLon]) -> LatLon:
    """
    Centre of area of a closed ring, else the mean of the points.

    >>> centroid([(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0), (0.0, 0.0)])
    (1.0, 1.0)
    """
    if len(points) < 4 or points[0] != points[-1]:
        return middle(points)
    base_lat, base_lon = points[0]
    twice_area = lat_sum = lon_sum = 0.0
    # Relative to the first corner: full degrees would drown a building in rounding.
    ring = [(lat - base_lat, lon - base_lon) for lat, lon in points]
    for (lat_1, lon_1), (lat_2, lon_2) in itertools.pairwise(ring):
        cross = lon_1 * lat_2 - lon_2 * lat_1
        twice_area += cross
        lat_sum += (lat_1 + lat_2) * cross
        lon_sum += (lon_1 + lon_2) * cross
    if abs(twice_area) < 1e-14:
        return middle(points[:-1])
    return (base_lat + lat_sum / (3 * twice_area), base_lon + lon_sum / (3 * twice_area))


class Neighbours(Generic[T]):
    """Values at points, found again by nearness; ``cell_m`` is the widest search radius."""

    def __init__(self, items: Iterable[tuple[LatLon, T]], cell_m: float) -> None:
        pairs = list(items)
        self._cell_m = cell_m
        lat = pairs[0][0][0] if pairs else 0.0
        self._lat_step = cell_m / METRES_PER_DEGREE
        self._lon_step = self._lat_step / max(0.05, math.cos(math.radians(lat)) * 0.98)
        self._cells: dict[tuple[int, int], list[tuple[LatLon, T]]] = defaultdict(list)
        for point, value in pairs:
            self._cells[self._cell(point)].append((point, value))

    def within(self, point: LatLon, radius_m: float) -> list[tuple[float, T]]:
        """Distance in metres and value of all in the radius (at most a cell), nearest first."""
        found = [
            (away_m, value)
            for place, value in self._around(point)
            if (away_m := distance_m(point, place)) <= radius_m
        ]
        return sorted(found, key=lambda pair: pair[0])

    def _cell(self, point: LatLon) -> tuple[int, int]:
        return int(point[0] // self._lat_step), int(point[1] // self._lon_step)

    def _around(self, point: LatLon) -> Iterator[tuple[LatLon, T]]:
        row, column = self._cell(point)
        for north in (-1, 0, 1):
            for east in (-1, 0, 1):
                yield from self._cells.get((row + north, column + east), ())
