"""A plan read again: sheets, money, files for drivers and phones, all saying the same."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.conftest import Shell

GPX = "{http://www.topografix.com/GPX/1/1}"


@pytest.fixture(scope="module")
def plan(planned) -> dict:
    return json.loads(planned.read_bytes())


@pytest.fixture(scope="module")
def exported(lastmile, planned, tmp_path_factory) -> Shell:
    folder = tmp_path_factory.mktemp("exported")
    ran = lastmile("export", str(planned), "--to", str(folder / "out"))
    assert ran.code == 0, ran.err
    assert ran.out.split() == sorted(map(str, (folder / "out").iterdir()), key=ran.out.index)
    return Shell(folder / "out")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def sum_of(items: list[dict], key: str) -> Decimal:
    return sum((Decimal(item[key]) for item in items), start=Decimal(0))


def visits_of(plan: dict, kind: str = "stop") -> list[dict]:
    return [visit for route in plan["routes"] for visit in route["visits"] if visit["kind"] == kind]


def test_every_driver_finds_every_stop_in_order(lastmile, planned, plan):
    told = lastmile("manifest", "plan.json").out
    rows = rows_of(lastmile("manifest", "plan.json", "--format", "csv").out)

    for route in plan["routes"]:
        assert f"Manifest of {route['vehicle_id']}" in told
    stops = [row["stop_id"] for row in rows if row["kind"] == "stop"]
    assert stops == [visit["stop_id"] for visit in visits_of(plan)]


def test_a_manifest_can_be_one_drivers_only(lastmile, plan):
    vehicle = plan["routes"][0]["vehicle_id"]
    sheet = lastmile("manifest", "plan.json", "--vehicle", vehicle, "--json").json()
    wrong = lastmile("manifest", "plan.json", "--vehicle", "tractor")

    assert [route["vehicle_id"] for route in sheet["manifests"]] == [vehicle]
    assert wrong.code == 2
    assert vehicle in wrong.err


@pytest.mark.parametrize("by", ["category", "route", "stop"])
def test_every_cut_of_the_bill_adds_up_to_the_same_day(lastmile, plan, by):
    total = Decimal(plan["costs"]["total"])
    table = lastmile("costs", "plan.json", "--by", by).out
    as_csv = rows_of(lastmile("costs", "plan.json", "--by", by, "--format", "csv").out)
    record = lastmile("costs", "plan.json", "--by", by, "--format", "json").json()
    key = {"category": "amount", "route": "total", "stop": "cost"}[by]

    assert any(str(total) in line for line in table.splitlines() if line.startswith("total"))
    assert sum_of(as_csv, key) == total
    assert Decimal(record["total"]) == sum_of(record["items"], key) == total


def test_export_writes_every_kind_of_file_and_nothing_else(exported, plan):
    vehicles = {route["vehicle_id"] for route in plan["routes"]}
    expected = {"routes.csv", "stops.csv", "routes.geojson", "fleet.pdf"}
    expected |= {
        f"costs_by_{cut}.csv"
        for cut in ("category", "route", "vehicle", "trip", "stop", "customer")
    }
    expected |= {f"{name}.{kind}" for name in vehicles for kind in ("pdf", "gpx")}

    expected |= {f"partner-{it['partner_id']}.csv" for it in plan["outsourced"]} | {"transfers.csv"}
    hubs = {route["depot_id"] for route in plan["routes"]}
    expected |= {f"{kind}-{hub}.pdf" for hub in hubs for kind in ("hub", "labels")}
    expected |= {"parcels.csv"}

    assert exported.names() == expected


def test_exported_stops_keep_the_columns_of_the_shop(exported, lastmile, plan):
    given = rows_of(lastmile.at("sample_data/stops.csv").read_text(encoding="utf-8"))
    back = {row["Order ID"]: row for row in rows_of(exported.at("stops.csv").read_text("utf-8"))}

    assert sorted(back) == [row["Order ID"] for row in given], "orders of a locker stand together"
    for row in given:
        kept = {name: back[row["Order ID"]][name] for name in row}
        assert {name: cell.removeprefix("'") for name, cell in kept.items()} == row


def test_an_exported_sheet_is_an_orders_file_again(exported, lastmile):
    lastmile.at("again.csv").write_bytes(exported.at("stops.csv").read_bytes())
    ran = lastmile("check", "again.csv", "-c", "config.example.yaml", "--json")
    told = [notice for notice in ran.json()["notices"] if notice["severity"] != "info"]

    assert ran.code == 0
    assert ran.json()["stops"] == 140
    assert told == []


def test_geojson_has_a_line_for_each_route_and_a_point_for_each_stop(exported, plan):
    features = json.loads(exported.at("routes.geojson").read_bytes())["features"]
    kinds = [feature["geometry"]["type"] for feature in features]

    assert kinds.count("LineString") == len(plan["routes"])
    assert kinds.count("Point") >= plan["totals"]["served"]
    for feature in features:
        for lon, lat in ends_of(feature["geometry"]):
            assert (24.8, 60.1) < (lon, lat) < (25.1, 60.3)


def ends_of(geometry: dict) -> list:
    at = geometry["coordinates"]
    return [at] if geometry["type"] == "Point" else [at[0], at[-1]]


def test_gpx_leads_a_phone_along_the_stops(exported, plan):
    for route in plan["routes"]:
        root = ET.fromstring(exported.at(f"{route['vehicle_id']}.gpx").read_bytes())
        stops = [visit for visit in route["visits"] if visit["kind"] == "stop"]

        assert root.tag == f"{GPX}gpx"
        assert len(root.findall(f".//{GPX}trkpt")) > len(stops)
        assert len(root.findall(f"{GPX}wpt")) >= len(stops)


def test_pdfs_are_whole_and_as_long_as_their_routes(exported, plan):
    for route in plan["routes"]:
        pdf = exported.at(f"{route['vehicle_id']}.pdf").read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert pdf.rstrip().endswith(b"%%EOF")
        assert pdf.count(b"/Type /Page\n") >= len(route["visits"]) // 20


def test_export_of_one_vehicle_in_one_format(lastmile, plan, tmp_path):
    vehicle = plan["routes"][-1]["vehicle_id"]
    ran = lastmile(
        "export", "plan.json", "--to", str(tmp_path), "--vehicle", vehicle, "--formats", "gpx"
    )

    assert ran.out == f"{tmp_path / vehicle}.gpx\n"
    assert [path.name for path in tmp_path.iterdir()] == [f"{vehicle}.gpx"]


@pytest.mark.parametrize("command", [("manifest",), ("costs",), ("verify",)])
def test_a_plan_can_come_through_a_pipe(lastmile, planned, command):
    assert lastmile(*command, "-", stdin=planned.read_bytes()).code == 0


def test_a_plan_of_another_day_can_be_read_without_its_map(lastmile, planned, tmp_path):
    """A new machine knows the plan, not the map: sheets and money print, the referee says why not."""
    fresh = {"LASTMILE_CACHE_DIR": str(tmp_path / "cache")}
    there = tmp_path / "elsewhere"
    there.mkdir()
    shell = Shell(there)
    (there / "plan.json").write_bytes(
        planned.read_bytes().replace(str(lastmile.folder).encode(), b"/nowhere")
    )

    assert shell("manifest", "plan.json", env=fresh).code == 0
    assert shell("costs", "plan.json", env=fresh).code == 0
    exported = shell("export", "plan.json", "--to", "out", env=fresh)
    assert exported.code == 0
    assert "LM1430" in exported.err
    judged = shell("verify", "plan.json", env=fresh)
    assert judged.code == 3
    assert "roads build" in judged.err
