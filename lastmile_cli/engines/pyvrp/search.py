"""The search itself: PyVRP's operators and acceptance, our start, budget and stop."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.progress import ProgressHook
from lastmile_cli.engines.interrupts import StopFlag
from lastmile_cli.engines.pyvrp.layout import Layout
from lastmile_cli.engines.telling import tell

_TOLD = 200
"""Iterations between two reports."""


_PENALTY_UPDATES = 25
"""Iterations between two looks at the penalties; runs are short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best solution that keeps every rule, and how long it took."""

    best: Any
    iterations: int


def default_iterations(stops: int) -> int:
    """Search effort from the size: fewer, longer iterations on larger days."""
    return max(100, min(2_000, 100_000 // (stops + 40)))


def search(
    layout: Layout,
    begin: Any,
    budget: SolveBudget,
    started_s: float,
    flag: StopFlag,
    progress: ProgressHook,
) -> Found:
    """Improve ``begin``, which breaks no rule, until the budget or the user says stop."""
    import pyvrp
    from pyvrp.search import (
        OPERATORS,
        LocalSearch,
        PerturbationManager,
        PerturbationParams,
        compute_neighbours,
    )

    data = layout.data
    rng = pyvrp.RandomNumberGenerator(seed=budget.seed % 2**32)
    neighbours = compute_neighbours(data)
    local = LocalSearch(data, rng, neighbours, PerturbationManager(PerturbationParams()))
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    # At first no stop is worth a broken rule; often looked at, the penalty finds its size.
    params = pyvrp.PenaltyParams(
        solutions_between_updates=_PENALTY_UPDATES, max_penalty=max(1e5, 2.0 * _dearest(data))
    )
    penalties = pyvrp.PenaltyManager(params.midpoint_penalties(data), params)
    teller = _Teller(layout, budget, progress)
    algorithm = pyvrp.IteratedLocalSearch(
        data,
        penalties,
        local,
        begin,
        pyvrp.IteratedLocalSearchParams(callbacks=teller),
    )
    stop = _Stop(teller, started_s, flag)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pyvrp.exceptions.PenaltyBoundWarning)
        result = algorithm.run(stop, collect_stats=False, display=False)
    return Found(best=result.best, iterations=result.num_iterations)


def _dearest(data: Any) -> int:
    return max((int(client.prize) for client in data.clients()), default=0)


class _Teller:
    """Counts iterations and reports the best plan now and then."""

    def __init__(self, layout: Layout, budget: SolveBudget, progress: ProgressHook) -> None:
        self.done = 0
        self.limit_s = budget.time_limit_s
        stops = len(set(layout.clients))
        self.total = budget.iterations or (
            default_iterations(stops) if self.limit_s is None else None
        )
        self._layout = layout
        self._progress = progress

    def on_iteration(self, *solutions: Any) -> None:
        """PyVRP's hook after each iteration: current, candidate and best solution, penalties."""
        self.done += 1
        if self.done % _TOLD == 1 or self.done == self.total:
            self.tell(solutions[2])

    def on_start(self, *_: object) -> None:
        """PyVRP's hook: nothing to tell."""

    on_end = on_restart = on_best = on_start

    def tell(self, best: Any) -> None:
        """Report the best plan."""
        problem = self._layout.problem
        costs = best.distance_cost() + best.duration_cost() + best.fixed_vehicle_cost()
        served = best.num_clients()
        self._progress(
            tell(
                done=self.done,
                total=self.total,
                driven_micro=float(costs / self._layout.prices.units),
                routes=best.num_routes(),
                unserved=len(problem.stops) - served,
            )
        )


class _Stop:
    """PyVRP's question before each iteration."""

    def __init__(self, teller: _Teller, started_s: float, flag: StopFlag) -> None:
        self._teller = teller
        self._flag = flag
        self._until_s = None if teller.limit_s is None else started_s + teller.limit_s

    def __call__(self, _best_cost: float) -> bool:
        done, total = self._teller.done, self._teller.total
        if self._flag.is_raised or (total is not None and done >= total):
            return True
        # The first iteration turns the start into a plan worth having.
        return self._until_s is not None and done > 0 and time.monotonic() > self._until_s
