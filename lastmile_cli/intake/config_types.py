"""Scalars of a configuration: exact, strict about kinds, lenient about spelling."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.times import clock_text, parse_clock
from lastmile_cli.intake.words import NO, YES, one_name

MAX_DIGITS = 15
"""What a float still holds exactly, so that plain data reads back to the same number."""

_PLAIN_NUMBER = re.compile(r"-?\d*\.?\d+|-?\d+\.", re.ASCII)


_CURRENCY = r"(?:[A-Za-z]{1,3}|[$€£¥₽₹zł]{1,2})"
_WITH_CURRENCY = re.compile(rf"{_CURRENCY}\s*[.,-]*\d[\d.,-]*|-?[.,]*\d[\d.,]*\s*{_CURRENCY}")


def _refused(kind: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(kind, "{message}", {"message": message})


def to_decimal(value: Any) -> Decimal:
    """Read a number exactly from what YAML, JSON or an environment variable gives."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise _refused("number", "must be a number, such as 2.5")
    text = str(value).strip()
    if isinstance(value, (float, Decimal)) and "e" in text.casefold():
        text = f"{Decimal(text):f}"
    if not _PLAIN_NUMBER.fullmatch(text):
        raise _refused("number", "must be a number, such as 2.5 (with a point, without a unit)")
    if len(text.strip("-0.").replace(".", "")) > MAX_DIGITS:
        raise _refused("number", f"must have at most {MAX_DIGITS} digits")
    return Decimal(text)


def to_amount(value: Any) -> Decimal:
    """Read an amount of money; its currency is that of the service, and never written."""
    if isinstance(value, str) and _WITH_CURRENCY.fullmatch(value.strip()):
        raise _refused("currency", "names a currency")
    return to_decimal(value)


def to_percent(value: Any) -> Decimal:
    """
    Read per cent, with or without the sign.

    >>> str(to_percent("12.5 %")), str(to_percent(12))
    ('12.5', '12')
    """
    return to_decimal(_without_sign(value)[0])


def to_chance(value: Any) -> Decimal:
    """
    Read a probability; where 15 of a hundred are meant, the sign has to say so.

    >>> [str(to_chance(text)) for text in (0.15, "0,15", "15 %")]
    ['0.15', '0.15', '0.15']
    """
    text, is_percent = _without_sign(value)
    # A probability has no thousands: one comma is a decimal one.
    one_comma = isinstance(text, str) and text.count(",") == 1 and "." not in text
    number = to_decimal(text.replace(",", ".") if one_comma else text)
    if not is_percent and 1 < number <= 100:
        share = f"{(number / 100).normalize():f}"
        hint = f'write {share}, or "{number} %" with the sign, if {number} in a hundred are meant'
        raise PydanticCustomError("chance", "{message}", {"message": hint})
    return number / 100 if is_percent else number


def _without_sign(value: Any) -> tuple[Any, bool]:
    if isinstance(value, str) and value.strip().endswith("%"):
        return value.strip().removesuffix("%").rstrip(), True
    return value, False


def to_whole(value: Any) -> int:
    """Read a whole number."""
    number = to_decimal(value)
    if number != number.to_integral_value():
        raise _refused("number", "must be a whole number")
    return int(number)


def to_text(value: Any) -> str:
    """Read text; a bare number, such as a postcode, is text too."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise _refused("text", "must be text")
    return str(value).strip()


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""As ``date.weekday()`` counts them; any three letters or more of one name it."""


def to_weekday(value: Any) -> int:
    """
    Read a day of the week, 0 for Monday.

    >>> to_weekday("Tue"), to_weekday("sunday")
    (1, 6)
    """
    text = to_word(value).casefold().rstrip(".")
    for number, name in enumerate(WEEKDAYS):
        if len(text) >= 3 and name.startswith(text):
            return number
    raise _refused("weekday", "must be a day of the week, such as mon")


