"""One profile under one traffic period: the arcs it may use, their weights, and its hierarchy."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.street_speeds import StreetSpeeds
from lastmile_cli.domain.travel import AreaTraffic, TrafficPeriod
from lastmile_cli.roads.areas import streets_inside
from lastmile_cli.roads.closed_streets import ClosedStreets
from lastmile_cli.roads.components import COMES, LEAVES, Reach
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.hierarchy import INFINITE, Hierarchy, Metric
from lastmile_cli.roads.packing import PackedWeights, Split, pack_weights
from lastmile_cli.roads.segments import speed_of_pieces
from lastmile_cli.roads.snapping import Stand

if TYPE_CHECKING:
    from lastmile_cli.roads.contraction import Contraction, WeighedContraction

IntArray = npt.NDArray[np.int64]

BOTH = (Reach.MAIN, Reach.LOCAL)
"""Where trips may begin and end."""

CARRIERS = frozenset({"ferry", "shuttle_train"})
"""Classes that are no roads."""
LEAST_REST = 0.002
"""Share of a street below which the rest of it is an error of rounding."""

NONE, MAIN = int(Reach.NONE), int(Reach.MAIN)
"""Looking a member up by its name costs more than all the rest of asking for one edge."""

BEGINS_APART = (int(Reach.LOCAL), int(Reach.DEPART))
"""Where trips begin at a node of their own."""

MOST_EDGE_MS = 2**29
"""Six days on one street: however it crawls, sums of two do not run over."""


class ProfileGraph:
    """The part of the expanded graph that one profile may use, as a hierarchy without weights."""

    def __init__(self, graph: RoadGraph, profile: int) -> None:
        self.graph = graph
        self.profile = profile
        self.arcs = np.flatnonzero(graph.turn_ms[profile] >= 0)
        self.head_edge = graph.node_edge[graph.head[self.arcs]]
        self._is_entered = np.zeros(graph.node_count, dtype=bool)
        self._is_entered[graph.head[self.arcs]] = True

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The hierarchy, built when first needed."""
        graph, arcs = self.graph, self.arcs
        order = graph.order[graph.profiles[self.profile].family]
        return Hierarchy(order, graph.tail[arcs], graph.head[arcs])

    @cached_property
    def contraction(self) -> Contraction:
        """The same for tables, which are swept for many places at once."""
        # Loads numba, which those who only ask for legs need not wait for.
        from lastmile_cli.roads.contraction import contract

        graph, arcs = self.graph, self.arcs
        order = graph.order[graph.profiles[self.profile].family]
        return contract(order, graph.tail[arcs], graph.head[arcs])

    def edges_at(self, stand: Stand) -> list[int]:
        """
        Edges a vehicle may stand on: all it gets to or away from, since it may turn round there.

        Where a kerb is asked for only the one along it, if one gets there and away on it.
        """
        edges = [2 * stand.street, 2 * stand.street + 1]
        at_kerb = [edge for edge in edges if edge & 1 == stand.kerb and self._reach(edge) in BOTH]
        return at_kerb or [edge for edge in edges if self._reach(edge) != NONE]

    def edges_to(self, stand: Stand) -> list[int]:
        """Edges on which a vehicle may come to a place."""
        return [edge for edge in self.edges_at(stand) if self._reach(edge) in COMES]

    def edges_from(self, stand: Stand) -> list[int]:
        """Edges on which a vehicle may leave a place."""
        return [edge for edge in self.edges_at(stand) if self._reach(edge) in LEAVES]

    def _reach(self, edge: int) -> int:
        return int(self.graph.edge_reach[self.profile, edge])

    def is_main(self, edge: int) -> bool:
        """Whether everybody else can be reached from an edge, and it from everywhere."""
        return self._reach(edge) == MAIN

    def nodes_of(self, edge: int) -> list[int]:
        """Nodes at which a trip may arrive on an edge, or begin on it."""
        start = self.start_node(edge)
        return [n for n in self.graph.nodes_of(edge) if n == start or self._is_entered[n]]

    def start_node(self, edge: int) -> int:
        """Node at which a trip that begins on an edge begins."""
        if self._reach(edge) in BEGINS_APART:
            return int(self.graph.departure[edge])
        return edge

    def start_nodes(self, edges: IntArray) -> IntArray:
        """The same for many edges at once."""
        is_apart = np.isin(self.graph.edge_reach[self.profile, edges], BEGINS_APART)
        return np.where(is_apart, self.graph.departure[edges], edges)

    def period(self, period: TrafficPeriod, closed: ClosedStreets | None = None) -> PeriodNetwork:
        """Weigh it for a traffic period, with what is closed in it."""
        return PeriodNetwork(self, period, closed)


