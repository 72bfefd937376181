"""Orders for collection points on drawn days: who meets where, and what a visit is."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.stops import DeliveryOption, Stop, Window
from lastmile_cli.planning.point_choice import bring_to_points
from lastmile_cli.planning.point_rules import may_choose
from tests.days import drawn_day, spots

TO_POINT = {"delivery_option": DeliveryOption.COLLECTION_POINT}
MORNING, EVENING = Window(7 * 3_600, 11 * 3_600), Window(18 * 3_600, 22 * 3_600)


def point(point_id, at, **changes):
    plain = {
        "windows": (MORNING,),
        "service_s": 120,
        "service_per_parcel_s": 30,
        "walking_radius_m": 1_200,
    }
    return CollectionPoint(point_id=point_id, coordinate=at, **plain | changes)


def order(name, at=None, **changes):
    plain = {"delivery_option": DeliveryOption.COLLECTION_POINT, "load": Load(parcels=1)}
    return Stop(stop_id=name, coordinate=at, **plain | changes)


def who_meets_where(there):
    return {it.collection_point: it.order_ids for it in there.stops if it.is_at_point}


AT = spots("P.Q.....R")
"""A step to the east is 556 m: Q is two steps from P, R eight."""
VANS = drawn_day("D.A").config.vehicles


def test_two_parcels_in_one_locker_are_one_visit_with_one_service():
    """Two minutes for the visit and half a minute for each of three parcels."""
    stops = [
        order("A", windows=(EVENING,), load=Load(weight_g=500, parcels=1), collection_point="P"),
        order("B", load=Load(weight_g=700, parcels=2), collection_point="P", ready_s=9 * 3_600),
    ]

    (visit,) = bring_to_points(stops, [point("P", AT["P"], name="Locker")], VANS).stops

    assert (visit.stop_id, visit.name, visit.coordinate) == ("A", "Locker", AT["P"])
    assert visit.order_ids == ("A", "B")
    assert visit.service_s == 120 + 3 * 30
    assert visit.load == Load(weight_g=1_200, parcels=3)
    assert visit.windows == (MORNING,)
    assert visit.ready_s == 9 * 3_600
    assert visit.doors == tuple(stops)


def test_the_posed_visit_stands_at_the_point_and_is_worth_all_it_brings():
    day = drawn_day(
        "D..P..A.B",
        stops={
            "A": TO_POINT | {"collection_point": "P"},
            "B": TO_POINT | {"collection_point": "P"},
        },
        points={"P": {"service_s": 60, "service_per_parcel_s": 20}},
        unserved_micro=5_000_000,
    )

    (asked,) = day.posed().problem.stops

    assert day.places.points[asked.place] == day.config.collection_points[0].coordinate
    assert asked.service_s == (100,)
    assert asked.drop_micro == 2 * 5_000_000


def test_who_names_no_point_takes_the_nearest_that_one_can_walk_to():
    points = [point("R", AT["R"]), point("P", AT["P"]), point("Q", AT["Q"])]
    here = Coordinate(lat_deg=AT["Q"].lat_deg, lon_deg=AT["Q"].lon_deg - 0.004)

    there = bring_to_points([order("A", here)], points, VANS)

    assert who_meets_where(there) == {"Q": ("A",)}
    assert there.notices == ()


def test_what_does_not_fit_into_a_point_goes_to_the_next():
    """P takes one parcel: the second goes to Q, 1.1 km on foot, and the third is left out."""
    points = [point("P", AT["P"], capacity_parcels=1), point("Q", AT["Q"], capacity_parcels=1)]
    stops = [order(name, AT["P"]) for name in "ABC"]

    there = bring_to_points(stops, points, VANS, file="stops.csv")

    assert who_meets_where(there) == {"P": ("A",), "Q": ("B",)}
    ((left, why),) = there.left_out
    assert (left.stop_id, why.reason) == ("C", "no_collection_point")
    assert why.detail == "2 collection points cannot take it: P is full; Q is full."
    assert "capacity_parcels" in why.cheapest_fix
    assert [(it.code, it.severity.value) for it in there.notices] == [
        ("LM1555", "info"),
        ("LM1556", "warning"),
    ]


def test_who_named_a_point_comes_before_who_is_near_it():
    points = [point("P", AT["P"], capacity_parcels=1), point("Q", AT["Q"])]
    stops = [order("A", AT["P"]), order("B", collection_point="P")]

    assert who_meets_where(bring_to_points(stops, points, VANS)) == {"P": ("B",), "Q": ("A",)}


def test_a_named_point_that_is_full_sends_on_within_its_own_radius():
    """Nobody knows where B lives: from P it is 1.1 km to Q, and R is too far."""
    points = [point("P", AT["P"], capacity_parcels=1), point("R", AT["R"]), point("Q", AT["Q"])]
    stops = [order("A", collection_point="P"), order("B", collection_point="P")]

    there = bring_to_points(stops, points, VANS)

    assert who_meets_where(there) == {"P": ("A",), "Q": ("B",)}
    assert there.notices[0].severity.value == "warning"
    assert there.notices[0].problem == "collection point P is full: order B goes to Q."


@pytest.mark.parametrize(
    ("changes", "asked", "says"),
    [
        ({"windows": ()}, {}, "is closed that day"),
        ({}, {"ready_s": 12 * 3_600}, "has closed when the goods are ready"),
        ({"max_parcel_g": 5_000}, {"load": Load(weight_g=11_000, parcels=2)}, "no parcel so large"),
        ({"max_parcel_mm": (600, 400, 300)}, {"boxes_mm": ((700, 50, 50),)}, "no parcel so large"),
        ({"capacity_parcels": 2}, {"load": Load(parcels=3)}, "is full"),
    ],
)
def test_what_a_point_cannot_take_is_left_out_with_the_reason(changes, asked, says):
    there = bring_to_points(
        [order("A", collection_point="P", **asked)], [point("P", AT["P"], **changes)], VANS
    )

    assert there.stops == ()
    assert says in there.left_out[0][1].detail
    assert there.notices[0].hint


def test_who_can_walk_to_no_point_is_left_out():
    there = bring_to_points([order("A", AT["R"])], [point("P", AT["P"])], VANS)

    assert there.left_out[0][1].detail.startswith("No collection point is within walking distance")


def test_what_no_van_can_bring_at_once_takes_two_visits():
    vans = drawn_day("D.A", vans=[{"capacity": Capacity(parcels=2)}]).config.vehicles
    stops = [order(name, collection_point="P", load=Load(parcels=1)) for name in "ABC"]

    there = bring_to_points(stops, [point("P", AT["P"])], vans)

    assert [visit.order_ids for visit in there.stops] == [("A", "B"), ("C",)]


def test_stops_at_doors_stay_as_they_are():
    stops = [Stop(stop_id="A"), order("B", collection_point="P"), Stop(stop_id="C")]

    there = bring_to_points(stops, [point("P", AT["P"])], VANS)

    assert [stop.stop_id for stop in there.stops] == ["A", "B", "C"]
    assert there.stops[0] is stops[0]


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"delivery_option": DeliveryOption.DOOR}, False),
        ({"requires": frozenset({"cash"})}, False),
        ({"vehicle_id": "van"}, False),
        ({"paired_with": "B"}, False),
    ],
)
def test_only_what_nothing_holds_at_the_door_may_choose(changes, may):
    stop = Stop(**{"stop_id": "A", "delivery_option": DeliveryOption.ANY} | changes)

    assert may_choose(stop) is may
