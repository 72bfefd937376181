"""Where vehicles stand still on their way, because no street leads on before an hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.counting import span_text
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.motion import arrive
from lastmile_cli.timing.timed import TimedVisit

WORTH_TELLING_S = 60
NAMED = 3
"""So many of the longest stands are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A vehicle stands for ``stand_s`` until ``until_s`` on its way to a stop, "" for a depot."""

    vehicle_id: str
    stop_id: str
    stand_s: int
    until_s: int


def list_stands(posed: Posed, proposal: Proposal) -> list[Stand]:
    """List all stands of a minute and more, the longest first."""
    if len(posed.problem.travel.period_starts_s) == 1:
        return []
    found = [one for route in proposal.routes if route.stops for one in _on(posed, route)]
    return sorted(found, key=lambda one: (-one.stand_s, one.vehicle_id, one.until_s))


def check_lm1515_nobody_stands(stands: Sequence[Stand], day: ServiceDay) -> Notice | None:
    """Name the longest stands; ``None`` where there are none."""
    if not stands:
        return None
    named = "; ".join(
        f"{one.vehicle_id} {span_text(one.stand_s // 60 * 60)} until {day.clock(one.until_s)} "
        f"on the way to {one.stop_id or 'the depot'}"
        for one in stands[:NAMED]
    )
    more = f" and {len(stands) - NAMED} more" if len(stands) > NAMED else ""
    return Notice(
        code="LM1515",
        severity=Severity.WARNING,
        place=Place(),
        problem=f"No street leads on for a while, and vehicles stand: {named}{more}. "
        "Driving times count these minutes.",
        hint="see what is closed then (`lastmile roads list`); wider windows, or another vehicle "
        "that serves the stop earlier, may spare them.",
    )


def _on(posed: Posed, route: ProposedRoute) -> Iterator[Stand]:
    problem = posed.problem
    course, timed = lay_out(problem, route), time_route(problem, route)
    legs = [(halt.durations_s, halt.stop) for halt in course.halts]
    if course.home_s is not None:
        legs.append((course.home_s, None))
    for (durations_s, stop), leave_s in zip(legs, _departures_s(timed.visits), strict=False):
        arrive_s = arrive(leave_s, durations_s, course.starts_s)
        stand_s, until_s = _stand(durations_s, course.starts_s, leave_s, arrive_s)
        if stand_s >= WORTH_TELLING_S:
            yield Stand(
                vehicle_id=posed.vehicles[route.vehicle].vehicle_id,
                stop_id="" if stop is None else problem.stops[stop].stop_id,
                stand_s=stand_s,
                until_s=until_s,
            )


def _departures_s(visits: Sequence[TimedVisit]) -> list[int]:
    """When each leg begins: a break is taken where the next halt is, after the leg there."""
    return [visit.depart_s for visit in visits if visit.kind is not VisitKind.BREAK]


def _stand(
    durations_s: Sequence[int], starts_s: Sequence[int], leave_s: int, arrive_s: int
) -> tuple[int, int]:
    """Seconds without a way between two seconds, and when the last of them is over."""
    if min(durations_s) >= UNREACHABLE_S:
        return 0, arrive_s
    ends_s = (*starts_s[1:], arrive_s)
    begins_s = (min(leave_s, starts_s[0]), *starts_s[1:])
    shut = [
        (max(begin_s, leave_s), min(end_s, arrive_s))
        for duration_s, begin_s, end_s in zip(durations_s, begins_s, ends_s, strict=True)
        if duration_s >= UNREACHABLE_S
    ]
    spans = [(begin_s, end_s) for begin_s, end_s in shut if end_s > begin_s]
    return sum(end_s - begin_s for begin_s, end_s in spans), max((e for _, e in spans), default=0)
