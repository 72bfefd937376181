"""Ways cut at junctions into streets: polylines between nodes where something is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.geo import EARTH_RADIUS_M
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.raw_map import RawMap

IntArray = npt.NDArray[np.signedinteger[Any]]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

BEARING_REACH_M = 10.0
"""How far from a junction a street's direction is taken: nearer corners are drawing noise."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Streets:
    """
    Undirected pieces of ways; street ``s`` is driven as edge ``2 s`` (along) or ``2 s + 1``.

    Parameters
    ----------
    way
        Shape (streets,): index of the way in the ``RawMap``.
    start, end
        Shape (streets,): node indices at both ends.
    length_m
        Shape (streets,): metres along the polyline.
    first_point
        Shape (streets + 1,): where each polyline begins in ``point``.
    point
        Node indices of all polylines, ends included.
    bearing_out
        Shape (edges,): compass degrees in which the edge leaves its tail.
    """

    way: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    length_m: FloatArray
    first_point: IntArray
    point: npt.NDArray[np.int32]
    bearing_out: npt.NDArray[np.float32]

    @property
    def count(self) -> int:
        """How many streets there are."""
        return len(self.way)

    def tail(self) -> npt.NDArray[np.int32]:
        """Node each edge begins at; shape (edges,)."""
        return np.stack([self.start, self.end], axis=1).ravel()

    def head(self) -> npt.NDArray[np.int32]:
        """Node each edge ends at; shape (edges,)."""
        return np.stack([self.end, self.start], axis=1).ravel()


def cut_streets(raw: RawMap) -> Streets:
    """Cut ways where they meet, end, lose a node outside the map, or carry a sign or barrier."""
    node = np.searchsorted(raw.node_id, raw.refs)
    node[node == len(raw.node_id)] = 0
    known = raw.node_id[node] == raw.refs
    way = np.repeat(np.arange(len(raw.way_id)), np.diff(raw.first_ref))
    # Segment i runs from reference i to i + 1 of the same way, both inside the map.
    is_segment = (way[:-1] == way[1:]) & known[:-1] & known[1:] & (node[:-1] != node[1:])
    segment = np.flatnonzero(is_segment)
    decides = _deciding_nodes(raw, node, segment, way)
    begins = np.ones(len(segment), dtype=bool)
    begins[1:] = (np.diff(segment) != 1) | decides[node[segment[1:]]]
    first = np.flatnonzero(begins)
    street_of = np.cumsum(begins) - 1
    per_street = np.bincount(street_of, minlength=len(first))
    lengths = _segment_m(raw, node[segment], node[segment + 1])
    first_point = np.concatenate([[0], np.cumsum(per_street + 1)])
    point = np.empty(int(first_point[-1]), dtype=np.int32)
    point[np.arange(len(segment)) + street_of] = node[segment]
    last = np.concatenate([first[1:], [len(segment)]]) - 1
    point[first_point[1:] - 1] = node[segment[last] + 1]
    return Streets(
        way=way[segment[first]].astype(np.int32),
        start=point[first_point[:-1]],
        end=point[first_point[1:] - 1],
        length_m=np.add.reduceat(lengths, first) if len(first) else lengths,
        first_point=first_point,
        point=point,
        bearing_out=_bearings(raw, point, first_point),
    )


def _deciding_nodes(raw: RawMap, node: IntArray, segment: IntArray, way: IntArray) -> BoolArray:
    """Mark nodes at which a street must end."""
    nodes = len(raw.node_id)
    ends = np.concatenate([node[segment], node[segment + 1]])
    degree = np.bincount(ends, minlength=nodes)
    decides: BoolArray = degree != 2
    is_way_end = np.ones(len(node), dtype=bool)
    is_way_end[1:-1] = (way[1:-1] != way[:-2]) | (way[1:-1] != way[2:])
    decides[node[is_way_end]] = True
    marked = [*raw.signs, *(r.via_node for r in raw.restrictions if r.via_node)]
    at = np.searchsorted(raw.node_id, marked)
    at = at[at < nodes]
    decides[at] = True
    return decides


def _segment_m(raw: RawMap, start: IntArray, end: IntArray) -> FloatArray:
    """Great-circle length of many segments (haversine formula)."""
    lat = np.radians(raw.lat_e7 / 1e7)
    lon = np.radians(raw.lon_e7 / 1e7)
    half_lat = np.sin((lat[end] - lat[start]) / 2)
    half_lon = np.sin((lon[end] - lon[start]) / 2)
    root = half_lat**2 + np.cos(lat[start]) * np.cos(lat[end]) * half_lon**2
    metres: FloatArray = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(root)))
    return metres


def _bearings(raw: RawMap, point: IntArray, first_point: IntArray) -> npt.NDArray[np.float32]:
    """Direction in which each edge leaves its tail, taken some metres down the street."""
    forward = _bearings_from(raw, point, first_point[:-1], first_point[1:] - 1, step=1)
    backward = _bearings_from(raw, point, first_point[1:] - 1, first_point[:-1], step=-1)
    return np.stack([forward, backward], axis=1).ravel().astype(np.float32)


def _bearings_from(
    raw: RawMap, point: IntArray, at: IntArray, last: IntArray, *, step: int
) -> FloatArray:
    lat, lon = raw.lat_e7 / 1e7, raw.lon_e7 / 1e7
    origin = point[at]
    reach = at + step
    # Walk every street at once, point by point, until each is far enough from its junction.
    near = np.flatnonzero(reach != last)
    while len(near):
        gone = _segment_m(raw, origin[near], point[reach[near]]) < BEARING_REACH_M
        near = near[gone]
        reach[near] += step
        near = near[reach[near] != last[near]]
    target = point[reach]
    east = (lon[target] - lon[origin]) * np.cos(np.radians(lat[origin]))
    return np.degrees(np.arctan2(east, lat[target] - lat[origin])) % 360


def edge_speeds_kmh(raw: RawMap, streets: Streets, profiles: tuple[Profile, ...]) -> FloatArray:
    """Speed on each edge, 0 where it is closed; shape (profiles, edges)."""
    by_rule = np.array(
        [[(v.along_kmh, v.against_kmh) for v in verdicts] for verdicts in raw.rules]
    ).reshape(len(raw.rules), len(profiles), 2)
    speeds: FloatArray = by_rule[raw.way_rule[streets.way]].transpose(1, 0, 2)
    fixed_s = raw.way_fixed_s[streets.way]
    if fixed_s.any():
        way_m = np.bincount(streets.way, weights=streets.length_m, minlength=len(raw.way_id))
        timed = 3.6 * way_m[streets.way] / np.maximum(fixed_s, 1.0)
        speeds = np.where((fixed_s > 0)[None, :, None] & (speeds > 0), timed[None, :, None], speeds)
    return speeds.reshape(len(profiles), -1)
