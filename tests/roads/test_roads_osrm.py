"""OSRM over HTTP: blocks fit together, islands are named, and a bad server is a clear error."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lastmile_cli.domain.errors import ServiceUnreachableError, UsageError
from lastmile_cli.domain.settings import OwnProfile, RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TravelMode
from lastmile_cli.plumbing.json_service import TRIES
from lastmile_cli.roads.osrm_http import OsrmServer
from lastmile_cli.roads.osrm_router import OsrmRouter
from lastmile_cli.roads.registry import open_roads
from lastmile_cli.roads.router_source import RouterSource
from tests.fakes.osrm_server import OsrmFake

VAN = TravelMode(profile="van")
PATIENT_S = 120.0
"""A busy machine compiles the fake's streets for as long as it takes."""


def source(fake: OsrmFake, block: int = 2, waits: list[float] | None = None) -> RouterSource:
    seen = [] if waits is None else waits
    return RouterSource(
        "osrm", {"": OsrmRouter(OsrmServer(fake.url, PATIENT_S, seen.append))}, block
    )


def test_blocks_of_any_size_make_the_same_table(streets, town):
    points = [town.at(letter) for letter in "ABCDEF"]
    with OsrmFake(streets, "van") as fake:
        tables = [
            source(fake, block).travel(points, [VAN], FREE_FLOW).tables[0] for block in (1, 4, 50)
        ]

    for table in tables[1:]:
        assert np.array_equal(table.duration_s, tables[0].duration_s)
        assert np.array_equal(table.distance_m, tables[0].distance_m)


def test_a_last_block_of_one_place_asks_nothing_a_server_would_refuse(streets, town):
    """OSRM answers no table of a single place."""
    points = [town.at(letter) for letter in "ABC"]
    with OsrmFake(streets, "van") as fake:
        table = source(fake, block=2).travel(points, [VAN], FREE_FLOW).tables[0]

    assert fake.asked.count("table") == 3
    assert table.duration_s[0, 2, 2] == 0 < table.duration_s[0, 0, 2]


def test_a_way_that_the_server_does_not_find_is_unreachable_never_zero(streets, town):
    points = [town.at("A"), town.at("C")]
    nulls = "[[0, null], [null, 0]]"
    with OsrmFake(streets, "van") as fake:
        roads = source(fake)
        roads.snap(points, "van")
        fake.script += [
            f'{{"code": "Ok", "durations": {nulls}, "distances": {nulls}}}',
            '{"code": "NoRoute", "message": "Impossible route between points"}',
        ]
        table = roads.travel(points, [VAN], FREE_FLOW).tables[0]
        (leg,) = roads.legs([(points[0], points[1])], VAN, FREE_FLOW)

    assert table.duration_s[0].tolist() == [[0, UNREACHABLE_S], [UNREACHABLE_S, 0]]
    assert table.distance_m.tolist() == [[0, 0], [0, 0]]
    assert leg.duration_s == (UNREACHABLE_S,)


def test_a_place_far_from_any_street_has_no_stand(streets, town):
    with OsrmFake(streets, "van") as fake:
        assert source(fake).snap([town.at("A", north_m=90_000)], "van") == [None]


@pytest.mark.parametrize("trouble", [429, 500, 503, "<html>", "[]", '{"code": 1}', "half", "hang"])
def test_a_server_that_stumbles_is_asked_again(streets, town, trouble):
    waits: list[float] = []
    with OsrmFake(streets, "van", script=(trouble,)) as fake:
        (stand,) = source(fake, waits=waits).snap([town.at("A")], "van")

    assert stand is not None
    assert waits == [0.5]
    assert fake.asked == ["nearest", "nearest"]


def test_a_server_that_keeps_failing_is_out_of_reach_with_a_way_out(streets, town):
    failing = OsrmFake(streets, "van", script=(500,) * 9)
    with failing as fake, pytest.raises(ServiceUnreachableError) as caught:
        source(fake).snap([town.at("A")], "van")

    assert len(fake.asked) == TRIES
    assert fake.url in caught.value.message
    assert "500" in caught.value.message
    assert "embedded" in caught.value.hint


def test_a_server_that_is_not_there_is_out_of_reach(streets, town):
    with OsrmFake(streets, "van") as fake:
        gone = fake.url
    roads = RouterSource("osrm", {"": OsrmRouter(OsrmServer(gone, PATIENT_S, lambda _: None))}, 50)

    with pytest.raises(ServiceUnreachableError) as caught:
        roads.snap([town.at("A")], "van")

    assert "cannot be reached" in caught.value.message


