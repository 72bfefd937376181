"""Which legs a plan drives: those to ask the roads for exactly."""

from __future__ import annotations

import itertools

from lastmile_cli.domain.problem import Problem, Proposal, ProposedRoute
from lastmile_cli.domain.travel import LegKey
from lastmile_cli.planning.limits import places_along


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
