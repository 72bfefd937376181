"""
A proposal that misses a limit by a little is mended, not thrown away.

Table legs are rounded, exact ones are not: swapping them can break a window by
a second. Stops are taken out of the broken routes until each holds again and
put back where they cost least; all other routes stay as they were.
"""

from __future__ import annotations

from fractions import Fraction

from lastmile_cli.domain.problem import Problem, Proposal, ProposedRoute
from lastmile_cli.planning.insertion import cheapest_insertion, cost_micro, measure_routes
from lastmile_cli.planning.limits import excess_hours, excess_loads, has_way, keeps_sequence
from lastmile_cli.timing.clock import time_route


def objective_micro(problem: Problem, proposal: Proposal) -> Fraction:
    """What a proposal costs, in micro-units: its routes, and what it leaves out."""
    timed = (time_route(problem, route) for route in proposal.routes if route.stops)
    driven = sum((cost_micro(problem, route) for route in timed), start=Fraction(0))
    return driven + sum(problem.stops[stop].drop_micro for stop in proposal.unserved)


def mend(problem: Problem, proposal: Proposal) -> Proposal:
    """
    Return a proposal whose every route holds; what finds no place again is unserved.

    Routes that hold are taken over unchanged, but for stops put into them.
    """
    removed: list[int] = []
    routes: list[ProposedRoute] = []
    for route in proposal.routes:
        kept, out = _thin_out(problem, route)
        removed += out
        if kept.stops:
            routes.append(kept)
    mended = Proposal(routes=tuple(routes), unserved=(*proposal.unserved, *removed))
    # Those whose loss is dearest choose first.
    for stop in sorted(removed, key=lambda stop: (-problem.stops[stop].drop_micro, stop)):
        mended = _put_back(problem, mended, stop)
    return mended


def holds(problem: Problem, route: ProposedRoute) -> bool:
    """Whether a route keeps every limit, timed exactly."""
    if not has_way(problem, route) or any(excess_loads(problem, route)):
        return False
    if not keeps_sequence(problem, route):
        return False
    return not any(excess_hours(problem, time_route(problem, route)))


def _thin_out(problem: Problem, route: ProposedRoute) -> tuple[ProposedRoute, list[int]]:
    """Take stops out until the route holds: each time the one that helps most for the least."""
    out: list[int] = []
    while route.stops and not holds(problem, route):
        shorter = [(stop, _without(route, stop)) for stop in route.stops]
        stop, route = min(shorter, key=lambda pair: _badness(problem, pair[1], pair[0]))
        out.append(stop)
    return route, out


def _badness(problem: Problem, route: ProposedRoute, stop: int) -> tuple[int, int, int]:
    """How far a route still is from holding, then what the stop taken out is worth."""
    if not route.stops:
        return 0, problem.stops[stop].drop_micro, stop
    if not has_way(problem, route):
        return 2**60, problem.stops[stop].drop_micro, stop
    timed = time_route(problem, route)
    excess = sum(item.needs - item.limit for item in excess_hours(problem, timed))
    excess += sum(item.needs - item.limit for item in excess_loads(problem, route))
    return excess, problem.stops[stop].drop_micro, stop


def _without(route: ProposedRoute, stop: int) -> ProposedRoute:
    trips = (tuple(other for other in trip if other != stop) for trip in route.trips)
    return ProposedRoute(vehicle=route.vehicle, trips=tuple(trip for trip in trips if trip))


def _put_back(problem: Problem, proposal: Proposal, stop: int) -> Proposal:
    found = cheapest_insertion(problem, measure_routes(problem, proposal), stop)
    if found is None or found.added_micro >= problem.stops[stop].drop_micro:
        return proposal
    others = [route for route in proposal.routes if route.vehicle != found.route.vehicle]
    routes = sorted((*others, found.route), key=lambda route: route.vehicle)
    unserved = tuple(other for other in proposal.unserved if other != stop)
    return Proposal(routes=tuple(routes), unserved=unserved)
