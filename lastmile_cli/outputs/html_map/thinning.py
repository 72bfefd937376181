"""Lines with fewer points that look the same."""

from __future__ import annotations

import math
from collections.abc import Sequence

LatLon = tuple[float, float]

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a globe of mean radius."""


def thinned(points: Sequence[LatLon], tolerance_m: float) -> list[LatLon]:
    """
    Leave out points that lie within ``tolerance_m`` of the line without them.

    After Douglas, Peucker (1973). The ends stay.

    >>> thinned([(60.0, 24.0), (60.000001, 24.001), (60.0, 24.002), (60.001, 24.002)], 1.0)
    [(60.0, 24.0), (60.0, 24.002), (60.001, 24.002)]
    """
    if len(points) < 3:
        return list(points)
    x_m = METRES_PER_DEGREE * math.cos(math.radians(points[0][0]))
    flat = [(lon * x_m, lat * METRES_PER_DEGREE) for lat, lon in points]
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = _farthest(flat, first, last)
        if far > tolerance_m:
            keep[at] = True
            spans += [(first, at), (at, last)]
    return [point for point, is_kept in zip(points, keep, strict=True) if is_kept]


def _farthest(flat: Sequence[tuple[float, float]], first: int, last: int) -> tuple[float, int]:
    """Return how far the farthest point between lies from the straight piece, and which it is."""
    (x_a, y_a), (x_b, y_b) = flat[first], flat[last]
    dx, dy = x_b - x_a, y_b - y_a
    square = dx * dx + dy * dy
    far, at = 0.0, first
    for number in range(first + 1, last):
        x, y = flat[number][0] - x_a, flat[number][1] - y_a
        share = min(1.0, max(0.0, (x * dx + y * dy) / square)) if square else 0.0
        away = math.hypot(x - share * dx, y - share * dy)
        if away > far:
            far, at = away, number
    return far, at
