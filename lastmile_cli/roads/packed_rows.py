"""Rows of a table from packed weights, dozens of them in one sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.contraction import WeighedContraction
from lastmile_cli.roads.hierarchy import INFINITE, Start
from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.packing import PackedWeights
from lastmile_cli.roads.path_rows import NO_WAY, Table, fill_pair
from lastmile_cli.roads.same_street import direct_way, may_loop_win
from lastmile_cli.roads.snapping import Stand
from lastmile_cli.roads.sweep import Sweep

IntArray = npt.NDArray[np.int64]

FEW_UNPROVED = 50
"""Pairs that are looked up path by path without asking first whether there is any way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A place on one of its edges: so much of it is left to drive from there."""

    edge: int
    left_ms: int
    left_m: float
    start: Start


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loop:
    """Round trips to places (with slots) behind one's own, on the edge the trip begins on."""

    behind: list[tuple[int, int]]
    starts: list[Start]


class PackedRows:
    """Answers rows of a table: milliseconds and metres from some places to all."""

    def __init__(
        self,
        network: PeriodNetwork,
        stands: list[Stand],
        packed: PackedWeights,
        weighed: WeighedContraction,
    ) -> None:
        self._network, self._stands, self._packed = network, stands, packed
        self._by_street: dict[int, list[int]] = {}
        for place, stand in enumerate(stands):
            self._by_street.setdefault(stand.street, []).append(place)
        base = network.base
        self._departures = self._with_rest([base.edges_from(stand) for stand in stands])
        self._pin(weighed, self._with_rest([base.edges_to(stand) for stand in stands]))

    def _with_rest(self, edges: list[list[int]]) -> list[list[_Spot]]:
        """Say of the edges of each place what is left of them from there."""
        network = self._network
        sides = [(edge, self._stands[place]) for place, some in enumerate(edges) for edge in some]
        left_ms = [network.left_ms(edge, stand) for edge, stand in sides]
        left_m = [network.left_m(edge, stand) for edge, stand in sides]
        spent = self._packed.pack_each(np.array(left_ms), np.array(left_m)).tolist()
        each: Iterator[_Spot] = (
            _Spot(edge=edge, left_ms=ms, left_m=m, start=(network.base.start_node(edge), w))
            for (edge, _), ms, m, w in zip(sides, left_ms, left_m, spent, strict=True)
        )
        return [[next(each) for _ in some] for some in edges]

    def _pin(self, weighed: WeighedContraction, arrivals: list[list[_Spot]]) -> None:
        """Lay out, for each place, the pinned nodes it can be reached at, padded with none."""
        entries = [
            [(node, out) for out in ways for node in self._network.base.nodes_of(out.edge)]
            for ways in arrivals
        ]
        width = max(len(entry) for entry in entries)
        nodes = sorted({node for entry in entries for node, _ in entry})
        column = {node: i for i, node in enumerate(nodes)}
        shape = (len(entries), width)
        self._column = np.zeros(shape, dtype=np.int64)
        self._edge = np.full(shape, -1, dtype=np.int64)
        self._deduct_ms = np.zeros(shape, dtype=np.int64)
        self._deduct_m = np.zeros(shape)
        for place, entry in enumerate(entries):
            for slot, (node, out) in enumerate(entry):
                self._column[place, slot], self._edge[place, slot] = column[node], out.edge
                self._deduct_ms[place, slot] = out.left_ms
                self._deduct_m[place, slot] = out.left_m
        self._pinned = np.array(nodes, dtype=np.int64)
        self._sweep = Sweep(weighed, self._pinned)

    def fill(self, table: Table, rows: range) -> None:
        """Answer some places to all others."""
        raw = self._from([[out.start for out in self._departures[row]] for row in rows])
        self._mend_same_streets(raw, rows)
        ms = np.where(raw < INFINITE, self._packed.durations_ms(raw) - self._deduct_ms, INFINITE)
        slot = np.argmin(ms, axis=2)[:, :, np.newaxis]
        best, best_ms = (np.take_along_axis(all_slots, slot, 2)[:, :, 0] for all_slots in (raw, ms))
        deduct_m = np.take_along_axis(self._deduct_m[np.newaxis], slot, 2)[:, :, 0]
        part = table[rows.start : rows.stop : rows.step]
        part[:, 0] = np.maximum(best_ms, 0)
        part[:, 1] = np.maximum(np.rint(self._packed.lengths_m(best) - deduct_m), 0)
        unproved = ~self._packed.is_proved(best)
        if np.count_nonzero(unproved) > FEW_UNPROVED:
            hopeless = unproved & ~self._is_reached(rows)
            part[np.broadcast_to(hopeless[:, np.newaxis], part.shape)] = NO_WAY
            unproved &= ~hopeless
        for lane, place in np.argwhere(unproved).tolist():
            fill_pair(self._network, self._stands, table, rows[lane], place)
        for row in rows:
            self._take_direct_ways(table, row)

    def _from(self, sources: list[list[Start]]) -> IntArray:
        """Packed weights to each place by each of its nodes; shape (sources, places, slots)."""
        weights: IntArray = self._sweep.weights_from(sources)[:, self._column]
        weights[:, self._edge < 0] = INFINITE
        return weights

    def _is_reached(self, rows: range) -> npt.NDArray[np.bool_]:
        """Whether any way at all leads from some places to each; shape (rows, places)."""
        starts = [[(out.start[0], 0) for out in self._departures[row]] for row in rows]
        weights = self._reach.weights_from(starts)[:, self._column]
        by_slot = (weights < INFINITE) & (self._edge >= 0)
        return np.asarray(by_slot.any(axis=2))

    @cached_property
    def _reach(self) -> Sweep:
        """Weights of nothing but for what is closed: no sum of them can run over."""
        closed = self._network.arc_ms >= INFINITE
        weights = np.where(closed, INFINITE, 0).astype(np.int64)
        return Sweep(self._network.base.contraction.weigh(weights), self._pinned)

    def _mend_same_streets(self, raw: IntArray, rows: range) -> None:
        """
        Correct places that lie behind a row's own on the same edge.

        A trip that begins on an edge "reaches" that edge at once; to come to a
        place behind, it has to go round.
        """
        loops = [(lane, loop) for lane, row in enumerate(rows) for loop in self._loops(row)]
        for lane, loop in loops:
            for place, slot in loop.behind:
                raw[lane, place, slot] = INFINITE
        worth = [(lane, loop) for lane, loop in loops if loop.starts]
        if not worth:
            return
        driven = self._sweep.weights_from([loop.starts for _, loop in worth])
        for (lane, loop), weights in zip(worth, driven, strict=True):
            for place, slot in loop.behind:
                raw[lane, place, slot] = weights[self._column[place, slot]]

    def _loops(self, row: int) -> Iterator[_Loop]:
        """Round trips from a row; one without starts cannot be worth driving."""
        network, own = self._network, self._stands[row]
        neighbours = self._by_street[own.street]
        if len(neighbours) == 1:
            return
        for out in self._departures[row]:
            driven_ms = network.driven_ms(out.edge, own)
            places = [
                place
                for place in neighbours
                if network.driven_ms(out.edge, self._stands[place]) < driven_ms
            ]
            behind = [
                (place, slot)
                for place in places
                for slot in np.flatnonzero(self._edge[place] == out.edge).tolist()
            ]
            may_win = any(may_loop_win(network, out.edge, own, self._stands[p]) for p in places)
            starts = self._starts_after(out, row) if may_win else []
            yield _Loop(behind=behind, starts=starts)

    def _starts_after(self, out: _Spot, row: int) -> list[Start]:
        """Starts of a trip that leaves an edge at its end, or by another edge at once."""
        street_m = self._network.graph.street_m
        after = [
            (node, self._packed.pack(out.left_ms + ms, out.left_m + float(street_m[onto >> 1])))
            for node, onto, ms in self._network.onward(out.edge)
        ]
        return after + [other.start for other in self._departures[row] if other.edge != out.edge]

    def _take_direct_ways(self, table: Table, row: int) -> None:
        """Along one street the way is known without any rounding."""
        own = self._stands[row]
        for place in self._by_street[own.street]:
            direct = direct_way(self._network, own, self._stands[place])
            known = int(table[row, 0, place])
            if direct and (known < 0 or direct[0] <= known + self._packed.split.quantum_ms):
                table[row, 0, place], table[row, 1, place] = direct[0], round(direct[1])
