"""The referee on proposals: every rule on a world whose numbers can be counted."""

from __future__ import annotations

import pytest

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import SequenceWish
from tests.worlds import drawn_problem, route_of


def judge(problem: Problem, *letters: str, unserved: str = "") -> list[tuple[Rule, str, str, int]]:
    """Rule, route, stop and amount of every violation; ``letters[k]`` is the route of van k."""
    routes = tuple(route_of(problem, text, van) for van, text in enumerate(letters) if text)
    left_out = tuple(
        number for number, stop in enumerate(problem.stops) if stop.stop_id in unserved
    )
    found = check_proposal(problem, Proposal(routes=routes, unserved=left_out))
    return [(one.rule, one.route, one.stop, one.amount) for one in found]


def test_a_route_that_keeps_everything_is_left_in_peace():
    problem = drawn_problem("D..A..B", stops={"A": {"windows": ((300, 600),)}, "B": {}})

    assert judge(problem, "AB") == []


def test_no_stops_and_no_routes_are_fine():
    assert judge(drawn_problem("D", stops={})) == []


def test_a_forgotten_stop_is_named():
    assert judge(drawn_problem("D..A..B"), "A") == [(Rule.FORGOTTEN, "", "B", 0)]


def test_a_stop_visited_and_also_left_out_is_listed_twice():
    assert judge(drawn_problem("D..A"), "A", unserved="A") == [(Rule.VISITED_TWICE, "", "A", 1)]


def test_a_stop_on_two_routes_is_listed_twice():
    problem = drawn_problem("D..A", vans=[{}, {}])

    assert judge(problem, "A", "A") == [(Rule.VISITED_TWICE, "", "A", 1)]


def test_a_vehicle_has_one_route_only():
    problem = drawn_problem("D..A..B")
    routes = (route_of(problem, "A"), route_of(problem, "B"))

    found = check_proposal(problem, Proposal(routes=routes, unserved=()))

    assert [(one.rule, one.route, one.amount) for one in found] == [(Rule.TWO_ROUTES, "van-1", 1)]


@pytest.mark.parametrize("stop", [-1, 1])
def test_a_stop_number_outside_the_problem_is_refused(stop):
    problem = drawn_problem("D..A")
    route = ProposedRoute(vehicle=0, trips=((stop,),))

    found = check_proposal(problem, Proposal(routes=(route,), unserved=(0,)))

    assert [one.rule for one in found] == [Rule.UNKNOWN_ID]


@pytest.mark.parametrize("vehicle", [-1, 1])
def test_a_vehicle_number_outside_the_problem_is_refused(vehicle):
    route = ProposedRoute(vehicle=vehicle, trips=((0,),))

    found = check_proposal(drawn_problem("D..A"), Proposal(routes=(route,), unserved=()))

    assert [one.rule for one in found] == [Rule.UNKNOWN_ID]


@pytest.mark.parametrize("trips", [(), ((),), ((0,), ())])
def test_a_trip_without_a_stop_is_refused(trips):
    problem = drawn_problem("D..A")
    left_out = () if trips and trips[0] else (0,)

    found = check_proposal(
        problem, Proposal(routes=(ProposedRoute(vehicle=0, trips=trips),), unserved=left_out)
    )

    assert [one.rule for one in found] == [Rule.EMPTY_TRIP]


def test_a_van_that_may_not_serve_a_stop_is_named():
    problem = drawn_problem("D..A", stops={"A": {"vehicles": frozenset({1})}}, vans=[{}, {}])

    assert judge(problem, "A", "") == [(Rule.NOT_ALLOWED, "van-1", "A", 0)]
    assert judge(problem, "", "A") == []


def test_three_parcels_do_not_fit_where_two_do():
    problem = drawn_problem("D..A..B..C", vans=[{"capacity": (2,), "max_trips": 2}])

    assert judge(problem, "ABC") == [(Rule.OVERLOADED, "van-1", "", 1)]
    assert judge(problem, "AB C") == []


