"""What adds up along a route: seconds, goods on board, driving, metres, stops."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TypeAlias

from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.problem import NO_LIMIT, ProblemStop, ProblemVehicle
from lastmile_cli.engines.ortools_routing.nodes import Nodes
from lastmile_cli.engines.ortools_routing.scale import CostScale

Manager: TypeAlias = pywrapcp.RoutingIndexManager
Routing: TypeAlias = pywrapcp.RoutingModel
Dimension: TypeAlias = pywrapcp.RoutingDimension


def add_dimensions(nodes: Nodes, manager: Manager, routing: Routing, scale: CostScale) -> None:
    """Add every dimension that the problem needs."""
    fleet = [nodes.problem.vehicles[index] for index in nodes.vehicles]
    clock = _Clock(nodes, fleet)
    time = clock.add_time(manager, routing)
    clock.add_prices(time, scale)
    clock.add_ready_times(manager, routing, time)
    for unit in range(len(nodes.problem.load_units)):
        _add_load(nodes, routing, fleet, unit)
    _add_limits(nodes, routing, fleet)


class _Clock:
    """
    The time dimension. The solver counts from ``origin_s``, so that nothing is negative.

    The value at a start is when loading starts, at a stop when service begins,
    at an end when the vehicle is home (or done, on an open route).
    """

    def __init__(self, nodes: Nodes, fleet: list[ProblemVehicle]) -> None:
        self.nodes = nodes
        self.fleet = fleet
        self.stops = [nodes.problem.stops[stop] for stop in nodes.stops]
        self.origin_s = min(vehicle.earliest_s - vehicle.loading_s for vehicle in fleet)
        self.horizon_s = max(vehicle.latest_s for vehicle in fleet) - self.origin_s

    def add_time(self, manager: Manager, routing: Routing) -> Dimension:
        """Shifts, windows and maximum durations."""
        evaluators = self._register_transits(routing)
        capacities = [self.horizon_s] * len(self.fleet)
        routing.AddDimensionWithVehicleTransitAndCapacity(
            evaluators, self.horizon_s, capacities, False, "time"
        )
        time = routing.GetDimensionOrDie("time")
        for number, vehicle in enumerate(self.fleet):
            loading_s = vehicle.earliest_s - vehicle.loading_s - self.origin_s
            time.CumulVar(routing.Start(number)).SetMin(loading_s)
            time.CumulVar(routing.End(number)).SetMax(vehicle.latest_s - self.origin_s)
            if vehicle.max_duration_s < self.horizon_s:
                time.SetSpanUpperBoundForVehicle(vehicle.max_duration_s, number)
        for node, stop in enumerate(self.stops):
            self._add_windows(time.CumulVar(manager.NodeToIndex(node)), stop)
        return time

    def add_prices(self, time: Dimension, scale: CostScale) -> None:
        """Paid hours and overtime; rates a second are rounded once."""
        for number, vehicle in enumerate(self.fleet):
            per_s = scale(Fraction(vehicle.per_hour_micro, 3_600))
            if per_s:
                time.SetSpanCostCoefficientForVehicle(per_s, number)
            extra = scale(Fraction(vehicle.overtime_micro, 3_600))
            if extra and vehicle.overtime_after_s < self.horizon_s:
                bound = pywrapcp.BoundCost(vehicle.overtime_after_s, extra)
                time.SetSoftSpanUpperBoundForVehicle(bound, number)

    def add_ready_times(self, manager: Manager, routing: Routing, time: Dimension) -> None:
        """
        Loading starts once everything on the route is ready.

        A dimension that stays constant along a route, hence is at least the
        largest ready time of its stops, and bounds the start of loading.
        """
        first_s = self.origin_s
        if all(stop.ready_s == 0 or stop.ready_s <= first_s for stop in self.stops):
            return
        nothing = routing.RegisterUnaryTransitVector([0] * self.nodes.count)
        routing.AddDimension(nothing, 0, self.horizon_s, False, "ready")
        ready = routing.GetDimensionOrDie("ready")
        for node, stop in enumerate(self.stops):
            if stop.ready_s > first_s and stop.ready_s:
                ready.CumulVar(manager.NodeToIndex(node)).SetMin(stop.ready_s - first_s)
        for number in range(len(self.fleet)):
            start = routing.Start(number)
            routing.solver().Add(time.CumulVar(start) >= ready.CumulVar(start))
            routing.AddVariableMinimizedByFinalizer(ready.CumulVar(start))

    def _register_transits(self, routing: Routing) -> list[int]:
        evaluators: dict[tuple[int, int, int], int] = {}
        keys = [(v.table, v.service_class, v.loading_s) for v in self.fleet]
        for key in dict.fromkeys(keys):
            matrix = self.nodes.transit_s(*key).tolist()
            evaluators[key] = routing.RegisterTransitMatrix(matrix)
        return [evaluators[key] for key in keys]

    def _add_windows(self, begin: pywrapcp.IntVar, stop: ProblemStop) -> None:
        windows = [
            (opens - self.origin_s, closes - self.origin_s) for opens, closes in stop.windows
        ]
        begin.SetRange(max(0, windows[0][0]), min(self.horizon_s, windows[-1][1]))
        for (_, closes), (opens, _) in itertools.pairwise(windows):
            if opens - closes > 1:
                begin.RemoveInterval(closes + 1, opens - 1)


def _add_load(nodes: Nodes, routing: Routing, fleet: list[ProblemVehicle], unit: int) -> None:
    """
    One unit of load: deliveries on board from the start, pickups until the end.

    With only one kind, what is on board peaks at one end of the route and its
    sum is enough. With both, a third dimension follows what is on board, and
    begins with all that the route delivers.
    """
    stops = nodes.problem.stops
    deliveries = nodes.per_stop([stop.delivery[unit] for stop in stops])
    pickups = nodes.per_stop([stop.pickup[unit] for stop in stops])
    capacities = [vehicle.capacity[unit] for vehicle in fleet]
    if any(deliveries):
        _add_sum(routing, deliveries, capacities, f"delivered {unit}")
    if any(pickups):
        _add_sum(routing, pickups, capacities, f"collected {unit}")
    if not (any(deliveries) and any(pickups)):
        return
    changes = [pickup - delivery for pickup, delivery in zip(pickups, deliveries, strict=True)]
    evaluator = routing.RegisterUnaryTransitVector(changes)
    name = f"on board {unit}"
    routing.AddDimensionWithVehicleCapacity(evaluator, 0, capacities, False, name)
    on_board = routing.GetDimensionOrDie(name)
    delivered = routing.GetDimensionOrDie(f"delivered {unit}")
    for number in range(len(fleet)):
        leaving = on_board.CumulVar(routing.Start(number))
        routing.solver().Add(leaving == delivered.CumulVar(routing.End(number)))


def _add_limits(nodes: Nodes, routing: Routing, fleet: list[ProblemVehicle]) -> None:
    """Driving time, metres and number of stops, where any vehicle limits them."""
    for name, limits, matrix_of in (
        ("driving", [vehicle.max_drive_s for vehicle in fleet], nodes.travel_s),
        ("metres", [vehicle.max_distance_m for vehicle in fleet], nodes.distance_m),
    ):
        if min(limits) < NO_LIMIT:
            tables = {vehicle.table for vehicle in fleet}
            by_table = {
                table: routing.RegisterTransitMatrix(matrix_of(table).tolist())
                for table in sorted(tables)
            }
            evaluators = [by_table[vehicle.table] for vehicle in fleet]
            routing.AddDimensionWithVehicleTransitAndCapacity(evaluators, 0, limits, True, name)
    limits = [vehicle.max_stops for vehicle in fleet]
    if min(limits) < NO_LIMIT:
        ones = nodes.per_stop([1] * len(nodes.problem.stops))
        _add_sum(routing, ones, limits, "stops")


def _add_sum(routing: Routing, values: list[int], limits: list[int], name: str) -> None:
    evaluator = routing.RegisterUnaryTransitVector(values)
    routing.AddDimensionWithVehicleCapacity(evaluator, 0, limits, True, name)
