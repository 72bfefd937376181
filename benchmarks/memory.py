"""
Peak memory and first plan of the default engine on a large day, and compiling from nothing.

    python benchmarks/memory.py [--stops 10000] [--periods 1,3] [--iterations 2000] [--json]

Doors lie at random on a plane, half of them with a window of four hours; a third
of the day is a jam where there are several periods. The peak is that of a process
that has the travel tables and solves; making them is not counted. Compiling is
the CPU time of a first tiny plan with an empty cache, less that of a second one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.solving.worker import forget_peak, peak_mb  # noqa: E402
from lastmile_cli.domain.ports import SolveBudget  # noqa: E402
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle  # noqa: E402
from lastmile_cli.domain.progress import Progress  # noqa: E402
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable  # noqa: E402
from lastmile_cli.engines.registry import open_engine  # noqa: E402

HOUR_S = 3_600
PER_VAN = 60
KINDS: dict[str, dict[str, int]] = {
    "plain": {},
    "rich": {"trips": 2},
    "ranged": {"trips": 2, "range_m": 60_000},
}
"""What days ask for, by the kernels that they need."""


def day(stops: int, periods: int, *, trips: int = 1, range_m: int = NO_LIMIT) -> Problem:
    """Draw a town 20 km across at 36 km/h."""
    dice = np.random.default_rng(1)
    spots = dice.integers(0, 20_000, (stops + 1, 2)).astype(np.int32)
    metres = np.empty((stops + 1, stops + 1), np.int32)
    durations = np.empty((periods, stops + 1, stops + 1), np.int32)
    for row, spot in enumerate(spots):
        metres[row] = np.abs(spots - spot).sum(axis=1)
        for period in range(periods):
            durations[period, row] = metres[row] // (7 if period % 2 else 10)
    opens = dice.integers(8, 14, stops) * HOUR_S
    free = dice.random(stops) < 0.5
    table = TravelTable(mode=TravelMode(profile="van"), duration_s=durations, distance_m=metres)
    starts = tuple(period * 24 * HOUR_S // periods for period in range(periods))
    return Problem(
        stops=tuple(
            ProblemStop(
                stop_id=str(n),
                place=n + 1,
                windows=((8 * HOUR_S, 18 * HOUR_S),)
                if free[n]
                else ((int(opens[n]), int(opens[n]) + 4 * HOUR_S),),
                service_s=(180,),
                delivery=(1,),
                pickup=(0,),
                drop_micro=10**9,
            )
            for n in range(stops)
        ),
        vehicles=tuple(
            ProblemVehicle(
                vehicle_id=str(n),
                table=0,
                start_place=0,
                end_place=0,
                earliest_s=8 * HOUR_S,
                latest_s=18 * HOUR_S,
                capacity=(120,),
                per_km_micro=300_000,
                per_hour_micro=25_000_000,
                fixed_micro=40_000_000,
                max_trips=trips,
                range_m=range_m,
                charges_at_start=range_m < NO_LIMIT,
            )
            for n in range(2 * stops // PER_VAN + 1)
        ),
        travel=Travel(period_starts_s=starts, tables=(table,)),
        load_units=("parcels",),
    )


def solve(stops: int, periods: int, iterations: int) -> dict[str, float]:
    """Solve in this process: the peak, the first plan's seconds, stops left out."""
    engine = open_engine("ruin-recreate")
    engine.solve(day(3, periods), SolveBudget(iterations=2))
    problem = day(stops, periods)
    first: list[float] = []

    def hear(progress: Progress) -> None:
        if progress.detail and not first:
            first.append(time.perf_counter() - begun)

    forget_peak()
    begun = time.perf_counter()
    found = engine.solve(problem, SolveBudget(iterations=iterations, workers=2), hear)
    return {
        "stops": stops,
        "periods": periods,
        "peak_mb": peak_mb(),
        "first_plan_s": round(first[0], 2),
        "left_out": len(found.unserved),
    }


def compile_s(kind: str) -> dict[str, float | str]:
    """CPU seconds of compiling what a kind of day needs: ``plain``, ``rich``, ``ranged``."""
    engine = open_engine("ruin-recreate")
    spent = []
    for _ in range(2):
        begun = time.process_time()
        engine.solve(day(3, 1, **KINDS[kind]), SolveBudget(iterations=2))
        spent.append(time.process_time() - begun)
    return {"kind": kind, "compile_cpu_s": round(spent[0] - spent[1], 1)}


def alone(function: str, *arguments: int | str) -> dict[str, float]:
    """Call one of the two in a fresh process with an empty cache."""
    call = f"{function}({', '.join(map(repr, arguments))})"
    code = f"import json; from benchmarks.memory import *; print(json.dumps({call}))"
    with tempfile.TemporaryDirectory() as cache:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "LASTMILE_CACHE_DIR": cache},
            stdout=subprocess.PIPE,
            check=True,
        )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stops", type=int, default=10_000)
    parser.add_argument("--periods", default="1,3")
    parser.add_argument("--iterations", type=int, default=2_000)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    rows = [alone("compile_s", kind) for kind in KINDS]
    rows += [
        alone("solve", wanted.stops, int(periods), wanted.iterations)
        for periods in wanted.periods.split(",")
    ]
    for row in rows:
        print(json.dumps(row) if wanted.json else "  ".join(f"{k} {v}" for k, v in row.items()))


if __name__ == "__main__":
    main()
