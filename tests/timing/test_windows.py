"""When service may begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.timing.windows import begin, lateness, latest_arrival
from tests.strategies import story, windows

MORNING_AND_AFTERNOON = ((60, 90), (200, 300))


@pytest.mark.parametrize(
    ("arrive_s", "begins_s"),
    [(0, 60), (60, 60), (75, 75), (90, 90), (91, 200), (250, 250), (300, 300), (301, 301)],
)
def test_service_begins_in_the_earliest_window_still_open(arrive_s, begins_s):
    assert begin(arrive_s, MORNING_AND_AFTERNOON) == begins_s


def test_only_behind_the_last_window_is_late():
    assert lateness(200, MORNING_AND_AFTERNOON) == 0
    assert lateness(301, MORNING_AND_AFTERNOON) == 1


@story
@given(windows(), st.integers(0, 120))
def test_the_latest_arrival_is_the_very_last_one_that_begins_in_time(hours, begin_by_s):
    if begin_by_s < hours[0][0]:
        return
    arrive_s = latest_arrival(begin_by_s, hours)

    assert begin(arrive_s, hours) <= begin_by_s < begin(arrive_s + 1, hours)
