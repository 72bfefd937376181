"""Stops as a plan tells them: they take what their orders do, and are where they were found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from lastmile_cli.checking.plan_points import SAME_PLACE_M, apart_m
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.load import LOAD_DIMENSIONS
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Order, Stop

_MICRO = 1_000_000
_CASH_COLUMN = "cashondelivery"
_PLAIN_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
"""An amount that every reader reads alike; what is written otherwise is not looked at."""


def check_stops(plan: Plan) -> Iterator[Violation]:
    """
    Hold loads, values and cash of each stop against its orders, and its place against its address.

    So it is for each door whose goods are brought to a collection point. Stops without a list
    of orders have only their own row: cash is held against its cell.
    """
    for stop in plan.stops:
        yield from _check_sums(stop)
        yield from _check_place(stop)
        for door in stop.doors:
            yield from _check_sums(door)
            yield from _check_place(door)


def _check_sums(stop: Stop) -> Iterator[Violation]:
    parts: tuple[Stop | Order, ...] = stop.doors or stop.orders
    says = dict(zip(LOAD_DIMENSIONS, stop.load.as_tuple(), strict=True))
    says |= {"value_micro": stop.value_micro, "cash_micro": stop.cash_micro}
    real = dict(says)
    if parts:
        sums = [sum(amounts) for amounts in zip(*(it.load.as_tuple() for it in parts), strict=True)]
        real |= dict(zip(LOAD_DIMENSIONS, sums, strict=True))
        real["value_micro"] = sum(it.value_micro for it in parts)
        # Nobody pays in cash at a collection point.
        real["cash_micro"] = 0 if stop.doors else sum(it.cash_micro for it in parts)
    else:
        real["cash_micro"] = _cash_of_row(stop)
    for name, amount in real.items():
        if says[name] != amount:
            yield Violation(
                rule=Rule.WRONG_ORDERS,
                stop=stop.stop_id,
                amount=abs(says[name] - amount),
                sentence=f"Stop {stop.stop_id} says {says[name]} for {name}, "
                f"but what was ordered makes {amount}.",
            )


def _cash_of_row(stop: Stop) -> int:
    """What the row says is paid at the door, where that is plain to read; else what is written."""
    for header, text in stop.cells:
        is_cash = "".join(filter(str.isalpha, header)).casefold() == _CASH_COLUMN
        if is_cash and stop.cash_micro and _PLAIN_AMOUNT.fullmatch(text.strip()):
            return int(Decimal(text.strip()) * _MICRO)
    return stop.cash_micro


def _check_place(stop: Stop) -> Iterator[Violation]:
    best = stop.geocode.best if stop.geocode else None
    off_m = apart_m(stop.coordinate, best.coordinate if best else None)
    if off_m is not None and off_m > SAME_PLACE_M:
        yield Violation(
            rule=Rule.WRONG_GEOCODE,
            stop=stop.stop_id,
            amount=round(off_m),
            sentence=f"Stop {stop.stop_id} is {off_m:.0f} m from where its address was found.",
        )
