"""Stops handed to partners: some partner takes them, at the price agreed, and so many."""

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
from lastmile_cli.domain.load import LOAD_DIMENSIONS, Load
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.problem import Problem

_CENT_MICRO = 10_000


def check_partners(problem: Problem, plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Every stop handed over has a partner's price, and it is the one written.
    Nobody has more than it takes in a day, and daily minimums are billed.

    Stops that the problem does not hold, and prices in another currency, are
    judged elsewhere.
    """
    yield from _check_prices(problem, plan, index)
    yield from _check_room(plan, index)
    yield from _check_fees(plan, index)


def _check_prices(problem: Problem, plan: Plan, index: PlanIndex) -> Iterator[Violation]:
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


def _check_room(plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """No partner has more stops, weight, volume or parcels than it takes in a day."""
    wanted = {stop.stop_id: stop for stop in plan.stops}
    for name, partner in index.partners.items():
        mine = [wanted[it.stop_id] for it in plan.outsourced
                if it.partner_id == name and it.stop_id in wanted]  # fmt: skip
        load = sum((stop.load for stop in mine), start=Load())
        of_load = zip(LOAD_DIMENSIONS, load.as_tuple(), partner.a_day.as_tuple(), strict=True)
        amounts = (("stops", len(mine), partner.max_stops), *of_load)
        for unit, amount, limit in amounts:
            if limit is not None and amount > limit:
                sentence = f"Partner {name} is handed {amount} {unit}; it takes {limit} in a day."
                yield Violation(rule=Rule.PARTNER_FULL, sentence=sentence, amount=amount - limit)


def _check_fees(plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """Who takes anything bills its daily minimum at least; nobody bills one twice."""
    written: dict[str, int] = {}
    for fee in plan.partner_fees:
        before = written.get(fee.partner_id, 0)
        written[fee.partner_id] = before + int(fee.amount.rounded().amount.scaleb(2))
    for name in dict.fromkeys((*index.partners, *written)):
        prices = [
            int(it.price.rounded().amount.scaleb(2))
            for it in plan.outsourced
            if it.partner_id == name
        ]
        partner = index.partners.get(name)
        least = half_up(Fraction(partner.minimum_micro, _CENT_MICRO)) if partner else 0
        owed = max(0, least - sum(prices)) if prices else 0
        says = written.get(name, 0)
        if abs(says - owed) > MONEY_TOLERANCE_CENTS and index.partners:
            yield Violation(
                rule=Rule.WRONG_FEE,
                amount=abs(says - owed),
                sentence=f"Partner {name} bills {cents_text(owed)} {plan.currency} up to its daily "
                f"minimum, not {cents_text(says)} as the plan says.",
            )
