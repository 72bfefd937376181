"""
commiv, its ruin and recreate for time windows, with a cooling as long as the budget.

Its wall limit cuts a search short, but only the number of iterations says how
fast it cools, and its default of 300,000 is used up early or cut off. So a
twentieth of the budget measures its speed, and searches follow of as many
iterations as fit until the budget is gone; the best is taken. Several threads
are asked for; where its library refuses them (0.6.0 from PyPI does) it
searches on one.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.solving.instance import Instance, PlannedRoute
from benchmarks.solving.run import Answer, Budget, lacking

NO_WINDOW = 2**30
PILOT_SHARE = 0.05
PILOT_ITERATIONS = 1000
AGAIN_SHARE = 0.1
"""With less of the budget left than this, no further search is begun."""


def cannot(instance: Instance) -> str:
    """One depot and one kind of vehicle, and everybody is served."""
    return lacking(instance, mixed_fleet=False, depots=False, prizes=False, allowed=False)


def solve(instance: Instance, budget: Budget) -> Answer:
    """Measure the speed, then search until the budget is gone; the best of all searches."""
    question = model(instance)
    begun = time.perf_counter()
    threads = _threads(budget.workers)
    rate = _pilot(question, budget, threads, begun)
    found: list[Any] = []
    rates: list[float] = []
    while True:
        asked = time.perf_counter()
        left = budget.seconds - (asked - begun)
        if found and left < AGAIN_SHARE * budget.seconds:
            break
        iterations = max(PILOT_ITERATIONS, int(rate * left))
        again = budget.seed * 1009 + len(found)
        found.append(_ask(question, again, threads, iterations, max(left, 0.05)))
        spent = time.perf_counter() - asked
        if spent < 0.995 * left:
            rate = iterations / spent
            rates.append(rate)
    best = min(found, key=lambda answer: int(answer.total_cost))
    return Answer(
        plan=[PlannedRoute(0, (tuple(route),)) for route in best.routes],
        seconds=time.perf_counter() - begun,
        iterations_per_s=rates[-1] if rates else None,
    )


def model(instance: Instance) -> dict[str, Any]:
    """Return the arguments of ``solve_vrptw``."""
    kind = instance.vehicles[0]
    question = {
        "matrix": instance.distance.astype(np.uint32),
        "demand": instance.demand.tolist(),
        "capacity": min(kind.capacity, int(instance.demand.sum())),
        "ready": instance.opens.tolist(),
        "due": np.minimum(instance.closes, NO_WINDOW).tolist(),
        "service": instance.service.tolist(),
        "veh_penalty": kind.fixed_cost,
        "max_route_duration": kind.max_duration or 0,
    }
    if kind.count < len(instance.customers):
        question["max_vehicles"] = kind.count
    return question


def _ask(question: dict[str, Any], seed: int, threads: int, iterations: int, wall_s: float) -> Any:
    import commiv

    return commiv.solve_vrptw(
        **question,
        seed=seed + 1,
        threads=threads,
        iters=iterations,
        wall_ms=max(1, int(1000 * wall_s)),
    )


def _threads(wanted: int) -> int:
    """As many as wanted, if a tiny question is answered with them."""
    import commiv

    few = 8
    apart = [[abs(a - b) for b in range(few)] for a in range(few)]
    load, zero = [0, *[1] * (few - 1)], [0] * few
    try:
        commiv.solve_vrptw(apart, load, 2, zero, [99] * few, zero, iters=100, threads=wanted)
    except MemoryError:
        return 1
    return wanted


def _pilot(question: dict[str, Any], budget: Budget, threads: int, begun: float) -> float:
    """Iterations a second, from runs that double until a twentieth of the budget is gone."""
    iterations, last_s = PILOT_ITERATIONS, 0.0
    while True:
        asked = time.perf_counter()
        _ask(question, budget.seed, threads, iterations, budget.seconds)
        spent = time.perf_counter() - asked
        if time.perf_counter() - begun >= PILOT_SHARE * budget.seconds:
            more_s = spent - last_s if last_s < spent else spent
            return iterations / 2 / more_s if last_s else iterations / spent
        iterations, last_s = iterations * 2, spent
