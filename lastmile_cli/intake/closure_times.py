"""From when until when: dates and times of a closure, as people and cities write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.times import parse_clock, parse_date


def parse_moment(text: str, timezone: str, *, is_end: bool = False) -> datetime:
    """
    Read a moment; without an offset it is on the clock of the time zone.

    A date alone is the begin of that day, or as an end the end of it.

    Raises
    ------
    CellError
        It is no moment.

    Examples
    --------
    >>> parse_moment("2026-11-23 10:00", "Europe/Helsinki").isoformat()
    '2026-11-23T10:00:00+02:00'
    >>> parse_moment("2026-11-23T08:00:00Z", "Europe/Helsinki").isoformat()
    '2026-11-23T08:00:00+00:00'
    >>> parse_moment("23.11.2026", "Europe/Helsinki", is_end=True).isoformat()
    '2026-11-24T00:00:00+02:00'
    """
    plain = " ".join(text.split())
    day_text, _, clock = plain.replace("T", " ", 1).partition(" ")
    try:
        if not clock:
            return _at(parse_date(day_text), 86_400 if is_end else 0, timezone)
        found = _iso(plain)
        if found is None:
            return _at(parse_date(day_text), parse_clock(clock), timezone)
        return found if found.tzinfo else _local(found, timezone)
    except (CellError, OverflowError) as error:
        problem = f"{text!r} is no date and time."
        raise CellError("LM1260", problem, "write 2026-11-23 10:00, or with +02:00.") from error


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _at(day: date, clock_s: int, timezone: str) -> datetime:
    return _local(datetime.combine(day, time()) + timedelta(seconds=clock_s), timezone)


def _local(naive: datetime, timezone: str) -> datetime:
    """On the clock of a zone; a time that the clock skips is moved behind the gap."""
    zone = ZoneInfo(timezone)
    local = naive.replace(tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone)
