"""Stops that ask for company: groups, shipments, options, locks, trips and priced lateness."""

from __future__ import annotations

from typing import Any

import pytest

from lastmile_cli.checking.loads import list_overloads
from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal
from tests.worlds import drawn_problem, route_of

LINE = "D..A..B..C"
TWO_VANS: list[dict[str, Any]] = [{"max_trips": 2}, {}]
SHIPMENT: dict[str, dict[str, Any]] = {
    "A": {"pickup": (3,)},
    "B": {"delivery": (3,), "shipped_from": 0},
    "C": {},
}


def judge(problem: Problem, *letters: str) -> list[tuple[Rule, str, str, int]]:
    """Rule, route, stop and amount; ``letters[k]`` is the route of van k, the rest is unserved."""
    routes = tuple(route_of(problem, text, van) for van, text in enumerate(letters) if text)
    served = {stop for route in routes for stop in route.stops}
    left_out = tuple(number for number in range(len(problem.stops)) if number not in served)
    found = check_proposal(problem, Proposal(routes=routes, unserved=left_out))
    return [(one.rule, one.route, one.stop, one.amount) for one in found]


def test_no_more_trips_than_the_van_may_make():
    assert judge(drawn_problem(LINE, vans=[{"max_trips": 2}]), "A B") == []
    assert judge(drawn_problem(LINE, vans=[{"max_trips": 2}]), "A B C") == [
        (Rule.TOO_MANY_TRIPS, "van-1", "", 1)
    ]


def test_stops_of_a_group_ride_on_one_van_as_far_as_they_are_served():
    family = {"group": 7}
    problem = drawn_problem(LINE, stops={"A": family, "B": family, "C": family}, vans=TWO_VANS)

    assert judge(problem, "ABC", "") == []
    assert judge(problem, "A C", "") == []
    assert judge(problem, "AB", "C") == [(Rule.GROUP_PARTED, "", "A", 1)]


def test_other_groups_may_ride_elsewhere():
    stops = {"A": {"group": 1}, "B": {"group": 2}, "C": {}}

    assert judge(drawn_problem(LINE, stops=stops, vans=TWO_VANS), "A", "BC") == []


def test_both_ends_of_a_shipment_are_on_one_trip_the_pickup_first():
    problem = drawn_problem(LINE, stops=SHIPMENT, vans=TWO_VANS)

    assert judge(problem, "ACB", "") == []
    assert judge(problem, "C", "") == []
    assert judge(problem, "BCA", "") == [(Rule.SHIPMENT_BROKEN, "van-1", "B", 2)]
    assert judge(problem, "A B", "") == [(Rule.SHIPMENT_BROKEN, "van-1", "B", 0)]
    assert judge(problem, "A", "B") == [(Rule.SHIPMENT_BROKEN, "van-2", "B", 0)]


@pytest.mark.parametrize(
    ("served", "words"), [("A", "but nobody brings it"), ("B", "nobody visits")]
)
def test_one_end_of_a_shipment_alone_is_told_in_words(served, words):
    problem = drawn_problem(LINE, stops=SHIPMENT)
    others = tuple(n for n, stop in enumerate(problem.stops) if stop.stop_id != served)
    proposal = Proposal(routes=(route_of(problem, served),), unserved=others)
    (found,) = check_proposal(problem, proposal)

    assert (found.rule, found.stop) == (Rule.SHIPMENT_BROKEN, "B")
    assert words in found.sentence


def test_a_shipment_is_on_board_from_door_to_door_and_never_at_the_depot():
    """One parcel for C, and three from A to B: four between A and B, one before and after."""
    three = drawn_problem(LINE, stops=SHIPMENT, vans=[{"capacity": (3,)}])

    assert judge(three, "ABC") == [(Rule.OVERLOADED, "van-1", "A", 1)]
    assert judge(three, "CAB") == []
    assert judge(drawn_problem(LINE, stops=SHIPMENT, vans=[{"capacity": (4,)}]), "ABC") == []


def test_goods_that_were_never_picked_up_make_no_room_for_others():
    """B hands out nothing it could have got from A, so D's pickup of 3 comes on top of C's 1."""
    stops = SHIPMENT | {"E": {"at": "C", "pickup": (3,)}}
    problem = drawn_problem(LINE, stops=stops, vans=[{"capacity": (3,)}])
    route = route_of(problem, "BEC")

    assert [one.excess for one in list_overloads(problem, 0, route.trips)] == [1]


def test_one_option_of_an_order_is_enough():
    stops = {"A": {"option_of": 5}, "B": {"option_of": 5}, "C": {}}
    problem = drawn_problem(LINE, stops=stops, vans=TWO_VANS)

    assert judge(problem, "AC", "") == []
    assert judge(problem, "C", "") == []
    assert judge(problem, "A", "BC") == [(Rule.OPTIONS_SERVED, "", "B", 1)]


def test_locked_stops_begin_the_first_trip_of_their_van_in_their_order():
    problem = drawn_problem(LINE, vans=[{"locked": (1, 0), "max_trips": 2}, {}])

    assert judge(problem, "BAC", "") == []
    assert judge(problem, "BA C", "") == []
    assert judge(problem, "ABC", "") == [(Rule.LOCK_BROKEN, "van-1", "B", 2)]
    assert judge(problem, "BCA", "") == [(Rule.LOCK_BROKEN, "van-1", "A", 1)]
    assert judge(problem, "B A", "C") == [(Rule.LOCK_BROKEN, "van-1", "A", 1)]
    assert judge(problem, "", "BAC") == [(Rule.LOCK_BROKEN, "van-1", "B", 2)]


def test_lateness_is_borne_up_to_its_limit():
    """A is reached at 180 and closes at 100."""
    late = {"windows": ((0, 100),), "late_micro": 1}

    assert judge(drawn_problem("D..A", stops={"A": late | {"max_late_s": 80}}), "A") == []
    assert judge(drawn_problem("D..A", stops={"A": late | {"max_late_s": 79}}), "A") == [
        (Rule.WINDOW_MISSED, "van-1", "A", 1)
    ]


def test_lateness_does_not_bridge_the_gap_between_two_windows():
    """Between its windows A is waited at till 1,000, though it might be served late after 2,000."""
    stops = {
        "A": {"windows": ((0, 100), (1_000, 2_000)), "max_late_s": 500},
        "B": {"windows": ((0, 1_179),)},
    }

    assert judge(drawn_problem(LINE, stops=stops), "AB") == [(Rule.WINDOW_MISSED, "van-1", "B", 1)]


def test_a_shorter_day_may_be_bought_with_lateness():
    """Leaving at 200 A is 80 s late, and B's opening at 1,000 is waited for less long."""
    stops = {"A": {"windows": ((0, 300),), "max_late_s": 80}, "B": {"windows": ((1_000, 1_000),)}}
    van = {"max_duration_s": 1_160}

    assert judge(drawn_problem(LINE, stops=stops, vans=[van]), "AB") == []
    stops["A"]["max_late_s"] = 79
    assert judge(drawn_problem(LINE, stops=stops, vans=[van]), "AB") == [
        (Rule.TOO_LONG, "van-1", "", 1)
    ]
