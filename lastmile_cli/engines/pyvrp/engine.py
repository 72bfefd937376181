"""The engine ``pyvrp``: PyVRP's iterated local search (Wouda, Lan, Kool 2024), by iterations."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from lastmile_cli.domain.ports import EngineSupport, SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.engines.able import list_able
from lastmile_cli.engines.first_routes import Trips, first_routes
from lastmile_cli.engines.interrupts import stop_on_ctrl_c
from lastmile_cli.engines.pyvrp.layout import Layout, lay_out
from lastmile_cli.engines.pyvrp.search import search
from lastmile_cli.engines.pyvrp.solutions import read_routes, solution_of
from lastmile_cli.engines.static_view import static_view
from lastmile_cli.engines.support import require_support


class PyVrpEngine:
    """
    PyVRP on the static view: traffic is met conservatively, leg by leg (``static_view``).

    Of several windows each is a client of its own, one of which may be visited.
    A vehicle of several trips may serve its most stops in equal shares only.
    Legs are weighed in money, so metres can't be limited; nor can driving time.
    An iteration is one local search from a perturbed plan.
    """

    name = "pyvrp"
    support = EngineSupport(
        open_routes=True,
        several_depots=True,
        time_dependent=True,
        several_windows=True,
        pickups=True,
        max_stops=True,
        overtime=True,
        ready_times=True,
        several_trips=True,
        options=True,
        vehicle_wishes=True,
        zone_wishes=True,
    )

    def solve(
        self,
        problem: Problem,
        budget: SolveBudget,
        progress: ProgressHook = no_progress,
        start: Proposal | None = None,
    ) -> Proposal:
        """
        Propose routes; see ``domain.ports.Engine``.

        Raises
        ------
        NotSupportedError
            The problem asks for something this engine cannot express.
        """
        require_support(problem, self)
        started_s = time.monotonic()
        view = static_view(problem)
        able = list_able(view)
        if not any(able):
            return Proposal(routes=(), unserved=tuple(range(len(problem.stops))))
        layout = lay_out(view, able)
        with stop_on_ctrl_c() as flag:
            begin = _begin(layout, able, start)
            found = search(layout, begin, budget, started_s, flag, progress)
        routes = read_routes(layout, found.best)
        served = {stop for route in routes for stop in route.stops}
        return Proposal(
            routes=routes,
            unserved=tuple(n for n in range(len(problem.stops)) if n not in served),
            iterations=found.iterations,
            repeatable=budget.time_limit_s is None and not flag.is_raised,
            interrupted=flag.is_raised,
        )


def _begin(layout: Layout, able: list[list[int]], start: Proposal | None) -> Any:
    """Begin from the start where it holds, else from routes of our own."""
    if start is not None:
        given: Mapping[int, Trips] = {route.vehicle: route.trips for route in start.routes}
        solution = solution_of(layout, given)
        if solution is not None and solution.is_feasible():
            return solution
    return solution_of(layout, first_routes(layout.problem, able), only_sound=True)
