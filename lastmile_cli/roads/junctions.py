"""What somebody driving sees at a junction: which streets lead off, where to, and their names."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.streets import BEARING_REACH_M

METRES_PER_E7 = math.radians(1e-7) * 6_371_008.8


class Junctions:
    """A look at the streets of a graph from their ends, for one profile and language."""

    def __init__(self, graph: RoadGraph, profile: int, language: str = "") -> None:
        self._graph, self._profile, self._language = graph, profile, language
        self._bearings: dict[int, float] = {}

    @cached_property
    def _tails(self) -> npt.NDArray[np.int64]:
        """OSM node each edge begins at; shape (edges,)."""
        first, nodes = self._graph.first_point, self._graph.point_node
        return np.stack([nodes[first[:-1]], nodes[first[1:] - 1]], axis=1).ravel()

    @cached_property
    def _by_tail(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """All edges sorted by the node they begin at, and those nodes."""
        order = np.argsort(self._tails, kind="stable")
        return order, self._tails[order]

    def leaving(self, edge: int) -> list[int]:
        """Edges that begin where an edge ends, whoever may drive them; its own way back too."""
        order, tails = self._by_tail
        begin, end = np.searchsorted(tails, [self._tails[edge ^ 1], self._tails[edge ^ 1] + 1])
        found: list[int] = order[begin:end].tolist()
        return found

    def is_open(self, edge: int) -> bool:
        """Whether the profile may drive an edge."""
        return bool(self._graph.edge_ms[self._profile, edge] >= 0)

    def is_round(self, edge: int) -> bool:
        """Whether an edge is part of a roundabout."""
        return bool(self._graph.street_round[edge >> 1])

    def road_class(self, edge: int) -> str:
        """OSM highway class, or "ferry"."""
        found: str = self._graph.classes[self._graph.street_class[edge >> 1]]
        return found

    def name(self, edge: int) -> str:
        """Name of the street, in the wanted language where the map has it; may be empty."""
        graph, street = self._graph, edge >> 1
        usual = graph.names[graph.street_name[street]]
        found: str = graph.other_names[graph.street_other[street]].get(self._language, usual)
        return found

    def angle_deg(self, edge: int, onto: int) -> float:
        """Degrees turned from one edge onto the next: right is positive, 0 straight on."""
        arrives = self.bearing_deg(edge ^ 1) + 180.0
        return (self.bearing_deg(onto) - arrives + 180.0) % 360.0 - 180.0

    def bearing_deg(self, edge: int) -> float:
        """Compass degrees in which an edge leaves its tail, taken some metres down the street."""
        known = self._bearings.get(edge)
        if known is None:
            known = self._bearings[edge] = self._measured(edge)
        return known

    def _measured(self, edge: int) -> float:
        graph, street = self._graph, edge >> 1
        part = slice(int(graph.first_point[street]), int(graph.first_point[street + 1]))
        lat, lon = graph.lat_e7[part].tolist(), graph.lon_e7[part].tolist()
        if edge & 1:
            lat.reverse()
            lon.reverse()
        squeeze = math.cos(math.radians(lat[0] / 1e7))
        north = east = 0.0
        for at in range(1, len(lat)):
            north, east = float(lat[at] - lat[0]), (lon[at] - lon[0]) * squeeze
            if math.hypot(north, east) * METRES_PER_E7 >= BEARING_REACH_M:
                break
        return math.degrees(math.atan2(east, north)) % 360.0
