"""The cheapest plan of a tiny static problem, by trying them all."""

from __future__ import annotations

import itertools
from fractions import Fraction

from lastmile_cli.checking import schedule
from lastmile_cli.checking.proposal import check_route
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute


def plan_micro(problem: Problem, proposal: Proposal) -> Fraction:
    """What a proposal costs at its cheapest departures, drop prices included."""
    dropped = sum(problem.stops[stop].drop_micro for stop in proposal.unserved)
    return dropped + sum((route_micro(problem, route) for route in proposal.routes), Fraction(0))


def route_micro(problem: Problem, route: ProposedRoute) -> Fraction:
    """One feasible route's cost: kilometres, paid hours, overtime, stops, the vehicle itself."""
    van = problem.vehicles[route.vehicle]
    places = itertools.pairwise(schedule.places_of(problem, route))
    driven_m = sum(problem.travel.leg_m(van.table, a, b) for a, b in places)
    duration_s = shortest_s(problem, route)
    overtime_s = max(0, duration_s - van.overtime_after_s)
    return (
        Fraction(driven_m * van.per_km_micro, 1_000)
        + Fraction(duration_s * van.per_hour_micro + overtime_s * van.overtime_micro, 3_600)
        + van.fixed_micro
        + sum(van.door_micro(problem.stops[stop]) for stop in route.stops)
    )


def shortest_s(problem: Problem, route: ProposedRoute) -> int:
    """The shortest on-time duration: at each turn of the end, the latest departure is the best."""
    best = None
    run = schedule.drive(problem, route, schedule.first_leave_s(problem, route))
    while schedule.is_on_time(problem, route, run):
        tight = schedule.leave_as_late(problem, route, run)
        best = tight.duration_s if best is None else min(best, tight.duration_s)
        # Without traffic, a drive without waiting cannot get any shorter.
        if tight.end_s > run.end_s or _waits(problem, tight) == 0:
            break
        run = schedule.drive(problem, route, tight.leave_s + 1)
    assert best is not None
    return best


def cheapest_micro(problem: Problem) -> Fraction:
    """The cost of the best plan of all: every split of the stops over the vehicles, every order."""
    vans = range(len(problem.vehicles))
    all_stops = range(len(problem.stops))
    table = {
        (van, subset): _cheapest_route(problem, van, subset)
        for van in vans
        for size in range(len(problem.stops) + 1)
        for subset in itertools.combinations(all_stops, size)
    }
    best = None
    for choice in itertools.product([None, *vans], repeat=len(problem.stops)):
        parts = [table[van, tuple(s for s in all_stops if choice[s] == van)] for van in vans]
        if any(part is None for part in parts):
            continue
        dropped = sum(problem.stops[s].drop_micro for s in all_stops if choice[s] is None)
        total = dropped + sum((part for part in parts if part is not None), Fraction(0))
        best = total if best is None else min(best, total)
    assert best is not None
    return best


def _cheapest_route(problem: Problem, van: int, stops: tuple[int, ...]) -> Fraction | None:
    if not stops:
        return Fraction(0)
    routes = [ProposedRoute(vehicle=van, trips=(order,)) for order in itertools.permutations(stops)]
    costs = [route_micro(problem, route) for route in routes if not check_route(problem, route)]
    return min(costs, default=None)


def _waits(problem: Problem, run: schedule.Drive) -> int:
    return sum(halt.start_s - halt.arrive_s for halt in run.halts)
