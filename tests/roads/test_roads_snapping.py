"""From the door to the place where the van stops."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.travel import FREE_FLOW, TravelMode
from lastmile_cli.roads.snapping import SnapIndex
from tests.roads.drawn_map import DEGREES_PER_METRE, RING, DrawnMap

VAN = TravelMode(profile="van")


def test_a_door_on_a_foot_street_is_served_from_the_nearest_drivable_street(opened):
    town = DrawnMap("A..B\n.\nC..D")
    town.way("AB", highway="pedestrian", name="Walkers' Row")
    town.way("AC", highway="footway")
    town.way("CD", name="Drivers' Road")
    source = opened(town)
    door = town.at("B", east_m=-50, north_m=5)

    van, foot = source.snap([door], "van")[0], source.snap([door], "foot")[0]

    assert (van.street, round(van.walk_m)) == ("Drivers' Road", 205)
    assert (foot.street, round(foot.walk_m)) == ("Walkers' Row", 5)
    assert van.stands_at.lon_deg == pytest.approx(door.lon_deg, abs=1e-9)


def test_a_courier_rides_to_the_kerb_and_does_not_push_the_bike_to_the_door(opened):
    town = DrawnMap("A..B\n.\nC..D")
    town.way("AB", highway="footway", name="Pavement")
    town.way("AC", highway="footway")
    town.way("CD", name="Riders' Road")
    door = town.at("B", east_m=-50, north_m=5)

    bike = opened(town).snap([door], "bike")[0]

    assert (bike.street, round(bike.walk_m)) == ("Riders' Road", 205)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "motorway_link"},
        {"tunnel": "yes"},
        {"highway": "service", "access": "private"},
        {"motorroad": "yes"},
    ],
)
def test_nobody_stops_in_a_tunnel_on_a_motorway_or_in_a_private_yard(opened, tags):
    town = DrawnMap(RING)
    town.way("AB", **tags)
    town.way("BDCA")
    town.way("DX")
    source = opened(town)

    assert round(source.snap([town.at("A", east_m=150, north_m=10)], "van")[0].walk_m) == 150


def test_an_island_without_a_bridge_is_served_from_the_mainland(opened):
    town = DrawnMap("A..B....X.Y\n.  .\nC..DE")
    town.way("ABDCA", name="Mainland")
    town.way("DE", name="Mainland")
    town.way("XY", name="Island")
    source = opened(town)

    snap = source.snap([town.at("X")], "van")[0]

    assert (snap.street, round(snap.walk_m)) == ("Mainland", 447)


def test_a_pocket_that_lets_nobody_out_again_is_no_place_to_stop(opened):
    town = DrawnMap("A..B..P\n.  .\nC..DE")
    town.way("ABDCA", name="Main")
    town.way("DE", name="Main")
    town.way("BP", oneway="yes", name="Trap")
    source = opened(town)

    assert source.snap([town.at("P")], "van")[0].street == "Main"
    assert source.snap([town.at("P")], "foot")[0].street == "Trap"


def test_the_nearest_street_is_found_among_many_at_any_distance(opened):
    """Compare the grid with measuring every street, for places near and far."""
    town = DrawnMap("A.......B\n\n.\n\nC.......D\n.\nE.......F")
    town.way("AB", name="north")
    town.way("ACE", name="west")
    town.way("CD", name="middle")
    town.way("EF", name="south")
    source = opened(town)
    lines = {"north": 0, "middle": -400, "south": -600}
    for x in (50, 120, 333, 700):
        for y in (900, 90, -150, -240, -390, -480, -520, -1800):
            place = Coordinate(lat_deg=y * DEGREES_PER_METRE, lon_deg=x * DEGREES_PER_METRE)
            distances = {name: abs(y - line) for name, line in lines.items()}
            if -600 <= y <= 0:
                distances["west"] = x
            else:
                distances["west"] = min((x**2 + (y - corner) ** 2) ** 0.5 for corner in (0, -600))
            snap = source.snap([place], "van")[0]
            assert snap.walk_m == pytest.approx(min(distances.values()), rel=1e-3)


def test_trips_within_one_street_follow_the_street(opened):
    town = DrawnMap("A.........B")
    town.way("AB")
    source = opened(town)
    places = [town.at("A", east_m=east) for east in (100, 400, 900, 400)]

    travel = source.travel(places, [VAN], FREE_FLOW)

    assert travel.tables[0].distance_m.tolist() == [
        [0, 300, 800, 300],
        [300, 0, 500, 0],
        [800, 500, 0, 500],
        [300, 0, 500, 0],
    ]
    assert travel.tables[0].duration_s[0, 0].tolist() == [0, 30, 80, 30]


def test_behind_on_a_one_way_ring_of_a_single_way_one_goes_all_the_way_round(opened):
    town = DrawnMap("A..B\n.  .\nD..C")
    town.way("ABCDA", oneway="yes")
    source = opened(town)
    ahead, behind = town.at("A", east_m=250), town.at("A", east_m=50)

    table = source.travel([behind, ahead], [VAN], FREE_FLOW).tables[0]
    leg = source.legs([(ahead, behind)], VAN, FREE_FLOW)[0]

    assert table.distance_m.tolist() == [[0, 200], [800, 0]]
    assert leg.distance_m == 800
    assert leg.duration_s == (80,)


def test_turning_round_at_a_dead_end_costs_a_u_turn(opened):
    """Out of the side street and back is never needed; a one-way loop of two carriageways is."""
    town = DrawnMap("A..B..C\n.     .\nD..E..F\n   .\n   G")
    town.way("ABC", oneway="yes")
    town.way("CFEDA", oneway="yes")
    town.way("EG")
    source = opened(town)

    leg = source.legs([(town.at("G"), town.at("E", north_m=-50))], VAN, FREE_FLOW)[0]
    back = source.legs([(town.at("G", north_m=100), town.at("B"))], VAN, FREE_FLOW)[0]

    assert leg.distance_m == 150
    assert back.distance_m == 100 + 300 + 200 + 300


def test_a_place_is_looked_up_once_however_often_a_day_asks_for_it(opened, monkeypatch):
    town = DrawnMap(RING)
    town.way("ABDCA")
    town.way("DX")
    source = opened(town)
    asked = []
    real = SnapIndex.nearest
    monkeypatch.setattr(SnapIndex, "nearest", lambda self, at: asked.append(at) or real(self, at))
    doors = [town.at("A", east_m=30), town.at("C", east_m=30)]

    first = source.snap(doors, "van")
    source.travel(doors, [VAN], FREE_FLOW)
    source.legs([(doors[0], doors[1])], VAN, FREE_FLOW)

    assert source.snap(doors, "van") == first
    assert asked == doors
