"""Durations and distances between all places, for one profile and one period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.halves import fill_rows, usable_processes
from lastmile_cli.roads.hierarchy import INFINITE, Metric, Start, ToMany
from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.packing import PackedWeights, choose_split
from lastmile_cli.roads.same_street import direct_way, may_loop_win
from lastmile_cli.roads.snapping import Stand
from lastmile_cli.roads.ways import find_way

IntArray = npt.NDArray[np.int64]
Table = npt.NDArray[np.int32]

NO_WAY = -1
"""Milliseconds and metres of a pair without a way."""

WORTH_FORKING = 400 * 400
"""Pairs from which a second process pays for itself."""


def many_to_many(
    network: PeriodNetwork, stands: Sequence[Stand | None], processes: int | None = None
) -> tuple[Table, Table]:
    """
    Answer all pairs.

    Returns
    -------
    Milliseconds and metres, each of shape (n, n), int32; ``NO_WAY`` where a
    place is ``None`` or no way leads there.

    Notes
    -----
    Durations and lengths are sums of arcs rounded to the quanta of the split
    (see ``packing``): each arc adds at most half a quantum. What the packed
    weights cannot prove is looked up path by path.
    """
    found = [i for i, stand in enumerate(stands) if stand is not None]
    placed = [stand for stand in stands if stand is not None]
    size = len(stands)
    ms = np.full((size, size), NO_WAY, dtype=np.int32)
    metres = np.full((size, size), NO_WAY, dtype=np.int32)
    if placed:
        block = _between_placed(network, placed, processes)
        ms[np.ix_(found, found)], metres[np.ix_(found, found)] = block[:, 0], block[:, 1]
    return ms, metres


def _between_placed(network: PeriodNetwork, stands: list[Stand], processes: int | None) -> Table:
    """Shape (n, 2, n): row i holds milliseconds and metres from place i."""
    count = len(stands)
    split = choose_split(_longest_ms(network, stands), network.fastest_m_per_s)
    if processes is None:
        processes = usable_processes() if count * count >= WORTH_FORKING else 1
    if split is None:
        return fill_rows((count, 2, count), _PathRows(network, stands).fill, processes)
    packed, metric = network.packed(split)
    return fill_rows(
        (count, 2, count), _PackedRows(network, stands, packed, metric).fill, processes
    )


def _longest_ms(network: PeriodNetwork, stands: list[Stand]) -> int:
    """
    Bound all trips: each could go by way of one place in the middle.

    Where that place is not in the main part the bound may be too low; then the
    packed weights prove less, and more pairs are looked up path by path.
    """
    base = network.base
    edges = np.unique([edge for stand in stands for edge in base.edges_of(stand.street)])
    hub = _middle_edge(network, stands)
    starts = np.array([base.start_node(int(edge)) for edge in edges])
    inward = network.exact.from_many(starts, hub)
    outward = network.exact.to_many(edges).weights_from([(base.start_node(hub), 0)])
    slowest_edge_ms = int(network.edge_ms[edges].max())
    finite_in, finite_out = inward[inward < INFINITE], outward[outward < INFINITE]
    return int(finite_in.max(initial=0)) + int(finite_out.max(initial=0)) + slowest_edge_ms


def _middle_edge(network: PeriodNetwork, stands: list[Stand]) -> int:
    """Return an edge of the place nearest to the middle, of the main part if there is any."""
    places = np.array([(stand.at.lat_deg, stand.at.lon_deg) for stand in stands])
    nearest_first = np.argsort(((places - places.mean(axis=0)) ** 2).sum(axis=1), kind="stable")
    edges = [e for i in nearest_first for e in network.base.edges_of(stands[i].street)]
    return next((edge for edge in edges if network.base.is_main(edge)), edges[0])


class _PackedRows:
    """Rows of the matrix from packed weights."""

    def __init__(
        self, network: PeriodNetwork, stands: list[Stand], packed: PackedWeights, metric: Metric
    ) -> None:
        self._network, self._stands, self._packed = network, stands, packed
        self._edges = [network.base.edges_of(stand.street) for stand in stands]
        self._by_street: dict[int, list[int]] = {}
        for i, stand in enumerate(stands):
            self._by_street.setdefault(stand.street, []).append(i)
        self._pin(metric)

    def _pin(self, metric: Metric) -> None:
        """Lay out, for each place, the pinned nodes it can be reached at, padded with none."""
        entries = [
            [(node, edge) for edge in edges for node in self._network.base.nodes_of(edge)]
            for edges in self._edges
        ]
        width = max(len(entry) for entry in entries)
        nodes = sorted({node for entry in entries for node, _ in entry})
        column = {node: i for i, node in enumerate(nodes)}
        shape = (len(entries), width)
        self._column = np.full(shape, len(nodes), dtype=np.int64)
        self._edge = np.full(shape, -1, dtype=np.int64)
        self._deduct_ms = np.zeros(shape, dtype=np.int64)
        self._deduct_m = np.zeros(shape)
        for place, entry in enumerate(entries):
            for slot, (node, edge) in enumerate(entry):
                stand = self._stands[place]
                self._column[place, slot], self._edge[place, slot] = column[node], edge
                self._deduct_ms[place, slot] = self._network.left_ms(edge, stand)
                self._deduct_m[place, slot] = self._network.left_m(edge, stand)
        self._to_places: ToMany = metric.to_many(np.array(nodes, dtype=np.int64))

    def fill(self, table: Table, row: int) -> None:
        """Answer one place to all others."""
        starts = [self._start(edge, row) for edge in self._edges[row]]
        raw = self._from(starts)
        self._mend_same_street(raw, row)
        ms = np.where(raw < INFINITE, self._packed.durations_ms(raw) - self._deduct_ms, INFINITE)
        slot = np.argmin(ms, axis=1)
        everyone = np.arange(len(slot))
        best = raw[everyone, slot]
        metres = self._packed.lengths_m(best) - self._deduct_m[everyone, slot]
        table[row, 0] = np.maximum(ms[everyone, slot], 0)
        table[row, 1] = np.maximum(np.rint(metres), 0)
        for place in np.flatnonzero(~self._packed.is_proved(best)):
            fill_pair(self._network, self._stands, table, row, int(place))
        self._take_direct_ways(table, row)

    def _start(self, edge: int, row: int) -> Start:
        network, stand = self._network, self._stands[row]
        spent = self._packed.pack(network.left_ms(edge, stand), network.left_m(edge, stand))
        return network.base.start_node(edge), spent

    def _from(self, starts: list[Start]) -> IntArray:
        """Packed weights to each place by each of its nodes; shape (places, slots)."""
        weights = np.append(self._to_places.weights_from(starts), INFINITE)
        return weights[self._column]

    def _mend_same_street(self, raw: IntArray, row: int) -> None:
        """
        Correct places that lie behind this one on the same edge.

        A trip that begins on an edge "reaches" that edge at once; to come to a
        place behind, it has to go round.
        """
        network, own = self._network, self._stands[row]
        for edge in self._edges[row]:
            behind = [
                place
                for place in self._by_street[own.street]
                if network.driven_ms(edge, self._stands[place]) < network.driven_ms(edge, own)
            ]
            slots = [(p, s) for p in behind for s in np.flatnonzero(self._edge[p] == edge)]
            if any(may_loop_win(network, edge, own, self._stands[place]) for place in behind):
                others = [self._start(other, row) for other in self._edges[row] if other != edge]
                loop = self._from([*self._after(edge, row), *others])
                for place, slot in slots:
                    raw[place, slot] = loop[place, slot]
            else:
                for place, slot in slots:
                    raw[place, slot] = INFINITE

    def _after(self, edge: int, row: int) -> list[Start]:
        network, stand = self._network, self._stands[row]
        left_ms, left_m = network.left_ms(edge, stand), network.left_m(edge, stand)
        street_m = network.graph.street_m
        return [
            (node, self._packed.pack(left_ms + cost_ms, left_m + float(street_m[onto >> 1])))
            for node, onto, cost_ms in network.onward(edge)
        ]

    def _take_direct_ways(self, table: Table, row: int) -> None:
        """Along one street the way is known without any rounding."""
        own = self._stands[row]
        for place in self._by_street[own.street]:
            direct = direct_way(self._network, own, self._stands[place])
            known = int(table[row, 0, place])
            if direct and (known < 0 or direct[0] <= known + self._packed.split.quantum_ms):
                table[row, 0, place], table[row, 1, place] = direct[0], round(direct[1])


class _PathRows:
    """Rows of the matrix path by path, where a region is too large for packed weights."""

    def __init__(self, network: PeriodNetwork, stands: list[Stand]) -> None:
        self._network, self._stands = network, stands

    def fill(self, table: Table, row: int) -> None:
        """Answer one place to all others."""
        for place in range(len(self._stands)):
            fill_pair(self._network, self._stands, table, row, place)


def fill_pair(
    network: PeriodNetwork, stands: list[Stand], table: Table, row: int, place: int
) -> None:
    """Answer one pair from its exact path."""
    way = find_way(network, stands[row], stands[place])
    table[row, 0, place] = way.duration_ms if way else NO_WAY
    table[row, 1, place] = round(way.length_m) if way else NO_WAY
