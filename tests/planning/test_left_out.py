"""Why a stop is not in the plan, in words that stay."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings

from lastmile_cli.domain.fleet import Driver
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.plan import FixKind, UnassignedClass
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import SequenceWish, StopKind, Window
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.left_out import explain_unserved
from lastmile_cli.planning.misses import find_miss_unlocked
from lastmile_cli.planning.places import PlaceIndex
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route
from tests.days import DAY, EIGHT, drawn_day
from tests.strategies import HORIZON_S, small_problems, story
from tests.worlds import EURO


def why(day, *, routes=(), posed=None):
    """Explain every stop that no route visits."""
    posed = posed or day.posed()
    visited = {stop for route in routes for stop in route.stops}
    unserved = tuple(n for n in range(len(posed.stops)) if n not in visited)
    proposal = Proposal(routes=tuple(routes), unserved=unserved)
    return explain_unserved(posed, proposal, day.config, DAY)


def route(*stops, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=(stops,))


IMPOSSIBLE = {
    "skills": (
        {
            "stops": {"A": {"skills": frozenset({"lift", "piano"})}},
            "vans": [{"skills": frozenset({"lift"})}],
        },
        "No vehicle that may come has the skills lift, piano; van-1 comes closest and lacks piano.",
        "give van-1 or its driver piano",
    ),
    "fixed_vehicle": (
        {"stops": {"A": {"vehicle_id": "van-9"}}},
        "The stop asks for vehicle van-9; no vehicle at work that day offers that.",
        "do not ask for vehicle van-9; van-1 could come",
    ),
    "fixed_driver": (
        {"stops": {"A": {"driver_id": "bo"}}},
        "The stop asks for driver bo; no vehicle at work that day offers that.",
        "do not ask for driver bo; van-1 could come",
    ),
    "fixed_depot": (
        {"stops": {"A": {"depot_id": "E"}}},
        "The stop asks for depot E; no vehicle at work that day offers that.",
        "do not ask for depot E; van-1 could come",
    ),
    "capacity_weight_g": (
        {
            "stops": {"A": {"load": Load(weight_g=900_000)}},
            "vans": [
                {"capacity": Capacity(weight_g=100_000)},
                {"capacity": Capacity(weight_g=800_000)},
            ],
        },
        "Weighs 900 kg; van-2, the closest, holds 800 kg.",
        "send a vehicle like van-2 that holds 900 kg (100 kg more), or split the order",
    ),
    "capacity_volume_ml": (
        {
            "stops": {"A": {"kind": StopKind.RETURN, "load": Load(volume_ml=2_500_000)}},
            "vans": [{"capacity": Capacity(volume_ml=2_000_000)}],
        },
        "Takes up 2.5 m³; van-1, the closest, holds 2 m³.",
        "send a vehicle like van-1 that holds 2.5 m³ (0.5 m³ more), or split the order",
    ),
    "capacity_parcels": (
        {"stops": {"A": {"load": Load(parcels=3)}}, "vans": [{"capacity": Capacity(parcels=2)}]},
        "Has 3 parcels; van-1, the closest, holds 2 parcels.",
        "send a vehicle like van-1 that holds 3 parcels (1 parcel more), or split the order",
    ),
    "window_closed": (
        {"stops": {"A": {"windows": (Window(EIGHT, EIGHT + 100),)}}},
        "Service by van-1, the closest, could begin at 08:03 at the earliest; "
        "the last window lets it begin until 08:01.",
        "let service begin until 08:03 (2 min later)",
    ),
    "shift_too_short": (
        {"vans": [{"shift": Window(EIGHT, EIGHT + 330)}]},
        "van-1, the closest, would be done at 08:07, after its day ends at 08:05.",
        "let van-1 work until 08:07 (2 min longer)",
    ),
    "max_duration": (
        {"vans": [{"max_duration_s": 300}]},
        "van-1, the closest, would be out for 7 min; it may for 5 min.",
        "let van-1 be out for 7 min (2 min longer)",
    ),
    "max_drive": (
        {"vans": [{"max_drive_s": 330}]},
        "van-1, the closest, would drive for 6 min; it may for 5 min 30 s.",
        "let van-1 drive for 6 min 30 s (1 min longer)",
    ),
    "max_distance": (
        {"vans": [{"max_distance_m": 4_950}]},
        "van-1, the closest, would drive 6.0 km; it may 5.0 km.",
        "let van-1 drive 6.0 km (1.1 km more)",
    ),
    "max_stops": (
        {"vans": [{"max_stops": 0}]},
        "van-1, the closest, may visit no stop at all.",
        "let van-1 visit 1 stop (1 more)",
    ),
    "no_vehicle": ({"depot": {"hours": Window(0, 3_600)}}, "No vehicle works that day.", ""),
}


@pytest.mark.parametrize("reason", IMPOSSIBLE)
def test_the_impossible_names_the_closest_miss_and_its_fix(reason):
    day, detail, fix = IMPOSSIBLE[reason]

    (left,) = why(drawn_day("D..A", **day))

    assert left.unassigned_class is UnassignedClass.IMPOSSIBLE
    assert (left.reason, left.detail, left.cheapest_fix) == (reason, detail, fix)


def test_a_stop_beyond_the_bridge_is_unreachable():
    day = drawn_day("D..A")
    day.travel.tables[0].duration_s[:, 1, 0] = UNREACHABLE_S

    (left,) = why(day)

    assert (left.reason, left.cheapest_fix) == ("unreachable", "")
    assert left.detail == (
        "No vehicle that may serve stop A can reach it by road from depot D and return."
    )


def test_a_window_shorter_than_its_service_can_never_hold_it():
    stops = {"A": {"windows": (Window(EIGHT, EIGHT + 30),)}}
    day = drawn_day("D..A", stops=stops, service={"time_window_rule": TimeWindowRule.FINISH})

    assert [left.reason for left in why(day)] == ["window_too_short"]


def test_no_fix_is_promised_where_two_things_are_wrong():
    day = drawn_day(
        "D..A",
        stops={"A": {"load": Load(parcels=3)}},
        vans=[{"capacity": Capacity(parcels=2), "max_stops": 0}],
    )

    assert why(day)[0].cheapest_fix == ""


def test_no_skill_is_promised_to_do_where_the_van_is_too_small_as_well():
    day = drawn_day(
        "D..A",
        stops={"A": {"load": Load(parcels=3), "skills": frozenset({"lift"})}},
        vans=[{"capacity": Capacity(parcels=2)}],
    )

    assert (why(day)[0].reason, why(day)[0].cheapest_fix) == ("skills", "")


def test_a_driver_fixed_to_another_van_than_the_one_fixed_is_nobody():
    day = drawn_day(
        "D..A",
        stops={"A": {"vehicle_id": "van-1", "driver_id": "bo"}},
        vans=[{}, {"driver": Driver(driver_id="bo")}],
    )

    assert why(day)[0].detail.startswith("The stop asks for vehicle van-1 and driver bo;")


def test_the_vehicle_that_misses_least_is_the_closest():
    """Bikes are locked out; of the vans the second lacks one minute, the first ten."""
    stops = {"A": {"depot_id": "D", "skills": frozenset({"van"})}}
    vans = [
        {"skills": frozenset({"van"}), "shift": Window(EIGHT, EIGHT + 100)},
        {"skills": frozenset({"van"}), "shift": Window(EIGHT, EIGHT + 400)},
        {},
    ]

    (left,) = why(drawn_day("D..A", stops=stops, vans=vans))

    assert left.reason == "shift_too_short"
    assert left.detail.startswith("van-2, the closest")


def test_a_full_van_has_no_room_for_a_stop_it_could_serve_alone():
    one = {"load": Load(parcels=1)}
    day = drawn_day("D.A.B", stops={"A": one, "B": one}, vans=[{"capacity": Capacity(parcels=1)}])

    (left,) = why(day, routes=[route(0)])

    assert (left.stop_id, left.reason) == ("B", "no_room")
    assert left.unassigned_class is UnassignedClass.SACRIFICED


def test_a_van_without_a_minute_left_has_no_room():
    """A alone takes 5 minutes, B 9; together they would take 10 of the 9 there are."""
    day = drawn_day("D.A.B", vans=[{"shift": Window(EIGHT, EIGHT + 9 * 60)}])

    (left,) = why(day, routes=[route(0)])

    assert (left.stop_id, left.reason) == ("B", "no_room")


def test_a_stop_worth_less_than_its_detour_is_too_dear():
    """B lies 2 km beyond A, and takes a minute: 4 km and 5 minutes more, worth 5.00."""
    day = drawn_day("D.A.B", unserved_micro=5 * EURO)

    (left,) = why(day, routes=[route(0)])

    assert left.reason == "too_dear"
    assert str(left.fix_cost) == "7.00"
    assert left.detail == (
        "At the best place found, with van-1, it would add 7.00 EUR; leaving it out costs 5.00."
    )


def test_a_stop_worth_its_detour_was_overlooked():
    day = drawn_day("D.A.B", unserved_micro=50 * EURO)

    (left,) = why(day, routes=[route(0)])

    assert left.reason == "overlooked"
    assert left.detail.startswith("van-1 could take it for 7.00 EUR")


def test_a_van_still_at_home_counts_as_room():
    """20 euros for the van, 8 km, and 9 minutes at a cent a second."""
    one = {"load": Load(parcels=1)}
    van = {"capacity": Capacity(parcels=1)}
    day = drawn_day("D.A.B", stops={"A": one, "B": one}, vans=[van, van], unserved_micro=EURO)

    (left,) = why(day, routes=[route(0)])

    assert (left.reason, str(left.fix_cost)) == ("too_dear", "33.40")


@pytest.mark.parametrize(
    ("wish", "reason"), [(SequenceWish.FIRST, "no_room"), (SequenceWish.LAST, "overlooked")]
)
def test_a_stop_that_must_be_first_fits_nowhere_else(wish, reason):
    """B closes in minute 5, C opens in minute 8: there is room for C behind B only."""
    stops = {
        "B": {"windows": (Window(EIGHT, EIGHT + 300),)},
        "C": {"windows": (Window(EIGHT + 480, EIGHT + 900),), "sequence": wish},
    }

    (left,) = why(drawn_day("D.B.C", stops=stops), routes=[route(0)])

    assert (left.stop_id, left.reason) == ("C", reason)


@settings(story, max_examples=200)
@given(small_problems())
def test_impossible_means_that_no_vehicle_can_at_any_second(problem):
    posed = Posed(
        problem=problem,
        stops=(),
        vehicles=(),
        places=PlaceIndex(points=(), of_depot={}, of_stop={}),
    )
    for stop in range(len(problem.stops)):
        for number, vehicle in enumerate(problem.vehicles):
            verdict = find_miss_unlocked(posed, number, stop)
            goods = problem.stops[stop]
            loaded_s = goods.ready_s + vehicle.loading_s if goods.ready_s else 0
            first_s = max(vehicle.earliest_s, loaded_s)
            ways = (
                time_route(problem, route(stop, vehicle=number), depart_s=second)
                for second in range(first_s, first_s + HORIZON_S)
            )
            can = max(goods.delivery[0], goods.pickup[0]) <= vehicle.capacity[0] and any(
                not way.late_s and not way.late_home_s and way.drive_s <= vehicle.max_drive_s
                for way in ways
            )
            event("can" if can else "cannot")
            assert (verdict is None) is can


def test_a_bike_is_not_asked_to_hold_what_a_pallet_weighs_where_there_are_vans():
    """B weighs 350 kg; the van holds 300, the bike 25."""
    day = drawn_day(
        "D.B",
        stops={"B": {"load": Load(weight_g=350_000)}},
        vans=[
            {"capacity": Capacity(weight_g=25_000)},
            {"capacity": Capacity(weight_g=300_000)},
        ],
    )

    (left,) = why(day)

    assert (left.fix.kind, left.fix.vehicle_id) == (FixKind.LARGER_VEHICLE, "van-2")


def test_who_has_the_others_of_a_group_is_named():
    """The van holds two; A and B are on it, C belongs to B."""
    one = {"load": Load(parcels=1)}
    stops = {"A": one, "B": {**one, "group": "g"}, "C": {**one, "group": "g"}}
    van = {"capacity": Capacity(parcels=2)}
    day = drawn_day("D.A.B.C", stops=stops, vans=[van, van])

    (left,) = why(day, routes=[route(0, 1)])

    assert "Its group goes with van-1 (B)" in left.detail


def test_the_vehicle_that_is_least_too_small_is_the_closest_whatever_else_has_no_limit():
    """Too heavy for the bike by 40 times; too heavy and too large for the van, a fifth each."""
    load = {"A": {"load": Load(weight_g=6_000, volume_ml=6_000)}}
    bike = {"capacity": Capacity(weight_g=150)}
    van = {"capacity": Capacity(weight_g=5_000, volume_ml=5_000)}

    (left,) = why(drawn_day("D.A", stops=load, vans=[bike, van]))

    assert "van-2, the closest" in left.detail
