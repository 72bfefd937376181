"""
Trucks to the hubs first, then vans to the customers: both planned, and at one another's hours.

The vans are planned as if each hub's goods came by the first truck, directly. What
they then take out of each hub is what the trucks must bring. Trucks that bring all
of it before the first van loads make a plan of both; so do trucks that drive as is cheapest
for them, where the vans can wait for them. Vans that cannot are planned again with the
hours of those trucks. Of all plans that fit together the cheapest is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.errors import PlanCheckError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.planning.line_haul import (
    first_loading_s,
    list_truckloads,
    not_brought,
    with_line_haul,
)
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.planning.point_moves import carry
from lastmile_cli.planning.posed import Posed
from lastmile_cli.records.plan_json import with_identity
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.haul_day import HaulDay, Hauled, judge_trucks
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.solve_day import Solved

MOST_ROUNDS = 5
"""Rounds of trucks and vans; each takes the hours of the trucks before."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TwoEchelons:
    """Both plans, and the day with the hours at which each hub's goods are there."""

    day: ReadyDay
    solved: Solved
    hauled: Hauled
    haul: HaulDay

    @property
    def weight(self) -> tuple[int, Fraction]:
        """Stops left out for want of trucks, then what both cost: less is better."""
        vans = self.solved
        micro = objective_micro(vans.posed.problem, vans.proposal)
        micro += _costs(self.hauled)
        return len(self.day.located.left_out), micro

    def write_up(self, is_over: IsOver = never_over) -> Plan:
        """Draw up the plan of both; once it ``is_over`` no more ways out are looked for."""
        plan = self.day.write_up(self.solved, is_over)
        trucks = self.haul.write_up(self.hauled, plan.day, plan.provenance)
        return with_identity(with_line_haul(plan, trucks), plan.created_at)

    def judge(self, plan: Plan) -> list[Violation]:
        """Ask the referee about both."""
        found = self.day.judge(plan, self.solved)
        if plan.line_haul is not None:
            found += judge_trucks(plan.line_haul, self.hauled.solved.posed, self.day.config)
        return found


def plan_two_echelons(day: ReadyDay, progress: ProgressHook, deadline: Deadline) -> TwoEchelons:
    """
    Plan vans and trucks so that no van loads what no truck has brought.

    Raises
    ------
    PlanCheckError
        No hours were found at which both fit together.
    """
    day = day.with_travel(progress)
    haul = HaulDay.of(day.config, day.roads, day.engine, progress)
    assumed = haul.earliest_ready_s
    solved = day.ready_at(assumed).solve(day.ready_at(assumed).pose(progress), progress, deadline)
    best: TwoEchelons | None = None
    tried: set[str] = set()
    rounds = 0
    while rounds < MOST_ROUNDS and not (best is not None and deadline.is_over()):
        progress(Progress(label="Planning the trucks"))
        loads = list_truckloads(solved.posed, solved.proposal, day.config)
        first_s = first_loading_s(solved.posed, solved.proposal)
        in_time = haul.plan(loads, first_s, progress, deadline)
        if in_time is not None and not in_time.left:
            best = _better(best, day, solved, in_time, haul)
        cheap = haul.plan(loads, {}, progress, deadline)
        assert cheap is not None, "without deadlines every hub has hours"
        # Who is left out never comes back: such rounds end by themselves.
        rounds += not cheap.left
        if cheap.left:
            day = _without(day, cheap)
        elif all(at_s <= first_s.get(hub, at_s) for hub, at_s in cheap.ready_s.items()):
            best = _better(best, day, solved, cheap, haul)
            idle = _idle(solved, assumed, cheap) - tried
            if not idle:
                break
            tried |= idle
            assumed = {hub: at for hub, at in assumed.items() if hub not in idle}
            solved = _again(day.ready_at(assumed), solved, progress, deadline)
            continue
        elif in_time is not None and not in_time.left and _costs(in_time) <= _costs(cheap):
            # No other hours make these trucks cheaper, and the vans need not wait.
            break
        hubs = dict.fromkeys((*assumed, *cheap.ready_s))
        later = {hub: max(assumed.get(hub, 0), cheap.ready_s.get(hub, 0)) for hub in hubs}
        if later == assumed and not cheap.left:
            break
        assumed = later
        solved = _again(day.ready_at(assumed), solved, progress, deadline)
    if best is None:
        raise PlanCheckError(
            "No hours were found at which the trucks bring what the vans load.",
            hint="let the trucks start earlier, or the vans' shifts last longer",
        )
    return best


