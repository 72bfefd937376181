"""
What each constraint costs the search: CPU seconds for as many iterations on the same day.

    python -m benchmarks.rich_rates [--iterations 6000] [--seeds 3]

The day is that of ``tests/big_days.py``: 200 stops in a town 12 km across, and what binds on it.
What comes before the first iteration is left out.
"""

from __future__ import annotations

import argparse
import time

from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.mend import objective_micro
from tests.big_days import BINDING, big_day


def cpu_s(problem: Problem, iterations: int, seed: int) -> tuple[float, int, float]:
    """CPU seconds of so many iterations, the charges planned, and the price in whole units."""
    started = time.process_time()
    found = RuinRecreateEngine().solve(problem, SolveBudget(iterations=iterations, seed=seed))
    seconds = time.process_time() - started
    charges = sum(len(route.charges) for route in found.routes)
    return seconds, charges, float(objective_micro(problem, found)) / 1e6


def main() -> None:
    """Print a line a day: CPU seconds, how many times those of the plain day, charges, price."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[1] if __doc__ else "")
    asked.add_argument("--iterations", type=int, default=6000)
    asked.add_argument("--seeds", type=int, default=3)
    chosen = asked.parse_args()
    plain_s = 0.0
    for name, change in {"plain": lambda day: day, **BINDING}.items():
        problem = change(big_day())
        cpu_s(problem, 1, 0)
        begun_s = min(cpu_s(problem, 1, seed)[0] for seed in range(chosen.seeds))
        runs = [cpu_s(problem, chosen.iterations, seed) for seed in range(chosen.seeds)]
        least_s = min(seconds for seconds, _, _ in runs) - begun_s
        plain_s = plain_s or least_s
        charges = sum(count for _, count, _ in runs) / len(runs)
        price = sum(cost for _, _, cost in runs) / len(runs)
        times = least_s / plain_s
        print(f"{name:22} {least_s:7.2f} s {times:6.1f} x {charges:5.1f} charges {price:9.2f}")


if __name__ == "__main__":
    main()
