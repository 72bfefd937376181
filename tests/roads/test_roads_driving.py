"""Where one may drive and how long it takes, on maps small enough to count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.settings import OwnProfile
from lastmile_cli.domain.travel import (
    FREE_FLOW,
    UNREACHABLE_S,
    AreaTraffic,
    TrafficPeriod,
    TravelMode,
)
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.habits import Habits
from lastmile_cli.roads.profiles.catalogue import with_own
from tests.roads.drawn_map import RING, DrawnMap

SQUARE = """
A..B..C
.  .  .
D..E..F
"""
"""Two blocks, each 300 m wide and 200 m high."""


def test_a_street_of_300_m_takes_30_s_in_both_directions(drive):
    town = DrawnMap("A..B")
    town.way("AB")

    there, back = drive(town, "A", "B"), drive(town, "B", "A")

    assert (there.duration_s, there.distance_m) == ((30,), 300)
    assert (back.duration_s, back.distance_m) == ((30,), 300)


def test_against_a_one_way_street_one_drives_round_the_block(drive):
    town = DrawnMap(RING)
    town.way("AB", oneway="yes")
    town.way("BDCA")
    town.way("DX")

    assert drive(town, town.at("A", east_m=100), town.at("A", east_m=200)).distance_m == 100
    assert drive(town, town.at("A", east_m=200), town.at("A", east_m=100)).distance_m == 900


@pytest.mark.parametrize(
    ("tags", "along_m", "against_m"),
    [
        ({"oneway": "yes"}, 100, 900),
        ({"oneway": "-1"}, 900, 100),
        ({"oneway": "no", "junction": "roundabout"}, 100, 100),
        ({"junction": "roundabout"}, 100, 900),
        ({"oneway__motor_vehicle": "yes"}, 100, 900),
        ({"motor_vehicle__backward": "no"}, 100, 900),
        ({}, 100, 100),
    ],
)
def test_directions_follow_the_tags(drive, tags, along_m, against_m):
    town = DrawnMap(RING)
    town.way("AB", **tags)
    town.way("BDCA")
    town.way("DX")
    near, far = town.at("A", east_m=100), town.at("A", east_m=200)

    assert drive(town, near, far).distance_m == along_m
    assert drive(town, far, near).distance_m == against_m


def test_a_motorway_runs_one_way_without_saying_so_and_nobody_stops_on_it(opened):
    town = DrawnMap(RING)
    town.way("AB", highway="motorway", maxspeed="45")
    town.way("BDCA")
    town.way("DX")
    source = opened(town)
    van = TravelMode(profile="van")

    to_b, to_a = source.legs(
        [(town.at("C"), town.at("D", north_m=290)), (town.at("D"), town.at("C", north_m=290))],
        van,
        FREE_FLOW,
    )
    snap = source.snap([town.at("A", east_m=150)], "van")[0]

    assert to_b.distance_m < 600 < 890 > to_a.distance_m
    assert snap is not None
    assert snap.walk_m == pytest.approx(150, abs=1)


def test_bikes_may_ride_against_one_way_streets_that_are_open_to_them(drive):
    town = DrawnMap(RING)
    town.way("AB", oneway="yes", oneway__bicycle="no")
    town.way("BDCA")
    town.way("DX")
    near, far = town.at("A", east_m=100), town.at("A", east_m=200)

    assert drive(town, far, near, profile="bike").distance_m == 100
    assert drive(town, far, near, profile="van").distance_m == 900


def test_a_forbidden_left_turn_leads_round_the_block(drive):
    town = DrawnMap(SQUARE)
    south = town.way("DE")
    middle = town.way("EB")
    town.way("EFCB")
    town.way("BA")
    town.restrict("no_left_turn", south, "E", middle)

    assert drive(town, "D", town.at("B", north_m=-100)).distance_m == 300 + 300 + 200 + 300 + 100
    assert drive(town, "D", town.at("B", north_m=-100), profile="foot").distance_m == 400


def test_an_only_restriction_forbids_every_other_turn(drive):
    town = DrawnMap(SQUARE)
    south, east = town.way("DE"), town.way("EF")
    town.way("EB")
    town.way("FCB")
    town.restrict("only_straight_on", south, "E", east)

    assert drive(town, "D", town.at("B", north_m=-100)).distance_m == 300 + 300 + 200 + 300 + 100


def test_exceptions_let_their_vehicles_turn(drive):
    town = DrawnMap(SQUARE)
    south = town.way("DE")
    middle = town.way("EB")
    town.way("EFCB")
    town.restrict("no_left_turn", south, "E", middle, **{"except": "bicycle"})
    goal = town.at("B", north_m=-100)

    assert drive(town, "D", goal, profile="bike").distance_m == 400
    assert drive(town, "D", goal, profile="car").distance_m == 1200


def test_a_restriction_over_a_way_binds_only_who_came_that_way(drive):
    """From A over the link B-C one must not turn to D; coming from E one may."""
    town = DrawnMap(
        """
