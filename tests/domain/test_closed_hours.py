"""Closures on one day: cut where they begin and end, by the clock of the service and by UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.closed_hours import (
    all_day,
    closed_s,
    is_free_flow,
    name_closures,
    touches,
    with_closures,
)
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import FREE_FLOW, AreaTraffic, TrafficPeriod
from tests.strategies import story

ZONE = ZoneInfo("Europe/Helsinki")
MONDAY = ServiceDay(date=date(2026, 11, 23), timezone="Europe/Helsinki")
HOUR_S = 3600
WORK = Window(8 * HOUR_S, 18 * HOUR_S)
JAM = (
    *FREE_FLOW,
    TrafficPeriod(name="jam", start_s=12 * HOUR_S, default_factor=0.5, speed_factors={}),
    TrafficPeriod(name="free flow", start_s=13 * HOUR_S, speed_factors={}),
)


def at(hour: float) -> datetime:
    return MONDAY.instant(round(hour * HOUR_S)).astimezone(ZONE)


def shut(begin: float | None = None, end: float | None = None, name: str = "works") -> Closure:
    return Closure(
        closure_id=name,
        streets=(name,),
        from_at=None if begin is None else at(begin),
        until_at=None if end is None else at(end),
    )


def told(periods: tuple[TrafficPeriod, ...]) -> list[tuple[float, str]]:
    return [(period.start_s / HOUR_S, period.name) for period in periods]


def test_a_day_is_cut_where_a_closure_begins_and_ends():
    periods = with_closures(FREE_FLOW, [shut(9, 12)], MONDAY, WORK)

    assert told(periods) == [(0, "free flow"), (9, "free flow, closed: works"), (12, "free flow")]
    assert [len(period.closures) for period in periods] == [0, 1, 0]


def test_traffic_goes_on_behind_a_cut():
    periods = with_closures(JAM, [shut(12.5, 15)], MONDAY, WORK)

    assert told(periods) == [
        (0, "free flow"),
        (12, "jam"),
        (12.5, "jam, closed: works"),
        (13, "free flow, closed: works"),
        (15, "free flow"),
    ]
    assert [period.default_factor for period in periods] == [1, 0.5, 0.5, 1, 1]


@pytest.mark.parametrize("span", [(None, None), (8, 18.5), (0, None), (None, 30), (-40, 19)])
def test_what_lasts_all_working_hours_cuts_nothing(span):
    periods = with_closures(JAM, [shut(*span)], MONDAY, WORK)

    assert told(periods) == told(JAM)
    assert [closure.closure_id for closure in all_day(periods)] == ["works"]


@pytest.mark.parametrize("span", [(None, 8), (-20, -1), (18.1, None), (20, 23)])
def test_what_holds_while_nobody_works_changes_nothing(span):
    assert with_closures(JAM, [shut(*span)], MONDAY, WORK) == JAM


def test_closures_that_follow_each_other_are_told_apart():
    periods = with_closures(FREE_FLOW, [shut(9, 12, "a"), shut(12, 14, "b")], MONDAY, WORK)

    assert [[c.closure_id for c in period.closures] for period in periods] == [[], ["a"], ["b"], []]
    assert all_day(periods) == ()
    assert [name.split(":")[0] for name in name_closures(periods)] == ["a", "b"]


def test_a_closure_over_the_spring_change_is_counted_in_hours_that_pass():
    """From one to five on the clock are three hours on the day the clock skips one."""
    day = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")
    night = datetime(2026, 3, 29, 1, tzinfo=ZONE), datetime(2026, 3, 29, 5, tzinfo=ZONE)
    closure = Closure(closure_id="x", streets=("x",), from_at=night[0], until_at=night[1])

    assert closed_s(closure, day) == (HOUR_S, 4 * HOUR_S)


def test_an_end_within_a_second_holds_to_the_end_of_it():
    closure = Closure(closure_id="x", streets=("x",), until_at=at(9) + timedelta(microseconds=1))

    assert closed_s(closure, MONDAY)[1] == 9 * HOUR_S + 1


@story
@given(st.lists(st.tuples(st.integers(-3, 30), st.integers(1, 20)), max_size=5), st.integers(8, 18))
def test_at_every_second_somebody_works_just_what_holds_is_closed(spans, hour):
    closures = [shut(a, a + length, f"c{n}") for n, (a, length) in enumerate(spans)]
    periods = with_closures(JAM, closures, MONDAY, WORK)
    second = hour * HOUR_S
    period = [one for one in periods if one.start_s <= second][-1]
    traffic = [one for one in JAM if one.start_s <= second][-1]

    holding = {c.closure_id for c in closures if c.from_at <= at(hour) < c.until_at}
    assert {c.closure_id for c in period.closures} == holding
    assert period.default_factor == traffic.default_factor
    assert [one.start_s for one in periods] == sorted({one.start_s for one in periods})


def test_touching_looks_at_the_hours_of_the_fleet():
    assert touches(shut(18, 20), MONDAY, WORK)
    assert not touches(shut(18.1, 20), MONDAY, WORK)


def test_streets_are_free_where_nothing_is_slowed_whatever_is_closed():
    slow = AreaTraffic(area="a", ring=((0, 0), (0, 1), (1, 1)), speed_factors={"primary": 0.5})
    there = TrafficPeriod(name="x", start_s=0, speed_factors={}, areas=(slow,))

    assert is_free_flow(with_closures(FREE_FLOW, [shut(9, 12)], MONDAY, WORK))
    assert not is_free_flow(JAM)
    assert not is_free_flow([there])


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"streets": ("A",), "from_at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"streets": ("A",), "between": ("B",)},
        {"way_ids": (1,), "between": ("B", "C")},
        {"rings": (((0, 0), (0, 1)),)},
        {
            "streets": ("A",),
            "from_at": datetime(2026, 1, 2, tzinfo=UTC),
            "until_at": datetime(2026, 1, 2, tzinfo=UTC),
        },
    ],
)
def test_a_closure_that_cannot_be_is_not_born(wrong):
    with pytest.raises(ValueError, match="Closure x"):
        Closure(closure_id="x", **wrong)
