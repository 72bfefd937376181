"""How firmly each stop of a route stands: how much earlier, and how much later, it could be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.timed import TimedRoute, TimedVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSlack:
    """
    A stop's slack in a route as timed.

    ``before_s`` is how much earlier service could begin, ``after_s`` how much later the
    vehicle could arrive without making anybody later; breaks keep their length in both,
    not their hours. ``start_s`` is when service begins.
    """

    stop: int
    start_s: int
    before_s: int
    after_s: int


def route_slacks(
    problem: Problem, route: ProposedRoute, timed: TimedRoute | None = None
) -> tuple[StopSlack, ...]:
    """Measure the slack of every stop of a route, in visiting order."""
    timed = timed or time_route(problem, route)
    course = lay_out(problem, route)
    begins_s, pauses_s = course.begins_s(course.depart_from_s), _pauses_s(timed.visits)
    latest_s = course.latest_arrivals_s(course.deadlines_s(begins_s), pauses_s)
    halts = {it.stop: number for number, it in enumerate(course.halts) if it.stop is not None}
    found, rested_s = [], 0
    for visit in timed.visits:
        rested_s += visit.service_s if visit.kind is VisitKind.BREAK else 0
        if visit.stop is None:
            continue
        halt = halts[visit.stop]
        by_s = latest_s[halt] + pauses_s.get(halt, 0)
        found.append(
            StopSlack(
                stop=visit.stop,
                start_s=visit.start_s,
                before_s=max(0, visit.start_s - begins_s[halt] - rested_s),
                after_s=max(0, by_s - visit.arrive_s),
            )
        )
    return tuple(found)


def _pauses_s(visits: Sequence[TimedVisit]) -> dict[int, int]:
    """Seconds of the break before each halt that has one."""
    pauses_s, halt = {}, -1  # The first visit is loading, which is no halt.
    for visit in visits:
        if visit.kind is VisitKind.BREAK:
            pauses_s[halt] = visit.service_s
        else:
            halt += 1
    return pauses_s
