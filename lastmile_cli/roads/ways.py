"""One leg exactly: the fastest way between two places, edge by edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.network import PeriodNetwork, share_of
from lastmile_cli.roads.same_street import direct_edge, direct_way
from lastmile_cli.roads.snapping import Stand, segment_lengths_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Edges in driving order; the first is left from, the last entered up to, a place on it."""

    edges: tuple[int, ...]
    duration_ms: int
    length_m: float
    start: Stand
    end: Stand


Starts = dict[int, tuple[int, tuple[int, ...]]]
"""Node to begin at: milliseconds spent to get there, and the edges driven before it."""


def find_way(network: PeriodNetwork, start: Stand, end: Stand) -> Way | None:
    """Find the fastest way; ``None`` where none leads there."""
    candidates = [_direct(network, start, end)]
    if start.street == end.street:
        # Each arrival by itself: a trip that begins on an edge must not "arrive" on it at once.
        for edge in network.base.edges_to(end):
            starts = starts_from(network, start, onward_from=edge)
            candidates.append(_through(network, start, end, starts, [edge]))
    else:
        starts = starts_from(network, start)
        candidates.append(_through(network, start, end, starts, network.base.edges_to(end)))
    return min(
        (way for way in candidates if way is not None),
        key=lambda way: way.duration_ms,
        default=None,
    )


def _direct(network: PeriodNetwork, start: Stand, end: Stand) -> Way | None:
    edge, way = direct_edge(network, start, end), direct_way(network, start, end)
    if edge is None or way is None:
        return None
    return Way(edges=(edge,), duration_ms=way[0], length_m=way[1], start=start, end=end)


def starts_from(network: PeriodNetwork, start: Stand, onward_from: int | None = None) -> Starts:
    """Where a trip may begin; from edge ``onward_from`` it begins with what comes after it."""
    starts: Starts = {}
    for edge in network.base.edges_from(start):
        left_ms = network.left_ms(edge, start)
        if edge != onward_from:
            _keep_cheapest(starts, network.base.start_node(edge), left_ms, ())
            continue
        for node, _, ms in network.onward(edge):
            _keep_cheapest(starts, node, left_ms + ms, (edge,))
    return starts


def _keep_cheapest(starts: Starts, node: int, spent_ms: int, before: tuple[int, ...]) -> None:
    if node not in starts or spent_ms < starts[node][0]:
        starts[node] = (spent_ms, before)


def _through(
    network: PeriodNetwork, start: Stand, end: Stand, starts: Starts, arrive_on: list[int]
) -> Way | None:
    """Ask the hierarchy; what is left of the last edge is taken off again."""
    graph = network.graph
    if not starts or not arrive_on:
        return None
    slack = max(network.left_ms(edge, end) for edge in arrive_on)
    ends = [
        (node, slack - network.left_ms(edge, end))
        for edge in arrive_on
        for node in network.base.nodes_of(edge)
    ]
    begins = [(node, spent_ms) for node, (spent_ms, _) in starts.items()]
    path = network.exact.path(begins, ends)
    if path is None:
        return None
    _, before = starts[path.nodes[0]]
    edges = (*before, *(int(graph.node_edge[node]) for node in path.nodes))
    between = float(sum(graph.street_m[edge >> 1] for edge in edges[1:]))
    length_m = network.left_m(edges[0], start) + between - network.left_m(edges[-1], end)
    duration_ms = path.weight - slack
    return Way(edges=edges, duration_ms=duration_ms, length_m=length_m, start=start, end=end)


def geometry(network: PeriodNetwork, way: Way) -> tuple[tuple[float, float], ...]:
    """Points (lat, lon) in driving order, from place to place, seven decimals."""
    first, last = way.edges[0], way.edges[-1]
    begin, end = share_of(first, way.start), share_of(last, way.end)
    if len(way.edges) == 1:
        points = _part(_driven(network, first), begin, end)
    else:
        points = _part(_driven(network, first), begin, 1.0)
        points += _whole(network, way.edges[1:-1])
        points += _part(_driven(network, last), 0.0, end)
    return tuple(point for i, point in enumerate(points) if not i or point != points[i - 1])


def _whole(network: PeriodNetwork, edges: tuple[int, ...]) -> list[tuple[float, float]]:
    """Points of edges driven from end to end."""
    graph = network.graph
    if not edges:
        return []
    first = graph.first_point.item
    bounds = [(first(edge >> 1), first((edge >> 1) + 1), edge & 1) for edge in edges]
    runs = [np.arange(b - 1, a - 1, -1) if back else np.arange(a, b) for a, b, back in bounds]
    at = np.concatenate(runs)
    lat, lon = (graph.lat_e7[at] / 1e7).tolist(), (graph.lon_e7[at] / 1e7).tolist()
    return list(zip(lat, lon, strict=True))


def names(network: PeriodNetwork, way: Way) -> tuple[str, ...]:
    """Names of the streets along a way, in driving order; unnamed ones are left out."""
    graph = network.graph
    along: list[str] = []
    for edge in way.edges:
        name = graph.names[graph.street_name[edge >> 1]]
        if name and (not along or along[-1] != name):
            along.append(name)
    return tuple(along)


def _driven(network: PeriodNetwork, edge: int) -> npt.NDArray[np.float64]:
    polyline = network.graph.polyline(edge >> 1)
    return polyline if edge % 2 == 0 else polyline[::-1]


def _part(polyline: npt.NDArray[np.float64], begin: float, end: float) -> list[tuple[float, float]]:
    """Points of a polyline between two shares of its length."""
    done = np.concatenate([[0.0], np.cumsum(segment_lengths_m(polyline))])
    low, high = begin * done[-1], max(begin, end) * done[-1]
    inner = polyline[(done > low) & (done < high)]
    ends = [[np.interp(at, done, polyline[:, axis]) for axis in (0, 1)] for at in (low, high)]
    return [(round(float(p[0]), 7), round(float(p[1]), 7)) for p in (ends[0], *inner, ends[1])]
