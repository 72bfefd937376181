"""Where a vehicle with a range best fills up on a visiting order that is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.batteries import surcharge_micro
from lastmile_cli.timing.battery_charges import charge_plans, gets_by
from lastmile_cli.timing.breaks import place_breaks
from lastmile_cli.timing.charge_ways import PER_HOUR, PER_KM, WaySearch, fills_up, rank
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import Course, lay_out
from lastmile_cli.timing.departure import best_departure_s
from lastmile_cli.timing.timed import TimedRoute

HOUR_S = 3_600
MOST_TIMED = 16
"""So many ways to have come to the end are timed exactly."""


def without_charges(route: ProposedRoute) -> ProposedRoute:
    """Return the order alone."""
    return replace(route, charges=()) if route.charges else route


def with_charges(
    problem: Problem, route: ProposedRoute, *, must_hold: bool = False
) -> ProposedRoute:
    """
    Return the same order with the fillings it needs, those that it had forgotten.

    A vehicle without a range, or one that gets by without a filling, has none;
    nor has one that no filling helps: its route then breaks its range, which
    is for others to judge. Each way to fill up that none beats in detour, hour
    and metres left is followed, late ones only where all are; of those that
    come to the end the one is taken that breaks least and then costs least, by
    the clock. At most two fillings follow one another on the way to one halt.
    If it ``must_hold``, nobody asks for the charges of a route that keeps no windows.
    """
    vehicle = problem.vehicles[route.vehicle]
    if not vehicle.has_range or not route.trips or not all(route.trips):
        return without_charges(route)
    bare = without_charges(route)
    course = lay_out(problem, bare)
    if vehicle.battery is not None:
        return _with_battery_charges(problem, route, bare, course, must_hold=must_hold)
    if longest_stretch_m(course) <= vehicle.range_m:
        return bare
    search = WaySearch(problem, course)
    departs_s = (course.depart_from_s, best_departure_s(course))
    ways = {way.charges: way for depart_s in departs_s for way in search.run(depart_s)}
    tried = [
        replace(bare, charges=way.charges)
        for way in sorted(ways.values(), key=lambda way: (way.late_s, *rank(way)))[:MOST_TIMED]
    ]
    if not tried:
        return bare
    best_first = sorted(tried, key=lambda way: _worth(problem, time_route(problem, way)))
    return next((way for way in best_first if _keeps_breaks(problem, way)), best_first[0])


def _with_battery_charges(
    problem: Problem,
    route: ProposedRoute,
    bare: ProposedRoute,
    course: Course,
    *,
    must_hold: bool,
) -> ProposedRoute:
    """Return the best of the route's own charges, where they do, and those that end it earliest."""
    if gets_by(problem, course):
        return bare
    tried = charge_plans(problem, bare, course, must_hold=must_hold)
    if route.charges and gets_by(problem, lay_out(problem, route)):
        tried.insert(0, route)
    kept = [way for way in tried if _keeps_breaks(problem, way)] or tried
    if len(kept) == 1:
        return kept[0]
    return min(kept, key=lambda way: _worth(problem, time_route(problem, way)), default=bare)


def longest_stretch_m(course: Course) -> int:
    """Metres of the longest stretch that the vehicle drives on one filling."""
    return max(_stretches_m(course))


def _stretches_m(course: Course) -> Iterator[int]:
    driven_m = 0
    for halt in course.halts:
        driven_m += halt.distance_m
        if fills_up(course, halt):
            yield driven_m
            driven_m = 0
    yield driven_m + course.home_m


def _keeps_breaks(problem: Problem, route: ProposedRoute) -> bool:
    """Whether its breaks begin in time and after no more work or driving than they may."""
    course = lay_out(problem, route)
    return not course.vehicle.breaks or place_breaks(course).worth.broken_s == 0


def _worth(problem: Problem, timed: TimedRoute) -> tuple[int, Fraction, int]:
    """What a route breaks, then what it costs; smaller is better."""
    vehicle = problem.vehicles[timed.vehicle]
    stops = [
        (visit, problem.stops[visit.stop]) for visit in timed.stop_visits if visit.stop is not None
    ]
    broken_s = (
        sum(max(0, visit.start_s - stop.latest_s) for visit, stop in stops)
        + timed.late_home_s
        + max(0, timed.duration_s - vehicle.max_duration_s)
        + max(0, timed.drive_s - vehicle.max_drive_s)
        + max(0, timed.distance_m - vehicle.max_distance_m)
    )
    overtime_s = max(0, timed.paid_s - vehicle.overtime_after_s)
    price = (
        PER_KM * vehicle.per_km_micro * timed.distance_m
        + PER_HOUR * vehicle.per_hour_micro * timed.paid_s
        + PER_HOUR * vehicle.overtime_micro * overtime_s
        + PER_HOUR * sum(visit.late_s * stop.late_micro for visit, stop in stops)
        + PER_HOUR * HOUR_S * surcharge_micro(problem, timed)
    )
    return broken_s, price, timed.end_s
