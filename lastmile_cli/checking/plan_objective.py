"""The written objective: the day's bill, and what leaving stops out was worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.problem import Problem

UNSERVED = "unserved"
"""The line for stops left out."""

_CENT_MICRO = 10_000


def check_objective(problem: Problem, plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Line by line: what routes and partners cost, and the drop prices of stops nobody serves.

    Stops that the problem does not hold (no place found) have no drop price.
    Where currencies are mixed nothing is said here: that is told of the bill.
    """
    if _currencies(plan) != {plan.currency}:
        return
    left_out = _left_out(plan, index)
    drop_micro = sum(problem.stops[number].drop_micro for number in left_out)
    parts = _parts(plan)
    parts[UNSERVED] += half_up(Fraction(drop_micro, _CENT_MICRO))
    written = lines_in_cents(plan.objective)
    for category in dict.fromkeys((*parts, *written)):
        is_dropped = category == UNSERVED
        off = abs(written[category] - parts[category])
        if off > (MONEY_TOLERANCE_CENTS if is_dropped else 0):
            whose = (
                f"{len(left_out)} stop(s) left out are worth"
                if is_dropped
                else "routes and partners add up to"
            )
            yield Violation(
                rule=Rule.WRONG_OBJECTIVE,
                amount=off,
                sentence=f"The objective says {cents_text(written[category])} {plan.currency} "
                f"for {category_words(category)}, but the plan's {whose} "
                f"{cents_text(parts[category])}.",
            )


def _currencies(plan: Plan) -> set[str]:
    return {
        plan.objective.currency,
        *(route.bill.currency for route in plan.routes),
        *(one.price.currency for one in plan.outsourced),
    }


def _left_out(plan: Plan, index: PlanIndex) -> list[int]:
    """Stops of the problem that no vehicle visits and no partner takes."""
    served = {visit.stop_id for route in plan.routes for visit in route.stop_visits}
    served |= {one.stop_id for one in plan.outsourced}
    return [number for stop_id, number in index.stops.items() if stop_id not in served]


def _parts(plan: Plan) -> Counter[str]:
    """What routes and partners cost by category, in hundredths."""
    parts: Counter[str] = Counter()
    for route in plan.routes:
        parts.update(lines_in_cents(route.bill))
    for one in plan.outsourced:
        parts[str(CostCategory.PARTNERS)] += int(one.price.rounded().amount.scaleb(2))
    return parts
