"""Cells to the windows of one stop, in seconds of the service day."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, time

from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import DAY_S, clock_text, parse_clock

LONGEST_NIGHT_S = 12 * 3600
"""A window that ends before it starts runs past midnight if it is shorter than this."""

ANY_TIME = frozenset({"any", "anytime", "any time", "all day", "allday", "flexible", "-", "–"})
"""Words that promise no particular time."""

_BETWEEN_WINDOWS = re.compile(r"\s*(?:[,;|&\n]|\band\b|\bja\b|\bund\b|\boch\b)\s*", re.IGNORECASE)
_INSIDE_WINDOW = re.compile(r"\s*(?:-|–|—|−|\bto\b|\bbis\b|\btill\b|\buntil\b)\s*", re.IGNORECASE)
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.0+)?", re.ASCII)
_HALF_DAY = re.compile(r"[ap]\.?m\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A window on the clock: seconds from midnight; ``closes_s`` may pass midnight."""

    opens_s: int
    closes_s: int

    def __str__(self) -> str:
        """As a dispatcher writes it."""
        closes = self.closes_s - DAY_S if self.closes_s > DAY_S else self.closes_s
        return f"{clock_text(self.opens_s)}-{clock_text(closes)}"

    @property
    def is_past_midnight(self) -> bool:
        """Whether it ends on the next day."""
        return self.closes_s > DAY_S


def make_span(opens_s: int, closes_s: int) -> Span:
    """
    Put two clock times together; an end before the start lies on the next day if near.

    An end of 00:00 is midnight at the end of the day. "22:00-02:00" lasts four
    hours past midnight; "17:00-09:00" would last sixteen and is refused, for
    it is more likely two times swapped.
    """
    if closes_s == 0 and opens_s > 0:
        closes_s = DAY_S
    if closes_s >= opens_s:
        return Span(opens_s, closes_s)
    if closes_s + DAY_S - opens_s < LONGEST_NIGHT_S:
        return Span(opens_s, closes_s + DAY_S)
    problem = f"closes {clock_text(closes_s)} before it opens {clock_text(opens_s)}."
    hint = 'swap the two times, or leave the cell empty for "any time today".'
    raise CellError("LM1103", problem, hint)


@functools.lru_cache(maxsize=4096)
def parse_spans(text: str) -> tuple[Span, ...]:
    """
    Read one or several windows from one cell; none where any time will do.

    >>> [str(s) for s in parse_spans("09:00-11:00, 14-16; 22.00–02.00")]
    ['09:00-11:00', '14:00-16:00', '22:00-02:00']
    """
    if text.strip().casefold() in ANY_TIME:
        return ()
    return tuple(_parse_span(part) for part in _BETWEEN_WINDOWS.split(text.strip()) if part)


def _parse_span(text: str) -> Span:
    ends = _INSIDE_WINDOW.split(text.strip())
    if len(ends) != 2 or not all(ends):
        message = f"{shown(text)} is not a time window."
        raise CellError("LM1104", message, 'write "09:00-11:00", several with a comma between.')
    start, end = ends
    half = _HALF_DAY.search(end)
    if half and start.isdecimal() and int(start) <= int(re.sub(r"\D.*", "", end) or 0):
        start += half.group()  # "9-11am" means 9am.
    return make_span(parse_clock(start), parse_clock(end))


def parse_moment(text: str, day: ServiceDay) -> int:
    """
    Read a time of day as a spreadsheet writes it, with or without the date.

    The date must be the service day, or the next one for a time past midnight.
    """
    stamp = _STAMP.fullmatch(text.strip())
    if stamp is None:
        return parse_clock(text)
    try:
        days = (date.fromisoformat(stamp[1]) - day.date).days
    except ValueError as error:
        message = f"{shown(text)} is not a date and time."
        raise CellError("LM1104", message, "write it as 09:00.") from error
    if not 0 <= days <= 1:
        problem = f"{shown(text)} is not on the service day {day.date}."
        raise CellError("LM1104", problem, "write the time only, such as 09:00.")
    return parse_clock(stamp[2]) + days * DAY_S


def to_window(span: Span, day: ServiceDay) -> Window:
    """
    Place a span on the service day, by that day's clock.

    Raises
    ------
    CellError
        It lies in the hour the clock skips that day.
    """
    opens_s, closes_s = at_clock(span.opens_s, day), at_clock(span.closes_s, day)
    if opens_s <= closes_s:
        return Window(opens_s, closes_s)
    problem = f"{span} lies in the hour that the clock skips on {day.date}."
    raise CellError("LM1109", problem, "choose a time outside that hour.")


@functools.lru_cache(maxsize=8192)
def at_clock(clock_s: int, day: ServiceDay) -> int:
    """Seconds of the day to a time on the clock, 86400 and more on the next day."""
    days, seconds = divmod(clock_s, DAY_S)
    clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    return day.at_wall(clock, day_offset=days)


def merged(windows: list[Window]) -> tuple[Window, ...]:
    """Sort windows and join those that overlap or touch."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and window.opens_s <= joined[-1].closes_s:
            last = joined.pop()
            joined.append(Window(last.opens_s, max(last.closes_s, window.closes_s)))
        else:
            joined.append(window)
    return tuple(joined)
