"""A cheap place for one more stop in routes that keep their order."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.costing.quantities import lateness_micro, route_cost_micro
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.planning.attempts import failing_micro
from lastmile_cli.planning.companions import unit_of, vehicles_for
from lastmile_cli.planning.gaps import list_places
from lastmile_cli.planning.limits import excess_hours, excess_loads, has_way, places_along
from lastmile_cli.planning.wishes import familiarity_micro, moved_micro, zones_micro
from lastmile_cli.timing.batteries import surcharge_micro
from lastmile_cli.timing.charging import with_charges, without_charges
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.slack import Slack, slack_of
from lastmile_cli.timing.timed import TimedRoute

TRIALS = 5
"""How many of the places that look cheapest are timed and billed exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """
    A route with the stop in it, and what that adds to its cost, exactly.

    Wishes are in it but for balance, which looks at all routes.
    """

    route: ProposedRoute
    added_micro: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRoom:
    """
    A route as it is: what every insertion into it starts from.

    ``least_s`` is its duration if every leg fell into its fastest period and
    nobody waited, rested or recharged: it takes no less, nor is less of it paid.
    ``slack`` and ``distance_m`` are without recharging as well: it may be done
    elsewhere in a longer route; ``driven_m`` are with it. ``hours_micro`` is what other
    hours at the doors could save at most: lateness, and failures that some hours make
    likely; ``charging_micro`` what other chargers could.
    """

    route: ProposedRoute
    slack: Slack
    cost_micro: Fraction
    distance_m: int
    driven_m: int
    paid_s: int
    least_s: int
    hours_micro: Fraction
    charging_micro: Fraction


def measure_routes(problem: Problem, proposal: Proposal) -> dict[int, RouteRoom]:
    """Measure each route once, by vehicle, for any number of insertions."""
    rooms = {}
    for route in proposal.routes:
        if route.stops:
            timed = time_route(problem, route)
            bare = without_charges(route)
            bare_timed = time_route(problem, bare) if route.charges else timed
            rooms[route.vehicle] = RouteRoom(
                route=route,
                slack=slack_of(lay_out(problem, bare)),
                cost_micro=cost_micro(problem, timed),
                distance_m=bare_timed.distance_m,
                driven_m=timed.distance_m,
                paid_s=timed.paid_s,
                least_s=_least_s(problem, bare, bare_timed),
                hours_micro=_late_micro(problem, timed)
                + failing_micro(problem, timed)
                + moved_micro(problem, timed),
                charging_micro=surcharge_micro(problem, timed),
            )
    return rooms


def cheapest_insertion(
    problem: Problem,
    rooms: Mapping[int, RouteRoom],
    stop: int,
    vehicles: frozenset[int] | None = None,
) -> Insertion | None:
    """
    Find a cheap place for one more stop, vehicles that stay at home and further trips included.

    An end of a shipment comes with the other one, a stop of a group goes where
    the group is; where another option of its order is served there is no place.
    All gaps are tested for room; the few that look cheapest are timed, judged
    and billed exactly, and the cheapest of these that keeps every limit is
    returned. ``None``: none of them does. Only ``vehicles`` are looked at, all
    where ``None``.
    """
    unit = unit_of(problem, stop)
    able = vehicles_for(problem, {number: room.route for number, room in rooms.items()}, unit)
    able = able if vehicles is None else able & vehicles
    used = {number: room for number, room in rooms.items() if number in able}
    places = list_places(problem, used, able.difference(rooms), unit)
    best: Insertion | None = None
    for place in heapq.nsmallest(TRIALS, places):
        longer = with_charges(problem, place.route)
        timed = _timed_if_it_holds(problem, longer)
        if timed is not None:
            room = rooms.get(place.vehicle)
            before = room.cost_micro if room else Fraction(0)
            added_micro = cost_micro(problem, timed) - before
            if best is None or added_micro < best.added_micro:
                best = Insertion(route=longer, added_micro=added_micro)
    return best


def _timed_if_it_holds(problem: Problem, route: ProposedRoute) -> TimedRoute | None:
    if any(excess_loads(problem, route)) or not has_way(problem, route):
        return None
    timed = time_route(problem, route)
    return None if any(excess_hours(problem, timed)) else timed


def cost_micro(problem: Problem, timed: TimedRoute) -> Fraction:
    """What a timed route costs an engine, in micro-units: its bill, and its own wishes."""
    stops = [visit.stop for visit in timed.stop_visits if visit.stop is not None]
    billed = route_cost_micro(
        problem.vehicles[timed.vehicle],
        distance_m=timed.distance_m,
        paid_s=timed.paid_s,
        stops=len(stops),
        parcels=sum(problem.stops[stop].parcels for stop in stops),
        late_micro=_late_micro(problem, timed),
        served_micro=sum(problem.stops[stop].served_micro for stop in stops)
        + failing_micro(problem, timed),
    )
    billed += surcharge_micro(problem, timed)
    wished = familiarity_micro(problem, timed.vehicle, stops) + zones_micro(problem, stops)
    return billed + wished + moved_micro(problem, timed)


def _late_micro(problem: Problem, timed: TimedRoute) -> Fraction:
    return lateness_micro(
        (visit.late_s, problem.stops[visit.stop].late_micro)
        for visit in timed.stop_visits
        if visit.stop is not None
    )


def _least_s(problem: Problem, route: ProposedRoute, timed: TimedRoute) -> int:
    table = problem.vehicles[route.vehicle].table
    legs = itertools.pairwise(places_along(problem, route))
    drive_s = sum(min(problem.travel.durations_s(table, *leg)) for leg in legs)
    return drive_s + sum(visit.service_s for visit in timed.visits) - timed.break_s
