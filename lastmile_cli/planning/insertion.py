"""A cheap place for one more stop in routes that keep their order."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lastmile_cli.costing.quantities import HOUR_S, KM_M, route_cost_micro
from lastmile_cli.domain.problem import Problem, Proposal, ProposedRoute
from lastmile_cli.planning.limits import (
    excess_hours,
    excess_loads,
    has_way,
    keeps_sequence,
    places_along,
)
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.slack import Slack, slack_of
from lastmile_cli.timing.timed import TimedRoute

TRIALS = 5
"""How many of the places that look cheapest are timed and billed exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """A route with the stop in it, and what that adds to its cost, exactly."""

    route: ProposedRoute
    added_micro: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRoom:
    """
    A route as it is: what every insertion into it starts from.

    ``least_s`` is its duration if every leg fell into its fastest period and
    nobody waited: it takes no less.
    """

    route: ProposedRoute
    slack: Slack
    cost_micro: Fraction
    distance_m: int
    duration_s: int
    least_s: int


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """A gap that seems to have room, cheaper ones first."""

    estimate_micro: int
    vehicle: int
    gap: int
    route: ProposedRoute = field(compare=False)


def measure_routes(problem: Problem, proposal: Proposal) -> dict[int, RouteRoom]:
    """Measure each route once, by vehicle, for any number of insertions."""
    rooms = {}
    for route in proposal.routes:
        if route.stops:
            timed = time_route(problem, route)
            rooms[route.vehicle] = RouteRoom(
                route=route,
                slack=slack_of(lay_out(problem, route)),
                cost_micro=cost_micro(problem, timed),
                distance_m=timed.distance_m,
                duration_s=timed.duration_s,
                least_s=_least_s(problem, route, timed),
            )
    return rooms


def cheapest_insertion(
    problem: Problem, rooms: Mapping[int, RouteRoom], stop: int
) -> Insertion | None:
    """
    Find a cheap place for one more stop, vehicles that stay at home included.

    All gaps are tested for room; the few that look cheapest are timed, judged
    and billed exactly, and the cheapest of these that keeps every limit is
    returned. ``None``: none of them does.
    """
    places = itertools.chain(_gaps(problem, rooms, stop), _unused(problem, rooms, stop))
    best: Insertion | None = None
    for place in heapq.nsmallest(TRIALS, places):
        timed = _timed_if_it_holds(problem, place.route)
        if timed is not None:
            room = rooms.get(place.vehicle)
            before = room.cost_micro if room else Fraction(0)
            added_micro = cost_micro(problem, timed) - before
            if best is None or added_micro < best.added_micro:
                best = Insertion(route=place.route, added_micro=added_micro)
    return best


def _timed_if_it_holds(problem: Problem, route: ProposedRoute) -> TimedRoute | None:
    if any(excess_loads(problem, route)) or not has_way(problem, route):
        return None
    timed = time_route(problem, route)
    return None if any(excess_hours(problem, timed)) else timed


def cost_micro(problem: Problem, timed: TimedRoute) -> Fraction:
    """What a timed route costs an engine, in micro-units."""
    return route_cost_micro(
        problem.vehicles[timed.vehicle],
        distance_m=timed.distance_m,
        paid_s=timed.duration_s,
        stops=len(timed.stop_visits),
        parcels=sum(
            problem.stops[visit.stop].parcels
            for visit in timed.stop_visits
            if visit.stop is not None
        ),
    )


def _least_s(problem: Problem, route: ProposedRoute, timed: TimedRoute) -> int:
    table = problem.vehicles[route.vehicle].table
    legs = itertools.pairwise(places_along(problem, route))
    drive_s = sum(min(problem.travel.durations_s(table, *leg)) for leg in legs)
    return drive_s + sum(visit.service_s for visit in timed.visits)


