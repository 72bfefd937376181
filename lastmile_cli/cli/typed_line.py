"""A line typed at a terminal, heard together with Ctrl-C and the terminal's end."""

from __future__ import annotations

import errno
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def typed_line() -> str:
    """
    Wait for a line of stdin, which is a terminal, and return it without its end.

    Raises
    ------
    EOFError
        Ctrl-D: nobody will type any more.
    OSError
        The terminal is gone.
    """
    _wait()
    line = sys.stdin.readline()
    if line:
        return line.rstrip("\n")
    if not sys.stdin.isatty():  # It was one; Linux calls the end of a closed terminal Ctrl-D.
        raise OSError(errno.EIO, "the terminal is gone")
    raise EOFError


def _wait() -> None:
    """
    Return when there is something to read, having run what signals ask for.

    A signal that comes between Python's last look at its signals and the read would wait
    for the next line: here it wakes the wait through a pipe.
    """
    if not hasattr(signal, "SIGHUP") or threading.current_thread() is not threading.main_thread():
        return  # Windows waits for no files, and signals come to the main thread only.
    with _woken_by_signals() as woken:
        while True:
            ready, _, _ = select.select([sys.stdin, woken], [], [])
            if woken in ready:
                os.read(woken, 64)
            if sys.stdin in ready:
                return


@contextmanager
def _woken_by_signals() -> Iterator[int]:
    """Give the end of a pipe into which every signal writes a byte."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(before)
        os.close(reader)
        os.close(writer)
