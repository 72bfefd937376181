"""
Six periods of a day of a thousand places: what a night's first plan waits for.

*Cold* nothing is there: the map is built, the kernels are compiled. *Warm* both are in
the cache and the places are new. *Remembered* the same places are asked for again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.roading.apart import apart, spent
from benchmarks.roading.places import SIX_PERIODS
from lastmile_cli.domain.geo import Coordinate

WARM_RUNS = 3


def measure_day(path: Path, points: list[Coordinate], cache: Path) -> dict[str, Any]:
    """Three kinds of runs, each in a process of its own; the best of several warm ones."""
    cold = apart(_day, str(path), points, str(cache))
    warm = []
    for _ in range(WARM_RUNS):
        shutil.rmtree(cache / "tables")
        warm.append(apart(_day, str(path), points, str(cache)))
    remembered = apart(_day, str(path), points, str(cache))
    return {
        "points": len(points),
        "periods": len(SIX_PERIODS),
        "cold": cold,
        "warm": {key: _best(key)(run[key] for run in warm) for key in warm[0]},
        "remembered": remembered,
    }


def _best(key: str) -> Callable[[Iterable[float]], float]:
    """Of times the least, of memory the most."""
    return max if key.endswith("_mb") else min


def _day(path: str, points: list[Coordinate], cache: str) -> dict[str, Any]:
    os.environ["LASTMILE_CACHE_DIR"] = cache
    from lastmile_cli.domain.travel import Travel, TravelMode
    from lastmile_cli.roads.embedded import EmbeddedSource, open_map

    opened: list[EmbeddedSource] = []
    answers: list[Travel] = []
    modes = [TravelMode(profile="car")]
    steps = {
        "open": spent(lambda: opened.append(open_map(Path(path)))),
        "snap": spent(lambda: opened[0].snap(points, "car")),
        "tables": spent(lambda: answers.append(opened[0].travel(points, modes, SIX_PERIODS))),
    }
    shape = (len(SIX_PERIODS), len(points), len(points))
    assert answers[0].tables[0].duration_s.shape == shape
    return {f"{step}_{key}": value for step, took in steps.items() for key, value in took.items()}