def _unused(problem: Problem, rooms: Mapping[int, RouteRoom], stop: int) -> Iterator[_Place]:
    """Yield the stop alone in each vehicle that stays at home; of equal ones only the first."""
    seen = set()
    for number, vehicle in enumerate(problem.vehicles):
        alike = replace(vehicle, vehicle_id="")
        if number in rooms or alike in seen or not problem.may_serve(number, stop):
            continue
        seen.add(alike)
        route = ProposedRoute(vehicle=number, trips=((stop,),))
        if has_way(problem, route):
            way = places_along(problem, route)
            legs = [(vehicle.table, *leg) for leg in itertools.pairwise(way)]
            metres = sum(problem.travel.leg_m(*leg) for leg in legs)
            seconds = sum(problem.travel.durations_s(*leg)[0] for leg in legs)
            estimate = _estimate_micro(problem, number, stop, metres, seconds)
            yield _Place(estimate + vehicle.fixed_micro, number, 0, route)


def _gaps(problem: Problem, rooms: Mapping[int, RouteRoom], stop: int) -> Iterator[_Place]:
    """Yield every gap of every route that has room, as far as quick tests can tell."""
    for number, room in rooms.items():
        if not problem.may_serve(number, stop) or not _may_take_one_more(problem, room):
            continue
        gap = 0
        for trip_number, trip in enumerate(room.route.trips):
            fits = _may_fit(problem, number, trip, stop)
            for position in range(len(trip) + 1):
                place = _place(problem, room, gap, stop) if fits else None
                if place is not None:
                    trips = list(room.route.trips)
                    trips[trip_number] = (*trip[:position], stop, *trip[position:])
                    longer = ProposedRoute(vehicle=number, trips=tuple(trips))
                    if keeps_sequence(problem, longer):
                        yield _Place(place, number, gap, longer)
                gap += 1


def _may_take_one_more(problem: Problem, room: RouteRoom) -> bool:
    return len(room.route.stops) < problem.vehicles[room.route.vehicle].max_stops


def _may_fit(problem: Problem, vehicle: int, trip: tuple[int, ...], stop: int) -> bool:
    """Whether deliveries and pickups of the trip, each alone, leave room for the stop's."""
    loads = [problem.stops[other] for other in (*trip, stop)]
    return all(
        max(sum(s.delivery[unit] for s in loads), sum(s.pickup[unit] for s in loads)) <= limit
        for unit, limit in enumerate(problem.vehicles[vehicle].capacity)
    )


def _place(problem: Problem, room: RouteRoom, gap: int, stop: int) -> int | None:
    """Estimate what a gap costs; ``None`` where the stop surely does not fit."""
    vehicle, travel, slack = room.slack.course.vehicle, problem.travel, room.slack
    new = problem.stops[stop]
    before, after = slack.places[gap], slack.places[gap + 1]
    assert before is not None
    added = [(vehicle.table, before, new.place)]
    removed = []
    if after is not None:
        added.append((vehicle.table, new.place, after))
        removed.append((vehicle.table, before, after))
    if not all(travel.is_reachable(*leg) for leg in added):
        return None
    least_s = sum(min(travel.durations_s(*leg)) for leg in added)
    least_s -= sum(min(travel.durations_s(*leg)) for leg in removed)
    metres = sum(travel.leg_m(*leg) for leg in added) - sum(travel.leg_m(*leg) for leg in removed)
    if (
        room.distance_m + metres > vehicle.max_distance_m
        or room.least_s + least_s + new.service_s[vehicle.service_class] > vehicle.max_duration_s
        # Goods that come late would move the loading: such a stop is simply tried.
        or not (new.ready_s > 0 or slack.has_room(problem, gap, stop))
    ):
        return None
    return _estimate_micro(problem, room.route.vehicle, stop, metres, least_s)


def _estimate_micro(problem: Problem, number: int, stop: int, metres: int, seconds: int) -> int:
    vehicle, asked = problem.vehicles[number], problem.stops[stop]
    paid_s = seconds + asked.service_s[vehicle.service_class]
    by_hour = vehicle.per_hour_micro * paid_s // HOUR_S
    return by_hour + vehicle.per_km_micro * metres // KM_M + vehicle.door_micro(asked)
