"""Answers of a table from exact paths, pair by pair."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.snapping import Stand
from lastmile_cli.roads.ways import find_way

Table = npt.NDArray[np.int32]

NO_WAY = -1
"""Milliseconds and metres of a pair without a way."""


class PathRows:
    """Rows of the table path by path, where a region is too large for packed weights."""

    def __init__(self, network: PeriodNetwork, stands: list[Stand]) -> None:
        self._network, self._stands = network, stands

    def fill(self, table: Table, rows: range) -> None:
        """Answer some places to all others."""
        for row in rows:
            for place in range(len(self._stands)):
                fill_pair(self._network, self._stands, table, row, place)


def fill_pair(
    network: PeriodNetwork, stands: list[Stand], table: Table, row: int, place: int
) -> None:
    """Answer one pair from its exact path."""
    way = find_way(network, stands[row], stands[place])
    table[row, 0, place] = way.duration_ms if way else NO_WAY
    table[row, 1, place] = round(way.length_m) if way else NO_WAY
