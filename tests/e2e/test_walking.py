"""Park once and walk: from the two files to the manifest, the bill and the referee."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import CONFIG, DAY

ROUND_CODES = {"LM1613", "LM1614", "LM1615", "LM1617"}


@pytest.fixture
def walked(desk) -> dict:
    """The van takes a minute and a half to park: in the streets round Keskuskatu it walks."""
    config = desk.at(CONFIG)
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("# parking_s: {van: 45,", "parking_s: {van: 90,"), encoding="utf-8"
    )
    ran = desk(
        "plan", "sample_data/stops_walking.csv", "-c", CONFIG, "--date", DAY,
        "--iterations", "60", "-o", "plan.json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return json.loads(desk.at("plan.json").read_text(encoding="utf-8"))


def on_foot(plan: dict) -> list[tuple[dict, dict]]:
    """Each visit on foot, with the route it is on."""
    return [
        (visit, route)
        for route in plan["routes"]
        for visit in route["visits"]
        if "parked_at" in visit
    ]


def judged(desk, plan) -> tuple[int, set[str]]:
    desk.at("edited.json").write_text(json.dumps(plan), encoding="utf-8")
    ran = desk("verify", "edited.json", "--json")
    return ran.code, {one["code"] for one in json.loads(ran.out)["violations"]}


def test_a_round_is_planned_told_billed_and_verified(desk, walked):
    visits = on_foot(walked)
    assert visits
    for visit, route in visits:
        assert (visit["drive_s"], visit["distance_m"]) == (0, 0)
        assert 0 < visit["walk_m"] <= 2 * 150
        assert visit["parked_at"] in {it["stop_id"] for it in route["visits"]}
    walk_s = sum(v["walk_s"] + v.get("walk_back_s", 0) for v, _ in visits)
    assert walked["totals"]["walk_s"] == walk_s
    assert judged(desk, walked) == (0, set())

    first = next(visit for visit, _ in visits)
    manifest = desk("manifest", "plan.json").out
    assert f"walk {first['walk_m']} m" in manifest
    told = desk("explain", "plan.json", first["stop_id"], "--json").json()
    assert told["served"]["parked_at"] == first["parked_at"]
    costs = desk("costs", "plan.json", "--by", "stop", "--json").json()
    assert costs["total"] == walked["costs"]["total"]


def test_a_hand_edit_of_a_round_is_judged(desk, walked):
    """A shorter walk, another van's place, a radius half as wide: each is named."""
    visit, route = on_foot(walked)[0]

    visit["walk_s"] -= 20
    code, found = judged(desk, walked)
    assert (code, "LM1613" in found) == (6, True)
    visit["walk_s"] += 20

    other = next(
        it["stop_id"] for it in route["visits"]
        if it["stop_id"] not in (None, visit["parked_at"]) and "parked_at" not in it
    )  # fmt: skip
    here, visit["parked_at"] = visit["parked_at"], other
    assert "LM1615" in judged(desk, walked)[1]
    visit["parked_at"] = here

    for group in walked["config"]["vehicles"]:
        if group.get("walking"):
            group["walking"]["radius_m"] = 10
    assert "LM1614" in judged(desk, walked)[1]


def test_the_switch_turns_it_off(desk):
    config = desk.at(CONFIG)
    text = config.read_text(encoding="utf-8").replace("park_and_walk: true", "park_and_walk: false")
    config.write_text(text.replace("# parking_s: {van: 45,", "parking_s: {van: 90,"), "utf-8")

    ran = desk(
        "plan", "sample_data/stops_walking.csv", "-c", CONFIG, "--date", DAY,
        "--iterations", "40", "-o", "plan.json",
    )  # fmt: skip

    assert ran.code == 0, ran.err
    plan = json.loads(desk.at("plan.json").read_text(encoding="utf-8"))
    assert on_foot(plan) == []
    assert "LM1249" in {notice["code"] for notice in plan["notices"]}