def test_a_pickup_comes_on_top_of_what_is_still_on_board():
    """Two out for B and two in at A are four on board between them; B first, and it is two."""
    stops = {"A": {"pickup": (2,)}, "B": {"delivery": (2,)}}
    problem = drawn_problem("D..A..B", stops=stops, vans=[{"capacity": (3,)}])

    assert judge(problem, "AB") == [(Rule.OVERLOADED, "van-1", "A", 1)]
    assert judge(problem, "BA") == []


def test_each_unit_has_its_own_room():
    stops = {"A": {"delivery": (1, 900)}, "B": {"delivery": (1, 200)}}
    problem = drawn_problem(
        "D..A..B", stops=stops, vans=[{"capacity": (9, 1000)}], units=("parcels", "weight_g")
    )

    assert judge(problem, "AB") == [(Rule.OVERLOADED, "van-1", "", 100)]


def test_a_street_that_is_cut_leaves_no_way():
    problem = drawn_problem("D..A..B", cut=[("A", "B")])

    assert judge(problem, "AB") == [(Rule.NO_WAY, "van-1", "B", 0)]
    assert judge(problem, "BA") == []


def test_a_cut_way_home_is_no_way_either_unless_the_route_is_open():
    cut = [("A", "D")]

    assert judge(drawn_problem("D..A", cut=cut), "A") == [(Rule.NO_WAY, "van-1", "A", 0)]
    assert judge(drawn_problem("D..A", cut=cut, vans=[{"end": None}]), "A") == []


def test_a_window_is_missed_by_one_second_and_not_by_none():
    """D to A takes 180 seconds."""
    assert judge(drawn_problem("D..A", stops={"A": {"windows": ((0, 179),)}}), "A") == [
        (Rule.WINDOW_MISSED, "van-1", "A", 1)
    ]
    assert judge(drawn_problem("D..A", stops={"A": {"windows": ((0, 180),)}}), "A") == []


def test_between_two_windows_the_van_waits_for_the_second():
    """At 180 the first window is over; the second opens at 300; B closes at 479, a second short."""
    stops = {"A": {"windows": ((0, 100), (300, 400))}, "B": {"windows": ((0, 479),)}}

    assert judge(drawn_problem("D..A..B", stops=stops), "AB") == [
        (Rule.WINDOW_MISSED, "van-1", "B", 1)
    ]


def test_service_takes_as_long_as_the_class_of_the_vehicle_says():
    stops = {"A": {"service_s": (600, 60)}, "B": {"service_s": (0, 0), "windows": ((0, 420),)}}
    problem = drawn_problem("D..A..B", stops=stops, vans=[{}, {"service_class": 1}])

    assert judge(problem, "AB", "") == [(Rule.WINDOW_MISSED, "van-1", "B", 540)]
    assert judge(problem, "", "AB") == []


def test_a_missed_window_is_told_in_a_dispatchers_words():
    problem = drawn_problem("D..A", stops={"A": {"windows": ((0, 0),)}})
    (found,) = check_proposal(problem, Proposal(routes=(route_of(problem, "A"),), unserved=()))

    assert found.sentence == (
        "Vehicle van-1 reaches stop A at 00:03 at the earliest, 3 min after its "
        "window 00:00-00:00 closes."
    )
    assert found.as_notice("plan.json").code == "LM1658"


def test_traffic_counts():
    """Half way at second 90 everything gets twice as slow: 90 + 180 seconds."""
    stops = {"A": {"windows": ((0, 269),)}}
    problem = drawn_problem("D..A", stops=stops, slow={0: 1, 90: 2})

    assert judge(problem, "A") == [(Rule.WINDOW_MISSED, "van-1", "A", 1)]


