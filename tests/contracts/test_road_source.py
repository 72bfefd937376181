"""What every road source must keep, whatever it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.domain.ports import NamedPlace, NamedRoads, RoadSource
from lastmile_cli.domain.progress import Progress
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TrafficPeriod, TravelMode
from lastmile_cli.roads.registry import OURS, open_roads
from tests.fakes.osrm_server import OsrmFake
from tests.fakes.osrm_tools import prepared_osrm
from tests.fakes.valhalla_server import ValhallaFake
from tests.roads.drawn_map import DrawnMap

VAN, BIKE = TravelMode(profile="van"), TravelMode(profile="bike", speed_factor=0.8)
PERIODS = (
    TrafficPeriod(name="night", start_s=0, speed_factors={}),
    TrafficPeriod(name="rush", start_s=8 * 3600, default_factor=0.5, speed_factors={}),
)


@pytest.fixture
def town() -> DrawnMap:
    drawn = DrawnMap("A..B..C\n.  .  .\nD..E..FX")
    drawn.way("ABC", name="North Street")
    drawn.way("DEF", name="South Street")
    drawn.way("AD")
    drawn.way("BE", oneway="yes")
    drawn.way("CF")
    drawn.way("FX")
    return drawn


@pytest.fixture(params=sorted(OURS))
def source(request, town: DrawnMap, points, tmp_path: Path, monkeypatch) -> Iterator[RoadSource]:
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path / "cache"))
    path = town.write(tmp_path / "town.osm.pbf")
    streets = RoadsSettings(source="embedded", map_path=str(path))
    with OPENERS[request.param](streets, [*points, door_of(town)]) as opened:
        yield opened


@contextmanager
def from_the_map(name: str, streets: RoadsSettings) -> Iterator[RoadSource]:
    yield open_roads(replace(streets, source=name))


@contextmanager
def from_osrm(streets: RoadsSettings) -> Iterator[RoadSource]:
    with OsrmFake(streets, "van") as vans, OsrmFake(streets, "bike") as bikes:
        urls = {"": vans.url, "bike": bikes.url}
        yield open_roads(
            RoadsSettings(source="osrm", osrm_urls=urls, osrm_block=3, osrm_timeout_s=120)
        )


@contextmanager
def from_valhalla(streets: RoadsSettings) -> Iterator[RoadSource]:
    with ValhallaFake(streets) as server:
        yield open_roads(
            RoadsSettings(
                source="valhalla", valhalla_url=server.url, valhalla_block=3, valhalla_timeout_s=120
            )
        )


@contextmanager
def from_osrm_files(streets: RoadsSettings) -> Iterator[RoadSource]:
    base = prepared_osrm(Path(streets.map_path))
    yield open_roads(RoadsSettings(source="osrm_embedded", osrm_files={"": str(base)}))


@contextmanager
def from_a_matrix(streets: RoadsSettings, points: Sequence[Coordinate]) -> Iterator[RoadSource]:
    """The embedded roads' own times, in a file that knows the places by number."""
    places = list(dict.fromkeys(points))
    (table,) = open_roads(streets).travel(places, [VAN], FREE_FLOW).tables
    matrix = TravelMatrix(
        name="town.npz",
        ids=tuple(f"P{number}" for number in range(len(places))),
        starts_s=(0,),
        duration_s=table.duration_s.astype(float),
        distance_m=table.distance_m.astype(float),
    )
    bare = open_roads(RoadsSettings(source="matrix", matrices={"": matrix}))
    assert isinstance(bare, NamedRoads)
    named = [NamedPlace(name=f"P{number}", at=at) for number, at in enumerate(places)]
    yield bare.with_places(named)[0]


OPENERS = {
    "embedded": lambda streets, _: from_the_map("embedded", streets),
    "great_circle": lambda streets, _: from_the_map("great_circle", streets),
    "matrix": from_a_matrix,
    "osrm": lambda streets, _: from_osrm(streets),
    "osrm_embedded": lambda streets, _: from_osrm_files(streets),
    "valhalla": lambda streets, _: from_valhalla(streets),
}
"""Every source over one drawn town; a new one needs its opener here."""


@pytest.fixture
def points(town: DrawnMap) -> list:
    return [town.at("A"), town.at("C", east_m=-40), town.at("E", north_m=90), town.at("A")]


def door_of(town: DrawnMap) -> Coordinate:
    return town.at("A", east_m=150, north_m=30)


def test_it_has_a_name_and_says_where_its_times_come_from(source: RoadSource):
    provenance = source.provenance([VAN, BIKE, VAN], PERIODS)

    assert source.name
    assert provenance.source
    assert provenance.profiles == ("bike", "van")
    assert provenance.periods == ("night", "rush")
    assert provenance.is_estimate == source.travel([], [VAN], PERIODS).is_estimate