def period_key(graph: RoadGraph, profile: int, period: TrafficPeriod) -> str:
    """Name what a period does to a profile; periods that do the same share the name."""
    traffic = _traffic_key(graph, profile, period)
    if not period.closures:
        return traffic
    return f"{traffic} closed {sorted(repr(closure.shape) for closure in period.closures)}"


def _traffic_key(graph: RoadGraph, profile: int, period: TrafficPeriod) -> str:
    if not graph.profiles[profile].feels_traffic:
        return "free"
    default, factors = _factors_key(period)
    areas = [(area.ring, *_factors_key(area)) for area in period.areas]
    measured = f" and {period.speeds.key}" if period.speeds is not None else ""
    if default == 1.0 and not factors and not areas:
        return f"free{measured}"
    key = repr((default, factors, areas)) if areas else repr((default, factors))
    return key + measured


def _factors_key(traffic: TrafficPeriod | AreaTraffic) -> tuple[float, list[tuple[str, float]]]:
    default = traffic.default_factor
    factors = traffic.speed_factors.items()
    return default, sorted((c, f) for c, f in factors if f != _unnamed_factor(c, default))


def _unnamed_factor(road_class: str, default: float) -> float:
    """What a default slows are roads; a ferry keeps its timetable unless it is named."""
    return 1.0 if road_class in CARRIERS else default


class PeriodNetwork:
    """
    A profile's network in one period; durations are whole milliseconds.

    Arcs that are ``closed`` weigh ``INFINITE``; what else is asked of a closed
    street is answered as if it were open (see ``is_closed``).
    """

    def __init__(
        self, base: ProfileGraph, period: TrafficPeriod, closed: ClosedStreets | None = None
    ) -> None:
        self.base = base
        self.graph = base.graph
        self.edge_ms = _edge_ms(base, period)
        self._closed = None if closed is None or closed.is_nothing else closed

    def is_closed(self, street: int) -> bool:
        """Whether nobody may drive or stand on a street."""
        return self._closed is not None and bool(self._closed.streets[street])

    @cached_property
    def _closed_arcs(self) -> npt.NDArray[np.bool_] | None:
        """Shape (the graph's arcs,); ``None`` where all are open."""
        return None if self._closed is None else self._closed.closes_arcs(self.graph)

    @cached_property
    def arc_ms(self) -> IntArray:
        """Turn plus the edge it leads onto, one per arc of the profile; ``INFINITE``: closed."""
        turn_ms = self.graph.turn_ms[self.base.profile, self.base.arcs].astype(np.int64)
        total: IntArray = turn_ms + self.edge_ms[self.base.head_edge]
        if self._closed_arcs is not None:
            total[self._closed_arcs[self.base.arcs]] = INFINITE
        return total

    @cached_property
    def exact(self) -> Metric:
        """Weights in milliseconds: durations without any rounding."""
        return self.base.hierarchy.metric(self.arc_ms)

    def packed(self, split: Split) -> tuple[PackedWeights, WeighedContraction]:
        """Durations and lengths in one weight, for tables."""
        arc_m = self.graph.street_m[self.base.head_edge >> 1]
        packed = pack_weights(self.arc_ms, arc_m, split)
        return packed, self.base.contraction.weigh(packed.weights)

    @cached_property
    def fastest_m_per_s(self) -> float:
        """No arc is driven faster."""
        arc_m = self.graph.street_m[self.base.head_edge >> 1]
        return float((arc_m / np.maximum(self.arc_ms, 1)).max(initial=0.0)) * 1000

    def driven_ms(self, edge: int, stand: Stand) -> int:
        """Milliseconds from the edge's tail to the place."""
        return round(int(self.edge_ms[edge]) * share_of(edge, stand))

    def left_ms(self, edge: int, stand: Stand) -> int:
        """Milliseconds from the place to the edge's head."""
        return int(self.edge_ms[edge]) - self.driven_ms(edge, stand)

    def left_m(self, edge: int, stand: Stand) -> float:
        """Metres from the place to the edge's head."""
        return float(self.graph.street_m[edge >> 1]) * (1.0 - share_of(edge, stand))

    def onward(self, edge: int) -> list[tuple[int, int, int]]:
        """Nodes after an edge on which a trip begins: (node, its edge, turn + edge ms)."""
        graph, profile = self.graph, self.base.profile
        arcs = graph.arcs_from(self.base.start_node(edge))
        open_arcs = [arc for arc in arcs if graph.turn_ms[profile, arc] >= 0]
        if self._closed_arcs is not None:
            open_arcs = [arc for arc in open_arcs if not self._closed_arcs[arc]]
        heads = [int(graph.head[arc]) for arc in open_arcs]
        edges = [int(graph.node_edge[head]) for head in heads]
        costs = [
            int(graph.turn_ms[profile, arc]) + int(self.edge_ms[onto])
            for arc, onto in zip(open_arcs, edges, strict=True)
        ]
        return list(zip(heads, edges, costs, strict=True))