def test_home_later_than_the_shift_ends():
    assert judge(drawn_problem("D..A", vans=[{"latest_s": 359}]), "A") == [
        (Rule.HOME_LATE, "van-1", "", 1)
    ]
    assert judge(drawn_problem("D..A", vans=[{"latest_s": 180, "end": None}]), "A") == []


def test_an_open_route_ends_when_its_last_service_does():
    van = {"latest_s": 239, "end": None}
    problem = drawn_problem("D..A", stops={"A": {"service_s": (60,)}}, vans=[van])

    assert judge(problem, "A") == [(Rule.HOME_LATE, "van-1", "", 1)]


def test_leaving_later_saves_hours_where_a_door_opens_late():
    """A opens at 1000; who leaves at 820 needs 360 seconds, however early the shift starts."""
    stops = {"A": {"windows": ((1000, 2000),)}}

    assert judge(drawn_problem("D..A", stops=stops, vans=[{"max_duration_s": 360}]), "A") == []
    assert judge(drawn_problem("D..A", stops=stops, vans=[{"max_duration_s": 359}]), "A") == [
        (Rule.TOO_LONG, "van-1", "", 1)
    ]


def test_waiting_between_two_doors_cannot_be_saved():
    """A closes at 200, B opens at 1000: 180 drive, 620 wait and so on; at best leave at 20."""
    stops = {"A": {"windows": ((0, 200),)}, "B": {"windows": ((1000, 1000),)}}
    exact = 1000 + 360 - 20

    assert (
        judge(drawn_problem("D..A..B", stops=stops, vans=[{"max_duration_s": exact}]), "AB") == []
    )
    assert judge(
        drawn_problem("D..A..B", stops=stops, vans=[{"max_duration_s": exact - 1}]), "AB"
    ) == [(Rule.TOO_LONG, "van-1", "", 1)]


def test_a_second_window_may_be_the_way_to_a_shorter_day():
    """In A's first window the wait for B is long, in its second it is not."""
    stops = {"A": {"windows": ((0, 200), (5000, 6000))}, "B": {"windows": ((5180, 5180),)}}
    problem = drawn_problem("D..A..B", stops=stops, vans=[{"max_duration_s": 720}])

    assert judge(problem, "AB") == []


def test_loading_is_working_time():
    van = {"loading_s": 600, "max_duration_s": 959}

    assert judge(drawn_problem("D..A", vans=[van]), "A") == [(Rule.TOO_LONG, "van-1", "", 1)]


def test_after_the_jam_the_same_way_is_short_enough():
    """Until second 3600 all takes three times as long; who leaves then needs 360 seconds."""
    problem = drawn_problem("D..A", slow={0: 3, 3600: 1}, vans=[{"max_duration_s": 360}])

    assert judge(problem, "A") == []


def test_driving_time_excludes_waiting_and_service():
    stops = {"A": {"service_s": (500,), "windows": ((1000, 2000),)}}

    assert judge(drawn_problem("D..A", stops=stops, vans=[{"max_drive_s": 360}]), "A") == []
    assert judge(drawn_problem("D..A", stops=stops, vans=[{"max_drive_s": 359}]), "A") == [
        (Rule.TOO_MUCH_DRIVING, "van-1", "", 1)
    ]


def test_driving_time_depends_on_the_hour_of_departure():
    jam = {0: 3, 3600: 1}

    assert judge(drawn_problem("D..A", slow=jam, vans=[{"max_drive_s": 360}]), "A") == []
    assert (
        judge(drawn_problem("D..A", slow=jam, vans=[{"max_drive_s": 360, "latest_s": 3700}]), "A")
        != []
    )


def test_kilometres_and_stops_are_counted():
    van = {"max_distance_m": 11_000, "max_stops": 1}

    assert judge(drawn_problem("D..A..B", vans=[van]), "AB") == [
        (Rule.TOO_FAR, "van-1", "", 1_000),
        (Rule.TOO_MANY_STOPS, "van-1", "", 1),
    ]


