"""
Rows of a table where duration and length do not fit into one weight fine enough.

That is so where trips take longer than some fifteen hours. Durations are then swept
alone, in whole milliseconds. Lengths come from a second sweep over weights of quanta so
coarse that they always fit: of ways that long, a share of a per cent. Legs that a
plan drives are exact as everywhere, from their paths.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.packed_rows import PackedRows
from lastmile_cli.roads.packing import DURATION_ALONE, Split
from lastmile_cli.roads.path_rows import Table
from lastmile_cli.roads.snapping import Stand


class TwoSweepRows:
    """Answers rows of a table: milliseconds to the millisecond, metres to a coarse quantum."""

    def __init__(self, network: PeriodNetwork, stands: list[Stand], coarse: Split) -> None:
        self._durations = PackedRows(network, stands, *network.packed(DURATION_ALONE))
        self._lengths = PackedRows(network, stands, *network.packed(coarse))

    def fill(self, table: Table, rows: range) -> None:
        """Answer some places to all others."""
        # Pages of it that no row touches are never there.
        coarse = np.empty_like(table)
        self._durations.fill(table, rows)
        self._lengths.fill(coarse, rows)
        own = slice(rows.start, rows.stop, rows.step)
        table[own, 1] = coarse[own, 1]
