"""What closures close on one map: streets, and junctions nobody gets over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.closures import Closure
from lastmile_cli.roads.closed_areas import closed_by_rings, followed_by_line
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.part_between import part_between
from lastmile_cli.roads.street_names import StreetNames

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class ClosedStreets:
    """
    What is closed, for every profile.

    Parameters
    ----------
    streets
        Shape (streets,): nobody may drive or stand there.
    stopped
        Shape (edges,): who has driven the edge cannot go on, since the junction
        at its end is closed.
    """

    streets: BoolArray
    stopped: BoolArray

    @property
    def is_nothing(self) -> bool:
        """Whether all streets are open."""
        return not self.streets.any() and not self.stopped.any()

    def closes_arcs(self, graph: RoadGraph) -> BoolArray:
        """Turns that cannot be taken: onto a closed street, or over a closed junction."""
        head_edge, tail_edge = graph.node_edge[graph.head], graph.node_edge[graph.tail]
        shut = self.streets[head_edge >> 1] | self.streets[tail_edge >> 1]
        closed: BoolArray = shut | self.stopped[tail_edge]
        return closed


class ClosureFinder:
    """Finds the streets of closures on one map; each shape is looked for once."""

    def __init__(self, graph: RoadGraph) -> None:
        self._graph = graph
        self._names: StreetNames | None = None
        self._found: dict[tuple[object, ...], ClosedStreets] = {}

    @property
    def names(self) -> StreetNames:
        """The map's streets by name."""
        if self._names is None:
            self._names = StreetNames(self._graph)
        return self._names

    def close(self, closures: Iterable[Closure]) -> ClosedStreets:
        """All that these closures close together."""
        streets = np.zeros(self._graph.street_count, dtype=np.bool_)
        stopped = np.zeros(2 * self._graph.street_count, dtype=np.bool_)
        for closure in closures:
            found = self.find(closure)
            streets |= found.streets
            stopped |= found.stopped
        return ClosedStreets(streets=streets, stopped=stopped)

    def find(self, closure: Closure) -> ClosedStreets:
        """What one closure closes."""
        if closure.shape not in self._found:
            self._found[closure.shape] = self._find(closure)
        return self._found[closure.shape]

    def _find(self, closure: Closure) -> ClosedStreets:
        graph = self._graph
        named = np.zeros(graph.street_count, dtype=np.bool_)
        for name in closure.streets:
            named |= self._part_of(name, closure.between)
        if closure.way_ids:
            named |= np.isin(graph.way_id, closure.way_ids)
        for line in closure.lines:
            named |= followed_by_line(graph, line)
        if not closure.rings:
            return ClosedStreets(streets=named, stopped=np.zeros(2 * len(named), dtype=np.bool_))
        within, stopped = closed_by_rings(graph, closure.rings)
        if closure.streets or closure.way_ids or closure.lines:
            inside = within | (stopped[::2] | stopped[1::2])
            return ClosedStreets(streets=named & inside, stopped=np.zeros_like(stopped))
        return ClosedStreets(streets=within, stopped=stopped)

    def _part_of(self, name: str, between: tuple[str, ...]) -> BoolArray:
        """Streets of a name, all of them or those between two streets that cross it."""
        called = self.names.streets_called(name)
        if not between:
            return called
        crossings = [self._junctions(self.names.streets_called(other)) for other in between]
        return part_between(self._graph, called, *crossings)

    def _junctions(self, streets: BoolArray) -> set[int]:
        """OSM nodes at both ends of streets."""
        graph = self._graph
        ends = np.concatenate([graph.first_point[:-1][streets], graph.first_point[1:][streets] - 1])
        return {int(node) for node in graph.point_node[ends]}


def lines_of(graph: RoadGraph, closed: ClosedStreets) -> Iterator[list[tuple[float, float]]]:
    """Yield the (lat, lon) points of each street that is closed."""
    for street in np.flatnonzero(closed.streets):
        yield [(float(lat), float(lon)) for lat, lon in graph.polyline(int(street))]
