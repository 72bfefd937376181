"""Breaks stay where a plan has written them, though another place is as good."""

from __future__ import annotations

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Visit
from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.insight.written_breaks import time_as, time_written
from lastmile_cli.timing.clock import time_placed
from lastmile_cli.timing.placement import Piece
from tests.worlds import drawn_problem, route_of

LUNCH = ProblemBreak(duration_s=600)
SPLIT = ProblemBreak(duration_s=600, first_part_s=200, earliest_s=900)
HERE = Coordinate(lat_deg=60.0, lon_deg=24.0)


def day(asked=LUNCH):
    problem = drawn_problem("D.A.B.C", vans=[{"breaks": (asked,), "loading_s": 60}])
    return problem, route_of(problem, "ABC")


def written(timed):
    """The visits that a plan has of it."""
    return [
        Visit(
            sequence=number,
            trip=1,
            kind=it.kind,
            place=HERE,
            arrive_s=it.arrive_s,
            start_s=it.start_s,
            depart_s=it.depart_s,
            eta_low_s=it.start_s,
            eta_high_s=it.start_s,
        )
        for number, it in enumerate(timed.visits)
    ]


def at(*halts, asked=LUNCH, seconds=(600,)):
    problem, route = day(asked)
    earliest = [-(10**9), asked.earliest_s][-len(seconds) :]
    pieces = [
        Piece(halt=halt, break_index=0, duration_s=each, earliest_s=from_s)
        for halt, each, from_s in zip(halts, seconds, earliest, strict=True)
    ]
    return problem, route, time_placed(problem, route, 600, pieces)


def test_a_lunch_is_where_it_is_written_at_whichever_stop():
    for halt in range(3):
        problem, route, timed = at(halt)

        assert timed.visits[1 + halt].break_index == 0
        assert time_written(problem, route, written(timed)) == timed


def test_both_parts_of_a_split_break_are_where_they_are_written():
    problem, route, timed = at(0, 2, asked=SPLIT, seconds=(200, 400))

    assert [it.break_index for it in timed.visits[1:]] == [0, None, None, 0, None]
    assert time_written(problem, route, written(timed)) == timed


def test_who_leaves_earlier_pauses_at_the_same_stop():
    problem, route, timed = at(1)
    earlier = time_as(problem, route, timed, depart_s=300)

    assert earlier.visits[0].depart_s == 300
    assert [it.break_index for it in earlier.visits] == [it.break_index for it in timed.visits]


def test_without_the_stop_it_was_taken_at_a_break_is_taken_at_the_next():
    problem, route, timed = at(1)
    without = time_as(problem, route.without({1}), timed, depart_s=600, gone={1})

    # D, A, the lunch on arrival at C, C.
    assert [(it.stop, it.break_index) for it in without.visits] == [
        (None, None), (0, None), (None, 0), (2, None),
    ]  # fmt: skip


def test_a_break_at_the_last_stop_finds_another_place_when_that_is_gone():
    problem, route, timed = at(2)
    without = time_as(problem, route.without({2}), timed, depart_s=600, gone={2})

    assert {it.stop for it in without.stop_visits} == {0, 1}


def test_visits_taken_out_by_hand_are_timed_anew():
    problem, route, timed = at(1)
    visits = [it for it in written(timed) if it.sequence != 4]

    assert {it.stop for it in time_written(problem, route, visits).stop_visits} == {0, 1, 2}
