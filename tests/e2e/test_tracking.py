"""The day itself: events come in, and the dispatcher asks how it stands."""

from __future__ import annotations

import json

import pytest

from lastmile_cli.plumbing.locks import exclusive
from tests.e2e.conftest import DAY, Shell
from tests.e2e.test_hand_edits import CONFIG, STOPS

EVENTS = f"""\
at,event,order_id,vehicle_id,note
{DAY} 08:30,delivered,N1,,
{DAY} 08:45,not home,N2,,=HYPERLINK("x")
{DAY} 09:10,delivered,S2,,
{DAY} 09:12,delivered,X9,,
later,delivered,S1,,
"""


@pytest.fixture
def day(tmp_path) -> Shell:
    """A day of four stops, planned."""
    (tmp_path / "day.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "day.csv").write_text(STOPS, encoding="utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    shell = Shell(tmp_path)
    made = shell("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json", "-q")
    assert made.code == 0, made.err
    return shell


def status(day: Shell) -> dict:
    """State of the day."""
    return day("track", "status", "plan.json", "-c", "day.yaml", "--json").json()


def test_events_come_in_once_and_the_day_is_told(day):
    first = day("track", "ingest", "events.csv", "-c", "day.yaml")
    again = day("track", "ingest", "-", "-c", "day.yaml", "--json", stdin=EVENTS)

    assert (first.code, first.out) == (0, "events.csv: 4 new events, 0 known, 1 row refused.\n")
    assert "LM1802" in first.err
    assert (again.json()["events"], again.json()["new"]) == (4, 0)
    told = status(day)
    assert told["orders"] == {"created": 1, "delivered": 2, "failed_attempt": 1}
    assert sum(route["served"] for route in told["routes"]) == 2
    assert {event["order_id"] for event in told["unknown"]} == {"X9"}


def test_a_bad_row_crosses_the_threshold_of_who_asks_for_one(day):
    assert day("track", "ingest", "events.csv", "-c", "day.yaml", "--strict").code == 4
    assert status(day)["orders"]["delivered"] == 2


def test_the_life_of_an_order_is_told(day):
    day("track", "ingest", "events.csv", "-c", "day.yaml")

    told = day("track", "order", "N2", "plan.json", "-c", "day.yaml")
    record = day("track", "order", "N2", "plan.json", "-c", "day.yaml", "--json").json()
    missed = day("track", "order", "N3", "plan.json", "-c", "day.yaml")

    assert "N2 North two: failed attempt" in told.out
    assert (record["state"], record["reason"], record["attempts"]) == (
        "failed_attempt",
        "not_home",
        1,
    )
    assert (missed.code, "N2" in missed.err) == (3, True)


def test_a_file_of_noise_is_refused_and_a_second_run_waits_its_turn(day):
    assert day("track", "ingest", "-", "-c", "day.yaml", stdin="at,event\nx,y\n").code == 3
    day("track", "ingest", "events.csv", "-c", "day.yaml")
    with exclusive(day.folder / "lastmile.db"):
        held = day("track", "ingest", "events.csv", "-c", "day.yaml", "--lock-wait", "0")
        assert status(day)["orders"]["delivered"] == 2, "who reads need not wait"

    assert held.code == 75


def test_the_password_of_a_store_goes_into_no_plan(day):
    with (day.folder / "day.yaml").open("a", encoding="utf-8") as file:
        file.write('store: "postgresql+psycopg://ann:s3cret@127.0.0.1:1/day"\n')

    day("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "again.json", "-q")
    ran = day("track", "status", "again.json", "-c", "day.yaml")

    assert "s3cret" not in (day.folder / "again.json").read_text(encoding="utf-8")
    assert "store" not in json.loads((day.folder / "again.json").read_bytes())["config"]
    assert ran.code in (2, 5)
    assert "s3cret" not in ran.out + ran.err
