"""Durations and distances between all places, for one profile and one period."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.halves import Fill, fill_rows, usable_processes
from lastmile_cli.roads.hierarchy import INFINITE
from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.packing import (
    COARSE_QUANTA_M,
    COARSEST_ALONE_MS,
    SLACK,
    choose_split,
)
from lastmile_cli.roads.path_rows import NO_WAY, PathRows
from lastmile_cli.roads.snapping import Stand

Table = npt.NDArray[np.int32]
IntArray = npt.NDArray[np.int64]

WORTH_FORKING = 1000 * 1000
"""Pairs from which a second process pays for itself."""

MIDDLES_TRIED = 8
"""Places that are tried as the one all trips could go by."""


def many_to_many(
    network: PeriodNetwork, stands: Sequence[Stand | None], processes: int | None = None
) -> tuple[Table, Table]:
    """
    Answer all pairs.

    Returns
    -------
    Milliseconds and metres, each of shape (n, n), int32; ``NO_WAY`` where a
    place is ``None`` or lies on a closed street, or no way leads there.

    Notes
    -----
    Durations and lengths are sums of arcs rounded to the quanta of the split
    (see ``packing``): each arc adds at most half a quantum. What the packed
    weights cannot prove is looked up path by path.
    """
    open_at = [s if s is not None and not network.is_closed(s.street) else None for s in stands]
    found = [i for i, stand in enumerate(open_at) if stand is not None]
    placed = [stand for stand in open_at if stand is not None]
    size = len(stands)
    ms = np.full((size, size), NO_WAY, dtype=np.int32)
    metres = np.full((size, size), NO_WAY, dtype=np.int32)
    if placed:
        block = _between_placed(network, placed, processes)
        ms[np.ix_(found, found)], metres[np.ix_(found, found)] = block[:, 0], block[:, 1]
    # Who stays where he is needs no street, closed or not.
    stays = [i for i, stand in enumerate(stands) if stand is not None]
    ms[stays, stays] = metres[stays, stays] = 0
    return ms, metres


def _between_placed(network: PeriodNetwork, stands: list[Stand], processes: int | None) -> Table:
    """Shape (n, 2, n): row i holds milliseconds and metres from place i."""
    count = len(stands)
    if processes is None:
        processes = usable_processes() if count * count >= WORTH_FORKING else 1
    return fill_rows((count, 2, count), _rows(network, stands), processes)


def _rows(network: PeriodNetwork, stands: list[Stand]) -> Fill:
    """
    Choose how rows are answered: by one sweep; where trips are too long for that, by two.

    Where they take weeks, path by path.
    """
    # Loads numba, which those who only ask for legs need not wait for.
    from lastmile_cli.roads.packed_rows import PackedRows
    from lastmile_cli.roads.two_sweeps import TwoSweepRows

    longest_ms, fastest = _longest_ms(network, stands), network.fastest_m_per_s
    split = choose_split(longest_ms, fastest)
    if split is not None:
        return PackedRows(network, stands, *network.packed(split)).fill
    coarse = choose_split(
        longest_ms, fastest, quanta_m=COARSE_QUANTA_M, coarsest_ms=COARSEST_ALONE_MS
    )
    if coarse is None or longest_ms * SLACK >= INFINITE:
        return PathRows(network, stands).fill
    return TwoSweepRows(network, stands, coarse).fill


def _longest_ms(network: PeriodNetwork, stands: list[Stand]) -> int:
    """
    Bound all trips: each could go by way of one place in the middle.

    Where that place is not in the main part, or cut off by what is closed, the
    bound may be too low; then the packed weights prove less, and more pairs are
    looked up path by path. So of a few places the one is taken that reaches most.
    """
    base = network.base
    edges = _all_edges(base.edges_to, stands)
    starts = base.start_nodes(_all_edges(base.edges_from, stands))
    slowest_edge_ms = int(network.edge_ms[edges].max())
    most, longest_ms = -1, 0
    for hub in _middle_edges(network, stands):
        inward = network.exact.from_many(starts, hub)
        outward = network.exact.to_many(base.start_node(hub), edges)
        finite_in, finite_out = inward[inward < INFINITE], outward[outward < INFINITE]
        reach = min(len(finite_in), len(finite_out))
        if reach > most:
            most = reach
            longest_ms = int(finite_in.max(initial=0)) + int(finite_out.max(initial=0))
        if 2 * reach >= len(edges):
            break
    return longest_ms + slowest_edge_ms


def _all_edges(edges_of: Callable[[Stand], list[int]], stands: list[Stand]) -> IntArray:
    return np.unique(np.array([edge for stand in stands for edge in edges_of(stand)], np.int64))


def _middle_edges(network: PeriodNetwork, stands: list[Stand]) -> list[int]:
    """Edges of the places nearest to the middle, of the main part if there are any."""
    places = np.array([(stand.at.lat_deg, stand.at.lon_deg) for stand in stands])
    nearest_first = np.argsort(((places - places.mean(axis=0)) ** 2).sum(axis=1), kind="stable")
    edges = dict.fromkeys(e for i in nearest_first for e in network.base.edges_from(stands[i]))
    main = [edge for edge in edges if network.base.is_main(edge)]
    return (main or list(edges))[:MIDDLES_TRIED]
