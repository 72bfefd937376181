"""``lastmile hubs``: sites chosen for a history of days."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.conftest import DAY, Shell

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, service_time_min: 0}
roads:
  source: great_circle
  great_circle: {speed_kmh: 60, detour: 1}
depots:
  - {id: shop, lat: 60.0, lon: 24.0}
vehicles:
  - id: van
    shift: {start: "08:00", end: "18:00"}
    depot: shop
    costs: {vehicle_per_day: "0.00", wage_per_hour: "30.00", maintenance_per_km: "1.00"}
    energy: {kind: diesel, l_per_100km: 0.001}
solver: {engine: ruin-recreate, iterations: 20}
"""
MONDAY = """\
id,lat,lon,parcels
a,60.001,24.0,2
b,60.002,24.0,1
c,60.201,24.0,3
d,60.202,24.0,1
"""
"""Two customers in the south and two twenty kilometres north of them."""
TUESDAY = "id,lat,lon,parcels\nc,60.201,24.0,4\nd,60.202,24.0,4\n"
SITES = """\
id,kind,lat,lon,fixed_per_day,capacity
south,hub,60.0,24.0,5.00,
middle,hub,60.1,24.0,5.00,
north,hub,60.2,24.0,5.00,
"""
ASKED = ("hubs", "sites.csv", "monday.csv", "tuesday.csv", "-c", "day.yaml", "--date", DAY)


@pytest.fixture
def town(tmp_path) -> Shell:
    for name, text in (
        ("day.yaml", CONFIG),
        ("monday.csv", MONDAY),
        ("tuesday.csv", TUESDAY),
        ("sites.csv", SITES),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Shell(tmp_path)


def test_three_sites_four_customers_and_what_planning_says(town):
    """
    Both ends are open, or the north alone: the engine's plans stand beside the estimates.

    From the north alone somebody drives 20 km there and back; a second rent costs five euros.
    """
    told = town(*ASKED, "--plan", "--choices", "7", "--json").json()
    first, second = told["choices"][:2]

    assert set(first["sites"]) == {"south", "north"}
    assert [it["open"] for it in told["sites"]] == [True, False, True]
    assert all(float(it["planned"]) >= float(first["planned"]) for it in told["choices"])
    assert [day["left_out"] for day in first["days"]] == [0, 0]
    assert [day["served"] for day in first["days"]] == [4, 2]
    assert float(second["estimate"]) > float(first["estimate"])


def test_one_hub_at_most_is_the_one_where_most_is_asked_for(town):
    told = town(*ASKED, "--max-hubs", "1", "--json").json()

    assert told["choices"][0]["sites"] == ["north"]
    (north,) = [it for it in told["sites"] if it["site_id"] == "north"]
    assert (north["visits"], north["parcels"], north["peak_parcels"]) == (3.0, 7.5, 8)


def test_a_van_that_stands_still_on_tuesday_is_paid_and_a_fleet_without_it_is_found(town):
    """
    From the middle one van drives to all four on Monday, and a bike could bring two of them.

    A kept van costs its 8 euros on Tuesday too, where the bike alone is enough: both are told.
    """
    bike = (
        "  - id: bike\n    shift: {start: '08:00', end: '08:30'}\n    depot: shop\n"
        "    costs: {vehicle_per_day: '2.00', wage_per_hour: '30.00'}\n"
        "    energy: {kind: human}\nsolver:"
    )
    text = CONFIG.replace('"0.00"', '"8.00"').replace("solver:", bike)
    town.at("day.yaml").write_text(text, encoding="utf-8")
    told = town(*ASKED, "--max-hubs", "1", "--choices", "1", "--fleet", "--json").json()
    fleet = told["fleet"]
    best = fleet[0]

    assert told["choices"][0]["sites"] == ["north"]
    assert best["left_out"] == 0
    assert all((it["left_out"], float(it["cost"])) >= (0, float(best["cost"])) for it in fleet)
    # Somebody must reach the south, which no bike does in half an hour.
    assert best["vehicles"]["van"] == 1
    (alone,) = [it for it in fleet if it["vehicles"] == {"van": 1}]
    idle = 8.0 * sum(not day["vehicles"].get("van") for day in alone["days"])
    assert float(alone["idle_cost"]) == idle


def test_a_map_a_table_and_a_line_a_site(town):
    ran = town(*ASKED, "--chart", "map.svg")
    lines = list(csv.DictReader(io.StringIO(town(*ASKED, "--format", "csv").out)))
    drawn = ET.fromstring(town.at("map.svg").read_bytes())
    texts = {it.text for it in drawn.iter("{http://www.w3.org/2000/svg}text")}

    assert "north" in ran.out
    assert {"south", "middle", "north"} <= texts
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}line"))) == 4
    assert [line["site_id"] for line in lines] == ["south", "middle", "north"]


