"""Every stop exactly once, every id known, and a bill that adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan


def check_coverage(plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """Every stop is visited, unassigned or outsourced, once; ids exist; one route a vehicle."""
    wanted = {stop.stop_id for stop in plan.stops} | set(index.stops)
    visited = [(v.stop_id or "", r.vehicle_id) for r in plan.routes for v in r.stop_visits]
    left_out = [one.stop_id for one in plan.unassigned] + [one.stop_id for one in plan.outsourced]
    mentions = Counter([*(stop for stop, _ in visited), *left_out])
    for stop in sorted(wanted):
        if not mentions[stop]:
            sentence = f"Stop {stop} is neither on a route nor unassigned nor outsourced."
            yield Violation(rule=Rule.FORGOTTEN, stop=stop, sentence=sentence)
    for stop, count in mentions.items():
        if stop not in wanted:
            sentence = f"The plan names stop {stop or '(none)'}, which nobody asked for."
            yield Violation(rule=Rule.UNKNOWN_ID, stop=stop, sentence=sentence)
        elif count > 1:
            yield _visited_twice(stop, count, [van for name, van in visited if name == stop])
    for stop, van in visited:
        if stop in wanted and stop not in index.stops:
            sentence = f"Vehicle {van} visits stop {stop}, whose place is not known."
            yield Violation(rule=Rule.UNKNOWN_ID, route=van, stop=stop, sentence=sentence)
    yield from _check_vehicles(plan, index)


def check_bill(plan: Plan) -> Iterator[Violation]:
    """One currency; the plan's bill is the sum of the routes' and of what partners take."""
    bills = [(route.vehicle_id, route.bill.currency) for route in plan.routes]
    bills += [("", plan.bill.currency), ("", plan.objective.currency)]
    bills += [("", one.price.currency) for one in plan.outsourced]
    bills += [("", fee.amount.currency) for fee in plan.partner_fees]
    bills += [
        (route.vehicle_id, visit.cost.currency)
        for route in plan.routes
        for visit in route.visits
        if visit.cost is not None
    ]
    strangers = [(van, currency) for van, currency in bills if currency != plan.currency]
    for van, currency in dict.fromkeys(strangers):
        sentence = f"The plan counts in {plan.currency}, but an amount is in {currency}."
        yield Violation(rule=Rule.WRONG_BILL, route=van, sentence=sentence)
    if not strangers:
        yield from _check_sums(plan)


def _check_sums(plan: Plan) -> Iterator[Violation]:
    for route in plan.routes:
        shares = [visit.cost for visit in route.stop_visits if visit.cost is not None]
        shared = sum(shares, start=Money.zero(plan.currency)).rounded()
        is_borne = bool(route.stop_visits) or not (route.resumed and route.resumed.is_over)
        is_told = len(shares) == len(route.stop_visits)
        if is_borne and is_told and shared != route.bill.total:
            yield Violation(
                rule=Rule.WRONG_BILL,
                route=route.vehicle_id,
                amount=_hundredths(shared, route.bill.total),
                sentence=f"The stops of vehicle {route.vehicle_id} cost {shared} together, "
                f"its bill says {route.bill.total} {plan.currency}.",
            )
    parts = [route.bill.total for route in plan.routes]
    parts += [one.price.rounded() for one in plan.outsourced]
    parts += [fee.amount.rounded() for fee in plan.partner_fees]
    parts += [plan.line_haul.bill.total] if plan.line_haul else []
    expected = sum(parts, start=Money.zero(plan.currency)).rounded()
    if plan.bill.total != expected:
        yield Violation(
            rule=Rule.WRONG_BILL,
            amount=_hundredths(plan.bill.total, expected),
            sentence=f"The plan's bill says {plan.bill.total}, but its routes and partners "
            f"add up to {expected} {plan.currency}.",
        )
    yield from _check_categories(plan)


def _check_categories(plan: Plan) -> Iterator[Violation]:
    """Each line of the bill is the sum of the routes' lines, partners with what they take."""
    expected: Counter[str] = Counter()
    for line in (line for route in plan.every_route for line in route.bill.lines):
        expected[line.category] += line.amount.to_micro()
    for one in plan.outsourced:
        expected[CostCategory.PARTNERS] += one.price.rounded().to_micro()
    for fee in plan.partner_fees:
        expected[CostCategory.PARTNER_MINIMUM] += fee.amount.rounded().to_micro()
    written: Counter[str] = Counter()
    for line in plan.bill.lines:
        written[line.category] += line.amount.to_micro()
    for category in dict.fromkeys((*written, *expected)):
        says, is_ = (
            Money.from_micro(it[category], plan.currency).rounded() for it in (written, expected)
        )
        if says != is_:
            yield Violation(
                rule=Rule.WRONG_BILL,
                amount=_hundredths(says, is_),
                sentence=f"The plan's bill says {says} {plan.currency} for "
                f"{category.replace('_', ' ')}, its routes and partners add up to {is_}.",
            )


def _hundredths(one: Money, other: Money) -> int:
    return abs(int((one - other).amount * Decimal(100)))


def _visited_twice(stop: str, count: int, vans: list[str]) -> Violation:
    where = f" (vehicles {', '.join(vans)})" if vans else ""
    return Violation(
        rule=Rule.VISITED_TWICE,
        stop=stop,
        amount=count - 1,
        sentence=f"Stop {stop} is in the plan {count} times{where}.",
    )


def _check_vehicles(plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    for van, count in Counter(route.vehicle_id for route in plan.routes).items():
        if van not in index.vehicles:
            sentence = f"There is no vehicle {van} that day."
            yield Violation(rule=Rule.UNKNOWN_ID, route=van, sentence=sentence)
        if count > 1:
            sentence = f"Vehicle {van} has {count} routes."
            yield Violation(rule=Rule.TWO_ROUTES, route=van, amount=count - 1, sentence=sentence)
