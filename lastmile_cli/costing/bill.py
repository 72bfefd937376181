"""The bill: one line per category, each rounded once; totals are sums of printed lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from lastmile_cli.costing.quantities import Quantities, rate_micro, round_half_up
from lastmile_cli.domain.fleet import CostCategory, Rate
from lastmile_cli.domain.money import MICRO, Money
from lastmile_cli.domain.plan import Bill, BillLine

CENT_MICRO = MICRO // 100
"""Micro-units in the smallest amount that is printed."""


def bill_route(
    quantities: Quantities,
    rates: tuple[Rate, ...],
    currency: str,
    *,
    late_micro: Fraction | int = 0,
    zone_micro: int = 0,
    charging_micro: Fraction | int = 0,
) -> Bill:
    """
    Draw up the bill of one driven route.

    Each line is its category's rates times what the route used, added up
    exactly and rounded half up to two decimals once; lateness at doors comes
    at ``late_micro`` in all (``lateness_micro``), tolls of zones at
    ``zone_micro``, dearer electricity on the way at ``charging_micro``. Lines that
    come to nothing are left out.

    >>> from lastmile_cli.domain.fleet import RateBasis
    >>> wages = Rate(category=CostCategory.WAGES, basis=RateBasis.PER_PAID_HOUR, micro=20_000_000)
    >>> used = Quantities(distance_m=0, paid_s=5_000, overtime_s=0, stops=0)
    >>> str(bill_route(used, (wages,), "EUR").total)
    '27.78'
    """
    lines = []
    beside = {
        CostCategory.LATENESS: late_micro,
        CostCategory.ZONE_TOLLS: zone_micro,
        CostCategory.CHARGING: charging_micro,
    }
    for category in CostCategory:
        of_category = [rate for rate in rates if rate.category is category]
        amount = cents(rate_micro(of_category, quantities) + beside.get(category, 0))
        if amount:
            lines.append(BillLine(category=category, amount=cents_to_money(amount, currency)))
    return Bill(currency=currency, lines=tuple(lines))


def bill_plan(bills: Iterable[Bill], currency: str) -> Bill:
    """Add up bills line by line; the total equals the sum of their totals."""
    sums: dict[str, Money] = {}
    for bill in bills:
        for line in bill.lines:
            before = sums.get(line.category, Money.zero(currency))
            sums[line.category] = before + line.amount
    known = [category for category in CostCategory if category in sums]
    others = [category for category in sums if category not in known]
    return Bill(
        currency=currency,
        lines=tuple(BillLine(category=name, amount=sums[name]) for name in (*known, *others)),
    )


def cents(micro: Fraction | int) -> int:
    """Whole hundredths of the currency's unit, rounded half up once."""
    return round_half_up(Fraction(micro) / CENT_MICRO)


def cents_to_money(amount: int, currency: str) -> Money:
    """
    Money from whole hundredths, exactly.

    >>> str(cents_to_money(1234, "EUR"))
    '12.34'
    """
    return Money(Decimal(amount).scaleb(-2), currency)


def money_to_cents(money: Money) -> int:
    """Whole hundredths of an amount that has no more than two decimals."""
    return int(money.rounded().amount.scaleb(2))
