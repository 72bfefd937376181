"""
What the commands print, kept word for word beside this file.

A change here is a change somebody sees: look at the difference, and if it is
meant, write it down anew (README.md says how).
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from lastmile_cli.records.plan_json import plan_bytes, with_identity
from tests.e2e.conftest import CONFIG, Shell
from tests.plans import hauled_plan, moved_plan, priced_plan, small_plan

HERE = Path(__file__).parent
UPDATE = "LASTMILE_UPDATE_GOLDEN"

COMMANDS = {
    "manifest.txt": ("manifest", "plan.json"),
    "manifest-one-vehicle.txt": ("manifest", "plan.json", "--vehicle", "bike-2"),
    "manifest.csv": ("manifest", "plan.json", "--format", "csv"),
    "manifest.json": ("manifest", "plan.json", "--json"),
    "costs-category.txt": ("costs", "plan.json"),
    "costs-route.txt": ("costs", "plan.json", "--by", "route"),
    "costs-stop.txt": ("costs", "plan.json", "--by", "stop"),
    "costs-category.csv": ("costs", "plan.json", "--format", "csv"),
    "costs-route.csv": ("costs", "plan.json", "--by", "route", "--format", "csv"),
    "costs-stop.csv": ("costs", "plan.json", "--by", "stop", "--format", "csv"),
    "costs-route.json": ("costs", "plan.json", "--by", "route", "--json"),
    "costs-priced.txt": ("costs", "priced.json"),
    "costs-priced-category.csv": ("costs", "priced.json", "--format", "csv"),
    "costs-vehicle.txt": ("costs", "priced.json", "--by", "vehicle"),
    "costs-trip.txt": ("costs", "priced.json", "--by", "trip"),
    "costs-customer.txt": ("costs", "priced.json", "--by", "customer"),
    "costs-priced-stop.txt": ("costs", "priced.json", "--by", "stop"),
    "costs-priced-stop.csv": ("costs", "priced.json", "--by", "stop", "--format", "csv"),
    "costs-priced-stop.json": ("costs", "priced.json", "--by", "stop", "--json"),
    "costs-no-such-saving.txt": ("costs", "priced.json", "--method", "marginal"),
    "costs-trucks.txt": ("costs", "trucks.json", "--by", "vehicle"),
    "costs-trucks-stop.csv": ("costs", "trucks.json", "--by", "stop", "--format", "csv"),
    "manifest-truck.txt": ("manifest", "trucks.json", "--vehicle", "truck"),
    "manifest-truck.json": ("manifest", "trucks.json", "--vehicle", "truck", "--json"),
    "carbon-route.txt": ("carbon", "priced.json"),
    "carbon-stop.txt": ("carbon", "priced.json", "--by", "stop"),
    "carbon-leg.txt": ("carbon", "priced.json", "--by", "leg"),
    "carbon-leg.csv": ("carbon", "priced.json", "--by", "leg", "--format", "csv"),
    "carbon-route.json": ("carbon", "priced.json", "--json"),
    "carbon-no-config.txt": ("carbon", "plan.json"),
    "diff.txt": ("diff", "plan.json", "moved.json"),
    "diff.csv": ("diff", "plan.json", "moved.json", "--format", "csv"),
    "diff.json": ("diff", "plan.json", "moved.json", "--json"),
    "diff-same.txt": ("diff", "plan.json", "plan.json", "--strict"),
    "diff-strict.txt": ("diff", "plan.json", "trucks.json", "--strict"),
    "diff-no-plan.txt": ("diff", "plan.json", "stops_messy.csv"),
    "map.txt": ("map", "plan.json", "--vehicle", "bike-2"),
    "map-no-tiles.txt": ("map", "plan.json", "--tiles", "https://tiles.example.com"),
    "track-status.txt": ("track", "status", "plan.json", "-c", CONFIG),
    "track-order.txt": ("track", "order", "S-2", "plan.json", "-c", CONFIG),
    "track-no-such-order.txt": ("track", "order", "S-77", "plan.json", "-c", CONFIG),
    "track-refused.txt": ("track", "ingest", "stops_messy.csv", "-c", CONFIG),
    "quote-other-day.txt": ("quote", "plan.json", "--pin", "60,24", "--date", "2026-06-02"),
    "quote-no-order.txt": ("quote", "plan.json"),
    "stress.txt": ("stress", "drawn.json", "--runs", "200"),
    "stress.csv": ("stress", "drawn.json", "--runs", "200", "--format", "csv"),
    "stress.json": ("stress", "drawn.json", "--runs", "200", "--json"),
    "stress-min-chance.txt": ("stress", "drawn.json", "--min-chance", "0.99", "--seed", "3"),
    "hubs.txt": ("hubs", "sites.csv", "drawn.csv", "-c", "drawn.yaml", "--date", "2026-11-23"),
    "hubs.csv": (
        "hubs",
        "sites.csv",
        "drawn.csv",
        "-c",
        "drawn.yaml",
        "--date",
        "2026-11-23",
        "--format",
        "csv",
    ),
    "hubs-too-small.txt": ("hubs", "small.csv", "drawn.csv", "-c", "drawn.yaml"),
    "export-stops.csv": ("export", "plan.json", "--to", "out", "--formats", "csv"),
    "check-messy.txt": ("check", "stops_messy.csv", "-c", CONFIG, "--date", "2026-06-01"),
    "check-messy.json": (
        "check",
        "stops_messy.csv",
        "-c",
        CONFIG,
        "--date",
        "2026-06-01",
        "--json",
    ),
    "refused.json": ("plan", "nowhere.csv", "-c", CONFIG, "--json"),
    "refused.txt": ("plan", "nowhere.csv", "-c", CONFIG),
    "no-such-vehicle.txt": ("manifest", "plan.json", "--vehicle", "bike-3"),
    "explain-no-place.txt": ("explain", "plan.json", "S-7"),
    "explain-no-place.json": ("explain", "plan.json", "S-7", "--json"),
    "explain-no-vehicle.txt": ("explain", "plan.json", "--vehicle", "bike-3"),
    "no-such-stop.txt": ("explain", "plan.json", "S-77"),
    "no-plan.txt": ("verify", "stops_messy.csv"),
    "init.txt": ("init", "new"),
}
"""File of expected output: the command that prints it."""

WRITTEN = {"export-stops.csv": "out/stops.csv"}
"""Where not stdout but a file is what counts."""


EVENTS = """\
at,event,order_id,vehicle_id,reason,note
2026-06-01 07:59,shift_started,,van-1,,
2026-06-01 08:10,loaded,,van-1,,
2026-06-01 08:21,delivered,S-1,van-1,,
2026-06-01 08:25,cancelled,S-2,,,
2026-06-01 08:24,arrived,S-2,van-1,,
2026-06-01 08:26,delivered,S-2,van-1,,with the Nachbarin Ω
2026-06-01 08:40,not home,S-4,bike-2,,
2026-06-01 08:41,delivered,S-99,bike-2,,
"""
"""A morning of the small plan: one is late, one not at home, one of nobody's."""
DRAWN_CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, service_time_min: 10}
roads:
  source: great_circle
  great_circle: {speed_kmh: 60, detour: 1}
