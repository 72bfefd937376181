"""Files and links for a driver's phone: GeoJSON, GPX, navigation, names that are safe."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.outputs.geojson import geojson_record
from lastmile_cli.outputs.gpx import GPX_NAMESPACE, gpx_bytes
from lastmile_cli.outputs.manifest_json import manifest_record
from lastmile_cli.outputs.navigation import MAX_WAYPOINTS, navigation_chunks
from lastmile_cli.outputs.safe_names import safe_name, safe_names
from lastmile_cli.records.json_text import json_bytes
from tests.plans import loading, long_plan, provenance, small_plan

GPX = {"g": GPX_NAMESPACE}


def places_of(url: str) -> list[str]:
    query = parse_qs(urlsplit(url).query)
    return [*query.get("waypoints", [""])[0].split("|"), query["destination"][0]]


@pytest.mark.parametrize("count", [1, 9, 10, 11, 25, 60])
def test_navigation_leads_over_every_stop_in_chunks_a_phone_takes(count):
    route = long_plan(count).routes[0]

    chunks = navigation_chunks(route)

    assert [number for it in chunks for number in range(it.first, it.last + 1)] == [
        visit.sequence for visit in route.stop_visits
    ]
    for chunk in chunks:
        assert len(places_of(chunk.url)) <= MAX_WAYPOINTS + 1
        assert len(chunk.url) < 2048
    assert places_of(chunks[0].url)[-1 if count > 9 else 0] != ""
    assert chunks[-1].goes_home == (count % 10 != 0)


@pytest.mark.parametrize(
    ("profile", "mode"),
    [("bike", "bicycling"), ("foot", "walking"), ("van", "driving"), ("truck", "driving")],
)
def test_a_bike_is_led_along_cycleways_and_nobody_walks_a_motorway(profile, mode):
    plan = small_plan()
    group = {"id": "bike", "count": 2, "profile": profile}
    plan = replace(plan, config={**plan.config, "vehicles": [group]})

    van, bike = manifest_record(plan, plan.routes)["manifests"]

    assert parse_qs(urlsplit(bike["navigation"][0]["url"]).query)["travelmode"] == [mode]
    assert "travelmode=driving" in van["navigation"][0]["url"]


def test_an_open_route_does_not_lead_home():
    route = replace(long_plan(3).routes[0], home=None)

    (chunk,) = navigation_chunks(route)

    assert not chunk.goes_home
    assert chunk.label == "Stops 1–3"


def test_loading_again_lies_on_the_way():
    route = long_plan(4).routes[0]
    visits = (*route.visits[:3], loading(2, 9 * 3600, 3), *route.visits[3:])

    (chunk,) = navigation_chunks(replace(route, visits=visits))

    assert places_of(chunk.url)[2] == places_of(chunk.url)[-1] == "60.16515,24.94278"


def test_geojson_draws_each_route_and_keeps_lon_before_lat():
    record = geojson_record(small_plan())
    kinds = [feature["properties"]["feature"] for feature in record["features"]]

    assert json.loads(json_bytes(record)) == record
    assert record["type"] == "FeatureCollection"
    assert kinds.count("route") == 2
    assert kinds.count("visit") == 8
    line = record["features"][0]["geometry"]
    assert line["type"] == "LineString"
    assert line["coordinates"][0] == [24.94278, 60.165148]
    lost = record["features"][-1]
    assert (lost["geometry"], lost["properties"]["stop_id"]) == (None, "S-7")
    assert "OpenStreetMap" in record["attribution"]


def test_a_route_without_street_geometry_is_drawn_straight_and_says_so():
    plan = small_plan()
    route = replace(plan.routes[0], geometry="")
    plan = replace(plan, routes=(route,), provenance=provenance(is_estimate=True))

    record = geojson_record(plan)

    assert len(record["features"][0]["geometry"]["coordinates"]) == 5
    assert record["features"][0]["properties"]["along_streets"] is False
    assert "estimates" in record["remarks"][0]


def test_lines_from_a_matrix_follow_no_street_though_they_are_drawn():
    plan = replace(small_plan(), provenance=provenance(is_straight=True))

    record = geojson_record(plan)

    assert record["features"][0]["properties"]["along_streets"] is False
    assert "straight" in record["remarks"][0]


def test_gpx_has_waypoints_route_and_track_in_the_order_of_the_schema():
    plan = small_plan()

    root = ET.fromstring(gpx_bytes(plan, plan.routes[0]))

    tags = [child.tag.removeprefix(f"{{{GPX_NAMESPACE}}}") for child in root]
    assert tags == ["metadata", "wpt", "wpt", "wpt", "wpt", "rte", "trk"]
    assert root.findtext("g:wpt[2]/g:name", namespaces=GPX) == "01 Łukasz Żółć & Söhne <Αθήνα>"
    assert "door code is 12#34" in root.findtext("g:wpt[2]/g:desc", "", GPX)
    assert len(root.findall("g:rte/g:rtept", GPX)) == 5
    first = root.find("g:trk/g:trkseg/g:trkpt", GPX)
    assert first is not None
    assert first.attrib == {"lat": "60.165148", "lon": "24.942780"}


@pytest.mark.parametrize(
    "name", ["</name><script>", "]]>", "&lol;", "\x00\x0b\x1b", "\ufffe\uffff", "👩‍👩‍👧", "\u202e"]
)
def test_gpx_stays_well_formed_whatever_a_customer_is_called(name):
    plan = small_plan()
    stops = (replace(plan.stops[0], name=name, notes=name), *plan.stops[1:])
    plan = replace(plan, stops=stops)

    root = ET.fromstring(gpx_bytes(plan, plan.routes[0]))

    assert len(root.findall("g:wpt", GPX)) == 4


def test_a_manifest_as_json_holds_all_a_driver_needs():
    plan = small_plan()

    record = manifest_record(plan, plan.routes[:1])

    assert json.loads(json_bytes(record)) == record
    assert record["schema_version"] == 1
    manifest = record["manifests"][0]
    assert manifest["depot"] == {"depot_id": "hub-1", "name": "Hub Kaartinkaupunki"}
    visit = manifest["visits"][1]
    assert visit["name"] == "Łukasz Żółć & Söhne <Αθήνα>"
    assert visit["requires"] == ["id", "signature"]
    assert visit["geo"] == "geo:60.1655,24.94"
    assert manifest["navigation"][0]["goes_home"] is True


@given(st.lists(st.text() | st.sampled_from(["Van 1", "van-1", "VAN/1", "..", "CON", "-rf"])))
def test_file_names_are_safe_and_distinct_on_every_system(ids):
    names = safe_names(ids)

    assert set(names) == set(ids)
    assert len({name.lower() for name in names.values()}) == len(names)
    for name in names.values():
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,80}", name)
        assert name.split(".")[0].lower() not in {"con", "nul", "aux", "prn", "com1", "lpt1"}


def test_a_name_without_a_single_safe_letter_still_gets_one():
    assert safe_name("Москва") == "unnamed"
