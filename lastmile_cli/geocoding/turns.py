"""Who asks a host next, kept in a file: all runs of one user on this machine keep to one limit."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

from lastmile_cli.geocoding.shared_file import open_shared

_SCHEMA = "CREATE TABLE IF NOT EXISTS turn (host TEXT PRIMARY KEY, next_s REAL NOT NULL)"
_BUSY_S = 10.0
_FARTHEST_TURNS = 100
_FARTHEST_S = 60.0


class SharedTurns:
    """
    A small SQLite file that gives out turns, to threads and processes alike.

    A turn once given out counts whether it is used or not. A turn impossibly
    far ahead comes from a clock that was set back, and is forgotten.

    Parameters
    ----------
    path
        The file; made if need be.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = open_shared(path, _SCHEMA, busy_s=_BUSY_S)
        # What a power cut loses is one turn of a machine that was off meanwhile.
        self._connection.execute("PRAGMA synchronous = OFF")

    def take(self, host: str, now_s: float, interval_s: float) -> float:
        """
        Take the next turn: when it is, in seconds of the clock that ``now_s`` is read from.

        Raises
        ------
        sqlite3.Error
            The file cannot be used (any more).
        """
        farthest_s = now_s + _FARTHEST_S + _FARTHEST_TURNS * interval_s
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                row = self._connection.execute(
                    "SELECT next_s FROM turn WHERE host = ?", (host,)
                ).fetchone()
                next_s = row[0] if row else now_s
                turn_s = now_s if next_s > farthest_s else max(now_s, next_s)
                self._connection.execute(
                    "INSERT OR REPLACE INTO turn VALUES (?, ?)", (host, turn_s + interval_s)
                )
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
        return float(turn_s)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def shared_turns(folder: Path) -> SharedTurns | None:
    """Open the turns kept in a folder; ``None`` where that is not possible."""
    try:
        return SharedTurns(folder / "turns.sqlite")
    except (sqlite3.Error, OSError):
        return None