def to_pair(value: Any) -> Any:
    """Let a list of two pass as a pair."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise _refused("position", "must be two numbers, as in [60.17, 24.94]: lat, lon")
    return tuple(value)


def to_list(value: Any) -> Any:
    """Let a single value pass as a list of one."""
    return value if isinstance(value, list) else [value]


def to_word(value: Any) -> str:
    """Read text that is not empty."""
    text = to_text(value)
    if not text:
        raise _refused("text", "must not be empty")
    return text


def to_flag(value: Any) -> bool:
    """Read yes or no."""
    word = str(value).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise _refused("flag", "must be true or false")


def to_clock_s(value: Any) -> int:
    """Read a time of day as seconds on the clock."""
    try:
        return parse_clock(to_text(value))
    except CellError as error:
        raise _refused("clock", 'must be a time of day, such as "08:00"') from error


def to_two_clocks_s(value: Any) -> tuple[int, int]:
    """Read two times of day, from and to, as seconds on the clock."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise _refused("clocks", 'must be two times of day, such as ["11:30", "13:30"]')
    return to_clock_s(value[0]), to_clock_s(value[1])


def plain_number(number: Decimal) -> int | float:
    """A number as JSON writes it; exact up to ``MAX_DIGITS`` digits."""
    return int(number) if number == number.to_integral_value() else float(number)


def plain_amount(amount: Decimal) -> str:
    """Money as text, with all its decimals."""
    return f"{amount:f}"


def to_plain(value: Any) -> Any:
    """Turn exact numbers inside plain data into those JSON knows."""
    if isinstance(value, dict):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [to_plain(inner) for inner in value]
    return plain_number(value) if isinstance(value, Decimal) else value


Number = Annotated[Decimal, BeforeValidator(to_decimal), PlainSerializer(plain_number)]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Share = Annotated[Number, Field(ge=0, le=1)]
Chance = Annotated[
    Decimal, BeforeValidator(to_chance), Field(ge=0, le=1), PlainSerializer(plain_number)
]
PerCent = Annotated[Decimal, BeforeValidator(to_percent), PlainSerializer(plain_number)]
Percent = Annotated[PerCent, Field(ge=0, le=100)]
Consumption = Annotated[Number, Field(ge=0, le=1000)]
SpeedFactor = Annotated[Number, Field(gt=0, le=10)]
Amount = Annotated[
    Decimal, BeforeValidator(to_amount), Field(ge=0, le=10**9), PlainSerializer(plain_amount)
]
Whole = Annotated[int, BeforeValidator(to_whole), Field(ge=0, le=2**31 - 1)]
SecondsOfADay = Annotated[int, BeforeValidator(to_whole), Field(ge=0, le=86_400)]
MinutesOfADay = Annotated[Number, Field(ge=0, le=1440)]
Parking = Annotated[int, BeforeValidator(to_whole), Field(ge=0, le=3600)]
Count = Annotated[int, BeforeValidator(to_whole), Field(ge=1, le=10**9)]
WayId = Annotated[int, BeforeValidator(to_whole), Field(ge=1, le=2**53)]
Text = Annotated[str, BeforeValidator(to_text)]
Word = Annotated[str, BeforeValidator(to_word)]
SkillName = Annotated[str, BeforeValidator(lambda value: one_name(to_word(value)))]
Flag = Annotated[bool, BeforeValidator(to_flag)]
ClockS = Annotated[int, BeforeValidator(to_clock_s), PlainSerializer(clock_text)]
TwoClocks = Annotated[
    tuple[int, int],
    BeforeValidator(to_two_clocks_s),
    PlainSerializer(lambda ends: [clock_text(end) for end in ends]),
]
Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]
Position = Annotated[tuple[Latitude, Longitude], BeforeValidator(to_pair)]
Weekday = Annotated[
    int, BeforeValidator(to_weekday), PlainSerializer(lambda day: WEEKDAYS[day][:3])
]
Stretch = Annotated[Number, Field(ge=Decimal("0.25"), le=24)]
Words = Annotated[list[Word], BeforeValidator(to_list)]
WayIds = Annotated[list[WayId], BeforeValidator(to_list)]
Plain = Annotated[Any, BeforeValidator(to_plain)]
