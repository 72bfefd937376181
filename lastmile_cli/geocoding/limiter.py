"""No host is asked more often than it allows."""

from __future__ import annotations

import time
from collections.abc import Callable

_NEXT_TURN_S: dict[str, float] = {}


class HostLimiter:
    """
    Spaces the requests to one host evenly, over all geocoders of this process.

    Parameters
    ----------
    host
        Whom the limit protects.
    requests_per_s
        Above 0.
    """

    def __init__(
        self,
        host: str,
        requests_per_s: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not requests_per_s > 0:
            msg = f"A limit of {requests_per_s} requests per second would never let one through."
            raise ValueError(msg)
        self._host = host
        self._interval_s = 1.0 / requests_per_s
        self._clock = clock
        self._sleep = sleep

    def wait(self) -> None:
        """Sleep until this host may be asked again."""
        now_s = self._clock()
        turn_s = max(now_s, _NEXT_TURN_S.get(self._host, now_s))
        _NEXT_TURN_S[self._host] = turn_s + self._interval_s
        if turn_s > now_s:
            self._sleep(turn_s - now_s)