A..B..E
   .
D..C..F
.     .
G.....H
"""
    )
    west = town.way("AB")
    link = town.way("BC")
    exit_way = town.way("CD")
    town.way("BE")
    town.way("CF")
    town.way("FHGD")
    town.restrict("no_right_turn", west, link, exit_way)

    assert drive(town, "E", town.at("D", east_m=100)).distance_m == 300 + 200 + 200
    # From A it is shorter to pass B, turn round at the dead end E and come back the allowed way.
    assert drive(town, "A", town.at("D", east_m=100)).distance_m == 300 + 300 + 300 + 200 + 200
    assert drive(town, town.at("B", north_m=-100), town.at("D", east_m=100)).distance_m == 300


def test_an_only_restriction_over_a_way_prescribes_the_exit(drive):
    town = DrawnMap(
        """
A..B
   .
D..C..F
.     .
G.....H
"""
    )
    west, link = town.way("AB"), town.way("BC")
    town.way("CD")
    east = town.way("CF")
    town.way("FHGD")
    town.restrict("only_left_turn", west, link, east)

    assert drive(town, "A", town.at("D", east_m=100)).distance_m == 300 + 200 + 300 + 1000 + 100


def test_a_bollard_stops_vans_but_neither_bikes_nor_couriers(drive):
    town = DrawnMap("A..B..C\n.     .\nD.....E")
    town.way("ABC")
    town.way("ADEC")
    town.sign("B", barrier="bollard")
    start, goal = town.at("B", east_m=-100), town.at("B", east_m=100)

    assert drive(town, start, goal, profile="van").distance_m == 200 + 800 + 400 - 200 + 200
    assert drive(town, start, goal, profile="bike").distance_m == 200
    assert drive(town, start, goal, profile="foot").distance_m == 200


def test_a_gate_costs_a_minute_and_a_signal_two_seconds(drive):
    town = DrawnMap("A..B..C..D")
    town.way("ABCD")
    town.sign("B", barrier="gate")
    town.sign("C", highway="traffic_signals", traffic_signals__direction="forward")

    assert drive(town, "A", "D").duration_s == (90 + 60 + 2,)
    assert drive(town, "D", "A").duration_s == (90 + 60,)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ({"access": "permissive"}, 0),
        ({"motor_vehicle": "yes"}, 0),
        ({"access": "private", "motorcar": "yes"}, 0),
        ({"access": "private"}, 1),
        ({"access": "customers"}, 1),
        ({"foot": "yes"}, 1),
        ({"access": "yes", "motor_vehicle": "destination"}, 1),
    ],
)
def test_a_gate_that_is_said_to_be_open_to_cars_costs_nothing(drive, said, minutes):
    town = DrawnMap("A..B..C")
    town.way("ABC")
    town.sign("B", barrier="gate", **said)

    assert drive(town, "A", "C").duration_s == (60 + 60 * minutes,)


def test_left_turns_cost_more_than_right_turns_and_straight_on_almost_nothing(drive):
    """Figures of OSRM's car profile: 2.1 s, 5.4 + 1.9 s and 0.007 s at a crossing."""
    town = DrawnMap("  N\n  .\nW.X.E\n  .\n  S")
    for arm in "NWES":
        town.way(f"{arm}X")

    assert drive(town, "W", "E").duration_s == (41,)
    assert drive(town, "W", "S").duration_s == (43,)
    assert drive(town, "W", "N").duration_s == (48,)


def test_nobody_turns_round_in_the_middle_of_a_crossing(drive):
    """West to south with the right turn forbidden: out east to the dead end and back."""
    town = DrawnMap("W.X.E\n  .\n  S")
    west, south = town.way("WX"), town.way("XS")
    town.way("XE")
    town.restrict("no_right_turn", west, "X", south)

    assert drive(town, "W", "S").distance_m == 200 + 200 + 200 + 200


def test_destination_roads_are_for_who_stops_there_not_for_driving_through(drive):
    town = DrawnMap("A..B..C\n.     .\nD.....E")
    town.way("AB")
    town.way("BC", access="destination")
    town.way("ADEC")
    inside = town.at("B", east_m=150)

    assert drive(town, town.at("B", east_m=-100), "E").distance_m == 200 + 200 + 600
    assert drive(town, town.at("B", east_m=-100), inside).distance_m == 250
    assert drive(town, inside, "E").distance_m == 150 + 200
    assert drive(town, inside, town.at("B", east_m=-100)).distance_m == 250


