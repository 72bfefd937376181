"""A street's pieces as one network, and the way along it from door to door."""

from __future__ import annotations

import heapq
import itertools
import math
from collections import defaultdict
from collections.abc import Sequence

from lastmile_cli.geocoding.house_points import point_along
from lastmile_cli.geocoding.plane import LatLon, distance_m

_DETOUR = 3.0
"""A way along the street longer than this many times the straight line is no way."""

_STRAIGHT = 1.1


def between_doors(
    lines: Sequence[list[LatLon]], low: LatLon, high: LatLon, share: float
) -> tuple[LatLon, float]:
    """
    The point at a share of the way from one door to another, and that way's metres.

    Where the street bends, the point lies on the street; where it is straight
    (or its pieces do not join up), on the straight line between the doors, so
    that it keeps their side.
    """
    straight_m = distance_m(low, high)
    line = (low[0] + share * (high[0] - low[0]), low[1] + share * (high[1] - low[1]))
    path = _shortest(lines, low, high) if straight_m > 0 else []
    path_m = sum(distance_m(a, b) for a, b in itertools.pairwise(path))
    if not path or path_m > _DETOUR * straight_m + 100 or path_m <= _STRAIGHT * straight_m:
        return line, straight_m
    return point_along(path, share), path_m


def across(lines: Sequence[list[LatLon]], at: LatLon, door: LatLon, other_side: LatLon) -> LatLon:
    """
    The point over the street from ``at``, where ``other_side`` lies over the street from a door.

    Where both doors stand on one side, or the street has no line, ``at`` itself.
    """
    mirrored = _mirrored(lines, door)
    is_across = distance_m(mirrored, other_side) < distance_m(door, other_side)
    return _mirrored(lines, at) if is_across else at


def _mirrored(lines: Sequence[list[LatLon]], at: LatLon) -> LatLon:
    feet = (foot(a, b, at) for line in lines for a, b in itertools.pairwise(line))
    middle = min(feet, key=lambda point: distance_m(point, at), default=at)
    return (2 * middle[0] - at[0], 2 * middle[1] - at[1])


def _shortest(lines: Sequence[list[LatLon]], start: LatLon, end: LatLon) -> list[LatLon]:
    """Dijkstra over the street's own points from the foot of one door to that of the other."""
    ways = _network(lines)
    feet = [at for door in (start, end) if (at := _split_at(ways, door)) is not None]
    if len(feet) < 2:
        return []
    queue = [(0.0, feet[0])]
    before: dict[LatLon, LatLon] = {}
    reached = {feet[0]: 0.0}
    while queue:
        done_m, point = heapq.heappop(queue)
        if point == feet[1]:
            return _trace(before, point)
        if done_m > reached[point]:
            continue
        for other in ways[point]:
            total_m = done_m + distance_m(point, other)
            if total_m < reached.get(other, math.inf):
                reached[other] = total_m
                before[other] = point
                heapq.heappush(queue, (total_m, other))
    return []


def _network(lines: Sequence[list[LatLon]]) -> dict[LatLon, set[LatLon]]:
    ways: dict[LatLon, set[LatLon]] = defaultdict(set)
    for line in lines:
        for a, b in itertools.pairwise(line):
            ways[a].add(b)
            ways[b].add(a)
    return ways


def _split_at(ways: dict[LatLon, set[LatLon]], door: LatLon) -> LatLon | None:
    """Cut the segment nearest to a door where its foot stands, and return the foot."""
    feet = (
        (distance_m(at, door), at, a, b)
        for a, others in ways.items()
        for b in others
        if a < b
        for at in (foot(a, b, door),)
    )
    best = min(feet, default=None)
    if best is None:
        return None
    _, at, a, b = best
    if at not in ways:
        ways[a].discard(b)
        ways[b].discard(a)
        for end in (a, b):
            ways[at].add(end)
            ways[end].add(at)
    return at


def foot(a: LatLon, b: LatLon, door: LatLon) -> LatLon:
    """
    The point of the segment from ``a`` to ``b`` that is nearest to a door.

    >>> foot((0.0, 0.0), (0.0, 2.0), (1.0, 1.0))
    (0.0, 1.0)
    """
    scale = math.cos(math.radians(door[0]))
    along = (b[0] - a[0], (b[1] - a[1]) * scale)
    length = along[0] ** 2 + along[1] ** 2
    if length == 0:
        return a
    part = ((door[0] - a[0]) * along[0] + (door[1] - a[1]) * scale * along[1]) / length
    part = min(1.0, max(0.0, part))
    return (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))


def _trace(before: dict[LatLon, LatLon], point: LatLon) -> list[LatLon]:
    path = [point]
    while point in before:
        point = before[point]
        path.append(point)
    return path[::-1]
