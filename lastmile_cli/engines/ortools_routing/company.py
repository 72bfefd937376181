"""What stops ask of one another: to share a route, or to be the two ends of a shipment."""

from __future__ import annotations

from collections import defaultdict

from lastmile_cli.engines.ortools_routing.nodes import Nodes
from lastmile_cli.engines.ortools_routing.times import Manager, Routing


def add_company(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    """Add groups and shipments; the time dimension must be there."""
    _add_groups(nodes, manager, routing)
    _add_shipments(nodes, manager, routing)


def has_groups(nodes: Nodes) -> bool:
    """Whether any two stops must share a route."""
    return any(len(members) > 1 for members in _groups(nodes).values())


def _groups(nodes: Nodes) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for node, stop in enumerate(nodes.stops):
        group = nodes.problem.stops[stop].group
        if group is not None:
            groups[group].append(node)
    return groups


def _add_groups(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    """Each group has a vehicle, and whoever of it is served is served by that one."""
    solver = routing.solver()
    for group, members in _groups(nodes).items():
        if len(members) < 2:
            continue
        shared = solver.IntVar(0, len(nodes.vehicles) - 1, f"vehicle of group {group}")
        for node in members:
            index = manager.NodeToIndex(node)
            is_served = routing.ActiveVar(index)
            # -1 is the vehicle of what is left out.
            solver.Add(routing.VehicleVar(index) == (shared + 1) * is_served - 1)
        routing.AddVariableMinimizedByFinalizer(shared)


def _add_shipments(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    """Both ends or none, on one trip, the pickup before the delivery."""
    node_of = {stop: node for node, stop in enumerate(nodes.stops)}
    pairs = [
        (manager.NodeToIndex(node_of[origin]), manager.NodeToIndex(node_of[end]))
        for origin, end in sorted(nodes.problem.destinations.items())
        if origin in node_of
    ]
    if not pairs:
        return
    solver = routing.solver()
    time = routing.GetDimensionOrDie("time")
    trips = _number_trips(nodes, routing) if nodes.reloads else None
    for pickup, delivery in pairs:
        routing.AddPickupAndDelivery(pickup, delivery)
        # What is left out has vehicle -1: so both ends are, or none.
        solver.Add(routing.VehicleVar(pickup) == routing.VehicleVar(delivery))
        solver.Add(time.CumulVar(pickup) <= time.CumulVar(delivery))
        if trips is not None:
            solver.Add(trips.CumulVar(pickup) == trips.CumulVar(delivery))


def _number_trips(nodes: Nodes, routing: Routing):  # type: ignore[no-untyped-def]
    counts = [0] * len(nodes.stops) + [1] * len(nodes.reloads) + [0] * len(nodes.ends)
    evaluator = routing.RegisterUnaryTransitVector(counts)
    most = [len(nodes.reloads)] * len(nodes.vehicles)
    routing.AddDimensionWithVehicleCapacity(evaluator, 0, most, True, "trips")
    return routing.GetDimensionOrDie("trips")
