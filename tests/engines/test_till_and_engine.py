"""What the engine thinks a route costs is what the till says: drawn days, and random ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.till_and_engine import CENT_MICRO, differences_micro, random_day
from lastmile_cli.domain.problem import Problem, ProblemBreak
from lastmile_cli.timing.clock import time_route
from tests.worlds import MINUTE_S, drawn_problem, route_of

HALF_A_CENT = CENT_MICRO // 2
RULES = ("trips", "late", "unpaid waiting", "windows", "hours", "parcels")
DRIVEN = ("ranges", "batteries")
BREAKS = ("lunch", "driving breaks", "legal breaks")


def engine_is_dearer_by(problem: Problem) -> list[float]:
    """Micro-units by which the engine thinks each route of its plan dearer than the till does."""
    return differences_micro(problem, 20)


def agrees(problem: Problem, lines: int = 1) -> bool:
    """Whether no route is dearer or cheaper to the engine by half a cent for each of its lines."""
    return all(abs(more) <= lines * HALF_A_CENT for more in engine_is_dearer_by(problem))


def minutes(*values: float) -> tuple[int, ...]:
    """Seconds of so many minutes each."""
    return tuple(int(value * MINUTE_S) for value in values)


def test_a_break_waits_for_a_van_that_leaves_later():
    """
    A opens at minute 60, three minutes from D; ten minutes of rest may begin until minute 55.

    Whoever leaves at once would rest at A from minute 3 on. But the van may leave at minute
    47, rest from 50 to 60 at A, and be home at 63: 16 minutes instead of 63.
    """
    rest = ProblemBreak(duration_s=600, latest_s=55 * MINUTE_S, is_paid=True)
    stops = {"A": {"windows": (minutes(60, 70),)}}
    problem = drawn_problem("D..A", stops=stops, vans=[{"breaks": (rest,)}])

    timed = time_route(problem, route_of(problem, "A"))

    assert [visit.start_s for visit in timed.visits] == [*minutes(47, 50, 60)]
    assert timed.paid_s == 16 * MINUTE_S
    assert agrees(problem)


def test_who_rested_before_is_followed_on_from_a_halt_where_others_rest_first():
    """
    Two unpaid rests of ten minutes; A is six minutes from D, B six behind and opens at minute 40.

    The wait for B is 28 minutes if the van leaves at once. A rest at A and one at B fill 20 of
    them, and leaving 8 minutes later saves the others: paid are the 24 minutes that are driven.
    """
    rests = (ProblemBreak(duration_s=600, latest_s=minutes(20)[0]), ProblemBreak(duration_s=600))
    stops = {"A": {}, "B": {"windows": (minutes(40, 42),)}}
    problem = drawn_problem("D.....A.....B", stops=stops, vans=[{"breaks": rests}])

    timed = time_route(problem, route_of(problem, "AB"))

    assert [visit.break_index for visit in timed.visits] == [None, 0, None, 1, None]
    assert (timed.visits[0].depart_s, timed.paid_s) == minutes(8, 24)
    assert agrees(problem)


def test_a_van_whose_waiting_is_unpaid_leaves_when_it_drives_least():
    """
    A, three minutes away, is open from minute 5 to 60; until minute 10 ways take three times as long.

    Leaving at minute 10 costs six minutes. The day is no shorter than in the jam for a van that
    is paid for waiting at B until minute 30, but this one is not.
    """
    stops = {"A": {"windows": (minutes(5, 60),)}, "B": {"windows": (minutes(30, 60),)}}
    problem = drawn_problem(
        "D..A..B", stops=stops, slow={0: 3, 600: 1}, vans=[{"waiting_paid": False}]
    )

    timed = time_route(problem, route_of(problem, "AB"))

    assert timed.visits[0].depart_s >= 10 * MINUTE_S
    assert timed.paid_s == timed.drive_s == 12 * MINUTE_S
    assert agrees(problem)


def test_a_leg_that_ends_with_the_jam_begins_the_best_day():
    """
    From minute 30 on ways take twice as long: D, A, B and home are driven before, or the day is dear.

    B opens at minute 12. The van is there just then, leaving at minute 6, and home at 18.
    """
    stops = {"A": {}, "B": {"windows": (minutes(12, 60),)}}
    problem = drawn_problem("D..A..B", stops=stops, slow={0: 1, 1800: 2}, vans=[{"max_trips": 2}])

    timed = time_route(problem, route_of(problem, "AB"))

    assert (timed.visits[0].depart_s, timed.end_s) == minutes(6, 18)
    assert agrees(problem)


def test_a_break_that_would_come_too_late_keeps_the_van_from_leaving_later():
    """
    Nine minutes at the wheel at most, then a rest; a jam from minute 10 makes ways twice as long.

    Leaving at once the van is at A at 4 and home at 8 and needs no rest. A is open until minute
    20, so that without the rule it could leave at any time till then.
    """
    rest = ProblemBreak(duration_s=1_200, max_drive_s=9 * MINUTE_S)
    stops = {"A": {"windows": (minutes(0, 20),)}}
    problem = drawn_problem("D...A", stops=stops, slow={0: 1, 600: 2}, vans=[{"breaks": (rest,)}])

    timed = time_route(problem, route_of(problem, "A"))

    assert [visit.break_index for visit in timed.visits] == [None, None]
    assert timed.paid_s == 8 * MINUTE_S
    assert agrees(problem)


@pytest.mark.parametrize("kind", [*BREAKS, ""])
@given(
    seed=st.integers(0, 10_000),
    features=st.sets(st.sampled_from(RULES), max_size=3),
    driven=st.sampled_from([*DRIVEN, ""]),
    periods=st.sampled_from([1, 4]),
)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_engine_prices_every_route_as_the_till_does(kind, seed, features, driven, periods):
    """Within half a cent a route, whatever is asked of it together, in traffic and without."""
    asked = {*features, kind, driven or "trips"}

    assert agrees(random_day(seed, tuple(sorted(asked)), periods))


@pytest.mark.parametrize(
    "asked",
    ["", "unpaid waiting", "windows", "hours", "legal breaks", "driving breaks", "lunch,late"],
)
def test_in_traffic_the_engine_finds_the_hours_that_the_till_finds(asked):
    """
    Within half a cent a line: kilometres, wages, overtime, the van.

    Before, one route in five was up to 5 EUR dearer or 4 EUR cheaper.
    """
    days = [random_day(seed, ("trips", *asked.split(",")), 4) for seed in range(12)]

    assert sum(len(day.stops) for day in days) == 144
    assert all(agrees(day, lines=4) for day in days)


def test_between_two_windows_the_van_leaves_for_the_later_one():
    """
    A opens from minute 5 to 10 and from 40 to 50; B, three minutes behind it, in minute 46.

    At once, the van waits 33 minutes for B. Leaving for A's second window at minute 40 it is back
    at 52: twelve minutes, as long as it drives.
    """
    stops = {
        "A": {"windows": (minutes(5, 10), minutes(40, 50))},
        "B": {"windows": (minutes(46, 46),)},
    }
    problem = drawn_problem("D..A..B", stops=stops, vans=[{"max_trips": 2}])

    timed = time_route(problem, route_of(problem, "AB"))

    assert (timed.visits[0].depart_s, timed.paid_s) == minutes(40, 12)
    assert agrees(problem)


def test_a_van_with_a_break_leaves_when_its_door_is_about_to_close():
    """
    Until minute 30 ways take three times as long; A, four minutes away, closes in minute 33.

    Who leaves at minute 27 has driven a quarter of the way by 30, the rest by 33, and is home at 37,
    ten minutes later; at once it would be sixteen.
    """
    rest = ProblemBreak(duration_s=600, max_drive_s=20 * MINUTE_S)
    stops = {"A": {"windows": (minutes(0, 33),)}}
    problem = drawn_problem("D...A", stops=stops, slow={0: 3, 1800: 1}, vans=[{"breaks": (rest,)}])

    timed = time_route(problem, route_of(problem, "A"))

    assert timed.visits[1].start_s == 33 * MINUTE_S
    assert timed.paid_s == 10 * MINUTE_S
    assert agrees(problem)


def test_a_van_rests_behind_the_jam_in_the_last_second_it_may():
    """
    From minute 35 on ways take three times as long. B, six minutes away, opens from 40 to 41.

    Ten unpaid minutes begin by minute 30. At A, halfway, they push the way to B into the jam: to be
    there at 40 the van leaves in minute 20:40. Resting at B from 30 to 40 it leaves at 24; home is
    18 minutes behind, at 58. Paid are 24.
    """
    rest = ProblemBreak(duration_s=600, latest_s=30 * MINUTE_S)
    stops = {"A": {}, "B": {"windows": (minutes(40, 41),)}}
    problem = drawn_problem(
        "D..A..B", stops=stops, slow={0: 1, 2100: 3}, vans=[{"breaks": (rest,)}]
    )

    timed = time_route(problem, route_of(problem, "AB"))

    assert (timed.visits[0].depart_s, timed.end_s, timed.paid_s) == minutes(24, 58, 24)
    assert agrees(problem)


def test_where_the_search_places_breaks_too_roughly_the_clock_prices_what_is_taken_over():
    """A day in traffic with legal breaks, on which waiting is unpaid: 35 cents too dear."""
    day = random_day(11, ("legal breaks", "trips", "unpaid waiting"), 4)

    assert max(differences_micro(day, 30, as_searched=True)) > 10 * CENT_MICRO
    assert max(map(abs, differences_micro(day, 30))) < 1
