"""Files that several runs open in the same instant."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time

import pytest

from lastmile_cli.geocoding.shared_file import open_shared
from tests.conftest import ROOT

TABLE = "CREATE TABLE IF NOT EXISTS turn (host TEXT PRIMARY KEY)"
OPEN_FIFTY = f"""
import sys, time
from pathlib import Path
from lastmile_cli.geocoding.shared_file import open_shared

time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
for number in range(50):
    with open_shared(Path(sys.argv[1]) / f"{{number}}.sqlite", "{TABLE}", busy_s=30) as connection:
        connection.execute("INSERT INTO turn VALUES (?)", (sys.argv[3],))
    connection.close()
"""


def test_runs_that_make_one_file_in_the_same_instant_all_get_it(tmp_path):
    """SQLite refuses the second that turns a new file to write-ahead mode, without any wait."""
    start_s = str(time.time() + 1.5)
    runs = [
        subprocess.Popen([sys.executable, "-c", OPEN_FIFTY, tmp_path, start_s, name], cwd=ROOT)
        for name in "abcd"
    ]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0, 0]
    for number in range(50):
        connection = open_shared(tmp_path / f"{number}.sqlite", TABLE, busy_s=1)
        hosts = connection.execute("SELECT host FROM turn ORDER BY host").fetchall()
        connection.close()
        assert hosts == [("a",), ("b",), ("c",), ("d",)]


def test_a_file_that_others_keep_is_given_up_in_the_end(tmp_path):
    path = tmp_path / "kept.sqlite"
    keeper = sqlite3.connect(path, isolation_level=None)
    keeper.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        open_shared(path, TABLE, busy_s=0.05)
    keeper.close()


def test_what_is_no_database_is_told_at_once(tmp_path):
    path = tmp_path / "words.sqlite"
    path.write_text("Hello, this is no database at all." * 50, encoding="utf-8")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        open_shared(path, TABLE, busy_s=60)
