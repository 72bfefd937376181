"""
OR-Tools' routing solver as it is usually set up: parallel cheapest insertion, guided local search.

One core. Every customer may be left out at a price far above any route, without which a tight
fleet leaves it without a first solution. It does not tell its iterations.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.solving.instance import Instance, PlannedRoute
from benchmarks.solving.run import Answer, Budget, lacking


def cannot(instance: Instance) -> str:
    """Several trips are left to the others."""
    return lacking(instance)


def solve(instance: Instance, budget: Budget) -> Answer:
    """Search until the time limit."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager, routing, types = model(instance)
    must = _price_of_missing(instance)
    first: list[float] = []

    def hear() -> None:
        if not first and routing.CostVar().Max() < must:
            first.append(time.perf_counter() - begun)

    parameters = pywrapcp.DefaultRoutingSearchParameters()
    strategies = routing_enums_pb2.FirstSolutionStrategy
    parameters.first_solution_strategy = strategies.PARALLEL_CHEAPEST_INSERTION
    metaheuristics = routing_enums_pb2.LocalSearchMetaheuristic
    parameters.local_search_metaheuristic = metaheuristics.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(1000 * budget.seconds))
    begun = time.perf_counter()
    routing.AddAtSolutionCallback(hear)
    found = routing.SolveWithParameters(parameters)
    spent = time.perf_counter() - begun
    return Answer(
        plan=_plan(manager, routing, found, types) if found else [],
        seconds=spent,
        first_solution_s=first[0] if first else None,
    )


def model(instance: Instance) -> tuple[Any, Any, list[int]]:
    """Return OR-Tools' manager and model, and the vehicle type of each of its vehicles."""
    from ortools.constraint_solver import pywrapcp

    fleet = instance.useful_vehicles()
    types = [k for k, kind in enumerate(fleet) for _ in range(kind.count)]
    depots = [fleet[k].depot for k in types]
    manager = pywrapcp.RoutingIndexManager(len(instance.demand), len(types), depots, depots)
    routing = pywrapcp.RoutingModel(manager)
    arcs = {
        unit: routing.RegisterTransitMatrix((instance.distance.astype(np.int64) * unit).tolist())
        for unit in sorted({kind.unit_cost for kind in fleet})
    }
    for vehicle, k in enumerate(types):
        routing.SetArcCostEvaluatorOfVehicle(arcs[fleet[k].unit_cost], vehicle)
        routing.SetFixedCostOfVehicle(fleet[k].fixed_cost, vehicle)
    load = routing.RegisterUnaryTransitVector(instance.demand.tolist())
    room = [min(fleet[k].capacity, int(instance.demand.sum())) for k in types]
    routing.AddDimensionWithVehicleCapacity(load, 0, room, True, "load")
    _add_hours(instance, manager, routing, types)
    must = _price_of_missing(instance)
    for node in instance.customers:
        index = manager.NodeToIndex(node)
        routing.AddDisjunction([index], int(instance.prize[node]) or must)
        able = [v for v, k in enumerate(types) if _may(fleet[k].allowed, node)]
        if len(able) < len(types):
            routing.VehicleVar(index).SetValues([-1, *able])
    return manager, routing, types


def _may(allowed: frozenset[int] | None, node: int) -> bool:
    return allowed is None or node in allowed


def _add_hours(instance: Instance, manager: Any, routing: Any, types: list[int]) -> None:
    fleet = instance.useful_vehicles()
    limits = [kind.max_duration for kind in fleet]
    if not instance.has_windows and limits == [None] * len(fleet):
        return
    end = _horizon(instance)
    service_too = instance.duration + instance.service[:, None]
    drive = routing.RegisterTransitMatrix(service_too.tolist())
    routing.AddDimension(drive, end, end, False, "time")
    hours = routing.GetDimensionOrDie("time")
    for node in instance.customers:
        closes = min(end, int(instance.closes[node]))
        hours.CumulVar(manager.NodeToIndex(node)).SetRange(int(instance.opens[node]), closes)
    for vehicle, k in enumerate(types):
        depot = fleet[k].depot
        opens, closes = int(instance.opens[depot]), min(end, int(instance.closes[depot]))
        hours.CumulVar(routing.Start(vehicle)).SetRange(opens, closes)
        hours.CumulVar(routing.End(vehicle)).SetRange(opens, closes)
        limit = limits[k]
        if limit is not None:
            hours.SetSpanUpperBoundForVehicle(min(end, limit), vehicle)


def _horizon(instance: Instance) -> int:
    closes = instance.closes[: instance.depots].max()
    longest = instance.duration.max(axis=1) + instance.service
    return int(min(closes, longest.sum() + instance.opens.max()))


def _price_of_missing(instance: Instance) -> int:
    dearest = max(kind.unit_cost for kind in instance.vehicles)
    fixed = sum(kind.fixed_cost * kind.count for kind in instance.useful_vehicles())
    whole = int(instance.distance.max(axis=1).sum()) * 2 * dearest + fixed
    return min(whole + int(instance.prize.sum()), 2**60 // len(instance.demand))


def _plan(manager: Any, routing: Any, found: Any, types: list[int]) -> list[PlannedRoute]:
    plan = []
    for vehicle, k in enumerate(types):
        order, index = [], found.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            order.append(manager.IndexToNode(index))
            index = found.Value(routing.NextVar(index))
        if order:
            plan.append(PlannedRoute(k, (tuple(order),)))
    return plan