def test_goods_are_loaded_only_when_they_are_ready():
    """Ready at 600, loaded for 300, 180 on the way: A sees the van at 1080."""
    van = {"loading_s": 300}
    late = {"A": {"ready_s": 600, "windows": ((0, 1079),)}}
    good = {"A": {"ready_s": 600, "windows": ((0, 1080),)}}

    assert judge(drawn_problem("D..A", stops=late, vans=[van]), "A") == [
        (Rule.WINDOW_MISSED, "van-1", "A", 1)
    ]
    assert judge(drawn_problem("D..A", stops=good, vans=[van]), "A") == []


def test_on_the_second_trip_only_its_own_goods_must_be_ready():
    """Out to A and back by 360; B's goods come at 900, loading till 960, there at 1320."""
    stops = {"A": {"windows": ((0, 240),)}, "B": {"ready_s": 900, "windows": ((0, 1320),)}}
    problem = drawn_problem("D..A..B", stops=stops, vans=[{"loading_s": 60, "max_trips": 2}])

    assert judge(problem, "A B") == []
    assert judge(problem, "AB") == [(Rule.WINDOW_MISSED, "van-1", "A", 900)]


def test_each_parcel_takes_its_time_to_load():
    """
    Half a minute a parcel beside the minute of every loading.

    Three for A, ready at 600, are in at 600 + 60 + 90 = 750: there at 930, back at 1110. Five for B
    are in 60 + 150 later, at 1320; B, six minutes away, is reached at 1680.
    """
    van = {"loading_s": 60, "loading_per_parcel_s": 30, "max_trips": 2}

    def day(a_closes, b_closes, **more):
        stops = {
            "A": {"loaded_parcels": 3, "ready_s": 600, "windows": ((0, a_closes),)},
            "B": {"loaded_parcels": 5, "windows": ((0, b_closes),)},
        }
        return drawn_problem("D..A..B", stops=stops, vans=[van | more])

    assert judge(day(930, 1680), "A B") == []
    assert judge(day(929, 1680), "A B") == [(Rule.WINDOW_MISSED, "van-1", "A", 1)]
    assert judge(day(930, 1679), "A B") == [(Rule.WINDOW_MISSED, "van-1", "B", 1)]
    assert judge(day(930, 1680, max_duration_s=1_440), "A B") == []
    assert judge(day(930, 1680, max_duration_s=1_439), "A B") == [(Rule.TOO_LONG, "van-1", "", 1)]


def test_nobody_loads_before_the_gate_opens_however_long_it_takes():
    """From 900 on: three parcels of half a minute, out at 990, at A at 1170."""
    van = {"loading_per_parcel_s": 30, "loads_from_s": 900}

    def day(closes):
        stops = {"A": {"loaded_parcels": 3, "windows": ((0, closes),)}}
        return drawn_problem("D..A", stops=stops, vans=[van])

    assert judge(day(1170), "A") == []
    assert judge(day(1169), "A") == [(Rule.WINDOW_MISSED, "van-1", "A", 1)]


def test_first_and_last_are_kept():
    stops = {
        "A": {"sequence": SequenceWish.FIRST},
        "B": {},
        "C": {"sequence": SequenceWish.LAST},
    }
    problem = drawn_problem("D..A..B..C", stops=stops)

    assert judge(problem, "ABC") == []
    assert judge(problem, "BAC") == [(Rule.OUT_OF_SEQUENCE, "van-1", "A", 1)]
    assert judge(problem, "ACB") == [(Rule.OUT_OF_SEQUENCE, "van-1", "C", 1)]


def test_two_stops_that_must_be_first_share_the_front():
    first = {"sequence": SequenceWish.FIRST}
    problem = drawn_problem("D..A..B..C", stops={"A": first, "B": first, "C": {}})

    assert judge(problem, "ABC") == []
    assert judge(problem, "ACB") == [(Rule.OUT_OF_SEQUENCE, "van-1", "B", 1)]
