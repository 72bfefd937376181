"""What a row says about money: the declared value, and how likely nobody is there."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.stops import PPM
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.house_data import currencies
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import parse_number
from lastmile_cli.intake.row_reader import RowReader

MAX_VALUE = Decimal(10**9)
"""No stop's goods are worth more, in units of any currency."""

_SIGNS = {"€": "EUR", "$": "", "£": "GBP", "¥": "", "zł": "PLN", "kr": "", "Fr.": "CHF"}
"""Signs of currencies; one that several have names none."""

_WITH_UNIT = re.compile(
    r"([^\d\s.,+-]{1,4})?\s*([+\-\u2212]?[\d.,'’\u00a0\u202f ]+?)\s*([^\d\s.,]{1,4})?"
)


def read_value_micro(row: RowReader, decimal_mark: str, currency: str) -> int:
    """
    Declared value in micro-units; what cannot be read counts nothing and is told.

    The row stays: a value decides about claims alone, never about the plan.
    """
    text = row.value("value")
    if not text:
        return 0
    match = _WITH_UNIT.fullmatch(text)
    words = [word for word in (match.group(1), match.group(3)) if word] if match else []
    amount_text = match.group(2) if match else text
    foreign = next((word for word in words if not _is_own(word, currency)), None)
    if foreign is not None and _is_currency(foreign):
        problem = f"{shown(text)} is in another currency than {currency}; it counts as no value."
        row.warning("LM1180", problem, f"convert it to {currency}.", column="value")
        return 0
    try:
        amount = parse_number(amount_text if foreign is None else text, decimal_mark=decimal_mark)
    except CellError as error:
        problem = f"{error.problem.removesuffix('.')}; it counts as no value."
        row.warning("LM1181", problem, error.hint, column="value")
        return 0
    if not 0 <= amount <= MAX_VALUE:
        problem = f"{shown(text)} is no value goods can have; it counts as none."
        row.warning("LM1181", problem, "write the value of the goods, 0 or more.", column="value")
        return 0
    return int((amount * MICRO).to_integral_value(rounding=ROUND_HALF_UP))


def _is_own(word: str, currency: str) -> bool:
    if word.upper() == currency or not currency:
        return True
    # A sign that several currencies share is taken for one's own.
    return word in _SIGNS and _SIGNS[word] in ("", currency)


def _is_currency(word: str) -> bool:
    return word in _SIGNS or word.upper() in currencies()


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
        hint = "write a number from 0 to 1, or per cent: 0.05 or 5 %."
        row.warning("LM1182", problem, hint, column="failure_probability")
        return None
    return int((share * PPM).to_integral_value(rounding=ROUND_HALF_UP))