@pytest.mark.parametrize(
    "nonsense",
    [
        '{"code": "Ok", "durations": [[0, 1]], "distances": [[0, 1], [1, 0]]}',
        '{"code": "Ok", "durations": [[0, -1], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        '{"code": "Ok", "durations": [["?", 1], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        '{"code": "Ok", "durations": [[0, 1], [1, 0]], "distances": [[0, 4e9], [1, 0]]}',
        '{"code": "Ok", "durations": [[0, 1e300], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        '{"code": "Ok"}',
    ],
)
def test_a_table_that_makes_no_sense_is_never_planned_with(streets, town, nonsense):
    points = [town.at("A"), town.at("C")]
    with OsrmFake(streets, "van") as fake:
        roads = source(fake)
        roads.snap(points, "van")
        fake.script.append(nonsense)
        with pytest.raises(ServiceUnreachableError) as caught:
            roads.travel(points, [VAN], FREE_FLOW)

    assert "tables make no sense" in caught.value.message


@pytest.mark.parametrize("seconds", ["-1", "NaN", "Infinity", "1e300", '"?"'])
def test_a_route_that_makes_no_sense_is_never_driven(streets, town, seconds):
    way = f'{{"duration": {seconds}, "distance": 1, "geometry": "_p~iF~ps|U"}}'
    with OsrmFake(streets, "van") as fake:
        roads = source(fake)
        roads.snap([town.at("A"), town.at("C")], "van")
        fake.script.append(f'{{"code": "Ok", "routes": [{way}]}}')
        with pytest.raises(ServiceUnreachableError) as caught:
            roads.legs([(town.at("A"), town.at("C"))], VAN, FREE_FLOW)

    assert "routes make no sense" in caught.value.message


def test_a_server_that_does_not_understand_a_question_says_nothing_about_streets(streets, town):
    """Were that no street, or no way, every stop would be left out with exit code 0."""
    refusal = '{"code": "InvalidOptions", "message": "Query string malformed"}'
    with OsrmFake(streets, "van", script=(refusal,)) as fake:
        roads = source(fake)
        with pytest.raises(UsageError, match="InvalidOptions"):
            roads.snap([town.at("A"), town.at("C")], "van")
        roads.snap([town.at("A"), town.at("C")], "van")
        fake.script.append(refusal)
        with pytest.raises(UsageError, match="InvalidOptions"):
            roads.legs([(town.at("A"), town.at("C"))], VAN, FREE_FLOW)


def test_a_profile_of_the_fleets_own_is_known_to_servers_too(streets, town):
    truck = OwnProfile(name="seven-tonner", like="truck", weight_kg=7_500)
    with OsrmFake(streets, "van") as fake:
        settings = RoadsSettings(
            source="osrm", osrm_urls={"": fake.url}, osrm_timeout_s=PATIENT_S, own_profiles=(truck,)
        )
        mode = TravelMode(profile="seven-tonner")
        travel = open_roads(settings).travel([town.at("A"), town.at("C")], [mode], FREE_FLOW)

    assert 0 < travel.durations_s(0, 0, 1)[0] < UNREACHABLE_S


def test_a_block_that_the_server_refuses_says_what_to_lower(streets, town):
    with OsrmFake(streets, "van") as fake:
        roads = source(fake)
        roads.snap([town.at("A")], "van")
        fake.script.append('{"code": "TooBig", "message": "Too many table coordinates"}')
        with pytest.raises(UsageError) as caught:
            roads.travel([town.at("A"), town.at("A")], [VAN], FREE_FLOW)

    assert "roads.osrm.block" in caught.value.hint


def test_traffic_slows_vans_and_leaves_bikes_alone(streets, town):
    jam = (dataclasses.replace(FREE_FLOW[0], default_factor=0.5),)
    bike = TravelMode(profile="bike")
    points = [town.at("A"), town.at("C")]
    with OsrmFake(streets, "van") as fake:
        roads = source(fake)
        free, slow = (roads.travel(points, [VAN, bike], periods) for periods in (FREE_FLOW, jam))

    assert slow.tables[0].duration_s[0, 0, 1] == 2 * free.tables[0].duration_s[0, 0, 1]
    assert np.array_equal(slow.tables[1].duration_s, free.tables[1].duration_s)


def test_without_a_server_the_way_out_is_told():
    with pytest.raises(UsageError) as caught:
        open_roads(RoadsSettings(source="osrm"))

    assert "roads.osrm.url" in caught.value.hint
