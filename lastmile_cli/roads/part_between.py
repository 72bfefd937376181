"""The part of a street that lies between two streets that cross it."""

from __future__ import annotations

import heapq
from collections import defaultdict

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.graph import RoadGraph

BoolArray = npt.NDArray[np.bool_]
Steps = dict[int, list[tuple[int, int, float]]]
"""From each node: (piece, node at its other end, metres)."""


def part_between(
    graph: RoadGraph, called: BoolArray, first: set[int], second: set[int]
) -> BoolArray:
    """
    Mark pieces of a street on the shortest ways along it between two sets of OSM nodes.

    From each crossing with the one street to the nearest with the other, and
    back: so both sides of a divided street are found. Shape (streets,).
    """
    steps: Steps = defaultdict(list)
    for piece in np.flatnonzero(called).tolist():
        ends = (graph.first_point[piece], graph.first_point[piece + 1] - 1)
        a, b = (int(graph.point_node[end]) for end in ends)
        steps[a].append((piece, b, float(graph.street_m[piece])))
        steps[b].append((piece, a, float(graph.street_m[piece])))
    found = np.zeros(len(called), dtype=np.bool_)
    for starts, goals in ((first, second), (second, first)):
        for start in sorted(starts & steps.keys()):
            found[_pieces_to(steps, start, goals)] = True
    return found


def _pieces_to(steps: Steps, start: int, goals: set[int]) -> list[int]:
    """Pieces along the way to the nearest goal; none where there is none."""
    heap: list[tuple[float, int, tuple[int, ...]]] = [(0.0, start, ())]
    done: set[int] = set()
    while heap:
        metres, node, pieces = heapq.heappop(heap)
        if node in goals:
            return list(pieces)
        if node not in done:
            done.add(node)
            for piece, other, length in steps[node]:
                heapq.heappush(heap, (metres + length, other, (*pieces, piece)))
    return []
