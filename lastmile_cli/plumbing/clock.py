"""The one place where the wall clock is read."""

from __future__ import annotations

from datetime import UTC, datetime


def now_utc() -> datetime:
    """The present instant, aware, in UTC, to the second."""
    return datetime.now(tz=UTC).replace(microsecond=0)
