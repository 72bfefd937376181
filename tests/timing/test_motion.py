"""The law of motion: driven stays driven, later never means earlier, and back exactly."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.departure import arrivals_at_s
from lastmile_cli.timing.motion import arrive, latest_departure
from lastmile_cli.timing.motion_many import arrivals_s
from tests.strategies import legs, story


def test_a_leg_inside_one_period_takes_its_time():
    assert arrive(100, (60, 600), (0, 1000)) == 160


def test_a_jam_that_begins_on_the_way_slows_only_what_is_left():
    """Half of the ten minutes is driven when speeds halve."""
    assert arrive(700, (600, 1200), (0, 1000)) == 1000 + 600


def test_a_jam_that_ends_on_the_way_speeds_up_what_is_left():
    assert arrive(700, (1200, 600), (0, 1000)) == 1000 + 450


def test_what_is_left_is_rounded_up_to_whole_seconds():
    """One of three seconds is driven; two thirds of 4 s are 2.67 s."""
    assert arrive(9, (3, 4), (0, 10)) == 10 + 3


def test_a_long_leg_crosses_several_edges():
    """100 of 400 s, then 100 of 800 s, and of the remaining 500 s at 200 s for the whole leg."""
    assert arrive(0, (400, 800, 200), (0, 100, 200)) == 200 + 125


def test_arriving_right_at_the_edge_needs_nothing_of_the_next_period():
    assert arrive(40, (60, 999), (0, 100)) == 100


@pytest.mark.parametrize("depart_s", [-500, -1, 0, 5])
def test_the_first_period_also_covers_all_that_is_earlier(depart_s):
    assert arrive(depart_s, (10, 20), (0, 1000)) == depart_s + 10


def test_the_last_period_also_covers_all_that_is_later():
    assert arrive(10**6, (10, 20), (0, 1000)) == 10**6 + 20
    assert latest_departure(10**6 + 20, (10, 20), (0, 1000)) == 10**6


NO_WAY = UNREACHABLE_S
CLOSED_AT_NOON = (600, NO_WAY, 1200), (0, 1000, 4600)
"""Ten minutes' drive, no way for an hour from second 1000 on, then twenty minutes."""


def test_a_street_closed_until_ten_opens_at_ten():
    """Nothing is driven in a period without a way; then the leg takes its minute."""
    assert arrive(0, (NO_WAY, 60), (0, 600)) == 660
    assert latest_departure(660, (NO_WAY, 60), (0, 600)) == 600


def test_before_a_closed_street_opens_nobody_leaves_early_enough():
    """However early one leaves, one stands until second 600: nobody is there at 659."""
    assert latest_departure(659, (NO_WAY, 60), (0, 600)) == 659 - NO_WAY


def test_who_is_caught_on_the_way_stands_and_goes_on_with_what_was_left():
    """300 of 600 s are driven at second 1000; half of twenty minutes is left at 4600."""
    assert arrive(700, *CLOSED_AT_NOON) == 4600 + 600
    assert latest_departure(4600 + 600, *CLOSED_AT_NOON) == 700


def test_who_leaves_while_the_street_is_closed_has_it_all_ahead():
    assert [arrive(at, *CLOSED_AT_NOON) for at in (1000, 3000, 4599, 4600)] == [4600 + 1200] * 4
    assert latest_departure(4600 + 1200, *CLOSED_AT_NOON) == 4600


def test_who_must_be_there_while_it_is_closed_must_be_there_before():
    assert {latest_departure(by, *CLOSED_AT_NOON) for by in (1000, 2000, 4600)} == {400}


def test_nothing_at_all_is_driven_however_long_the_way_and_the_closure():
    """A day's closure on a leg of six hours: of a plain proportion more than a second would go."""
    assert arrive(0, (21_600, NO_WAY, 21_600), (0, 1, 86_401)) == 86_401 + 21_599


def test_a_street_that_closes_for_good_is_never_driven_from_then_on():
    leg = (600, NO_WAY), (0, 1000)

    assert [arrive(at, *leg) for at in (400, 401, 1000, 1200)] == [
        1000,
        1000 + NO_WAY,
        1000 + NO_WAY,
        1200 + NO_WAY,
    ]
    assert latest_departure(10**6, *leg) == 400


@pytest.mark.parametrize("starts", [(0,), (0, 10), (0, 10, 20)])
def test_a_way_that_never_exists_never_arrives_within_the_day(starts):
    durations = (NO_WAY,) * len(starts)

    assert arrive(50, durations, starts) == 50 + NO_WAY
    assert latest_departure(50 + NO_WAY, durations, starts) == 50


@story
@given(legs(), st.integers(-50, 150))
def test_leaving_later_never_means_arriving_earlier(leg, depart_s):
    assert depart_s <= arrive(depart_s, *leg) <= arrive(depart_s + 1, *leg)


@story
@given(legs(), st.integers(-50, 200))
def test_the_inverse_is_the_very_last_departure_in_time(leg, arrive_by_s):
    depart_s = latest_departure(arrive_by_s, *leg)

    assert arrive(depart_s + 1, *leg) > arrive_by_s
    is_never = depart_s == arrive_by_s - NO_WAY
    assert is_never or arrive(depart_s, *leg) <= arrive_by_s
    if is_never:
        assert arrive(-(10**6), *leg) > arrive_by_s


@story
@given(legs(), st.integers(-20, 120))
def test_the_law_is_the_one_of_domain_travel_read_aloud(leg, depart_s):
    durations, starts = leg
    edges = [*starts[1:], float("inf")]
    has_way = [seconds < NO_WAY for seconds in durations]
    has_way[-1] = True
    period = sum(start <= depart_s for start in starts[1:])
    at, left = depart_s, Fraction(1)
    while True:
        if has_way[period]:
            rest = math.ceil(left * durations[period])
            if durations[period] >= NO_WAY:
                rest = NO_WAY
            if at + rest <= edges[period]:
                break
            left = Fraction(rest - (edges[period] - at), durations[period])
        at, period = edges[period], period + 1

    assert arrive(depart_s, durations, starts) == at + rest


@story
@given(legs())
def test_many_departures_at_once_arrive_like_each_alone(leg):
    durations, starts = leg
    departs = np.arange(-20, 130, dtype=np.int64)

    together = arrivals_at_s(departs, durations, starts)

    assert together.tolist() == [arrive(int(depart), durations, starts) for depart in departs]


@story
@given(st.lists(legs(), min_size=1, max_size=6), st.integers(-20, 120))
def test_many_legs_at_once_arrive_like_each_alone(some, depart_s):
    """All of them under the periods of the first."""
    starts = some[0][1]
    rows = [
        tuple(durations[k % len(durations)] for k in range(len(starts))) for durations, _ in some
    ]
    departs = np.arange(depart_s, depart_s + len(rows), dtype=np.int64)

    together = arrivals_s(departs, np.array(rows, dtype=np.int64).T, starts)

    alone = [arrive(int(at), row, starts) for at, row in zip(departs, rows, strict=True)]
    assert together.tolist() == alone
