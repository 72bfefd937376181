"""
A proposal that misses a limit by a little is mended, not thrown away.

Table legs are rounded, exact ones are not: swapping them can break a window by
a second. Stops are taken out of the broken routes until each holds again and
put back where they cost least; all other routes stay as they were. The ends of
a shipment come and go together; what is locked stays where it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.planning.companions import count_faults, list_strays, options_of, unit_of
from lastmile_cli.planning.insertion import (
    RouteRoom,
    cheapest_insertion,
    cost_micro,
    measure_routes,
)
from lastmile_cli.planning.limits import excess_hours, excess_loads, has_way, keeps_sequence
from lastmile_cli.planning.wishes import balance_micro
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route


def objective_micro(problem: Problem, proposal: Proposal) -> Fraction:
    """
    What an engine minimises, in micro-units, exactly: this is the definition.

    The routes with what lateness costs, wishes for vehicles and changes of zone
    (``cost_micro``), how unlike they are in length (``balance_micro``), and what
    is left out or handed to partners (``Problem.skipped_micro``).
    """
    timed = [time_route(problem, route) for route in proposal.routes if route.stops]
    driven = sum((cost_micro(problem, route) for route in timed), start=Fraction(0))
    balance = balance_micro(problem, (route.duration_s for route in timed))
    return driven + balance + problem.skipped_micro(proposal.unserved)


def mend(problem: Problem, proposal: Proposal, is_over: IsOver = never_over) -> Proposal:
    """
    Return a proposal whose every route holds; what finds no place again is unserved.

    Routes that hold are taken over unchanged, but for stops put into them. One
    that breaks a limit with its locked stops alone is left as it is. Once it ``is_over`` every
    route still is made to hold, but nobody looks any more for whose loss is least.
    """
    strays = list_strays(problem, proposal)
    removed = sorted(strays)
    routes: list[ProposedRoute] = []
    for route in proposal.routes:
        kept, out = _thin_out(problem, route_without(problem, route, strays), is_over)
        removed += out
        if kept.stops:
            routes.append(kept)
    # A stray may be the end of a shipment whose other end was unserved already.
    unserved = tuple(dict.fromkeys((*proposal.unserved, *removed)))
    mended = Proposal(routes=tuple(routes), unserved=unserved)
    # Those whose loss is dearest choose first.
    return put_back(problem, mended, removed, is_over)


def recharged(problem: Problem, proposal: Proposal, is_over: IsOver = never_over) -> Proposal:
    """
    Return the same orders, each battery charged where and as long as is cheapest.

    The search charges by a rule of its own; for a finished order there is time to ask
    for the best. Routes that break a limit are left as they are.
    """
    routes = tuple(
        with_charges(problem, route)
        if route.charges and problem.vehicles[route.vehicle].battery is not None and not is_over()
        else route
        for route in proposal.routes
    )
    kept = tuple(
        route if route is before or holds(problem, route) else before
        for route, before in zip(routes, proposal.routes, strict=True)
    )
    return replace(proposal, routes=kept)


def put_back(
    problem: Problem, proposal: Proposal, stops: Collection[int], is_over: IsOver = never_over
) -> Proposal:
    """
    Put unserved stops where they cost least, the dearest first, as far as that is worth it.

    Once it ``is_over`` all others stay unserved.
    """
    rooms: dict[int, RouteRoom] = {}
    measured: Proposal | None = None
    for stop in sorted(stops, key=lambda stop: (-_worth_micro(problem, stop), stop)):
        if is_over():
            break
        if stop in proposal.unserved:
            if measured is not proposal:
                rooms, measured = measure_routes(problem, proposal), proposal
            proposal = _put_back(problem, proposal, stop, rooms)
    return proposal


def holds(problem: Problem, route: ProposedRoute) -> bool:
    """Whether a route keeps every limit, timed exactly."""
    if not has_way(problem, route) or any(excess_loads(problem, route)):
        return False
    if not keeps_sequence(problem, route) or count_faults(problem, route):
        return False
    return not any(excess_hours(problem, time_route(problem, route)))


def _thin_out(
    problem: Problem, route: ProposedRoute, is_over: IsOver
) -> tuple[ProposedRoute, list[int]]:
    """Take stops out until the route holds: each time the one that helps most for the least."""
    out: list[int] = []
    locked = frozenset(problem.vehicles[route.vehicle].locked)
    if route.stops and not holds(problem, route):
        route = with_charges(problem, route)
    while route.stops and not holds(problem, route):
        units = dict.fromkeys(unit_of(problem, stop) for stop in route.stops)
        if is_over():
            # From the end on, without asking what each of them would save.
            units = dict.fromkeys([u for u in units if locked.isdisjoint(u)][-1:])
        shorter = [(u, route_without(problem, route, u)) for u in units if locked.isdisjoint(u)]
        if not shorter:
            break
        unit, left = min(shorter, key=lambda pair: _badness(problem, pair[1], pair[0][0]))
        out += [stop for stop in unit if stop in route.stops]
        route = left
    return route, out


def _badness(problem: Problem, route: ProposedRoute, stop: int) -> tuple[int, int, int, int]:
    """How far a route still is from holding, then what the stop taken out is worth."""
    worth = _worth_micro(problem, stop)
    if not route.stops:
        return 0, 0, worth, stop
    faults = count_faults(problem, route)
    if not has_way(problem, route):
        return faults, 2**60, worth, stop
    timed = time_route(problem, route)
    excess = sum(item.needs - item.limit for item in excess_hours(problem, timed))
    excess += sum(item.needs - item.limit for item in excess_loads(problem, route))
    return faults, excess, worth, stop


def _worth_micro(problem: Problem, stop: int) -> int:
    return sum(problem.stops[end].skip_micro for end in unit_of(problem, stop))


def route_without(problem: Problem, route: ProposedRoute, stops: Collection[int]) -> ProposedRoute:
    """Return a route without these stops; it charges where the rest then best does."""
    if not any(stop in stops for stop in route.stops):
        return route
    return with_charges(problem, route.without(stops))


def _put_back(
    problem: Problem, proposal: Proposal, stop: int, rooms: Mapping[int, RouteRoom]
) -> Proposal:
    """Put a stop, or another option of its order, where it costs least, if that is worth it."""
    found = [
        (place.added_micro, option, place.route)
        for option in options_of(problem, stop)
        if (place := cheapest_insertion(problem, rooms, option)) is not None
    ]
    if not found:
        return proposal
    added_micro, option, longer = min(found, key=lambda it: it[:2])
    unit = unit_of(problem, option)
    unserved = tuple(other for other in proposal.unserved if other not in unit)
    saved = problem.skipped_micro(proposal.unserved) - problem.skipped_micro(unserved)
    if added_micro >= saved:
        return proposal
    others = [route for route in proposal.routes if route.vehicle != longer.vehicle]
    routes = sorted((*others, longer), key=lambda route: route.vehicle)
    return Proposal(routes=tuple(routes), unserved=unserved)