def test_tables_have_one_layer_a_period_and_one_table_a_mode(source: RoadSource, points):
    travel = source.travel(points, [VAN, BIKE], PERIODS)

    assert travel.period_starts_s == (0, 8 * 3600)
    assert [table.mode for table in travel.tables] == [VAN, BIKE]
    for table in travel.tables:
        assert table.duration_s.shape == (2, 4, 4)
        assert table.duration_s.dtype == table.distance_m.dtype == np.int32


def test_no_places_make_empty_tables(source: RoadSource):
    assert source.travel([], [VAN], FREE_FLOW).place_count == 0
    assert source.snap([], "van") == []
    assert source.legs([], VAN, FREE_FLOW) == []


def test_staying_costs_nothing_and_the_same_door_twice_is_one_place(source: RoadSource, points):
    table = source.travel(points, [VAN], FREE_FLOW).tables[0]

    assert np.diag(table.duration_s[0]).tolist() == [0, 0, 0, 0]
    assert table.duration_s[0, 0, 3] == table.distance_m[3, 0] == 0


def test_no_trip_is_shorter_than_the_crow_flies(source: RoadSource, points):
    travel = source.travel(points, [VAN], FREE_FLOW)
    stands = [snap.stands_at for snap in source.snap(points, "van") if snap]

    for i, start in enumerate(stands):
        for j, end in enumerate(stands):
            assert travel.leg_m(0, i, j) >= great_circle_m(start, end) - 2


def test_slower_traffic_and_slower_vehicles_never_arrive_earlier(source: RoadSource, points):
    slow_van = TravelMode(profile="van", speed_factor=0.5)
    table, slow = source.travel(points, [VAN, slow_van], PERIODS).tables

    assert (table.duration_s[1] >= table.duration_s[0]).all()
    assert (slow.duration_s >= table.duration_s).all()
    assert slow.duration_s.max() > table.duration_s.max()


def test_exact_legs_agree_with_the_table_within_a_second_or_two(source: RoadSource, points):
    travel = source.travel(points, [VAN], PERIODS)
    pairs = [(i, j) for i in range(4) for j in range(4)]
    legs = source.legs([(points[i], points[j]) for i, j in pairs], VAN, PERIODS)

    for (i, j), leg in zip(pairs, legs, strict=True):
        assert leg.duration_s == pytest.approx(travel.durations_s(0, i, j), abs=2)
        assert leg.distance_m == pytest.approx(travel.leg_m(0, i, j), abs=3)


def test_a_leg_may_be_left_in_any_period_and_takes_what_it_takes(source: RoadSource, points):
    pair = (points[0], points[2])
    early, late = source.legs([pair, pair], VAN, PERIODS, [0, 1])

    assert early.duration_s == late.duration_s
    assert source.legs([pair], VAN, PERIODS) == [early]
    assert late.geometry


def test_legs_are_drawn_from_where_one_stands_to_where_one_stops(source: RoadSource, points):
    start, end = points[0], points[2]
    leg = source.legs([(start, end)], VAN, FREE_FLOW)[0]

    for point, snap in zip(
        (leg.geometry[0], leg.geometry[-1]), source.snap([start, end], "van"), strict=True
    ):
        assert snap is not None
        assert point == pytest.approx((snap.stands_at.lat_deg, snap.stands_at.lon_deg), abs=1e-6)


def test_snapping_says_the_walk_from_the_street_to_the_door(source: RoadSource, town: DrawnMap):
    door = door_of(town)
    snap = source.snap([door], "van")[0]

    assert snap is not None
    assert snap.walk_m == pytest.approx(great_circle_m(snap.stands_at, door), abs=0.5)


def test_a_place_without_a_street_is_unreachable_or_estimated_never_zero(
    source: RoadSource, town: DrawnMap
):
    travel = source.travel([town.at("A"), town.at("A", north_m=90_000)], [VAN], FREE_FLOW)

    for start, end in ((0, 1), (1, 0)):
        seconds, metres = travel.durations_s(0, start, end)[0], travel.leg_m(0, start, end)
        assert (
            (seconds, metres) == (UNREACHABLE_S, 0) if not travel.is_estimate else metres > 90_000
        )
        assert seconds > 0


def test_the_same_question_gets_the_same_answer(source: RoadSource, points):
    first, again = (source.travel(points, [VAN], PERIODS).tables[0] for _ in range(2))

    assert np.array_equal(first.duration_s, again.duration_s)
    assert np.array_equal(first.distance_m, again.distance_m)


def test_progress_is_told(source: RoadSource, points):
    steps: list[Progress] = []
    hook: Callable[[Progress], None] = steps.append

    source.travel(points, [VAN], FREE_FLOW, hook)

    assert steps
    assert steps[-1].done == steps[-1].total
