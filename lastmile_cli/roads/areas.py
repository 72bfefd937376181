"""Which streets lie inside a polygon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.graph import RoadGraph

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]


def streets_inside(graph: RoadGraph, ring: Sequence[tuple[float, float]]) -> BoolArray:
    """
    Streets whose middle lies inside; shape (streets,).

    ``ring`` is (lat, lon) in degrees, closed or not. The middle is the point
    halfway along the list of a street's points: streets end at junctions, so
    none is long for an area.
    """
    first = graph.first_point[:-1]
    points = np.diff(graph.first_point)
    middle, after = first + (points - 1) // 2, first + points // 2
    lat = (graph.lat_e7[middle].astype(np.float64) + graph.lat_e7[after]) / 2e7
    lon = (graph.lon_e7[middle].astype(np.float64) + graph.lon_e7[after]) / 2e7
    return inside(lat, lon, ring)


def inside(lat: FloatArray, lon: FloatArray, ring: Sequence[tuple[float, float]]) -> BoolArray:
    """
    Whether points lie in a polygon: a ray to the east crosses its edges an odd number of times.

    >>> square = [(0, 0), (0, 2), (2, 2), (2, 0)]
    >>> inside(np.array([1.0, 3.0]), np.array([1.0, 1.0]), square).tolist()
    [True, False]
    """
    found = np.zeros(len(lat), dtype=np.bool_)
    for (lat_a, lon_a), (lat_b, lon_b) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if lat_a == lat_b:
            continue
        crosses = (lat_a > lat) != (lat_b > lat)
        found ^= crosses & (lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a))
    return found