def _idle(solved: Solved, assumed: Mapping[str, int], trucks: Hauled) -> set[str]:
    """Hubs that no truck goes to after all, where somebody is left out: they need not wait."""
    return set(assumed) - set(trucks.ready_s) if solved.proposal.unserved else set()


def _costs(hauled: Hauled) -> Fraction:
    return objective_micro(hauled.solved.posed.problem, hauled.solved.proposal)


def _better(
    best: TwoEchelons | None, day: ReadyDay, solved: Solved, hauled: Hauled, haul: HaulDay
) -> TwoEchelons:
    """Return the better of two plans, the new one posed with the hours that its trucks have."""
    day = day.ready_at(hauled.ready_s)
    # Vans that load later than that anyway: nothing about their routes changes.
    posed = _posed_at(day, solved.posed)
    found = TwoEchelons(day=day, solved=replace(solved, posed=posed), hauled=hauled, haul=haul)
    return found if best is None or found.weight < best.weight else best


def _posed_at(day: ReadyDay, posed: Posed) -> Posed:
    """
    Pose vehicles as they are on a day with other hours of the hubs.

    So are the prices of leaving stops out, which go by the hours vehicles have; all else stays.
    """
    problem = posed.problem
    at_hours = day.pose_stops(posed.stops).problem
    fresh = {it.vehicle_id: it for it in at_hours.vehicles}
    for number, stop in enumerate(problem.stops):
        drop_micro = at_hours.stops[number].drop_micro
        if stop.drop_micro != drop_micro:
            problem = problem.with_stop(number, replace(stop, drop_micro=drop_micro))
    for number, van in enumerate(problem.vehicles):
        there = fresh.get(van.vehicle_id)
        if there is not None:
            later = replace(
                van,
                earliest_s=max(van.earliest_s, there.earliest_s),
                loads_from_s=max(van.loads_from_s, there.loads_from_s),
            )
            problem = problem.with_vehicle(number, later)
    return replace(posed, problem=problem)


def _again(day: ReadyDay, before: Solved, progress: ProgressHook, deadline: Deadline) -> Solved:
    """Plan the vans again with other hours of the hubs, from the plan before where that can be."""
    posed = day.pose(progress)
    start: Proposal | None = None
    vans = [van.vehicle_id for van in before.posed.problem.vehicles]
    if vans == [van.vehicle_id for van in posed.problem.vehicles]:
        start = replace(
            carry(before.posed, before.proposal, posed), iterations=before.proposal.iterations
        )
    return day.solve(posed, progress, deadline, start)


def _without(day: ReadyDay, hauled: Hauled) -> ReadyDay:
    """Leave out the stops whose goods no truck brings."""
    hubs: Mapping[str, str] = {
        stop_id: load.hub for load in hauled.left for stop_id in load.stop_ids
    }
    located, file = day.located, day.inputs.stops_read.file
    out = [
        (stop, not_brought(stop, hubs[stop.stop_id]))
        for stop in located.stops
        if stop.stop_id in hubs
    ]
    notices = [
        Notice(
            code="LM1575",
            severity=Severity.WARNING,
            place=Place(file=file, row=stop.row),
            problem=f"stop {stop.stop_id} is left out: {why.detail}",
            hint=why.cheapest_fix,
        )
        for stop, why in out
    ]
    located = replace(
        located,
        stops=tuple(stop for stop in located.stops if stop.stop_id not in hubs),
        left_out=(*located.left_out, *out),
        notices=(*located.notices, *notices),
    )
    return replace(day, located=located)
