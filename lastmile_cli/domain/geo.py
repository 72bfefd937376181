"""Positions on the earth and the straight line between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8
"""Mean earth radius R1 of the GRS 80 ellipsoid (IUGG), in metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinate:
    """A WGS 84 position in decimal degrees."""

    lat_deg: float
    lon_deg: float

    def __post_init__(self) -> None:
        if not -90 <= self.lat_deg <= 90:
            msg = f"Latitude {self.lat_deg} is outside [-90, 90]; are lat and lon swapped?"
            raise ValueError(msg)
        if not -180 <= self.lon_deg <= 180:
            msg = f"Longitude {self.lon_deg} is outside [-180, 180]."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundingBox:
    """A rectangle in degrees; never crosses the antimeridian."""

    south_deg: float
    west_deg: float
    north_deg: float
    east_deg: float

    def __post_init__(self) -> None:
        if self.south_deg > self.north_deg or self.west_deg > self.east_deg:
            msg = f"Box {self} is turned inside out: south ≤ north and west ≤ east are needed."
            raise ValueError(msg)

    def contains(self, point: Coordinate) -> bool:
        """Whether the point lies inside or on the edge."""
        return (
            self.south_deg <= point.lat_deg <= self.north_deg
            and self.west_deg <= point.lon_deg <= self.east_deg
        )


def great_circle_m(start: Coordinate, end: Coordinate) -> float:
    """
    Metres along the great circle (haversine formula, mean earth radius).

    >>> helsinki = Coordinate(lat_deg=60.1699, lon_deg=24.9384)
    >>> tallinn = Coordinate(lat_deg=59.4370, lon_deg=24.7536)
    >>> round(great_circle_m(helsinki, tallinn) / 1000)
    82
    """
    lat_1, lat_2 = math.radians(start.lat_deg), math.radians(end.lat_deg)
    half_lat = math.sin((lat_2 - lat_1) / 2)
    half_lon = math.sin(math.radians(end.lon_deg - start.lon_deg) / 2)
    root = half_lat * half_lat + math.cos(lat_1) * math.cos(lat_2) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(root)))
