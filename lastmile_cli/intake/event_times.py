"""When an event happened: with its offset, since 1970, or by the clock on the wall."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import parse_clock, parse_date

_STAMP = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?|1\.\d+[eE]\+?\d{1,2}", re.ASCII)
_MILLISECONDS = 10**11
"""Numbers from here on count milliseconds: in seconds this is the year 5138."""
_HINT = "write it like 2026-06-01T09:15:00+03:00."
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moments:
    """
    Reads times of events; those without an offset are by the wall clock of ``zone``.

    ``day`` is the date of those that are a bare time of day, ``None`` where there is none.
    """

    def __init__(self, zone: ZoneInfo, day: date | None) -> None:
        self._zone, self._day = zone, day

    def read(self, text: str) -> datetime:
        """
        Read an instant, in UTC.

        Raises
        ------
        CellError
            It is none (LM1802).

        Examples
        --------
        >>> moments = Moments(ZoneInfo("Europe/Helsinki"), date(2026, 6, 1))
        >>> for text in ("2026-06-01T09:15:00+03:00", "1.6.2026 9:15", "9:15", "1780294500"):
        ...     print(moments.read(text))
        2026-06-01 06:15:00+00:00
        2026-06-01 06:15:00+00:00
        2026-06-01 06:15:00+00:00
        2026-06-01 06:15:00+00:00
        """
        try:
            if _STAMP.fullmatch(text):
                return _since_1970(float(text))
            return self._in_utc(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            pass
        try:
            return self._by_the_wall(text)
        except (CellError, ValueError, OverflowError):
            raise CellError("LM1802", f"{shown(text)} is no time.", _HINT) from None

    def _in_utc(self, at: datetime) -> datetime:
        aware = at.replace(tzinfo=self._zone) if at.tzinfo is None else at
        return aware.astimezone(UTC)

    def _by_the_wall(self, text: str) -> datetime:
        """Read "1.6.2026 9:15" or "9:15"."""
        day_text, _, clock_text = text.rpartition(" ")
        if day_text:
            day = parse_date(day_text.rstrip(","))
        elif self._day is not None:
            day = self._day
        else:
            raise CellError("LM1802", f"{shown(text)} names no day.", _HINT)
        seconds = parse_clock(clock_text)
        local = datetime.combine(day, time(), tzinfo=self._zone) + timedelta(seconds=seconds)
        return local.astimezone(UTC)


def _since_1970(count: float) -> datetime:
    seconds = count / 1000 if count >= _MILLISECONDS else count
    return EPOCH + timedelta(milliseconds=round(seconds * 1000))
