"""The service day: whole seconds from its start, and the way to and from aware datetimes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

DAY_S = 86_400


@dataclass(frozen=True, kw_only=True)
class ServiceDay:
    """
    A calendar date in a time zone; second 0 is its first instant (local midnight).

    Seconds are elapsed seconds, so that 09:00 on the day the clock springs
    forward is second 8 × 3600, not 9 × 3600.

    >>> from datetime import date
    >>> ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki").at_wall("09:00")
    28800
    """

    date: date
    timezone: str

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone's rules."""
        return ZoneInfo(self.timezone)

    @cached_property
    def starts_at(self) -> datetime:
        """The first instant of the day, in UTC."""
        return datetime.combine(self.date, time(), tzinfo=self.zone).astimezone(UTC)

    def at_s(self, instant: datetime) -> int:
        """Whole seconds (rounded down) from the day's start to an aware instant."""
        if instant.tzinfo is None:
            msg = f"{instant} has no time zone."
            raise ValueError(msg)
        # Subtract in UTC: aware datetimes of one zone would subtract by wall clock.
        return (instant.astimezone(UTC) - self.starts_at) // timedelta(seconds=1)

    def at_wall(self, clock: str | time, *, day_offset: int = 0) -> int:
        """
        Seconds from the day's start to a wall-clock time ("HH:MM" or "HH:MM:SS").

        ``day_offset`` 1 means the same clock time on the next day. A time the
        clock skips in spring is read as if the clock had not changed yet; a
        time it shows twice in autumn is its first showing.
        """
        wall = time.fromisoformat(clock) if isinstance(clock, str) else clock
        local = datetime.combine(self.date + timedelta(days=day_offset), wall, tzinfo=self.zone)
        return self.at_s(local)

    def instant(self, second: int) -> datetime:
        """The aware UTC datetime of a second of this day."""
        return self.starts_at + timedelta(seconds=int(second))

    def local(self, second: int) -> datetime:
        """The local aware datetime of a second of this day, for printing."""
        return self.instant(second).astimezone(self.zone)

    def clock(self, second: int) -> str:
        """
        The wall clock at a second, "HH:MM", with "+1" when it is the next day.

        >>> from datetime import date
        >>> ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki").clock(25 * 3600)
        '01:00+1'
        """
        local = self.local(second)
        days = (local.date() - self.date).days
        return local.strftime("%H:%M") + (f"{days:+d}" if days else "")
