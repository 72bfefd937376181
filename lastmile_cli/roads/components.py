"""
Which edges a profile can come from and go to, and the through-traffic ban.

Roads that are only for who starts or ends there (``access=destination``,
private yards) and pockets that can be entered but not left again lie outside
the *main part*: the largest set of open edges that all reach each other. A trip
runs from local edges into the main part and at most once back into local ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.streets import BoolArray, IntArray


class Reach(IntEnum):
    """What a node of the expanded graph is to a profile."""

    NONE = 0
    MAIN = 1
    LOCAL = 2
    """Outside the main part, but one can get there from it and back."""
    DEPART = 3
    """One gets from there to the main part, and only begins trips there."""
    ARRIVE = 4
    """One gets there from the main part, and only ends trips there."""


COMES = (Reach.MAIN, Reach.LOCAL, Reach.ARRIVE)
"""Where trips may end."""
LEAVES = (Reach.MAIN, Reach.LOCAL, Reach.DEPART)
"""Where trips may begin."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Adjacency:
    """Arcs sorted by tail: those of node ``v`` are ``head[first[v] : first[v + 1]]``."""

    first: IntArray
    head: IntArray

    @classmethod
    def of(cls, tail: IntArray, head: IntArray, nodes: int) -> Adjacency:
        """Sort arcs by their tails."""
        order = np.argsort(tail, kind="stable")
        first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=nodes))])
        return cls(first=first, head=head[order])

    def reached_from(self, start: IntArray, within: BoolArray) -> BoolArray:
        """Mark every node of ``within`` that the start nodes lead to, themselves included."""
        reached = np.zeros(len(within), dtype=bool)
        reached[start] = True
        frontier = np.asarray(start, dtype=np.int64)
        while len(frontier):
            begins = self.first[frontier]
            counts = self.first[frontier + 1] - begins
            within_arc = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            heads = self.head[np.repeat(begins, counts) + within_arc]
            heads = heads[within[heads] & ~reached[heads]]
            reached[heads] = True
            frontier = np.unique(heads).astype(np.int64)
        return reached


def largest_component(out: Adjacency, into: Adjacency, within: BoolArray) -> BoolArray:
    """
    Mark the largest strongly connected set of nodes.

    Forward and backward search from a pivot (Fleischer, Hendrickson, Pinar 2000);
    it stops as soon as what is left cannot be larger.
    """
    left = within.copy()
    best = np.zeros_like(within)
    while int(left.sum()) > int(best.sum()):
        candidates = np.flatnonzero(left)
        degree = out.first[candidates + 1] - out.first[candidates]
        pivot = candidates[[int(np.argmax(degree))]]
        ahead = out.reached_from(pivot, left)
        behind = into.reached_from(pivot, left)
        found = ahead & behind
        if int(found.sum()) > int(best.sum()):
            best = found
        left &= ~found
        left &= ~_lonely(out, into, left)
    return best


def _lonely(out: Adjacency, into: Adjacency, left: BoolArray) -> BoolArray:
    """Nodes that nothing left leads to or from: components of one."""
    lonely = np.zeros_like(left)
    for side in (out, into):
        counts = np.diff(side.first)
        owner = np.repeat(np.arange(len(left)), counts)
        alive = np.bincount(owner, weights=left[side.head], minlength=len(left))
        lonely |= left & (alive == 0)
    return lonely


def classify(
    tail: IntArray, head: IntArray, allowed: BoolArray, is_open: BoolArray, is_local: BoolArray
) -> npt.NDArray[np.int8]:
    """
    Sort the nodes of one profile.

    Parameters
    ----------
    tail, head, allowed
        Arcs of the expanded graph, and whether the profile may use them.
    is_open, is_local
        Shape (nodes,): may be used at all; only for who starts or ends there.

    Returns
    -------
    Shape (nodes,), values of ``Reach``; ``NONE`` is closed, an island, or leads from
    nowhere to nowhere.
    """
    usable = allowed & is_open[tail] & is_open[head]
    tail, head = tail[usable], head[usable]
    out = Adjacency.of(tail, head, len(is_open))
    into = Adjacency.of(head, tail, len(is_open))
    main = largest_component(out, into, is_open & ~is_local)
    if not main.any():
        main = largest_component(out, into, is_open)
    outside = is_open & ~main
    start = np.flatnonzero(main)
    arrives = out.reached_from(start, outside) & outside
    leaves = into.reached_from(start, outside) & outside
    reach = np.zeros(len(is_open), dtype=np.int8)
    reach[main] = Reach.MAIN
    reach[leaves] = Reach.DEPART
    reach[arrives] = Reach.ARRIVE
    reach[arrives & leaves] = Reach.LOCAL
    return reach


def reach_of_edges(
    reach: npt.NDArray[np.int8], node_edge: npt.NDArray[np.int32], edges: int
) -> npt.NDArray[np.int8]:
    """
    Sort the edges of one profile by what their nodes are.

    A trip begins at an edge's own node and ends at any node that stands for it: who
    can only come to an edge by a turn that must be remembered comes to it all the same.
    """
    own = reach[:edges]
    comes = np.bincount(node_edge[np.isin(reach, COMES)], minlength=edges) > 0
    leaves = np.isin(own, LEAVES)
    found = np.zeros(edges, dtype=np.int8)
    found[leaves] = Reach.DEPART
    found[comes] = Reach.ARRIVE
    found[comes & leaves] = Reach.LOCAL
    found[comes & (own == Reach.MAIN)] = Reach.MAIN
    return found
