"""Ranges and recharging by the clock: drawn worlds whose hours can be counted on fingers."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import HealthCheck, assume, given, settings

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.planning.insertion import cost_micro
from lastmile_cli.timing.charge_ways import WaySearch
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from tests.rich_strategies import rich_problems
from tests.worlds import MINUTE_S, STEP_M, drawn_problem, route_of

TEN_KM = {"range_m": 10 * STEP_M, "recharge_s": 5 * MINUTE_S}


def road(**special):
    """Six kilometres to A, a charger half way: twelve there and back, and a range of ten."""
    return drawn_problem("D..C..A", vans=[TEN_KM | special], chargers="C")


def test_a_charge_is_a_halt_that_takes_its_time_and_leads_on():
    """D to C 3 minutes, 5 of charging, 3 to A, 6 home: 17 minutes, 12 km."""
    problem = road()

    timed = time_route(problem, route_of(problem, "A", charges=[(0, 0)]), depart_s=0)

    charge, stop = timed.visits[1:]
    assert (charge.kind, charge.charger, charge.place) == (VisitKind.CHARGE, 0, problem.chargers[0])
    assert (charge.arrive_s, charge.start_s, charge.depart_s) == (180, 180, 480)
    assert (stop.arrive_s, timed.end_s) == (660, 17 * MINUTE_S)
    assert (timed.distance_m, timed.drive_s, timed.paid_s) == (12_000, 720, 1_020)


def test_several_charges_follow_one_another_before_the_halt_they_name():
    problem = drawn_problem("D.C.E.A", vans=[TEN_KM], chargers="CE")

    timed = time_route(problem, route_of(problem, "A", charges=[(0, 0), (0, 1), (1, 1)]))

    kinds = [visit.kind.value[0] for visit in timed.visits]
    assert "".join(kinds) == "lccsc"
    assert timed.visits[-1].charger == 1


def test_a_depot_that_charges_fills_up_while_it_loads():
    """Two trips of 6 km: 2 minutes of loading at first, then 5 of charging beside it."""
    problem = drawn_problem(
        "A..D..B",
        vans=[TEN_KM | {"loading_s": 120, "max_trips": 2, "charges_at_start": True}],
    )
    route = route_of(problem, "A B")

    loads = [visit for visit in time_route(problem, route).visits if visit.kind is VisitKind.LOAD]

    assert [load.service_s for load in loads] == [120, 300]
    assert check_route(problem, route) == []
    away = dataclasses.replace(problem.vehicles[0], charges_at_start=False)
    stricter = problem.with_vehicle(0, away)
    assert [load.service_s for load in time_route(stricter, route).visits if not load.stop] != []
    assert [one.rule for one in check_route(stricter, route)] == [Rule.OUT_OF_RANGE]


def test_a_break_may_be_held_where_the_vehicle_recharges():
    """One is due after four minutes at the wheel: at the charger, three minutes out."""
    rest = ProblemBreak(duration_s=600, max_drive_s=240)
    problem = road(breaks=(rest, rest, rest))

    timed = time_route(problem, route_of(problem, "A", charges=[(0, 0), (1, 0)]))

    kinds = [visit.kind.value[0] for visit in timed.visits]
    assert "".join(kinds) == "lbcbsbc"


def test_of_two_places_to_recharge_the_one_where_the_break_fits_is_taken():
    """On the way to B or home, C is as near; from 11.5 to 13 minutes the van is there going home."""
    noon = ProblemBreak(duration_s=60, earliest_s=690, latest_s=780)
    problem = drawn_problem(
        "D..A..C..B",
        stops={"A": {"windows": ((0, 180),)}, "B": {"windows": ((0, 840),)}},
        vans=[TEN_KM | {"range_m": 12_000, "breaks": (noon,)}],
        chargers="C",
    )

    route = with_charges(problem, route_of(problem, "AB"))

    assert [charge.before for charge in route.charges] == [2]
    assert check_route(problem, route) == []


def test_the_clock_knows_where_to_recharge_at_the_least_detour():
    """The far charger would reach as well, 4 km farther off the road."""
    problem = drawn_problem("D..C..A\n....\n...E", vans=[TEN_KM], chargers="EC")

    route = with_charges(problem, route_of(problem, "A"))

    assert [charge.charger for charge in route.charges] == [1]
    assert check_route(problem, route) == []


def test_who_gets_by_without_recharging_does():
    problem = road(range_m=12 * STEP_M)

    assert with_charges(problem, route_of(problem, "A", charges=[(0, 0)])).charges == ()


def test_a_long_way_is_driven_from_charger_to_charger():
    """Nine km to A, four at a time: by C and E there, and by both of them back."""
    problem = drawn_problem("D..C..E..A", vans=[TEN_KM | {"range_m": 6_000}], chargers="CE")

    route = with_charges(problem, route_of(problem, "A"))

    assert check_route(problem, route) == []
    assert len(route.charges) == 2


def test_where_no_charger_helps_the_order_stays_as_it_was():
    problem = road(range_m=5 * STEP_M)
    short = drawn_problem("D..A", vans=[{"range_m": 5_000}])

    assert with_charges(problem, route_of(problem, "A")) == route_of(problem, "A")
    assert with_charges(short, route_of(short, "A")) == route_of(short, "A")


def test_recharging_waits_for_a_wider_gap_where_a_window_is_near():
    """A closes after six minutes: the charge has to follow it, though both cost the same."""
    problem = drawn_problem(
        "D..C..A", stops={"A": {"windows": ((0, 6 * MINUTE_S),)}}, vans=[TEN_KM], chargers="C"
    )

    route = with_charges(problem, route_of(problem, "A"))

    assert [charge.before for charge in route.charges] == [1]
    assert check_route(problem, route) == []


@pytest.mark.parametrize("special", [{}, {"range_m": 2**40}])
def test_a_range_must_be_more_than_nothing(special):
    with pytest.raises(ValueError, match="drives 0 m on a filling"):
        road(range_m=0)
    assert road(**special).vehicles[0].has_range is not bool(special)


def test_of_two_chargers_at_one_door_the_first_is_taken():
    """They differ in nothing but their number."""
    problem = drawn_problem("D..C..A", vans=[TEN_KM], chargers="CC")

    chosen = with_charges(problem, route_of(problem, "A"))

    assert [charge.charger for charge in chosen.charges] == [0]


def test_ways_that_come_too_late_are_followed_only_where_all_do():
    """A closes after six minutes, then after five: three are driven there, five filled up at C."""

    def ways(closes_min: int):
        stops = {"A": {"windows": ((0, closes_min * MINUTE_S),)}}
        problem = drawn_problem("D..C..A", stops=stops, vans=[TEN_KM], chargers="C")
        return WaySearch(problem, lay_out(problem, route_of(problem, "A"))).run(0)

    in_time, late = ways(6), ways(5)

    assert [[charge.before for charge in way.charges] for way in in_time] == [[1]]
    assert {way.late_s for way in in_time} == {0}
    assert min(way.late_s for way in late) == MINUTE_S


def test_a_charger_beside_the_way_is_left_out_where_another_is_nearer_to_both_ends():
    """E and F are off the road; F is a kilometre farther from both its ends than E."""
    problem = drawn_problem("D..C..A\n...E...\n...F...", vans=[TEN_KM], chargers="FEC")

    to_a, home = WaySearch(problem, lay_out(problem, route_of(problem, "A"))).gaps

    assert to_a.useful == home.useful == {2}


@given(problem=rich_problems(max_stops=3, max_periods=1, features=("energy",), are_shortest=True))
@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_other_way_to_recharge_on_a_short_route_is_cheaper(problem):
    """Every charger, and every two of them, on every leg."""
    assume(problem.stops and problem.vehicles and problem.chargers)
    stops = tuple(range(len(problem.stops)))[:2]
    fillings = [
        *([], *([one] for one in range(len(problem.chargers)))),
        *map(list, itertools.permutations(range(len(problem.chargers)), 2)),
    ]
    bare = ProposedRoute(vehicle=0, trips=(stops,))
    ways = (
        dataclasses.replace(
            bare,
            charges=tuple(
                ProposedCharge(before=leg, charger=charger)
                for leg, chosen in enumerate(each)
                for charger in chosen
            ),
        )
        for each in itertools.product(fillings, repeat=len(stops) + 1)
    )
    able = [
        cost_micro(problem, time_route(problem, w)) for w in ways if not check_route(problem, w)
    ]

    chosen = with_charges(problem, bare)

    assert (check_route(problem, chosen) == []) == bool(able)
    if able:
        assert cost_micro(problem, time_route(problem, chosen)) == min(able)
