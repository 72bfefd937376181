"""Where no vehicle can be sent to stand while some streets are closed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.closed_streets import ClosedStreets
from lastmile_cli.roads.components import (
    COMES,
    LEAVES,
    Adjacency,
    Reach,
    largest_component,
)
from lastmile_cli.roads.graph import RoadGraph

BoolArray = npt.NDArray[np.bool_]


def cut_off(graph: RoadGraph, profile: int, closed: ClosedStreets) -> BoolArray:
    """
    Mark streets that are closed, or that nobody gets to, or away from; shape (streets,).

    Seen from the largest part of the map in which one still gets from
    everywhere to everywhere.
    """
    arcs = (graph.turn_ms[profile] >= 0) & ~closed.closes_arcs(graph)
    nodes = graph.node_count
    out = Adjacency.of(graph.tail[arcs], graph.head[arcs], nodes)
    into = Adjacency.of(graph.head[arcs], graph.tail[arcs], nodes)
    is_open = ~closed.streets[graph.node_edge >> 1]
    is_main = graph.edge_reach[profile][graph.node_edge] == Reach.MAIN
    main = largest_component(out, into, is_open & is_main)
    at_main = np.flatnonzero(main)
    comes = out.reached_from(at_main, is_open)
    goes = into.reached_from(at_main, is_open)
    edges = 2 * graph.street_count
    arrives = np.bincount(graph.node_edge[comes], minlength=edges) > 0
    own = np.arange(edges)
    reach = graph.edge_reach[profile]
    departs_at = np.where(np.isin(reach, (Reach.LOCAL, Reach.DEPART)), graph.departure, own)
    leaves = np.logical_and(goes[departs_at], np.isin(reach, LEAVES))
    arrives = np.logical_and(arrives, np.isin(reach, COMES))
    lost = ~(arrives.reshape(-1, 2).any(axis=1) & leaves.reshape(-1, 2).any(axis=1))
    return np.logical_or(lost, closed.streets)
