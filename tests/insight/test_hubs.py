"""What a history asks of sites, and what serving it is estimated to cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.insight.delivery_estimate import (
    TourCosts,
    Tours,
    hull_m2,
    tours_by_density,
    tours_of_plans,
    visit_micro,
)
from lastmile_cli.insight.demand_points import demand_points
from lastmile_cli.insight.hub_sites import Site, SiteKind
from lastmile_cli.insight.hub_ways import SiteTravel, mean_seconds, ways_of
from tests.plans import small_plan
from tests.worlds import drawn_travel

EURO = 1_000_000


def stop(name, lat=60.0, lon=24.0, **fields):
    return Stop(stop_id=name, coordinate=Coordinate(lat_deg=lat, lon_deg=lon), **fields)


def test_a_door_is_one_point_with_its_visits_of_each_day():
    first = [(stop("a"), 60), (stop("b", load=Load(parcels=3)), 120), (stop("c", lon=24.1), 60)]
    points = demand_points([first, [(stop("d"), 60)], []])

    assert [(it.visits, it.parcels, it.service_s) for it in points] == [
        ((2, 1, 0), (4, 1, 0), 80),
        ((1, 0, 0), (1, 0, 0), 60),
    ]


def test_who_lets_us_choose_is_a_point_of_its_own_at_the_same_door():
    both = [(stop("a"), 60), (stop("b", delivery_option=DeliveryOption.ANY), 60)]

    assert [it.may_collect for it in demand_points([both])] == [False, True]


def test_too_many_doors_are_taken_together_by_block_and_nobody_is_lost():
    day = [(stop(f"s{n}", lat=60 + n / 10_000), 60) for n in range(100)]

    few = demand_points([day], most=10)

    assert len(few) <= 10
    assert sum(it.visits[0] for it in few) == 100


def test_a_visit_pays_its_share_of_the_tour_and_its_own_service():
    """
    Ten stops share 20 km and an hour of the way there and back, and 30 euros of vehicle.

    2 km, 6 minutes and 3 euros; 1 km and 4 minutes from the stop before; 5 minutes at the door:
    3 km at 1 euro, 15 minutes at 24 euros an hour, 3 euros and 50 cents a stop are 12.50.
    """
    costs = TourCosts(
        km_micro=EURO, hour_micro=24 * EURO, tour_micro=30 * EURO, stop_micro=EURO // 2
    )
    tours = Tours(stops=10, between_m=1_000, between_s=240, source="plans")

    found = visit_micro(costs, tours, there_m=20_000, there_s=3_600, service_s=300)

    assert found == 12_500_000


def test_a_hundred_stops_on_a_square_kilometre_are_57_metres_apart():
    """0.57 x sqrt(1 km² / 100) = 57 m, and by roads half as long again 85.5 m."""
    corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
    square = [Coordinate(lat_deg=y / 111.195, lon_deg=x / 111.195) for x, y in corners]

    found = tours_by_density(
        square, 100, detour=1.5, speed_mps=5, parking_s=10, service_s=72.9, there_s=600,
        day_s=600 + 3_000, most_stops=60,
    )  # fmt: skip

    assert hull_m2(square) == pytest.approx(1e6, rel=0.001)
    assert found.between_m == pytest.approx(85.5, rel=0.001)
    # 17.1 s of driving, 10 of parking and 72.9 at the door: thirty of them in 3,000 s.
    assert found.stops == pytest.approx(30, rel=0.001)


def test_plans_say_what_tours_are_like():
    """Two routes of three stops; 600 m and two minutes between them, the first leg left out."""
    found = tours_of_plans([small_plan()])

    assert found == Tours(stops=3, between_m=400, between_s=80, source="plans")
    assert tours_of_plans([]) is None


def test_an_average_hour_is_that_of_the_hours_worked():
    """Free until second 3,600, twice as slow after: a shift of 2 h has an average of 1.5."""
    travel = drawn_travel("D..A", slow={0: 1, 3_600: 2})

    assert mean_seconds(travel, 0, 0, 7_200)[0, 1] == 270
    assert mean_seconds(travel, 0, -3_600, 3_600)[0, 1] == 180
    cut = drawn_travel("D..A", cut=[("D", "A")])
    assert cut.durations_s(0, 0, 1) == (UNREACHABLE_S,)
    assert np.isinf(mean_seconds(cut, 0, 0, 3_600)[0, 1])


def test_only_who_lives_near_and_lets_us_choose_may_be_sent_to_a_locker():
    near = {"lat_deg": 60.001, "lon_deg": 24.0}
    locker = Site(site_id="box", kind=SiteKind.LOCKER, coordinate=Coordinate(**near), radius_m=300)
    hub = Site(site_id="hub", coordinate=Coordinate(lat_deg=60.1, lon_deg=24.0))
    points = demand_points(
        [
            [
                (stop("near", delivery_option=DeliveryOption.ANY), 60),
                (stop("far", lat=60.01, delivery_option=DeliveryOption.ANY), 60),
                (stop("door"), 60),
            ]
        ]
    )
    ways = SiteTravel(
        metres=np.full((1, 3), 1_000.0),
        seconds=np.array([[100.0, 100.0, np.inf]]),
        locker_metres=np.full((1, 1), 1_000.0),
        locker_seconds=np.full((1, 1), 100.0),
    )
    costs = TourCosts(km_micro=EURO, hour_micro=36 * EURO, tour_micro=0, stop_micro=0)
    tours = Tours(stops=1, between_m=0, between_s=0, source="plans")

    served, visits = ways_of(points, [hub], [locker], ways, costs, tours)

    assert [set(its) for its in served] == [
        {("hub", ""), ("hub", "box")},
        {("hub", "")},
        set(),
    ]
    # A km, 100 s there and back and 180 s at the box; a parcel takes 20 s.
    assert visits == {("hub", "box"): EURO + 280 * EURO // 100}
    assert served[0]["hub", "box"] == 20 * EURO // 100
    assert replace(locker, capacity=3).daily_micro == 0
