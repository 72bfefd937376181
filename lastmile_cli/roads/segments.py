"""Pieces of street between two OSM nodes, found by their nodes or by their way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.geo import EARTH_RADIUS_M
from lastmile_cli.domain.street_speeds import SpeedTable, StreetSpeeds

if TYPE_CHECKING:
    from lastmile_cli.roads.graph import RoadGraph

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Segments:
    """
    All pieces of all streets, each in both directions: first along, then against.

    Parameters
    ----------
    node
        Shape (nodes,): sorted OSM ids.
    key
        Shape (2 × pieces,): the pair of nodes a piece leads from and to, as one number.
    edge
        Shape (2 × pieces,): the edge it is part of.
    length_m
        Shape (2 × pieces,): metres.
    """

    node: IntArray
    key: IntArray
    edge: IntArray
    length_m: FloatArray

    @classmethod
    def of(cls, graph: RoadGraph) -> Segments:
        """Cut all streets at all their points."""
        node, number = np.unique(graph.point_node, return_inverse=True)
        number = number.astype(np.int64)
        street = np.repeat(np.arange(graph.street_count), np.diff(graph.first_point))
        is_piece = np.ones(len(street), dtype=bool)
        is_piece[graph.first_point[1:] - 1] = False
        at = np.flatnonzero(is_piece)
        low, high = number[at], number[at + 1]
        metres = _lengths_m(graph, at)
        return cls(
            node=node,
            key=np.concatenate([low * len(node) + high, high * len(node) + low]),
            edge=np.concatenate([2 * street[at], 2 * street[at] + 1]),
            length_m=np.concatenate([metres, metres]),
        )

    def keys_of(self, from_node: IntArray, to_node: IntArray) -> IntArray:
        """Pairs of OSM nodes as one number each; -1 where the map lacks one of them."""
        if not len(self.node):
            return np.full(len(from_node), -1, dtype=np.int64)
        low, high = self._number(from_node), self._number(to_node)
        return np.where((low < 0) | (high < 0), -1, low * len(self.node) + high)

    def _number(self, node: IntArray) -> IntArray:
        at = np.searchsorted(self.node, node)
        at[at == len(self.node)] = 0
        return np.where(self.node[at] == node, at, -1)


def speed_of_pieces(graph: RoadGraph, speeds: StreetSpeeds) -> FloatArray:
    """
    Speed of each piece in km/h, 0 where nothing is said; shape (2 × pieces,).

    A row about two nodes wins over one about their way.
    """
    pieces = graph.segments
    ways, way_kmh = _last_ones(*speeds.ways)
    by_way = _looked_up(ways, way_kmh, graph.way_id)
    kmh = by_way[pieces.edge >> 1]
    from_node, to_node, pair_kmh = speeds.pairs
    keys, pair_kmh = _last_ones(pieces.keys_of(from_node, to_node), pair_kmh)
    by_pair = _looked_up(keys, pair_kmh, pieces.key)
    return np.where(by_pair > 0, by_pair, kmh)


def known_rows(graph: RoadGraph, table: SpeedTable) -> npt.NDArray[np.bool_]:
    """Which rows of a table name a piece or a way of the map; shape (rows,)."""
    pieces = graph.segments
    keys = pieces.keys_of(table.from_node, table.to_node)
    is_pair = np.isin(keys, pieces.key) & (keys >= 0)
    return np.where(table.way > 0, np.isin(table.way, graph.way_id), is_pair)


def _last_ones(keys: IntArray, values: FloatArray) -> tuple[IntArray, FloatArray]:
    """Sort by key; of equal ones the last stays."""
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    is_last = np.ones(len(keys), dtype=bool)
    is_last[:-1] = keys[1:] != keys[:-1]
    return keys[is_last], values[is_last]


def _looked_up(keys: IntArray, values: FloatArray, wanted: IntArray) -> FloatArray:
    """Value of each wanted key, 0 where there is none."""
    if not len(keys):
        return np.zeros(len(wanted))
    at = np.searchsorted(keys, wanted)
    at[at == len(keys)] = 0
    return np.where(keys[at] == wanted, values[at], 0.0)


def _lengths_m(graph: RoadGraph, at: IntArray) -> FloatArray:
    """Metres of the pieces that begin at these points: short enough for a flat earth."""
    north = (graph.lat_e7[at + 1].astype(np.int64) - graph.lat_e7[at]) / 1e7
    east = (graph.lon_e7[at + 1].astype(np.int64) - graph.lon_e7[at]) / 1e7
    east *= np.cos(np.radians(graph.lat_e7[at] / 1e7))
    metres: FloatArray = np.hypot(north, east) * math.radians(1) * EARTH_RADIUS_M
    return metres
