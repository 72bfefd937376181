"""Between PyVRP's solutions and the problem's routes, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.engines.first_routes import Trips
from lastmile_cli.engines.pyvrp.layout import Layout


def read_routes(layout: Layout, solution: Any) -> tuple[ProposedRoute, ...]:
    """Visiting orders by vehicle; of vehicles that are alike the first ones drive."""
    free = [list(vehicles) for vehicles in layout.types]
    routes = []
    for route in solution.routes():
        trips: list[list[int]] = [[]]
        for activity in route:
            if activity.is_client():
                trips[-1].append(layout.clients[activity.idx])
            else:
                trips.append([])
        made = tuple(tuple(trip) for trip in trips if trip)
        if made:
            vehicle = free[route.vehicle_type()].pop(0)
            routes.append(ProposedRoute(vehicle=vehicle, trips=made))
    return tuple(sorted(routes, key=lambda route: route.vehicle))


def solution_of(
    layout: Layout, trips_of: Mapping[int, Trips], *, only_sound: bool = False
) -> Any | None:
    """
    PyVRP's solution of these trips; ``None`` where a stop or vehicle is unknown.

    With ``only_sound`` routes that break a rule are left out, so that there
    always is one.
    """
    import pyvrp

    type_of = {vehicle: number for number, some in enumerate(layout.types) for vehicle in some}
    clients_of: dict[int, list[int]] = defaultdict(list)
    for client, stop in enumerate(layout.clients):
        clients_of[stop].append(client)
    routes = []
    for vehicle, trips in sorted(trips_of.items()):
        is_known = vehicle in type_of and all(s in clients_of for trip in trips for s in trip)
        route = _route(layout, type_of[vehicle], trips, clients_of) if is_known else None
        if route is not None and (route.is_feasible() or not only_sound):
            routes.append(route)
        elif not only_sound:
            return None
    return pyvrp.Solution(layout.data, routes)


def _route(
    layout: Layout, number: int, trips: Trips, clients_of: Mapping[int, list[int]]
) -> Any | None:
    """One route, each stop in the first of its windows that lets the route hold so far."""
    import pyvrp

    depot = layout.data.vehicle_type(number).start_depot
    activities: list[Any] = []
    route = None
    for trip in trips:
        if activities and trip:
            activities.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, depot))
        for stop in trip:
            choices = [
                [*activities, pyvrp.Activity(pyvrp.ActivityType.CLIENT, client)]
                for client in clients_of[stop]
            ]
            tried = [(pyvrp.Route(layout.data, choice, number), choice) for choice in choices]
            held = [pair for pair in tried if not pair[0].has_time_warp()]
            route, activities = (held or tried)[0]
    return route
