"""Times as a spreadsheet writes them, with a date or as a part of the day, to plain clock times."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import DAY_S, clock_text, parse_clock, parse_date

NEXT_DAY = "+1d"
"""Behind a clock time: on the day after."""

_DATED = re.compile(
    r"(?<!\d)(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}/\d{1,2}/\d{4})"
    r"(?:T|,?\s+)(\d{1,2}[:.]\d{2}(?::\d{2}(?:\.0+)?)?)",
    re.ASCII,
)
# "2026-06-01 09:00-11:00" is a window; an offset to the west needs a T and seconds before it.
_WITH_OFFSET = re.compile(
    r"(?<!\d)\d{4}-\d\d-\d\d"
    r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|\+\d\d:?\d\d)"
    r"|T\d\d:\d\d:\d\d(?:\.\d{1,6})?-\d\d:?\d\d)(?![\d:])",
    re.ASCII,
)
_SINCE_1970 = re.compile(r"(?<![\d.,:])1[5-9]\d{8}(?:\d{3})?(?![\d.,:])", re.ASCII)
_SHORTEST_STAMP = len("1780300800")
_PART_OF_DAY = re.compile(r"(?<![\d.,:])0?[.,](\d+)(?!\d|[.,:]\d)", re.ASCII)
_CERTAIN_DECIMALS = 3


def looks_like_parts_of_day(*texts: str) -> bool:
    """
    Whether a cell can only be a spreadsheet's bare number for a time: 0.375 is nine o'clock.

    >>> looks_like_parts_of_day("0.375", "0.5"), looks_like_parts_of_day("0.30")
    (True, False)
    """
    found = (match for text in texts for match in _PART_OF_DAY.finditer(text))
    return any(len(match[1]) >= _CERTAIN_DECIMALS for match in found)


def with_plain_clocks(
    text: str, day: date, timezone: str = "UTC", *, parts_of_day: bool = False
) -> str:
    """
    Write every dated time and, if asked to, every part of the day as a time on the clock.

    Parts of a day are rounded to minutes. A time with an offset of its own, and
    one in seconds or milliseconds since 1970, becomes one in ``timezone``.

    Raises
    ------
    CellError
        A date is neither the day of service nor, past midnight, the next.

    Examples
    --------
    >>> with_plain_clocks("2026-06-01 22:00 - 2026-06-02 01:30", date(2026, 6, 1))
    '22:00 - 01:30+1d'
    >>> with_plain_clocks("0.375 to 0,5", date(2026, 6, 1), parts_of_day=True)
    '09:00 to 12:00'
    >>> with_plain_clocks("2026-06-01T06:00:00Z", date(2026, 6, 1), "Europe/Helsinki")
    '09:00'
    """
    if len(text) >= _SHORTEST_STAMP:
        zone = ZoneInfo(timezone)
        text = _WITH_OFFSET.sub(lambda match: _with_offset(match[0], zone), text)
        text = _SINCE_1970.sub(lambda match: _local(_since_1970(match[0]), zone), text)
    if parts_of_day:
        text = _PART_OF_DAY.sub(_clock_of_part, text)
    return _DATED.sub(lambda match: _clock_of_stamp(match, day), text)


def moment_s(text: str) -> int:
    """Read a time on the clock, 86400 s and more where it is marked for the next day."""
    if text.endswith(NEXT_DAY):
        return DAY_S + parse_clock(text.removesuffix(NEXT_DAY))
    return parse_clock(text)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _with_offset(stamp: str, zone: ZoneInfo) -> str:
    try:
        return _local(datetime.fromisoformat(stamp), zone)
    except (ValueError, OverflowError):
        return stamp


def _since_1970(digits: str) -> datetime:
    return datetime.fromtimestamp(int(digits[:10]), tz=UTC)


def _clock_of_part(match: re.Match[str]) -> str:
    return clock_text(round(Decimal(f"0.{match[1][:18]}") * 24 * 60) * 60)


def _clock_of_stamp(match: re.Match[str], day: date) -> str:
    days = (parse_date(match[1]) - day).days
    if not 0 <= days <= 1:
        problem = f"{shown(match[0])} is not on the service day {day}."
        raise CellError("LM1104", problem, "write the time only, such as 09:00.")
    return match[2] + (NEXT_DAY if days else "")
