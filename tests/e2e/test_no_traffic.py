"""``plan --no-traffic``: the plan for empty streets meets the jam."""

from __future__ import annotations

import csv
import io

import pytest

from tests.e2e.conftest import DAY, FEW, Shell

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR}
roads:
  source: great_circle
  great_circle: {speed_kmh: 60, detour: 1}
  traffic:
    - {name: lunchtime, from: "12:00", to: "13:00", default: 0.5}
depots:
  - {id: shop, lat: 60.0, lon: 24.0}
vehicles:
  - id: van
    shift: {start: "08:00", end: "18:00"}
    depot: shop
    energy: {kind: diesel, l_per_100km: 8}
solver: {engine: ruin-recreate, iterations: 20}
"""
STOPS = """\
id,lat,lon,window,service_min
A,60.17987,24.0,12:10-12:15,1
"""
"""20 km due north: twenty minutes on empty streets."""


@pytest.fixture
def day(tmp_path) -> Shell:
    (tmp_path / "day.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "day.csv").write_text(STOPS, encoding="utf-8")
    return Shell(tmp_path)


ASKED = ("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "--no-traffic")


def test_a_van_that_ignores_the_jam_is_caught_in_it(day):
    """It leaves at 11:50, is halfway at 12:00, and takes twenty minutes for the other half."""
    told = day(*ASKED, "--json").json()

    assert (told["on_paper"]["late_stops"], told["minded"]["late_stops"]) == (0, 0)
    assert told["driven"]["late_stops"] == 1
    assert told["driven"]["latest_s"] == pytest.approx(5 * 60, abs=2)
    assert [notice["code"] for notice in told["broken"]] == ["LM1658"]
    assert told["driven"]["distance_m"] == told["on_paper"]["distance_m"]
    assert told["driven"]["drive_s"] > told["on_paper"]["drive_s"]


def test_people_get_three_columns_and_the_promises_it_breaks(day):
    ran = day(*ASKED)

    assert ran.code == 0
    assert "planned for empty streets  the same in traffic  planned for the traffic" in ran.out
    assert "Promises broken in the traffic: 1" in ran.out


def test_a_spreadsheet_gets_one_line_a_plan(day):
    rows = list(csv.DictReader(io.StringIO(day(*ASKED, "--format", "csv").out)))

    assert [row["plan"] for row in rows] == ["on_paper", "driven", "minded"]
    assert [row["late_stops"] for row in rows] == ["0", "1", "0"]


def test_nothing_is_kept(day):
    before = day.names()

    assert day(*ASKED, "-o", "plan.json").code == 2
    assert day.names() == before


def test_strict_speaks_of_one_plan_and_here_are_two(day):
    ran = day(*ASKED, "--strict")

    assert ran.code == 2
    assert "--strict" in ran.err


def test_traffic_on_other_days_of_the_week_is_none_on_this_one(day):
    """The day is a Monday."""
    text = day.at("day.yaml").read_text(encoding="utf-8")
    text = text.replace("default: 0.5", "default: 0.5, days: [sat, sun]")
    day.at("day.yaml").write_text(text, encoding="utf-8")

    ran = day(*ASKED)

    assert ran.code == 2
    assert "no traffic on Monday" in ran.err


def test_a_day_without_traffic_has_none_to_ignore(day):
    text = day.at("day.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "traffic:" not in line and "lunch" not in line]
    day.at("day.yaml").write_text("\n".join(lines), encoding="utf-8")

    ran = day(*ASKED)

    assert ran.code == 2
    assert "roads.traffic" in ran.err


def test_the_sample_day_can_be_asked_too(desk):
    ran = desk("plan", *FEW, "--iterations", "5", "--no-traffic", "--json")

    assert ran.code == 0
    assert ran.json()["driven"]["drive_s"] > ran.json()["on_paper"]["drive_s"]


LOCKER = """\
collection_points:
  - id: locker
    lat: 60.1
    lon: 24.0
    opening_hours: [{from: "00:00", to: "24:00"}]
"""
NEIGHBOURS = """\
id,lat,lon,service_min,delivery_option
A,60.102,24.0,10,any
B,60.098,24.0,10,any
C,60.1,24.003,1,
"""


def test_who_was_sent_to_a_locker_on_paper_is_served_there_in_the_jam(day):
    """Twenty minutes at two doors, or three at the locker: one visit and C are left to drive to."""
    day.at("day.yaml").write_text(CONFIG + LOCKER, encoding="utf-8")
    day.at("day.csv").write_text(NEIGHBOURS, encoding="utf-8")

    told = day(*ASKED, "--json").json()

    assert [told[plan]["served"] for plan in ("on_paper", "driven", "minded")] == [2, 2, 2]
    assert told["broken"] == []
