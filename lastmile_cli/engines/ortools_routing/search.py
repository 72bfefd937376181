"""One search: how it starts, and by which means it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from lastmile_cli.engines.ortools_routing.model import Model
from lastmile_cli.engines.ortools_routing.routes import Trips, locked_trips, nodes_of_trips
from lastmile_cli.engines.ortools_routing.watch import Limits, Watch

if TYPE_CHECKING:
    from ortools.constraint_solver import routing_parameters_pb2

USUAL_PUNISHMENT = 0.1
"""Share of the average leg that guided local search adds to a leg it wants to be rid of."""
_SHARES = (0.75, 0.5, 0.25)
"""How much of a route that breaks a rule is tried instead."""


def run_search(
    model: Model,
    parameters: routing_parameters_pb2.RoutingSearchParameters,
    watch: Watch,
    start: Mapping[int, Trips] | None,
) -> pywrapcp.Assignment | None:
    """
    Search for cheap routes; ``None`` where not even the empty plan was reached.

    Of ``start``, trips by vehicle, as much is taken over as breaks no rule;
    without one, the solver inserts by itself. Where that leads nowhere, the
    search begins with what is locked alone.
    """
    routing = model.routing
    routing.AddSearchMonitor(routing.solver().CustomLimit(watch.is_over))
    routing.AddAtSolutionCallback(watch.on_solution)
    routing.CloseModelWithParameters(parameters)
    if start is None:
        watch.begin()
        found = routing.SolveWithParameters(parameters)
    else:
        found = _go_on(model, parameters, watch, _sound_part(model, start))
    if found is None and not watch.is_over():
        nothing = _assignment(model, locked_trips(model))
        found = _go_on(model, parameters, watch, nothing)
    return found


def _go_on(
    model: Model,
    parameters: routing_parameters_pb2.RoutingSearchParameters,
    watch: Watch,
    begin: pywrapcp.Assignment | None,
) -> pywrapcp.Assignment | None:
    """Search on; what it began with is an answer too."""
    if begin is None:
        return None
    watch.begin()
    return model.routing.SolveFromAssignmentWithParameters(begin, parameters) or begin


def _sound_part(model: Model, start: Mapping[int, Trips]) -> pywrapcp.Assignment | None:
    """The whole start if it holds, else route after route, shorter where it must be."""
    whole = _assignment(model, start)
    if whole is not None:
        return whole
    kept = locked_trips(model)
    sound = _assignment(model, kept)
    for vehicle, trips in sorted(start.items()):
        for share in (1.0, *_SHARES):
            trial = kept | {vehicle: _shorter(trips, share)}
            found = _assignment(model, trial)
            if found is not None:
                kept, sound = trial, found
                break
    return sound


def _shorter(trips: Trips, share: float) -> Trips:
    return tuple(trip[: max(1, int(len(trip) * share))] for trip in trips)


def _assignment(model: Model, trips_of: Mapping[int, Trips]) -> pywrapcp.Assignment | None:
    indices = [
        [model.manager.NodeToIndex(node) for node in route]
        for route in nodes_of_trips(model, trips_of)
    ]
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
