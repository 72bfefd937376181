"""``lastmile roads build``: the road graph and the address index of a map, from nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.roading.apart import apart, spent
from lastmile_cli.domain.progress import no_progress


def measure_build(path: Path) -> dict[str, Any]:
    """The road graph alone, and the whole command; each in a process and a cache of its own."""
    graph = apart(_build_graph, str(path))
    command = apart(_build_all, str(path))
    kept = ("streets", "edges", "turns", "wall_s", "cpu_s", "peak_mb", "largest_process_mb")
    return {
        **{key: graph[key] for key in kept},
        "with_addresses": {key: command[key] for key in kept[3:]},
    }


def _build_graph(path: str) -> dict[str, Any]:
    from lastmile_cli.roads.build import MapReport, build_map

    reports: list[MapReport] = []
    with tempfile.TemporaryDirectory() as cache:
        os.environ["LASTMILE_CACHE_DIR"] = cache
        took = spent(lambda: reports.append(build_map(Path(path))))
    report = reports[0]
    return {**took, "streets": report.streets, "edges": report.edges, "turns": report.turns}


def _build_all(path: str) -> dict[str, Any]:
    from lastmile_cli.workflows.build_roads import build_roads

    with tempfile.TemporaryDirectory() as cache:
        os.environ["LASTMILE_CACHE_DIR"] = cache
        return dict(spent(lambda: build_roads(path, no_progress)))
