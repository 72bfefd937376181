"""
Turn restrictions on the expanded graph.

Over a node a restriction forbids single arcs. Over ways it forbids sequences of
edges, and whether a turn is allowed then depends on where one came from: the
edge in the middle gets a copy that only those reach who came the forbidden way
(an automaton over edge sequences in the manner of Aho, Corasick 1975).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.raw_map import RawMap, Restriction
from lastmile_cli.roads.streets import IntArray, Streets
from lastmile_cli.roads.turns import FORBIDDEN, Turns

Sequence = tuple[int, ...]
"""Edges driven one after the other."""

Bans = dict[Sequence, npt.NDArray[np.bool_]]
"""Forbidden sequences of edges, with the profiles they bind."""

MAX_VIA_EDGES = 50
"""Longer chains of streets are drawn by mistake; the restriction is left out."""


def find_bans(raw: RawMap, streets: Streets, first: IntArray, second: IntArray) -> Bans:
    """
    Translate restrictions into forbidden sequences; those that do not fit the map are left out.

    ``first`` and ``second`` are all pairs of edges that meet, sorted by ``first``.
    """
    finder = _BanFinder(raw, streets, first, second)
    bans: Bans = {}
    for restriction in raw.restrictions:
        for sequence in finder.sequences(restriction):
            bound = bans.setdefault(sequence, np.zeros(len(restriction.binds), dtype=bool))
            bound |= np.array(restriction.binds)
    return bans


class _BanFinder:
    """Looks up the edges that a restriction's ways and node stand for."""

    def __init__(self, raw: RawMap, streets: Streets, first: IntArray, second: IntArray) -> None:
        self._raw = raw
        self._tail, self._head = streets.tail(), streets.head()
        self._first, self._second = first, second
        concerned = {way for r in raw.restrictions for way in _all_ways(r)}
        by_way: defaultdict[int, list[int]] = defaultdict(list)
        ids = raw.way_id[streets.way]
        for street in np.flatnonzero(np.isin(ids, list(concerned))):
            by_way[int(ids[street])].append(int(street))
        self._streets_of = by_way

    def sequences(self, restriction: Restriction) -> Iterable[Sequence]:
        chains = [()] if restriction.via_node else self._via_chains(restriction.via_ways)
        for chain in chains:
            at, leaves = self._ends(restriction, chain)
            arriving = self._edges(restriction.from_ways, self._head, at)
            leaving = self._edges(restriction.to_ways, self._tail, leaves)
            yield from self._with_ends(restriction, arriving, chain, leaving)

    def _ends(self, restriction: Restriction, chain: Sequence) -> tuple[int, int]:
        if chain:
            return int(self._tail[chain[0]]), int(self._head[chain[-1]])
        node = int(np.searchsorted(self._raw.node_id, restriction.via_node))
        if node >= len(self._raw.node_id) or self._raw.node_id[node] != restriction.via_node:
            return -1, -1
        return node, node

    def _edges(self, ways: tuple[int, ...], end: IntArray, node: int) -> list[int]:
        streets = [street for way in ways for street in self._streets_of[way]]
        return [
            edge for street in streets for edge in (2 * street, 2 * street + 1) if end[edge] == node
        ]

    def _with_ends(
        self, restriction: Restriction, arriving: list[int], chain: Sequence, leaving: list[int]
    ) -> Iterable[Sequence]:
        # More edges than ways at the node: one passes through, and which half is meant is unknown.
        if len(arriving) > len(restriction.from_ways):
            return
        if not restriction.is_only:
            if len(leaving) <= len(restriction.to_ways):
                # Several ways in or out are one sign that bars them all (no_entry, no_exit).
                yield from ((edge, *chain, other) for edge in arriving for other in leaving)
            return
        if len(arriving) != 1 or not leaving:
            return
        path = (arriving[0], *chain)
        wanted = [*chain[1:], *leaving[:1]] if chain else leaving
        for depth in range(2 if chain else 1, len(path) + 1):
            allowed = set(leaving) if depth == len(path) else {wanted[depth - 2]}
            for other in self._after(path[depth - 1]):
                if other not in allowed:
                    yield (*path[:depth], other)

    def _after(self, edge: int) -> list[int]:
        begin, end = np.searchsorted(self._first, [edge, edge + 1])
        return [int(other) for other in self._second[begin:end]]

    def _via_chains(self, via_ways: tuple[int, ...]) -> list[Sequence]:
        """Edges along the via ways, in both senses."""
        streets = [street for way in via_ways for street in self._streets_of[way]]
        if not streets or len(streets) > MAX_VIA_EDGES:
            return []
        degree: defaultdict[int, int] = defaultdict(int)
        for street in streets:
            degree[int(self._tail[2 * street])] += 1
            degree[int(self._head[2 * street])] += 1
        ends = [node for node, count in degree.items() if count == 1]
        walks = [self._walk(streets, end) for end in ends] if len(ends) == 2 else []
        return [walk for walk in walks if len(walk) == len(streets)]

    def _walk(self, streets: list[int], node: int) -> Sequence:
        left, walk = set(streets), []
        while left:
            edges = [e for s in left for e in (2 * s, 2 * s + 1) if self._tail[e] == node]
            if len(edges) != 1:
                return ()
            walk.append(edges[0])
            left.remove(edges[0] >> 1)
            node = int(self._head[edges[0]])
        return tuple(walk)


