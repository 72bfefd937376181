"""One search: how it starts, what it reports, and when it stops."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.engines.ortools_routing.interrupts import StopFlag
from lastmile_cli.engines.ortools_routing.model import Model

if TYPE_CHECKING:
    from ortools.constraint_solver import routing_parameters_pb2

_LABEL = "planning routes"
USUAL_PUNISHMENT = 0.1
"""Share of the average leg that guided local search adds to a leg it wants to be rid of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    When to stop: after so many solutions, moves looked at, or seconds, whichever is first.

    Solutions and moves are counted, so that a search which they stop can be
    repeated. Moves bound the rare search that finds no further solution.
    """

    iterations: int
    moves: int
    time_limit_s: float | None = None


class Watch:
    """
    Looks on while the solver works: counts, reports, and says when to stop.

    What the progress hook raises is kept until the solver's C++ frames are left.
    """

    def __init__(self, limits: Limits, flag: StopFlag, progress: ProgressHook) -> None:
        self.solutions = 0
        self.error: BaseException | None = None
        self._limits = limits
        self._flag = flag
        self._progress = progress
        self._moves_left = limits.moves
        self._until = (
            None if limits.time_limit_s is None else time.monotonic() + limits.time_limit_s
        )

    def on_solution(self) -> None:
        """Count a solution and report it."""
        self.solutions += 1
        total = None if self._until is not None else self._limits.iterations
        try:
            self._progress(Progress(label=_LABEL, done=self.solutions, total=total))
        except BaseException as error:
            self.error = error

    def is_over(self) -> bool:
        """
        Whether to stop; the solver asks before each candidate move.

        The clock counts only once there is a solution to return.
        """
        self._moves_left -= 1
        if self._flag.is_raised or self.error is not None or self._moves_left < 0:
            return True
        return self._until is not None and self.solutions > 0 and time.monotonic() > self._until


def run_search(
    model: Model,
    parameters: routing_parameters_pb2.RoutingSearchParameters,
    watch: Watch,
    start: list[list[int]] | None,
) -> pywrapcp.Assignment | None:
    """
    Search for cheap routes; ``None`` where not even the empty plan was reached.

    ``start`` holds each model vehicle's nodes; one that breaks a rule is ignored.
    Cheapest insertion sees one dimension at a time. Where rules that tie two of
    them together reject what it built, the search begins with empty routes.
    """
    routing = model.routing
    routing.AddSearchMonitor(routing.solver().CustomLimit(watch.is_over))
    routing.AddAtSolutionCallback(watch.on_solution)
    routing.CloseModelWithParameters(parameters)
    warm = None if start is None else _assignment(model, start)
    if warm is not None:
        found = routing.SolveFromAssignmentWithParameters(warm, parameters)
    else:
        found = routing.SolveWithParameters(parameters)
    if found is None and not watch.is_over():
        nothing = _assignment(model, [[] for _ in model.nodes.vehicles])
        found = routing.SolveFromAssignmentWithParameters(nothing, parameters)
    return found


def _assignment(model: Model, routes: list[list[int]]) -> pywrapcp.Assignment | None:
    indices = [[model.manager.NodeToIndex(node) for node in route] for route in routes]
    return model.routing.ReadAssignmentFromRoutes(indices, True)


def search_parameters(
    limits: Limits, punishment: float
) -> routing_parameters_pb2.RoutingSearchParameters:
    """Cheapest insertion and guided local search, free of clocks."""
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.guided_local_search_lambda_coefficient = punishment
    parameters.solution_limit = limits.iterations
    # By default a tenth of a second: a busy machine would then find other plans.
    parameters.lns_time_limit.seconds = 3_600
    return parameters