def test_private_roads_bar_bikes_and_access_no_bars_everybody(opened):
    town = DrawnMap("A..B..C")
    town.way("AB")
    town.way("BC", access="no")
    source = opened(town)

    snaps = [source.snap([town.at("C")], profile)[0] for profile in ("car", "van", "bike", "foot")]

    assert [round(snap.walk_m) for snap in snaps] == [300] * 4


def test_low_bridges_stop_trucks_before_they_stop_vans(drive):
    town = DrawnMap("A..B..C\n.     .\nD.....E")
    town.way("AB")
    town.way("BC", maxheight="3.5")
    town.way("ADEC")
    start, goal = town.at("B", east_m=-100), town.at("C", north_m=-100)

    assert drive(town, start, goal, profile="van").distance_m == 500
    assert drive(town, start, goal, profile="truck").distance_m == 200 + 200 + 600 + 100


def test_each_direction_has_its_own_speed_limit(drive):
    town = DrawnMap("A..B")
    town.way("AB", maxspeed__backward="22.5")

    assert drive(town, "A", "B").duration_s == (30,)
    # 22 km/h: decimals of speed limits are read too, 22.5 × 0.8 = 18 km/h.
    assert drive(town, "B", "A").duration_s == (60,)


def test_a_ferry_takes_what_its_timetable_says(drive):
    town = DrawnMap("A..B..C..D")
    town.way("AB")
    town._ways.append(("BC", {"route": "ferry", "duration": "00:10"}))
    town.way("CD")

    assert drive(town, "A", "D").duration_s[0] == pytest.approx(30 + 600 + 30, abs=1)


def test_traffic_slows_the_classes_it_names_and_the_rest_by_its_default(drive):
    town = DrawnMap("A..B..C")
    town.way("AB", highway="primary", maxspeed="45")
    town.way("BC")
    jam = TrafficPeriod(
        name="jam", start_s=8 * 3600, default_factor=0.75, speed_factors={"primary": 0.5}
    )

    leg = drive(town, "A", "C", periods=[*FREE_FLOW, jam])

    assert leg.duration_s == (60, 30 * 2 + 40)


def test_inside_an_area_its_own_traffic_holds(drive):
    """AB is outside: 30 s as ever. BC is inside, where all takes four times as long."""
    town = DrawnMap("A..B..C")
    town.way("AB")
    town.way("BC")
    b, c = town.at("B"), town.at("C")
    box = [(b, 1), (b, -1), (c, -1), (c, 1)]
    ring = tuple((side * 0.001, place.lon_deg) for place, side in box)
    centre = AreaTraffic(area="centre", ring=ring, default_factor=0.25, speed_factors={})
    jam = TrafficPeriod(name="jam", start_s=0, speed_factors={}, areas=(centre,))
    everywhere = TrafficPeriod(name="all", start_s=0, default_factor=0.5, speed_factors={})

    assert drive(town, "A", "C", periods=[jam]).duration_s == (30 + 120,)
    assert drive(town, "A", "C", periods=[replace(everywhere, areas=(centre,))]).duration_s == (
        60 + 120,
    )


def test_bikes_and_couriers_pass_the_jam(drive):
    town = DrawnMap("A..B")
    town.way("AB")
    jam = TrafficPeriod(name="jam", start_s=8 * 3600, default_factor=0.5, speed_factors={})

    for profile in ("bike", "foot"):
        free, jammed = drive(town, "A", "B", profile=profile, periods=[*FREE_FLOW, jam]).duration_s
        assert free == jammed


def test_a_speed_factor_divides_the_duration(drive):
    town = DrawnMap("A..B")
    town.way("AB")

    assert drive(town, "A", "B", speed_factor=0.5).duration_s == (60,)
    assert drive(town, "A", "B", speed_factor=0.8).duration_s == (38,)


def test_in_a_jam_the_way_round_can_be_faster_but_the_distance_is_that_of_the_first_period(drive):
    town = DrawnMap(RING)
    town.way("AB", highway="primary", maxspeed="45")
    town.way("ACDB")
    town.way("DX")
    jam = TrafficPeriod(name="jam", start_s=0, speed_factors={"primary": 0.1})
    free = TrafficPeriod(name="free", start_s=1, speed_factors={})
    start, goal = town.at("A", north_m=-50), town.at("B", north_m=-50)

    # Both ends lie on the side streets: straight on is 400 m, round the block 100 + 300 + 100.
    straight = drive(town, start, goal, periods=[free])
    around = drive(town, start, goal, periods=[jam])
    both = drive(town, start, goal, periods=[free, replace(jam, start_s=2)])

    assert straight.distance_m == 400
    assert around.distance_m == 600
    assert both.distance_m == 400
    assert both.duration_s == (straight.duration_s[0], around.duration_s[0])


