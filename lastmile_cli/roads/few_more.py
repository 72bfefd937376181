"""
A table that is known, with a few places more: their rows and columns alone.

Who asks for one address beside a day that was planned waits for two one-to-many queries a
place (Dibbelt, Strasser, Wagner 2016) instead of a sweep over all pairs. Durations are exact
milliseconds, as a leg's; lengths are those of the paths, asked for where no other layer told them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.hierarchy import INFINITE
from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.path_rows import NO_WAY
from lastmile_cli.roads.snapping import Stand
from lastmile_cli.roads.ways import find_way, starts_from

Table = npt.NDArray[np.int32]
IntArray = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Known:
    """
    A table between some of the places.

    ``at`` are their numbers among all places; ``ms`` and ``metres`` have shape (known, known).
    """

    at: IntArray
    ms: Table
    metres: Table


def with_few_more(
    network: PeriodNetwork, stands: Sequence[Stand | None], known: Known, no_metres: Flags
) -> tuple[Table, Table]:
    """
    Answer all pairs: those that are known as they are, all others from the network.

    ``stands`` are where a vehicle stops for each place, all of them; ``no_metres`` (n, n) are
    pairs whose metres nobody knows yet: of others ``NO_WAY`` is told.

    Returns
    -------
    Milliseconds and metres, each of shape (n, n), int32; see ``many_to_many``.
    """
    size = len(stands)
    ms, metres = (np.full((size, size), NO_WAY, dtype=np.int32) for _ in range(2))
    ms[np.ix_(known.at, known.at)] = known.ms
    metres[np.ix_(known.at, known.at)] = known.metres
    is_known = np.zeros(size, dtype=np.bool_)
    is_known[known.at] = True
    ends = _Ends.of(network, stands)
    for place in map(int, np.flatnonzero(~is_known)):
        ms[place], ms[:, place] = ends.from_place(place), ends.to_place(place)
        for other in range(size):
            for pair in ((place, other), (other, place)):
                if no_metres[pair] and ms[pair] != NO_WAY:
                    metres[pair] = _metres(network, stands, *pair)
    return ms, metres


def _metres(network: PeriodNetwork, stands: Sequence[Stand | None], start: int, end: int) -> int:
    one, other = stands[start], stands[end]
    if start == end or one is None or other is None:
        return 0
    way = find_way(network, one, other)
    return round(way.length_m) if way else NO_WAY


@dataclass(frozen=True, eq=False, kw_only=True)
class _Ends:
    """
    Where trips to and from each place end and begin in the network.

    One entry each: ``arrives`` is the place, ``node`` where it is entered, ``left_ms`` what
    the last edge then is too long; ``leaves``, ``start`` and ``spent_ms`` likewise.
    """

    network: PeriodNetwork
    stands: Sequence[Stand | None]
    arrives: IntArray
    node: IntArray
    left_ms: IntArray
    leaves: IntArray
    start: IntArray
    spent_ms: IntArray

    @classmethod
    def of(cls, network: PeriodNetwork, stands: Sequence[Stand | None]) -> _Ends:
        """List them for all places that are open."""
        base = network.base
        ends, starts = [], []
        for place, stand in enumerate(stands):
            if stand is None or network.is_closed(stand.street):
                continue
            for edge in base.edges_to(stand):
                over_ms = network.left_ms(edge, stand)
                ends += [(place, node, over_ms) for node in base.nodes_of(edge)]
            begins = starts_from(network, stand)
            starts += [(place, node, before_ms) for node, (before_ms, _) in begins.items()]
        arrives, node, left_ms = np.array(ends, dtype=np.int64).reshape(-1, 3).T
        leaves, start, spent_ms = np.array(starts, dtype=np.int64).reshape(-1, 3).T
        return cls(
            network=network,
            stands=stands,
            arrives=arrives,
            node=node,
            left_ms=left_ms,
            leaves=leaves,
            start=start,
            spent_ms=spent_ms,
        )

    def from_place(self, place: int) -> Table:
        """Milliseconds from a place to each; ``NO_WAY`` where none leads there."""
        best = np.full(len(self.stands), INFINITE, dtype=np.int64)
        if len(self.node):
            for number in np.flatnonzero(self.leaves == place):
                found = self.network.exact.to_many(int(self.start[number]), self.node)
                total = np.where(
                    found < INFINITE, found + self.spent_ms[number] - self.left_ms, INFINITE
                )
                np.minimum.at(best, self.arrives, total)
        return self._told(best, place, is_from=True)

    def to_place(self, place: int) -> Table:
        """Milliseconds from each place to one."""
        best = np.full(len(self.stands), INFINITE, dtype=np.int64)
        if len(self.start):
            for number in np.flatnonzero(self.arrives == place):
                found = self.network.exact.from_many(self.start, int(self.node[number]))
                total = np.where(
                    found < INFINITE, found + self.spent_ms - self.left_ms[number], INFINITE
                )
                np.minimum.at(best, self.leaves, total)
        return self._told(best, place, is_from=False)

    def _told(self, best: IntArray, place: int, *, is_from: bool) -> Table:
        """Ask pair by pair on one street, where turning round is another matter."""
        told = np.where(best < INFINITE, best, NO_WAY).astype(np.int32)
        here = self.stands[place]
        for other, stand in enumerate(self.stands):
            if here is None or stand is None or stand.street != here.street or other == place:
                continue
            is_open = not self.network.is_closed(here.street)
            way = find_way(self.network, *((here, stand) if is_from else (stand, here)))
            told[other] = way.duration_ms if way and is_open else NO_WAY
        told[place] = NO_WAY if here is None else 0
        return told
