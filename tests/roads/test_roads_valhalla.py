"""Valhalla over HTTP: its shapes, its costings, its refusals; a bad server is a clear error."""

from __future__ import annotations

import numpy as np
import pytest

from lastmile_cli.domain.errors import ServiceUnreachableError, UsageError
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TravelMode
from lastmile_cli.plumbing.json_service import TRIES
from lastmile_cli.roads.profiles.catalogue import find_profile
from lastmile_cli.roads.registry import open_roads
from lastmile_cli.roads.router_source import RouterSource
from lastmile_cli.roads.valhalla import ValhallaRouter, valhalla_service
from tests.fakes.valhalla_server import ValhallaFake

VAN = TravelMode(profile="van")
PATIENT_S = 120.0
"""A busy machine compiles the fake's streets for as long as it takes."""


def source(
    fake: ValhallaFake,
    block: int = 50,
    waits: list[float] | None = None,
    timeout_s: float = PATIENT_S,
) -> RouterSource:
    seen = [] if waits is None else waits
    service = valhalla_service(fake.url, timeout_s, seen.append)
    profiles = ("van", "truck", "bike", "foot")
    routers = {profile: ValhallaRouter(service, find_profile(profile)) for profile in profiles}
    return RouterSource("valhalla", routers, block)


def test_blocks_of_any_size_and_servers_of_any_age_make_the_same_table(streets, town):
    points = [town.at(letter) for letter in "ABCDEF"]
    with ValhallaFake(streets) as new, ValhallaFake(streets, old=True) as old:
        tables = [
            source(fake, block).travel(points, [VAN], FREE_FLOW).tables[0]
            for fake, block in ((new, 1), (new, 4), (new, 50), (old, 50))
        ]

    assert tables[0].duration_s.max() < UNREACHABLE_S
    for table in tables[1:]:
        assert np.array_equal(table.duration_s, tables[0].duration_s)
        assert np.array_equal(table.distance_m, tables[0].distance_m)


def test_tables_and_legs_are_those_of_the_streets(streets, town):
    """From A to F are eight hundred metres at ten metres a second, and a turn."""
    points = [town.at("A"), town.at("F")]
    with ValhallaFake(streets) as fake:
        roads = source(fake)
        travel = roads.travel(points, [VAN], FREE_FLOW)
        (leg,) = roads.legs([(points[0], points[1])], VAN, FREE_FLOW)

    assert travel.leg_m(0, 0, 1) == pytest.approx(800, abs=2)
    assert leg.distance_m == pytest.approx(800, abs=2)
    assert travel.durations_s(0, 0, 1)[0] == pytest.approx(leg.duration_s[0], abs=1)
    assert 80 <= leg.duration_s[0] < 95
    assert leg.geometry[0] == pytest.approx((0, 0), abs=1e-6)
    assert leg.geometry[-1] == pytest.approx((points[1].lat_deg, points[1].lon_deg), abs=1e-6)


def test_each_profile_is_told_as_a_costing_with_its_sizes(streets, town):
    with ValhallaFake(streets) as fake:
        roads = source(fake)
        for profile in ("van", "truck", "bike", "foot"):
            roads.snap([town.at("A")], profile)

    van, truck, bike, foot = fake.questions
    assert [q["costing"] for q in fake.questions] == ["auto", "truck", "bicycle", "pedestrian"]
    assert van["costing_options"]["auto"] == {"height": 2.8, "width": 2.05}
    assert truck["costing_options"]["truck"]["weight"] == 12
    assert "costing_options" not in bike | foot


@pytest.mark.parametrize("refuses_islands", [False, True], ids=["nulls", "refused as a whole"])
def test_an_island_is_unreachable_and_the_rest_is_not(streets, town, refuses_islands):
    points = [town.at(letter) for letter in "ADBEC"]
    is_island = np.array([False, True, False, True, False])
    island = [points[1], points[3]]
    server = ValhallaFake(streets, island=island, refuses_islands=refuses_islands)
    with server as fake:
        roads = source(fake)
        table = roads.travel(points, [VAN], FREE_FLOW).tables[0]
        (leg,) = roads.legs([(points[0], points[1])], VAN, FREE_FLOW)

    across = np.not_equal.outer(is_island, is_island)
    assert (table.duration_s[0][across] == UNREACHABLE_S).all()
    assert (table.distance_m[across] == 0).all()
    assert (table.duration_s[0][~across] < 200).all()
    assert leg.duration_s == (UNREACHABLE_S,)


def test_all_places_are_snapped_in_one_question(streets, town):
    points = [town.at(letter) for letter in "ABCD"] + [town.at("A", north_m=90_000)]
    with ValhallaFake(streets) as fake:
        stands = source(fake).snap(points, "van")

    assert fake.asked == ["locate"]
    assert [stand is None for stand in stands] == [False] * 4 + [True]


BAD = [429, 500, 503, "<html>", "7", '{"status": "fine"}', "half", "hang"]


@pytest.mark.parametrize("trouble", BAD)
def test_a_server_that_stumbles_is_asked_again(streets, town, trouble):
    waits: list[float] = []
    with ValhallaFake(streets, script=(trouble,)) as fake:
        (stand,) = source(fake, waits=waits).snap([town.at("A")], "van")

    assert stand is not None
    assert waits == [0.5]
    assert fake.asked == ["locate", "locate"]


