"""When the stops still to come are expected: hours that can be counted on fingers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.plan import Plan, VisitKind
from lastmile_cli.domain.stops import Window
from lastmile_cli.tracking.fold import fold
from lastmile_cli.tracking.outlook import Expectation, expectations, pace_of
from tests.logs import log
from tests.plans import DAY, EIGHT, small_plan

MINUTE_S = 60
STOPS = ("S-1", "S-2", "S-3")
"""Of van-1: planned for 8:12, 8:17 and 8:22, three minutes each, two minutes apart."""


def at(clock: str) -> int:
    """Second of the day of a wall clock."""
    return DAY.at_wall(clock)


def free(plan: Plan) -> Plan:
    """Take all windows away."""
    return replace(plan, stops=tuple(replace(stop, windows=()) for stop in plan.stops))


def expected(clock: str, *lines: str, plan: Plan | None = None) -> dict[str, Expectation]:
    """Tell what is expected of van-1 at a time, after these events."""
    plan = plan or free(small_plan())
    found = expectations(plan, fold(plan, log(*lines)), at(clock))
    return {name: found[name] for name in STOPS if name in found}


def starts(found: dict[str, Expectation]) -> dict[str, str]:
    """Wall clock at which each is expected to begin."""
    return {name: DAY.clock(it.start_s) for name, it in found.items()}


def test_before_the_day_all_is_as_planned():
    assert starts(expected("07:00")) == {"S-1": "08:12", "S-2": "08:17", "S-3": "08:22"}


def test_a_van_that_has_not_left_makes_everybody_wait():
    """It is 8:20 and nothing was heard: ten minutes to load, two to drive."""
    assert starts(expected("08:20")) == {"S-1": "08:32", "S-2": "08:37", "S-3": "08:42"}


def test_who_left_on_time_is_at_the_first_door_unless_it_should_be_behind_it():
    assert starts(expected("08:05", "08:00 van-1 shift_started"))["S-1"] == "08:12"
    assert starts(expected("08:20", "08:00 van-1 shift_started"))["S-1"] == "08:20"


def test_a_break_that_was_planned_by_now_is_not_taken_again():
    """A quarter of an hour from 8:15 on, before S-2: at 8:30 it is over, and S-2 two minutes away."""
    plan = free(small_plan())
    route = plan.routes[0]
    pause = replace(
        route.visits[2], kind=VisitKind.BREAK, stop_id=None, arrive_s=at("08:15"),
        start_s=at("08:15"), depart_s=at("08:30"), drive_s=0,
    )  # fmt: skip
    visits = (*route.visits[:2], pause, *route.visits[2:])
    plan = replace(plan, routes=(replace(route, visits=visits), *plan.routes[1:]))

    found = expected("08:30", "08:15 S-1 delivered", plan=plan)

    assert starts(found)["S-2"] == "08:32"


def test_who_is_ten_minutes_late_at_one_door_is_late_at_the_next():
    assert starts(expected("08:25", "08:25 S-1 delivered")) == {"S-2": "08:27", "S-3": "08:32"}


def test_who_should_be_there_and_has_not_said_so_is_still_on_the_way():
    assert starts(expected("08:40", "08:25 S-1 delivered")) == {"S-2": "08:40", "S-3": "08:45"}


def test_who_is_at_the_door_serves_there_first():
    found = expected("08:29", "08:25 S-1 delivered", "08:27 S-2 arrived")

    assert starts(found) == {"S-2": "08:27", "S-3": "08:32"}


def test_an_order_that_was_cancelled_is_passed_by():
    found = expected("08:15", "08:15 S-1 delivered", "08:15 S-2 cancelled")

    assert starts(found) == {"S-3": "08:19"}


def test_a_door_that_opens_later_is_waited_for_and_one_that_closes_is_missed():
    plan = free(small_plan())
    windows = {
        "S-2": (Window(EIGHT + 3_600, EIGHT + 7_200),),
        "S-3": (Window(EIGHT, EIGHT + 1_800),),
    }
    stops = tuple(replace(it, windows=windows.get(it.stop_id, ())) for it in plan.stops)

    found = expected("08:15", "08:15 S-1 delivered", plan=replace(plan, stops=stops))

    assert starts(found) == {"S-2": "09:00", "S-3": "09:05"}
    assert found["S-3"].late_s == 35 * MINUTE_S
    assert found["S-2"].late_s == 0


def test_nobody_waits_for_a_van_that_is_broken_down_or_home():
    assert expected("08:15", "08:10 van-1 breakdown") == {}
    assert expected("08:15", "08:10 van-1 shift_ended") == {}


def test_a_slow_day_is_believed_little_by_little():
    """
    From door to door it took 20 minutes instead of 5.

    Two hours at the planned pace count as seen before: (20 + 120) / (5 + 120) = 1.12.
    """
    plan = free(small_plan())
    state = fold(plan, log("08:15 S-1 delivered", "08:35 S-2 delivered"))
    lives = {name: [state.orders[name]] for name in STOPS}

    assert pace_of(DAY, plan.routes[0], lives) == 140 / 125


@given(st.integers(0, 120), st.lists(st.integers(0, 60), max_size=3))
def test_an_interval_holds_its_hour_and_hours_rise_along_the_route(now, minutes):
    ends = sorted(minutes)
    lines = [
        f"08:{minute:02} {name} delivered" for name, minute in zip(STOPS, ends, strict=False)
        if minute < 60
    ]  # fmt: skip
    found = list(expected(f"{8 + now // 60:02}:{now % 60:02}", *lines).values())

    assert all(it.low_s <= it.start_s <= it.high_s for it in found)
    assert [it.start_s for it in found] == sorted(it.start_s for it in found)
