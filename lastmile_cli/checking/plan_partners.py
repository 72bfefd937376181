"""Stops handed to partners: some partner takes them, at the price agreed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lastmile_cli.checking.plan_money import (
    MONEY_TOLERANCE_CENTS,
    cents_text,
    half_up,
)
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.problem import Problem

_CENT_MICRO = 10_000


def check_partners(problem: Problem, plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Every stop handed over has a partner's price, and it is the one written.

    Stops that the problem does not hold, and prices in another currency, are
    judged elsewhere.
    """
    for one in plan.outsourced:
        number = index.stops.get(one.stop_id)
        if number is None:
            continue
        price_micro = problem.stops[number].partner_micro
        if price_micro is None:
            sentence = f"No partner takes stop {one.stop_id}, which is handed to {one.partner_id}."
            yield Violation(rule=Rule.NO_PARTNER, stop=one.stop_id, sentence=sentence)
            continue
        agreed = half_up(Fraction(price_micro, _CENT_MICRO))
        written = int(one.price.rounded().amount.scaleb(2))
        off = abs(written - agreed)
        if one.price.currency == plan.currency and off > MONEY_TOLERANCE_CENTS:
            yield Violation(
                rule=Rule.WRONG_PARTNER,
                stop=one.stop_id,
                amount=off,
                sentence=f"Partner {one.partner_id} takes stop {one.stop_id} for "
                f"{cents_text(agreed)} {plan.currency}, "
                f"not {cents_text(written)} as the plan says.",
            )
