"""Breaks where a plan has them: a clock that chooses anew may find another place as good."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from lastmile_cli.domain.plan import Visit, VisitKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemBreak
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.clock import time_placed, time_route
from lastmile_cli.timing.placement import Piece
from lastmile_cli.timing.timed import TimedRoute

Pause = tuple[int, int]
"""The halt on arrival at which a break, or a part of one, is taken, and how many seconds."""


def time_written(problem: Problem, route: ProposedRoute, visits: Sequence[Visit]) -> TimedRoute:
    """Time a route as its visits in a plan say: when it leaves, and where its breaks are."""
    pauses = []
    halt = -1
    for visit in visits:
        if visit.kind is VisitKind.BREAK:
            pauses.append((halt, visit.depart_s - visit.start_s))
        else:
            halt += 1
    if halt != route.halts + len(route.charges):
        # Visits were taken out by hand.
        return time_route(problem, route)
    return _placed(problem, route, visits[0].depart_s, pauses)


def time_as(
    problem: Problem,
    route: ProposedRoute,
    before: TimedRoute,
    *,
    depart_s: int,
    gone: Collection[int] = (),
) -> TimedRoute:
    """
    Time a changed route with the breaks of the one before it, at the halts where they were.

    Where stops are ``gone`` a break is taken at the next halt; where there is none, or a trip
    went with them, breaks are placed anew.
    """
    pauses: list[Pause] = []
    halt = 0
    loads = 0
    for visit in before.visits[1:]:
        if visit.break_index is not None:
            pauses.append((halt, visit.service_s))
        else:
            halt += visit.stop is None or visit.stop not in gone
            loads += visit.kind is VisitKind.LOAD
    if loads != len(route.trips) - 1 or any(at >= halt for at, _ in pauses):
        return time_route(problem, route, depart_s=depart_s)
    return _placed(problem, route, depart_s, pauses)


def _placed(
    problem: Problem, route: ProposedRoute, depart_s: int, pauses: Sequence[Pause]
) -> TimedRoute:
    pieces = list(_pieces(problem.vehicles[route.vehicle].breaks, pauses))
    is_whole = len(pieces) == len(pauses)
    is_apart = len({piece.halt for piece in pieces}) == len(pieces)
    if not (is_whole and is_apart):
        return time_route(problem, route, depart_s=depart_s)
    return time_placed(problem, route, depart_s, pieces)


def _pieces(breaks: Sequence[ProblemBreak], pauses: Sequence[Pause]) -> Iterator[Piece]:
    """Say which break each pause is, in their order: whole, its first part, or its rest."""
    index, is_begun = 0, False
    for halt, seconds in pauses:
        if index == len(breaks):
            return
        is_part = not is_begun and seconds < breaks[index].duration_s
        yield Piece(
            halt=halt,
            break_index=index,
            duration_s=seconds,
            earliest_s=-NO_LIMIT if is_part else breaks[index].earliest_s,
        )
        is_begun = is_part
        index += not is_part
