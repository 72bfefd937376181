"""One run at a time for what must not be written by two."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lastmile_cli.domain.errors import LockHeldError
from lastmile_cli.plumbing.cache import cache_dir

_POLL_S = 0.2


@contextlib.contextmanager
def exclusive(what: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """
    Hold the lock that belongs to a path for the length of a ``with`` block.

    The lock is the kernel's, on a small file in the cache folder: it is gone
    when the process is, however it ended.

    Raises
    ------
    LockHeldError
        Another process still holds it after ``wait_s`` seconds.
    """
    name = hashlib.sha256(str(what.resolve()).encode()).hexdigest()[:32]
    with (cache_dir("locks") / f"{name}.lock").open("a+b") as stream:
        deadline = time.monotonic() + wait_s
        while not _try_lock(stream):
            if time.monotonic() >= deadline:
                raise LockHeldError(
                    f"Another run is working on {what}.",
                    hint="wait until it has finished, or write to another place",
                )
            time.sleep(_POLL_S)
        yield


def _try_lock(stream: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows keeps its locks elsewhere.
        return _try_lock_windows(stream)
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _try_lock_windows(stream: IO[bytes]) -> bool:
    from importlib import import_module

    msvcrt = import_module("msvcrt")
    try:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
