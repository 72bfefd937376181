"""A route's bill and grams shared among its stops, to the last cent and gram."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lastmile_cli.costing.bill import CENT_MICRO, cents_to_money, money_to_cents
from lastmile_cli.domain.money import Money


def allocate_route(
    total: Money, driving_micro: Sequence[Fraction], own_micro: Sequence[Fraction]
) -> tuple[Money, ...]:
    """
    Share a route's printed total among its stops; the shares add up to it exactly.

    A stop pays its share of the driving (``driving_shares``), its own service
    and parcels, and an equal part of all the rest: the vehicle, loading,
    waiting, overtime and the cents that rounding the bill's lines made.

    Parameters
    ----------
    total
        The route's printed total.
    driving_micro, own_micro
        Micro-units for each stop in visiting order; at least one stop.
    """
    count = len(driving_micro)
    direct = [sum(pair, start=Fraction(0)) for pair in zip(driving_micro, own_micro, strict=True)]
    total_cents = money_to_cents(total)
    rest = total_cents * CENT_MICRO - sum(direct, start=Fraction(0))
    exact = [(micro + rest / count) / CENT_MICRO for micro in direct]
    return tuple(cents_to_money(amount, total.currency) for amount in share_out(total_cents, exact))


def share_out(total: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
    """
    Whole shares that add up to ``total`` and lie within one unit of the exact ones.

    ``exact`` adds up to ``total``. Everyone gets the whole units below the
    exact share; those left over go to the largest remainders, the first ones
    of equals (Hamilton's method).

    >>> share_out(100, [Fraction(100, 3)] * 3)
    (34, 33, 33)
    """
    shares = [value.numerator // value.denominator for value in exact]
    left = total - sum(shares)
    by_remainder = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for number in by_remainder[:left]:
        shares[number] += 1
    return tuple(shares)


def share_by_weight(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """
    Share a whole number in proportion to weights, equally where all are 0.

    >>> share_by_weight(10, [1, 3]), share_by_weight(3, [0, 0])
    ((3, 7), (2, 1))
    """
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    return share_out(total, [Fraction(total * weight, whole) for weight in weights])
