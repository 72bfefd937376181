"""What ignoring traffic costs: a plan for empty streets, driven in the traffic of the day."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lastmile_cli.checking.violation import Kind, Violation, most_urgent_first
from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.engines.interrupts import stop_on_ctrl_c
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_pose import with_walks
from lastmile_cli.timing.clock import time_route
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.plan_day import PlanRequest, get_ready, raise_if_nothing_yet
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.solve_day import Solved


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficIgnored:
    """
    One day, planned twice.

    ``on_paper`` was planned for empty streets and keeps every promise there.
    ``driven`` has the same visits in the same order under the traffic of the
    day, every vehicle leaving as it was told; ``broken`` are the promises it
    breaks, the most urgent first. ``minded`` was planned with the traffic in
    mind.
    """

    on_paper: Plan
    driven: Plan
    minded: Plan
    broken: tuple[Violation, ...] = ()
    interrupted: bool = False


def ignore_traffic(request: PlanRequest, progress: ProgressHook = no_progress) -> TrafficIgnored:
    """
    Plan a day with and without its traffic; nothing is kept.

    With a time limit each of the two searches gets half of what is left.

    Raises
    ------
    UsageError
        The config has no traffic on this day.
    """
    started_s = time.monotonic() - request.spent_s
    day = get_ready(request, progress).supplied(progress)
    if not day.has_traffic:
        raise UsageError(
            f"The config has no traffic on {day.inputs.day.date:%A, %Y-%m-%d}: none to ignore.",
            hint="give its hours and speeds under roads.traffic, for this day of the week too",
        )
    limit_s = day.config.solver.time_limit_s
    quiet, posed = day.without_traffic(), day.pose(progress)
    with stop_on_ctrl_c() as stop:
        first = Deadline.for_command(limit_s / 2 if limit_s else None, started_s).heeding(stop)
        empty = quiet.solve(quiet.pose(progress), progress, first)
        raise_if_nothing_yet(empty)
        second = Deadline.for_command(limit_s, started_s).heeding(stop)
        full = day.solve(posed, progress, second)
        raise_if_nothing_yet(full)
    again = _driven(day, posed, empty)
    driven = day.write_up(again)
    return TrafficIgnored(
        on_paper=quiet.write_up(empty),
        driven=driven,
        minded=day.write_up(full),
        broken=_promises(day.judge(driven, again)),
        interrupted=empty.proposal.interrupted or full.proposal.interrupted,
    )


def _driven(day: ReadyDay, posed: Posed, empty: Solved) -> Solved:
    told = [
        replace(route, depart_s=time_route(empty.posed.problem, route).visits[0].depart_s)
        for route in empty.proposal.routes
    ]
    proposal = replace(empty.proposal, routes=tuple(told))
    if posed.stops != empty.posed.stops:
        # Who was sent to a collection point on paper is served there on the road.
        posed = pose(
            empty.posed.stops,
            day.config,
            posed.problem.travel,
            posed.places.with_visits(empty.posed.stops),
            stops_file=day.inputs.stops_read.file,
        )
    if posed.offers:
        # Who was full on paper is full on the road.
        posed = posed.with_offers(empty.posed.offers)
    # Who walked on paper walks on the road.
    posed = with_walks(replace(posed, ways=empty.posed.ways), empty.posed.walks)
    exact = ExactLegs(day.roads, day.periods)
    driven = exact.swap(posed, proposal)
    return Solved(posed=driven, proposal=proposal, legs=exact.legs)


def _promises(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    promises = [one for one in violations if one.rule.kind is Kind.PROMISE]
    return tuple(most_urgent_first(promises))
