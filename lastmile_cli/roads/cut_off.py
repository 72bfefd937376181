"""Streets that no way leads to from the rest of a map: islands without a ferry, and the like."""

from __future__ import annotations

import numpy as np

from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.streets import BoolArray

ISLAND_M = 500.0
"""Metres of streets that hang together from which on they are an island, not a yard."""


def island_streets(graph: RoadGraph, profile: int) -> BoolArray:
    """
    Mark streets a profile might use, if any way led there; shape (streets,).

    Pieces shorter than ``ISLAND_M`` all together are left out: every map has some, where
    it was cut, and behind gates.
    """
    is_open = (graph.edge_ms[profile] >= 0).reshape(-1, 2).any(axis=1)
    streets = np.flatnonzero(is_open & ~graph.usable_streets(profile))
    ends = np.stack([graph.first_point[streets], graph.first_point[streets + 1] - 1])
    places = np.stack([graph.lat_e7[ends], graph.lon_e7[ends]], axis=-1).reshape(-1, 2)
    _, node = np.unique(places, axis=0, return_inverse=True)
    piece = _pieces(node.reshape(2, -1).astype(np.int64))
    long_enough = np.bincount(piece, weights=graph.street_m[streets]) >= ISLAND_M
    island = np.zeros(graph.street_count, dtype=np.bool_)
    island[streets[long_enough[piece]]] = True
    return island


def _pieces(ends: np.ndarray) -> np.ndarray:
    """Name each street by the lowest node it hangs together with; ends have shape (2, streets)."""
    lowest = np.arange(int(ends.max(initial=-1)) + 1)
    while True:
        least = lowest[ends].min(axis=0)
        before = lowest.copy()
        np.minimum.at(lowest, ends[0], least)
        np.minimum.at(lowest, ends[1], least)
        lowest = lowest[lowest]
        if (lowest == before).all():
            named: np.ndarray = lowest[ends[0]]
            return named
