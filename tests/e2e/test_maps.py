"""Maps fetched, looked at and clipped; and days on maps that do not fit them."""

from __future__ import annotations

import json

import osmium
import osmium.osm.mutable as mutable
import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import DAY
from tests.fakes.file_server import FileServer
from tests.roads.drawn_map import DrawnMap

HELSINKI = ROOT / "sample_data" / "helsinki.osm.pbf"
SOMEWHERE = (60.17, 24.94)
CONFIG = """
service: {{timezone: Europe/Helsinki, currency: EUR, service_time_min: 3}}
roads: {{map: town.osm.pbf, parking_s: {{van: 60}}}}
depots: [{{id: hub, lat: {lat}, lon: {lon}}}]
vehicles:
  - id: van
    profile: van
    shift: {{start: "08:00", end: "17:00"}}
    energy: {{kind: electric, kwh_per_100km: 20}}
"""


@pytest.fixture
def town(desk):
    """A street from A to B, water, and a street from C to D on an island."""
    drawn = DrawnMap("A....B..C......D", origin=SOMEWHERE)
    drawn.way("AB", name="Mainland Street")
    drawn.way("CD", name="Island Street")
    drawn.write(desk.at("town.osm.pbf"))
    return drawn


def lay_out(desk, depot, **stops):
    """Write config.yaml and stops.csv; everything is a pin."""
    text = CONFIG.format(lat=round(depot.lat_deg, 6), lon=round(depot.lon_deg, 6))
    desk.at("config.yaml").write_text(text, encoding="utf-8")
    rows = [f"{name},{at.lat_deg:.6f},{at.lon_deg:.6f}" for name, at in stops.items()]
    desk.at("stops.csv").write_text("\n".join(["stop_id,lat,lon", *rows]), encoding="utf-8")


def plan(desk, *more):
    argv = ("stops.csv", "-c", "config.yaml", "--date", DAY, "--iterations", "5")
    return desk("plan", *argv, "--json", *more)


def told(ran):
    """Codes of the notices of an error."""
    return [notice["code"] for notice in json.loads(ran.err)["error"]["notices"]]


def test_a_map_is_fetched_looked_at_clipped_and_built(desk):
    with FileServer(HELSINKI.read_bytes()) as server:
        got = desk("roads", "get", server.url, "--json")
        again = desk("roads", "get", server.url)
    info = desk("roads", "info", "town-latest.osm.pbf", "--json").json()
    box = "24.940,60.166,24.946,60.170"
    piece = desk("roads", "clip", "town-latest.osm.pbf", box, "-o", "piece.osm.pbf", "--json")
    built = desk("roads", "build", "piece.osm.pbf", "--json")
    after = desk("roads", "info", "piece.osm.pbf")

    assert got.json()["is_checked"] is True
    assert desk.at("town-latest.osm.pbf").read_bytes() == HELSINKI.read_bytes()
    assert "is what" in again.out
    assert info["size_bytes"] == HELSINKI.stat().st_size
    assert info["box"]["west_deg"] == pytest.approx(24.935, abs=0.001)
    assert "ODbL" in info["licence"]
    assert piece.json()["ways"] > 300
    assert built.json()["roads"]["streets"] > 200
    assert "built:" in after.out
    assert "truck:" in after.out


def test_a_piece_around_stops_is_enough_to_plan_them(desk):
    lines = (ROOT / "sample_data" / "stops.csv").read_text(encoding="utf-8").splitlines()
    pins = "stop_id,lat,lon\na,60.1666,24.9433\nb,60.1690,24.9450\n"
    desk.at("pins.csv").write_text(pins, encoding="utf-8")
    clip = ("roads", "clip", str(HELSINKI), "--around", "pins.csv", "--km", "0.3")
    ran = desk(*clip, "-o", "town.osm.pbf", "--json")
    config = CONFIG.format(lat=60.1666, lon=24.9433)
    desk.at("config.yaml").write_text(config, encoding="utf-8")
    desk.at("stops.csv").write_text(pins, encoding="utf-8")
    planned = plan(desk)

    assert len(lines) > 100
    assert ran.code == 0, ran.err
    assert ran.json()["box"]["south_deg"] == pytest.approx(60.1666 - 0.0027, abs=1e-4)
    assert planned.json()["totals"]["served"] == 2


def test_a_piece_around_stops_heeds_what_their_columns_mean(desk):
    rows = "stop_id,Breite,Laenge\na,60.1666,24.9433\n"
    desk.at("odd.csv").write_text(rows, encoding="utf-8")
    desk.at("mapping.yaml").write_text("columns: {Breite: lat, Laenge: lon}\n", encoding="utf-8")
    clip = ("roads", "clip", str(HELSINKI), "--around", "odd.csv", "--km", "0.2")

    without = desk(*clip, "-o", "town.osm.pbf")
    ran = desk(*clip, "-o", "town.osm.pbf", "--mapping", "mapping.yaml", "--json")

    assert (without.code, ran.code) == (3, 0), ran.err
    assert ran.json()["without_place"] == 0


