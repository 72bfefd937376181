"""A plan changed by hand: judged, timed and priced again on its own streets."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import Tolerance
from lastmile_cli.checking.violation import Violation, most_urgent_first
from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.settings import Config
from lastmile_cli.intake.edited_routes import Orders, read_edited_routes
from lastmile_cli.intake.sources import read_source
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.line_haul import with_line_haul
from lastmile_cli.planning.posed import Posed
from lastmile_cli.plumbing.clock import now_utc
from lastmile_cli.records.plan_json import with_identity
from lastmile_cli.replanning.difference import PlanDifference, difference_of
from lastmile_cli.replanning.hand_edit import move_stop, reorder
from lastmile_cli.workflows.day_roads import reopen_day_roads
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.explain_plan import stop_of
from lastmile_cli.workflows.plan_files import load_plan
from lastmile_cli.workflows.street_speeds import lay_speeds_again
from lastmile_cli.workflows.verify_plan import (
    config_of,
    index_of,
    located_of,
    pose_on,
    proposal_of,
    uses_of,
)

NOBODY = "nobody"
"""Stands for a vehicle where a stop is to be left out."""

OF_ROUTES = frozenset({"LM1508", "LM1515", "LM1517", "LM1518"})
"""Notices about finished routes: they are told anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """
    A plan after an edit, and what that does.

    ``violations`` are what the plan breaks now, worst first; ``notices`` are about the file that
    was read back.
    """

    plan: Plan
    difference: PlanDifference
    violations: tuple[Violation, ...]
    notices: tuple[Notice, ...] = ()


def move(
    name: str,
    stop_id: str,
    vehicle_id: str,
    at: int | None = None,
    progress: ProgressHook = no_progress,
) -> Edited:
    """
    Move a stop of a plan file to a vehicle, or leave it out (``NOBODY``).

    Whoever was walked to with it from one parking place is driven to again.

    Raises
    ------
    UsageError
        The plan has no such stop or the day no such vehicle; or there is no such place.
    InputRefusedError
        Not a plan, or its map is not known here any more; or the stop has no place on it.
    """
    plan = load_plan(name)
    stop_id = stop_of(plan, stop_id)

    def moved(posed: Posed, proposal: Proposal) -> Proposal:
        vehicle = None if vehicle_id == NOBODY else vehicle_of(posed, vehicle_id)
        number = number_of(posed, stop_id)
        try:
            return move_stop(posed.problem, proposal, number, vehicle, at)
        except ValueError as error:
            hint = "leave --at out: the place that costs least is found"
            raise UsageError(f"--at: {error}", hint=hint) from None

    return _edited(plan, without_walks(plan, stop_id), moved, progress)


def read_back(name: str, routes: str, progress: ProgressHook = no_progress) -> Edited:
    """
    Give a plan file the orders of a routes file that was edited by hand.

    Raises
    ------
    InputRefusedError
        Either cannot be read, or they do not belong together.
    """
    plan = load_plan(name)
    vehicles = [vehicle.vehicle_id for vehicle in config_of(plan).vehicles]
    edited = read_edited_routes(read_source(routes), plan, vehicles)
    bare = plan
    for stop_id in _torn_rounds(plan, edited.orders):
        bare = without_walks(bare, stop_id)

    def ordered(posed: Posed, proposal: Proposal) -> Proposal:
        given = {
            vehicle_of(posed, vehicle_id): tuple(
                tuple(number_of(posed, stop_id) for stop_id in trip) for trip in trips
            )
            for vehicle_id, trips in edited.orders.items()
        }
        result = reorder(posed.problem, proposal, given)
        for stop_id, vehicle_id in edited.unplaced:
            number, vehicle = number_of(posed, stop_id), vehicle_of(posed, vehicle_id)
            result = move_stop(posed.problem, result, number, vehicle)
        return result

    return replace(_edited(plan, bare, ordered, progress), notices=edited.notices)


def vehicle_of(posed: Posed, name: str) -> int:
    """
    Return the index of a vehicle of the day.

    Raises
    ------
    UsageError
        There is none of that name; a near one is suggested.
    """
    numbers = {vehicle.vehicle_id: number for number, vehicle in enumerate(posed.vehicles)}
    if name in numbers:
        return numbers[name]
    close = difflib.get_close_matches(name, numbers, n=1)
    every = ", ".join([*numbers, NOBODY])
    raise UsageError(
        f"No vehicle {name!r} works on this day.",
        hint=f"did you mean {close[0]!r}?" if close else f"name one of {every}",
    )