@pytest.mark.parametrize(("trouble", "timeout_s"), [("slow", 0.05), ("drip", 0.3)])
def test_a_server_that_takes_too_long_is_out_of_reach(streets, town, trouble, timeout_s):
    slow = ValhallaFake(streets, script=(trouble,) * TRIES)
    with slow as fake, pytest.raises(ServiceUnreachableError) as caught:
        source(fake, timeout_s=timeout_s).snap([town.at("A")], "van")

    assert "in time" in caught.value.message


def test_a_busy_server_is_given_the_time_it_asks_for(streets, town):
    waits: list[float] = []
    with ValhallaFake(streets, script=(429,), headers={"Retry-After": "7"}) as fake:
        source(fake, waits=waits).snap([town.at("A")], "van")

    assert waits == [7.0]


def test_a_server_that_wants_an_hour_is_out_of_reach_tonight(streets, town):
    waits: list[float] = []
    busy = ValhallaFake(streets, script=(429,), headers={"Retry-After": "3600"})
    with busy as fake, pytest.raises(ServiceUnreachableError):
        source(fake, waits=waits).snap([town.at("A")], "van")

    assert waits == []


def test_a_server_that_keeps_failing_is_out_of_reach_with_a_way_out(streets, town):
    failing = ValhallaFake(streets, script=(500,) * 9)
    with failing as fake, pytest.raises(ServiceUnreachableError) as caught:
        source(fake).snap([town.at("A")], "van")

    assert len(fake.asked) == TRIES
    assert fake.url in caught.value.message
    assert "embedded" in caught.value.hint


@pytest.mark.parametrize(
    "nonsense",
    [
        '{"sources_to_targets": {"durations": [[0, 1]], "distances": [[0, 1], [1, 0]]}}',
        '{"sources_to_targets": {"durations": [[0, -1], [1, 0]], "distances": [[0, 1], [1, 0]]}}',
        '{"sources_to_targets": {"durations": [[0, "?"], [1, 0]], "distances": [[0, 1], [1, 0]]}}',
        '{"sources_to_targets": {"durations": [[0, 1], [1, 0]]}}',
        '{"sources_to_targets": [[{"time": 1}], [{"distance": 1}]]}',
        '{"sources_to_targets": null}',
        "[]",
    ],
)
def test_a_table_that_makes_no_sense_is_never_planned_with(streets, town, nonsense):
    points = [town.at("A"), town.at("C")]
    with ValhallaFake(streets) as fake:
        roads = source(fake)
        roads.snap(points, "van")
        fake.script.append(nonsense)
        with pytest.raises(ServiceUnreachableError) as caught:
            roads.travel(points, [VAN], FREE_FLOW)

    assert "tables make no sense" in caught.value.message


@pytest.mark.parametrize(
    "nonsense",
    [
        '{"trip": {}}',
        '{"trip": {"legs": [], "summary": {"time": 1, "length": 1}}}',
        '{"trip": {"legs": [{"shape": "?"}], "summary": {"time": "soon", "length": 1}}}',
        '{"trip": {"legs": [{"shape": "_"}], "summary": {"time": 1, "length": 1}}}',
    ],
)
def test_a_route_that_makes_no_sense_is_never_driven(streets, town, nonsense):
    with ValhallaFake(streets) as fake:
        roads = source(fake)
        roads.snap([town.at("A"), town.at("B")], "van")
        fake.script.append(nonsense)
        with pytest.raises(ServiceUnreachableError) as caught:
            roads.legs([(town.at("A"), town.at("B"))], VAN, FREE_FLOW)

    assert "routes make no sense" in caught.value.message


@pytest.mark.parametrize("nonsense", ["[]", '[{"edges": [{}]}]', "[7]", '{"trip": 1}'])
def test_streets_that_make_no_sense_are_never_stopped_at(streets, town, nonsense):
    server = ValhallaFake(streets, script=(nonsense,))
    with server as fake, pytest.raises(ServiceUnreachableError) as caught:
        source(fake).snap([town.at("A")], "van")

    assert "streets make no sense" in caught.value.message


@pytest.mark.parametrize(
    ("code", "way_out"),
    [(150, "roads.valhalla.block"), (154, "max_matrix_distance"), (106, "locate"), (199, "log")],
)
def test_a_refusal_about_the_server_says_what_to_change_there(streets, town, code, way_out):
    with ValhallaFake(streets) as fake:
        roads = source(fake)
        roads.snap([town.at("A")], "van")
        fake.script.append(f'{{"error_code": {code}, "error": "no"}}')
        with pytest.raises(UsageError) as caught:
            roads.travel([town.at("A"), town.at("A")], [VAN], FREE_FLOW)

    assert str(code) in caught.value.message
    assert way_out in caught.value.hint


def test_without_a_server_the_way_out_is_told():
    with pytest.raises(UsageError) as caught:
        open_roads(RoadsSettings(source="valhalla"))

    assert "roads.valhalla.url" in caught.value.hint
