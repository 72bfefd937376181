"""The referee's law of motion and its search for a departure, against trying everything."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking import schedule
from lastmile_cli.checking.motion import arrival_s
from lastmile_cli.checking.proposal import check_route
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.proposal import ProposedRoute
from tests.problem_strategies import problems

THREE = (0, 600, 1_800)
legs = st.tuples(*[st.integers(1, 4_000)] * 3)


def test_a_leg_within_one_period_takes_what_the_table_says():
    assert arrival_s(100, (400, 999, 999), THREE) == 500


def test_a_leg_that_ends_just_at_an_edge_stays_in_its_period():
    assert arrival_s(200, (400, 9_999, 9_999), THREE) == 600


def test_what_is_left_at_an_edge_goes_on_at_the_new_speed_rounded_up():
    """At 600 one of 3 parts is left of 601 seconds: 201 of them become 67 (rounded up) of 200."""
    assert arrival_s(200, (601, 200, 1), THREE) == 667


def test_a_leg_may_cross_several_periods():
    """600 of 2400 s in the first, 1200 of 4800 s in the second: half is left of 100 s."""
    assert arrival_s(0, (2_400, 4_800, 100), THREE) == 1_850


def test_before_the_first_period_its_speed_counts():
    assert arrival_s(-500, (100, 1, 1), THREE) == -400


@given(leave_s=st.integers(-500, 4_000), later_s=st.integers(0, 500), leg_s=legs)
def test_leaving_later_never_means_arriving_earlier(leave_s, later_s, leg_s):
    assert arrival_s(leave_s, leg_s, THREE) <= arrival_s(leave_s + later_s, leg_s, THREE)


@given(problem=problems(max_stops=3, max_vehicles=1), data=st.data())
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_a_day_is_too_long_only_if_it_is_for_every_second_of_departure(problem, data):
    """The judge climbs from departure to departure; here every second is tried."""
    if not (problem.stops and problem.vehicles):
        return
    van = dataclasses.replace(
        problem.vehicles[0],
        max_duration_s=data.draw(st.integers(300, 8_000)),
        max_drive_s=data.draw(st.one_of(st.just(NO_LIMIT), st.integers(300, 8_000))),
    )
    problem = dataclasses.replace(problem, vehicles=(van,))
    order = data.draw(st.permutations(range(len(problem.stops))))
    route = ProposedRoute(vehicle=0, trips=(tuple(order),))
    rules = {violation.rule for violation in check_route(problem, route)}
    if rules & {Rule.NO_WAY, Rule.WINDOW_MISSED, Rule.HOME_LATE}:
        return
    every = list(schedule.list_drives(problem, route, schedule.first_leave_s(problem, route)))
    is_short_enough = any(run.duration_s <= van.max_duration_s for run in every)
    is_fine = any(
        run.duration_s <= van.max_duration_s and run.drive_s <= van.max_drive_s for run in every
    )

    assert (Rule.TOO_LONG not in rules) == is_short_enough
    assert (not rules & {Rule.TOO_LONG, Rule.TOO_MUCH_DRIVING}) == is_fine