def _all_ways(restriction: Restriction) -> tuple[int, ...]:
    return (*restriction.from_ways, *restriction.via_ways, *restriction.to_ways)


def banned_pairs(
    bans: Bans, first: IntArray, second: IntArray, profiles: int
) -> npt.NDArray[np.bool_]:
    """Which single turns are forbidden; shape (profiles, pairs)."""
    banned = np.zeros((profiles, len(first)), dtype=bool)
    edges = int(max(first.max(initial=0), second.max(initial=0))) + 1
    keys = first * edges + second
    order = np.argsort(keys, kind="stable")
    for sequence, bound in bans.items():
        if len(sequence) == 2:
            key = sequence[0] * edges + sequence[1]
            at = int(np.searchsorted(keys, key, sorter=order))
            if at < len(keys) and keys[order[at]] == key:
                banned[:, order[at]] |= bound
    return banned


def with_memory(turns: Turns, bans: Bans) -> Turns:
    """Return the turns with copies of edges where longer sequences are forbidden."""
    long_bans = {sequence: bound for sequence, bound in bans.items() if len(sequence) > 2}
    if not long_bans:
        return turns
    states = sorted({s[:depth] for s in long_bans for depth in range(2, len(s))})
    node_of = {state: len(turns.node_edge) + i for i, state in enumerate(states)}
    order = np.argsort(turns.tail, kind="stable")
    sorted_tail = turns.tail[order]
    head, new_tail, new_head, new_cost = turns.head.copy(), [], [], []
    for state in states:
        begin, end = np.searchsorted(sorted_tail, [state[-1], state[-1] + 1])
        for arc in order[begin:end]:
            longer = (*state, int(turns.head[arc]))
            cost = np.where(_is_banned(longer, long_bans), FORBIDDEN, turns.cost_ms[:, arc])
            new_tail.append(node_of[state])
            new_head.append(_longest_state(longer, node_of))
            new_cost.append(cost)
    for state in states:
        if len(state) == 2:
            begin, end = np.searchsorted(sorted_tail, [state[0], state[0] + 1])
            arcs = order[begin:end]
            head[arcs[turns.head[arcs] == state[1]]] = node_of[state]
    return Turns(
        tail=np.concatenate([turns.tail, np.array(new_tail, dtype=np.int32)]),
        head=np.concatenate([head, np.array(new_head, dtype=np.int32)]),
        cost_ms=np.concatenate(
            [turns.cost_ms, np.array(new_cost, dtype=np.int32).reshape(-1, len(turns.cost_ms)).T],
            axis=1,
        ),
        node_edge=np.concatenate(
            [turns.node_edge, np.array([state[-1] for state in states], dtype=np.int32)]
        ),
    )


def _suffixes(sequence: Sequence) -> Iterable[Sequence]:
    return (sequence[i:] for i in range(len(sequence) - 1))


def _is_banned(sequence: Sequence, bans: Bans) -> npt.NDArray[np.bool_]:
    masks = [bans[suffix] for suffix in _suffixes(sequence) if suffix in bans]
    width = len(next(iter(bans.values())))
    return np.logical_or.reduce(masks) if masks else np.zeros(width, dtype=bool)


def _longest_state(sequence: Sequence, node_of: dict[Sequence, int]) -> int:
    return next((node_of[s] for s in _suffixes(sequence) if s in node_of), sequence[-1])
