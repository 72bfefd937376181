"""Answers of online providers, kept: nobody is asked the same thing twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lastmile_cli.domain.addresses import Address, same_spelling
from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.geocoding.shared_file import open_shared
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
_SECRET = frozenset(
    {
        "key", "apikey", "secret", "token", "password", "passwd", "app_id", "app_code", "client_id",
        "client", "auth", "user", "username", "proxies", "referer",
    }
)  # fmt: skip
_SECRET_ENDINGS = ("_key", "_secret", "_token", "_password", "_username")
_NO_MATTER = frozenset({"scheme", "timeout", "user_agent", "i_accept_public_nominatim_policy"})

RawPlaces = list[dict[str, Any]]
"""A provider's places as it sent them, JSON values only."""


class AnswerCache:
    """
    A SQLite file that several runs and threads may use at once.

    Every answer is committed on arrival: an interrupted run loses none. The
    file holds addresses, so only its owner may read it. An answer that cannot
    be kept is still an answer: ``trouble`` says what was the matter.

    Parameters
    ----------
    path
        The file, made if need be. A damaged one is put aside and begun anew.
    now
        Seconds since 1970, for the age of answers.
    refresh
        Find only what is kept from here on: older answers are asked for again.

    Raises
    ------
    OutputFailedError
        The file cannot be opened for writing.
    """

    def __init__(
        self, path: Path, now: Callable[[], float] = time.time, *, refresh: bool = False
    ) -> None:
        self._path = path
        self._now = now
        self._oldest_s = now() if refresh else 0.0
        self._lock = threading.Lock()
        self.trouble = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._connection = _open(path)
        except (sqlite3.Error, OSError) as error:
            raise OutputFailedError(
                f"The geocoding cache {path} cannot be written: {error}.",
                hint="name another file under `geocoding: cache:`",
            ) from error

    @classmethod
    def at(cls, cache_path: str, *, refresh: bool = False) -> AnswerCache:
        """Open the cache of the settings, or the user's own where they name none."""
        path = Path(cache_path) if cache_path else cache_dir("geocoding") / "answers.sqlite"
        return cls(path, refresh=refresh)

    def find(
        self,
        provider: str,
        what: Address | Coordinate,
        options: str,
        *,
        keep_days: float = FOUND_DAYS,
    ) -> RawPlaces | None:
        """What this provider answered; ``None`` where it was not asked, or too long ago."""
        key = (provider, query_key(what), options)
        with self._lock:
            try:
                row = self._connection.execute(_FIND, key).fetchone()
            except sqlite3.Error as error:
                self._trouble(error)
                return None
        if row is None:
            return None
        asked_at, raw = row
        places = _places(raw)
        if places is None:
            return None
        days = keep_days if places else min(keep_days, EMPTY_DAYS)
        is_fresh = asked_at >= self._oldest_s and self._now() - asked_at <= days * _DAY_S
        return places if is_fresh else None

    def keep(
        self, provider: str, what: Address | Coordinate, options: str, places: RawPlaces
    ) -> None:
        """Remember an answer, an empty one too."""
        raw = json.dumps(places, ensure_ascii=False)
        row = (provider, query_key(what), options, self._now(), raw)
        with self._lock:
            try:
                self._keep(row)
            except sqlite3.Error as error:
                self._trouble(error)
                # On a sheet begun anew there is room again.
                with contextlib.suppress(sqlite3.Error):
                    self._keep(row)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _keep(self, row: tuple[object, ...]) -> None:
        self._connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", row)

    def _trouble(self, error: sqlite3.Error) -> None:
        """Remember what is the matter; a file found damaged only now is put aside."""
        self.trouble = self.trouble or str(error)
        if not _is_damage(error):
            return
        with contextlib.suppress(sqlite3.Error, OSError):
            self._connection.close()
            _put_aside(self._path)
            self._connection = _connect(self._path)


_FIND = "SELECT asked_at, raw FROM answer WHERE provider = ? AND query = ? AND options = ?"


def query_key(what: Address | Coordinate) -> str:
    """
    One text for all spellings of an address that no provider would tell apart; or for a place.

    >>> query_key(Address(line1="Unioninkatu  20,", city="HELSINKI"))
    'unioninkatu 20||helsinki|||'
    >>> query_key(Coordinate(lat_deg=60.17, lon_deg=24.9375))
    '@60.170000,24.937500'
    """
    if isinstance(what, Coordinate):
        return f"@{what.lat_deg:.6f},{what.lon_deg:.6f}"
    address = what
    parts = (
        address.line1, address.line2, address.city, address.state, address.postal_code,
        address.country,
    )  # fmt: skip
    return "|".join(map(same_spelling, parts))


def options_key(options: Mapping[str, Any]) -> str:
    """A short text for the options that shape an answer; keys and secrets are not among them."""
    plain = {
        name: value
        for name, value in options.items()
        if name not in _NO_MATTER and not _is_secret(name.lower())
    }
    text = json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_secret(name: str) -> bool:
    """By its whole name: what is merely spelt like one ("proximity") shapes answers."""
    return name in _SECRET or name.endswith(_SECRET_ENDINGS)


def _places(raw: str) -> RawPlaces | None:
    """What was kept, ``None`` where it is no list of places (any more)."""
    try:
        places = json.loads(raw)
    except (ValueError, TypeError):
        return None
    is_whole = isinstance(places, list) and all(isinstance(place, dict) for place in places)
    return places if is_whole else None


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _connect(path)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        _put_aside(path)
        return _connect(path)


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken: its subclasses say that a disk is full, a call wrong."""
    return type(error) is sqlite3.DatabaseError


def _put_aside(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.replace(path.with_name(path.name + ".damaged"))


def _connect(path: Path) -> sqlite3.Connection:
    _make_private(path)
    connection = open_shared(path, _SCHEMA, busy_s=_BUSY_S)
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _make_private(path: Path) -> None:
    """Let nobody but the owner read it, nor what SQLite writes beside it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with contextlib.suppress(OSError):
        path.chmod(0o600)
