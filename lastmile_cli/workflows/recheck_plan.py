"""A plan made before streets were closed: legs that are hit, what the detours cost and break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex, Tolerance
from lastmile_cli.checking.violation import Kind, Rule, Violation, most_urgent_first
from lastmile_cli.domain.closed_hours import touches
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.ports import ClosableRoads, ClosureHit, RoadSource
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.intake.closures_of import closures_of_config, closures_of_file
from lastmile_cli.planning.detours import HitRoute, MovedStand
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.route_sheet import write_route
from lastmile_cli.timing.clock import time_route
from lastmile_cli.workflows.close_streets import close_streets, hits_on, hours_of
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.hit_legs import find_hit_legs, with_plans
from lastmile_cli.workflows.verify_plan import config_of, pose_again, pose_on, proposal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """
    What closures do to a plan; ``closures`` are those that touch its day and are new to it.

    ``moved`` are the stops for which a vehicle stands elsewhere; ``broken`` are
    the promises the plan breaks once it is driven, the most urgent first.
    """

    closures: tuple[ClosureHit, ...]
    routes: tuple[HitRoute, ...]
    moved: tuple[MovedStand, ...]
    broken: tuple[Violation, ...]
    notices: tuple[Notice, ...]


def recheck_plan(
    plan: Plan, *, config: str = "", closures: str = "", progress: ProgressHook = no_progress
) -> Recheck:
    """
    Drive a plan under closures it did not know.

    ``closures`` is a file whose closures come on top of the plan's own (one of
    the same id takes its place), ``config`` a configuration whose closures are
    all there are.

    Raises
    ------
    InputRefusedError
        A file cannot be read or used, or the map of the plan is gone.
    NotSupportedError
        The plan's roads know no streets to close.
    """
    told = config_of(plan)
    wanted, notices = _wanted(told, config, closures)
    now = replace(told, roads=replace(told.roads, closures=wanted))
    posed, roads = pose_again(plan, progress)
    hours = hours_of(now)
    fresh = [one for one in wanted if touches(one, plan.day, hours) and _is_new(one, told)]
    hits = tuple(hits_on(roads, fresh)) if fresh else ()
    notices = (*notices, *(notice for hit in hits for notice in hit.notices))
    hits = tuple(hit for hit in hits if hit.closes_something)
    if not hits:
        return Recheck(closures=(), routes=(), moved=(), broken=(), notices=notices)
    periods = close_streets(told, plan.day, roads).config.roads.periods
    street_roads = cast("ClosableRoads", roads)
    legs = find_hit_legs(plan, posed, street_roads, periods, [hit.closure for hit in hits])
    day = close_streets(now, plan.day, street_roads.not_standing_in(()))
    again = pose_on(plan, day, progress)
    exact = ExactLegs(day.roads, day.config.roads.periods)
    proposal = _leaving_as_told(plan, again, proposal_of(plan, again))
    again = exact.swap(again, proposal)
    routes = [
        HitRoute(
            planned=planned,
            driven=_driven(again, route, exact, plan.currency),
            legs=legs.get(planned.vehicle_id, ()),
        )
        for route, planned in with_plans(plan, again, proposal)
    ]
    return Recheck(
        closures=hits,
        routes=tuple(route for route in routes if route.is_hit),
        moved=tuple(_moved(plan, now, roads, day.roads)),
        broken=_broken(plan, again, routes, now),
        notices=notices,
    )


def _wanted(
    told: Config, config: str, closures: str
) -> tuple[tuple[Closure, ...], tuple[Notice, ...]]:
    """Return the closures there are now, and what is to be said of them."""
    if config:
        return closures_of_config(config)
    added, notices = closures_of_file(Path(closures), told.service.timezone)
    ids = {one.closure_id for one in added}
    return (*(one for one in told.roads.closures if one.closure_id not in ids), *added), notices


def _is_new(closure: Closure, told: Config) -> bool:
    """Whether the plan was made without it, or when it closed something else or at other times."""
    known = [(one.shape, one.from_at, one.until_at) for one in told.roads.closures]
    return (closure.shape, closure.from_at, closure.until_at) not in known


def _leaving_as_told(plan: Plan, posed: Posed, proposal: Proposal) -> Proposal:
    routes = tuple(
        replace(route, depart_s=planned.visits[0].depart_s)
        for route, planned in with_plans(plan, posed, proposal)
    )
    return replace(proposal, routes=routes)


def _driven(posed: Posed, route: ProposedRoute, exact: ExactLegs, currency: str) -> Route | None:
    timed = time_route(posed.problem, route)
    drives_s = [visit.drive_s for visit in timed.visits]
    drives_s += [timed.home.drive_s] if timed.home else []
    # Who never arrives is on the way for decades.
    if max(drives_s) >= UNREACHABLE_S // 2:
        return None
    return write_route(posed, route, exact.legs, currency)


def _moved(plan: Plan, now: Config, before: RoadSource, after: RoadSource) -> Iterator[MovedStand]:
    """Stops whose vehicle stands elsewhere than planned."""
    profiles = {vehicle.vehicle_id: vehicle.profile for vehicle in now.vehicles}
    for route in plan.routes:
        visits = [visit for visit in route.stop_visits if visit.stop_id]
        doors = [visit.place for visit in visits]
        profile = profiles.get(route.vehicle_id)
        if profile is None:
            continue
        pairs = zip(before.snap(doors, profile), after.snap(doors, profile), strict=True)
        for visit, (planned, stand) in zip(visits, pairs, strict=True):
            if planned is not None and planned != stand:
                yield MovedStand(
                    stop_id=visit.stop_id or "",
                    vehicle_id=route.vehicle_id,
                    street=stand.street if stand else "",
                    walk_m=stand.walk_m if stand else None,
                    planned_street=planned.street,
                    planned_walk_m=planned.walk_m,
                )


def _broken(
    plan: Plan, posed: Posed, routes: Sequence[HitRoute], now: Config
) -> tuple[Violation, ...]:
    """Promises broken once the plan is driven round what is closed."""
    cut = {route.planned.vehicle_id for route in routes if route.driven is None}
    driven = {route.planned.vehicle_id: route.driven for route in routes if route.driven}
    there = tuple(driven.get(route.vehicle_id, route) for route in plan.routes)
    index = PlanIndex.of(
        posed.problem,
        posed.vehicles,
        posed.chargers,
        now.partners,
        now.collection_points,
        now.depots,
        ways=posed.ways,
        stock=now.stock,
    )
    walks = Tolerance.for_walks(now.roads.max_snap_m)
    found = [
        one
        for one in check_plan(posed.problem, replace(plan, routes=there), index, walks)
        if one.rule.kind is Kind.PROMISE and one.route not in cut
    ]
    found += [_no_way(route) for route in routes if route.driven is None]
    return tuple(most_urgent_first(found))


def _no_way(route: HitRoute) -> Violation:
    van = route.planned.vehicle_id
    streets = dict.fromkeys(street for leg in route.legs for street in leg.streets)
    closed = f": closed are {', '.join(streets)}" if streets else ""
    return Violation(
        rule=Rule.NO_WAY,
        route=van,
        sentence=f"Vehicle {van} cannot drive its route any more, there is no way round{closed}.",
    )
