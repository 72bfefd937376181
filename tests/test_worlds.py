"""The drawn worlds themselves: what a reader counts is what the code gets."""

from __future__ import annotations

from lastmile_cli.domain.travel import TravelMode
from tests.worlds import drawn_problem, drawn_travel, route_of, world


def test_one_character_is_one_minute():
    at, travel_s = world("D..A..B")

    assert at == {"D": 0, "A": 1, "B": 2}
    assert travel_s == [[0, 180, 360], [180, 0, 180], [360, 180, 0]]


def test_lines_below_one_another_are_one_minute_apart():
    at, travel_s = world("D.A\n..B")

    assert travel_s[at["A"]][at["B"]] == 60
    assert travel_s[at["D"]][at["B"]] == 180


def test_a_slow_period_a_fast_mode_and_a_cut_street():
    fast = TravelMode(profile="van", speed_factor=2.0)

    travel = drawn_travel("D..A", slow={0: 1, 600: 2}, cut=[("A", "D")], modes=(fast,))

    assert travel.period_starts_s == (0, 600)
    assert travel.durations_s(0, 0, 1) == (90, 180)
    assert travel.leg_m(0, 0, 1) == 3_000
    assert not travel.is_reachable(0, 1, 0)


def test_a_drawn_problem_takes_what_is_special_and_defaults_the_rest():
    problem = drawn_problem(
        "D..A..B",
        stops={"A": {"windows": ((300, 600),)}, "A2": {"at": "A", "pickup": (2,)}},
        vans=[{}, {"end": None, "capacity": (5,)}],
    )

    assert [stop.place for stop in problem.stops] == [1, 1]
    assert [stop.delivery for stop in problem.stops] == [(1,), (0,)]
    assert [van.end_place for van in problem.vehicles] == [0, None]
    assert [van.vehicle_id for van in problem.vehicles] == ["van-1", "van-2"]


def test_a_route_is_spelt_by_its_letters():
    problem = drawn_problem("D..A..B..C")

    assert route_of(problem, "CA B").trips == ((2, 0), (1,))
