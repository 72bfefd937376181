"""Ctrl-C while compiled code searches: a flag that the search reads, instead of an exception."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class StopFlag:
    """Raised when the user asks to stop."""

    def __init__(self) -> None:
        self.is_raised = False

    def raise_it(self, _signal: int, _frame: FrameType | None) -> None:
        """Handle a signal: note it, and let the search end by itself."""
        self.is_raised = True


@contextlib.contextmanager
def stop_on_ctrl_c() -> Iterator[StopFlag]:
    """
    Turn SIGINT into a flag for a while.

    An exception out of a callback would tear through the solver's C++ frames.
    Outside the main thread signals cannot be caught; the flag then stays down.
    """
    flag = StopFlag()
    if threading.current_thread() is not threading.main_thread():
        yield flag
        return
    before = signal.signal(signal.SIGINT, flag.raise_it)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