def share_of(edge: int, stand: Stand) -> float:
    """Share of an edge that lies before the place, seen in driving direction."""
    return stand.along if edge % 2 == 0 else 1.0 - stand.along


def _edge_ms(base: ProfileGraph, period: TrafficPeriod) -> IntArray:
    return np.minimum(_timed_ms(base, period), MOST_EDGE_MS)


def _timed_ms(base: ProfileGraph, period: TrafficPeriod) -> IntArray:
    free: IntArray = base.graph.edge_ms[base.profile].astype(np.int64)
    if _traffic_key(base.graph, base.profile, period) == "free":
        return free
    graph = base.graph
    by_street = _by_class(graph, period)[graph.street_class]
    for area in period.areas:
        inside = streets_inside(graph, area.ring)
        by_street = np.where(inside, _by_class(graph, area)[graph.street_class], by_street)
    factor = np.repeat(by_street, 2)
    slowed: IntArray = np.where(free < 0, free, np.rint(free / factor)).astype(np.int64)
    if period.speeds is None:
        return slowed
    return _measured_ms(graph, slowed, period.speeds, graph.profiles[base.profile].top_kmh)


def _measured_ms(
    graph: RoadGraph, slowed: IntArray, speeds: StreetSpeeds, top_kmh: float
) -> IntArray:
    """Put measured speeds in the place of those in traffic, piece by piece."""
    pieces = graph.segments
    kmh = np.minimum(speed_of_pieces(graph, speeds), top_kmh)
    said = kmh > 0
    edge, metres = pieces.edge[said], pieces.length_m[said]
    edges = len(slowed)
    measured_m = np.bincount(edge, weights=metres, minlength=edges)
    measured_ms = np.bincount(edge, weights=metres * 3600 / kmh[said], minlength=edges)
    length_m = np.maximum(np.repeat(graph.street_m, 2), 1e-3)
    rest = np.clip(1.0 - measured_m / length_m, 0.0, 1.0)
    # What a street is measured on to the last metre has no rest, however lengths were rounded.
    rest[rest < LEAST_REST] = 0.0
    driven = np.rint(slowed * rest + measured_ms)
    return np.where((slowed < 0) | (measured_m == 0), slowed, driven).astype(np.int64)


def _by_class(graph: RoadGraph, traffic: TrafficPeriod | AreaTraffic) -> npt.NDArray[np.float64]:
    named, default = traffic.speed_factors, traffic.default_factor
    factors = [named.get(name, _unnamed_factor(name, default)) for name in graph.classes]
    return np.array(factors)