def test_the_way_is_drawn_from_place_to_place_with_every_corner(opened):
    town = DrawnMap("A..B\n   .\n   C")
    town.way("ABC", name="Corner Street")
    source = opened(town)
    pair = (town.at("A", east_m=100), town.at("C", north_m=100))

    leg = source.legs([pair], TravelMode(profile="van"), FREE_FLOW)[0]

    corner = town.at("B")
    assert leg.geometry[0] == pytest.approx((pair[0].lat_deg, pair[0].lon_deg), abs=1e-6)
    assert leg.geometry[1] == pytest.approx((corner.lat_deg, corner.lon_deg), abs=1e-6)
    assert leg.geometry[2] == pytest.approx((pair[1].lat_deg, pair[1].lon_deg), abs=1e-6)
    assert len(leg.geometry) == 3


def test_street_names_come_in_driving_order(opened):
    town = DrawnMap("A..B..C..D")
    town.way("AB", name="First")
    town.way("BC")
    town.way("CD", name="Second")
    source = opened(town)
    pairs = [(town.at("A"), town.at("D")), (town.at("D"), town.at("A"))]

    names = source.street_names(pairs, TravelMode(profile="van"), FREE_FLOW[0])

    assert names == [("First", "Second"), ("Second", "First")]


def test_a_place_beyond_any_street_is_named_unreachable_never_zero(opened):
    town = DrawnMap("A..B")
    town.way("AB")
    source = opened(town)
    far = town.at("A", north_m=60_000)
    van = TravelMode(profile="van")

    travel = source.travel([town.at("A"), town.at("B"), far], [van], FREE_FLOW)
    leg = source.legs([(town.at("A"), far)], van, FREE_FLOW)[0]

    assert source.snap([far], "van") == [None]
    assert travel.durations_s(0, 0, 2) == travel.durations_s(0, 2, 0) == (UNREACHABLE_S,)
    assert travel.leg_m(0, 0, 2) == 0
    assert travel.durations_s(0, 0, 1) == (30,)
    assert leg.duration_s == (UNREACHABLE_S,)


def test_where_traffic_keeps_left_the_left_turn_is_the_easy_one(tmp_path):
    """The crossing of the test above, moved to England: north (left) takes 43 s, south 48 s."""
    town = DrawnMap("  N\n  .\nW.X.E\n  .\n  S", origin=(52.0, -1.0))
    for arm in "NWES":
        town.way(f"{arm}X")
    source = open_map(town.write(tmp_path / "town.osm.pbf"))
    pairs = [(town.at("W"), town.at(arm)) for arm in "ENS"]

    legs = source.legs(pairs, TravelMode(profile="car"), FREE_FLOW)

    assert [leg.duration_s for leg in legs] == [(41,), (43,), (48,)]


def test_one_sign_bars_every_way_in(drive):
    """Neither from A nor from D may one go on to C: both turn round at F and come back."""
    town = DrawnMap("A..B..C\n   .  .\n   D  .\n.     .\nF.....E")
    west, east, south = town.way("AB"), town.way("BC"), town.way("BD")
    town.way("AFEC")
    town._relations.append(
        (
            [("w", west, "from"), ("w", south, "from"), ("n", ord("B"), "via"), ("w", east, "to")],
            {"type": "restriction", "restriction": "no_entry"},
        )
    )
    goal = town.at("B", east_m=100)

    assert drive(town, town.at("B", east_m=-100), goal).distance_m == 200 + 400 + 600 + 400 + 200
    assert drive(town, "D", goal).distance_m == 200 + 300 + 400 + 600 + 400 + 200


def test_a_driveway_is_nobodys_way_through(drive):
    """Through the yard it is 300 m, round it 1300 m; who delivers in the yard may go in."""
    town = DrawnMap("A..B..C..X\n.     .\nD.....E")
    town.way("AB")
    town.way("BC", highway="service", service="driveway")
    town.way("ADEC")
    town.way("CX")
    inside = town.at("B", east_m=150)

    assert drive(town, town.at("B", east_m=-100), "C", profile="van").distance_m == 200 + 600 + 400
    assert drive(town, town.at("B", east_m=-100), inside, profile="van").distance_m == 250
    assert drive(town, town.at("B", east_m=-100), "C", profile="bike").distance_m == 400


