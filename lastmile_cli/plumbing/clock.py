"""The one place where the wall clock is read."""

from __future__ import annotations

import time
from datetime import UTC, datetime

_LOADED_S = time.monotonic()


def now_utc() -> datetime:
    """The present instant, aware, in UTC, to the second."""
    return datetime.now(tz=UTC).replace(microsecond=0)


def since_loaded_s() -> float:
    """Seconds since this module was loaded: as long as a command runs, if loaded first."""
    return time.monotonic() - _LOADED_S
