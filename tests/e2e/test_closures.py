"""Closed streets from the command line, on a town small enough to count: two streets, two rungs."""

from __future__ import annotations

import csv
import json
import threading
from pathlib import Path

import pytest

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.plumbing.locks import exclusive
from tests.e2e.conftest import DAY, Ran, Shell
from tests.roads.drawn_map import DrawnMap

LADDER = """
X.A..B..C.Y
..   .  .
..   .  .
U.D..E..F.V
"""
"""From A to D are 900 m by the first rung, 1500 m by the second."""

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, service_time_min: 2}
roads:
  map: town.osm.pbf
  closures_file: closures.json
depots:
  - {id: shop, lat: LAT, lon: LON}
vehicles:
  - id: van
    shift: {start: "08:00", end: "18:00"}
    energy: {kind: diesel, l_per_100km: 8}
    costs: {maintenance_per_km: "1.00"}
solver: {iterations: 20}
"""

NO_CLOSURE = '{"type": "FeatureCollection", "features": []}\n'


@pytest.fixture(scope="module")
def town() -> DrawnMap:
    town = DrawnMap(LADDER)
    town.way("XABCY", name="North Street", name__sv="Norra gatan")
    town.way("UDEFV", name="South Street")
    town.way("BE", name="First Rung")
    town.way("CF", name="Second Rung")
    return town


@pytest.fixture
def day(tmp_path: Path, town: DrawnMap) -> Shell:
    """The shop at A, and no street closed yet."""
    town.write(tmp_path / "town.osm.pbf")
    shop = town.at("A")
    text = CONFIG.replace("LAT", f"{shop.lat_deg:.7f}").replace("LON", f"{shop.lon_deg:.7f}")
    (tmp_path / "day.yaml").write_text(text, "utf-8")
    (tmp_path / "closures.json").write_text(NO_CLOSURE, "utf-8")
    return Shell(tmp_path)


def with_stops(day: Shell, *stops: tuple[str, Coordinate, str]) -> Shell:
    rows = [f"{name},{at.lat_deg:.7f},{at.lon_deg:.7f},{window}" for name, at, window in stops]
    day.at("day.csv").write_text("\n".join(["id,lat,lon,window", *rows]) + "\n", "utf-8")
    return day


def plan(day: Shell, *more: str) -> dict:
    ran = day("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json", "-q", *more)
    assert ran.code == 0, ran.err
    return json.loads(day.at("plan.json").read_text("utf-8"))


def close(day: Shell, *what: str) -> Ran:
    return day("roads", "close", *what, "-c", "day.yaml")


def listed(day: Shell) -> list[dict]:
    return day("roads", "list", "-c", "day.yaml", "--json").json()["closures"]


MORNING = ("--from", f"{DAY} 09:00", "--until", f"{DAY} 12:00")
SOME_DAY = "2037-11-23"
"""Still to come, whenever these tests run."""


def test_a_street_is_closed_listed_and_opened_again(day):
    hours = ("--from", f"{SOME_DAY} 09:00", "--until", f"{SOME_DAY} 12:00")
    ran = close(day, "--street", "norra gatan", "--between", "First Rung", "Second Rung", *hours)

    assert ran.code == 0, ran.err
    assert "closes 1 piece of street, 300 m: North Street" in ran.out
    (closure,) = listed(day)
    assert (closure["id"], closure["state"], closure["length_m"]) == ("norra-gatan", "to come", 300)
    assert closure["from"] == f"{SOME_DAY}T09:00:00+02:00"
    assert day("roads", "remove", "norra-gatan", "-c", "day.yaml").out == "Removed: norra-gatan.\n"
    assert listed(day) == []
    assert json.loads(day.at("closures.json").read_text("utf-8")) == json.loads(NO_CLOSURE)


def test_the_first_closure_makes_the_file_and_the_next_keeps_what_is_in_it(day):
    day.at("closures.json").unlink()
    assert close(day, "--street", "First Rung").code == 0
    text = json.loads(day.at("closures.json").read_text("utf-8"))
    text["features"][0]["properties"]["permit"] = "A-7"
    day.at("closures.json").write_text(json.dumps(text), "utf-8")
    assert close(day, "--way", "3", "--id", "again", "--note", "works").code == 0
    assert close(day, "--street", "First Rung").code == 0

    features = json.loads(day.at("closures.json").read_text("utf-8"))["features"]
    assert [one["properties"]["id"] for one in features] == ["first-rung", "again", "first-rung-2"]
    assert features[0]["properties"]["permit"] == "A-7"
    assert day.names() - {"closures.json"} == {"day.yaml", "town.osm.pbf"}


@pytest.mark.parametrize(
    ("what", "code", "told"),
    [
        (["--street", "First Rang"], 3, "'First Rung'"),
        (["--way", "99"], 3, "way id 99"),
        (["--street", "First Rung", "--between", "Second Rung", "South Street"], 3, "no street"),
        (["--street", "First Rung", "--until", "soon"], 2, "--until"),
        (["--street", "First Rung", "--from", "2026-12-02", "--until", "2026-12-01"], 2, "before"),
        ([], 2, "--street, --way or --area"),
        (["--area", "missing.geojson"], 3, "cannot be read"),
        (["--area", "day.yaml"], 2, "no GeoJSON"),
    ],
)
def test_what_closes_nothing_is_refused_and_nothing_is_written(day, what, code, told):
    ran = close(day, *what)

    assert ran.code == code
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert day.at("closures.json").read_text("utf-8") == NO_CLOSURE


def test_a_config_without_a_file_says_what_to_add(day):
    text = day.at("day.yaml").read_text("utf-8")
    day.at("day.yaml").write_text(text.replace("  closures_file: closures.json\n", ""), "utf-8")
    ran = close(day, "--street", "First Rung")

    assert ran.code == 2
    assert "closures_file" in ran.err


def test_an_id_that_is_not_there_is_suggested_and_one_that_is_taken_refused(day):
    assert close(day, "--street", "First Rung", "--id", "works").code == 0
    gone = day("roads", "remove", "work", "-c", "day.yaml")
    taken = close(day, "--street", "Second Rung", "--id", "works")

    assert (gone.code, taken.code) == (2, 2)
    assert "did you mean `works`" in gone.err
    assert len(listed(day)) == 1


def test_what_has_ended_is_taken_out_at_once(day):
    close(day, "--street", "First Rung", "--until", "2020-01-01", "--id", "old")
    close(day, "--street", "Second Rung", "--id", "new")

    assert day("roads", "remove", "--over", "-c", "day.yaml", "--json").json()["removed"] == ["old"]
    assert [closure["id"] for closure in listed(day)] == ["new"]


def test_two_who_write_the_file_at_once_wait_for_each_other(day):
    """We hold its lock for a second: the other one comes after."""
    done = threading.Event()

    def hold() -> None:
        with exclusive(day.at("closures.json")):
            done.wait(1.0)

    holder = threading.Thread(target=hold)
    holder.start()
    ran = close(day, "--street", "First Rung")
    done.set()
    holder.join()

    assert ran.code == 0, ran.err
    assert len(listed(day)) == 1


def test_an_area_drawn_in_geojson_is_closed(day, town):
    west, east = town.at("B", east_m=-50, north_m=-100), town.at("B", east_m=50, north_m=-110)
    lons, lats = (west.lon_deg, east.lon_deg), (west.lat_deg, east.lat_deg)
    ring = [[lons[i], lats[j]] for i, j in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    day.at("strip.geojson").write_text(json.dumps(feature), "utf-8")

    assert (
        "closes 1 piece of street, 300 m: First Rung" in close(day, "--area", "strip.geojson").out
    )


def visits(made: dict) -> dict[str, dict]:
    return {v["stop_id"]: v for route in made["routes"] for v in route["visits"] if v["stop_id"]}


def test_a_leg_is_told_as_it_is_driven_at_its_hour(day, town):
    """To D at ten round the closed rung, home again; to D at two straight: 1500, 1500, 900, 900."""
    with_stops(day, ("early", town.at("D"), "10:00-10:10"), ("late", town.at("D"), "14:00-14:10"))
    text = (
        day.at("day.yaml").read_text("utf-8").replace("    energy", "    max_trips: 2\n    energy")
    )
    day.at("day.yaml").write_text(text, "utf-8")
    assert close(day, "--street", "First Rung", *MORNING).code == 0
    made = plan(day)

    assert visits(made)["early"]["distance_m"] == 1500
    (route,) = made["routes"]
    rung = round(town.at("C").lon_deg, 6)
    assert rung in {lon for _, lon in decode_polyline(route["geometry"])}
    roads = made["provenance"]["roads"]
    assert roads["periods"] == ["free flow", "free flow, closed: first-rung", "free flow"]
    assert [told.split(",")[0] for told in roads["closures"]] == ["first-rung: First Rung"]
    assert [entry["id"] for entry in made["config"]["roads"]["closures"]] == ["first-rung"]
    assert day("verify", "plan.json").code == 0


def test_the_plan_of_a_day_that_no_closure_touches_is_the_plan_without_it(day, town):
    with_stops(day, ("D", town.at("D"), "10:00-10:10"))
    before = plan(day)
    close(day, "--street", "First Rung", "--until", "2026-11-22")
    close(day, "--street", "First Rung", "--from", "2026-11-24 00:00")
    close(day, "--street", "First Rung", "--from", f"{DAY} 18:30", "--until", f"{DAY} 23:00")
    after = plan(day)

    assert after["routes"] == before["routes"]
    assert after["provenance"]["roads"] == before["provenance"]["roads"]
    assert [n["code"] for n in after["notices"] if n["code"] == "LM1464"] == ["LM1464"]


def test_a_door_on_a_street_that_is_closed_all_day_is_walked_to(day, town):
    """130 m from its end on North Street: the van stops there."""
    with_stops(day, ("door", town.at("B", north_m=-130), "09:00-17:00"))
    close(day, "--street", "First Rung", "--from", f"{DAY} 06:00", "--until", f"{DAY} 20:00")
    made = plan(day)

    assert visits(made)["door"]["distance_m"] == 300
    walk = [n for n in made["notices"] if n["code"] == "LM1422"]
    assert "130 m" in walk[0]["problem"]


def test_a_stop_that_nobody_gets_to_is_left_out_and_named(day, town):
    """All of South Street and both rungs are closed; from the next open street it is 300 m."""
    text = day.at("day.yaml").read_text("utf-8").replace("roads:\n", "roads:\n  max_snap_m: 200\n")
    day.at("day.yaml").write_text(text, "utf-8")
    with_stops(day, ("D", town.at("D"), "09:00-17:00"), ("Y", town.at("Y"), "09:00-17:00"))
    for street in ("South Street", "First Rung", "Second Rung"):
        close(day, "--street", street)
    made = plan(day)

    assert [one["stop_id"] for one in made["unassigned"]] == ["D"]
    assert made["unassigned"][0]["reason"] == "no_road"
    assert "300 m to a street" in made["unassigned"][0]["detail"]
    assert list(visits(made)) == ["Y"]


def test_a_closure_that_cuts_off_the_depot_refuses_the_day(day, town):
    text = day.at("day.yaml").read_text("utf-8").replace("roads:\n", "roads:\n  max_snap_m: 100\n")
    day.at("day.yaml").write_text(text, "utf-8")
    with_stops(day, ("D", town.at("D"), "09:00-17:00"))
    close(day, "--street", "North Street")
    ran = day("plan", "day.csv", "-c", "day.yaml", "--date", DAY)

    assert ran.code == 3
    assert "LM1420" in ran.err
    assert "closed" in ran.err


def test_a_stop_whose_street_is_closed_in_the_morning_is_served_after_noon(day, town):
    """From the shop the van leaves at noon, and not a minute before is paid."""
    with_stops(day, ("door", town.at("B", north_m=-150), ""))
    close(day, "--street", "First Rung", "--from", f"{DAY} 07:00", "--until", f"{DAY} 12:00")
    (route,) = plan(day)["routes"]

    assert route["start_at"] == f"{DAY}T12:00:00+02:00"
    assert route["distance_m"] == 900


def test_roads_without_streets_cannot_close_any(day, town):
    text = (
        day.at("day.yaml")
        .read_text("utf-8")
        .replace("roads:\n", "roads:\n  source: great_circle\n")
    )
    with_stops(day, ("D", town.at("D"), "09:00-17:00"))
    close(day, "--street", "First Rung")
    day.at("day.yaml").write_text(text, "utf-8")
    ran = day("plan", "day.csv", "-c", "day.yaml", "--date", DAY)

    assert ran.code == 2
    assert "embedded" in ran.err


@pytest.mark.parametrize("asked", [("list",), ("close", "--street", "First Rung")])
def test_a_config_whose_roads_have_no_streets_is_told_so(day, asked):
    text = day.at("day.yaml").read_text("utf-8")
    day.at("day.yaml").write_text(
        text.replace("roads:\n", "roads:\n  source: matrix\n  matrix: {file: m.csv}\n"), "utf-8"
    )
    ran = day("roads", *asked, "-c", "day.yaml")

    assert ran.code == 2
    assert "roads.source is matrix, which knows no streets to close" in ran.err


def test_mistakes_in_the_file_are_told_by_check_all_at_once(day, town):
    with_stops(day, ("D", town.at("D"), "09:00-17:00"))
    close(day, "--street", "First Rung")
    text = day.at("closures.json").read_text("utf-8").replace("First Rung", "First Rang")
    day.at("closures.json").write_text(text, "utf-8")
    ran = day("check", "day.csv", "-c", "day.yaml", "--date", DAY)
    day.at("closures.json").write_text("{", "utf-8")
    broken = day("check", "day.csv", "-c", "day.yaml", "--date", DAY)

    assert "LM1460" in ran.err + ran.out
    assert "'First Rung'" in ran.err + ran.out
    assert "LM1264" in broken.err + broken.out
    assert broken.code == 3


@pytest.fixture
def promised(day, town) -> Shell:
    """Planned with every street open: at D at ten sharp."""
    text = day.at("day.yaml").read_text("utf-8").replace("roads:\n", "roads:\n  max_snap_m: 200\n")
    day.at("day.yaml").write_text(text, "utf-8")
    with_stops(day, ("D", town.at("D"), "10:00-10:00"))
    plan(day)
    return day


def test_an_old_plan_is_held_against_new_closures(promised):
    """Both legs lead over the rung; the way round is 600 m and a minute longer, each time."""
    close(promised, "--street", "First Rung", *MORNING)
    ran = promised("verify", "plan.json", "-c", "day.yaml", "--json")
    told = ran.json()["closures"]

    (route,) = told["routes"]
    assert [leg["streets"] for leg in route["legs"]] == [["First Rung"]] * 2
    assert [leg["to_stop_id"] for leg in route["legs"]] == ["D", None]
    assert (route["extra_distance_m"], route["extra_drive_s"]) == (1200, 120)
    assert float(route["extra_cost"]) > 1.2
    assert ran.json()["violations"] == []


def test_a_promise_that_the_detour_breaks_ends_with_6(promised):
    """The van leaves as it was told, and is at D a minute later than planned."""
    close(promised, "--street", "First Rung", *MORNING)
    ran = promised("verify", "plan.json", "--closures", "closures.json")

    assert ran.code == 6
    assert "route van: 2 legs hit, +2.0 min, +1.20 km" in ran.out
    assert "LM1658" in ran.out
    assert "Promises broken: 1" in ran.out


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (["--street", "First Rung", "--until", "2026-11-22"], "No closure touches this day"),
        (["--street", "First Rung", "--from", f"{DAY} 14:00"], "No leg of the plan leads there."),
        (["--street", "Second Rung"], "No leg of the plan leads there."),
    ],
)
def test_a_plan_that_no_closure_concerns_holds(promised, what, told):
    close(promised, *what)
    ran = promised("verify", "plan.json", "-c", "day.yaml")

    assert ran.code == 0
    assert told in ran.out


def test_a_plan_made_with_a_closure_knows_it_already(day, town):
    with_stops(day, ("D", town.at("D"), "10:00-10:10"))
    close(day, "--street", "First Rung", *MORNING)
    plan(day)

    assert "No closure touches this day" in day("verify", "plan.json", "-c", "day.yaml").out


def test_a_plan_that_no_way_leads_round_says_so(promised):
    for street in ("First Rung", "Second Rung"):
        close(promised, "--street", street)
    ran = promised("verify", "plan.json", "-c", "day.yaml")

    assert ran.code == 6
    assert "route van: 2 legs hit, no way round" in ran.out
    assert "LM1657" in ran.out


def test_a_door_that_is_walked_to_from_another_street_is_named(day, town):
    """130 m from the open street instead of none: every promise is kept, but the driver walks."""
    with_stops(day, ("door", town.at("B", north_m=-130), "10:00-11:00"))
    plan(day)
    close(day, "--street", "First Rung")
    ran = day("verify", "plan.json", "-c", "day.yaml")
    told = day("verify", "plan.json", "-c", "day.yaml", "--json").json()["closures"]

    assert ran.code == 0
    assert "stop door: from North Street, a walk of 130 m (planned: First Rung, 0 m)" in ran.out
    assert told["moved"] == [
        {
            "stop_id": "door",
            "vehicle_id": "van",
            "street": "North Street",
            "walk_m": 130,
            "planned_street": "First Rung",
            "planned_walk_m": 0,
        }
    ]


def test_an_export_draws_and_counts_the_way_round(day, town):
    with_stops(day, ("D", town.at("D"), "10:00-10:10"))
    close(day, "--street", "First Rung", *MORNING)
    plan(day)
    assert day("export", "plan.json", "--to", "out", "--formats", "csv,gpx").code == 0
    with day.at("out/routes.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    track = day.at("out/van.gpx").read_text("utf-8")

    assert f'lon="{town.at("C").lon_deg:.6f}' in track
    assert any("1.5" in value or "1500" in value for row in rows for value in row.values())
