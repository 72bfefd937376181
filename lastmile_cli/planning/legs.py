"""Which legs a plan drives: those to ask the roads for exactly."""

from __future__ import annotations

import itertools
from bisect import bisect_right

from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.travel import LegKey, Travel
from lastmile_cli.planning.limits import places_along
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.timed import TimedRoute


def route_legs(problem: Problem, route: ProposedRoute) -> list[LegKey]:
    """List a route's legs in driving order, the way home included."""
    table = problem.vehicles[route.vehicle].table
    places = places_along(problem, route)
    return [(table, start, end) for start, end in itertools.pairwise(places)]


def used_legs(problem: Problem, proposal: Proposal) -> set[LegKey]:
    """Collect every leg that is driven; legs from a place to itself need no asking."""
    return {
        (table, start, end)
        for route in proposal.routes
        for table, start, end in route_legs(problem, route)
        if start != end
    }


def left_at(timed: TimedRoute) -> list[int]:
    """Seconds at which each of ``route_legs`` is left; a break is taken where a leg ends."""
    halts = [visit for visit in timed.visits if visit.kind is not VisitKind.BREAK]
    leaves_s = [visit.depart_s for visit in halts]
    return leaves_s if timed.home else leaves_s[:-1]


def period_at(travel: Travel, second: int) -> int:
    """Index of the period a second lies in; the first also covers all that is earlier."""
    return max(0, bisect_right(travel.period_starts_s, second) - 1)


def periods_left_in(problem: Problem, proposal: Proposal) -> dict[LegKey, frozenset[int]]:
    """In which periods each leg of a proposal is left, as the clock times it."""
    uses: dict[LegKey, set[int]] = {}
    for route in proposal.routes:
        if not route.stops:
            continue
        leaves_s = left_at(time_route(problem, route))
        for key, second in zip(route_legs(problem, route), leaves_s, strict=True):
            if key[1] != key[2]:
                uses.setdefault(key, set()).add(period_at(problem.travel, second))
    return {key: frozenset(periods) for key, periods in uses.items()}
