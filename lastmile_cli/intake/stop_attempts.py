"""What a row says about attempts: hours at which nobody is there, tries so far."""

from __future__ import annotations

import itertools
import re
from decimal import ROUND_HALF_UP

from lastmile_cli.domain.attempts import PPM, ChanceHours
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import parse_number
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.stop_money import percent_hint
from lastmile_cli.intake.windows import at_clock, parse_spans

BY_HOUR, TRIES = "failure_by_hour", "tries"
MOST_TRIES = 99
"""No order was ever tried more often."""

_ENTRY = re.compile(
    r"(?P<hours>\d{1,2}(?:[:.]\d\d)?\s*[-–—]\s*\d{1,2}(?:[:.]\d\d)?)\s*[=:]\s*"
    r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<percent>%?)\s*(?:[,;|]\s*|$)"
)
_HINT = 'write "09:00-12:00=0.15, 17:00-20:00=3 %".'


def read_chance_hours(row: RowReader, day: ServiceDay) -> tuple[ChanceHours, ...]:
    """
    Read how likely nobody is there at which hours: "09:00-12:00=0.15, 17:00-20:00=3 %".

    A cell that cannot be read counts nothing and is told: the row stays.
    """
    text = row.value(BY_HOUR)
    try:
        return parse_chance_hours(text, day) if text else ()
    except CellError as error:
        problem = f"{error.problem.removesuffix('.')}; it counts as usual."
        row.warning("LM1585", problem, error.hint or _HINT, column=BY_HOUR)
        return ()


def parse_chance_hours(text: str, day: ServiceDay) -> tuple[ChanceHours, ...]:
    """
    Read hours with their chances from one cell; each ends where the next may begin.

    Raises
    ------
    CellError
        It is something else, a chance is none, or hours overlap.
    """
    found: list[ChanceHours] = []
    at = 0
    while at < len(text):
        match = _ENTRY.match(text, at)
        if match is None:
            raise CellError("LM1585", f"{shown(text)} is no list of hours with a chance each.")
        at = match.end()
        found.append(_hours(match, day))
    found.sort(key=lambda one: one.from_s)
    for one, other in itertools.pairwise(found):
        if other.from_s < one.until_s:
            raise CellError("LM1585", f"hours overlap in {shown(text)}.")
    return tuple(found)


def _hours(match: re.Match[str], day: ServiceDay) -> ChanceHours:
    (span,) = parse_spans(match["hours"])
    # A probability has no thousands: one mark is always a decimal one.
    share = parse_number(match["number"], decimal_mark=".,") / (100 if match["percent"] else 1)
    if share > 1:
        hint = "" if match["percent"] else percent_hint(match["number"], share)
        problem = f"{shown(match['number'] + match['percent'])} is above 100 %."
        raise CellError("LM1585", problem, hint)
    from_s, until_s = at_clock(span.opens_s, day), at_clock(span.closes_s, day)
    if until_s <= from_s:
        raise CellError("LM1585", f"{span} has no second that day.")
    ppm = int((share * PPM).to_integral_value(ROUND_HALF_UP))
    return ChanceHours(from_s=from_s, until_s=until_s, ppm=ppm)


def read_tries(row: RowReader) -> int:
    """Read how often the order was tried at the door before; what is no number counts none."""
    text = row.value(TRIES)
    if not text:
        return 0
    try:
        tries = parse_number(text)
    except CellError:
        tries = parse_number("-1")
    if tries != int(tries) or not 0 <= tries <= MOST_TRIES:
        problem = f"{shown(text)} is no number of tries; it counts as none."
        row.warning("LM1585", problem, "write 0, 1, 2 and so on.", column=TRIES)
        return 0
    return int(tries)
