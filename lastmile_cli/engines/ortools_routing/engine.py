"""The engine ``ortools``: OR-Tools' routing solver, deterministic unless a clock stops it."""

from __future__ import annotations

import random
import time

from lastmile_cli.domain.ports import EngineSupport, SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.engines.able import list_able
from lastmile_cli.engines.first_routes import first_routes
from lastmile_cli.engines.interrupts import stop_on_ctrl_c
from lastmile_cli.engines.ortools_routing.model import Model, build_model
from lastmile_cli.engines.ortools_routing.routes import Trips, read_routes, trips_of_start
from lastmile_cli.engines.ortools_routing.search import (
    USUAL_PUNISHMENT,
    run_search,
    search_parameters,
)
from lastmile_cli.engines.ortools_routing.ties import has_ties
from lastmile_cli.engines.ortools_routing.watch import Limits, Watch
from lastmile_cli.engines.static_view import static_view
from lastmile_cli.engines.support import require_support

_PATIENCE = 100
"""Times the usual effort, at most, when a clock is to stop the search."""
_SOLUTIONS_OF_ONE_STOP = 400_000_000
"""Solutions times the square of the stops, where the engine chooses: 400 of 1,000 stops."""
_MANY_STOPS = 450
"""From here on more stops get no more moves: each takes longer."""
_MOVES_PER_ITERATION = 20_000
"""Several times what a solution usually takes, where the user chose the iterations."""


class OrToolsEngine:
    """
    Cheapest insertion, then guided local search, in one thread.

    It minimises distance, paid hours, overtime, fixed prices, prices per stop
    and the drop prices of what is left out. Traffic is met *conservatively*:
    each leg takes the longest it can in the hours in which it can be driven,
    so that every window holds under the true law of motion, but a plan that
    fits only because a road is fast at just that hour is not found, and paid
    hours are weighed as if it were slow (see ``static_view``).

    An iteration is one solution the search accepts, better or worse. The
    solver rolls no dice; the seed decides in which order vehicles are looked
    at and how hard long legs are punished in a dead end, and thereby which of
    many ways the search takes.
    """

    name = "ortools"
    support = EngineSupport(
        open_routes=True,
        several_depots=True,
        time_dependent=True,
        several_windows=True,
        pickups=True,
        max_drive=True,
        max_distance=True,
        max_stops=True,
        overtime=True,
        ready_times=True,
        sequence_wishes=True,
        several_trips=True,
        breaks=True,
        priced_lateness=True,
        unpaid_waiting=True,
        groups=True,
        shipments=True,
        options=True,
        locked_starts=True,
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

        A ``start`` that is not feasible in the static view is not begun from.

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
        order, punishment = _draw(budget.seed, len(problem.vehicles))
        model = build_model(view, able, order)
        limits = choose_limits(
            len(model.nodes.stops), budget, started_s, is_tied=has_ties(model.nodes)
        )
        with stop_on_ctrl_c() as flag:
            watch = Watch(model, limits, flag, progress)
            parameters = search_parameters(limits, punishment)
            found = run_search(model, parameters, watch, _begin(view, able, model, start))
        if watch.error is not None:
            raise watch.error
        routes = _locked_alone(problem) if found is None else read_routes(model, found)
        served = {stop for route in routes for stop in route.stops}
        return Proposal(
            routes=routes,
            unserved=tuple(n for n in range(len(problem.stops)) if n not in served),
            iterations=watch.solutions,
            repeatable=budget.time_limit_s is None and not flag.is_raised,
            interrupted=flag.is_raised,
        )


def _begin(
    view: Problem, able: list[list[int]], model: Model, start: Proposal | None
) -> dict[int, Trips] | None:
    """Trips to begin from; ``None``: the solver's own insertion sees every rule there is."""
    if start is not None:
        return trips_of_start(start)
    return first_routes(view, able) if has_ties(model.nodes) else None


def _locked_alone(problem: Problem) -> tuple[ProposedRoute, ...]:
    """What can't be moved, where no rule lets it be driven: the referee says which."""
    return tuple(
        ProposedRoute(vehicle=number, trips=(problem.fixed_of(number),))
        for number, vehicle in enumerate(problem.vehicles)
        if vehicle.locked
    )


def _draw(seed: int, vehicles: int) -> tuple[list[int], float]:
    """Order of the vehicles and punishment of long legs; seed 0 leaves both as they are."""
    order = list(range(vehicles))
    if not seed:
        return order, USUAL_PUNISHMENT
    dice = random.Random(seed)
    dice.shuffle(order)
    return order, dice.uniform(0.5, 2) * USUAL_PUNISHMENT


def choose_limits(
    stops: int, budget: SolveBudget, started_s: float, *, is_tied: bool = False
) -> Limits:
    """
    When to stop, for so many stops.

    The way down from the first solution takes about one solution a stop, and as
    many again let the guided search look around: 140 stops and 8 vehicles take
    three to four seconds on one core. A solution takes longer with the square
    of the stops, and twice as long again where rules are tied together: large
    days get fewer, so that 1,000 stops take one to two minutes. Moves bound
    the search that finds no further solution.
    """
    if budget.iterations is not None:
        iterations = max(1, budget.iterations)
        moves = iterations * _MOVES_PER_ITERATION
    else:
        patience = 1 if budget.time_limit_s is None else _PATIENCE
        most = _SOLUTIONS_OF_ONE_STOP // (1 + is_tied) // max(1, stops) ** 2
        iterations = patience * min(300 + 2 * stops, max(50, most))
        moves = patience * (700_000 + 5_000 * min(stops, _MANY_STOPS))
    until_s = None if budget.time_limit_s is None else started_s + budget.time_limit_s
    return Limits(iterations=iterations, moves=moves, until_s=until_s)
