"""What a route would break, and by how much."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.planning.limits import excess_hours, excess_loads, has_way, keeps_sequence
from lastmile_cli.timing.clock import time_route
from tests.worlds import drawn_problem, route_of


def loads(problem, letters):
    return [
        (it.reason, it.needs, it.limit) for it in excess_loads(problem, route_of(problem, letters))
    ]


def test_what_is_fetched_takes_the_room_of_what_was_brought():
    """4 parcels for B are on board until B; 3 fetched at A before make 7, behind it never more than 4."""
    stops = {"A": {"pickup": (3,)}, "B": {"delivery": (4,)}}
    problem = drawn_problem("D.A.B", stops=stops, vans=[{"capacity": (4,)}])

    assert loads(problem, "BA") == []
    assert loads(problem, "AB") == [("capacity_parcels", 7, 4)]


def test_a_second_trip_starts_empty():
    problem = drawn_problem("A.D.B", vans=[{"capacity": (1,)}])

    assert loads(problem, "AB") == [("capacity_parcels", 2, 1)]
    assert loads(problem, "A B") == []


def test_each_unit_has_its_own_limit():
    stops = {"A": {"delivery": (5, 1)}, "B": {"delivery": (1, 5)}}
    problem = drawn_problem(
        "D.A.B", stops=stops, vans=[{"capacity": (6, 5)}], units=("weight_g", "parcels")
    )

    assert loads(problem, "AB") == [("capacity_parcels", 6, 5)]


@pytest.mark.parametrize(
    ("van", "reason", "needs", "limit"),
    [
        ({"latest_s": 500}, "shift_too_short", 600, 500),
        ({"max_duration_s": 599}, "max_duration", 600, 599),
        ({"max_drive_s": 479}, "max_drive", 480, 479),
        ({"max_distance_m": 7_999}, "max_distance", 8_000, 7_999),
        ({"max_stops": 1}, "max_stops", 2, 1),
    ],
)
def test_a_limit_holds_to_the_last_second_metre_and_stop(van, reason, needs, limit):
    """To B and back are 8 minutes and 8 km; each door takes one minute."""
    minute = {"service_s": (60,)}
    problem = drawn_problem("D.A.B", stops={"A": minute, "B": minute}, vans=[van])

    (excess,) = excess_hours(problem, time_route(problem, route_of(problem, "AB")))

    assert (excess.reason, excess.needs, excess.limit) == (reason, needs, limit)


def test_a_missed_window_says_when_service_begins():
    problem = drawn_problem("D.A", stops={"A": {"windows": ((0, 100),)}})

    (excess,) = excess_hours(problem, time_route(problem, route_of(problem, "A")))

    assert (excess.reason, excess.needs, excess.limit) == ("window_closed", 120, 100)


def test_a_cut_street_home_is_no_way():
    problem = drawn_problem("D.A.B", cut=[("B", "D")])

    assert not has_way(problem, route_of(problem, "AB"))
    assert has_way(problem, route_of(problem, "BA"))


def test_first_is_first_and_last_is_last():
    stops = {"A": {"sequence": SequenceWish.FIRST}, "B": {}, "C": {"sequence": SequenceWish.LAST}}
    problem = drawn_problem("D.A.B.C", stops=stops)

    kept = [
        order
        for order in ("ABC", "AB C", "BAC", "ACB", "CBA")
        if keeps_sequence(problem, route_of(problem, order))
    ]
    assert kept == ["ABC", "AB C"]


def hours(problem, letters):
    timed = time_route(problem, route_of(problem, letters))
    return [(it.reason, it.needs, it.limit) for it in excess_hours(problem, timed)]


def test_lateness_that_has_a_price_is_no_excess_up_to_its_limit():
    for max_late_s, found in ((120, []), (60, [("window_closed", 180, 120)])):
        stops = {"A": {"windows": ((0, 60),), "max_late_s": max_late_s}}

        assert hours(drawn_problem("D..A", stops=stops), "A") == found


def test_a_shipment_is_on_board_between_its_ends_only():
    """Two for B from the depot, two from A to C: never more than two at once by way of B first."""
    stops = {
        "A": {"pickup": (2,), "delivery": (0,)},
        "B": {"delivery": (2,)},
        "C": {"delivery": (2,), "shipped_from": 0},
    }
    problem = drawn_problem("D.B.A.C", stops=stops, vans=[{"capacity": (2,)}])

    assert loads(problem, "BAC") == []
    assert loads(problem, "ABC") == [("capacity_parcels", 4, 2)]


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ({"latest_s": 240}, ("break_latest", 300, 240)),
        ({"max_work_s": 200}, ("break_work", 300, 200)),
        ({"max_drive_s": 299}, ("break_drive", 300, 299)),
    ],
)
def test_a_break_that_comes_too_late_is_told_with_what_it_misses(bounds, found):
    """The first halt is in minute 5."""
    rest = ProblemBreak(duration_s=60, **bounds)
    problem = drawn_problem("D....A", vans=[{"breaks": (rest,)}])

    assert hours(problem, "A") == [found]


def test_a_break_not_taken_is_told_where_it_is_owed():
    """An hour after the last chance to rest the van is home; a second break was due in minute 8."""
    first = ProblemBreak(duration_s=60, latest_s=60)
    second = ProblemBreak(duration_s=60, latest_s=480)
    problem = drawn_problem("D....A", vans=[{"breaks": (first, second)}])

    assert hours(problem, "A") == [("break_latest", 300, 60), ("break_latest", 660, 480)]