def test_a_region_nobody_knows_and_a_file_nobody_has(desk):
    unknown = desk("roads", "get", "lichtenstein")
    with FileServer(b"x", (404,)) as server:
        missing = desk("roads", "get", server.url)
    page = b"<html>Please log in</html>"
    with FileServer(page) as server:
        not_a_map = desk("roads", "get", server.url)
    before = desk.names()

    assert (unknown.code, missing.code, not_a_map.code) == (2, 5, 5)
    assert "did you mean liechtenstein" in unknown.err
    assert "404" in missing.err
    assert "no such file" in not_a_map.err
    assert "town-latest.osm.pbf" not in before


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("town.osm.pbf", "-o", "x.osm.pbf"), "one of the two"),
        (("town.osm.pbf", "1,2,3", "-o", "x.osm.pbf"), "no box"),
        (("town.osm.pbf", "5,5,1,1", "-o", "x.osm.pbf"), "no box on the earth"),
        (("town.osm.pbf", "0,0,1,1"), "-o piece.osm.pbf"),
    ],
)
def test_a_clip_that_makes_no_sense_is_refused_with_a_way_out(desk, town, argv, said):
    ran = desk("roads", "clip", *argv)

    assert ran.code == 2
    assert said in ran.err
    assert not desk.at("x.osm.pbf").exists()


def test_a_map_of_another_region_is_named_before_anything_is_looked_up(desk, town):
    berlin = DrawnMap("A", origin=(52.52, 13.4)).at("A")
    lay_out(desk, berlin, near=berlin)
    ran = plan(desk)
    checked = desk("check", "stops.csv", "-c", "config.yaml", "--date", DAY)

    assert (ran.code, checked.code) == (3, 3)
    assert told(ran) == ["LM1443"]
    assert "km from its middle" in ran.err
    assert "roads get" in ran.err
    assert "LM1443" in checked.out


def test_pins_with_lat_and_lon_swapped_are_told_as_that(desk):
    drawn = DrawnMap("A....B", origin=SOMEWHERE)
    drawn.way("AB")
    drawn.write(desk.at("town.osm.pbf"))
    turned = DrawnMap("A", origin=SOMEWHERE[::-1]).at("A")
    lay_out(desk, turned, near=turned)

    assert "lat and lon of the pins are swapped" in plan(desk).err


def test_a_stop_five_kilometres_from_any_road_is_left_out_and_named(desk, town):
    lay_out(desk, town.at("A"), near=town.at("B"), far=town.at("B", north_m=4_900))
    ran, strict = plan(desk), plan(desk, "--strict")
    (left,) = ran.json()["unassigned"]

    assert (ran.code, strict.code) == (0, 4)
    assert (left["stop_id"], left["class"], left["reason"]) == ("far", "impossible", "no_road")
    assert "4900 m to a street" in left["detail"]
    assert "LM1421" in [notice["code"] for notice in ran.json()["notices"]]


def test_an_island_without_a_ferry_is_called_that(desk, town):
    """D is 1 km from B over the water; 5 m before C it is 295 m, near enough to walk if one could."""
    stops = {
        "near": town.at("A", east_m=100),
        "shore": town.at("C", east_m=-5),
        "island": town.at("D"),
    }
    lay_out(desk, town.at("A"), **stops)
    found = plan(desk).json()
    notices = {notice["code"]: notice["problem"] for notice in found["notices"]}

    assert [left["stop_id"] for left in found["unassigned"]] == ["island"]
    assert "an island without a ferry?" in found["unassigned"][0]["detail"]
    assert "shore" in notices["LM1444"]
    assert "295 m from the door" in notices["LM1444"]


def test_a_depot_on_an_island_is_refused_with_the_reason(desk, town):
    lay_out(desk, town.at("D"), near=town.at("A"))
    ran = plan(desk)

    assert ran.code == 3
    assert told(ran) == ["LM1420"]
    assert "an island without a ferry?" in ran.err


def test_a_map_that_breaks_off_and_one_without_roads_are_refused(desk, town):
    lay_out(desk, town.at("A"), near=town.at("B"))
    whole = desk.at("town.osm.pbf").read_bytes()
    desk.at("town.osm.pbf").write_bytes(whole[:-30])
    cut = plan(desk)
    with osmium.SimpleWriter(str(desk.at("town.osm.pbf")), overwrite=True) as writer:
        writer.add_node(mutable.Node(id=1, location=(0, 0), tags={"building": "yes"}))
    bare = plan(desk)

    assert (cut.code, bare.code) == (3, 3)
    assert (told(cut), told(bare)) == (["LM1403"], ["LM1404"])
    assert "breaks off in its block" in cut.err


def test_parking_is_told_apart_where_a_plan_is_read(desk, town):
    """Two stops, a minute of parking each: on the manifest, in JSON, and where a stop is explained."""
    lay_out(desk, town.at("A"), near=town.at("A", east_m=200), last=town.at("B"))
    assert plan(desk, "-o", "plan.json").code == 0
    found = json.loads(desk.at("plan.json").read_bytes())
    manifest = desk("manifest", "plan.json")
    record = desk("manifest", "plan.json", "--format", "json").json()
    explained = desk("explain", "plan.json", "near")

    assert found["totals"]["parking_s"] == found["routes"][0]["parking_s"] == 120
    assert [visit.get("parking_s", 0) for visit in found["routes"][0]["visits"]] == [0, 60, 60]
    assert "2 min parking" in " ".join(manifest.out.split())
    assert record["manifests"][0]["parking_s"] == 120
    assert "60 s to park" in " ".join(explained.out.split())
    assert desk("verify", "plan.json").code == 0
