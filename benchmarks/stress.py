"""
A thousand drawn days: how long driving them takes, alone and with the changes that are tried.

    python -m benchmarks.stress [--stops 300] [--vans 12] [--runs 1000] [--day plain]
                                [--iterations 2000] [--workers 2] [--seed 7]

The day is that of ``benchmarks.explaining``: drawn on a plane, with a jam in the morning and a
window of an hour at half of the doors. Times are wall-clock seconds; kernels are loaded before.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.explaining import drawn
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.progress import no_progress
from lastmile_cli.domain.spreads import Spreads
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.insight.slack_trials import list_trials, most_promising, weigh_trials
from lastmile_cli.insight.stress import weigh_up
from lastmile_cli.insight.stress_day import StressDay, Times, drive
from lastmile_cli.planning.mend import recharged
from lastmile_cli.workflows.ready_clock import day_kernels, make_clock_ready
from lastmile_cli.workflows.stress_plan import FIRST_CHUNKS, draw_days, joined, together


def main() -> None:
    """Draw a day, plan it, drive it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--stops", type=int, default=300)
    parser.add_argument("--vans", type=int, default=12)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--day", default="plain")
    parser.add_argument("--iterations", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    posed, config = drawn(given.stops, given.vans, frozenset(given.day.split(",")), given.seed)
    found = RuinRecreateEngine().solve(posed.problem, SolveBudget(iterations=given.iterations))
    make_clock_ready(posed.problem, no_progress)
    kernels = day_kernels(no_progress)
    day = StressDay.of(posed, recharged(posed.problem, found), config.depots)
    told = {stop.stop_id: (0, 2 * 86_400) for stop in posed.stops}
    served = sum(len(route.stops) for route, _ in day.routes)
    print(f"{served} of {given.stops} stops on {len(day.routes)} routes, {given.runs} days")
    with ThreadPoolExecutor(given.workers) as pool:
        began = time.perf_counter()
        drawn_days = draw_days(posed, 0, given.runs)
        times = list(pool.map(lambda one: Times.of(one, Spreads(), posed), drawn_days))
        rolled = time.perf_counter()
        driven = joined(list(pool.map(lambda some: drive(kernels, day, some), times)))
        drove = time.perf_counter()
        stress = weigh_up(day, driven, told, "EUR")
        counted = time.perf_counter()
        trials = list_trials(day, stress, 600)
        seems = weigh_trials(kernels, trials, together(times[:FIRST_CHUNKS]), "EUR", pool.map)
        closely = most_promising(trials, seems)
        weigh_trials(kernels, closely, together(times), "EUR", pool.map)
        tried = time.perf_counter()
    print(f"dice {rolled - began:.2f} s, driving {drove - rolled:.2f} s, figures "
          f"{counted - drove:.2f} s, {len(trials)} changes {tried - counted:.2f} s")  # fmt: skip
    print(f"{given.runs * served / (drove - rolled):,.0f} visits a second")


if __name__ == "__main__":
    main()
