"""A million rows of street speeds: reading them, and weighing a map measured all over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.roading.apart import cpu_s
from benchmarks.roading.places import SEED
from lastmile_cli.domain.street_speeds import StreetSpeeds
from lastmile_cli.domain.travel import FREE_FLOW
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.speed_files import SpeedsRead, read_speeds
from lastmile_cli.roads.build import load_or_build
from lastmile_cli.roads.network import ProfileGraph
from lastmile_cli.roads.profiles.catalogue import profile_index

SPEED_ROWS = 1_000_000


def measure_speeds(path: Path) -> dict[str, Any]:
    """All pieces of this map, and rows of other maps up to a million."""
    graph, _, _ = load_or_build(path, lambda _: None)
    inner = np.ones(len(graph.point_node), dtype=bool)
    inner[graph.first_point[1:] - 1] = False
    at = np.flatnonzero(inner)
    pairs = np.stack([graph.point_node[at], graph.point_node[at + 1]], axis=1)
    dice = np.random.default_rng(SEED)
    rows = np.concatenate([pairs, dice.integers(1, 12_000_000_000, (SPEED_ROWS - len(pairs), 2))])
    kmh = dice.integers(5, 120, len(rows)).tolist()
    lines = (f"{a},{b},{v}" for (a, b), v in zip(rows.tolist(), kmh, strict=True))
    source = Source(file="speeds.csv", content="\n".join(lines).encode())
    read: list[SpeedsRead] = []
    read_s = cpu_s(lambda: read.append(read_speeds(source)))
    table = read[0].table
    assert table is not None
    speeds = StreetSpeeds(tables=(table,), rows=(np.arange(len(table.way)),))
    base = ProfileGraph(graph, profile_index("van"))
    measured = replace(FREE_FLOW[0], speeds=speeds)
    return {
        "rows": len(rows),
        "of_this_map": len(pairs),
        "read_cpu_s": round(read_s, 1),
        "first_period_cpu_s": round(cpu_s(lambda: base.period(measured)), 2),
        "one_more_period_cpu_s": round(cpu_s(lambda: base.period(measured)), 2),
    }
