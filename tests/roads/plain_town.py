"""Random towns of one-ways and turn restrictions, and their answers straight from the drawing."""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.roads.drawn_map import DrawnMap

SIDE = 4
LETTERS = "ABCDEFGHIJKLMNOP"
CELLS = 3

Edge = tuple[str, str]
State = tuple[Edge, ...]
"""The edge driven last, behind those before it that a restriction still remembers."""


@dataclass(frozen=True)
class PlainTown:
    """Blocks of 300 m; ``ways`` maps two letters to the id of the way between them."""

    drawn: DrawnMap
    ways: dict[str, int]
    edges: tuple[Edge, ...]
    bans: frozenset[State]

    def onward(self, state: State) -> Iterator[State]:
        """Where one may go on: round only where there is no other way, as the house has it."""
        last = state[-1]
        ahead = [e for e in self.edges if e[0] == last[1] and (last, e) not in self.bans]
        others = [edge for edge in ahead if edge != last[::-1]]
        for edge in others or ahead:
            if (*state, edge) not in self.bans:
                yield self._remembered((*state, edge))

    def _remembered(self, driven: State) -> State:
        return driven[-2:] if any(ban[:2] == driven[-2:] for ban in self.bans) else driven[-1:]

    def main_part(self) -> set[State]:
        """
        States one gets to from everywhere, and away from; the largest such set.

        Empty where another is as large.
        """
        starts = [(edge,) for edge in self.edges]
        leads_to = {start: self.reached({start}) for start in starts}
        states = set().union(*leads_to.values())
        leads_to |= {state: self.reached({state}) for state in states - leads_to.keys()}
        parts = {frozenset(o for o in leads_to[s] if s in leads_to[o]) for s in states}
        largest, next_one, *_ = [*sorted(parts, key=len, reverse=True), frozenset(), frozenset()]
        return set(largest) if len(largest) > len(next_one) else set()

    def reached(self, starts: set[State]) -> set[State]:
        """All states that some lead to, themselves included."""
        found, waiting = set(starts), list(starts)
        while waiting:
            fresh = set(self.onward(waiting.pop())) - found
            found |= fresh
            waiting += fresh
        return found

    def seconds(
        self, starts: dict[Edge, float], ends: dict[Edge, float], main: set[State]
    ) -> float | None:
        """
        Fastest way from seconds left of some edges to seconds driven on others.

        By states that have to do with the main part: from nowhere to nowhere nobody drives.
        """
        comes = self.reached(main)
        heap: list[tuple[float, State]] = [(left, (edge,)) for edge, left in starts.items()]
        heapq.heapify(heap)
        done: set[State] = set()
        best: float | None = None
        while heap and (best is None or heap[0][0] < best):
            spent, state = heapq.heappop(heap)
            if state in done:
                continue
            done.add(state)
            for after in self.onward(state):
                if after not in comes and not self.reached({after}) & main:
                    continue
                if after[-1] in ends:
                    there = spent + ends[after[-1]]
                    best = there if best is None else min(best, there)
                heapq.heappush(heap, (spent + 10.0 * CELLS + extra(after[-1]), after))
        return best


def extra(edge: Edge) -> float:
    """Rows lie a cell farther apart than columns: 10 s more to drive."""
    return 10.0 if abs(ord(edge[0]) - ord(edge[1])) == SIDE else 0.0


def random_plain_town(dice: random.Random) -> PlainTown:
    """Draw a town, and note what may be driven."""
    rows = [("." * (CELLS - 1)).join(LETTERS[r * SIDE : (r + 1) * SIDE]) for r in range(SIDE)]
    drawn = DrawnMap(("\n" * (CELLS + 1)).join(rows))
    ways: dict[str, int] = {}
    edges: list[Edge] = []
    for at, letter in enumerate(LETTERS):
        near = [at + 1] if (at + 1) % SIDE else []
        for other in [*near, *([at + SIDE] if at + SIDE < len(LETTERS) else [])]:
            if dice.random() < 0.85:
                way = letter + LETTERS[other]
                oneway = dice.choice(["no", "no", "yes", "-1"])
                ways[way] = drawn.way(way, oneway=oneway)
                edges += [(way[0], way[1])] if oneway != "-1" else []
                edges += [(way[1], way[0])] if oneway != "yes" else []
    bans = {ban for _ in range(dice.randrange(14)) for ban in _restrict(drawn, ways, edges, dice)}
    return PlainTown(drawn, ways, tuple(edges), frozenset(bans))


def _restrict(
    drawn: DrawnMap, ways: dict[str, int], edges: list[Edge], dice: random.Random
) -> list[State]:
    """Draw a restriction, and say which sequences of edges it forbids."""
    at = defaultdict(list)
    for way in ways:
        for letter in way:
            at[letter].append(way)
    kind = dice.choice(["no_left_turn", "no_u_turn", "only_straight_on"])
    chain = [dice.choice(list(ways))]
    node = first = dice.choice(chain[0])
    for _ in range(dice.choice([1, 1, 2])):
        onward = [way for way in at[node] if way != chain[-1]]
        if not onward:
            return []
        chain.append(dice.choice(onward))
        node = chain[-1].replace(node, "")
    via = first if len(chain) == 2 else ways[chain[1]]
    drawn.restrict(kind, ways[chain[0]], via, ways[chain[-1]])
    path = [(chain[0].replace(first, ""), first)]
    for way in chain[1:]:
        path.append((path[-1][1], way.replace(path[-1][1], "")))
    if not set(path[:-1]) <= set(edges):
        return []
    if kind != "only_straight_on":
        return [tuple(path)]
    begins = [edge for edge in edges if edge[0] == path[-1][0] and edge != path[-1]]
    return [(*path[:-1], other) for other in begins]
