"""Degrees to millimetres on a sheet: a frame that shows a few places, north up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lastmile_cli.domain.geo import EARTH_RADIUS_M, BoundingBox

MIN_SPAN_M = 400.0
"""A map of one door still shows its neighbourhood."""

METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180

LatLon = tuple[float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle on the sheet, in millimetres from its top left corner."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, margin: float) -> Frame:
        """Return the frame without a border of ``margin`` mm."""
        return Frame(
            x=self.x + margin,
            y=self.y + margin,
            width=self.width - 2 * margin,
            height=self.height - 2 * margin,
        )

    def contains(self, point: Point) -> bool:
        """Whether a point lies in the frame."""
        x, y = point
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


@dataclass(frozen=True, kw_only=True)
class Projection:
    """Equirectangular around a middle: true to scale over the size of a city."""

    frame: Frame
    middle: LatLon
    metres_per_mm: float

    def to_sheet(self, place: LatLon) -> Point:
        """Millimetres on the sheet of a (lat, lon) pair in degrees."""
        lat, lon = place
        east_m = (lon - self.middle[1]) * METRES_PER_DEGREE * self._shrink
        north_m = (lat - self.middle[0]) * METRES_PER_DEGREE
        return (
            self.frame.x + self.frame.width / 2 + east_m / self.metres_per_mm,
            self.frame.y + self.frame.height / 2 - north_m / self.metres_per_mm,
        )

    @property
    def bounds(self) -> BoundingBox:
        """What of the world the frame shows."""
        half_lat = self.frame.height / 2 * self.metres_per_mm / METRES_PER_DEGREE
        half_lon = self.frame.width / 2 * self.metres_per_mm / METRES_PER_DEGREE / self._shrink
        return BoundingBox(
            south_deg=self.middle[0] - half_lat,
            north_deg=self.middle[0] + half_lat,
            west_deg=self.middle[1] - half_lon,
            east_deg=self.middle[1] + half_lon,
        )

    @cached_property
    def _shrink(self) -> float:
        return max(0.05, math.cos(math.radians(self.middle[0])))


def fit(places: Sequence[LatLon], frame: Frame, *, margin_mm: float = 9.0) -> Projection:
    """Return the largest projection that shows all places inside the frame."""
    lats, lons = [place[0] for place in places], [place[1] for place in places]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    shrink = max(0.05, math.cos(math.radians(middle[0])))
    inner = frame.inset(margin_mm)
    height_m = (max(lats) - min(lats)) * METRES_PER_DEGREE
    width_m = (max(lons) - min(lons)) * METRES_PER_DEGREE * shrink
    scale = max(
        height_m / inner.height,
        width_m / inner.width,
        MIN_SPAN_M / min(frame.width, frame.height),
    )
    return Projection(frame=frame, middle=middle, metres_per_mm=scale)


def scale_bar_m(metres_per_mm: float, longest_mm: float = 40.0) -> int:
    """
    Return the longest round length (1, 2 or 5 times a power of ten) that fits.

    >>> scale_bar_m(8.0), scale_bar_m(60.0)
    (200, 2000)
    """
    limit = metres_per_mm * longest_mm
    power = 10 ** math.floor(math.log10(limit))
    return int(next(step * power for step in (5, 2, 1) if step * power <= limit) or 1)
