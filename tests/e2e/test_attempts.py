"""Attempts from the files to the plan: hours, history, orders that failed, and those sent back."""

from __future__ import annotations

import re

from tests.e2e.conftest import CONFIG, DAY, FEW
from tests.e2e.test_operations import change_orders
from tests.e2e.test_partners_and_rosters import planned


def with_attempts(desk):
    """Mornings fail at one in four, else nobody is out; an attempt that fails costs 25 euros."""
    path = desk.at(CONFIG)
    text = path.read_text(encoding="utf-8")
    attempts = """
attempts:
  chances: [{from: "08:00", to: "12:00", chance: 0.25}]
  factor_per_try: 1.5
  max_attempts: 3
"""
    text = re.sub(r"^attempts:.*?(?=^white_glove:)", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^  failure_probability: .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(  failed_attempt:).*$", r"\1 20.00", text, flags=re.MULTILINE)
    text = re.sub(r"^(  failed_attempt_contact:).*$", r"\1 5.00", text, flags=re.MULTILINE)
    path.write_text(text + attempts, encoding="utf-8")


def visits_of(plan):
    return {
        visit["stop_id"]: visit
        for route in plan["routes"]
        for visit in route["visits"]
        if visit["kind"] == "stop"
    }


def test_a_failed_order_is_tried_again_the_next_day_and_sent_back_in_the_end(desk):
    with_attempts(desk)
    # Two windows: the afternoon is the better one, and costs no more.
    name = "HB-10002"
    path = desk.at("few.csv")
    text = path.read_text(encoding="utf-8").replace("09:00,12:00", "09:00,17:00", 1)
    path.write_text(text, encoding="utf-8")
    change_orders(desk, tries={"HB-10001": "3", name: "1"})

    first, plan = planned(desk)
    visits = visits_of(plan)

    assert "HB-10001 is not planned: tried 3 times in vain" in first.err
    assert [(it["stop_id"], it["reason"]) for it in plan["unassigned"]] == [
        ("HB-10001", "attempts_used_up")
    ]
    # One in four, half as much again for the try before: only in the morning.
    assert visits[name]["failure_ppm"] == 0
    assert "2nd attempt" in desk("manifest", "plan.json").out
    assert desk("verify", "plan.json").code == 0
    told = desk("explain", "plan.json", name, "--json").json()
    assert told["served"]["tries"] == 1

    desk.at("failed.csv").write_text(f"stop_id,reason\n{name},nobody there\n", encoding="utf-8")
    rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in rest if name not in line and "HB-10001" not in line][:5]
    desk.at("next.csv").write_text("".join(kept), encoding="utf-8")
    ran, second = planned(
        desk,
        "--carry-over",
        "plan.json",
        "--failed",
        "failed.csv",
        date="2026-11-24",
        stops="next.csv",
        output="next.json",
    )

    assert f"1 stop failed at the door on {DAY}" in ran.err
    assert f"{name} (3rd attempt; nobody there)" in ran.err
    stop = next(it for it in second["stops"] if it["stop_id"] == name)
    assert stop["tries"] == 2
    assert "HB-10001" not in {it["stop_id"] for it in second["stops"]}
    assert "3rd attempt" in desk("manifest", "next.json").out


def test_a_list_of_failed_orders_needs_the_plan_they_were_on(desk):
    ran = desk("plan", *FEW, "--failed", "failed.csv")

    assert ran.code == 2
    assert "--carry-over" in ran.err


def test_an_engine_that_does_not_weigh_hours_says_so(desk):
    with_attempts(desk)

    ran = desk("plan", *FEW, "--engine", "ortools", "--iterations", "5")

    assert ran.code == 2
    assert "chances of failing that depend on the hour" in ran.err
    assert "ruin-recreate" in ran.err
