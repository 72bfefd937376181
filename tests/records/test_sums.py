"""Sums written beside their parts: a tampered one is named with its path."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lastmile_cli.domain.plan import Plan
from lastmile_cli.records.plan_json import plan_from_record, plan_to_record
from lastmile_cli.records.sums import FalseSum, list_false_sums
from tests.plans import small_plan


def honest_plan() -> Plan:
    """The small plan with grams that are those of its stops."""
    plan = small_plan()
    routes = [
        replace(route, co2e_g=sum(visit.co2e_g for visit in route.stop_visits))
        for route in plan.routes
    ]
    return replace(plan, routes=tuple(routes))


def found_in(record: dict[str, Any]) -> list[FalseSum]:
    return list_false_sums(record, plan_from_record(record))


def edited(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    record = json.loads(json.dumps(plan_to_record(honest_plan())))
    inner = record
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return record


def test_what_we_wrote_ourselves_adds_up():
    assert found_in(plan_to_record(honest_plan())) == []


SUMS = ["stops", "served", "unassigned", "outsourced", "routes", "distance_m", "drive_s"]
SUMS += ["service_s", "wait_s", "paid_s", "late_s"]


@pytest.mark.parametrize(
    ("path", "said", "van"),
    [
        (("costs", "total"), "costs.total", ""),
        (("objective", "total"), "objective.total", ""),
        (("routes", 1, "cost", "total"), "routes[1].cost.total", "bike-2"),
    ],
)
def test_a_total_of_money_that_is_no_sum_is_named(path, said, van):
    (false,) = found_in(edited(path, "1.00"))

    assert (false.path, false.vehicle_id, false.written) == (said, van, "1.00")
    assert false.real in {"67.30", "33.65"}


@pytest.mark.parametrize("key", SUMS)
def test_a_total_of_the_day_that_is_no_sum_is_named(key):
    (false,) = found_in(edited(("totals", key), 99_999))

    assert false.sentence.startswith(f"`totals.{key}` says 99999, but its parts add up to ")


@pytest.mark.parametrize("key", ["distance_m", "drive_s", "service_s", "wait_s", "co2e_g"])
def test_a_sum_of_a_route_that_is_no_sum_is_named(key):
    found = found_in(edited(("routes", 0, key), 99_999))

    assert (found[0].path, found[0].vehicle_id) == (f"routes[0].{key}", "van-1")


def test_grams_of_the_day_are_those_of_its_routes():
    (false,) = found_in(edited(("co2e_g",), 1))

    assert (false.path, false.real) == ("co2e_g", "900")


@pytest.mark.parametrize("value", ["many", None, True, [6], 6.5])
def test_a_total_that_is_no_number_is_no_sum_either(value):
    (false,) = found_in(edited(("totals", "served"), value))

    assert false.path == "totals.served"


def test_a_sum_may_be_written_with_fewer_decimals_or_not_at_all():
    record = edited(("costs", "total"), "67.3")
    del record["totals"]["late_s"], record["routes"][0]["paid_s"]

    assert found_in(record) == []
