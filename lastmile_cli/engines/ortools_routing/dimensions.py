"""What adds up along a route: seconds, goods on board, driving, metres, stops."""

from __future__ import annotations

from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.engines.ortools_routing.loads import add_loads
from lastmile_cli.engines.ortools_routing.nodes import Nodes
from lastmile_cli.engines.ortools_routing.pauses import add_breaks
from lastmile_cli.engines.ortools_routing.scale import CostScale
from lastmile_cli.engines.ortools_routing.times import Clock, Manager, Routing


def add_dimensions(nodes: Nodes, manager: Manager, routing: Routing, scale: CostScale) -> None:
    """Add every dimension that the problem needs."""
    clock = Clock(nodes, manager, routing)
    clock.add_prices(scale)
    clock.add_ready_times()
    add_breaks(clock)
    add_loads(nodes, manager, routing)
    _add_limits(nodes, routing)
    _add_wishes(nodes, routing, scale)


def _add_limits(nodes: Nodes, routing: Routing) -> None:
    """Driving time, metres and number of stops, where any vehicle limits them."""
    fleet = nodes.fleet
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
        evaluator = routing.RegisterUnaryTransitVector(ones)
        routing.AddDimensionWithVehicleCapacity(evaluator, 0, limits, True, "stops")


def _add_wishes(nodes: Nodes, routing: Routing, scale: CostScale) -> None:
    """What service by a certain vehicle costs beside the bill: a sum along its route."""
    stops = nodes.problem.stops
    if not any(any(stops[stop].vehicle_micro) for stop in nodes.stops):
        return
    wishes = [
        nodes.per_stop([scale(stop.wish_micro(vehicle)) for stop in stops])
        for vehicle in nodes.vehicles
    ]
    evaluators = [routing.RegisterUnaryTransitVector(prices) for prices in wishes]
    most = max(sum(prices) for prices in wishes)
    limits = [most] * len(nodes.vehicles)
    routing.AddDimensionWithVehicleTransitAndCapacity(evaluators, 0, limits, True, "wishes")
    routing.GetDimensionOrDie("wishes").SetSpanCostCoefficientForAllVehicles(1)
