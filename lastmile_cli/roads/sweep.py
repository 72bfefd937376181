"""
Weights from many nodes to many, by one sweep for dozens of sources at a time.

Targets and all that lies above them are copied into a small graph of their own
once; then each source climbs by itself, and what all of them have reached is
carried down that graph together, one lane of a block for each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads import sweep_kernels
from lastmile_cli.roads.contraction import WeighedContraction
from lastmile_cli.roads.hierarchy import Start
from lastmile_cli.roads.kernels import INFINITE, Block, Ints

LANES = 64
"""Sources in one sweep: enough to fill vector registers, few enough to stay in the cache."""


class Sweep:
    """Targets pinned on a weighed contraction."""

    def __init__(self, weighed: WeighedContraction, targets: npt.NDArray[np.int64]) -> None:
        graph = weighed.graph
        self._weighed = weighed
        chosen = _with_all_above(graph.parent, graph.rank[targets])
        self._place = np.full(graph.node_count, -1, dtype=np.int32)
        self._place[chosen] = np.arange(len(chosen), dtype=np.int32)
        self._column = self._place[graph.rank[targets]]
        arcs = int((graph.first_up[chosen + 1] - graph.first_up[chosen]).sum())
        self._first = np.zeros(len(chosen) + 1, dtype=np.int32)
        above, weight = np.empty(arcs, dtype=np.int32), np.empty(arcs, dtype=np.uint32)
        used = sweep_kernels.select(
            graph.first_up,
            graph.head,
            weighed.down,
            chosen,
            self._place,
            self._first,
            above,
            weight,
        )
        self._above, self._weight = above[:used], weight[:used]
        self._reached = np.full(graph.node_count, INFINITE, dtype=np.uint32)

    def weights_from(self, sources: Sequence[Sequence[Start]]) -> npt.NDArray[np.int64]:
        """
        Weights from each source to all targets, shape (sources, targets).

        A source is any number of starts; ``INFINITE`` where there is no way.
        """
        weights = np.empty((len(sources), len(self._column)), dtype=np.int64)
        for begin in range(0, len(sources), LANES):
            part = slice(begin, begin + LANES)
            weights[part] = self._swept(sources[part])[self._column].T
        return weights

    def _swept(self, sources: Sequence[Sequence[Start]]) -> Block:
        """Shape (chosen, sources)."""
        graph = self._weighed.graph
        starts = np.array([start for source in sources for start in source], dtype=np.int64)
        starts = starts.reshape(-1, 2)
        first_start = np.zeros(len(sources) + 1, dtype=np.int32)
        np.cumsum([len(source) for source in sources], out=first_start[1:])
        block = np.full((len(self._first) - 1, len(sources)), INFINITE, dtype=np.uint32)
        sweep_kernels.climb(
            graph.first_up,
            graph.head,
            graph.parent,
            self._weighed.up,
            first_start,
            graph.rank[starts[:, 0]],
            np.minimum(starts[:, 1], INFINITE).astype(np.uint32),
            self._place,
            self._reached,
            block,
        )
        sweep_kernels.sweep(self._first, self._above, self._weight, block)
        return block


def _with_all_above(parent: Ints, ranks: Ints) -> Ints:
    """Return nodes and everything on their lines of parents, the highest first."""
    is_chosen = np.zeros(len(parent), dtype=bool)
    line = np.unique(ranks)
    while len(line):
        is_chosen[line] = True
        line = parent[line]
        line = line[line >= 0]
        line = np.unique(line[~is_chosen[line]])
    return np.flatnonzero(is_chosen)[::-1].astype(np.int32)
