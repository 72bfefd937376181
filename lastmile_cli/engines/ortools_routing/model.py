"""From a static problem to OR-Tools' routing model: nodes, who may go where, what it costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.engines.ortools_routing.company import add_company
from lastmile_cli.engines.ortools_routing.dimensions import add_dimensions
from lastmile_cli.engines.ortools_routing.nodes import Longs, Nodes, number_nodes
from lastmile_cli.engines.ortools_routing.scale import CostScale, scale_for
from lastmile_cli.engines.ortools_routing.succession import add_succession


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """The solver's model, what its numbers mean, and units per micro-unit of money."""

    nodes: Nodes
    manager: pywrapcp.RoutingIndexManager
    routing: pywrapcp.RoutingModel
    scale: CostScale


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
    model = Model(nodes, manager, pywrapcp.RoutingModel(manager), scale_for(problem))
    _add_costs(model)
    _add_stops(model, able)
    _add_reloads(model)
    add_succession(nodes, manager, model.routing)
    add_dimensions(nodes, manager, model.routing, model.scale)
    add_company(nodes, manager, model.routing)
    return model


def _add_costs(model: Model) -> None:
    """Metres, stops and use of a vehicle; its hours are priced in the time dimension."""
    nodes, routing, scale = model.nodes, model.routing, model.scale
    evaluators: dict[tuple[int, ...], int] = {}
    for number, vehicle in enumerate(nodes.fleet):
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
    if nodes.problem.zone_change_micro:
        costs += _zone_changes(nodes) * scale(nodes.problem.zone_change_micro)
    matrix: list[list[int]] = costs.tolist()
    return matrix


def _zone_changes(nodes: Nodes) -> Longs:
    """1 where a step leads from a stop of one zone to one of another; shape (count, count)."""
    zones = [nodes.problem.stops[stop].zone for stop in nodes.stops]
    numbers = {zone: number for number, zone in enumerate(dict.fromkeys(zones)) if zone is not None}
    by_node = np.full(nodes.count, -1, dtype=np.int64)
    by_node[: len(zones)] = [-1 if zone is None else numbers[zone] for zone in zones]
    has_zone = by_node >= 0
    changes: Longs = (by_node[:, None] != by_node[None, :]) & has_zone[:, None] & has_zone[None, :]
    return changes.astype(np.int64)


def _add_stops(model: Model, able: list[list[int]]) -> None:
    """Every stop, or one of its order's options, is visited or paid for."""
    nodes = model.nodes
    stops = nodes.problem.stops
    numbers = {index: number for number, index in enumerate(nodes.vehicles)}
    orders: dict[int, list[int]] = defaultdict(list)
    dearest: dict[int, int] = defaultdict(int)
    for stop in stops:
        if stop.option_of is not None:
            dearest[stop.option_of] = max(dearest[stop.option_of], stop.skip_micro)
    for node, stop_number in enumerate(nodes.stops):
        stop, index = stops[stop_number], model.manager.NodeToIndex(node)
        if stop.option_of is None:
            model.routing.AddDisjunction([index], model.scale(stop.skip_micro))
        else:
            orders[stop.option_of].append(index)
        if len(able[stop_number]) < len(numbers):
            _allow(model, index, [numbers[vehicle] for vehicle in able[stop_number]])
    for order, indices in orders.items():
        model.routing.AddDisjunction(indices, model.scale(dearest[order]))


def _add_reloads(model: Model) -> None:
    """
    Loadings under way, each for one vehicle.

    One that is not on the route costs the least amount there is: unused, it lies at no
    cost beside the depot, where the search can open a trip with any stop.
    """
    first = len(model.nodes.stops)
    for number, owner in enumerate(model.nodes.reloads):
        index = model.manager.NodeToIndex(first + number)
        model.routing.AddDisjunction([index], 1)
        _allow(model, index, [owner])


def _allow(model: Model, index: int, vehicles: list[int]) -> None:
    # SetAllowedVehiclesForIndex cannot be called from Python in OR-Tools 9.15;
    # -1 is the vehicle of what is left out.
    model.routing.VehicleVar(index).SetValues([-1, *vehicles])
