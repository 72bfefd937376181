from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.service_day import ServiceDay

SPRING = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")
AUTUMN = ServiceDay(date=date(2026, 10, 25), timezone="Europe/Helsinki")
PLAIN = ServiceDay(date=date(2026, 11, 23), timezone="Europe/Helsinki")


def test_nine_o_clock_comes_an_hour_sooner_when_the_clock_springs_forward():
    assert PLAIN.at_wall("09:00") == 9 * 3600
    assert SPRING.at_wall("09:00") == 8 * 3600
    assert AUTUMN.at_wall("09:00") == 10 * 3600


def test_a_time_shown_twice_is_its_first_showing():
    assert AUTUMN.at_wall("03:30") == int(3.5 * 3600)


def test_a_window_past_midnight_ends_on_the_next_day():
    assert PLAIN.at_wall("02:00", day_offset=1) == 26 * 3600
    assert PLAIN.clock(26 * 3600) == "02:00+1"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        PLAIN.at_s(datetime(2026, 11, 23, 9))  # noqa: DTZ001


@given(st.sampled_from([SPRING, AUTUMN, PLAIN]), st.integers(-86_400, 4 * 86_400))
def test_seconds_survive_the_way_to_an_instant_and_back(day, second):
    assert day.at_s(day.instant(second)) == second
    assert day.at_s(day.local(second)) == second
    assert day.at_s(datetime.fromisoformat(day.local(second).isoformat())) == second
    assert day.instant(second).tzinfo is UTC


@given(st.integers(1, 23), st.integers(0, 59))
def test_the_clock_shows_what_the_wall_said(hour, minute):
    clock = f"{hour:02}:{minute:02}"
    assert PLAIN.clock(PLAIN.at_wall(clock)) == clock
