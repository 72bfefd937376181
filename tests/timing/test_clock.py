"""The one clock, on worlds drawn by hand and against every departure there is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import event, given, settings

from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.clock import time_route
from tests.strategies import HORIZON_S, problems_with_route, story
from tests.worlds import drawn_problem, route_of


def starts_s(timed):
    return tuple(visit.start_s for visit in timed.stop_visits)


def test_an_early_van_waits_for_the_door_to_open():
    """D to A takes 3 minutes; a van sent at once waits 2 minutes for A to open."""
    problem = drawn_problem("D..A..B", stops={"A": {"windows": ((300, 900),)}, "B": {}})

    timed = time_route(problem, route_of(problem, "AB"), depart_s=0)

    assert starts_s(timed) == (300, 300 + 180)
    assert [visit.wait_s for visit in timed.stop_visits] == [120, 0]
    assert timed.end_s == 300 + 180 + 360


def test_a_van_leaves_late_enough_not_to_wait():
    problem = drawn_problem("D..A..B", stops={"A": {"windows": ((300, 900),)}, "B": {}})

    timed = time_route(problem, route_of(problem, "AB"))

    assert timed.start_s == 120
    assert timed.wait_s == 0
    assert timed.duration_s == 720


def test_a_van_that_need_not_wait_leaves_at_once():
    problem = drawn_problem("D..A", vans=[{"earliest_s": 60}])

    assert time_route(problem, route_of(problem, "A")).start_s == 60


def test_a_late_van_still_serves_and_says_how_late():
    problem = drawn_problem("D..A..B", stops={"A": {"windows": ((0, 100),)}, "B": {}})

    timed = time_route(problem, route_of(problem, "AB"))

    assert [visit.late_s for visit in timed.stop_visits] == [80, 0]
    assert timed.late_s == 80
    assert timed.start_s == 0, "no stop is served later than need be"


def test_the_second_window_serves_who_misses_the_first():
    """A is open in minutes 1 to 2 and from minute 10; the van gets there in minute 3."""
    hours = ((60, 120), (600, 900))
    problem = drawn_problem("D..A", stops={"A": {"windows": hours}})

    timed = time_route(problem, route_of(problem, "A"))

    assert starts_s(timed) == (600,)
    assert timed.start_s == 600 - 180, "and it does not spend the time before the door"


def test_waiting_for_a_later_window_can_be_cheaper_than_keeping_the_first():
    """Served early at A, the van would wait an hour at B; A's afternoon window saves it."""
    problem = drawn_problem(
        "D.A.B",
        stops={"A": {"windows": ((0, 300), (3600, 4000))}, "B": {"windows": ((3700, 9999),)}},
    )

    timed = time_route(problem, route_of(problem, "AB"))

    assert starts_s(timed) == (3600, 3720)
    assert timed.wait_s == 0


def test_loading_comes_first_and_is_paid():
    problem = drawn_problem("D..A", vans=[{"loading_s": 600, "earliest_s": 3600}])

    timed = time_route(problem, route_of(problem, "A"))

    assert (timed.start_s, timed.visits[0].depart_s) == (3000, 3600)
    assert timed.visits[0].stop is None
    assert timed.duration_s == 600 + 360


def test_goods_that_come_late_hold_back_the_loading():
    problem = drawn_problem("D..A", stops={"A": {"ready_s": 1200}}, vans=[{"loading_s": 300}])

    timed = time_route(problem, route_of(problem, "A"))

    assert (timed.start_s, starts_s(timed)) == (1200, (1200 + 300 + 180,))


def test_a_second_trip_loads_again_when_its_goods_are_there():
    problem = drawn_problem(
        "B.D..A", stops={"A": {}, "B": {"ready_s": 900}}, vans=[{"loading_s": 60}]
    )

    timed = time_route(problem, route_of(problem, "A B"))
    again = timed.visits[2]

    assert [visit.stop for visit in timed.visits] == [None, 0, None, 1]
    assert [visit.trip for visit in timed.visits] == [0, 0, 1, 1]
    assert (again.arrive_s, again.start_s, again.depart_s) == (900, 900, 960)
    assert timed.end_s == 960 + 240
    assert timed.wait_s == 0


