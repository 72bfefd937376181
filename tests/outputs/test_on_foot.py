"""Rounds on foot as a driver, a dispatcher and a phone are told of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.outputs.geojson import geojson_record
from lastmile_cli.outputs.gpx import gpx_bytes
from lastmile_cli.outputs.manifest_json import manifest_record
from lastmile_cli.outputs.navigation import navigation_chunks
from lastmile_cli.outputs.on_foot import foot_texts
from lastmile_cli.outputs.route_sheets import manifest_sheets, route_sheets
from lastmile_cli.outputs.routes_csv import ROUTES_HEADER, routes_csv
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.records.plan_json import plan_from_record, plan_to_record
from lastmile_cli.records.sums import list_false_sums
from tests.checking.test_plan_walks import planned


@pytest.fixture(scope="module")
def plan():
    """A, then B and C on foot from there, 30 m each and 60 m back; E by van."""
    made, _ = planned()
    stops = tuple(
        replace(stop, name=f"N{stop.stop_id}", address=Address(line1=f"Yrjönkatu {number}"))
        for number, stop in enumerate(made.stops, 5)
    )
    return replace(made, stops=stops)


def test_the_driver_is_told_where_to_park_what_to_take_and_how_far_back(plan):
    (route,) = plan.routes

    assert foot_texts(route, stops_by_id(plan)) == {
        "A": "Park here, on foot to stops 2, 3",
        "B": "Park at Yrjönkatu 5, walk 30 m, with the goods for stops 2, 3",
        "C": "Walk on 30 m, then 60 m back",
    }


def test_the_manifest_says_so_at_each_door(plan):
    sheet = manifest_sheets(plan, plan.routes)[0]
    do = sheet.plain_form.columns.index(
        next(c for c in sheet.plain_form.columns if c.heading == "do")
    )

    told = [row[do] for row in sheet.plain_form.rows]

    assert told[1:5] == [
        "Park here, on foot to stops 2, 3",
        "Park at Yrjönkatu 5, walk 30 m, with the goods for stops 2, 3",
        "Walk on 30 m, then 60 m back",
        "",
    ]
    assert "2 min on foot" in sheet.title


def test_the_table_of_a_dispatcher_says_how_far(plan):
    (sheet,) = route_sheets(plan, plan.routes)

    assert [row[4] for row in sheet.rows][1:5] == ["NA", "Walk 30 m: NB", "Walk 30 m: NC", "NE"]


def test_the_manifest_for_programs_has_words_and_figures(plan):
    (manifest,) = manifest_record(plan, plan.routes)["manifests"]
    a, b, c, e = manifest["visits"][1:]

    assert (manifest["walk_m"], manifest["walk_s"]) == (120, 120)
    assert a["on_foot"] == "Park here, on foot to stops 2, 3"
    assert (b["parked_at"], b["walk_m"], b["walk_s"]) == ("A", 30, 30)
    assert "walk_back_m" not in b
    assert (c["walk_back_m"], c["walk_back_s"]) == (60, 60)
    assert "parked_at" not in e


def test_a_phone_is_led_to_where_the_vehicle_stands(plan):
    """Links and the route of a GPX leave out B and C; waypoints have them."""
    (route,) = plan.routes
    gpx = gpx_bytes(plan, route).decode()

    (link,) = navigation_chunks(route)
    assert (link.first, link.last) == (1, 4)
    assert gpx.count("<wpt ") == len(route.visits)
    assert gpx.count("<rtept ") == len(route.visits) - 2 + 1
    assert "Walk on 30 m, then 60 m back" in gpx


def test_geojson_has_the_parking_place_and_the_doors(plan):
    features = geojson_record(plan)["features"]
    visits = {
        one["properties"]["stop_id"]: one
        for one in features
        if one["properties"]["feature"] == "visit" and one["properties"]["stop_id"]
    }

    assert visits["A"]["properties"]["on_foot"] == "Park here, on foot to stops 2, 3"
    assert visits["B"]["properties"]["parked_at"] == "A"
    b = next(stop for stop in plan.stops if stop.stop_id == "B").coordinate
    assert visits["B"]["geometry"]["coordinates"] == [b.lon_deg, b.lat_deg]
    assert features[0]["properties"]["walk_m"] == 120


def test_columns_of_the_routes_csv_add_up(plan):
    rows = [line.split(",") for line in routes_csv(plan).splitlines()]
    at, minutes = ROUTES_HEADER.index("walk_m"), ROUTES_HEADER.index("walk_min")
    walks = [(row[at], row[minutes]) for row in rows[1:] if row[at]]

    assert walks == [("30", "0.5"), ("90", "1.5")]


def test_a_plan_with_walks_comes_back_whole(plan):
    record = json.loads(json.dumps(plan_to_record(plan)))

    again = plan_from_record(record)

    assert again.routes == plan.routes
    assert record["totals"]["walk_m"] == 120
    assert record["routes"][0]["walk_s"] == 120
    assert list_false_sums(record, again) == []
    record["routes"][0]["walk_m"] = 121
    assert [one.path for one in list_false_sums(record, again)] == ["routes[0].walk_m"]


def test_plans_without_walks_say_nothing_of_them():
    made, _ = planned(walks={})

    assert "walk" not in json.dumps(plan_to_record(made))
