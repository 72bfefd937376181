"""The written objective: the day's bill, what leaving stops out was worth, and priced wishes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from lastmile_cli.checking.plan_money import (
    MONEY_TOLERANCE_CENTS,
    category_words,
    cents_text,
    half_up,
    lines_in_cents,
)
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.plan import Plan, Visit
from lastmile_cli.domain.problem import Problem

UNSERVED = "unserved"
"""The line for stops left out."""
FAMILIARITY, ZONES, BALANCE = "familiarity", "zones", "balance"
"""The lines for wishes: known drivers, few changes of zone, days of like length."""
WEIGHED_CO2 = "co2_weighed"
"""The line for a price on emissions that nobody pays."""
MOVED_HOURS, WEIGHED_LATENESS = "moved_hours", "lateness_weighed"
"""The lines for a day that is on: customers were told other hours, windows cannot be kept."""

_CENT_MICRO = 10_000


def check_objective(
    problem: Problem,
    plan: Plan,
    index: PlanIndex,
    *,
    weighed: tuple[Problem, Plan, PlanIndex] | None = None,
) -> Iterator[Violation]:
    """
    Line by line: what routes and partners cost, and the drop prices of stops nobody serves.

    Stops that the problem does not hold (no place found) have no drop price. Of
    the options of an order that nobody serves only the dearest counts. Where
    currencies are mixed nothing is said here: that is told of the bill. Where only a part of the
    day could still be ``weighed``, wishes and drop prices are those of that part.
    """
    if _currencies(plan) != {plan.currency}:
        return
    billed = {stop.stop_id: stop.late_micro for stop in problem.stops}
    problem, part, index = weighed or (problem, plan, index)
    left_out = _left_out(part, index)
    weighed_micro = {
        UNSERVED: Fraction(sum(_drops_micro(problem, index, left_out))),
        **_wishes_micro(problem, part, index),
        WEIGHED_LATENESS: _lateness_micro(problem, part, index, billed),
    }
    parts = _parts(plan)
    for category, micro in weighed_micro.items():
        parts[category] += half_up(micro / _CENT_MICRO)
    written = lines_in_cents(plan.objective)
    for category in dict.fromkeys((*parts, *written)):
        off = abs(written[category] - parts[category])
        if off > (MONEY_TOLERANCE_CENTS if category in weighed_micro else 0):
            whose = "routes and partners add up to"
            if category == UNSERVED:
                whose = f"{len(left_out)} stop(s) left out are worth"
            elif category in weighed_micro:
                whose = "wishes not met are worth"
            yield Violation(
                rule=Rule.WRONG_OBJECTIVE,
                amount=off,
                sentence=f"The objective says {cents_text(written[category])} {plan.currency} "
                f"for {category_words(category)}, but the plan's {whose} "
                f"{cents_text(parts[category])}.",
            )


def _drops_micro(problem: Problem, index: PlanIndex, left_out: list[int]) -> Iterator[int]:
    """Yield the drop prices that count: one for each order that nobody serves."""
    gone = set(left_out)
    orders: dict[int, int] = {}
    served = {
        problem.stops[number].option_of for number in index.stops.values() if number not in gone
    }
    for number in left_out:
        stop = problem.stops[number]
        price_micro = stop.drop_micro
        if stop.partner_micro is not None:
            price_micro = min(price_micro, stop.partner_micro)
        if stop.option_of is None:
            yield price_micro
        elif stop.option_of not in served:
            orders[stop.option_of] = max(orders.get(stop.option_of, 0), price_micro)
    yield from orders.values()


def _wishes_micro(problem: Problem, plan: Plan, index: PlanIndex) -> dict[str, Fraction]:
    """
    What wishes cost that were not met, in micro-units.

    A stop without a zone makes no change of zone; routes last from the start
    of loading to the end.
    """
    known = changes = moved = 0
    co2 = Fraction(0)
    days_s = []
    for route in plan.routes:
        vehicle = index.vehicles.get(route.vehicle_id)
        numbers = [index.stops.get(visit.stop_id or "") for visit in route.stop_visits]
        stops = [problem.stops[number] for number in numbers if number is not None]
        if vehicle is not None:
            known += sum(stop.vehicle_micro[vehicle] for stop in stops if stop.vehicle_micro)
        zones = [stop.zone for stop in stops]
        changes += sum(
            here is not None and there is not None and here != there
            for here, there in itertools.pairwise(zones)
        )
        days_s.append(route.end_s - route.start_s)
        driven = index.fleet.get(route.vehicle_id)
        if driven is not None:
            co2 += Fraction(driven.weighed_km_micro * route.distance_m, 1_000)
        moved += sum(
            problem.stops[number].moved_micro(_sets_out_s(visit))
            for visit, number in zip(route.stop_visits, numbers, strict=True)
            if number is not None
        )
    apart_s = max(days_s) - min(days_s) if days_s else 0
    return {
        FAMILIARITY: Fraction(known),
        ZONES: Fraction(problem.zone_change_micro * changes),
        BALANCE: Fraction(problem.balance_micro * apart_s, 3_600),
        WEIGHED_CO2: co2,
        MOVED_HOURS: Fraction(moved),
    }


def _lateness_micro(
    problem: Problem, plan: Plan, index: PlanIndex, billed: Mapping[str, int]
) -> Fraction:
    """What lateness weighs beyond what is billed for it, by stop and hour."""
    total = Fraction(0)
    for route in plan.routes:
        for visit in route.stop_visits:
            number = index.stops.get(visit.stop_id or "")
            if number is None:
                continue
            stop = problem.stops[number]
            late_s = max(0, _sets_out_s(visit) - stop.windows[-1][1])
            hour_micro = stop.late_micro - billed.get(stop.stop_id, stop.late_micro)
            total += Fraction(late_s * hour_micro, 3_600)
    return total


def _sets_out_s(visit: Visit) -> int:
    """When a visit begins for the vehicle: as its driver sets out on foot."""
    return visit.start_s - (visit.walk.out_s if visit.walk else 0)


def _currencies(plan: Plan) -> set[str]:
    return {
        plan.objective.currency,
        *(route.bill.currency for route in plan.every_route),
        *(one.price.currency for one in plan.outsourced),
        *(fee.amount.currency for fee in plan.partner_fees),
    }


def _left_out(plan: Plan, index: PlanIndex) -> list[int]:
    """Stops of the problem that no vehicle visits and no partner takes."""
    served = {visit.stop_id for route in plan.routes for visit in route.stop_visits}
    served |= {one.stop_id for one in plan.outsourced}
    return [number for stop_id, number in index.stops.items() if stop_id not in served]


def _parts(plan: Plan) -> Counter[str]:
    """What routes and partners cost by category, in hundredths; all that trucks weighed counts."""
    parts: Counter[str] = Counter()
    if plan.line_haul is not None:
        parts.update(lines_in_cents(plan.line_haul.objective))
    for route in plan.routes:
        parts.update(lines_in_cents(route.bill))
    for one in plan.outsourced:
        parts[str(CostCategory.PARTNERS)] += int(one.price.rounded().amount.scaleb(2))
    for fee in plan.partner_fees:
        parts[str(CostCategory.PARTNER_MINIMUM)] += int(fee.amount.rounded().amount.scaleb(2))
    return parts
