"""The referee on ranges: how far is driven on each filling, and where it may be filled up."""

from __future__ import annotations

import dataclasses

import pytest

from lastmile_cli.checking.proposal import check_proposal, check_route
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.domain.proposal import Proposal
from tests.worlds import STEP_M, drawn_problem, route_of


def day(**special):
    """A at 3 km, C at 6 km with a charger, B at 9 km: eighteen there and back."""
    van = {"range_m": 12 * STEP_M, "recharge_s": 300} | special
    return drawn_problem("D..A..C..B", vans=[van], chargers="C")


def told(problem, charges):
    return [one.rule for one in check_route(problem, route_of(problem, "AB", charges=charges))]


def test_a_range_that_is_exceeded_is_told_with_the_first_stop_behind_it():
    problem = day(range_m=8 * STEP_M)

    (violation,) = check_route(problem, route_of(problem, "AB"))

    assert violation.rule is Rule.OUT_OF_RANGE
    assert (violation.stop, violation.amount) == ("B", 10_000)
    assert violation.sentence == (
        "Vehicle van-1 drives 18.0 km without recharging, more than the 8.0 km of its range."
    )


@pytest.mark.parametrize("before", [1, 2])
def test_one_charge_in_the_right_place_is_enough(before):
    """6 km to C and 12 on, or 12 to C and 6 on."""
    assert told(day(), [(before, 0)]) == []


def test_a_metre_too_many_is_too_many():
    assert told(day(range_m=11_999), [(1, 0)]) == [Rule.OUT_OF_RANGE]


def test_each_stretch_is_judged_for_itself():
    """From C by A back to C and out to B: 6, then 6 + 6, then home 12."""
    problem = day(range_m=5 * STEP_M)

    found = check_route(problem, route_of(problem, "AB", charges=[(1, 0), (2, 0)]))

    assert [one.amount for one in found] == [1_000, 1_000, 1_000]


@pytest.mark.parametrize(
    ("special", "charges"),
    [
        ({"range_m": 2**40}, [(1, 0)]),
        ({}, [(1, 1)]),
        ({}, [(1, -1)]),
        ({}, [(1, 0), (3, 0)]),
        ({}, [(-1, 0), (1, 0)]),
        ({"end": None}, [(1, 0), (2, 0)]),
        ({}, [(2, 0), (1, 0)]),
    ],
    ids=[
        "who has no range",
        "an unknown charger",
        "a negative one",
        "behind the end",
        "before the start",
        "on the way home of an open route",
        "out of order",
    ],
)
def test_charges_stand_on_the_route_and_at_chargers(special, charges):
    assert Rule.CHARGE_MISPLACED in told(day(**special), charges)


def test_what_recharging_takes_counts_for_windows_hours_and_the_shift():
    """Nine minutes to B, and five at C: not by minute 13."""
    late = drawn_problem(
        "D..A..C..B",
        stops={"A": {}, "B": {"windows": ((0, 13 * 60),)}},
        vans=[{"range_m": 12_000, "recharge_s": 300, "latest_s": 22 * 60}],
        chargers="C",
    )
    assert told(late, [(1, 0)]) == [Rule.WINDOW_MISSED, Rule.HOME_LATE]
    assert told(late, [(2, 0)]) == [Rule.HOME_LATE]
    assert told(day(max_duration_s=22 * 60), [(2, 0)]) == [Rule.TOO_LONG]
    assert told(day(max_duration_s=23 * 60), [(2, 0)]) == []


def test_a_break_may_be_held_where_the_vehicle_recharges():
    """From 11:30 to 13:00 it is at no door: at C, on its way home from B, at minute 12."""
    noon = ProblemBreak(duration_s=60, earliest_s=690, latest_s=780)
    problem = drawn_problem(
        "D..A..C..B",
        stops={"A": {"windows": ((0, 180),)}, "B": {"windows": ((0, 840),)}},
        vans=[{"range_m": 12_000, "recharge_s": 300, "breaks": (noon,)}],
        chargers="C",
    )
    assert told(problem, [(2, 0)]) == []
    assert told(problem, [(1, 0)]) == [Rule.BREAK_OWED]


def test_no_way_to_a_charger_is_no_way():
    problem = drawn_problem("D..C..A", vans=[{"range_m": 10_000}], chargers="C", cut=[("C", "A")])

    found = check_route(problem, route_of(problem, "A", charges=[(0, 0)]))

    assert [one.rule for one in found] == [Rule.NO_WAY]


def test_a_whole_proposal_is_judged_with_its_charges():
    problem = day()
    route = route_of(problem, "AB", charges=[(1, 0)])

    assert check_proposal(problem, Proposal(routes=(route,), unserved=())) == []
    bare = dataclasses.replace(route, charges=())
    assert check_proposal(problem, Proposal(routes=(bare,), unserved=())) != []
