"""From stops and configuration to the problem an engine sees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.errors import InputRefusedError, LastmileError
from lastmile_cli.domain.fleet import Break, Depot, Driver
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.problem import MAX_OBJECTIVE_MICRO, NO_LIMIT, ProblemBreak
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import SequenceWish, Stop, StopKind, Window
from lastmile_cli.domain.travel import TravelMode
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.planning.places import index_places, list_modes
from lastmile_cli.planning.pose import pose
from tests.days import EIGHT, drawn_day
from tests.strategies import story
from tests.worlds import EURO


def posed_stop(day, number=0):
    return day.posed().problem.stops[number]


def codes(day):
    return [notice.code for notice in day.posed().notices]


def test_stops_at_one_door_share_a_place():
    day = drawn_day("D..A..B", stops={"A1": {}, "B": {}, "A2": {}})

    assert len(day.places.points) == 3
    assert [stop.place for stop in day.posed().problem.stops] == [1, 2, 1]


def test_a_stop_at_the_depots_door_needs_no_place_of_its_own():
    at = Coordinate(lat_deg=60, lon_deg=25)
    index = index_places([Depot(depot_id="D", coordinate=at)], [Stop(stop_id="A", coordinate=at)])

    assert index.points == (at,)


def test_whoever_has_no_coordinate_is_named():
    with pytest.raises(LastmileError, match="depot D, stop B"):
        index_places([Depot(depot_id="D")], [Stop(stop_id="B")])


def test_every_way_to_move_is_asked_for_once():
    day = drawn_day("D.A", vans=[{}, {"profile": "bike", "speed_factor": 0.9}, {}])

    assert list_modes(day.config) == (
        TravelMode(profile="van"),
        TravelMode(profile="bike", speed_factor=0.9),
    )
    assert [vehicle.table for vehicle in day.posed().problem.vehicles] == [0, 1, 0]


def test_a_stop_without_a_window_minds_no_hour_of_anybodys_shift():
    night = Window(22 * 3_600, 30 * 3_600)

    assert posed_stop(drawn_day("D.A")).windows == ((0, 86_399),)
    assert posed_stop(drawn_day("D.A", vans=[{"shift": night}])).windows == ((0, 30 * 3_600),)


def test_where_service_must_end_inside_the_window_closes_earlier():
    stops = {"A": {"windows": (Window(EIGHT, EIGHT + 600),), "service_s": 240}}
    finish = {"time_window_rule": TimeWindowRule.FINISH}

    assert posed_stop(drawn_day("D.A", stops=stops)).windows == ((EIGHT, EIGHT + 600),)
    assert posed_stop(drawn_day("D.A", stops=stops, service=finish)).windows == (
        (EIGHT, EIGHT + 360),
    )


def test_a_window_too_short_for_its_service_is_a_notice_and_nobody_may_serve():
    day = drawn_day(
        "D.A",
        stops={"A": {"windows": (Window(EIGHT, EIGHT + 100),), "service_s": 240}},
        service={"time_window_rule": TimeWindowRule.FINISH},
    )

    assert codes(day) == ["LM1505"]
    assert day.posed().too_short == {0}
    assert posed_stop(day).vehicles == frozenset()


def test_windows_that_touch_are_one():
    stops = {"A": {"windows": (Window(0, 99), Window(100, 200), Window(300, 400))}}

    assert posed_stop(drawn_day("D.A", stops=stops)).windows == ((0, 200), (300, 400))


def test_the_time_at_the_door_is_the_stops_own_or_grows_with_its_parcels():
    day = drawn_day(
        "D.A.B",
        stops={"A": {"service_s": 0, "load": Load(parcels=9)}, "B": {"load": Load(parcels=3)}},
        service={"default_service_s": 120, "service_per_parcel_s": 15},
    )

    assert [stop.service_s for stop in day.posed().problem.stops] == [(0,), (120 + 45,)]


@pytest.mark.parametrize(
    ("kind", "delivery", "pickup"),
    [
        (StopKind.DELIVERY, (7, 8, 9), (0, 0, 0)),
        (StopKind.PICKUP, (0, 0, 0), (7, 8, 9)),
        (StopKind.RETURN, (0, 0, 0), (7, 8, 9)),
        (StopKind.SERVICE, (0, 0, 0), (0, 0, 0)),
    ],
)
def test_goods_go_out_come_back_or_are_none(kind, delivery, pickup):
    load = Load(weight_g=7, volume_ml=8, parcels=9)
    stop = posed_stop(drawn_day("D.A", stops={"A": {"kind": kind, "load": load}}))

    assert (stop.delivery, stop.pickup) == (delivery, pickup)


def test_wishes_and_ready_times_are_passed_on():
    stop = posed_stop(
        drawn_day("D.A", stops={"A": {"ready_s": 900, "sequence": SequenceWish.LAST}})
    )

    assert (stop.ready_s, stop.sequence) == (900, SequenceWish.LAST)


def test_only_who_has_the_skills_may_serve_driver_included():
    two = Driver(driver_id="ana", skills=frozenset({"piano"}))
    day = drawn_day(
        "D.A.B",
        stops={"A": {"skills": frozenset({"lift", "piano"})}, "B": {}},
        vans=[{}, {"skills": frozenset({"lift"})}, {"skills": frozenset({"lift"}), "driver": two}],
    )

    assert [stop.vehicles for stop in day.posed().problem.stops] == [frozenset({2}), None]


def test_a_fixed_vehicle_driver_or_depot_locks_all_others_out():
    bo = Driver(driver_id="bo")
    day = drawn_day(
        "D.A.B.C",
        stops={"A": {"vehicle_id": "van-2"}, "B": {"driver_id": "bo"}, "C": {"depot_id": "D"}},
        vans=[{"driver": bo}, {}],
    )

    assert [stop.vehicles for stop in day.posed().problem.stops] == [
        frozenset({1}),
        frozenset({0}),
        None,
    ]
    assert codes(day) == []


@pytest.mark.parametrize(
    ("asks", "code", "column"),
    [
        ({"vehicle_id": "van-11"}, "LM1501", "vehicle"),
        ({"driver_id": "anna"}, "LM1502", "driver"),
        ({"depot_id": "Q"}, "LM1503", "depot"),
        ({"skills": frozenset({"piano"})}, "LM1504", "skills"),
    ],
)
def test_what_nobody_has_is_a_notice_and_the_stop_stays_in(asks, code, column):
    day = drawn_day("D.A", stops={"A": asks})
    (notice,) = day.posed().notices

    assert (notice.code, str(notice.place)) == (code, f"stops.csv:2 {column}")
    assert notice.hint
    assert posed_stop(day).vehicles == frozenset()


def test_a_depot_at_which_no_vehicle_starts_is_told_before_the_road():
    """Vans start at D alone; E is a depot of the configuration all the same."""
    day = drawn_day("D.A.E", stops={"A": {"depot_id": "E"}}, hubs={"E": {}})
    (notice,) = day.posed().notices

    assert (notice.code, str(notice.place)) == ("LM1576", "stops.csv:2 depot")
    assert notice.hint == "let a vehicle start there, or another depot serve it: D."
    away = replace(day.config, absent={"van-9": "in the workshop"})
    (told,) = replace(day, config=away).posed().notices
    assert "(van-9 not there that day)" in told.problem


def test_a_mistyped_vehicle_is_suggested():
    (notice,) = drawn_day("D.A", stops={"A": {"vehicle_id": "vann-1"}}).posed().notices

    assert notice.hint == "did you mean van-1?"


def test_a_load_no_van_holds_is_a_notice_but_not_for_a_service_call():
    load = Load(weight_g=900_000)
    van = {"capacity": Capacity(weight_g=800_000)}

    assert codes(drawn_day("D.A", stops={"A": {"load": load}}, vans=[van])) == ["LM1507"]
    call = {"load": load, "kind": StopKind.SERVICE}
    assert codes(drawn_day("D.A", stops={"A": call}, vans=[van])) == []


def test_a_depots_hours_cut_the_shift():
    """The hub opens at 09:00 and loading takes 10 minutes; it closes at 17:00."""
    hours = Window(9 * 3_600, 17 * 3_600)
    (van,) = drawn_day("D.A", depot={"hours": hours, "loading_s": 600}).posed().problem.vehicles

    assert (van.earliest_s, van.latest_s, van.loading_s) == (9 * 3_600 + 600, 17 * 3_600, 600)


@pytest.mark.parametrize("hours", [Window(0, 3_600), Window(20 * 3_600, 22 * 3_600)])
def test_a_van_whose_depot_is_closed_all_its_shift_stays_at_home(hours):
    day = drawn_day("D.A", depot={"hours": hours})

    assert codes(day) == ["LM1506"]
    assert day.posed().problem.vehicles == ()
    assert posed_stop(day).vehicles == frozenset()


def test_limits_not_set_are_no_limits_and_rates_of_a_basis_are_added():
    (van,) = drawn_day("D.A", vans=[{"max_stops": 40}]).posed().problem.vehicles

    assert van.max_stops == 40
    assert {van.max_duration_s, van.max_drive_s, van.overtime_after_s} == {NO_LIMIT}
    assert van.capacity == (NO_LIMIT,) * 3
    assert (van.per_km_micro, van.per_hour_micro, van.fixed_micro) == (EURO, 36 * EURO, 20 * EURO)


def test_an_open_route_has_no_end():
    (van,) = drawn_day("D.A", vans=[{"end_depot_id": None}]).posed().problem.vehicles

    assert van.end_place is None


def test_a_priced_stop_costs_its_price_by_priority():
    stops = {name: {"priority": p} for name, p in zip("ABCE", (50, 100, 25, 0), strict=True)}
    day = drawn_day("D.A.B.C.E", stops=stops, unserved_micro=10 * EURO)

    prices = [stop.drop_micro for stop in day.posed().problem.stops]
    assert prices == [10 * EURO, 20 * EURO, 5 * EURO, EURO // 5]


@story
@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=6),
    st.integers(1, 3),
    st.integers(0, 12 * 3_600),
)
def test_dropping_a_mandatory_stop_never_pays(priorities, vans, loading_s):
    """No day can be dearer than what one point of priority costs."""
    letters = "ABCEFG"[: len(priorities)]
    stops = {name: {"priority": p} for name, p in zip(letters, priorities, strict=True)}
    day = drawn_day(
        "D" + "".join(f"....{name}" for name in letters),
        stops=stops,
        vans=[{}] * vans,
        depot={"loading_s": loading_s},
    )
    posed = day.posed().problem
    day_micro = vans * (20 + (10 + loading_s / 3_600) * 36) * EURO
    km_micro = 2 * len(letters) * len(letters) * 5 * EURO
    prices = [stop.drop_micro for stop in posed.stops]

    assert min(prices) > day_micro + km_micro
    for (p, price), (q, other) in zip(
        sorted(zip(priorities, prices, strict=True)),
        sorted(zip(priorities, prices, strict=True))[1:],
        strict=False,
    ):
        assert other - price >= (q - p) * (day_micro + km_micro)


def test_prices_that_do_not_fit_are_refused():
    with pytest.raises(InputRefusedError, match="64-bit"):
        drawn_day("D.A", unserved_micro=MAX_OBJECTIVE_MICRO).posed()


def test_travel_that_lacks_a_mode_or_a_place_is_refused():
    day = drawn_day("D.A.B")
    bike = replace(day.config.vehicles[0], profile="bike")
    with pytest.raises(LastmileError, match="no travel times"):
        pose(day.stops, replace(day.config, vehicles=(bike,)), day.travel, day.places)

    small = drawn_day("D.A")
    with pytest.raises(LastmileError, match="covers 2 of 3"):
        pose(day.stops, day.config, small.travel, day.places)
    with pytest.raises(LastmileError, match="lacks B"):
        pose(day.stops, day.config, day.travel, small.places)


def test_a_configuration_without_vehicles_is_refused():
    with pytest.raises(InputRefusedError, match="no vehicle"):
        drawn_day("D.A", vans=[]).posed()


def test_a_day_without_stops_is_a_problem_too():
    day = drawn_day("D.A", stops={})

    assert day.posed().problem.stops == ()


def test_a_vehicle_brings_its_breaks_trips_and_what_waiting_is():
    lunch = Break(duration_s=1_800, earliest_s=EIGHT, max_work_s=21_600, first_part_s=900)
    van = {"breaks": (lunch,), "max_trips": 3, "waiting_paid": False}

    posed = drawn_day("D.A", vans=[van]).posed().problem.vehicles[0]

    assert posed.breaks == (
        ProblemBreak(duration_s=1_800, earliest_s=EIGHT, max_work_s=21_600, first_part_s=900),
    )
    assert (posed.max_trips, posed.waiting_paid) == (3, False)


def test_only_a_promised_hour_can_be_missed_at_a_price():
    stops = {"A": {"windows": (Window(EIGHT, EIGHT + 600),)}, "B": {}}
    late = {"max_late_s": 900, "late_micro_per_hour": 12 * EURO}

    a, b = drawn_day("D.A.B", stops=stops, service=late).posed().problem.stops

    assert (a.max_late_s, a.late_micro, a.latest_s) == (900, 12 * EURO, EIGHT + 1_500)
    assert (b.max_late_s, b.late_micro) == (0, 0)


def test_a_driver_who_names_zones_is_a_stranger_in_all_others():
    north = Driver(driver_id="ana", zones=frozenset({"north"}))
    vans = [{"driver": north}, {"driver": Driver(driver_id="bo")}, {}]
    stops = {"A": {"zone": "north"}, "B": {"zone": "south"}, "C": {}}
    day = drawn_day("D.A.B.C", stops=stops, vans=vans)
    objective = replace(day.config.objective, familiarity_micro=2 * EURO, zone_change_micro=EURO)
    day = replace(day, config=replace(day.config, objective=objective))

    problem = day.posed().problem

    assert [stop.zone for stop in problem.stops] == [0, 1, None]
    assert [stop.vehicle_micro for stop in problem.stops] == [(), (2 * EURO, 0, 0), ()]
    assert problem.zone_change_micro == EURO


def test_a_mandatory_stop_is_dearer_than_any_wish_or_lateness():
    """Wishes of 1,000 euros and lateness at 1,000 euros an hour: serving it is still cheaper."""
    stops = {"A": {"windows": (Window(EIGHT, EIGHT),), "zone": "south"}}
    van = {"driver": Driver(driver_id="ana", zones=frozenset({"north"}))}
    late = {"max_late_s": 36_000, "late_micro_per_hour": 1_000 * EURO}
    day = drawn_day("D.A", stops=stops, vans=[van], service=late)
    objective = replace(day.config.objective, familiarity_micro=1_000 * EURO)

    problem = replace(day, config=replace(day.config, objective=objective)).posed().problem

    served = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0,),)),), unserved=())
    left = Proposal(routes=(), unserved=(0,))
    assert objective_micro(problem, served) > 1_000 * EURO
    assert objective_micro(problem, left) > 10 * objective_micro(problem, served)
