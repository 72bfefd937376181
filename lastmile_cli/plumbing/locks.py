"""One run at a time for what must not be written by two."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lastmile_cli.domain.errors import LockHeldError, OutputFailedError

_POLL_S = 0.2


@contextlib.contextmanager
def exclusive(what: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """
    Hold the lock that belongs to a path for the length of a ``with`` block.

    The lock is the kernel's, on a hidden file beside the path, so that it
    holds between users and machines' schedulers alike; it is gone when the
    process is, however it ended, and the file goes with a block that ends.

    Raises
    ------
    LockHeldError
        Another process still holds it after ``wait_s`` seconds.
    OutputFailedError
        The folder cannot be written.
    """
    target = what.resolve()
    path = target.with_name(f".{target.name[:200]}.lock")
    deadline = time.monotonic() + wait_s
    while True:
        stream = _locked(path)
        if stream is not None:
            break
        if time.monotonic() >= deadline:
            raise LockHeldError(
                f"Another run is working on {what}.",
                hint="wait until it has finished, or write to another place",
            )
        time.sleep(_POLL_S)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        stream.close()


def _locked(path: Path) -> IO[bytes] | None:
    """Open the lock file and lock it; ``None`` when another has it, or has just removed it."""
    try:
        stream = path.open("a+b")
    except OSError as error:
        raise OutputFailedError(
            f"Cannot write beside {path.name[1:-5]}: {error.strerror or error}.",
            hint="check that the folder is writable, or name another place",
        ) from error
    if _try_lock(stream) and _is_still(stream, path):
        return stream
    stream.close()
    return None


def _is_still(stream: IO[bytes], path: Path) -> bool:
    """Whether the file we locked is the one others would open now."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except OSError:
        return False


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
