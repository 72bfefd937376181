"""The real OSRM, where its wheel is installed: inside this process and as a server of 127.0.0.1."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TravelMode
from lastmile_cli.roads import osrm_embedded
from lastmile_cli.roads.registry import open_roads, reopen_roads
from tests.fakes.osrm_tools import osrm_routed, prepared_osrm

VAN = TravelMode(profile="van")

HUBS = (
    Coordinate(lat_deg=60.165148, lon_deg=24.942780),
    Coordinate(lat_deg=60.174092, lon_deg=24.953076),
)
DOORS = [
    *HUBS,
    Coordinate(lat_deg=60.1688, lon_deg=24.9410),
    Coordinate(lat_deg=60.1711, lon_deg=24.9472),
    Coordinate(lat_deg=60.1650, lon_deg=24.9380),
]

needs_osrm = pytest.mark.skipif(
    find_spec("osrm") is None,
    reason="osrm-bindings is not installed (it has wheels for Python 3.12 and later)",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory, request) -> Path:
    root = Path(__file__).resolve().parents[2]
    folder = tmp_path_factory.mktemp("osrm")
    shutil.copy(root / "sample_data" / "helsinki.osm.pbf", folder)
    return prepared_osrm(folder / "helsinki.osm.pbf")


def settings(base: Path) -> RoadsSettings:
    return RoadsSettings(source="osrm_embedded", osrm_files={"": str(base)})


@needs_osrm
def test_the_server_and_the_library_say_the_same(base):
    inside = open_roads(settings(base))
    with osrm_routed(base) as url:
        outside = open_roads(RoadsSettings(source="osrm", osrm_urls={"": url}, osrm_block=2))
        snaps = [roads.snap(DOORS, "van") for roads in (inside, outside)]
        tables = [roads.travel(DOORS, [VAN], FREE_FLOW).tables[0] for roads in (inside, outside)]
        pair = [(HUBS[0], HUBS[1])]
        legs = [roads.legs(pair, VAN, FREE_FLOW) for roads in (inside, outside)]

    assert None not in snaps[0]
    assert snaps[0] == snaps[1]
    assert legs[0] == legs[1]
    assert np.array_equal(tables[0].duration_s, tables[1].duration_s)
    assert np.array_equal(tables[0].distance_m, tables[1].distance_m)


@needs_osrm
def test_hubs_reach_each_other_and_a_leg_is_what_the_table_says(base):
    roads = open_roads(settings(base))
    travel = roads.travel(HUBS, [VAN], FREE_FLOW)
    (leg,) = roads.legs([HUBS], VAN, FREE_FLOW)

    assert travel.durations_s(0, 0, 1)[0] == pytest.approx(leg.duration_s[0], abs=1)
    assert travel.leg_m(0, 0, 1) == pytest.approx(leg.distance_m, abs=1)
    assert 100 < leg.duration_s[0] < 1000 < leg.distance_m < 4000
    assert travel.durations_s(0, 0, 1)[0] < UNREACHABLE_S


@needs_osrm
def test_a_plan_is_verified_on_the_same_files_only(base):
    sha256 = open_roads(settings(base)).provenance([VAN], FREE_FLOW).map_sha256

    assert reopen_roads(settings(base), sha256).name == "osrm_embedded"
    with pytest.raises(InputRefusedError, match="other roads"):
        reopen_roads(settings(base), "0" * 64)


@needs_osrm
def test_files_that_are_not_prepared_say_how_to(tmp_path):
    with pytest.raises(InputRefusedError) as caught:
        open_roads(settings(tmp_path / "town.osrm"))

    assert [notice.code for notice in caught.value.notices] == ["LM1491"]
    assert "osrm contract" in caught.value.hint


@needs_osrm
def test_files_of_another_making_are_refused(tmp_path):
    (tmp_path / "town.osrm.hsgr").write_bytes(b"no graph")

    with pytest.raises(InputRefusedError) as caught:
        open_roads(settings(tmp_path / "town.osrm"))

    assert [notice.code for notice in caught.value.notices] == ["LM1491"]


@pytest.mark.parametrize(
    ("python", "way_out"), [((3, 11), "osrm-routed"), ((3, 12), "pip install")]
)
def test_without_the_library_the_way_out_depends_on_the_python(
    tmp_path, monkeypatch, python, way_out
):
    monkeypatch.setattr(osrm_embedded, "find_spec", lambda _: None)
    monkeypatch.setattr(osrm_embedded, "_python", lambda: python)

    with pytest.raises(UsageError) as caught:
        open_roads(settings(tmp_path / "town.osrm"))

    assert way_out in caught.value.hint


def test_without_files_the_way_out_is_told():
    with pytest.raises(UsageError) as caught:
        open_roads(RoadsSettings(source="osrm_embedded"))

    assert "roads.osrm_embedded.file" in caught.value.hint


@needs_osrm
def test_on_a_map_of_a_few_streets_osrm_must_be_told_what_a_yard_is(base, tmp_path):
    """By the western edge, where the map was cut, Fredrikinkatu leads out and nowhere back."""
    at_the_edge = Coordinate(lat_deg=60.16556, lon_deg=24.93541)
    places = [HUBS[0], at_the_edge]
    root = Path(__file__).resolve().parents[2]
    shutil.copy(root / "sample_data" / "helsinki.osm.pbf", tmp_path)
    small = ("--small-component-size", "100")
    told = prepared_osrm(tmp_path / "helsinki.osm.pbf", "car", *small)
    reached = [
        open_roads(settings(some)).travel(places, [VAN], FREE_FLOW).tables[0].duration_s.max()
        < UNREACHABLE_S
        for some in (base, told)
    ]

    assert reached == [False, True]
    assert "--small-component-size" in osrm_embedded.PREPARING
