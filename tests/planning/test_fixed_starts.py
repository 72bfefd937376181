"""A start that is fixed must be possible."""

from __future__ import annotations

from lastmile_cli.planning.fixed_starts import list_impossible_starts
from tests.worlds import drawn_problem


def test_a_start_that_can_be_driven_is_not_told():
    assert list_impossible_starts(drawn_problem("D..A..B", vans=[{"locked": (0,)}])) == ()


def test_a_start_that_misses_its_window_is_told():
    stops = {"A": {"windows": ((0, 100),)}, "B": {}}
    problem = drawn_problem("D..A..B", stops=stops, vans=[{"locked": (0,)}])

    (told,) = list_impossible_starts(problem)

    assert "A" in told


def test_a_stop_that_is_fixed_on_two_vehicles_is_told():
    problem = drawn_problem("D..A..B", vans=[{"locked": (0,)}, {"locked": (0,)}])

    assert list_impossible_starts(problem) == ("Stop A is fixed on 2 vehicles.",)


def test_a_pickup_that_is_fixed_is_judged_with_where_it_goes():
    stops = {
        "A": {"pickup": (1,), "delivery": (0,)},
        "B": {"delivery": (1,), "pickup": (0,), "shipped_from": 0},
    }

    problem = drawn_problem("D..A..B", stops=stops, vans=[{"locked": (0,)}])

    assert list_impossible_starts(problem) == ()
