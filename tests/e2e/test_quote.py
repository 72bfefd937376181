"""``lastmile quote``: a price on the phone, a file of orders, and an order taken."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest

from tests.e2e.conftest import DAY, Shell
from tests.e2e.test_hand_edits import CONFIG, STOPS

NEW = ("--pin", "60.07,24.0")
"""Between the two stops in the north."""
QUOTE = 'quote: {windows: [["08:00", "10:00"], ["10:00", "12:00"], ["16:00", "18:00"]]}\n'


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Shell:
    folder = tmp_path_factory.mktemp("quotes")
    (folder / "day.yaml").write_text(CONFIG + QUOTE, encoding="utf-8")
    (folder / "day.csv").write_text(STOPS, encoding="utf-8")
    shell = Shell(folder)
    made = shell("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json", "-q")
    assert made.code == 0, made.err
    return shell


def total(day: Shell, name: str) -> Decimal:
    return Decimal(json.loads(day.at(name).read_bytes())["costs"]["total"])


def test_an_order_that_is_taken_costs_what_was_said_and_the_plan_holds(day):
    ran = day("quote", "plan.json", *NEW, "--window", "10:00-12:00", "-o", "new.json", "--json")
    (order,) = ran.json()["orders"]

    assert ran.code == 0
    assert order["possible"] is True
    price = Decimal(order["asked"]["price"])
    assert price == total(day, "new.json") - total(day, "plan.json")
    assert price > 0
    assert sum(Decimal(it["amount"]) for it in order["asked"]["lines"]) == price
    assert day("verify", "new.json").code == 0
    added = json.loads(day.at("new.json").read_bytes())["stops"][-1]
    assert added["stop_id"] == "new-1"


def test_the_same_order_moved_in_by_hand_costs_the_same(day):
    """``move`` to where the quote put it changes nothing."""
    day("quote", "plan.json", *NEW, "--id", "X", "-o", "x.json", "-q")
    made = json.loads(day.at("x.json").read_bytes())
    vehicle = next(
        route["vehicle_id"]
        for route in made["routes"]
        if any(visit["stop_id"] == "X" for visit in route["visits"])
    )
    moved = day("move", "x.json", "X", vehicle, "--json")

    assert moved.code == 0
    assert Decimal(moved.json()["price"]) == 0


def test_the_windows_of_the_configuration_are_offered_and_those_of_the_command_instead(day):
    own = day("quote", "plan.json", *NEW, "--json").json()["orders"][0]["windows"]
    other = day("quote", "plan.json", *NEW, "--windows", "09-10,09:30-11", "--json")

    def hours(windows):
        return [it["windows"][0]["opens_at"][11:16] for it in windows]

    assert hours(own) == ["08:00", "10:00", "16:00"]
    assert hours(other.json()["orders"][0]["windows"]) == ["09:00", "09:30"]
    assert sorted(it["rank"] for it in own) == [1, 2, 3]


def orders(day: Shell, *lines: str) -> None:
    text = "\n".join(("id,lat,lon,parcels,window,date", *lines))
    day.at("orders.csv").write_text(text + "\n", encoding="utf-8")


def test_many_are_priced_each_on_its_own_or_one_after_the_other(day):
    """Each van has room for one or two parcels more: not for three."""
    orders(day, "O1,60.06,24.0,1,,", "O2,60.07,24.0,1,,", "O3,60.08,24.0,1,,")
    alone = day("quote", "plan.json", "--from", "orders.csv", "--json").json()["orders"]
    both = day("quote", "plan.json", "--from", "orders.csv", "--together", "--json", "--strict")

    assert [it["possible"] for it in alone] == [True, True, True]
    assert [it["possible"] for it in both.json()["orders"]] == [True, True, False]
    assert both.code == 4
    refusal = both.json()["orders"][2]["refusal"]
    assert refusal["reason"]
    assert refusal["cheapest_fix"]


def test_many_that_are_taken_together_make_a_plan_that_holds(day):
    orders(day, "O1,60.06,24.0,1,,", "O2,59.93,24.0,1,,")
    ran = day("quote", "plan.json", "--from", "orders.csv", "--together", "-o", "both.json")
    apart = day("quote", "plan.json", "--from", "orders.csv", "-o", "no.json")

    assert ran.code == 0, ran.err
    assert "O1" in ran.out
    assert day("verify", "both.json").code == 0
    assert apart.code == 2
    assert "--together" in apart.err


def test_bad_rows_and_those_already_planned_are_refused_and_the_others_priced(day):
    orders(day, "N1,60.06,24.0,1,,", "O2,60.07,24.0,x,,", "O3,10.0,24.0,1,,", "O4,60.08,24.0,1,,")
    ran = day("quote", "plan.json", "--from", "orders.csv", "--format", "csv", "-v")
    rows = list(csv.DictReader(io.StringIO(ran.out)))

    assert ran.code == 0, ran.err
    assert {row["stop_id"] for row in rows if row["possible"] == "yes"} == {"O4"}
    assert {"N1"} <= {row["stop_id"] for row in rows if row["possible"] == "no"}
    assert "LM1637" in ran.err
    assert "LM1138" in ran.err


def test_orders_of_another_day_are_not_of_this_plan(day):
    orders(day, "O1,60.06,24.0,1,,2026-12-24")
    ran = day("quote", "plan.json", "--from", "orders.csv")

    assert ran.code == 3


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        ((*NEW, "--date", "2026-11-24"), 2, "not of 2026-11-24"),
        ((*NEW, "--id", "N1"), 3, "LM1637"),
        ((*NEW, "--column", "paired_with=N1"), 3, "LM1638"),
        ((*NEW, "--column", "wieght_kg=3"), 2, "did you mean"),
        ((*NEW, "--column", "zone"), 2, "--column zone=north"),
        ((*NEW, "--weight", "heavy"), 3, "LM11"),
        ((*NEW, "--windows", "soon"), 2, "08-10"),
        (("--pin", "60,24", "--from", "x.csv"), 2, "one order"),
        ((), 2, "one order"),
        (("--address", "Nowhere 1"), 3, "no map"),
        ((*NEW, "-c", "nowhere.yaml"), 3, "nowhere.yaml"),
    ],
)
def test_what_cannot_be_quoted_is_told_with_a_way_out(day, args, code, told):
    ran = day("quote", "plan.json", *args)

    assert (ran.code, told in ran.err) == (code, True), ran.err
    assert "Traceback" not in ran.err


def test_a_plan_of_another_version_is_named(day):
    record = json.loads(day.at("plan.json").read_bytes())
    day.at("old.json").write_text(json.dumps({**record, "schema_version": 99}), encoding="utf-8")
    ran = day("quote", "old.json", *NEW)

    assert ran.code == 3
    assert "99" in ran.err


def test_another_fleet_than_the_plans_is_told_and_not_used(day):
    text = day.at("day.yaml").read_text(encoding="utf-8").replace("count: 2", "count: 9")
    day.at("more.yaml").write_text(text, encoding="utf-8")
    as_planned = day("quote", "plan.json", *NEW, "--json")
    other = day("quote", "plan.json", *NEW, "-c", "more.yaml")

    assert "LM1522" in other.err
    assert as_planned.json()["orders"][0]["windows"][0]["price"] in other.out


def test_no_room_is_a_no_with_a_reason_and_with_strict_an_exit_code(day):
    ran = day("quote", "plan.json", *NEW, "--parcels", "4", "--strict")

    assert ran.code == 4
    assert "no place in the plan as it stands" in ran.out
    assert "Why not" in ran.out
    assert "nearest way out" in ran.out
