"""The referee's judgement of a plan as it is written, edited by hand too."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex, Tolerance
from lastmile_cli.checking.violation import Rule, Violation, most_urgent_first
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.ports import NamedRoads, RoadSource
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.planning.point_rules import points_in_question
from lastmile_cli.planning.posed import Posed
from lastmile_cli.records.plan_json import parse_plan, plan_from_record
from lastmile_cli.records.sums import list_false_sums
from lastmile_cli.workflows.day_roads import DayRoads, reopen_day_roads
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.haul_day import judge_trucks, pose_trucks_again
from lastmile_cli.workflows.judge_live import verify_live
from lastmile_cli.workflows.posed_again import (
    config_of,
    located_of,
    pose_on,
    proposal_of,
    uses_of,
)
from lastmile_cli.workflows.street_speeds import lay_speeds_again

__all__ = [
    "Verdict",
    "config_of",
    "index_of",
    "located_of",
    "pose_again",
    "pose_both_again",
    "pose_on",
    "proposal_of",
    "uses_of",
    "verify_plan",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    The plan, every promise it breaks and every figure that does not fit, worst first.

    ``file`` is the name used in notices, empty for stdin.
    """

    plan: Plan
    violations: tuple[Violation, ...]
    file: str = ""

    @property
    def served(self) -> int:
        """Stops on routes."""
        return sum(len(route.stop_visits) for route in self.plan.routes)


def verify_plan(name: str, progress: ProgressHook = no_progress) -> Verdict:
    """
    Judge a plan file on the streets it was made with.

    Raises
    ------
    InputRefusedError
        Not a plan, or its map is not known here any more.
    """
    source = read_source(name)
    record = parse_plan(source.content, file=source.file)
    plan = plan_from_record(record, file=source.file)
    violations = _judge(plan, progress)
    violations += [
        Violation(rule=Rule.WRONG_SUM, route=false.vehicle_id, sentence=false.sentence)
        for false in list_false_sums(record, plan)
    ]
    file = "" if name == "-" else name
    return Verdict(plan=plan, violations=tuple(most_urgent_first(violations)), file=file)


def _judge(plan: Plan, progress: ProgressHook) -> list[Violation]:
    if plan.replanned is not None:
        return verify_live(plan, _reopen(plan, progress), progress)
    posed, trucks, _ = pose_both_again(plan, progress)
    config = config_of(plan)
    walks = Tolerance.for_walks(config.roads.max_snap_m)
    violations = check_plan(posed.problem, plan, index_of(posed, config), walks)
    if plan.line_haul is not None and trucks is not None:
        violations += judge_trucks(plan.line_haul, trucks, config)
    return violations


def index_of(posed: Posed, config: Config) -> PlanIndex:
    """What the referee looks a plan's ids up in."""
    return PlanIndex.of(
        posed.problem,
        posed.vehicles,
        posed.chargers,
        config.partners,
        config.collection_points,
        config.depots,
        ways=posed.ways,
        stock=config.stock,
    )


def pose_again(
    plan: Plan, progress: ProgressHook = no_progress, *, with_points: bool = False
) -> tuple[Posed, RoadSource]:
    """
    Pose a plan's problem again, with exact values of the legs it drives now.

    ``with_points`` adds the ways to collection points that nobody is brought to.

    Raises
    ------
    InputRefusedError
        The map of the plan, or a file of street speeds, is not known here any more.
    """
    posed, _, roads = pose_both_again(plan, progress, with_points=with_points)
    return posed, roads


def pose_both_again(
    plan: Plan, progress: ProgressHook = no_progress, *, with_points: bool = False
) -> tuple[Posed, Posed | None, RoadSource]:
    """Do the same, and pose the day of the trucks that supply the hubs where there is one."""
    opened = _reopen(plan, progress)
    points = _points(opened, plan) if with_points else ()
    posed = pose_on(plan, opened, progress, points)
    exact = ExactLegs(opened.roads, opened.config.roads.periods)
    trucks = pose_trucks_again(plan, opened.config, opened.roads, progress)
    if plan.line_haul is not None and trucks is not None:
        of_trucks = ExactLegs(opened.roads, opened.config.roads.periods)
        trucks = trucks.with_legs(of_trucks.take(trucks, uses_of(plan.line_haul, trucks)))
    posed = posed.with_legs(exact.take(posed, uses_of(plan, posed)))
    return posed, trucks, opened.roads


def _reopen(plan: Plan, progress: ProgressHook) -> DayRoads:
    config = lay_speeds_again(config_of(plan), plan)
    sha256 = plan.provenance.roads.map_sha256
    return reopen_day_roads(config, plan.day, located_of(plan), sha256, progress)


def _points(opened: DayRoads, plan: Plan) -> tuple[CollectionPoint, ...]:
    """The points whose ways are known: all with a place, or those that a matrix was asked for."""
    points = opened.config.collection_points
    if isinstance(opened.roads, NamedRoads):
        return points_in_question(located_of(plan), points)
    return tuple(point for point in points if point.coordinate is not None)
