"""SQLite files that several runs write: opened in write-ahead mode, however many open at once."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

_STEP_S = 0.01


def open_shared(path: Path, schema: str, *, busy_s: float) -> sqlite3.Connection:
    """
    Open a file in write-ahead mode, with these tables; every statement commits by itself.

    A run waits ``busy_s`` seconds for the others.

    Of two runs that turn the same new file to this mode SQLite refuses one at once, for the
    wait that it was told to have could not end: each would wait for the other. Here it tries again.

    Raises
    ------
    sqlite3.Error
        The file cannot be used, or others have kept it for too long.
    """
    connection = sqlite3.connect(
        path, timeout=busy_s, isolation_level=None, check_same_thread=False
    )
    try:
        _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"), busy_s)
        _patiently(lambda: connection.executescript(schema), busy_s)
    except sqlite3.Error:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise
    return connection


def _patiently(step: Callable[[], object], busy_s: float) -> None:
    until_s = time.monotonic() + busy_s
    while True:
        try:
            step()
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= until_s:
                raise
            time.sleep(_STEP_S)
        else:
            return


def _is_busy(error: sqlite3.Error) -> bool:
    """Whether another run is at it; extended codes (of recovery, say) have it in their low byte."""
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
