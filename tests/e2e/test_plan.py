"""The night's job as a whole: orders in, a plan out, the same one every night."""

from __future__ import annotations

import csv
import io
import itertools
import json
from datetime import datetime
from decimal import Decimal

import pytest

from tests.e2e.conftest import CONFIG, DAY, FEW, PLAN_FEW

COUNTED = ("distance_m", "drive_s", "service_s", "wait_s")


def money(lines) -> Decimal:
    return sum((Decimal(line["amount"]) for line in lines), start=Decimal(0))


@pytest.fixture(scope="module")
def plan(planned) -> dict:
    return json.loads(planned.read_bytes())


def test_the_sample_day_is_served(plan):
    assert plan["schema_version"] == 1
    assert plan["service_date"] == DAY
    assert plan["totals"]["served"] >= 100
    orders = [door for stop in plan["stops"] for door in stop.get("doors") or [stop]]
    assert plan["totals"]["stops"] == len(plan["stops"])
    assert (len(orders), plan["unassigned"]) == (140, [])


def test_every_stop_is_in_one_place_and_the_counts_say_so(plan):
    visited = [v["stop_id"] for r in plan["routes"] for v in r["visits"] if v["kind"] == "stop"]
    left = [it["stop_id"] for it in plan["unassigned"]]

    handed = [it["stop_id"] for it in plan["outsourced"]]

    assert sorted(visited + left + handed) == sorted(stop["stop_id"] for stop in plan["stops"])
    assert plan["totals"]["outsourced"] == len(handed) > 0
    assert plan["totals"]["served"] == len(visited)
    assert plan["totals"]["unassigned"] == len(left)
    assert plan["totals"]["routes"] == len(plan["routes"])


@pytest.mark.parametrize("what", COUNTED)
def test_a_total_is_the_sum_over_the_routes(plan, what):
    assert plan["totals"][what] == sum(route[what] for route in plan["routes"])


def test_money_adds_up_from_visits_to_routes_to_the_day(plan):
    for route in plan["routes"]:
        assert Decimal(route["cost"]["total"]) == money(route["cost"]["lines"])
        visits = sum(Decimal(visit["cost"]) for visit in route["visits"] if visit["cost"])
        assert visits == Decimal(route["cost"]["total"]), route["route_id"]
    of_routes = sum(Decimal(route["cost"]["total"]) for route in plan["routes"])

    of_partners = sum(Decimal(it["price"]) for it in plan["outsourced"])
    of_partners += sum(Decimal(it["amount"]) for it in plan.get("partner_fees", ()))

    total = Decimal(plan["costs"]["total"])
    assert total == money(plan["costs"]["lines"]) == of_routes + of_partners
    assert Decimal(plan["objective"]["total"]) == money(plan["objective"]["lines"])


def test_hours_never_run_backwards_and_windows_are_kept(plan):
    windows = {stop["stop_id"]: stop["windows"] for stop in plan["stops"]}
    for route in plan["routes"]:
        hours = [v[at] for v in route["visits"] for at in ("arrive_at", "start_at", "depart_at")]
        moments = [datetime.fromisoformat(hour) for hour in hours]
        assert all(a <= b for a, b in itertools.pairwise(moments)), route["route_id"]
        for visit in route["visits"]:
            asked = windows.get(visit["stop_id"])
            begins = visit["start_at"]
            inside = [w for w in asked or [] if w["opens_at"] <= begins <= w["closes_at"]]
            assert inside or not asked, visit


def test_orders_from_stdin_become_clean_csv_on_stdout(desk):
    orders = desk.at("few.csv").read_bytes()
    ran = desk(
        "plan", "-", "-c", CONFIG, "--date", DAY, "--iterations", "5", "--format", "csv",
        stdin=orders,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(ran.out)))

    assert ran.code == 0, ran.err
    assert {None} not in [set(row) for row in rows]
    assert [row["stop_id"] for row in rows if row["kind"] == "stop"].count("HB-10001") == 1
    assert sum(row["kind"] == "stop" for row in rows) == 12


def test_a_dash_as_output_is_the_very_plan_that_json_prints(desk):
    dashed, printed = desk(*PLAN_FEW, "-o", "-"), desk(*PLAN_FEW, "--json")

    assert dashed.code == printed.code == 0
    assert timeless(dashed.out) == timeless(printed.out)
    assert dashed.err == printed.err == ""


def timeless(text: str) -> list[str]:
    """A plan's lines but for the one that says when it was made."""
    lines = text.splitlines()
    kept = [line for line in lines if '"created_at"' not in line]
    assert len(lines) - len(kept) == 1
    return kept


def test_the_same_night_twice_gives_the_same_bytes_but_the_hour_it_was_made(desk):
    for name, workers in (("one.json", "1"), ("two.json", "2")):
        asked = (*PLAN_FEW, "-o", name, "--seed", "3", "--workers", workers)
        assert desk(*asked, env={"PYTHONHASHSEED": workers}).code == 0
    first, second = desk.at("one.json").read_text(), desk.at("two.json").read_text()

    assert timeless(first) == timeless(second)
    assert json.loads(first)["provenance"]["repeatable"] is True
    assert json.loads(first)["provenance"]["seed"] == 3


def test_a_plan_appears_whole_and_alone(desk):
    before = desk.names()
    assert desk(*PLAN_FEW, "-o", "kept.json").code == 0

    assert desk.names() - before == {"kept.json"}
    assert json.loads(desk.at("kept.json").read_bytes())["totals"]["served"] == 12


