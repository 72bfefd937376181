"""Between the solver's nodes and the problem's routes, both ways."""

from __future__ import annotations

from collections.abc import Mapping

from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.engines.ortools_routing.model import Model

Trips = tuple[tuple[int, ...], ...]


def read_routes(model: Model, found: pywrapcp.Assignment) -> tuple[ProposedRoute, ...]:
    """Visiting orders of all vehicles that leave, by vehicle."""
    nodes, routing = model.nodes, model.routing
    routes = []
    for number, vehicle in enumerate(nodes.vehicles):
        trips: list[list[int]] = [[]]
        index = found.Value(routing.NextVar(routing.Start(number)))
        while not routing.IsEnd(index):
            node = model.manager.IndexToNode(index)
            if node < len(nodes.stops):
                trips[-1].append(nodes.stops[node])
            else:
                trips.append([])
            index = found.Value(routing.NextVar(index))
        made = tuple(tuple(trip) for trip in trips if trip)
        if made:
            routes.append(ProposedRoute(vehicle=vehicle, trips=made))
    return tuple(sorted(routes, key=lambda route: route.vehicle))


def nodes_of_trips(model: Model, trips_of: Mapping[int, Trips]) -> list[list[int]]:
    """Each model vehicle's nodes on these trips, by vehicle; unknown stops stay out."""
    nodes = model.nodes
    node_of = {stop: node for node, stop in enumerate(nodes.stops)}
    routes = []
    for number, vehicle in enumerate(nodes.vehicles):
        reloads = iter(nodes.reloads_of(number))
        route: list[int] = []
        for trip in trips_of.get(vehicle, ()):
            stops = [node_of[stop] for stop in trip if stop in node_of]
            if route and stops:
                route += [node for node in [next(reloads, None)] if node is not None]
            route += stops
        routes.append(route)
    return routes


def trips_of_start(start: Proposal) -> dict[int, Trips]:
    """Trips by vehicle of a plan to begin from."""
    return {route.vehicle: route.trips for route in start.routes}


def locked_trips(model: Model) -> dict[int, Trips]:
    """What can't be moved, and nothing else."""
    vehicles = model.nodes.problem.vehicles
    return {
        number: (vehicles[number].locked,)
        for number in model.nodes.vehicles
        if vehicles[number].locked
    }
