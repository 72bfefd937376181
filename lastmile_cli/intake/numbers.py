"""Cells to exact numbers: decimal commas, thousands separators, units."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown

MASS_UNITS = {
    "kg": Decimal(1),
    "kgs": Decimal(1),
    "kilo": Decimal(1),
    "kilos": Decimal(1),
    "g": Decimal("0.001"),
    "gr": Decimal("0.001"),
    "grams": Decimal("0.001"),
    "t": Decimal(1000),
    "lb": Decimal("0.45359237"),
    "lbs": Decimal("0.45359237"),
}
"""Kilograms in one of each; the international pound of 1959."""

VOLUME_UNITS = {
    "m3": Decimal(1),
    "cbm": Decimal(1),
    "l": Decimal("0.001"),
    "ltr": Decimal("0.001"),
    "litres": Decimal("0.001"),
    "liters": Decimal("0.001"),
    "dm3": Decimal("0.001"),
    "ml": Decimal("0.000001"),
    "cm3": Decimal("0.000001"),
}
"""Cubic metres in one of each."""

LENGTH_UNITS = {
    "cm": Decimal(1),
    "mm": Decimal("0.1"),
    "m": Decimal(100),
    "in": Decimal("2.54"),
    "inch": Decimal("2.54"),
    "inches": Decimal("2.54"),
}
"""Centimetres in one of each."""

PIECE_UNITS = {
    name: Decimal(1)
    for name in ("pcs", "pc", "parcel", "parcels", "kpl", "kolli", "st", "stk", "box", "boxes")
}
"""Words that may follow a count."""

MAX_DIGITS = 18
"""A number with more digits is no quantity."""

_NUMBER = re.compile(r"([+-]?)(\d[\d.,'’ ]*|[.,]\d+)\s*([^\d\s.,][^\d]*\d?)?", re.ASCII)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*")
_SUPERSCRIPTS = str.maketrans("²³", "23")


@functools.lru_cache(maxsize=8192)
def parse_number(text: str, *, decimal_mark: str = "") -> Decimal:
    """
    Read a plain number; ``decimal_mark`` holds the characters that may stand for one.

    One separator before exactly three digits ("1,234") could also group
    thousands: it is a decimal mark only where ``decimal_mark`` names it, else
    the number is refused.

    >>> [str(parse_number(t)) for t in ("2,5", "1 234,50", "1.234,5", "1,234.5", ".5")]
    ['2.5', '1234.50', '1234.5', '1234.5', '0.5']
    """
    value, unit = _split(text)
    if unit:
        raise _not_a_number(text)
    return _value(value, text, decimal_mark)


@functools.lru_cache(maxsize=8192)
def parse_quantity(
    text: str, units: tuple[tuple[str, Decimal], ...], unit: str, *, decimal_mark: str = ""
) -> Decimal:
    """
    Read a number with or without a unit; ``unit`` is meant where none is written.

    >>> parse_quantity("800 g", tuple(MASS_UNITS.items()), "kg")
    Decimal('0.800')
    """
    value, written = _split(text)
    known = dict(units)
    factor = known.get(written.rstrip(".").casefold() if written else unit)
    if factor is None:
        some = ", ".join(list(known)[:4])
        message = f"{shown(text)} has an unknown unit."
        raise CellError("LM1110", message, f"write a plain number, or one of the units {some}.")
    return _value(value, text, decimal_mark) * factor


def parse_whole(text: str, units: tuple[tuple[str, Decimal], ...] = ()) -> int:
    """Read a whole number, such as a count; "3 pcs" and "3.0" are 3."""
    value = parse_quantity(text, (*units, ("", Decimal(1))), "")
    if value != value.to_integral_value():
        message = f"{shown(text)} is not a whole number."
        raise CellError("LM1110", message, "write a whole number, such as 2.")
    return int(value)


def _split(text: str) -> tuple[str, str]:
    plain = text.translate(_SPACES).translate(_SUPERSCRIPTS).replace("−", "-").strip()
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise _not_a_number(text)
    sign, digits, unit = match.groups()
    return sign + digits.strip(), (unit or "").strip()


def _value(number: str, text: str, decimal_mark: str) -> Decimal:
    sign, digits = (number[0], number[1:]) if number[0] in "+-" else ("", number)
    if sum(c.isdigit() for c in digits) > MAX_DIGITS:
        raise CellError("LM1113", f"{shown(text)} is too large to be true.", "check the cell.")
    marks = [c for c in digits if c in ".,"]
    plain = digits
    if len(set(marks)) == 2:
        plain = _ungrouped(digits, marks[-1], text)
    elif len(marks) > 1 or any(c in digits for c in " '’"):
        whole, _, decimals = digits.partition(marks[0]) if len(marks) == 1 else (digits, "", "")
        plain = _grouped(whole, text) + (f".{decimals}" if decimals else "")
    elif marks:
        plain = _one_mark(digits, marks[0], text, decimal_mark)
    if not re.fullmatch(r"\d*\.?\d*", plain) or plain in {"", "."}:
        raise _not_a_number(text)
    return Decimal(("-" if sign == "-" else "") + plain)


def _ungrouped(digits: str, decimal_mark: str, text: str) -> str:
    whole, _, decimals = digits.rpartition(decimal_mark)
    return f"{_grouped(whole, text)}.{decimals}"


def _grouped(whole: str, text: str) -> str:
    if whole.isdigit():
        return whole
    if not _GROUPED.fullmatch(whole):
        raise _not_a_number(text)
    return re.sub(r"\D", "", whole)


def _one_mark(digits: str, mark: str, text: str, decimal_mark: str) -> str:
    whole, _, decimals = digits.partition(mark)
    could_group = len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    if could_group and mark not in decimal_mark:
        clear = decimal_mark[:1] or "."
        problem = f"{shown(text)} may mean {whole}{decimals} or {whole}{clear}{decimals}."
        hint = f"write {whole}{decimals} or {whole}{clear}{decimals}0, whichever is meant."
        raise CellError("LM1111", problem, hint)
    return f"{whole}.{decimals}"


def _not_a_number(text: str) -> CellError:
    return CellError("LM1110", f"{shown(text)} is not a number.", "write digits, such as 2.5.")