def test_an_open_route_ends_at_its_last_door():
    problem = drawn_problem("D..A", stops={"A": {"service_s": (60,)}}, vans=[{"end": None}])

    timed = time_route(problem, route_of(problem, "A"))

    assert timed.home is None
    assert (timed.end_s, timed.drive_s, timed.distance_m) == (240, 180, 3_000)


def test_a_van_that_comes_home_after_its_shift_says_so():
    problem = drawn_problem("D..A", vans=[{"latest_s": 300}])

    assert time_route(problem, route_of(problem, "A")).late_home_s == 60


def test_a_van_leaves_after_the_rush_when_that_is_paid_less():
    """Twice as slow until minute 20; leaving at minute 20 saves 3 of 9 minutes."""
    problem = drawn_problem("D..A", slow={0: 2, 1200: 1})

    timed = time_route(problem, route_of(problem, "A"))

    assert (timed.start_s, timed.duration_s) == (1200, 360)


def test_a_van_stays_out_of_the_rush_only_where_no_promise_breaks():
    problem = drawn_problem("D..A", slow={0: 2, 1200: 1}, stops={"A": {"windows": ((0, 600),)}})

    timed = time_route(problem, route_of(problem, "A"))

    assert timed.late_s == 0
    assert timed.start_s == 0, "any departure up to minute 4 is paid alike, the earliest is taken"


def test_a_van_leaves_where_its_driving_limit_holds_though_paid_longer():
    """Leaving by minute 7 the van is before the jam, and waits; later it waits less and drives more."""
    stops = {"A": {"windows": ((960, 960),)}}
    problem = drawn_problem(
        "D..A", stops=stops, slow={0: 1, 600: 2, 961: 1}, vans=[{"max_drive_s": 361}]
    )

    timed = time_route(problem, route_of(problem, "A"))

    assert timed.drive_s == 361, "a second of the way home still is slow"
    assert timed.stop_visits[0].arrive_s == 600, "any later the way there is a jam"


@pytest.mark.parametrize("trips", [(), ((),), ((0,), ())])
def test_a_route_without_stops_is_never_driven(trips):
    problem = drawn_problem("D..A")

    with pytest.raises(ValueError, match="without stops"):
        time_route(problem, ProposedRoute(vehicle=0, trips=trips))


def every_departure(problem, route):
    """All ways to drive the route, one for each second of a small world."""
    first = min(0, problem.vehicles[route.vehicle].earliest_s)
    vehicle = problem.vehicles[route.vehicle]
    ready_s = max(problem.stops[stop].ready_s for stop in route.trips[0])
    loaded_s = ready_s + vehicle.loading_s if ready_s else first
    earliest_s = max(vehicle.earliest_s, loaded_s)
    return [
        time_route(problem, route, depart_s=second)
        for second in range(earliest_s, earliest_s + 2 * HORIZON_S)
    ]


@settings(story, max_examples=300)
@given(problems_with_route())
def test_no_departure_of_all_is_better_than_the_one_taken(given_day):
    problem, route = given_day
    timed = time_route(problem, route)
    ways = every_departure(problem, route)

    lates = [[visit.late_s for visit in way.visits] + [way.late_home_s] for way in ways]
    assert [visit.late_s for visit in timed.visits] + [timed.late_home_s] == [
        min(column) for column in zip(*lates, strict=True)
    ]
    least = [way for way, late in zip(ways, lates, strict=True) if late == lates[0]]
    most_s = problem.vehicles[route.vehicle].max_drive_s
    best = min(least, key=lambda way: (way.drive_s > most_s, way.duration_s, way.end_s))
    event("late" if any(lates[0]) else "in time")
    assert timed == best


@story
@given(problems_with_route())
def test_a_timed_route_hangs_together(given_day):
    problem, route = given_day
    timed = time_route(problem, route)
    chain = timed.visits

    assert tuple(visit.stop for visit in timed.stop_visits) == route.stops
    for before, visit in itertools.pairwise(chain):
        assert visit.arrive_s == before.depart_s + visit.drive_s
        assert visit.start_s >= visit.arrive_s
    spent_s = timed.drive_s + timed.wait_s + sum(visit.service_s for visit in chain)
    assert spent_s == timed.duration_s
