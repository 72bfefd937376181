"""A plan edited by hand: the referee names what is broken, in a dispatcher's words."""

from __future__ import annotations

import json
import re

import pytest

SWAPPED = ("stop_id", "lat", "lon")


@pytest.fixture
def plan(planned) -> dict:
    return json.loads(planned.read_bytes())


@pytest.fixture
def judge(lastmile, planned, plan, tmp_path):
    """Write the plan down as it now is and ask the referee about it."""

    def verdict(*options: str):
        edited = tmp_path / "edited.json"
        edited.write_text(json.dumps(plan), encoding="utf-8")
        return lastmile("verify", str(edited), *options)

    return verdict


def stops_on(route: dict) -> list[dict]:
    return [visit for visit in route["visits"] if visit["kind"] == "stop"]


def windows_of(plan: dict) -> dict[str, list[dict]]:
    return {stop["stop_id"]: stop["windows"] for stop in plan["stops"]}


def late_pair(plan: dict) -> tuple[dict, dict]:
    """A visit whose only window is over before another of its route begins, and that other."""
    windows = windows_of(plan)
    for route in plan["routes"]:
        last = stops_on(route)[-1]
        for visit in stops_on(route):
            asked = windows[visit["stop_id"]]
            if len(asked) == 1 and asked[0]["closes_at"] < last["start_at"]:
                return visit, last
    raise AssertionError("the sample day has no such pair any more")


def test_our_own_plan_holds(judge, plan):
    ran = judge()

    assert ran.code == 0, ran.out
    assert f"{plan['totals']['served']} stops" in ran.out
    assert ran.err == ""


def test_a_visit_moved_behind_its_window_is_named_with_the_window(judge, plan):
    early, late = late_pair(plan)
    moved = early["stop_id"]
    closes = windows_of(plan)[moved][0]["closes_at"][11:16]
    for key in SWAPPED:
        early[key], late[key] = late[key], early[key]
    ran = judge()
    [line] = [it for it in ran.out.splitlines() if "LM1658" in it and f"stop {moved} " in it]

    assert ran.code == 6
    assert f"-{closes} closes" in line
    assert "Try:" in ran.out


def test_a_visit_moved_to_another_van_is_judged_there(judge, plan):
    """A stop that needs two people ends up on a bike, at the end of its tour."""
    needs = {stop["stop_id"] for stop in plan["stops"] if "white_glove" in stop["skills"]}
    giver = next(r for r in plan["routes"] if any(v["stop_id"] in needs for v in stops_on(r)))
    taker = next(route for route in plan["routes"] if route is not giver)
    visit = next(visit for visit in stops_on(giver) if visit["stop_id"] in needs)
    giver["visits"].remove(visit)
    taker["visits"].append({**visit, "sequence": len(stops_on(taker)) + 1})
    ran = judge()

    assert ran.code == 6
    assert any(
        "LM1655" in line and visit["stop_id"] in line and taker["vehicle_id"] in line
        for line in ran.out.splitlines()
    ), ran.out


def forget_a_stop(plan):
    route = plan["routes"][0]
    route["visits"].remove(stops_on(route)[-1])


def visit_twice(plan):
    route = plan["routes"][0]
    last = stops_on(route)[-1]
    route["visits"].append({**last, "sequence": last["sequence"] + 1})


def drive_faster(plan):
    stops_on(plan["routes"][0])[5]["drive_s"] += 60


def pay_less(plan):
    plan["routes"][0]["cost"]["lines"][0]["amount"] = "0.01"


def claim_fewer_kilometres(plan):
    plan["totals"]["distance_m"] -= 1


def claim_a_smaller_bill(plan):
    plan["costs"]["total"] = "0.01"


def use_a_van_nobody_has(plan):
    plan["routes"][0]["vehicle_id"] = "tractor"


def shrink_the_van(plan):
    name = plan["routes"][0]["vehicle_id"]
    groups = plan["config"]["vehicles"]
    group = next(it for it in groups if name in (it["id"], f"{it['id']}-{name[-1]}"))
    group["capacity"]["weight_kg"] = 1


def close_a_door_earlier(plan):
    visit = stops_on(plan["routes"][0])[-1]
    [stop] = [stop for stop in plan["stops"] if stop["stop_id"] == visit["stop_id"]]
    opens = visit["start_at"].replace("T1", "T0", 1)
    stop["windows"] = [{"opens_at": opens, "closes_at": opens}]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (forget_a_stop, "LM1652"),
        (visit_twice, "LM1651"),
        (drive_faster, "LM1675"),
        (pay_less, "LM1681"),
        (claim_fewer_kilometres, "LM1682"),
        (claim_a_smaller_bill, "LM1682"),
        (use_a_van_nobody_has, "LM1650"),
        (shrink_the_van, "LM1656"),
        (close_a_door_earlier, "LM1658"),
    ],
)
def test_an_edit_that_breaks_a_promise_is_found(judge, plan, edit, code):
    edit(plan)
    ran = judge("--json")
    told = ran.json()

    assert ran.code == 6
    assert told["ok"] is False
    assert told["plan_id"] == plan["plan_id"]
    assert code in {notice["code"] for notice in told["violations"]}


def test_broken_promises_come_first_and_figures_are_counted_by_route(judge, plan):
    early, late = late_pair(plan)
    for key in SWAPPED:
        early[key], late[key] = late[key], early[key]
    short, full, told = judge(), judge("--verbose"), judge("--json").json()["violations"]
    figures = [it for it in told if it["kind"] == "figure"]
    counted = re.findall(r"^(.+): (\d+) written figures? no longer", short.out, re.MULTILINE)

    kinds = [it["kind"] for it in told]
    assert kinds == ["promise"] * kinds.count("promise") + ["figure"] * len(figures)
    assert told[0]["code"] == "LM1658"
    assert len(dict(counted)) == len(counted)
    assert sum(int(count) for _, count in counted) == len(figures)
    assert "LM1675" not in short.out
    assert full.out.count("LM1675") == sum(it["code"] == "LM1675" for it in figures)
    assert "`lastmile plan`" in short.out


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "LM1610"),
        (b"\x00\xff\x00\xff", "LM1610"),
        (b'{"schema_version": 1, "plan_id": "x', "LM1610"),
        (b"[]", "LM1612"),
        (b'{"schema_version": 2}', "LM1612"),
        (b'{"schema_version": 1}', "LM1601"),
        (b"[" * 100_000, "LM16"),
    ],
)
@pytest.mark.parametrize("command", ["verify", "manifest"])
def test_what_is_no_plan_is_refused_by_all_who_read_one(lastmile, command, content, word):
    ran = lastmile(command, "-", stdin=content)

    assert ran.code == 3
    assert word in ran.err
    assert "Try:" in ran.err
    assert "Traceback" not in ran.err


def test_a_slip_in_a_plan_is_named_with_its_path(judge, plan):
    plan["routes"][0]["visits"][1]["arrive_at"] = "half past ten"
    plan["routes"][0]["visits"][2]["stop_id"] = "HB-1O002"
    ran = judge()

    assert ran.code == 3
    assert "routes[0].visits[1].arrive_at" in ran.err
    assert "routes[0].visits[2].stop_id" in ran.err
