"""The static view of a day with traffic: never rosier than the law of motion."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.motion import arrival_s
from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.static_view import static_view
from tests.problem_strategies import DAY_S, problems
from tests.worlds import drawn_problem


def view_leg_s(problem: Problem, start: int, end: int) -> int:
    (duration_s,) = static_view(problem).travel.durations_s(0, start, end)
    return duration_s


def test_a_day_without_traffic_is_its_own_view():
    problem = drawn_problem("D..A")

    assert static_view(problem) is problem


def test_a_jam_counts_for_legs_that_can_fall_into_it():
    """A and B may be visited at any hour, so their leg may meet the jam from minute 10 on."""
    problem = drawn_problem("D..A..B", slow={0: 1, 600: 2})

    assert view_leg_s(problem, 0, 1) == 360


def test_a_jam_before_anybody_can_be_there_does_not_count():
    """A opens at 1000, the jam is over at 900."""
    late = {"windows": ((1_000, 5_000),)}
    problem = drawn_problem("D..A..B", stops={"A": late, "B": late}, slow={0: 2, 900: 1})

    assert view_leg_s(problem, 0, 1) == 180


def test_a_jam_after_the_last_hour_of_a_stop_does_not_count():
    early = {"windows": ((0, 500),)}
    problem = drawn_problem("D..A..B", stops={"A": early, "B": early}, slow={0: 1, 501: 2})

    assert view_leg_s(problem, 0, 1) == 180


def test_one_door_at_two_hours_has_two_durations():
    stops = {
        "A": {"windows": ((0, 300),)},
        "A2": {"at": "A", "windows": ((2_000, 3_000),)},
        "B": {},
    }
    problem = drawn_problem("D..A..B", stops=stops, slow={0: 1, 1_900: 2})

    assert view_leg_s(problem, 0, 2) == 180
    assert view_leg_s(problem, 1, 2) == 360


def test_no_way_in_one_period_is_no_way_at_all():
    problem = drawn_problem("D..A..B", cut=[("A", "B")], slow={0: 1, 600: 2})

    assert view_leg_s(problem, 0, 1) == UNREACHABLE_S


def closed(problem: Problem, start: int, end: int, *periods: int) -> Problem:
    """The same day without a way between two places in some periods."""
    (table,) = problem.travel.tables
    durations = table.duration_s.copy()
    durations[list(periods), start, end] = UNREACHABLE_S
    shut = dataclasses.replace(table, duration_s=durations)
    travel = dataclasses.replace(problem.travel, tables=(shut,))
    return dataclasses.replace(problem, travel=travel)


def test_a_way_that_is_closed_for_five_minutes_takes_five_minutes_and_a_second_more():
    """Whoever may meet the closure between 600 and 900 stands for 300 s at most."""
    problem = closed(drawn_problem("D..A..B", slow={0: 1, 600: 1, 900: 1}), 1, 2, 1)

    assert view_leg_s(problem, 0, 1) == 180 + 301


def test_a_way_that_is_closed_whenever_anybody_could_take_it_is_none():
    late = {"windows": ((1_000, 5_000),)}
    problem = drawn_problem("D..A..B", stops={"A": late, "B": late}, slow={0: 1, 900: 1})

    assert view_leg_s(closed(problem, 1, 2, 1), 0, 1) == UNREACHABLE_S
    assert view_leg_s(closed(problem, 1, 2, 0), 0, 1) == 180


def only_hours_limit(problem: Problem) -> Problem:
    """The same with nothing but hours to break, so that many orders are feasible."""
    return dataclasses.replace(
        problem,
        vehicles=tuple(
            dataclasses.replace(van, capacity=(10**9,) * len(van.capacity))
            for van in problem.vehicles
        ),
        stops=tuple(dataclasses.replace(stop, vehicles=None) for stop in problem.stops),
    )


def test_chargers_keep_the_way_to_their_door():
    """Nobody runs dry on this day, and yet the view knows where one could charge."""
    problem = drawn_problem("D..A..C", chargers="C", slow={0: 1, 600: 2})
    [charger] = static_view(problem).chargers

    assert view_leg_s(problem, 0, charger) == 360


@given(problem=problems(max_stops=5, max_vehicles=1, max_periods=4), data=st.data())
@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_what_is_feasible_in_the_view_is_feasible_under_the_law(problem, data):
    problem = only_hours_limit(problem)
    order = data.draw(st.permutations(range(len(problem.stops))))
    view = static_view(problem)
    for length in range(1, len(order) + 1 if problem.vehicles else 1):
        route = ProposedRoute(vehicle=0, trips=(tuple(order[:length]),))
        proposal = Proposal(routes=(route,), unserved=tuple(order[length:]))

        if check_proposal(view, proposal) == []:
            assert check_proposal(problem, proposal) == []


@given(problem=problems(max_stops=4, max_vehicles=2, max_periods=4), leave_s=st.integers(0, DAY_S))
@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_no_leg_takes_longer_than_in_the_view_if_windows_are_wide(problem, leave_s):
    """With windows as wide as the day, the view must cover every hour of departure."""
    assume(len(problem.travel.period_starts_s) > 1)
    wide = dataclasses.replace(
        problem,
        stops=tuple(
            dataclasses.replace(stop, windows=((-(10**6), 10**6),)) for stop in problem.stops
        ),
        vehicles=tuple(
            dataclasses.replace(van, earliest_s=-(10**6), latest_s=10**6)
            for van in problem.vehicles
        ),
    )
    view = static_view(wide)
    for table in {van.table for van in wide.vehicles}:
        for a, start in enumerate(wide.stops):
            for b, end in enumerate(wide.stops):
                leg_s = wide.travel.durations_s(table, start.place, end.place)
                there_s = leave_s + view.travel.durations_s(table, a, b)[0]
                if there_s <= 10**6:
                    assert arrival_s(leave_s, leg_s, wide.travel.period_starts_s) <= there_s
