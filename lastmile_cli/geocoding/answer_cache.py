"""Answers of online providers, kept: nobody is asked the same thing twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.geocoding.text import fold, words
from lastmile_cli.plumbing.cache import cache_dir

FOUND_DAYS = 365
"""How long a found place is believed."""

EMPTY_DAYS = 7
"""How long "no such address" is believed: maps grow."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    provider TEXT NOT NULL, query TEXT NOT NULL, options TEXT NOT NULL,
    asked_at REAL NOT NULL, raw TEXT NOT NULL,
    PRIMARY KEY (provider, query, options)
) WITHOUT ROWID;
"""
_DAY_S = 86_400
_BUSY_S = 30.0
_SECRET = ("key", "secret", "token", "password", "client_id")

RawPlaces = list[dict[str, Any]]
"""A provider's places as it sent them, JSON values only."""


class AnswerCache:
    """
    A SQLite file that several runs may use at once.

    Every answer is committed on arrival: an interrupted run loses none.

    Parameters
    ----------
    path
        The file, made if need be. A damaged one is put aside and begun anew.
    now
        Seconds since 1970, for the age of answers.

    Raises
    ------
    OutputFailedError
        The file cannot be opened for writing.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._now = now
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _open(path)
        except (sqlite3.Error, OSError) as error:
            raise OutputFailedError(
                f"The geocoding cache {path} cannot be written: {error}.",
                hint="name another file under `geocoding: cache:`",
            ) from error

    @classmethod
    def at(cls, cache_path: str) -> AnswerCache:
        """Open the cache of the settings, or the user's own where they name none."""
        return cls(Path(cache_path) if cache_path else cache_dir("geocoding") / "answers.sqlite")

    def find(self, provider: str, address: Address, options: str) -> RawPlaces | None:
        """What this provider answered; ``None`` where it was not asked, or too long ago."""
        row = self._connection.execute(
            "SELECT asked_at, raw FROM answer WHERE provider = ? AND query = ? AND options = ?",
            (provider, query_key(address), options),
        ).fetchone()
        if row is None:
            return None
        asked_at, raw = row
        places: RawPlaces = json.loads(raw)
        days = FOUND_DAYS if places else EMPTY_DAYS
        return places if self._now() - asked_at <= days * _DAY_S else None

    def keep(self, provider: str, address: Address, options: str, places: RawPlaces) -> None:
        """Remember an answer, an empty one too."""
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
                (
                    provider,
                    query_key(address),
                    options,
                    self._now(),
                    json.dumps(places, ensure_ascii=False),
                ),
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def query_key(address: Address) -> str:
    """
    One text for all spellings of an address that no provider would tell apart.

    >>> query_key(Address(line1="Unioninkatu  20,", city="HELSINKI"))
    'unioninkatu 20||helsinki|||'
    """
    first = " ".join(fold(address.line1).replace(",", " ").split())
    rest = (address.line2, address.city, address.state, address.postal_code, address.country)
    return "|".join((first, *(" ".join(words(part)) for part in rest)))


def options_key(options: Mapping[str, Any]) -> str:
    """A short text for the options that shape an answer; keys and secrets are not among them."""
    plain = {
        name: value
        for name, value in options.items()
        if not any(part in name.lower() for part in _SECRET)
    }
    text = json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _connect(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.replace(path.with_name(path.name + ".damaged"))
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise
    return connection
