"""The referee on a plan that was made while its day was on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lastmile_cli.checking.plan import check_plan_under_way
from lastmile_cli.checking.plan_view import PlanIndex, Tolerance
from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_written import with_written_walks
from lastmile_cli.replanning.rest import rest_of
from lastmile_cli.workflows.day_roads import DayRoads
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.measure_walks import measure_written
from lastmile_cli.workflows.posed_again import located_of, uses_of
from lastmile_cli.workflows.under_way import LiveDay, LiveStreets, measure_live


def judge_live(
    plan: Plan, whole: Posed, rest: Plan, ahead: Posed, config: Config
) -> list[Violation]:
    """
    Judge a plan by what is ahead of it, and the sums of the whole day.

    ``whole`` poses all its stops as if nothing were done, ``ahead`` what is still to come.
    """
    return check_plan_under_way(
        (whole.problem, plan, _index(whole, config)),
        (ahead.problem, rest, _index(ahead, config)),
        Tolerance.for_walks(config.roads.max_snap_m),
    )


def verify_live(
    plan: Plan, opened: DayRoads, progress: ProgressHook = no_progress
) -> list[Violation]:
    """Judge a plan as it is written, on the streets it was made with."""
    stops = located_of(plan)
    live = open_live(plan, opened, progress)
    rest, ahead = live_rest(plan, live, opened)
    return judge_live(plan, pose_whole(plan, stops, live.streets), rest, ahead, opened.config)


def open_live(plan: Plan, opened: DayRoads, progress: ProgressHook = no_progress) -> LiveDay:
    """Measure the streets of a plan that was made while its day was on, as it was then."""
    heres = {
        it.vehicle_id: it.resumed.place
        for it in plan.routes
        if it.resumed and not it.resumed.is_over
    }
    # What leaving out a stop costs hangs on the longest way there is between any two places.
    were = [
        place
        for it in plan.routes
        if it.resumed
        for place in (*(visit.place for visit in it.visits), it.resumed.place)
    ]
    streets = measure_live(opened.config, opened.roads, located_of(plan), heres, were, progress)
    made = plan.replanned
    at_s, over = (made.at_s, made.over) if made else (0, ())
    return LiveDay.of(streets, plan.routes, at_s, over)


def live_rest(plan: Plan, live: LiveDay, opened: DayRoads) -> tuple[Plan, Posed]:
    """What is ahead of a plan, and the problem it answers, with exact values of its legs."""
    ahead = {it.stop_id for it in rest_of(plan, {}).stops}
    stops = [stop for stop in located_of(plan) if stop.stop_id in ahead]
    told, mode = (plan.replanned.told, plan.replanned.mode) if plan.replanned else ((), "")
    posed = live.pose(stops, told, mode)
    rest = rest_of(plan, live.heres, live.leads(posed))
    ways = measure_written(rest, posed.stops, opened.roads, opened.config.roads.max_snap_m)
    if ways.metres:
        posed = with_written_walks(replace(posed, ways=ways), rest)
    exact = ExactLegs(live.streets.roads, opened.config.roads.periods)
    return rest, posed.with_legs(exact.take(posed, uses_of(rest, posed)))


def pose_whole(plan: Plan, stops: Sequence[Stop], streets: LiveStreets) -> Posed:
    """Pose all stops of a day as if nothing were done; partners keep what they have."""
    posed = pose(stops, streets.config, streets.travel, streets.places)
    if not posed.offers:
        return posed
    handed = {one.stop_id: one.partner_id for one in plan.outsourced}
    return posed.with_handed(handed, {one.stop_id for one in plan.unassigned})


def _index(posed: Posed, config: Config) -> PlanIndex:
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