def number_of(posed: Posed, stop_id: str) -> int:
    """
    Return the index of a stop.

    Raises
    ------
    InputRefusedError
        It has no place on the map, so nobody can be sent there.
    """
    numbers = (number for number, stop in enumerate(posed.stops) if stop.stop_id == stop_id)
    found = next(numbers, None)
    if found is None:
        raise InputRefusedError(
            f"Stop {stop_id} has no place on the map: nobody can be sent there.",
            hint="give it a pin (lat, lon) and plan the day again",
        )
    return found


def without_walks(plan: Plan, stop_id: str) -> Plan:
    """Return a plan in which all are driven to who are walked to together with this stop."""
    return replace(
        plan,
        routes=tuple(
            replace(route, visits=tuple(_driven(route.visits, stop_id))) for route in plan.routes
        ),
    )


def _driven(visits: Sequence[Visit], stop_id: str) -> list[Visit]:
    walk = next((visit.walk for visit in visits if visit.stop_id == stop_id), None)
    parked = walk.parked_at if walk else stop_id
    return [
        replace(visit, walk=None) if visit.walk and visit.walk.parked_at == parked else visit
        for visit in visits
    ]


def _torn_rounds(plan: Plan, orders: Orders) -> list[str]:
    """Where rounds on foot were parked whose doors do not follow one another any more."""
    torn = []
    for route in plan.routes:
        rounds: dict[str, list[str]] = {}
        for visit in route.stop_visits:
            if visit.walk is not None and visit.stop_id:
                parked = visit.walk.parked_at
                rounds.setdefault(parked, [parked]).append(visit.stop_id)
        order = [stop_id for trip in orders.get(route.vehicle_id, ()) for stop_id in trip]
        for parked, doors in rounds.items():
            at = order.index(parked) if parked in order else len(order)
            if order[at : at + len(doors)] != doors:
                torn.append(parked)
    return torn


def _edited(
    plan: Plan,
    bare: Plan,
    change: Callable[[Posed, Proposal], Proposal],
    progress: ProgressHook,
) -> Edited:
    """Pose the plan without some of its walks, change it, and write it up again."""
    config = lay_speeds_again(config_of(plan), plan)
    sha256 = plan.provenance.roads.map_sha256
    opened = reopen_day_roads(config, plan.day, located_of(plan), sha256, progress)
    posed = pose_on(bare, opened, progress)
    exact = ExactLegs(opened.roads, opened.config.roads.periods)
    # With the legs it drives now; the others are those of the tables, until they are driven.
    posed = posed.with_legs(exact.take(posed, uses_of(bare, posed)))
    changed = change(posed, proposal_of(bare, posed))
    posed = exact.swap(posed, changed)
    return judged(plan, plan, posed, changed, opened.config, exact)


def judged(
    plan: Plan, before: Plan, posed: Posed, proposal: Proposal, config: Config, exact: ExactLegs
) -> Edited:
    """
    Write up a proposal on its exact legs, judge it, and compare it with the plan before.

    ``plan`` has all stops of the day, those that joined it among them.
    """
    made = _written_up(plan, posed, proposal, config, exact)
    violations = check_plan(
        posed.problem,
        replace(made, line_haul=None) if made.line_haul else made,
        index_of(posed, config),
        Tolerance.for_walks(config.roads.max_snap_m),
    )
    return Edited(
        plan=made,
        difference=difference_of(before, made),
        violations=tuple(most_urgent_first(violations)),
    )


def _written_up(
    plan: Plan, posed: Posed, proposal: Proposal, config: Config, exact: ExactLegs
) -> Plan:
    there = {stop.stop_id for stop in posed.stops}
    reasons = {one.stop_id: one for one in plan.unassigned}
    made = assemble(
        posed,
        proposal,
        config,
        exact.legs,
        day=plan.day,
        provenance=replace(plan.provenance, repeatable=False),
        notices=[notice for notice in plan.notices if notice.code not in OF_ROUTES],
        not_posed=[
            (stop, reasons[stop.stop_id]) for stop in plan.stops if stop.stop_id not in there
        ],
    )
    made = replace(made, routes=tuple(_as_it_was(plan, route) for route in made.routes))
    if plan.line_haul is not None:
        made = with_line_haul(made, plan.line_haul)
    return with_identity(made, now_utc().astimezone(plan.day.zone).isoformat())


def _as_it_was(plan: Plan, route: Route) -> Route:
    """Keep the hours of a route that nobody changed, where others cost just as much."""
    was = plan.find_route(route.vehicle_id)
    if was is None or _order(was) != _order(route):
        return route
    is_same = (was.bill, was.co2e_g, was.distance_m) == (route.bill, route.co2e_g, route.distance_m)
    return was if is_same and was.end_s - was.start_s == route.end_s - route.start_s else route


def _order(route: Route) -> list[tuple[int, str | None, bool]]:
    return [(visit.trip, visit.stop_id, visit.walk is not None) for visit in route.stop_visits]
