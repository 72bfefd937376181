"""How sure an hour is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.timing.eta import eta_interval_s
from tests.strategies import story, windows


def test_the_first_stop_of_the_day_is_nearly_certain_the_last_less_so():
    first = eta_interval_s(10_000, 0, [(0, 86_399)])
    last = eta_interval_s(30_000, 20_000, [(0, 86_399)])

    assert first == (10_000 - 120, 10_000 + 300)
    assert last == (30_000 - 120 - 800, 30_000 + 300 + 2_000)


def test_nobody_is_promised_an_hour_before_the_door_opens():
    assert eta_interval_s(10_000, 3_600, [(9_900, 12_000)])[0] == 9_900


def test_nobody_is_expected_before_the_van_leaves_the_depot():
    """A minute from the depot: the usual two minutes early would be before leaving."""
    early, _ = eta_interval_s(10_000, 60, [(0, 86_399)], not_before_s=9_940)

    assert early == 9_940


def test_a_wait_takes_up_a_delay():
    assert eta_interval_s(10_000, 3_600, [(20_000, 30_000)]) == (20_000, 20_000)


@story
@given(st.integers(0, 100), st.integers(0, 100), windows())
def test_low_is_never_after_high(arrive_s, worked_s, hours):
    low_s, high_s = eta_interval_s(arrive_s, worked_s, hours)

    assert low_s <= high_s
