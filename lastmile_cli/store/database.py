"""A database opened: by its URL, with the newest tables, one writer at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from lastmile_cli.domain.errors import (
    InputRefusedError,
    LastmileError,
    LockHeldError,
    OutputFailedError,
    ServiceUnreachableError,
    UsageError,
)
from lastmile_cli.plumbing.locks import exclusive
from lastmile_cli.store.migrations import HEAD

BUSY_MS = 5_000
"""So long SQLite waits by itself for another's short write."""
WRITES = "lastmile_writes"
"""Option of a connection that is going to write: SQLite then takes its lock at once."""


@dataclass(frozen=True, slots=True)
class Database:
    """
    An open database with the newest tables.

    ``path`` is that of a SQLite file, ``None`` for a server; ``lock_wait_s`` is how long a writer
    waits for another run.
    """

    engine: sa.Engine
    path: Path | None
    lock_wait_s: float

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Look at one state of the data, whatever is written meanwhile."""
        with _told(self), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Write all or nothing, alone."""
        lock = exclusive(self.path, wait_s=self.lock_wait_s) if self.path else _no_lock()
        engine = self.engine.execution_options(**{WRITES: True})
        with lock, _told(self), engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give back what the database holds."""
        self.engine.dispose()


def open_database(url: str, *, base: Path, lock_wait_s: float = 0.0) -> Database:
    """
    Open a database, make it where there is none, and bring its tables up to date.

    Parameters
    ----------
    url : str
        ``sqlite:///lastmile.db``, or one of a server.
    base : Path
        The folder that a path in it begins from.
    lock_wait_s : float
        How long to wait for another run that is writing.

    Raises
    ------
    UsageError
        The URL is none, or what it needs is not installed.
    InputRefusedError
        The file is no database, or its tables are newer than this program.
    OutputFailedError
        The file cannot be written.
    ServiceUnreachableError
        The server does not answer.
    LockHeldError
        Another run is writing.
    """
    parsed, path = _parsed(url, base)
    engine = _engine(parsed)
    if path is not None:
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    database = Database(engine=engine, path=path, lock_wait_s=lock_wait_s)
    try:
        _bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def _parsed(url: str, base: Path) -> tuple[sa.URL, Path | None]:
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError:
        raise UsageError(
            f"The store's URL cannot be read: {url!r}.",
            hint="write it like sqlite:///lastmile.db or postgresql://user@host/name",
        ) from None
    if parsed.get_backend_name() != "sqlite":
        return parsed, None
    if not parsed.database or parsed.database == ":memory:":
        raise UsageError(
            "The store is a SQLite database without a file.",
            hint="name one, like sqlite:///lastmile.db",
        )
    path = (base / parsed.database).resolve()
    return parsed.set(database=str(path)), path


def _engine(url: sa.URL) -> sa.Engine:
    try:
        return sa.create_engine(url)
    except (SQLAlchemyError, ImportError) as error:
        raise UsageError(
            f"The store {url.render_as_string()} cannot be opened: {error}.",
            hint="PostgreSQL needs pip install 'lastmile-cli[postgresql]'",
        ) from error


def _set_up(connection: object, _record: object) -> None:
    """Let readers go on while one writes, and lose nothing that was said to be kept."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for setting in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    # The driver would begin at the first write, and then it may be too late for the lock.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(database: Database) -> None:
    with _told(database), database.engine.connect() as connection, connection.begin():
        known = _step_of(connection)
    if known == HEAD:
        return
    if known is not None and known > HEAD:
        raise InputRefusedError(
            f"The store is newer ({known}) than this lastmile knows ({HEAD}).",
            hint="update lastmile, or name another store",
        )
    from lastmile_cli.store.migrate import migrate

    with database.writing() as connection:
        migrate(connection)


def _step_of(connection: sa.Connection) -> str | None:
    """Which step of the migrations the tables are at; ``None`` where there are none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    step = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if step is None else str(step)


@contextlib.contextmanager
def _told(database: Database) -> Iterator[None]:
    """Say in our words what the database complains of."""
    try:
        yield
    except DBAPIError as error:
        raise _error_of(database, error) from error


def _error_of(database: Database, error: DBAPIError) -> LastmileError:
    said = str(error.orig).strip()
    name = database.path or database.engine.url.render_as_string()
    if database.path is None:
        return ServiceUnreachableError(
            f"The store {name} does not answer: {said}.", hint="check that the server is up"
        )
    if "locked" in said:
        return LockHeldError(
            f"Another run is writing to {name}.", hint="wait until it has finished, or --lock-wait"
        )
    if "not a database" in said or "malformed" in said:
        return InputRefusedError(
            f"{name} is not a store: {said}.",
            hint="name another file, or put back a backup (lastmile store backup makes them)",
        )
    if isinstance(error, OperationalError):
        return OutputFailedError(
            f"The store {name} cannot be used: {said}.",
            hint="check that its folder is there, writable and not full",
        )
    return InputRefusedError(f"The store {name} refuses: {said}.", hint="lastmile store check")


@contextlib.contextmanager
def _no_lock() -> Iterator[None]:
    yield
