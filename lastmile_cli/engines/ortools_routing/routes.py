"""Between the solver's nodes and the problem's routes, both ways."""

from __future__ import annotations

from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.problem import Proposal, ProposedRoute
from lastmile_cli.engines.ortools_routing.model import Model


def read_routes(model: Model, found: pywrapcp.Assignment) -> tuple[ProposedRoute, ...]:
    """Visiting orders of all vehicles that leave, by vehicle."""
    nodes, routing = model.nodes, model.routing
    routes = []
    for number, vehicle in enumerate(nodes.vehicles):
        stops = []
        index = found.Value(routing.NextVar(routing.Start(number)))
        while not routing.IsEnd(index):
            stops.append(nodes.stops[model.manager.IndexToNode(index)])
            index = found.Value(routing.NextVar(index))
        if stops:
            routes.append(ProposedRoute(vehicle=vehicle, trips=(tuple(stops),)))
    return tuple(sorted(routes, key=lambda route: route.vehicle))


def nodes_to_start_from(model: Model, start: Proposal | None) -> list[list[int]] | None:
    """Each model vehicle's nodes in a proposal; what the model does not know is left out."""
    if start is None:
        return None
    node_of = {stop: node for node, stop in enumerate(model.nodes.stops)}
    stops_of = {route.vehicle: route.stops for route in start.routes}
    return [
        [node_of[stop] for stop in stops_of.get(vehicle, ()) if stop in node_of]
        for vehicle in model.nodes.vehicles
    ]