depots:
  - {id: shop, lat: 60.0, lon: 24.0, loading_min: 10}
vehicles:
  - id: van
    shift: {start: "08:00", end: "12:00"}
    depot: shop
    overtime_after_h: 1.5
    costs: {vehicle_per_day: "10.00", wage_per_hour: "30.00"}
    energy: {kind: diesel, l_per_100km: 8}
solver: {engine: ruin-recreate, iterations: 20}
"""
DRAWN_STOPS = """\
id,lat,lon,time_window_start,time_window_end
north,60.17987,24.0,08:00,08:25
east,60.17987,24.18,08:00,08:50
home,60.01,24.0,,
"""
"""Twenty kilometres north are twenty minutes, ten east ten more: both doors close soon after."""


DRAWN_SITES = """\
id,kind,lat,lon,fixed_per_day,capacity
shop,hub,60.0,24.0,12.00,40
mill,hub,60.17987,24.09,15.00,40
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory, sample_data) -> Shell:
    folder = tmp_path_factory.mktemp("golden")
    plan = small_plan()
    plan = with_identity(plan, plan.created_at)
    (folder / "plan.json").write_bytes(plan_bytes(plan))
    others = {
        "priced.json": priced_plan(),
        "trucks.json": hauled_plan(),
        "moved.json": moved_plan(),
    }
    for name, made in others.items():
        told = with_identity(made, made.created_at)
        (folder / name).write_bytes(plan_bytes(told))
    (folder / "drawn.yaml").write_text(DRAWN_CONFIG, encoding="utf-8")
    (folder / "drawn.csv").write_text(DRAWN_STOPS, encoding="utf-8")
    (folder / "sites.csv").write_text(DRAWN_SITES, encoding="utf-8")
    small = DRAWN_SITES.replace(",40", ",1")
    (folder / "small.csv").write_text(small, encoding="utf-8")
    drawn = ("plan", "drawn.csv", "-c", "drawn.yaml", "--date", "2026-11-23", "-o", "drawn.json")
    assert Shell(folder)(*drawn).code == 0
    (folder / "sample_data").symlink_to(sample_data)
    (folder / "stops_messy.csv").write_bytes((sample_data / "stops_messy.csv").read_bytes())
    (folder / CONFIG).write_bytes((sample_data.parent / CONFIG).read_bytes())
    shell = Shell(folder)
    assert shell("track", "ingest", "-", "-c", CONFIG, stdin=EVENTS).code == 0
    return shell


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_it_always_did(room, name):
    ran = room(*COMMANDS[name])
    told = room.at(WRITTEN[name]).read_text(encoding="utf-8") if name in WRITTEN else ran.out
    if ran.code:
        told += f"{ran.err}[exit {ran.code}]\n"
    expected = HERE / name
    if os.environ.get(UPDATE):
        expected.write_text(told, encoding="utf-8", newline="")
    kept = expected.read_bytes().decode() if expected.exists() else ""
    changes = difflib.unified_diff(
        kept.splitlines(), told.splitlines(), "as it was", "as it is", lineterm=""
    )

    if told != kept:
        told_how = f"{name} has changed; if that is meant, {UPDATE}=1 writes it down anew.\n"
        pytest.fail(told_how + "\n".join(changes), pytrace=False)


def test_nothing_is_kept_that_nobody_prints():
    kept = {path.name for path in HERE.iterdir() if path.suffix in (".txt", ".csv", ".json")}

    assert kept == set(COMMANDS)
