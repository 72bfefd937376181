"""A graph contracted in its order, once for all weights, and what it weighs under one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads import kernels
from lastmile_cli.roads.kernels import Flags, Ints, Weights

ROOM_PER_ARC = 6
"""Contracted arcs that are made room for, for each of the graph's; more are found as needed."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Contraction:
    """
    The graph with all its shortcuts; arrays as in ``kernels``.

    Parameters
    ----------
    rank
        Shape (nodes,): when a node is contracted.
    first_up, head, parent
        Arcs by their lower ends.
    first_down, tail, arc
        The same arcs by their upper ends.
    found, rises
        Shape (the graph's own arcs,): contracted arc each lies on, -1 for a loop,
        and whether it runs upwards along it.
    """

    rank: Ints
    first_up: Ints
    head: Ints
    parent: Ints
    first_down: Ints
    tail: Ints
    arc: Ints
    found: Ints
    rises: Flags

    @property
    def node_count(self) -> int:
        """How many nodes there are."""
        return len(self.rank)

    def weigh(self, weights: npt.NDArray[np.int64]) -> WeighedContraction:
        """Customize: weigh every arc of the graph; ``INFINITE`` closes one."""
        up, down = (np.empty(len(self.head), dtype=np.uint32) for _ in range(2))
        to, back = (np.empty(self.node_count, dtype=np.uint32) for _ in range(2))
        kernels.lay(self.found, self.rises, weights.astype(np.uint32), up, down)
        kernels.customize(
            self.first_up, self.head, self.first_down, self.tail, self.arc, up, down, to, back
        )
        return WeighedContraction(graph=self, up=up, down=down)


@dataclass(frozen=True, eq=False, kw_only=True)
class WeighedContraction:
    """A contracted graph under one set of weights: of each arc upwards and downwards."""

    graph: Contraction
    up: Weights
    down: Weights


def contract(
    order: npt.NDArray[np.int32], tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32]
) -> Contraction:
    """Contract a graph, given as arcs from ``tail`` to ``head``, in an order of its nodes."""
    nodes = len(order)
    rank = np.empty(nodes, dtype=np.int32)
    rank[order] = np.arange(nodes, dtype=np.int32)
    start, end = rank[tail], rank[head]
    first_up, above, parent = _grow(nodes, start, end)
    arcs = int(first_up[nodes])
    first_down = np.zeros(nodes + 1, dtype=np.int32)
    below, arc = (np.empty(arcs, dtype=np.int32) for _ in range(2))
    kernels.turn_over(first_up, above, first_down, below, arc, np.empty(nodes, dtype=np.int32))
    found = np.empty(len(start), dtype=np.int32)
    kernels.locate(first_up, above, start, end, found)
    return Contraction(
        rank=rank,
        first_up=first_up,
        head=above,
        parent=parent,
        first_down=first_down,
        tail=below,
        arc=arc,
        found=found,
        rises=start < end,
    )


def _grow(nodes: int, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Return first arcs, heads (rows not sorted) and parents."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    joins = low < high
    low, high = low[joins], high[joins]
    first = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(low, minlength=nodes), out=first[1:])
    above = high[np.argsort(low, kind="stable")]
    first_up = np.zeros(nodes + 1, dtype=np.int32)
    parent, child, sibling, mark = (np.full(nodes, -1, dtype=np.int32) for _ in range(4))
    head = np.empty(max(ROOM_PER_ARC * len(low), 1), dtype=np.int32)
    done = 0
    while True:
        done = kernels.contract(first, above, first_up, head, parent, child, sibling, mark, done)
        if done == nodes:
            return first_up, head[: first_up[nodes]].copy(), parent
        head = np.concatenate([head, np.empty_like(head)])