def test_a_ferry_keeps_its_timetable_in_a_jam(drive):
    town = DrawnMap("A..B..C..D")
    town.way("AB")
    town._ways.append(("BC", {"route": "ferry", "duration": "00:10"}))
    town.way("CD")
    jam = TrafficPeriod(name="jam", start_s=0, default_factor=0.5, speed_factors={})
    storm = TrafficPeriod(name="storm", start_s=0, speed_factors={"ferry": 0.5})

    assert drive(town, "A", "D", periods=[jam]).duration_s[0] == pytest.approx(660 + 60, abs=1)
    assert drive(town, "A", "D", periods=[storm]).duration_s[0] == pytest.approx(660 + 600, abs=1)


def test_a_cart_takes_the_ramp_where_a_courier_takes_the_steps(drive):
    town = DrawnMap("A..B\n.  .\nC..D")
    town.way("AB", highway="steps")
    town.way("ACDB", highway="footway")

    assert drive(town, "A", "B", profile="foot").distance_m == 300
    assert drive(town, "A", "B", profile="cart").distance_m == 700


def test_an_e_bike_takes_three_quarters_of_a_bikes_time(drive):
    town = DrawnMap("A..B..C..D..E..F")
    town.way("ABCDEF")

    bike = drive(town, "A", "F", profile="bike").duration_s[0]
    ebike = drive(town, "A", "F", profile="ebike").duration_s[0]

    assert (bike, ebike) == (360, 270)


def test_a_truck_of_ones_own_goes_where_it_fits(tmp_path):
    """Under the bridge of 3.5 m it is 500 m; the house's truck of 4 m must go round."""
    town = DrawnMap("A..B..C\n.     .\nD.....E")
    town.way("AB")
    town.way("BC", maxheight="3.5")
    town.way("ADEC")
    own = OwnProfile(name="low", like="truck", height_m=3.2)
    source = open_map(
        town.write(tmp_path / "town.osm.pbf"), habits=Habits(profiles=with_own([own]))
    )
    pair = (town.at("B", east_m=-100), town.at("C", north_m=-100))

    def metres(profile: str) -> int:
        return source.legs([pair], TravelMode(profile=profile), FREE_FLOW)[0].distance_m

    assert metres("low") == 100 + 300 + 100
    assert metres("truck") == 200 + 200 + 600 + 100


def test_a_profile_the_map_was_not_built_for_is_refused_with_those_it_knows(opened):
    town = DrawnMap("A..B")
    town.way("AB")

    with pytest.raises(UsageError, match="'tank'") as refused:
        opened(town).snap([town.at("A")], "tank")

    assert "truck" in refused.value.hint


def test_a_ferry_slowed_like_the_roads_is_no_ferry_that_keeps_its_timetable(opened):
    """Both traffics halve the roads; the tables of the one are not those of the other."""
    town, car = DrawnMap("A..B..C..D"), TravelMode(profile="car")
    town.way("AB")
    town._ways.append(("BC", {"route": "ferry", "duration": "00:10"}))
    town.way("CD")
    source = opened(town)
    points = [town.at("A"), town.at("D")]
    seconds = []
    for factors in ({}, {"ferry": 0.5}):
        jam = (TrafficPeriod(name="jam", start_s=0, default_factor=0.5, speed_factors=factors),)
        (leg,) = source.legs([tuple(points)], car, jam)
        seconds += [leg.duration_s[0], source.travel(points, [car], jam).durations_s(0, 0, 1)[0]]

    assert seconds == pytest.approx([60 + 600 + 60] * 2 + [60 + 1200 + 60] * 2, abs=1)


def test_streets_that_hardly_move_never_become_fast_ones(opened):
    """At a ten-thousandth of the speed weights would run over; the open road must stay the best."""
    town = DrawnMap(
        "A..................B\n.                  .\n.                  .\nC..................DX"
    )
    town.way("AB", highway="primary")
    for way in ("AC", "CD", "DB", "DX"):
        town.way(way)
    source, car = opened(town), TravelMode(profile="car")
    points = [town.at("A", north_m=-100), town.at("B", north_m=-100)]
    for slowest in (1e-4, 2e-5, 1e-6):
        crawl = TrafficPeriod(name="crawl", start_s=0, speed_factors={"primary": slowest})
        (leg,) = source.legs([tuple(points)], car, (crawl,))
        travel = source.travel(points, [car], (crawl,))

        assert leg.distance_m == 2300
        assert leg.duration_s[0] == pytest.approx(travel.durations_s(0, 0, 1)[0], abs=2)
        assert leg.duration_s[0] < 300  # by AB it were 2100 m
