"""Cells to times of day, durations and dates, as people write them."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import parse_number

DAY_S = 86_400

_SERIAL_DATE = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050

_CLOCK = re.compile(
    r"(?:klo|kl\.?|at|um|à|om|a\s+las|las|alle\s+ore|alle|ore)?\s*"
    r"(?:(?P<h>\d{1,2})(?:\s*[:.h]\s*(?P<m>\d{2}))?(?::(?P<s>\d{2})(?:\.0+)?)?|(?P<hm>\d{4}))"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:h|uhr|o'clock|hrs?|uur|heures?|horas?|ore)?",
    re.IGNORECASE | re.ASCII,
)
_DURATION = re.compile(
    r"(?:(?P<h>\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hours?|t)\s*)?"
    r"(?:(?P<m>\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes?|minuuttia|')\s*)?"
    r"(?:(?P<s>\d+)\s*(?:s|sec|secs|seconds?|\"))?",
    re.IGNORECASE | re.ASCII,
)
_SPAN_CLOCK = re.compile(r"(\d{1,3})\s?[:hH]\s?([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DATE_YEAR_FIRST = re.compile(
    r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII
)
_DATE_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_DATE_WORDS = re.compile(r"([0-9]{1,2})[. ]*\s*([^\W\d_]{3,12})\.?,?\s*([0-9]{4})")
_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = (
    ("january", "januar", "januari", "tammikuuta"),
    ("february", "februar", "februari", "helmikuuta"),
    ("march", "märz", "maerz", "mars", "maaliskuuta"),
    ("april", "huhtikuuta"),
    ("may", "mai", "maj", "toukokuuta"),
    ("june", "juni", "kesäkuuta"),
    ("july", "juli", "heinäkuuta"),
    ("august", "augusti", "elokuuta"),
    ("september", "syyskuuta"),
    ("october", "oktober", "lokakuuta"),
    ("november", "marraskuuta"),
    ("december", "dezember", "joulukuuta"),
)
_CLOCK_WORDS = {
    **dict.fromkeys(
        (
            "noon",
            "midday",
            "mittag",
            "mittags",
            "keskipäivä",
            "keskipäivällä",
            "puolipäivä",
            "midi",
        ),
        12 * 3600,
    ),
    **dict.fromkeys(("middag", "mezzogiorno", "mediodía"), 12 * 3600),
    **dict.fromkeys(("midnight", "mitternacht", "keskiyö", "puoliyö", "midnatt", "minuit"), 0),
    **dict.fromkeys(("mezzanotte", "medianoche"), 0),
}
_CLOCK_HINT = "write it as 09:00."
_DATE_HINT = "write it as YYYY-MM-DD."


@functools.lru_cache(maxsize=8192)
def parse_clock(text: str) -> int:
    """
    Read a time of day as seconds on the clock, 0 to 86400 ("24:00").

    >>> [parse_clock(t) // 60 for t in ("9", "9:00", "09.00", "9am", "9h30", "12 am", "24:00")]
    [540, 540, 540, 540, 570, 0, 1440]
    >>> [parse_clock(t) // 3600 for t in ("noon", "12 noon", "Mittag", "midnight")]
    [12, 12, 12, 0]
    """
    word = text.strip().casefold().removeprefix("12 ").removeprefix("at ")
    if word in _CLOCK_WORDS:
        return _CLOCK_WORDS[word]
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise _no_clock(text)
    if match["hm"]:
        hour, minute, second = int(match["hm"][:2]), int(match["hm"][2:]), 0
    else:
        hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise _no_clock(text)
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    clock_s = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or clock_s > DAY_S:
        raise _no_clock(text)
    return clock_s


@functools.lru_cache(maxsize=8192)
def parse_duration_s(text: str, *, unit: str = "min") -> int:
    """
    Read a duration in whole seconds; a bare number counts in ``unit`` (min, s or h).

    With a colon it is hours and minutes, as in a spreadsheet: "1:30" is 90 minutes.

    >>> [parse_duration_s(t) for t in ("15", "2,5 min", "1:30", "1h30", "90 s", "1 h 5 min")]
    [900, 150, 5400, 5400, 90, 3900]
    """
    plain = " ".join(text.split())
    clock = _SPAN_CLOCK.fullmatch(plain)
    if clock is not None:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    try:
        return round(parse_number(plain, decimal_mark=".,") * {"min": 60, "s": 1, "h": 3600}[unit])
    except CellError as error:
        if error.code != "LM1110":
            raise
    match = _DURATION.fullmatch(plain)
    if match is None or not any(match.groups()):
        message = f"{shown(text)} is not a duration."
        raise CellError("LM1139", message, "write minutes, such as 5, or 90 s, 1:30, 1 h.")
    factors = (("h", 3600), ("m", 60), ("s", 1))
    return round(
        sum(parse_number(match[part], decimal_mark=".,") * f for part, f in factors if match[part])
    )


def find_date_order(texts: Iterable[str]) -> str:
    """
    Tell from dates that leave no doubt how all of them are meant: "dmy", "mdy", or neither.

    >>> find_date_order(["3/4/2026", "25/4/2026"]), find_date_order(["3/4/2026"])
    ('dmy', '')
    """
    orders = set()
    for text in texts:
        match = _DATE_YEAR_LAST.fullmatch(text.strip())
        if match and match[2] != "." and max(int(match[1]), int(match[3])) > 12:
            orders.add("dmy" if int(match[1]) > 12 else "mdy")
    return orders.pop() if len(orders) == 1 else ""


@functools.lru_cache(maxsize=4096)
def parse_date(text: str, order: str = "") -> date:
    """
    Read a calendar date: ISO, or the day before the month.

    With dots the day always comes first; with slashes and dashes 3/4/2026 is
    refused, because half the world would read it the other way, unless
    ``order`` says which ("dmy", "mdy"), and so are years of two digits. Months
    in words are English, German, Finnish or Swedish, whole or cut short where
    only one month begins so. A bare number from 36526 to 73050 is a
    spreadsheet's count of days: from the year 2000 to 2100.

    >>> {str(parse_date(t)) for t in ("2026-06-25", "25.6.2026", "25/06/2026", "25 June 2026")}
    {'2026-06-25'}
    """
    plain = text.strip()
    if _SERIAL_DATE.fullmatch(plain) and _FIRST_SERIAL <= int(plain[:5]) <= _LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(plain[:5]))
    if match := _DATE_YEAR_FIRST.fullmatch(plain):
        return _date(int(match[1]), int(match[3]), int(match[4]), text)
    if match := _DATE_YEAR_LAST.fullmatch(plain):
        first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
        if mark != "." and year < 100:
            problem = f"{shown(text)} does not say whether the year stands first or last."
            raise CellError("LM1129", problem, _DATE_HINT)
        year += 2000 if year < 100 else 0
        if mark != "." and order == "mdy":
            return _date(year, first, second, text)
        if mark != "." and first <= 12 and second <= 12 and first != second and not order:
            problem = f"{shown(text)} can be the {first}th of month {second}, or the other way."
            raise CellError("LM1129", problem, _DATE_HINT)
        day, month = (second, first) if mark != "." and second > 12 else (first, second)
        return _date(year, month, day, text)
    if (match := _DATE_WORDS.fullmatch(plain)) and (named := _month(match[2])):
        return _date(int(match[3]), named, int(match[1]), text)
    raise CellError("LM1129", f"{shown(text)} is not a date.", _DATE_HINT)


def clock_text(clock_s: int) -> str:
    """
    Write seconds on the clock the way ``parse_clock`` reads them.

    >>> clock_text(9 * 3600), clock_text(86_400)
    ('09:00', '24:00')
    """
    minutes, seconds = divmod(clock_s, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        message = f"{shown(text)} is not in the calendar."
        raise CellError("LM1129", message, _DATE_HINT) from error


def _month(word: str) -> int:
    """The month a word or its beginning names, 1 to 12; 0 where none or several do."""
    plain = unicodedata.normalize("NFC", word).casefold()
    if plain in _SHORT_MONTHS:
        return _SHORT_MONTHS.index(plain) + 1
    found = [
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(plain) for name in names)
    ]
    return found[0] if len(found) == 1 else 0


def _no_clock(text: str) -> CellError:
    return CellError("LM1104", f"{shown(text)} is not a time of day.", _CLOCK_HINT)
