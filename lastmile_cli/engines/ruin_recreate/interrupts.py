"""Ctrl-C during a search: noted, so that the round ends and the best plan is kept."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any


class Interrupts:
    """Within a ``with`` block the first SIGINT only sets ``was_hit``; a second one interrupts."""

    def __init__(self) -> None:
        self.was_hit = False
        self._before: Any = None

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        if self.was_hit:
            raise KeyboardInterrupt
        self.was_hit = True
