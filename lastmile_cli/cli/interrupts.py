"""
Ctrl-C and a closed terminal are heard, whatever was at work when they came.

Python raises KeyboardInterrupt wherever the program happens to be. Where that is
inside a library that swallows all exceptions (or in a callback, whose
exceptions nobody gets) the run would go on for hours. So it is noted as well,
and raised again at the next sign of progress.
"""

from __future__ import annotations

import signal
from types import FrameType

from lastmile_cli.domain.progress import Progress, ProgressHook


class _Ear:
    """Whether Ctrl-C has come."""

    has_heard = False

    def hear(self, _signal: int, _frame: FrameType | None) -> None:
        self.has_heard = True
        raise KeyboardInterrupt


_ear = _Ear()


def listen() -> None:
    """
    From now on note SIGTERM, and unless they are ignored SIGINT and SIGHUP.

    Jobs in the background ignore the one, those under ``nohup`` the other.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _ear.hear)
    signal.signal(signal.SIGTERM, _end)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _hang_up)


def _hang_up(heard: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does when the terminal is closed; shell and kernel may both say so."""
    signal.signal(heard, signal.SIG_IGN)
    _ear.hear(heard, frame)


def _end(_signal: int, frame: FrameType | None) -> None:
    """End a run as Ctrl-C does, also one that ignores Ctrl-C: the best plan so far is kept."""
    heard = signal.getsignal(signal.SIGINT)
    if callable(heard):
        heard(signal.SIGINT, frame)
    else:
        _ear.hear(signal.SIGINT, frame)


def heeding_ctrl_c(hook: ProgressHook) -> ProgressHook:
    """Return a hook that raises KeyboardInterrupt where one got lost."""

    def heeding(step: Progress) -> None:
        if _ear.has_heard:
            raise KeyboardInterrupt
        hook(step)

    return heeding
