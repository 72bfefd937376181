"""Which streets an area closes, and along which of them a line runs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.closures import Ring
from lastmile_cli.roads.areas import inside
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.snapping import METRES_PER_DEGREE

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

STEP_M = 1.0
"""How closely a street that crosses the border of an area is looked at."""

BESIDE_M = 15.0
"""How far a line may lie from the street it runs along: cities draw lines by hand."""

ASKEW = math.cos(math.radians(30))
"""A street that runs more askew to the line than this is crossed, not followed."""

LINE_STEP_M = 5.0
LEAST_M, LEAST_SHARE = 10.0, 0.5
"""So much of a street must be followed by the line, or this share of a short one."""


def closed_by_rings(graph: RoadGraph, rings: Sequence[Ring]) -> tuple[BoolArray, BoolArray]:
    """
    Streets that an area closes, and edges at whose end nobody gets on.

    Returns
    -------
    Shape (streets,): more than half of it or its middle lies inside, or both
    its ends do, or the area cuts it in two. Shape (edges,): the junction at its
    end lies inside; a street of which just that end is inside stays open, as a
    dead end.
    """
    closed = np.zeros(graph.street_count, dtype=np.bool_)
    stopped = np.zeros(2 * graph.street_count, dtype=np.bool_)
    near = _streets_near(graph, rings, 0.0)
    crossed = near[_crosses_border(graph, near, rings)]
    first = graph.first_point[near]
    whole = _inside(graph.lat_e7[first] / 1e7, graph.lon_e7[first] / 1e7, rings)
    whole[np.isin(near, crossed)] = False
    closed[near[whole]] = True
    for street in crossed.tolist():
        along = _points_along(graph.polyline(street), STEP_M)
        within = _inside(along[:, 0], along[:, 1], rings)
        start, middle, end = within[0], within[len(within) // 2], within[-1]
        cut = within.any() and not start and not end
        closed[street] = within.mean() > 0.5 or middle or cut or (start and end)
        stopped[2 * street], stopped[2 * street + 1] = end, start
    stopped[:-1:2] |= closed
    stopped[1::2] |= closed
    return closed, stopped


def followed_by_line(graph: RoadGraph, line: Ring) -> BoolArray:
    """Streets that a line runs along, its whole length or a good part; shape (streets,)."""
    near = _streets_near(graph, [line], BESIDE_M)
    segment, street = _segments(graph, near)
    metres = np.zeros(graph.street_count)
    points = _points_along(np.array(line, dtype=np.float64), LINE_STEP_M)
    if len(segment) and len(points) > 1:
        scale = METRES_PER_DEGREE * np.array([1.0, math.cos(math.radians(points[0, 0]))])
        a = np.stack([graph.lat_e7[segment], graph.lon_e7[segment]], axis=1) / 1e7 * scale
        b = np.stack([graph.lat_e7[segment + 1], graph.lon_e7[segment + 1]], axis=1) / 1e7 * scale
        run, length = _directions(b - a)
        steps, step_m = _directions(np.diff(points * scale, axis=0))
        middles = (points[:-1] + points[1:]) / 2 * scale
        for middle, heading, done_m in zip(middles, steps, step_m, strict=True):
            along = np.clip(((middle - a) * run).sum(axis=1), 0.0, length)
            away_m = np.hypot(*(middle - a - along[:, None] * run).T)
            away_m[np.abs(run @ heading) < ASKEW] = np.inf
            best = int(np.argmin(away_m))
            if away_m[best] <= BESIDE_M:
                metres[street[best]] += done_m
    enough_m = np.minimum(LEAST_M, LEAST_SHARE * graph.street_m)
    return (metres > 0) & (metres >= enough_m)


def is_on_map(graph: RoadGraph, points: Sequence[tuple[float, float]]) -> bool:
    """Whether the box of these points touches the box of the map."""
    at = np.array(points)
    low, high = at.min(axis=0), at.max(axis=0)
    lat, lon = graph.lat_e7 / 1e7, graph.lon_e7 / 1e7
    return bool(
        low[0] <= lat.max()
        and high[0] >= lat.min()
        and low[1] <= lon.max()
        and high[1] >= lon.min()
    )


def _inside(lat: FloatArray, lon: FloatArray, rings: Sequence[Ring]) -> BoolArray:
    """Inside an odd number of rings."""
    found = np.zeros(len(lat), dtype=np.bool_)
    for ring in rings:
        found ^= inside(lat, lon, ring)
    return found


def _streets_near(graph: RoadGraph, rings: Sequence[Ring], margin_m: float) -> IntArray:
    """Streets whose box touches the box of the rings, widened by some metres."""
    if not graph.street_count:
        return np.empty(0, dtype=np.int64)
    corners = np.array([corner for ring in rings for corner in ring])
    widest = math.cos(math.radians(min(85.0, float(np.abs(corners[:, 0]).max()))))
    margin = np.array([margin_m, margin_m / widest]) / METRES_PER_DEGREE
    low, high = (corners.min(axis=0) - margin) * 1e7, (corners.max(axis=0) + margin) * 1e7
    touches = np.ones(graph.street_count, dtype=np.bool_)
    for values, least, most in zip((graph.lat_e7, graph.lon_e7), low, high, strict=True):
        touches &= np.maximum.reduceat(values, graph.first_point[:-1]) >= least
        touches &= np.minimum.reduceat(values, graph.first_point[:-1]) <= most
    return np.flatnonzero(touches)


def _segments(graph: RoadGraph, streets: IntArray) -> tuple[IntArray, IntArray]:
    """First points of all segments of these streets, and the street each belongs to."""
    first, counts = graph.first_point[streets], np.diff(graph.first_point)[streets] - 1
    street = np.repeat(streets, counts)
    within = np.arange(len(street)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(first, counts) + within, street


def _crosses_border(graph: RoadGraph, streets: IntArray, rings: Sequence[Ring]) -> BoolArray:
    """Whether a border of the area meets each street; shape (streets,)."""
    segment, street = _segments(graph, streets)
    a = np.stack([graph.lat_e7[segment], graph.lon_e7[segment]], axis=1) / 1e7
    b = np.stack([graph.lat_e7[segment + 1], graph.lon_e7[segment + 1]], axis=1) / 1e7
    meets = np.zeros(len(segment), dtype=np.bool_)
    for ring in rings:
        for c, d in zip(ring, [*ring[1:], ring[0]], strict=True):
            p, q = np.array(c), np.array(d)
            apart = _side(p, q, a) * _side(p, q, b) > 0
            apart |= _side(a, b, p) * _side(a, b, q) > 0
            meets |= ~apart
    return np.isin(streets, street[meets])


def _side(start: FloatArray, end: FloatArray, point: FloatArray) -> FloatArray:
    """On which side of a line a point lies: above or below 0; 0 on it."""
    way, there = end - start, point - start
    side: FloatArray = np.sign(way[..., 0] * there[..., 1] - way[..., 1] * there[..., 0])
    return side


def _directions(vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Unit vectors and lengths."""
    length = np.maximum(np.hypot(vectors[:, 0], vectors[:, 1]), 1e-9)
    return vectors / length[:, None], length


def _points_along(line: FloatArray, step_m: float) -> FloatArray:
    """Points of a line, and between them at least one every so many metres."""
    scale = METRES_PER_DEGREE * np.array([1.0, math.cos(math.radians(float(line[0, 0])))])
    length = np.hypot(*(np.diff(line, axis=0) * scale).T)
    done = np.concatenate([[0.0], np.cumsum(length)])
    at = np.linspace(0.0, done[-1], max(3, math.ceil(done[-1] / step_m) + 1))
    return np.stack([np.interp(at, done, line[:, axis]) for axis in (0, 1)], axis=1)
