"""Warehouse, hubs and trucks in the configuration: what is read, and every slip."""

from __future__ import annotations

import textwrap
from datetime import date

import pytest
from intake_world import configure

from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping
from lastmile_cli.intake.fleet_facts import FleetFacts
from tests.conftest import ROOT

WORLD = """\
service: {timezone: Europe/Helsinki, currency: EUR, country: FI}
roads: {map: helsinki.osm.pbf}
depots:
  - {id: warehouse, lat: 60.25, lon: 24.94}
  - id: hub
    lat: 60.17
    lon: 24.94
    HUB
vehicles:
  - id: truck
    echelon: line_haul
    profile: truck
    depot: TRUCK
    capacity: {weight_kg: 3000}
    shift: {start: 05:00, end: 13:00}
    energy: {kind: diesel, l_per_100km: 20}
  - id: van
    VAN
    depot: hub
    capacity: {weight_kg: 800}
    shift: {start: 08:00, end: 17:00}
    energy: {kind: diesel, l_per_100km: 8.4}
"""
SUPPLIED = "supplied_by: warehouse"


def read(hub=SUPPLIED, truck="warehouse", van=""):
    lines = textwrap.dedent(hub).strip().replace("\n", "\n    ")
    return configure(WORLD.replace("HUB", lines).replace("TRUCK", truck).replace("VAN", van))


def told(result):
    return [(n.code, n.place.column, n.problem) for n in result.notices
            if n.code in ("LM1255", "LM1256")]  # fmt: skip


def test_a_hub_says_who_supplies_it_and_how_long_that_takes():
    config = read("""
        supplied_by: warehouse
        unload_min: 15
        unload_per_parcel_s: 4
        sort_min: 20
        receiving_hours: ["05:30", "07:30"]
        """).config_or_refuse()  # fmt: skip

    hub = config.get_depot("hub")
    assert (hub.supplied_by, hub.unload_s, hub.unload_per_parcel_s, hub.sort_s) == (
        "warehouse", 900, 4, 1_200
    )  # fmt: skip
    assert hub.receiving == Window(19_800, 27_000)
    assert config_from_mapping(config.effective, base=ROOT).depots == config.depots


def test_on_a_day_trucks_are_no_vehicles_for_customers():
    config = read().config_or_refuse()

    day = on_service_day(config, ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki"))

    assert [it.vehicle_id for it in day.vehicles] == ["van"]
    assert [it.vehicle_id for it in day.trucks] == ["truck"]
    assert day.has_line_haul
    assert [it.weight_g for it in FleetFacts.of(config).capacities] == [800_000]


def test_receiving_hours_follow_the_clock():
    hub = 'supplied_by: warehouse\nreceiving_hours: ["05:00", "07:00"]'
    spring = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")

    day = on_service_day(read(hub).config_or_refuse(), spring)

    assert day.get_depot("hub").receiving == Window(4 * 3_600, 6 * 3_600)


@pytest.mark.parametrize(
    ("changes", "code", "column", "problem"),
    [
        ({"hub": "supplied_by: warehous"}, "LM1255", "depots[1].supplied_by",
         "'warehous' is no depot."),
        ({"hub": "supplied_by: hub"}, "LM1255", "depots[1].supplied_by",
         "'hub' is supplied by hub itself."),
        ({"truck": "hub"}, "LM1255", "depots[1].supplied_by",
         "no truck starts from 'warehouse'."),
        ({"hub": f'{SUPPLIED}\nreceiving_hours: ["07:00", "05:00"]'}, "LM1255",
         "depots[1].receiving_hours", "closes at 05:00, opens at 07:00."),
        ({"van": "echelon: line_haul"}, "LM1255", "vehicles",
         "every vehicle is a truck of the line-haul: nobody goes to customers."),
        ({"hub": "sort_min: 10"}, "LM1256", "depots[1].sort_min",
         "`sort_min` changes nothing: no truck supplies this depot."),
        ({"hub": "name: Hub"}, "LM1256", "vehicles[0].echelon",
         "supplies nobody: no depot is supplied_by 'warehouse'."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_place(changes, code, column, problem):
    result = read(**changes)

    assert (code, column, problem) in told(result)
    severities = {n.severity for n in result.notices if n.code == code}
    assert severities == {Severity.ERROR if code == "LM1255" else Severity.WARNING}


def test_times_of_unloading_are_not_negative():
    assert read(f"{SUPPLIED}\nunload_min: -5").config is None