def test_a_failed_run_leaves_the_last_plan_as_it_was(desk):
    desk.at("plan.json").write_text("last night's plan")
    desk.at("bad.csv").write_text("stop_id,address\n1,\n")
    before = desk.names()
    ran = desk("plan", "bad.csv", "-c", CONFIG, "-o", "plan.json")

    assert ran.code == 3
    assert desk.at("plan.json").read_text() == "last night's plan"
    assert desk.names() == before


def test_date_chooses_the_day(desk):
    ran = desk(
        "plan", "few.csv", "-c", CONFIG, "--iterations", "5", "--json", "--date", "2027-07-06"
    )

    assert ran.json()["service_date"] == "2027-07-06"
    assert "+03:00" in ran.json()["routes"][0]["start_at"]


def test_a_day_that_is_no_day_is_a_wrong_call(desk):
    ran = desk("plan", "few.csv", "-c", CONFIG, "--date", "2026-02-30")

    assert ran.code == 2
    assert "2026-02-30" in ran.err


def test_strict_makes_a_stop_left_behind_an_alarm_but_keeps_the_plan(desk):
    heavy = "X-1,Grand Piano,Yrjönkatu 14,00120,Helsinki,,,,,,,5,2000,,,,,,,\n"
    desk.at("few.csv").write_text(desk.at("few.csv").read_text() + heavy)
    strict, easy = desk(*PLAN_FEW, "-o", "plan.json", "--strict"), desk(*PLAN_FEW)
    [left] = json.loads(desk.at("plan.json").read_bytes())["unassigned"]

    assert (strict.code, easy.code) == (4, 0)
    assert left["stop_id"] == "X-1"
    assert left["class"] == "impossible"
    assert left["reason"] == "capacity_weight_g"
    assert "X-1" in easy.out


def test_strict_says_nothing_when_all_are_served(desk):
    assert desk(*PLAN_FEW, "--strict").code == 0


def test_bad_rows_refuse_the_file_unless_they_may_be_left_out(desk):
    desk.at("few.csv").write_text(desk.at("few.csv").read_text() + "X-1,Nobody,,,,,,,,,,,,,,,,,,\n")
    refused, skipped = desk(*PLAN_FEW), desk(*PLAN_FEW, "--on-bad-row", "skip")

    assert refused.code == 3
    assert "few.csv:14" in refused.err
    assert "LM1120" in refused.err
    assert skipped.code == 0
    assert "12 of 12 stops served" in skipped.out
    assert "1 row of few.csv was left out because of errors: row 14." in skipped.out
    assert "LM1138" in skipped.err


def test_a_row_left_out_is_never_kept_quiet(desk):
    """The cron job sees it twice: on stderr, and in the exit code that it asked for."""
    desk.at("few.csv").write_text(desk.at("few.csv").read_text() + "X-1,Nobody,,,,,,,,,,,,,,,,,,\n")
    ran = desk(*PLAN_FEW, "--on-bad-row", "skip", "--quiet", "--strict", "-o", "plan.json")

    assert ran.code == 4
    assert "1 row of few.csv was left out because of errors: row 14." in ran.err
    assert desk.at("plan.json").exists()


def test_the_review_sheet_holds_the_row_that_a_plan_would_leave_out(desk):
    desk.at("few.csv").write_text(desk.at("few.csv").read_text() + "X-1,Nobody,,,,,,,,,,,,,,,,,,\n")
    ran = desk("geocode", *FEW)

    assert ran.code == 0
    assert "bad_row" in ran.out.splitlines()[13]
    assert ran.out.splitlines()[13].startswith("X-1,Nobody,")
    assert "1 row with errors" in ran.err
    assert "LM1138" not in ran.err


def test_a_doubtful_address_refuses_the_night_and_review_shows_the_way(desk):
    desk.at("few.csv").write_text(
        desk.at("few.csv").read_text() + "X-1,Nobody,Ei Olemassa 7,00100,Helsinki,,,,,,,,,,,,,,,\n"
    )
    ran = desk(*PLAN_FEW)

    assert ran.code == 3
    assert "LM1301" in ran.err
    assert "review.csv" in ran.err


def test_offline_the_map_is_enough(desk):
    assert desk(*PLAN_FEW, "--offline", "--json").json()["totals"]["served"] == 12


def test_a_plan_bounded_by_the_clock_says_that_it_cannot_be_repeated(desk):
    ran = desk("plan", *FEW, "--time-limit", "4s", "--json")

    assert ran.code == 0, ran.err
    assert ran.json()["provenance"]["repeatable"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        ("--iterations", "0"),
        ("--iterations", "99999999999999999999"),
        ("--iterations", "5", "--time-limit", "5s"),
        ("--time-limit", "soon"),
        ("-o", "-", "--format", "csv"),
        ("--seed", "-1"),
        ("--workers", "0"),
        ("--engine", "orttools"),
        ("--format", "yaml"),
        ("--on-bad-row", "guess"),
        ("--itertions", "5"),
    ],
)
def test_an_option_that_makes_no_sense_is_a_wrong_call(desk, wrong):
    before = desk.names()
    ran = desk("plan", *FEW, "-o", "plan.json", *wrong)

    assert ran.code == 2, ran.err
    assert "Try:" in ran.err
    assert ran.out == ""
    assert desk.names() == before
