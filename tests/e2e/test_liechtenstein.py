"""A whole country: 300 addresses of Liechtenstein, vans in Vaduz, every window kept on real roads."""

from __future__ import annotations

import csv
import itertools
import json
import random
from datetime import datetime

import pytest

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from tests.e2e.conftest import DAY, Shell

STOPS = 300
WINDOWS = (("08:00", "12:00"), ("13:00", "17:00"), ("10:00", "12:00"), ("", ""), ("", ""))
PARCELS = 2
VAN_HOLDS = 150

CONFIG = """
service: {timezone: Europe/Vaduz, currency: CHF, country: LI, service_time_min: 3}
roads:
  source: embedded
  map: liechtenstein.osm.pbf
  max_snap_m: 700  # an alpine hut on a track, half a kilometre from the last street
  traffic:
    - {name: morning, from: "07:00", to: "08:30", default: 0.8}
    - {name: evening, from: "16:30", to: "18:00", default: 0.75, speed: {primary: 0.6}}
geocoding: {on_doubtful_address: refuse}
depots:
  - {id: vaduz, name: Hub Vaduz, lat: 47.1410, lon: 9.5215, loading_min: 10}
vehicles:
  - id: van
    count: 6
    profile: van
    capacity: {parcels: 150}
    shift: {start: "07:30", end: "18:30"}
    max_hours: 10
    overtime_after_h: 9
    energy: {kind: electric, kwh_per_100km: 26}
costs:
  wage_per_hour: "34.00"
  electricity_per_kwh: "0.25"
  maintenance_per_km: "0.10"
  vehicle_per_day: "45.00"
  insurance_per_day: "8.00"
  tolls_per_day: "0"
  overtime_multiplier: "1.25"
  technology_per_stop: "0.05"
  customer_service_per_stop: "0.30"
  packaging_per_parcel: "0.40"
"""


def draw_addresses(map_path, count: int, seed: int = 2024) -> list[dict[str, str]]:
    """So many distinct addresses with all their parts, the same ones for a seed."""
    import osmium

    wanted = ("addr:street", "addr:housenumber", "addr:postcode", "addr:city")
    found = set()
    numbered = osmium.filter.KeyFilter("addr:housenumber")
    for thing in osmium.FileProcessor(str(map_path)).with_filter(numbered):
        parts = tuple(thing.tags.get(key, "") for key in wanted)
        if all(parts) and thing.tags.get("addr:country", "LI") == "LI":
            found.add(parts)
    chosen = random.Random(seed).sample(sorted(found), count)
    return [dict(zip(wanted, parts, strict=True)) for parts in chosen]


@pytest.fixture(scope="module")
def country(shared_data, tmp_path_factory) -> Shell:
    shell = Shell(tmp_path_factory.mktemp("liechtenstein"))
    source = shared_data / "osm" / "liechtenstein-20240303.osm.pbf"
    if not source.is_file():
        pytest.skip(f"{source.name} is not there (docs/data.md says where it comes from)")
    shell.at("liechtenstein.osm.pbf").symlink_to(source)
    shell.at("config.yaml").write_text(CONFIG, encoding="utf-8")
    with shell.at("stops.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["Order ID", "Street", "Zip", "City", "From", "To", "Parcels"])
        for number, parts in enumerate(draw_addresses(source, STOPS)):
            street = f"{parts['addr:street']} {parts['addr:housenumber']}"
            hours = WINDOWS[number % len(WINDOWS)]
            town = (parts["addr:postcode"], parts["addr:city"])
            sheet.writerow([f"LI-{number}", street, *town, *hours, PARCELS])
    return shell


@pytest.fixture(scope="module")
def plan(country) -> dict:
    ran = country(
        "plan", "stops.csv", "-c", "config.yaml", "--date", DAY, "--iterations", "150",
        "-o", "plan.json", "--strict", "--offline", "--quiet",
    )  # fmt: skip
    assert ran.code == 0, ran.err[-3000:]
    return json.loads(country.at("plan.json").read_bytes())


def hour(text: str) -> datetime:
    return datetime.fromisoformat(text)


def seconds(earlier: str, later: str) -> float:
    return (hour(later) - hour(earlier)).total_seconds()


def test_all_300_are_served_on_real_roads(plan):
    assert plan["totals"]["served"] == plan["totals"]["stops"] == STOPS
    assert plan["unassigned"] == []
    assert plan["provenance"]["roads"]["is_estimate"] is False


def test_every_address_is_its_own_house(plan):
    """The map knows all of them: none is guessed from its street."""
    precisions = [stop["geocode"]["best"]["precision"] for stop in plan["stops"]]

    assert precisions.count("house") >= 0.99 * STOPS


def test_every_window_is_kept_by_the_written_hours(plan):
    windows = {stop["stop_id"]: stop["windows"] for stop in plan["stops"]}
    kept = 0
    for visit in itertools.chain.from_iterable(route["visits"] for route in plan["routes"]):
        for window in windows.get(visit["stop_id"], ()):
            assert hour(window["opens_at"]) <= hour(visit["start_at"]) <= hour(window["closes_at"])
            kept += 1

    assert kept == sum(bool(WINDOWS[number % len(WINDOWS)][0]) for number in range(STOPS))


def test_the_hours_follow_from_each_other(plan):
    for route in plan["routes"]:
        for before, after in itertools.pairwise(route["visits"]):
            assert seconds(before["depart_at"], after["arrive_at"]) == after["drive_s"]
            assert seconds(after["arrive_at"], after["start_at"]) == after["wait_s"]
            assert seconds(after["start_at"], after["depart_at"]) == 180
        assert hour(route["start_at"]).strftime("%H:%M") >= "07:30"
        assert hour(route["end_at"]).strftime("%H:%M") <= "18:30"
        assert seconds(route["start_at"], route["end_at"]) <= 10 * 3600


def test_no_van_carries_more_than_it_holds(plan):
    for route in plan["routes"]:
        stops = [visit for visit in route["visits"] if visit["kind"] == "stop"]
        assert PARCELS * len(stops) == route["load"]["parcels"] <= VAN_HOLDS


def test_no_leg_is_shorter_than_the_crow_flies_or_faster_than_the_law(plan):
    """A van's way may be shorter by the walks at both ends; the law allows 80 km/h at most."""
    walk_m = {stop["stop_id"]: stop["geocode"]["snap_m"] for stop in plan["stops"]}
    for route in plan["routes"]:
        for before, after in itertools.pairwise(route["visits"]):
            walks_m = walk_m.get(before["stop_id"], 300) + walk_m.get(after["stop_id"], 300)
            crow_m = great_circle_m(at(before), at(after))
            assert after["distance_m"] >= crow_m - walks_m - 5
            assert after["distance_m"] <= (after["drive_s"] + 1) * 80 / 3.6


def at(visit: dict) -> Coordinate:
    return Coordinate(lat_deg=visit["lat"], lon_deg=visit["lon"])


def test_the_referee_finds_nothing(country, plan):
    ran = country("verify", "plan.json")

    assert ran.code == 0, ran.out
    assert "300 stops" in ran.out
