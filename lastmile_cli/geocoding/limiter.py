"""No host is asked more often than it allows."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

from lastmile_cli.geocoding.turns import SharedTurns

_NEXT_TURN_S: dict[str, float] = {}
_LOCK = threading.Lock()


class HostLimiter:
    """
    Spaces the requests to one host evenly, over all geocoders, threads and runs.

    Parameters
    ----------
    host
        Whom the limit protects.
    requests_per_s
        Above 0.
    turns
        Where other runs look as well; ``None``: this process keeps its own.
    clock
        Seconds; one that all runs read alike where they share turns.
    """

    def __init__(
        self,
        host: str,
        requests_per_s: float,
        *,
        turns: SharedTurns | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not requests_per_s > 0:
            msg = f"A limit of {requests_per_s} requests per second would never let one through."
            raise ValueError(msg)
        self.host = host
        self._interval_s = 1.0 / requests_per_s
        self._turns = turns
        self._clock = clock
        self._sleep = sleep

    def wait(self) -> None:
        """Sleep until this host may be asked again."""
        now_s = self._clock()
        turn_s = self._turn_s(now_s)
        if turn_s > now_s:
            self._sleep(turn_s - now_s)

    def close(self) -> None:
        """Let go of what is shared."""
        if self._turns is not None:
            self._turns.close()

    def _turn_s(self, now_s: float) -> float:
        if self._turns is not None:
            try:
                return self._turns.take(self.host, now_s, self._interval_s)
            except sqlite3.Error:
                # A full disk is no reason to stop, and none to ask faster.
                self._turns = None
        with _LOCK:
            turn_s = max(now_s, _NEXT_TURN_S.get(self.host, now_s))
            _NEXT_TURN_S[self.host] = turn_s + self._interval_s
        return turn_s
