"""The benchmark's referee against plans with one thing wrong each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.solving.checker import check
from benchmarks.solving.instance import PlannedRoute
from tests.benchmarks.worlds import ORTEC, RICH, SOLOMON, TRIPS, drawn


def route(*trips, kind=0):
    return PlannedRoute(kind, tuple(trips))


def test_a_right_plan_costs_what_it_drives(tmp_path):
    """0-1-2-0 is 5 + 3.1 + 5, 0-3-0 twice 1.4; in tenths."""
    verdict = check(drawn(tmp_path, SOLOMON, "drawn.txt"), [route((1, 2)), route((3,)), route(())])

    assert (verdict.objective, verdict.routes, verdict.problems) == (50 + 31 + 50 + 28, 2, ())


def test_the_way_out_and_the_way_back_are_not_the_same(tmp_path):
    """0 to 1 takes 7, 1 to 2 takes 3, 2 to 0 takes 9."""
    verdict = check(drawn(tmp_path, ORTEC, "drawn.txt"), [route((1, 2))])

    assert (verdict.objective, verdict.is_feasible) == (7 + 3 + 9, True)


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ([route((1, 2))], "customer 3 is not served"),
        ([route((1, 2)), route((3, 2))], "customer 2 is served 2 times"),
        ([route((1, 2, 2)), route((3,))], "customer 2 is served 2 times"),
        ([route((1, 3)), route((2,))], "a load of 11 in a vehicle for 10"),
        ([route((1,)), route((2,)), route((3,))], "3 vehicles of type 0 are used, there are 2"),
        ([route((1, 2)), route((3,), kind=1)], "there is no vehicle type 1"),
        ([route((1, 2)), route((3, 0))], "node 0 is no customer"),
        ([route((1, 2)), route((3, 9))], "node 9 is no customer"),
        ([route((1,), (2,)), route((3,))], "2 trips, but this vehicle may not load again"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(tmp_path, plan, says):
    verdict = check(drawn(tmp_path, SOLOMON, "drawn.txt"), plan)

    assert any(says in problem for problem in verdict.problems)
    assert not verdict.is_feasible


def test_a_late_customer_is_seen(tmp_path):
    """2 opens at 20.0, is left at 22.0 and 3.1 later 1 is reached; with 1 closing at 25.0 in vain."""
    read = drawn(tmp_path, SOLOMON, "drawn.txt")
    closes = read.closes.copy()
    closes[1] = 251

    in_time = check(replace(read, closes=closes), [route((2, 1)), route((3,))])
    closes[1] = 250
    late = check(replace(read, closes=closes), [route((2, 1)), route((3,))])

    assert in_time.is_feasible
    assert late.problems == ("route 0: customer 1 closes 250, reached 251",)


def test_a_vehicle_home_after_closing_is_seen(tmp_path):
    """2 opens at 20.0 and takes 2.0, 3 is 4.1 on and takes 2.0, home is 1.4 away: 29.5."""
    read = drawn(tmp_path, SOLOMON, "drawn.txt")
    plan = [route((1,)), route((2, 3))]
    early = replace(read, closes=read.closes.clip(max=294))

    assert check(read, plan).is_feasible
    assert check(early, plan).problems == ("route 1: back at 295, the depot closes 294",)


def test_a_working_day_begins_as_late_as_it_can(tmp_path):
    """Waiting at the first door is no time under way: 5 out, 2 there, 5 home are 12 of 12."""
    read = drawn(tmp_path, SOLOMON, "drawn.txt")
    plan = [route((2,)), route((1, 3))]
    limited = [
        replace(read, vehicles=(replace(read.vehicles[0], max_duration=limit, capacity=20),))
        for limit in (120, 119)
    ]

    spent = [
        [problem for problem in check(case, plan).problems if "route 0" in problem]
        for case in limited
    ]

    assert spent == [[], ["route 0: under way for 120 of 119 allowed"]]


def test_waiting_between_two_doors_counts_as_under_way(tmp_path):
    """1 closes at 10.0 and is left by 12.0 at the latest, 2 opens at 20.0: 5 before, 7 after."""
    read = drawn(tmp_path, SOLOMON, "drawn.txt")
    closes = read.closes.copy()
    closes[1] = 100
    kind = replace(read.vehicles[0], max_duration=219)
    verdict = check(replace(read, closes=closes, vehicles=(kind,)), [route((1, 2)), route((3,))])

    assert verdict.problems == ("route 0: under way for 220 of 219 allowed",)


def test_fixed_costs_prices_per_unit_and_prizes_are_in_the_objective(tmp_path):
    """Node 2 by a small van: 2 + twice 5; node 3 left out for 6, or by the large one: 7 + 3 × 10."""
    read = drawn(tmp_path, RICH)

    without = check(read, [route((2,))])
    served = check(read, [route((2,)), route((3,), kind=1)])

    assert (without.objective, without.problems) == (2000 + 10_000 + 6000, ())
    assert (served.objective, served.problems) == (2000 + 10_000 + 7000 + 30_000, ())


def test_a_customer_whom_the_vehicle_may_not_serve_is_seen(tmp_path):
    verdict = check(drawn(tmp_path, RICH), [route((2, 3), kind=1)])

    assert verdict.problems[0] == "route 0: customer 2 may not be served by this vehicle"


def test_a_second_trip_waits_for_its_goods(tmp_path):
    """The goods of 2 are there at 30.0, it lies 5 away: 35.0, whoever leaves when."""
    read = drawn(tmp_path, TRIPS, rounding="dimacs")
    closes = read.closes.copy()
    closes[2] = 350

    in_time = check(replace(read, closes=closes), [route((1,), (2,))])
    closes[2] = 349
    late = check(replace(read, closes=closes), [route((1,), (2,))])

    assert (in_time.objective, in_time.problems) == (200, ())
    assert late.problems == ("route 0: customer 2 closes 349, reached 350",)
    assert not check(read, [route((1, 2))]).is_feasible
