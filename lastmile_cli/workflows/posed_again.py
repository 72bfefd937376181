"""A plan's problem posed again, on the streets that are open: what it was asked to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, Route, VisitKind
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal, ProposedCharge, ProposedRoute
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import LegKey
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping
from lastmile_cli.planning.attempts import spans_at
from lastmile_cli.planning.legs import left_at, period_at, route_legs
from lastmile_cli.planning.line_haul import ready_of_plan, with_ready
from lastmile_cli.planning.places import index_places
from lastmile_cli.planning.point_rules import may_choose, points_in_question
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_written import with_written_walks
from lastmile_cli.timing.clock import time_route
from lastmile_cli.workflows.close_streets import ClosedDay
from lastmile_cli.workflows.day_roads import DayRoads
from lastmile_cli.workflows.measure_streets import measure_streets
from lastmile_cli.workflows.measure_walks import measure_written
from lastmile_cli.workflows.placeless import PLACELESS


def pose_on(
    plan: Plan,
    closed: ClosedDay | DayRoads,
    progress: ProgressHook = no_progress,
    points: Sequence[CollectionPoint] = (),
    joined: Sequence[Stop] = (),
) -> Posed:
    """
    Pose a plan's problem again on the streets of a day, with what is closed on it.

    ``joined`` are stops that the plan does not have yet; the problem has them last.

    ``points`` get a place too, beside all that is visited and what was in question then: what
    leaving out a stop costs hangs on the longest way there is between any two places.
    """
    located, config = located_of(plan), closed.config
    doors = [door for stop in located for door in stop.doors if may_choose(door)]
    asked = [*located, *doors]
    points = points or points_in_question(asked, config.collection_points)
    places = index_places(config.depots, asked, config.used_chargers, points)
    known: Sequence[Coordinate] = ()
    if joined:
        known, located = places.points, (*located, *joined)
        places = index_places(config.depots, [*asked, *joined], config.used_chargers, points)
    places = places.with_visits(located)  # A visit may be called like one of its doors.
    travel = measure_streets(places, closed.config, closed.roads, progress, known=known)
    posed = pose(located, closed.config, travel, places)
    ways = measure_written(plan, located, closed.roads, closed.config.roads.max_snap_m)
    if ways.metres:
        posed = with_written_walks(replace(posed, ways=ways), plan)
    if not posed.offers:
        return posed
    handed = {one.stop_id: one.partner_id for one in plan.outsourced}
    return posed.with_handed(handed, {one.stop_id for one in plan.unassigned})


def uses_of(plan: Plan, posed: Posed) -> dict[LegKey, frozenset[int]]:
    """In which periods each leg of a plan is left, as its visits say."""
    uses: dict[LegKey, set[int]] = {}
    for route in proposal_of(plan, posed).routes:
        keys = route_legs(posed.problem, route) if route.stops else []
        leaves_s = _written_leaves_s(plan, posed.vehicles[route.vehicle].vehicle_id)
        if keys and len(keys) != len(leaves_s):
            # Where visits were taken out or put in by hand, the clock's hours do.
            leaves_s = left_at(time_route(posed.problem, route))
        for key, second in zip(keys, leaves_s, strict=True) if keys else ():
            uses.setdefault(key, set()).add(period_at(posed.problem.travel, second))
    return {key: frozenset(left) for key, left in uses.items() if key[1] != key[2]}


def _written_leaves_s(plan: Plan, vehicle_id: str) -> list[int]:
    """Seconds at which a vehicle leaves for each of its legs; a break is where a leg ends."""
    route = plan.find_route(vehicle_id)
    if route is None:
        return []
    leaves_s = [visit.leaves_s for visit in route.visits if visit.kind is not VisitKind.BREAK]
    return leaves_s if route.home else leaves_s[:-1]


def located_of(plan: Plan) -> tuple[Stop, ...]:
    """
    List the stops the planner posed.

    One without a place on the map counts only where it is visited all the same.
    """
    visited = {visit.stop_id for route in plan.routes for visit in route.stop_visits}
    placeless = {one.stop_id for one in plan.unassigned if one.reason in PLACELESS}
    placeless -= visited
    return tuple(
        stop for stop in plan.stops if stop.coordinate is not None and stop.stop_id not in placeless
    )


def config_of(plan: Plan) -> Config:
    """
    Return the configuration a plan was made with, its clock times on the plan's day.

    Hubs have the hours at which the plan's trucks have brought their goods.
    """
    config = on_service_day(config_from_mapping(plan.config, base=Path()), plan.day)
    if plan.line_haul is None:
        return config
    return with_ready(config, ready_of_plan(plan.line_haul, config.depots))


def proposal_of(plan: Plan, posed: Posed) -> Proposal:
    """Read the visiting orders out of a plan; what the problem does not know is left out."""
    stop_number = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    vehicle_number = {v.vehicle_id: number for number, v in enumerate(posed.vehicles)}
    routes = []
    for route in plan.routes:
        if route.vehicle_id not in vehicle_number:
            continue
        trips: dict[int, list[int]] = {}
        for visit in route.stop_visits:
            if visit.stop_id in stop_number:
                trips.setdefault(visit.trip, []).append(stop_number[visit.stop_id])
        routes.append(
            ProposedRoute(
                vehicle=vehicle_number[route.vehicle_id],
                trips=tuple(tuple(trip) for trip in trips.values()),
                charges=_charges_of(route, set(trips), stop_number, posed),
                depart_s=_settled_s(plan, route),
                spans=spans_at(
                    posed.problem,
                    (
                        (stop_number[visit.stop_id], visit.start_s)
                        for visit in route.stop_visits
                        if visit.stop_id in stop_number
                    ),
                ),
            )
        )
    served = {stop for route in routes for stop in route.stops}
    unserved = tuple(number for number in range(len(posed.stops)) if number not in served)
    return Proposal(routes=tuple(routes), unserved=unserved)


def _settled_s(plan: Plan, route: Route) -> int | None:
    """When a route leaves, where the doors of its depot settled that; else the clock chooses."""
    depots = (it for it in plan.config.get("depots", []) if it.get("id") == route.depot_id)
    counts = any(depot.get("docks") is not None for depot in depots)
    return route.visits[0].depart_s if counts and route.visits else None


def _charges_of(
    route: Route, trips: set[int], stop_number: Mapping[str, int], posed: Posed
) -> tuple[ProposedCharge, ...]:
    """Where a written route recharges, counted over those of its trips that have stops."""
    chargers = {charger.charger_id: number for number, charger in enumerate(posed.chargers)}
    charges: list[ProposedCharge] = []
    halts = 0
    for visit in route.visits:
        if visit.trip not in trips:
            continue
        if visit.kind is VisitKind.CHARGE and visit.charger_id in chargers:
            charger = chargers[visit.charger_id]
            stay_s = max(0, visit.depart_s - visit.start_s) if visit.battery else None
            charges.append(ProposedCharge(before=halts, charger=charger, seconds=stay_s))
        halts += visit.kind is VisitKind.STOP and visit.stop_id in stop_number
        halts += visit.kind is VisitKind.LOAD and visit.trip != min(trips)
    return tuple(charges)
