"""The law of motion: driven stays driven, later never means earlier, and back exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.departure import _arrivals_s
from lastmile_cli.timing.motion import arrive, latest_departure
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


def test_a_street_closed_until_ten_opens_at_ten():
    """Nothing to speak of is driven in a period without a way; then the leg takes its minute."""
    assert arrive(0, (UNREACHABLE_S, 60), (0, 600)) == 660
    assert latest_departure(660, (UNREACHABLE_S, 60), (0, 600)) == 600
    assert latest_departure(659, (UNREACHABLE_S, 60), (0, 600)) < 0


@pytest.mark.parametrize("starts", [(0,), (0, 100), (0, 100, 200)])
def test_a_way_that_never_exists_never_arrives_within_the_day(starts):
    durations = (UNREACHABLE_S,) * len(starts)

    assert arrive(50, durations, starts) == 50 + UNREACHABLE_S
    assert latest_departure(50 + UNREACHABLE_S, durations, starts) == 50


@story
@given(legs(), st.integers(-50, 150))
def test_leaving_later_never_means_arriving_earlier(leg, depart_s):
    assert depart_s <= arrive(depart_s, *leg) <= arrive(depart_s + 1, *leg)


@story
@given(legs(), st.integers(-50, 200))
def test_the_inverse_is_the_very_last_departure_in_time(leg, arrive_by_s):
    depart_s = latest_departure(arrive_by_s, *leg)

    assert arrive(depart_s, *leg) <= arrive_by_s < arrive(depart_s + 1, *leg)


@story
@given(legs(), st.integers(-20, 120))
def test_the_law_is_the_one_of_domain_travel_read_aloud(leg, depart_s):
    durations, starts = leg
    edges = [*starts[1:], float("inf")]
    period = sum(start <= depart_s for start in starts[1:])
    at, rest = depart_s, durations[period]
    while at + rest > edges[period]:
        rest = Fraction(rest - (edges[period] - at)) * durations[period + 1] / durations[period]
        rest = -(-rest.numerator // rest.denominator)
        at, period = edges[period], period + 1

    assert arrive(depart_s, durations, starts) == at + rest


@story
@given(legs())
def test_many_departures_at_once_arrive_like_each_alone(leg):
    durations, starts = leg
    departs = np.arange(-20, 130, dtype=np.int64)

    together = _arrivals_s(departs, durations, starts)

    assert together.tolist() == [arrive(int(depart), durations, starts) for depart in departs]
