"""
The package's own engine through its port.

Compiled code is loaded (and compiled, the first time) on a tiny problem before
the clock starts. Iterations are those of all chains together. The first
solution is known when the engine first tells its progress.
"""

from __future__ import annotations

import time

import numpy as np

from benchmarks.solving.driving import FREE, Traffic
from benchmarks.solving.instance import Instance, VehicleType
from benchmarks.solving.problem import pose
from benchmarks.solving.run import Answer, Budget, lacking
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.progress import Progress
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.engines.ruin_recreate.parameters import chain_count

NAME = "ruin-recreate"


def cannot(instance: Instance) -> str:
    """Whatever the engine does not announce."""
    return lacking(instance, trips=open_engine(NAME).support.several_trips)


def solve(instance: Instance, budget: Budget, traffic: Traffic = FREE) -> Answer:
    """Search for the whole budget, under traffic where there is any."""
    engine = open_engine(NAME)
    engine.solve(pose(_tiny(), traffic).problem, SolveBudget(iterations=10))
    posed = pose(instance, traffic)
    first: list[float] = []

    def hear(progress: Progress) -> None:
        is_whole = "left out" not in progress.detail or bool(instance.prize.any())
        if progress.detail and is_whole and not first:
            first.append(time.perf_counter() - begun)

    limits = SolveBudget(time_limit_s=budget.seconds, seed=budget.seed, workers=budget.workers)
    begun = time.perf_counter()
    proposal = engine.solve(posed.problem, limits, hear)
    spent = time.perf_counter() - begun
    rounds = proposal.iterations * chain_count(len(posed.problem.stops))
    return Answer(
        plan=posed.plan(proposal),
        seconds=spent,
        first_solution_s=first[0] if first else None,
        iterations_per_s=rounds / spent,
    )


def _tiny() -> Instance:
    place = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]])
    apart = np.array([[0, 5, 10], [5, 0, 5], [10, 5, 0]], np.int32)
    zero = np.zeros(3, np.int64)
    return Instance(
        name="tiny",
        kind="VRPTW",
        rounding="round",
        depots=1,
        place=place,
        distance=apart,
        duration=apart,
        demand=np.array([0, 1, 1]),
        opens=zero,
        closes=zero + 100,
        service=zero,
        ready=zero,
        prize=zero,
        vehicles=(VehicleType(count=2, capacity=2),),
    )
