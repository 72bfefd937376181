"""The referee on a written plan: its own hours, not hours computed anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lastmile_cli.checking.company import check_company
from lastmile_cli.checking.door_uses import check_chances
from lastmile_cli.checking.order import check_order
from lastmile_cli.checking.plan_battery import check_battery_levels
from lastmile_cli.checking.plan_breaks import check_breaks
from lastmile_cli.checking.plan_carbon import check_carbon
from lastmile_cli.checking.plan_charges import check_charges
from lastmile_cli.checking.plan_coverage import check_bill, check_coverage
from lastmile_cli.checking.plan_crew import check_crew
from lastmile_cli.checking.plan_docks import check_docks
from lastmile_cli.checking.plan_expected import check_expected, check_told
from lastmile_cli.checking.plan_hours import check_consequences, check_hours
from lastmile_cli.checking.plan_legs import check_legs, list_legs
from lastmile_cli.checking.plan_line_haul import check_line_haul
from lastmile_cli.checking.plan_money import check_money
from lastmile_cli.checking.plan_objective import check_objective
from lastmile_cli.checking.plan_partners import check_partners
from lastmile_cli.checking.plan_points import check_points
from lastmile_cli.checking.plan_shift import check_shift
from lastmile_cli.checking.plan_stock import check_stock
from lastmile_cli.checking.plan_stops import check_stops
from lastmile_cli.checking.plan_streets import check_streets
from lastmile_cli.checking.plan_view import PlanIndex, RouteView, Tolerance, view_routes
from lastmile_cli.checking.plan_walks import check_walks
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.problem import Problem

EXACTLY_AS_WRITTEN = Tolerance()
"""One second, one metre: for a problem with the very legs the plan was made with."""


def check_plan(
    problem: Problem,
    plan: Plan,
    index: PlanIndex | None = None,
    tolerance: Tolerance = EXACTLY_AS_WRITTEN,
) -> list[Violation]:
    """
    Judge a plan as it is written, edited by hand or not; an empty list means it holds.

    Where a leg cannot be driven in the time written, the order is driven anew
    from the route's written departure, and the windows it would then miss are
    named too: that is what a dispatcher who moved a visit wants to hear.

    Parameters
    ----------
    problem
        Posed from the plan's own stops and configuration; its stop and vehicle
        ids are the plan's. Stops it does not hold (no place found) must be
        listed as unassigned or outsourced.
    plan
        The plan as it was read.
    index
        Where the ids stand in the problem, with the fleet for drivers, depots,
        rates and emissions; by default the problem's own ids alone, and then
        neither routes' bills nor grams are judged.
    tolerance
        More of it where the problem has table legs, the plan exact ones.
    """
    index = PlanIndex.of(problem) if index is None else index
    found = list(check_coverage(plan, index))
    views = view_routes(problem, plan, index, tolerance)
    found += _check_together(problem, plan, index, views)
    found += _check_day(problem, plan, index)
    found += check_walks(plan, index)
    for view in views:
        found += _check_route(view)
        found += _check_hours_told(view)
        found += _check_sums(view)
    found += check_docks(views, index.depots)
    found += check_bill(plan)
    found += check_objective(problem, plan, index)
    return found


def check_plan_under_way(
    whole: tuple[Problem, Plan, PlanIndex],
    ahead: tuple[Problem, Plan, PlanIndex],
    tolerance: Tolerance = EXACTLY_AS_WRITTEN,
) -> list[Violation]:
    """
    Judge a plan that was made while its day was on; an empty list means it holds.

    What lies behind is as it was, so hours, loads and limits are asked of what is ``ahead``
    (``replanning.rest``), coverage, money, grams and lines of the ``whole``.
    """
    problem, plan, index = whole
    found = list(check_coverage(plan, index))
    found += _check_day(problem, plan, index)
    for view in view_routes(problem, plan, index, tolerance):
        found += _check_sums(view)
    found += check_bill(plan)
    found += check_objective(problem, plan, index, weighed=ahead)
    problem, plan, index = ahead
    found += check_coverage(plan, index)
    views = view_routes(problem, plan, index, tolerance)
    found += _check_together(problem, plan, index, views)
    found += check_walks(plan, index)
    for view in views:
        found += _check_route(view)
        found += _check_hours_told(view)
    return found


def _check_together(
    problem: Problem, plan: Plan, index: PlanIndex, views: Sequence[RouteView]
) -> Iterator[Violation]:
    """Stops that belong together, whoever takes them."""
    handed_over = [
        index.stops[one.stop_id] for one in plan.outsourced if one.stop_id in index.stops
    ]
    yield from check_company(problem, [view.proposed for view in views], handed_over)


def _check_day(problem: Problem, plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """What partners, points, shelves and trucks do on that day."""
    yield from check_partners(problem, plan, index)
    yield from check_points(plan, index)
    yield from check_stock(problem, plan, index)
    yield from check_stops(plan)
    yield from check_line_haul(problem, plan, index)


def _check_sums(view: RouteView) -> Iterator[Violation]:
    """Money, grams and the drawn line."""
    if view.stop_visits:
        yield from check_money(view)
        yield from check_carbon(view)
        yield from check_streets(view)


def _check_hours_told(view: RouteView) -> Iterator[Violation]:
    """What is told beside the hours: chances, and hours to expect."""
    if view.stop_visits:
        yield from check_chances(view)
        yield from check_expected(view)
        yield from check_told(view)


def _check_route(view: RouteView) -> Iterator[Violation]:
    van = view.van.vehicle_id
    stops_by_trip = [[view.find_stop(visit) for visit in trip] for trip in view.trips]
    if not stops_by_trip or not all(any(trip) for trip in stops_by_trip):
        sentence = f"Vehicle {van} is sent out on a trip without a stop."
        yield Violation(rule=Rule.EMPTY_TRIP, route=van, sentence=sentence)
    if not view.stop_visits:
        return
    legs = list_legs(view)
    found = [
        *check_crew(view),
        *check_order(view.problem, view.proposed),
        *check_legs(view, legs),
        *check_hours(view),
        *check_shift(view, legs),
        *check_breaks(view, legs),
        *check_charges(view, legs),
        *check_battery_levels(view),
    ]
    yield from found
    rules = {violation.rule for violation in found}
    if Rule.LEG_TOO_FAST in rules and Rule.NO_WAY not in rules:
        told = {(violation.rule, violation.stop) for violation in found}
        for violation in check_consequences(view):
            if (violation.rule, violation.stop) not in told:
                yield violation
