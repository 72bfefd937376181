"""``lastmile whatif``: one day under several configurations."""

from __future__ import annotations

import csv
import io
import signal
import subprocess
import time
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.conftest import DAY, Shell

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, service_time_min: 1}
roads:
  source: great_circle
  great_circle: {speed_kmh: 60, detour: 1}
depots:
  - {id: shop, lat: 60.0, lon: 24.0}
vehicles:
  - id: van
    shift: {start: "08:00", end: "09:00"}
    depot: shop
    costs: {vehicle_per_day: "10.00", wage_per_hour: "0.00"}
    energy: {kind: diesel, l_per_100km: 8}
solver: {engine: ruin-recreate, iterations: 20}
"""
STOPS = """\
id,lat,lon
north,60.17987,24.0
south,59.82013,24.0
"""
"""20 km each way: one van drives forty minutes to either, and has an hour."""


@pytest.fixture
def day(tmp_path) -> Shell:
    (tmp_path / "day.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "day.csv").write_text(STOPS, encoding="utf-8")
    return Shell(tmp_path)


ASKED = ("whatif", "day.csv", "-c", "day.yaml", "--date", DAY)


def test_a_second_van_serves_the_other_stop_and_costs_its_day(day):
    told = day(*ASKED, "--vary", "vehicles.van.count=1..3", "--json").json()
    rows = told["scenarios"]

    assert [row["scenario"] for row in rows] == [
        "as it is",
        "van.count=1",
        "van.count=2",
        "van.count=3",
    ]
    assert [(row["served"], row["left_out"], row["vehicles"]) for row in rows] == [
        (1, 1, 1),
        (1, 1, 1),
        (2, 0, 2),
        (2, 0, 2),
    ]
    one, two = float(rows[1]["cost"]), float(rows[2]["cost"])
    assert two == pytest.approx(2 * one, abs=0.02)
    assert rows[2]["changes"] == {"vehicles.van.count": "2"}


def test_the_same_configuration_gives_the_same_plan(day):
    ran = day(*ASKED, "--set", "vehicles.van.count=1", "-o", "kept", "--json")
    first, second = ran.json()["scenarios"]
    planned = day("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "--json").json()

    assert first["cost"] == second["cost"] == planned["costs"]["total"]
    assert day.names() >= {"kept/00.json", "kept/01.json"}
    assert day("diff", "kept/00.json", "kept/01.json", "--strict").code == 0
    assert day("verify", "kept/01.json").code == 0


def test_a_table_for_people_and_a_line_a_scenario_for_machines(day):
    table = day(*ASKED, "--set", "vehicles.van.count=2")
    lines = day(*ASKED, "--set", "vehicles.van.count=2", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(lines)))

    assert "van.count=2" in table.out
    assert [row["left_out"] for row in rows] == ["1", "0"]


def test_a_scenario_that_is_refused_is_a_row_and_the_others_are_planned(day):
    ran = day(*ASKED, "--vary", "vehicles.van.count=-1,2")

    assert ran.code == 0
    assert "van.count=-1: day.yaml is refused" in ran.out
    assert "LM1218" in ran.err or "LM1219" in ran.err
    assert "van.count=2" in ran.out


def test_a_day_that_cannot_be_planned_as_it_is_is_refused(day):
    day.at("day.yaml").write_text(CONFIG.replace("EUR", "EURO"), encoding="utf-8")
    ran = day(*ASKED, "--set", "vehicles.van.count=2")

    assert ran.code == 3
    assert "LM1210" in ran.err


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--set", "vehicles.van.count"),
        ("--vary", "vehicles.van.count=2"),
        ("--set", "a=1", "--chart", "c.bmp"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(day, wrong):
    ran = day(*ASKED, *wrong)

    assert ran.code == 2
    assert "Try:" in ran.err


def test_orders_from_a_pipe_can_be_read_only_once(day):
    ran = day("whatif", "-", "-c", "day.yaml", "--set", "solver.seed=1", stdin=STOPS)

    assert ran.code == 3
    assert "stdin" in ran.err


@pytest.mark.parametrize("name", ["c.svg", "c.png"])
def test_a_chart_has_a_bar_for_every_scenario(day, name):
    ran = day(*ASKED, "--vary", "vehicles.van.count=1..2", "--chart", name)
    content = day.at(name).read_bytes()

    assert ran.code == 0
    assert f"The chart is in {name}." in ran.err
    if name.endswith("png"):
        assert content.startswith(b"\x89PNG")
    else:
        texts = [it.text for it in ET.fromstring(content).iter("{http://www.w3.org/2000/svg}text")]
        assert {"as it is", "van.count=1", "van.count=2"} <= set(texts)


def test_ctrl_c_shows_what_was_planned_so_far(day):
    many = ("--vary", "solver.seed=1..60", "--workers", "1", "--iterations", "200000")
    run = day.start(*ASKED, *many, "-v", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(6)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)

    assert run.returncode == 130
    assert b"Interrupted" in err
    # Nothing at all had been planned on a very slow machine.
    assert b"as it is" in out or b"planned so far" not in err
    assert out.count(b"solver.seed=") < 60
