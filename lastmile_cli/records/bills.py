"""Money and bills as records: text with two decimals, never a float."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, BillLine
from lastmile_cli.records.fields import Fields

_CATEGORIES = {category.value: category for category in CostCategory}


def money_text(money: Money) -> str:
    """
    Print an amount with two decimals; nothing is never negative.

    >>> from decimal import Decimal
    >>> money_text(Money(Decimal("-0.001"), "EUR")), money_text(Money(Decimal("12.345"), "EUR"))
    ('0.00', '12.35')
    """
    text = str(money)
    return text.removeprefix("-") if not money.rounded().amount else text


def bill_to_record(bill: Bill) -> dict[str, Any]:
    """Lay out a bill: its total and its lines in printing order."""
    lines = [{"category": str(it.category), "amount": money_text(it.amount)} for it in bill.lines]
    return {"total": money_text(bill.total), "lines": lines}


def bill_from_record(fields: Fields, currency: str) -> Bill:
    """Read a bill back; its total is added up from the lines again."""
    fields.money("total", currency)
    return Bill(
        currency=currency,
        lines=tuple(_line(line, currency) for line in fields.objects("lines")),
    )


def lines_to_record(lines: Iterable[BillLine]) -> dict[str, str]:
    """Lay out the lines of a stop in short: amounts by category."""
    return {str(line.category): money_text(line.amount) for line in lines}


def lines_from_record(fields: Fields, currency: str) -> tuple[BillLine, ...]:
    """Read the lines of a stop back."""
    return tuple(
        BillLine(category=_CATEGORIES.get(word, word), amount=fields.money(word, currency))
        for word in map(str, fields.record)
    )


def _line(fields: Fields, currency: str) -> BillLine:
    word = fields.text("category")
    return BillLine(category=_CATEGORIES.get(word, word), amount=fields.money("amount", currency))
