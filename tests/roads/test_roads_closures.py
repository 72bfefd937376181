"""Closed streets on drawn maps: who drives round, who waits, where one may still stand."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TrafficPeriod, TravelMode
from tests.roads.drawn_map import DEGREES_PER_METRE, DrawnMap

VAN = TravelMode(profile="van")

LADDER = """
X.A..B..C.Y
..   .  .
..   .  .
U.D..E..F.V
"""
"""Two streets of 800 m, 300 m apart; two rungs between them, and stubs at which one can turn."""


@pytest.fixture
def ladder() -> DrawnMap:
    town = DrawnMap(LADDER)
    town.way("XABCY", name="North Street", name__sv="Norra gatan")
    town.way("UDEFV", name="South Street")
    town.way("BE", name="First Rung")
    town.way("CF", name="Second Rung")
    return town


def closing(**what) -> tuple[TrafficPeriod, ...]:
    """One period in which something is closed."""
    closure = Closure(closure_id="works", **what)
    return (TrafficPeriod(name="closed", start_s=0, speed_factors={}, closures=(closure,)),)


def box(town: DrawnMap, letter: str, *, west=0.0, east=0.0, south=0.0, north=0.0):
    """A rectangle around a node, by metres in each direction."""
    at = town.at(letter)
    low_lat, high_lat = (at.lat_deg + m * DEGREES_PER_METRE for m in (-south, north))
    low_lon, high_lon = (at.lon_deg + m * DEGREES_PER_METRE for m in (-west, east))
    return ((low_lat, low_lon), (low_lat, high_lon), (high_lat, high_lon), (high_lat, low_lon))


def metres(source, town, start, end, periods):
    """The exact leg between two letters, and what the table says of it."""
    points = [town.at(start), town.at(end)]
    (leg,) = source.legs([tuple(points)], VAN, periods)
    table = source.travel(points, [VAN], periods)
    assert table.durations_s(0, 0, 1) == pytest.approx(leg.duration_s, abs=2)
    assert table.leg_m(0, 0, 1) == pytest.approx(leg.distance_m, abs=3)
    return leg.distance_m if leg.duration_s[0] < UNREACHABLE_S else None


def test_who_would_drive_along_a_closed_street_drives_round(opened, ladder):
    """From B to the far stub Y: 500 m; by E and F 300 + 300 + 300 + 200."""
    source = opened(ladder)

    assert metres(source, ladder, "B", "Y", FREE_FLOW) == 500
    closed = closing(streets=("North Street",), between=("First Rung", "Second Rung"))
    assert metres(source, ladder, "E", "Y", closed) == 300 + 300 + 200


@pytest.mark.parametrize("name", ["First Rung", "FIRST  rung"])
def test_a_street_is_closed_by_its_name_however_it_is_written(opened, ladder, name):
    """From A to D by the first rung 300 + 300 + 300, by the second 600 more."""
    source = opened(ladder)

    assert metres(source, ladder, "A", "D", FREE_FLOW) == 900
    assert metres(source, ladder, "A", "D", closing(streets=(name,))) == 1500


def test_a_street_has_a_name_in_every_language_of_the_map(opened, ladder):
    source = opened(ladder)
    (hit,) = source.closed_by([Closure(closure_id="works", streets=("norra GATAN",))])

    assert (hit.streets, hit.length_m, hit.names) == (3, pytest.approx(1000), ("North Street",))


def test_a_way_is_closed_by_its_number(opened, ladder):
    source = opened(ladder)

    assert metres(source, ladder, "A", "D", closing(way_ids=(3,))) == 1500
    assert metres(source, ladder, "A", "D", closing(way_ids=(4,))) == 900


def test_an_area_closes_the_streets_it_cuts(opened, ladder):
    """A strip of 20 m across the first rung, and nothing else."""
    source = opened(ladder)
    strip = box(ladder, "B", west=50, east=50, south=110, north=-90)

    assert metres(source, ladder, "A", "D", closing(rings=(strip,))) == 1500
    assert metres(source, ladder, "A", "C", closing(rings=(strip,))) == 600


def test_an_area_round_a_junction_stops_all_who_would_go_over_it(opened, ladder):
    """Round B by 20 m: its streets stay open as dead ends, and nobody gets from A to C."""
    source = opened(ladder)
    round_b = closing(rings=(box(ladder, "B", west=20, east=20, south=20, north=20),))

    assert metres(source, ladder, "A", "C", round_b) is None
    into_the_rung = ladder.at("B", north_m=-100)
    (leg,) = source.legs([(ladder.at("E"), into_the_rung)], VAN, round_b)
    (back,) = source.legs([(into_the_rung, ladder.at("E"))], VAN, round_b)
    assert (leg.distance_m, back.distance_m) == (200, 200)


def test_a_hole_in_an_area_is_not_closed(opened, ladder):
    """All of the town but for a strip with the first rung: seven of eight streets are closed."""
    source = opened(ladder)
    whole = box(ladder, "A", west=300, east=1000, south=400, north=100)
    yard = box(ladder, "B", west=100, east=100, south=350, north=50)
    (hit,) = source.closed_by([Closure(closure_id="works", rings=(whole, yard))])

    assert (hit.streets, round(hit.length_m)) == (7, 2300)


def test_an_area_beside_a_street_closes_only_that_street(opened, ladder):
    source = opened(ladder)
    around_b = box(ladder, "B", west=150, east=150, south=200, north=50)
    found = source.closed_by(
        [
            Closure(closure_id="all", rings=(around_b,)),
            Closure(closure_id="one", rings=(around_b,), streets=("First Rung",)),
        ]
    )

    assert [round(hit.length_m) for hit in found] == [300, 300]
    assert [hit.names for hit in found] == [("First Rung",), ("First Rung",)]
    assert [hit.junctions for hit in found] == [1, 0]


def test_a_line_closes_the_street_it_runs_along_and_none_it_crosses(opened, ladder):
    """Drawn by hand, 5 m beside the rung, and over both streets at its ends."""
    source = opened(ladder)
    drawn = [ladder.at("B", east_m=5, north_m=20), ladder.at("E", east_m=5, north_m=-20)]
    line = tuple((point.lat_deg, point.lon_deg) for point in drawn)
    (hit,) = source.closed_by([Closure(closure_id="works", lines=(line,))])

    assert (hit.streets, hit.names) == (1, ("First Rung",))


def test_a_closed_street_is_no_place_to_start_or_end(opened, ladder):
    source = opened(ladder)
    closed = closing(streets=("First Rung",))
    middle = ladder.at("B", north_m=-150)
    to_it, from_it = source.legs([(ladder.at("A"), middle), (middle, ladder.at("A"))], VAN, closed)

    assert to_it.duration_s == from_it.duration_s == (UNREACHABLE_S,)
    table = source.travel([ladder.at("A"), middle, middle], [VAN], closed).tables[0]
    assert table.duration_s[0, 0, 1] == table.duration_s[0, 1, 0] == UNREACHABLE_S
    assert table.duration_s[0, 1, 2] == UNREACHABLE_S
    assert np.diag(table.duration_s[0]).tolist() == [0, 0, 0]


def test_a_vehicle_stands_elsewhere_while_a_street_is_closed_all_day(opened, ladder):
    """The door lies 10 m beside the rung and 130 m from its end on North Street."""
    source = opened(ladder)
    door = ladder.at("B", east_m=10, north_m=-130)
    (before,) = source.snap([door], "van")
    closure = Closure(closure_id="works", streets=("First Rung",))
    (after,) = source.not_standing_in([closure]).snap([door], "van")
    (again,) = source.snap([door], "van")

    assert (before.street, round(before.walk_m)) == ("First Rung", 10)
    assert (after.street, round(after.walk_m)) == ("North Street", 130)
    assert again == before


def test_nobody_is_sent_behind_a_closed_street_either(opened, ladder):
    """The stub AX is only reached along AB: where that is closed one stands on open streets."""
    source = opened(ladder)
    west = box(ladder, "A", west=-100, east=200, south=10, north=10)
    closure = Closure(closure_id="works", rings=(west,))
    (snap,) = source.not_standing_in([closure]).snap([ladder.at("X", east_m=50)], "van")

    assert snap.street == "South Street"
    assert round(snap.walk_m) == 300


def test_tables_remember_what_was_closed(opened, ladder):
    """Asked in turn with and without, each question gets its own answer, from memory too."""
    source = opened(ladder)
    closed = closing(streets=("First Rung",))

    answers = [metres(source, ladder, "A", "D", p) for p in (FREE_FLOW, closed, FREE_FLOW, closed)]

    assert answers == [900, 1500, 900, 1500]


def test_the_way_is_that_of_the_period_a_leg_is_left_in(opened, ladder):
    """Closed from noon on: the same leg takes the second rung, and is drawn along it."""
    source = opened(ladder)
    closure = Closure(closure_id="works", streets=("First Rung",))
    periods = (
        *FREE_FLOW,
        TrafficPeriod(name="noon", start_s=43_200, speed_factors={}, closures=(closure,)),
    )
    pair = (ladder.at("A"), ladder.at("D"))
    before, after = source.legs([pair, pair], VAN, periods, [0, 1])

    assert before.duration_s == after.duration_s
    assert after.duration_s[1] - after.duration_s[0] == 60
    assert (before.distance_m, after.distance_m) == (900, 1500)
    rung = round(ladder.at("C").lon_deg, 7)
    assert rung not in {lon for _, lon in before.geometry}
    assert rung in {lon for _, lon in after.geometry}


def test_who_leaves_while_nothing_leads_there_takes_the_way_that_opens_next(opened, ladder):
    source = opened(ladder)
    rungs = Closure(closure_id="works", streets=("First Rung", "Second Rung"))
    first = Closure(closure_id="more", streets=("First Rung",))
    periods = tuple(
        TrafficPeriod(name=str(n), start_s=n * 3600, speed_factors={}, closures=shut)
        for n, shut in enumerate([(), (rungs,), (first,)])
    )
    pair = (ladder.at("A"), ladder.at("D"))
    legs = source.legs([pair] * 3, VAN, periods, [0, 1, 2])

    assert [leg.distance_m for leg in legs] == [900, 1500, 1500]
    assert legs[1].duration_s[1] == UNREACHABLE_S
    assert legs[1].duration_s[2] - legs[1].duration_s[0] == 60
    table = source.travel(list(pair), [VAN], periods[1:])
    assert table.leg_m(0, 0, 1) == pytest.approx(1500, abs=3)


def test_a_plan_names_what_is_closed(opened, ladder):
    closure = Closure(
        closure_id="works", streets=("First Rung",), from_at=datetime(2026, 6, 1, 8, tzinfo=UTC)
    )
    periods = (TrafficPeriod(name="day", start_s=0, speed_factors={}, closures=(closure,)),)

    told = opened(ladder).provenance([VAN], periods).closures

    assert told == ("works: First Rung, from 2026-06-01T08:00+00:00",)


@pytest.mark.parametrize(
    ("what", "code", "hint"),
    [
        ({"streets": ("Nort Street",)}, "LM1460", "'North Street'"),
        ({"streets": ("Qqqq",)}, "LM1460", "look the name up"),
        ({"way_ids": (3, 99)}, "LM1461", "renumbers"),
        ({"rings": (((0.1, 0.1), (0.1, 0.2), (0.2, 0.2)),)}, "LM1463", "longitude"),
        (
            {"streets": ("First Rung",), "between": ("North Street", "Second Rung")},
            "LM1462",
            "cross",
        ),
    ],
)
def test_what_the_map_does_not_have_is_named_with_a_way_out(opened, ladder, what, code, hint):
    (hit,) = opened(ladder).closed_by([Closure(closure_id="works", **what)])

    assert [notice.code for notice in hit.notices] == [code]
    assert hint in hit.notices[0].hint


def test_an_area_between_the_streets_hits_nothing_and_says_so(opened, ladder):
    empty = box(ladder, "A", west=0, east=100, south=200, north=-100)
    (hit,) = opened(ladder).closed_by([Closure(closure_id="works", rings=(empty,))])

    assert not hit.closes_something
    assert [notice.code for notice in hit.notices] == ["LM1462"]


def test_the_closed_streets_on_a_way_are_named(opened, ladder):
    source = opened(ladder)
    pairs = [(ladder.at("A"), ladder.at("D")), (ladder.at("E", east_m=-50), ladder.at("D"))]
    closure = Closure(closure_id="works", streets=("First Rung",))

    named = source.closed_on_the_way(pairs, VAN, FREE_FLOW[0], [closure])

    assert named == [("First Rung",), ()]
