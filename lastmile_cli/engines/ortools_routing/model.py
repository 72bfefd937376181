"""From a static problem to OR-Tools' routing model: nodes, who may go where, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.engines.ortools_routing.dimensions import add_dimensions
from lastmile_cli.engines.ortools_routing.nodes import Nodes, number_nodes
from lastmile_cli.engines.ortools_routing.scale import CostScale, scale_for


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """The solver's model and what its numbers mean."""

    nodes: Nodes
    manager: pywrapcp.RoutingIndexManager
    routing: pywrapcp.RoutingModel


def build_model(problem: Problem, able: list[list[int]], order: list[int]) -> Model:
    """
    Build the model of a static problem.

    ``able`` holds, by stop, the vehicles that could serve it; stops without one
    are left out. ``order`` lists all vehicles; the solver looks at them in it.
    """
    nodes = number_nodes(problem, able, order)
    manager = pywrapcp.RoutingIndexManager(
        nodes.count, len(nodes.vehicles), nodes.start_nodes, nodes.end_nodes
    )
    model = Model(nodes, manager, pywrapcp.RoutingModel(manager))
    scale = scale_for(problem)
    _add_costs(model, scale)
    _add_stops(model, able, scale)
    _add_sequence(model)
    add_dimensions(nodes, manager, model.routing, scale)
    return model


def _add_costs(model: Model, scale: CostScale) -> None:
    """Metres, stops and use of a vehicle; its hours are priced in the time dimension."""
    nodes, routing = model.nodes, model.routing
    evaluators: dict[tuple[int, ...], int] = {}
    for number, index in enumerate(nodes.vehicles):
        vehicle = nodes.problem.vehicles[index]
        key = (
            vehicle.table,
            vehicle.per_km_micro,
            vehicle.per_stop_micro,
            vehicle.per_parcel_micro,
        )
        if key not in evaluators:
            matrix = _arc_costs(nodes, vehicle, scale)
            evaluators[key] = routing.RegisterTransitMatrix(matrix)
        routing.SetArcCostEvaluatorOfVehicle(evaluators[key], number)
        routing.SetFixedCostOfVehicle(scale(vehicle.fixed_micro), number)


def _arc_costs(nodes: Nodes, vehicle: ProblemVehicle, scale: CostScale) -> list[list[int]]:
    per_m = float(scale.units * Fraction(vehicle.per_km_micro, 1_000))
    costs = np.rint(nodes.distance_m(vehicle.table) * per_m).astype(np.int64)
    doors = [scale(vehicle.door_micro(nodes.problem.stops[stop])) for stop in nodes.stops]
    costs[: len(doors), :] += np.array(doors, np.int64)[:, None]
    matrix: list[list[int]] = costs.tolist()
    return matrix


def _add_stops(model: Model, able: list[list[int]], scale: CostScale) -> None:
    numbers = {index: number for number, index in enumerate(model.nodes.vehicles)}
    for node, stop in enumerate(model.nodes.stops):
        index = model.manager.NodeToIndex(node)
        price = scale(model.nodes.problem.stops[stop].drop_micro)
        model.routing.AddDisjunction([index], price)
        if len(able[stop]) < len(numbers):
            allowed = [numbers[vehicle] for vehicle in able[stop]]
            # SetAllowedVehiclesForIndex cannot be called from Python in OR-Tools 9.15;
            # -1 is the vehicle of what is left out.
            model.routing.VehicleVar(index).SetValues([-1, *allowed])


def _add_sequence(model: Model) -> None:
    """Forbid what may not follow: "first" only after "first", after "last" only "last"."""
    wishes = [model.nodes.problem.stops[stop].sequence for stop in model.nodes.stops]
    if all(wish is SequenceWish.ANY for wish in wishes):
        return
    index = [model.manager.NodeToIndex(node) for node in range(len(wishes))]
    for here, wish in enumerate(wishes):
        followers = model.routing.NextVar(index[here])
        for there, other in enumerate(wishes):
            jumps_ahead = other is SequenceWish.FIRST and wish is not SequenceWish.FIRST
            comes_after = wish is SequenceWish.LAST and other is not SequenceWish.LAST
            if here != there and (jumps_ahead or comes_after):
                followers.RemoveValue(index[there])
