"""What a row says about money: cash to collect at the door, and what the goods are worth."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.money import MICRO
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import parse_number
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.words import NO, YES

CASH = "cash"
"""The word in ``requires`` that cash on delivery stands for."""

MOST = Decimal(10**8)
"""No door pays more, no parcel is worth more."""

_AMOUNT = re.compile(
    r"(?P<before>[A-Za-z]{2,3}|[€£$¥])?\s*(?P<number>[-−+]?[\d.,'’\s]*\d[.,]?-?)\s*"
    r"(?P<behind>[A-Za-z]{2,3}\.?|[€£$¥])?"
)
_GROUPED = re.compile(r"\d{1,3}[.,]\d{3}")
_SIGNS = {"€": "EUR", "£": "GBP"}
"""Signs that stand for one currency only; dollars and crowns have many."""


def read_cash(row: RowReader, currency: str) -> tuple[int, bool]:
    """Cash to collect in micro-units, and whether any is: a bare "yes" names no amount."""
    text = row.value("cash_on_delivery")
    if not text or text.casefold() in NO - {"0"}:
        return 0, False
    if text.casefold() in YES - {"1"}:
        return 0, True
    try:
        micro = parse_amount_micro(text, currency)
    except CellError as error:
        row.error("LM1170", error.problem, error.hint, column="cash_on_delivery")
        return 0, False
    return micro, micro > 0


def read_value_micro(row: RowReader, currency: str) -> int:
    """What the goods are worth in micro-units; what is no amount counts as nothing, told."""
    text = row.value("value")
    if not text:
        return 0
    try:
        return parse_amount_micro(text, currency)
    except CellError as error:
        row.warning("LM1171", f"{error.problem} The value counts as 0.", error.hint, column="value")
        return 0


def parse_amount_micro(text: str, currency: str) -> int:
    """
    Read an amount of money, with or without its currency, as micro-units.

    Three digits behind a mark group thousands: no money has three decimals here.

    >>> parse_amount_micro("12,50 €", "EUR"), parse_amount_micro("EUR 1.234", "EUR")
    (12500000, 1234000000)
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise CellError("LM1170", f"{shown(text)} is no amount of money.", "write it as 12.50.")
    for written in (match["before"], match["behind"]):
        code = _SIGNS.get(written or "", (written or "").rstrip(".").upper())
        if len(code) == 3 and code != currency:
            problem = f"{shown(text)} is in {code}; everything else is in {currency}."
            raise CellError("LM1170", problem, f"write the amount in {currency}.")
    number = (
        match["number"].rstrip("-").rstrip(".,") if match["number"][-1:] == "-" else match["number"]
    )
    if _GROUPED.fullmatch(number):
        number = re.sub(r"[.,]", "", number)
    amount = parse_number(number, decimal_mark=".,")
    if amount < 0:
        raise CellError("LM1170", f"{shown(text)} is negative.", "write it without sign.")
    if amount > MOST:
        raise CellError("LM1170", f"{shown(text)} is too large to be true.", "check the cell.")
    return int((amount * MICRO).to_integral_value(ROUND_HALF_UP))
