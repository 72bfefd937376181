"""What a row says about money: cash at the door, the goods' value, how likely nobody is there."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.attempts import PPM
from lastmile_cli.domain.money import MICRO
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.house_data import currencies
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import parse_number
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.words import NO, YES

CASH = "cash"
"""The word in ``requires`` that cash on delivery stands for."""

MOST = Decimal(10**9)
"""No door pays more and no stop's goods are worth more, in units of any currency."""

_SIGNS = {"€": "EUR", "$": "", "£": "GBP", "¥": "", "zł": "PLN", "kr": "", "Fr": "CHF"}
"""Signs of currencies; one that several have names none."""

_AMOUNT = re.compile(
    r"(?P<before>[^\d\s.,'’+\-\u2212]{1,4}\.?)?\s*"
    r"(?P<number>[+\-\u2212]?[\d.,'’\s]*\d)(?:[.,]?-)?\s*"
    r"(?P<behind>[^\d\s.,'’+\-\u2212]{1,4}\.?)?"
)
_GROUPED = re.compile(r"[+\-\u2212]?\d{1,3}([.,])\d{3}")


def read_cash(row: RowReader, decimal_mark: str, currency: str) -> tuple[int, bool]:
    """Cash to collect in micro-units, and whether any is: a bare "yes" names no amount."""
    text = row.value("cash_on_delivery")
    if not text or text.casefold() in NO - {"0"}:
        return 0, False
    if text.casefold() in YES - {"1"}:
        return 0, True
    try:
        micro = parse_amount_micro(text, currency, decimal_mark)
    except CellError as error:
        row.error("LM1170", error.problem, error.hint, column="cash_on_delivery")
        return 0, False
    return micro, micro > 0


def read_value_micro(row: RowReader, decimal_mark: str, currency: str) -> int:
    """
    Declared value in micro-units; what cannot be read counts nothing and is told.

    The row stays: a value decides about claims and surcharges, never about the
    way to the door.
    """
    text = row.value("value")
    if not text:
        return 0
    try:
        return parse_amount_micro(text, currency, decimal_mark)
    except CellError as error:
        problem = f"{error.problem.removesuffix('.')}; it counts as no value."
        row.warning(error.code, problem, error.hint, column="value")
        return 0


def parse_amount_micro(text: str, currency: str, decimal_mark: str = "") -> int:
    """
    Read an amount of money, with or without its currency, as micro-units.

    Three digits behind a mark group thousands, unless ``decimal_mark`` names
    that mark: hardly any money has three decimals.

    >>> parse_amount_micro("12,50 €", "EUR"), parse_amount_micro("EUR 1.234", "EUR")
    (12500000, 1234000000)
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise _no_amount(text)
    for word in (match["before"], match["behind"]):
        _check_currency(word or "", text, currency)
    number = match["number"]
    grouped = _GROUPED.fullmatch(number)
    if grouped and grouped[1] not in decimal_mark:
        number = number.replace(grouped[1], "")
    try:
        amount = parse_number(number, decimal_mark=decimal_mark)
    except CellError as error:
        raise CellError("LM1181", error.problem, error.hint) from error
    if amount < 0:
        raise CellError("LM1181", f"{shown(text)} is negative.", "write it without sign.")
    if amount > MOST:
        raise CellError("LM1181", f"{shown(text)} is too large to be true.", "check the cell.")
    return int((amount * MICRO).to_integral_value(rounding=ROUND_HALF_UP))


def _check_currency(word: str, text: str, currency: str) -> None:
    word = word.rstrip(".")
    if not word or not currency or word.upper() == currency:
        return
    code = _SIGNS.get(word, word.upper())
    # A sign that several currencies share is taken for one's own.
    if code in ("", currency):
        return
    if word not in _SIGNS and code not in currencies():
        raise _no_amount(text)
    problem = f"{shown(text)} is in another currency than {currency}."
    raise CellError("LM1180", problem, f"convert it to {currency}.")


def _no_amount(text: str) -> CellError:
    return CellError("LM1181", f"{shown(text)} is no amount of money.", "write it as 12.50.")


def percent_hint(number: str, share: Decimal) -> str:
    """What to write where a number above 1 may have been meant in a hundred; else nothing."""
    if not 1 < share <= 100:
        return ""
    return f"write {number} % or {(share / 100).normalize():f}, if {number} in a hundred are meant."


def read_failure_ppm(row: RowReader, decimal_mark: str) -> int | None:
    """
    How likely nobody can be handed the goods, in millionths: 0.05, "5 %" or "5%".

    ``None`` where the cell is empty or tells no probability, which is told.
    """
    text = row.value("failure_probability")
    if not text:
        return None
    number, percent = text.removesuffix("%").strip(), text.endswith("%")
    try:
        # A probability has no thousands: one mark is always a decimal one.
        share = parse_number(number, decimal_mark=decimal_mark + ".,") / (100 if percent else 1)
    except CellError:
        share = Decimal(-1)
    if not 0 <= share <= 1:
        problem = f"{shown(text)} is no probability; it counts as usual."
        hint = "" if percent else percent_hint(number, share)
        hint = hint or "write a number from 0 to 1, or per cent: 5 %."
        row.warning("LM1182", problem, hint, column="failure_probability")
        return None
    return int((share * PPM).to_integral_value(rounding=ROUND_HALF_UP))
