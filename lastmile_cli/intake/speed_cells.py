"""Cells of a file of speeds: days of the week and times, each spelling read once."""

from __future__ import annotations

import re

from lastmile_cli.domain.street_speeds import EVERY_DAY
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.config_types import WEEKDAYS
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import parse_clock

LEAST_KMH, MOST_KMH = 1.0, 200.0
"""A speed outside says something else than how fast one drives."""

_BETWEEN_DAYS = re.compile(r"[\s,;|/+&]+")
_TO = re.compile(r"\s*[-–—]\s*")
GROUPS = {"weekdays": "mon-fri", "weekend": "sat-sun", "daily": "", "every day": ""}


def parse_days(text: str) -> int:
    """
    Read days of the week as bits, Monday the lowest; empty is every day.

    >>> bin(parse_days("mon-fri")), bin(parse_days("Sat, Sun")), parse_days("fri-mon") == 0b1110001
    ('0b11111', '0b1100000', True)
    """
    plain = text.strip().casefold()
    plain = _TO.sub("-", GROUPS.get(plain, plain))
    bits = 0
    for part in filter(None, _BETWEEN_DAYS.split(plain)):
        ends = [_day(word, text) for word in part.split("-")]
        if len(ends) > 2:
            raise _no_days(text)
        day = ends[0]
        bits |= 1 << day
        while day != ends[-1]:
            day = (day + 1) % 7
            bits |= 1 << day
    return bits or EVERY_DAY


def parse_hours(since: str, until: str) -> tuple[int, int]:
    """
    Read two times of day as seconds on the clock; empty is the begin or the end of the day.

    >>> parse_hours("7:00", ""), parse_hours("", "")
    ((25200, 86400), (0, 86400))
    """
    try:
        since_s = parse_clock(since) if since.strip() else 0
        until_s = parse_clock(until) if until.strip() else 86_400
    except CellError as error:
        raise CellError("LM1453", error.problem, "write both as 07:30.") from error
    if until_s <= since_s:
        hint = "swap them; hours past midnight need two rows, 22:00 to 24:00 and 00:00 to 02:00."
        raise CellError("LM1453", f"{shown(since)} is not before {shown(until)}.", hint)
    return since_s, until_s


def no_speed(text: str) -> CellError:
    """Say why a cell is no speed of a street."""
    plain = text.strip().replace(",", ".")
    try:
        kmh = float(plain)
    except ValueError:
        return CellError("LM1451", f"{shown(text)} is no speed.", "write km/h, such as 32.5.")
    if kmh <= 0:
        hint = "leave the row out; a street where nobody drives is to be closed."
        return CellError("LM1451", f"nobody drives at {plain} km/h.", hint)
    hint = f"write {LEAST_KMH:g} to {MOST_KMH:g}, in km/h."
    return CellError("LM1451", f"{plain} km/h is no speed of a street.", hint)


def _day(word: str, text: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= 2 and name.startswith(word.rstrip(".")):
            return number
    raise _no_days(text)


def _no_days(text: str) -> CellError:
    hint = "write them as mon-fri, or mon wed fri; empty is every day."
    return CellError("LM1452", f"{shown(text)} names no days of the week.", hint)