def test_too_little_room_says_how_many_parcels_have_no_place(town):
    town.at("sites.csv").write_text(SITES.replace("5.00,\n", "5.00,2\n"), encoding="utf-8")
    ran = town(*ASKED)

    assert ran.code == 3
    assert "LM1194" in ran.err
    assert "take 6 parcels a day, tuesday.csv has 8: 2 too many" in ran.err


def test_a_negative_capacity_is_refused_with_its_line(town):
    town.at("sites.csv").write_text(SITES.replace("5.00,\n", "5.00,-2\n"), encoding="utf-8")
    ran = town(*ASKED)

    assert ran.code == 3
    assert "sites.csv:2 capacity  LM1191 error: '-2' is negative. The same in rows 3, 4." in ran.err


def test_an_empty_day_counts_and_is_told_and_an_empty_history_is_refused(town):
    town.at("tuesday.csv").write_text("id,lat,lon,parcels\n", encoding="utf-8")
    ran = town(*ASKED)
    none = town("hubs", "sites.csv", "tuesday.csv", "-c", "day.yaml", "--date", DAY)

    assert (ran.code, none.code) in ((0, 3), (3, 3))
    assert "tuesday.csv" in ran.err
    assert "tuesday.csv" in none.err


def test_plans_say_what_tours_are_like(town):
    assert town("plan", "monday.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json").code == 0
    told = town(*ASKED, "--like", "plan.json", "--json").json()
    as_plan = ("hubs", "sites.csv", "plan.json", "tuesday.csv", *ASKED[4:])
    same = town(*as_plan, "--json").json()

    assert told["estimate"]["method"] == "plans"
    assert told["estimate"]["stops_per_tour"] == 4.0
    # A plan in the history stands for the orders that it was made from.
    assert same["choices"] == told["choices"]
    assert same["days"] == ["plan.json", "tuesday.csv"]
    assert town(*as_plan, "--max-hubs", "1", "--choices", "1", "--plan").code == 0


@pytest.fixture
def sample(tmp_path, planned) -> Shell:
    (tmp_path / "sample_data").symlink_to(planned.parent / "sample_data")
    (tmp_path / "config.example.yaml").symlink_to(planned.parent / "config.example.yaml")
    return Shell(tmp_path)


LOCKERS = ("sample_data/stops_lockers.csv", "-c", "config.example.yaml", "--date", DAY)


def test_the_sample_sites_stand_on_streets_that_lead_everywhere(sample):
    told = sample("hubs", "sample_data/sites.csv", *LOCKERS, "--json").json()

    assert [it for it in told["notices"] if it["code"] in ("LM1193", "LM1197")] == []
    assert told["choices"][0]["is_proven"]
    assert all(it["lat"] for it in told["sites"])


def test_a_site_in_the_sea_is_named_and_nothing_is_chosen(sample):
    sample.at("wet.csv").write_text(
        "id,lat,lon,fixed_per_day\nshop,60.165148,24.942780,5\nraft,60.150,24.95,1\n",
        encoding="utf-8",
    )
    ran = sample("hubs", "wet.csv", *LOCKERS)

    assert ran.code == 3
    assert "raft" in ran.err
