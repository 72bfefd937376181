"""Cells to the windows of one stop, in seconds of the service day."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import time

from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.moments import moment_s
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import DAY_S, clock_text
from lastmile_cli.intake.window_words import is_half_day, one_sided, without_from

LONGEST_NIGHT_S = 12 * 3600
"""A window that ends before it starts runs past midnight if it is shorter than this."""

ANY_TIME = frozenset(
    {
        "any", "anytime", "any time", "all day", "allday", "flexible", "-", "–",
        "egal", "jederzeit", "ganztägig", "ganztags", "koko päivä", "milloin vain", "hela dagen",
        "när som helst", "toute la journée", "todo el día", "hele dag", "tutto il giorno",
    }
)  # fmt: skip
"""Words that promise no particular time."""

_BETWEEN_WINDOWS = re.compile(
    r"\s*(?:[,;|&\n]|\b(?:and|ja|und|och|et|y|en(?!\s+met\b)|e)\b)\s*", re.IGNORECASE
)
# French "à", Spanish and Italian "a" stand before a time too: only between two they part them.
_INSIDE_WINDOW = re.compile(
    r"\s*(?:-|–|—|−|\bt/m\b|/|\b(?:to|bis|till|until|tot(?:\s+en\s+met)?)\b"
    r"|(?<=[\dhms])\s+(?:à|a(?:lle(?:\s+ore)?|\s+las)?|jusqu['’]à|hasta(?:\s+las)?)(?=\s+\d))\s*",
    re.IGNORECASE,
)
_BETWEEN_TIMES = re.compile(
    r"\b(?:between|zwischen|mellan|entre|tussen|tra)\s+(?:las\s+|le\s+)?"
    r"(\S+(?:\s+(?:h|uhr|uur|heures?|horas?|[ap]\.?m\.?))?)"
    r"\s+(?:and|und|och|et|y|en|e)\b(?:\s+(?:las|le)\b)?",
    re.IGNORECASE,
)
_DASH = re.compile("[-–—−]")
_HALF_DAY = re.compile(r"[ap]\.?m\.?$", re.IGNORECASE)
_HINT = 'write "09:00-11:00", "until 12:00" or "from 14:00", several with a comma between.'


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

    A window with one end reaches to the end of the day on the other side.

    >>> [str(s) for s in parse_spans("09:00-11:00, 14-16; 22.00–02.00")]
    ['09:00-11:00', '14:00-16:00', '22:00-02:00']
    >>> [str(s) for s in parse_spans("bis 9 Uhr, ab 14 Uhr")]
    ['00:00-09:00', '14:00-23:59:59']
    """
    plain = _BETWEEN_TIMES.sub(r"\1-", text.strip())
    if plain.casefold() in ANY_TIME:
        return ()
    parts = (piece for part in _BETWEEN_WINDOWS.split(plain) for piece in _apart(part))
    return tuple(_parse_span(part) for part in parts if part)


def _apart(text: str) -> list[str]:
    """Two windows with a slash between them: "9-11/14-16"."""
    pieces = text.split("/")
    return pieces if len(pieces) > 1 and all(map(_DASH.search, pieces)) else [text]


def _parse_span(text: str) -> Span:
    # "Après-midi" is one word: its dash stands between no two times.
    ends = [text.strip()] if is_half_day(text) else _INSIDE_WINDOW.split(text.strip())
    if len(ends) == 1:
        ends = list(one_sided(ends[0]) or ends)
    if len(ends) != 2 or not any(ends):
        raise CellError("LM1104", f"{shown(text)} is not a time window.", _HINT)
    start, end = ends
    try:
        return _span_of(without_from(start) if end else start, end)
    except CellError as error:
        if error.code == "LM1104":
            raise CellError("LM1104", error.problem, _HINT) from error
        raise


def _span_of(start: str, end: str) -> Span:
    """A window by its two ends as they are written, one of which may be empty."""
    if not start:
        closes_s = moment_s(end)
        return Span(0, closes_s or DAY_S)
    if not end:
        opens_s = moment_s(start)
        if opens_s >= DAY_S:
            raise CellError("LM1104", f"after {shown(start)} nothing is left of the day.")
        return Span(opens_s, DAY_S - 1)
    half = _HALF_DAY.search(end)
    if half and start.isdecimal() and int(start) <= int(re.sub(r"\D.*", "", end) or 0):
        start += half.group()  # "9-11am" means 9am.
    return make_span(moment_s(start), moment_s(end))


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
