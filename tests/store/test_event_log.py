"""The log of events: nothing told twice, nothing lost, one writer at a time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.errors import (
    InputRefusedError,
    LockHeldError,
    OutputFailedError,
    UsageError,
)
from lastmile_cli.plumbing.locks import exclusive
from lastmile_cli.store.database import Database, open_database
from lastmile_cli.store.event_log import EventLog, from_us, to_us
from lastmile_cli.store.schema import metadata
from tests.logs import clock, event, log

FILE = "sqlite:///day.db"


@pytest.fixture
def database(tmp_path) -> Database:
    """An empty store beside the test."""
    opened = open_database(FILE, base=tmp_path)
    yield opened
    opened.close()


def test_what_was_told_comes_back_as_it_was_told(database):
    told = [
        event(
            "08:15 S-1 delivered 2", note="left with Ω", reason="neighbour", cash_micro=12_500_000
        ),
        event("08:16 van-1 position", accuracy_m=4.5, event_id="p-1"),
    ]

    assert EventLog(database).append(told).new == 2
    assert EventLog(database).between(clock("08:00"), clock("09:00")) == told
    assert EventLog(database).of_order("S-1") == told[:1]


def test_what_is_told_twice_is_kept_once(database):
    events = EventLog(database)
    first = events.append(log("08:15 S-1 delivered", "08:20 S-2 delivered"))
    again = events.append(log("08:20 S-2 delivered", "08:25 S-3 delivered", "08:25 S-3 delivered"))

    assert (first.told, first.new) == (2, 2)
    assert (again.told, again.new) == (3, 1)


def test_a_source_that_numbers_its_events_is_not_heard_twice_though_it_says_more(database):
    events = EventLog(database)
    events.append([event("08:15 S-1 delivered", event_id="7")])

    assert events.append([event("08:15 S-1 delivered", event_id="7", note="at the back")]).new == 0


def test_the_end_of_a_stretch_belongs_to_the_next(database):
    EventLog(database).append(log("08:00 S-1 ready", "09:00 S-2 ready"))

    found = EventLog(database).between(clock("08:00"), clock("09:00"))

    assert [it.order_id for it in found] == ["S-1"]


def test_all_of_a_file_is_kept_or_nothing_of_it(database):
    def breaks_off():
        yield from log("08:15 S-1 delivered")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        EventLog(database).append(breaks_off())

    assert EventLog(database).between(clock("00:00"), clock("23:00")) == []


def test_who_reads_sees_what_was_there_when_he_began(database):
    EventLog(database).append(log("08:15 S-1 delivered"))
    with database.reading() as connection:
        count = sa.text("SELECT count(*) FROM events")
        before = connection.execute(count).scalar()
        EventLog(database).append(log("08:20 S-2 delivered"))
        after = connection.execute(count).scalar()

    assert before == after == 1


def test_two_runs_do_not_write_at_once(tmp_path, database):
    with exclusive(tmp_path / "day.db"), pytest.raises(LockHeldError):
        EventLog(database).append(log("08:15 S-1 delivered"))


def test_who_was_killed_while_writing_leaves_all_that_was_kept_before(tmp_path, database):
    EventLog(database).append(log("08:15 S-1 delivered"))
    script = f"""
import os, pathlib
from lastmile_cli.store.database import open_database
from lastmile_cli.store.event_log import EventLog
from tests.logs import log
def events():
    yield from log(*(f"10:{{minute:02}} S-2 note" for minute in range(60)))
    yield from log(*(f"11:{{minute:02}} S-2 note" for minute in range(60)))
    os.kill(os.getpid(), 9)
import lastmile_cli.store.event_log as room
room.ROWS_AT_ONCE = 10
EventLog(open_database({FILE!r}, base=pathlib.Path({str(tmp_path)!r}))).append(events())
"""
    killed = subprocess.run([sys.executable, "-c", script], check=False, cwd=Path.cwd())

    assert killed.returncode == -9
    assert [it.order_id for it in EventLog(database).between(clock("00:00"), clock("23:00"))] == [
        "S-1"
    ]
    assert EventLog(database).append(log("08:20 S-2 delivered")).new == 1


def test_the_steps_of_the_migrations_lead_to_the_tables_we_speak_of(tmp_path, database):
    with database.reading() as connection:
        found = sa.inspect(connection)
        for table in metadata.sorted_tables:
            columns = {it["name"]: it for it in found.get_columns(table.name)}
            assert list(columns) == [column.name for column in table.columns]
            for column in table.columns:
                assert bool(columns[column.name]["nullable"]) == bool(column.nullable), column.name
            assert {it["name"] for it in found.get_indexes(table.name)} == {
                it.name for it in table.indexes
            }


def test_a_store_of_a_newer_program_is_left_alone(tmp_path):
    open_database(FILE, base=tmp_path).close()
    with sqlite3.connect(tmp_path / "day.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(InputRefusedError, match="newer"):
        open_database(FILE, base=tmp_path)


@pytest.mark.parametrize(
    ("url", "error", "says"),
    [
        ("lastmile.db", UsageError, "cannot be read"),
        ("sqlite://", UsageError, "without a file"),
        ("oracle://x", UsageError, "cannot be opened"),
        ("sqlite:///no/such/folder/day.db", OutputFailedError, "no/such/folder"),
        ("sqlite:///text.db", InputRefusedError, "not a store"),
    ],
)
def test_what_is_no_store_is_told_with_the_way_out(tmp_path, url, error, says):
    (tmp_path / "text.db").write_text("Dear diary, " * 100, encoding="utf-8")

    with pytest.raises(error, match=says) as told:
        open_database(url, base=tmp_path)

    assert told.value.hint


@given(st.datetimes(timezones=st.just(clock("08:00").tzinfo)))
@settings(max_examples=50)
def test_an_instant_comes_back_to_the_microsecond(at):
    assert from_us(to_us(at)) == at
    assert from_us(to_us(at) + 1) - at == timedelta(microseconds=1)
