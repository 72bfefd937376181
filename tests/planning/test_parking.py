"""Parking belongs to the way there: once a place, in every hour and every figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import UNREACHABLE_S, ExactLeg, Travel, TravelMode
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.planning.assemble import assemble
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day
from tests.planning.test_assemble import plan_of, route
from tests.worlds import drawn_travel

TWO_MIN = {"parking_s": 120}


def test_a_van_parks_on_arrival_and_is_home_without_parking():
    """D to A takes a minute, parking two: at the door in three, back a minute after service."""
    (van,) = plan_of(drawn_day("DA", vans=[TWO_MIN]), route((0,))).routes

    _, at_a = van.visits
    assert at_a.arrive_s == EIGHT + 60 + 120
    assert (at_a.drive_s, at_a.parking_s) == (180, 120)
    assert van.end_s == EIGHT + 180 + 60 + 60
    assert (van.drive_s, van.parking_s) == (240, 120)


def test_two_stops_at_one_door_park_once():
    stops = {"A": {}, "A2": {}, "B": {}}
    (van,) = plan_of(drawn_day("DAB", stops=stops, vans=[TWO_MIN]), route((0, 1, 2))).routes

    assert [visit.parking_s for visit in van.visits] == [0, 120, 0, 120]
    assert [visit.drive_s for visit in van.visits] == [0, 180, 0, 180]


def test_a_stop_at_the_depots_own_door_needs_no_parking():
    stops = {"D1": {}, "A": {}}
    (van,) = plan_of(drawn_day("DA", stops=stops, vans=[TWO_MIN]), route((1, 0))).routes

    assert [visit.parking_s for visit in van.visits] == [0, 120, 0]


def test_loading_again_needs_no_parking():
    (van,) = plan_of(drawn_day("ADB", vans=[{**TWO_MIN, "max_trips": 2}]), route((0,), (1,))).routes

    assert [(visit.kind, visit.parking_s) for visit in van.visits] == [
        (VisitKind.LOAD, 0),
        (VisitKind.STOP, 120),
        (VisitKind.LOAD, 0),
        (VisitKind.STOP, 120),
    ]


def test_each_vehicle_parks_in_its_own_time():
    vans = [TWO_MIN, {"profile": "bike", "parking_s": 20}, {}]
    plan = plan_of(
        drawn_day("DABC", vans=vans),
        route((0,)),
        route((1,), vehicle=1),
        route((2,), vehicle=2),
    )

    assert [van.parking_s for van in plan.routes] == [120, 20, 0]
    assert [van.visits[1].arrive_s - EIGHT for van in plan.routes] == [180, 140, 180]


def test_a_window_is_held_at_the_door_not_at_the_kerb():
    """A closes two minutes after eight; the van reaches the street in one and the door in three."""
    stops = {"A": {"windows": (Window(EIGHT, EIGHT + 120),)}}
    shift = Window(EIGHT, EIGHT + 3_600)

    for parking_s, served in ((60, 1), (61, 0)):
        van = {"parking_s": parking_s, "shift": shift}
        posed = drawn_day("DA", stops=stops, vans=[van]).posed()
        for name in ("ruin-recreate", "ortools"):
            found = open_engine(name).solve(posed.problem, SolveBudget(iterations=20))
            assert len(found.routes) == served


def test_a_table_tells_parking_apart_and_leaves_closed_legs_closed():
    travel = drawn_travel("D.A.B", cut=[("A", "B")], modes=[TravelMode(profile="van", **TWO_MIN)])

    parked = travel.with_parking({0})

    assert parked.durations_s(0, 0, 1) == (120 + 120,)
    assert parked.durations_s(0, 1, 0) == (120,)
    assert parked.durations_s(0, 1, 1) == (0,)
    assert parked.durations_s(0, 1, 2) == (UNREACHABLE_S,)
    assert [parked.parking_s(0, *leg) for leg in ((0, 1), (1, 0), (1, 1))] == [120, 0, 0]
    assert travel.parking_s(0, 0, 1) == 0


def test_an_exact_leg_gets_its_parking_in_every_period_that_has_a_way():
    mode = TravelMode(profile="van", **TWO_MIN)
    travel = drawn_travel("D.A", slow={0: 1, 600: 2}, modes=[mode]).with_parking({0})
    exact = ExactLeg(duration_s=(100, UNREACHABLE_S), distance_m=1_900)

    known = travel.with_legs({(0, 0, 1): exact, (0, 1, 0): exact})

    assert known.durations_s(0, 0, 1) == (220, UNREACHABLE_S)
    assert known.durations_s(0, 1, 0) == (100, UNREACHABLE_S)


def test_parking_for_other_places_than_the_tables_is_refused():
    (table,) = drawn_travel("D.A").tables

    with pytest.raises(ValueError, match="does not fit 2 places"):
        replace(table, parking_s=table.distance_m[0, :1])
    assert Travel(period_starts_s=(0,), tables=(table,)).parking_s(0, 0, 1) == 0


def test_the_referee_knows_how_long_parking_takes():
    day = drawn_day("D.A", vans=[TWO_MIN])
    posed = day.posed()
    found = open_engine("ruin-recreate").solve(posed.problem, SolveBudget(iterations=5))
    plan = assemble(posed, found, day.config, {}, day=DAY, provenance=PROVENANCE)
    (van,) = plan.routes
    told = tuple(replace(visit, parking_s=0) for visit in van.visits)
    hushed = replace(plan, routes=(replace(van, visits=told),))
    hurried = replace(van.visits[1], arrive_s=van.visits[1].arrive_s - 120)
    fast = replace(plan, routes=(replace(van, visits=(van.visits[0], hurried)),))
    index = PlanIndex.of(posed.problem, posed.vehicles)

    assert check_plan(posed.problem, plan, index) == []
    assert "to park" in check_plan(posed.problem, hushed, index)[0].sentence
    assert any("cannot be at" in found.sentence for found in check_plan(posed.problem, fast, index))
