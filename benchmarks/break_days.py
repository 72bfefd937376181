"""
How long the clock takes to place the breaks of one route in traffic.

    python -m benchmarks.break_days [--stops 15,30,60] [--plain]

A van drives from stop to nearest stop of a big random day with seven traffic periods, doors open
from 8 to 18. With ``--plain`` kernels are left alone, and Python does the work. Figures are CPU-s,
the least of three times the same route.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from benchmarks.till_and_engine import _with_traffic
from lastmile_cli.domain.problem import Problem, ProblemBreak
from lastmile_cli.domain.progress import no_progress
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.breaks import place_breaks
from lastmile_cli.timing.clock import time_route
from lastmile_cli.workflows.ready_clock import make_clock_ready
from tests.big_days import big_day

HOUR_S = 3_600
RULES = {
    "three split": (ProblemBreak(duration_s=2_700, max_work_s=3 * HOUR_S, first_part_s=900),) * 3,
    "three": (ProblemBreak(duration_s=2_700, max_work_s=3 * HOUR_S),) * 3,
    "wheel": (ProblemBreak(duration_s=2_700, max_drive_s=16_200, first_part_s=900),) * 2,
    "lunch": (ProblemBreak(duration_s=1_800, earliest_s=41_400, latest_s=46_800),),
}
"""Three breaks of 45 minutes after three hours' work each; after 4.5 hours' driving; a lunch."""


def break_day(stops: int, breaks: str) -> tuple[Problem, tuple[int, ...]]:
    """Give a day of one van with these breaks, and the order from stop to nearest stop."""
    day = big_day(stops=stops, vans=1, seed=3)
    doors = tuple(
        replace(stop, windows=((8 * HOUR_S, 18 * HOUR_S),), service_s=(240,)) for stop in day.stops
    )
    (van,) = day.vehicles
    van = replace(van, breaks=RULES[breaks], latest_s=20 * HOUR_S, capacity=(9_999,))
    travel = _with_traffic(np.random.default_rng(1), day.travel, 7)
    metres = travel.tables[0].distance_m
    left, at, order = set(range(stops)), 0, []
    while left:
        order.append(min(left, key=lambda stop: metres[at, doors[stop].place]))
        left.remove(order[-1])
        at = doors[order[-1]].place
    return replace(day, stops=doors, vehicles=(van,), travel=travel), tuple(order)


def _cpu_s(stops: int, breaks: str) -> float:
    problem, order = break_day(stops, breaks)
    spent_s = []
    for _ in range(3):
        place_breaks.cache_clear()
        before_s = time.process_time()
        time_route(problem, ProposedRoute(vehicle=0, trips=(order,)))
        spent_s.append(time.process_time() - before_s)
    return min(spent_s)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--stops", default="15,30,60")
    parser.add_argument("--plain", action="store_true")
    asked = parser.parse_args()
    if not asked.plain:
        before_s = time.process_time()
        make_clock_ready(break_day(3, "lunch")[0], no_progress)
        print(f"kernels ready after {time.process_time() - before_s:.2f} CPU-s")
    sizes = [int(size) for size in asked.stops.split(",")]
    print("breaks".ljust(14), *(f"{size} stops".rjust(10) for size in sizes))
    for breaks in RULES:
        told = [f"{_cpu_s(size, breaks):.4f}".rjust(10) for size in sizes]
        print(breaks.ljust(14), *told)


if __name__ == "__main__":
    main()
