"""One visiting order on one vehicle, tried exactly: what it breaks, its hours, its price."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.planning.companions import count_faults
from lastmile_cli.planning.insertion import cost_micro
from lastmile_cli.planning.limits import excess_hours, excess_loads, has_way, keeps_sequence
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.timed import TimedRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A route that keeps every limit, timed, with its exact cost in micro-units."""

    route: ProposedRoute
    timed: TimedRoute
    cost_micro: Fraction


def try_route(problem: Problem, route: ProposedRoute) -> Trial | None:
    """
    Drive a route, recharging as it must; ``None`` where it breaks anything but who may serve whom.

    That is for whom to ask what is on other routes too: skills and locks,
    groups and the options of one order.

    Everything that proves or prices a change asks this one function.
    """
    route = with_charges(problem, route, must_hold=True)
    if not has_way(problem, route) or not keeps_sequence(problem, route):
        return None
    if count_faults(problem, route) or any(excess_loads(problem, route)):
        return None
    timed = time_route(problem, route)
    if any(excess_hours(problem, timed)):
        return None
    return Trial(route=route, timed=timed, cost_micro=cost_micro(problem, timed))
