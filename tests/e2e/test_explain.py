"""A stop that was left out: what would help is told, and does help."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import CONFIG, DAY, Shell

ORDERS = ("few.csv", "-c", "short.yaml", "--date", DAY, "--iterations", "20", "-q")


def one_van(desk: Shell, **changes: object) -> None:
    """Let one van of the sample fleet do the day."""
    import yaml

    config = yaml.safe_load(desk.at(CONFIG).read_text(encoding="utf-8"))
    (van,) = (group for group in config["vehicles"] if group["id"] == "diesel-van")
    config["vehicles"] = [{**van, "skills": ["white_glove"], **changes}]
    desk.at("short.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")


@pytest.fixture
def short(desk) -> Shell:
    """A dozen orders for a van that may make ten stops, planned."""
    one_van(desk, max_stops=10)
    ran = desk("plan", *ORDERS, "-o", "plan.json")
    assert ran.code == 0, ran.err
    return desk


def test_one_stop_more_is_asked_for_and_serves_one_order_more(short):
    before = json.loads(short.at("plan.json").read_bytes())
    fix = before["unassigned"][0]["fix"]
    assert (fix["kind"], fix["amounts"]) == ("max_stops", {"stops": 1})

    one_van(short, max_stops=11)
    ran = short("plan", *ORDERS, "--json")

    assert ran.json()["totals"]["served"] == before["totals"]["served"] + 1


def test_a_stop_left_out_is_explained_vehicle_by_vehicle(short):
    (left, *_) = json.loads(short.at("plan.json").read_bytes())["unassigned"]

    ran = short("explain", "plan.json", left["stop_id"])
    told = short("explain", "plan.json", left["stop_id"], "--json").json()

    assert ran.code == 0, ran.err
    assert "let diesel-van visit 11 stops (1 more)" in ran.out
    assert told["unassigned"]["reason"] == left["reason"]
    assert told["fixes"][0]["kind"] == "max_stops"
    assert [it["vehicle_id"] for it in told["vehicles"]] == ["diesel-van"]


def test_a_stop_that_is_served_is_explained_too(short):
    plan = json.loads(short.at("plan.json").read_bytes())
    visit = next(v for v in plan["routes"][0]["visits"] if v["kind"] == "stop")

    told = short("explain", "plan.json", visit["stop_id"], "--json").json()["served"]

    assert told["vehicle_id"] == "diesel-van"
    assert (told["arrive_at"], told["cost"]) == (visit["arrive_at"], visit["cost"])
    assert told["next_best"] is None


def test_a_map_that_is_gone_is_named(short, tmp_path):
    plan = json.loads(short.at("plan.json").read_bytes())
    plan["provenance"]["roads"]["map_sha256"] = "0" * 64
    plan["config"]["roads"]["map"] = "nowhere.osm.pbf"
    short.at("lost.json").write_text(json.dumps(plan), encoding="utf-8")

    ran = short("explain", "lost.json", plan["stops"][0]["stop_id"])

    assert ran.code == 3
    assert "nowhere.osm.pbf" in ran.err
    assert "Try:" in ran.err


def test_explain_reads_a_plan_from_stdin(short):
    content = short.at("plan.json").read_bytes()
    (left, *_) = json.loads(content)["unassigned"]

    ran = short("explain", "-", left["stop_id"], stdin=content)

    assert ran.code == 0, ran.err
    assert left["stop_id"] in ran.out
