"""The road graph: plain arrays that a file can hold and every question is answered from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.roads.components import COMES, LEAVES
from lastmile_cli.roads.profiles.catalogue import profile_index
from lastmile_cli.roads.segments import Segments

GRAPH_VERSION = 6
"""Raised whenever the arrays or what they mean change, so that old caches are not read."""


class GraphProfile(NamedTuple):
    """What a graph must remember of a profile: name, row in ``order``, who feels jams, how fast."""

    name: str
    family: int
    feels_traffic: bool
    top_kmh: float


@dataclass(frozen=True, eq=False, kw_only=True)
class RoadGraph:
    """
    Streets, their two edges each, and the turn-expanded graph over them.

    Street ``s`` is driven as edge ``2 s`` (along its polyline) or ``2 s + 1``. Node
    ``e`` of the expanded graph is "edge e has been driven to its end"; further
    nodes are copies that remember where one came from.

    Parameters
    ----------
    way_id, street_class, street_name
        Shape (streets,): OSM way, indices into ``classes`` and ``names``.
    street_m
        Shape (streets,): metres.
    street_round
        Shape (streets,): whether it is part of a roundabout.
    street_other
        Shape (streets,): index into ``other_names``; 0 where there are none.
    may_stop
        Shape (profiles, streets): whether a vehicle may stop there.
    first_point, lat_e7, lon_e7
        Polylines in 1e-7 degrees; ``first_point`` has shape (streets + 1,).
    point_node
        OSM nodes of the polylines, as ``lat_e7``.
    edge_ms
        Shape (profiles, edges): free-flow milliseconds, -1 where closed.
    edge_reach
        Shape (profiles, edges): values of ``Reach``.
    departure
        Shape (edges,): node to start from where a trip may begin on an edge
        outside the main part, -1 where there is none.
    node_edge
        Shape (nodes,): edge a node stands for.
    tail, head
        Shape (arcs,): nodes.
    turn_ms
        Shape (profiles, arcs): milliseconds of the turn, -1 where forbidden.
    order
        Shape (families, nodes): contraction order of each family of profiles.
    other_names
        Names by language ("sv"), where they differ from the usual one.
    profiles
        Names of the profiles, in the order of the arrays.
    facts
        Counts worth telling, by name (``timed_ways``, ``timed_turns``).
    """

    way_id: npt.NDArray[np.int64]
    street_class: npt.NDArray[np.int16]
    street_name: npt.NDArray[np.int32]
    street_m: npt.NDArray[np.float64]
    street_round: npt.NDArray[np.bool_]
    street_other: npt.NDArray[np.int32]
    may_stop: npt.NDArray[np.bool_]
    first_point: npt.NDArray[np.int64]
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]
    point_node: npt.NDArray[np.int64]
    edge_ms: npt.NDArray[np.int32]
    edge_reach: npt.NDArray[np.int8]
    departure: npt.NDArray[np.int32]
    node_edge: npt.NDArray[np.int32]
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    turn_ms: npt.NDArray[np.int32]
    order: npt.NDArray[np.int32]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    other_names: tuple[Mapping[str, str], ...]
    profiles: tuple[GraphProfile, ...]
    facts: Mapping[str, int]

    @property
    def street_count(self) -> int:
        """How many streets there are."""
        return len(self.way_id)

    @property
    def node_count(self) -> int:
        """How many nodes the expanded graph has."""
        return len(self.node_edge)

    @cached_property
    def box(self) -> BoundingBox | None:
        """What the streets cover; ``None`` where there are none."""
        if not self.street_count:
            return None
        return BoundingBox(
            south_deg=float(self.lat_e7.min()) / 1e7,
            west_deg=float(self.lon_e7.min()) / 1e7,
            north_deg=float(self.lat_e7.max()) / 1e7,
            east_deg=float(self.lon_e7.max()) / 1e7,
        )

    def profile_index(self, name: str) -> int:
        """
        Return the place of a profile in every array with one row per profile.

        Raises
        ------
        UsageError
            The graph was not built for such a profile; the hint lists those it knows.
        """
        return profile_index(name, [profile.name for profile in self.profiles])

    @cached_property
    def segments(self) -> Segments:
        """Pieces of street by their nodes, made when first asked for."""
        return Segments.of(self)

    @cached_property
    def _copies(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        order = np.argsort(self.node_edge, kind="stable")
        edges = 2 * self.street_count
        first = np.concatenate([[0], np.cumsum(np.bincount(self.node_edge, minlength=edges))])
        return first, order

    def usable_streets(self, profile: int) -> npt.NDArray[np.bool_]:
        """Streets that a profile gets to and away from, in whichever directions."""
        reach = self.edge_reach[profile].reshape(-1, 2)
        comes, leaves = (np.isin(reach, some).any(axis=1) for some in (COMES, LEAVES))
        return np.logical_and(comes, leaves)

    def nodes_of(self, edge: int) -> list[int]:
        """List all nodes that stand for an edge: arriving at any of them is arriving there."""
        first, order = self._copies
        return [int(node) for node in order[first[edge] : first[edge + 1]]]

    @cached_property
    def _by_tail(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        order = np.argsort(self.tail, kind="stable")
        return np.cumsum(np.bincount(self.tail, minlength=self.node_count)), order

    def arcs_from(self, node: int) -> npt.NDArray[np.int64]:
        """Arcs that leave a node."""
        ends, order = self._by_tail
        return order[ends[node - 1] if node else 0 : ends[node]]

    def polyline(self, street: int) -> npt.NDArray[np.float64]:
        """Return a street's points, shape (points, 2), latitude and longitude in degrees."""
        part = slice(int(self.first_point[street]), int(self.first_point[street + 1]))
        return np.stack([self.lat_e7[part], self.lon_e7[part]], axis=1) / 1e7

    def save(self, stream: IO[bytes]) -> None:
        """Write all arrays, uncompressed, as one npz file."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _TEXTS}
        texts = {name: _packed(getattr(self, name)) for name in _TEXTS}
        columns: dict[str, Any] = {**arrays, **texts}
        np.savez(stream, **columns)

    @classmethod
    def load(cls, stream: IO[bytes]) -> RoadGraph:
        """
        Read what ``save`` wrote.

        Raises
        ------
        ValueError, KeyError, OSError, zipfile.BadZipFile
            The file is damaged.
        """
        with np.load(stream, allow_pickle=False) as archive:
            columns: dict[str, Any] = {f.name: archive[f.name] for f in fields(cls)}
        texts = {name: json.loads(columns[name].tobytes()) for name in _TEXTS}
        columns |= {
            "classes": tuple(texts["classes"]),
            "names": tuple(texts["names"]),
            "other_names": tuple(texts["other_names"]),
            "profiles": tuple(GraphProfile(*entry) for entry in texts["profiles"]),
            "facts": texts["facts"],
        }
        return cls(**columns)


_TEXTS = ("classes", "names", "other_names", "profiles", "facts")


def _packed(texts: Any) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), dtype=np.uint8)
