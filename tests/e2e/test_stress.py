"""``lastmile stress``: the sample day's plan driven on drawn days."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.conftest import Shell

FIRM = "stress: {travel_day: 0, travel_leg: 0, service_crew: 0, service_stop: 0, loading: 0}\n"


@pytest.fixture
def made(tmp_path, planned) -> Shell:
    (tmp_path / "plan.json").symlink_to(planned)
    (tmp_path / "sample_data").symlink_to(planned.parent / "sample_data")
    return Shell(tmp_path)


def firm_config(made, planned) -> str:
    """The example's configuration, in which every day goes as planned."""
    text = (planned.parent / "config.example.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\nstress:")
    tail = rest[rest.index("\nsolver:") :]
    made.at("firm.yaml").write_text(f"{head}\n{FIRM}{tail}", encoding="utf-8")
    return "firm.yaml"


def test_a_day_that_goes_as_planned_is_the_plan_to_the_second(made, planned):
    """The whole sample day: traffic, breaks, doors of the depots, charges, two trips, walks."""
    told = made("stress", "plan.json", "--runs", "2", "-c", firm_config(made, planned), "--json")
    plan = json.loads(planned.read_text(encoding="utf-8"))
    visits = {
        it["stop_id"]: it["start_at"]
        for route in plan["routes"]
        for it in route["visits"]
        if it["kind"] == "stop"
    }
    found = told.json()

    for key in ("planned_at", "begin_p5_at", "begin_p95_at"):
        assert {it["stop_id"]: it[key] for it in found["stops"]} == visits
    ends = {route["vehicle_id"]: route["end_at"] for route in plan["routes"]}
    assert {it["vehicle_id"]: it["end_p95_at"] for it in found["vehicles"]} == ends
    assert found["cost"]["mean"] == found["cost"]["planned"] == plan["costs"]["total"]
    assert found["all_kept"] == 1.0
    assert found["slack"] == []


def test_the_same_seed_gives_the_same_days_with_any_number_of_threads(made):
    asked = ("stress", "plan.json", "--runs", "300", "--json")
    one, two = made(*asked, "--workers", "1"), made(*asked, "--workers", "3")

    assert one.out == two.out
    assert made(*asked, "--seed", "1").out != one.out


def test_more_spread_misses_more_and_a_threshold_is_an_exit_code(made):
    few = made("stress", "plan.json", "--runs", "200", "--min-chance", "0.99")
    none = made("stress", "plan.json", "--runs", "200", "--min-chance", "0")

    assert (few.code, none.code) == (4, 0)
    assert "kept on less than 99 %" in few.err
    assert "Weakest promises" in few.out


def test_a_line_a_stop_for_machines_and_a_chart_for_people(made):
    ran = made("stress", "plan.json", "--runs", "100", "--format", "csv", "--chart", "weak.svg")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    texts = {
        it.text
        for it in ET.fromstring(made.at("weak.svg").read_bytes()).iter(
            "{http://www.w3.org/2000/svg}text"
        )
    }

    kept = [float(row["kept"]) for row in rows if row["kept"]]
    assert kept == sorted(kept)
    assert any(rows[0]["stop_id"] in (text or "") for text in texts)


def test_a_plan_that_drives_nowhere_has_nothing_to_draw(made, planned):
    plan = json.loads(planned.read_text(encoding="utf-8"))
    plan["routes"] = []
    made.at("empty.json").write_text(json.dumps(plan), encoding="utf-8")
    ran = made("stress", "empty.json")

    assert ran.code == 3
    assert "no route" in ran.err


def test_a_spread_below_nought_is_refused_by_its_key(made, planned):
    name = firm_config(made, planned)
    text = made.at(name).read_text(encoding="utf-8").replace("travel_leg: 0,", "travel_leg: -1,")
    made.at(name).write_text(text, encoding="utf-8")
    ran = made("stress", "plan.json", "-c", name)

    assert ran.code == 3
    assert "LM1218" in ran.err
    assert "stress.travel_leg" in ran.err
