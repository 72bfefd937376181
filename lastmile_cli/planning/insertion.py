"""The cheapest place for one more stop in routes that keep their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.costing.quantities import route_cost_micro
from lastmile_cli.domain.problem import Problem, Proposal, ProposedRoute
from lastmile_cli.planning.limits import excess_hours, excess_loads, has_way, keeps_sequence
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.slack import Slack, slack_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """A route with the stop in it, and what that adds to its cost, exactly."""

    route: ProposedRoute
    added_micro: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRoom:
    """A route, its slack and its cost: what every insertion into it starts from."""

    route: ProposedRoute
    slack: Slack
    cost_micro: Fraction


def measure_routes(problem: Problem, proposal: Proposal) -> dict[int, RouteRoom]:
    """Measure each route once, by vehicle, for any number of insertions."""
    return {
        route.vehicle: RouteRoom(
            route=route,
            slack=slack_of(lay_out(problem, route)),
            cost_micro=cost_of(problem, route),
        )
        for route in proposal.routes
        if route.stops
    }


def cost_of(problem: Problem, route: ProposedRoute) -> Fraction:
    """What a route costs when it is timed best, in micro-units."""
    timed = time_route(problem, route)
    return route_cost_micro(
        problem.vehicles[route.vehicle],
        distance_m=timed.distance_m,
        paid_s=timed.duration_s,
        stops=len(timed.stop_visits),
    )


def cheapest_insertion(
    problem: Problem, rooms: Mapping[int, RouteRoom], stop: int
) -> Insertion | None:
    """Find where one more stop is cheapest, vehicles that stay at home included.

    In each vehicle's route the places with room are tried from the shortest
    detour on until one keeps every limit; it is then timed and billed exactly.
    ``None``: there is no room anywhere.
    """
    best: Insertion | None = None
    for vehicle in range(len(problem.vehicles)):
        if not problem.may_serve(vehicle, stop):
            continue
        found = _first_that_holds(problem, rooms.get(vehicle), vehicle, stop)
        if found and (best is None or found.added_micro < best.added_micro):
            best = found
    return best


def _first_that_holds(
    problem: Problem, room: RouteRoom | None, vehicle: int, stop: int
) -> Insertion | None:
    if room is None:
        alone = ProposedRoute(vehicle=vehicle, trips=((stop,),))
        if not _holds(problem, alone):
            return None
        return Insertion(route=alone, added_micro=cost_of(problem, alone))
    for route in _by_detour(problem, room, stop):
        if _holds(problem, route):
            return Insertion(route=route, added_micro=cost_of(problem, route) - room.cost_micro)
    return None


def _holds(problem: Problem, route: ProposedRoute) -> bool:
    if any(excess_loads(problem, route)) or not keeps_sequence(problem, route):
        return False
    return has_way(problem, route) and not any(excess_hours(problem, time_route(problem, route)))


def _by_detour(problem: Problem, room: RouteRoom, stop: int) -> Iterator[ProposedRoute]:
    """Yield the route with the stop in each gap that has room, shortest detour first."""
    found: list[tuple[int, int, ProposedRoute]] = []
    gap = 0
    for number, trip in enumerate(room.route.trips):
        if not _may_fit(problem, room.route.vehicle, trip, stop):
            gap += len(trip) + 1
            continue
        for position in range(len(trip) + 1):
            if _has_room(problem, room.slack, gap, stop):
                longer = (*trip[:position], stop, *trip[position:])
                trips = (*room.route.trips[:number], longer, *room.route.trips[number + 1 :])
                route = ProposedRoute(vehicle=room.route.vehicle, trips=trips)
                found.append((_detour_s(problem, room.slack, gap, stop), gap, route))
            gap += 1
    yield from (route for _, _, route in sorted(found, key=lambda item: item[:2]))


def _may_fit(problem: Problem, vehicle: int, trip: tuple[int, ...], stop: int) -> bool:
    """Whether deliveries and pickups of the trip, each alone, leave room for the stop's."""
    return all(
        max(
            sum(problem.stops[other].delivery[unit] for other in (*trip, stop)),
            sum(problem.stops[other].pickup[unit] for other in (*trip, stop)),
        )
        <= limit
        for unit, limit in enumerate(problem.vehicles[vehicle].capacity)
    )


def _has_room(problem: Problem, slack: Slack, gap: int, stop: int) -> bool:
    # Goods that come late would move the loading; such a stop is simply tried.
    return problem.stops[stop].ready_s > 0 or slack.has_room(problem, gap, stop)


def _detour_s(problem: Problem, slack: Slack, gap: int, stop: int) -> int:
    table, place = slack.course.vehicle.table, problem.stops[stop].place
    before, after = slack.places[gap], slack.places[gap + 1]
    travel = problem.travel.tables[table].duration_s[0]
    if after is None:
        return int(travel[before, place])
    return int(travel[before, place]) + int(travel[place, after]) - int(travel[before, after])
