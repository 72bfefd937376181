"""Ctrl-C while a plan is made: a flag that the work reads, instead of an exception."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class StopFlag:
    """Raised when the user asks to stop; whoever asks twice wants no plan any more."""

    def __init__(self) -> None:
        self.is_raised = False
        self._before: signal.Handlers | object = signal.SIG_DFL

    def heed(self) -> None:
        """From now on note SIGINT instead of what was done before."""
        self._before = signal.signal(signal.SIGINT, self.raise_it)

    def let_go(self) -> None:
        """Hand SIGINT back to who had it."""
        before = self._before
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)  # type: ignore[arg-type]

    def raise_it(self, heard: int, frame: FrameType | None) -> None:
        """Handle a signal: note it, and let the work end by itself; the second one ends it."""
        if not self.is_raised:
            self.is_raised = True
        elif callable(self._before):
            self._before(heard, frame)
        else:
            raise KeyboardInterrupt


@contextlib.contextmanager
def stop_on_ctrl_c() -> Iterator[StopFlag]:
    """
    Turn SIGINT into a flag for a while; inside another such while it is the same flag.

    An exception out of a callback would tear through the solver's C++ frames.
    Outside the main thread signals cannot be caught; the flag then stays down.
    """
    if threading.current_thread() is not threading.main_thread():
        yield StopFlag()
        return
    outer = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if isinstance(outer, StopFlag):
        yield outer
        return
    flag = StopFlag()
    flag.heed()
    try:
        yield flag
    finally:
        flag.let_go()
