"""The configuration in the units of the house, exactly, and back from what a plan keeps."""

import contextlib
import dataclasses
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_world import CONFIG, configure

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.fleet import CostCategory, RateBasis
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import HOUSE_PROFILES, MatrixFiles, OwnProfile
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import FREE_FLOW
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.sources import Source
from lastmile_cli.roads.profiles.catalogue import PROFILES

H = 3600
EURO = 1_000_000


def rates(vehicle):
    return {(rate.category, rate.basis): rate.micro for rate in vehicle.rates}


def test_prices_become_exact_rates():
    """8.4 l at 1.75 is 14.70 per 100 km; driver and helper at 21 each, both 21 more from overtime."""
    text = CONFIG.replace("    skills:", "    crew: 2\n    overtime_after_h: 8\n    skills:")
    text += "costs: {diesel_per_l: 1.75, wage_per_hour: '21.00', overtime_multiplier: 1.5, tolls_per_day: 2.10}\n"

    vehicle = configure(text).config_or_refuse().vehicles[0]

    found = rates(vehicle)
    assert found[CostCategory.ENERGY, RateBasis.PER_KM] == 147_000
    assert found[CostCategory.WAGES, RateBasis.PER_PAID_HOUR] == 21 * EURO
    assert found[CostCategory.HELPERS, RateBasis.PER_PAID_HOUR] == 21 * EURO
    assert found[CostCategory.OVERTIME, RateBasis.PER_OVERTIME_HOUR] == 21 * EURO
    assert found[CostCategory.TOLLS, RateBasis.PER_ROUTE] == 2_100_000
    assert vehicle.overtime_after_s == 8 * H


def test_a_group_may_have_prices_of_its_own_and_every_rate_a_source():
    text = CONFIG.replace(
        "    skills:", "    costs: {wage_per_hour: {amount: 30, source: contract}}\n    skills:"
    )

    vehicle = configure(text).config_or_refuse().vehicles[0]

    assert rates(vehicle)[CostCategory.WAGES, RateBasis.PER_PAID_HOUR] == 30 * EURO
    assert {rate.source for rate in vehicle.rates if rate.category is CostCategory.WAGES} == {
        "contract"
    }
    assert all(rate.source for rate in vehicle.rates)


def test_a_group_becomes_numbered_vehicles_and_drivers_are_given_out_in_order():
    text = CONFIG.replace(
        "  - id: van\n", "  - id: van\n    count: 3\n    kind: small van\n    max_km: 80.5\n"
    )
    text = text.replace("[aino]", "[aino, eino]").replace(
        "- {id: aino}", "- {id: aino}\n  - {id: eino, skills: [Piano]}"
    )

    vehicles = configure(text).config_or_refuse().vehicles

    assert [vehicle.vehicle_id for vehicle in vehicles] == ["van-1", "van-2", "van-3"]
    assert [v.driver.driver_id if v.driver else None for v in vehicles] == ["aino", "eino", None]
    assert vehicles[1].all_skills == {"tail_lift", "piano"}
    assert {(v.kind, v.max_distance_m, v.capacity.weight_g) for v in vehicles} == {
        ("small van", 80_500, 800_000)
    }
    assert {(v.start_depot_id, v.end_depot_id) for v in vehicles} == {("hub", "hub")}


def test_an_open_route_has_no_end_depot_and_a_night_shift_passes_midnight():
    text = CONFIG.replace("start: 08:00, end: 17:00", "start: 21:00, end: 05:00")
    text = text.replace("    skills:", "    open_route: yes\n    skills:")

    vehicle = configure(text).config_or_refuse().vehicles[0]

    assert vehicle.end_depot_id is None
    assert vehicle.shift == Window(21 * H, 29 * H)


def test_traffic_covers_the_day_with_free_flow_in_the_gaps():
    text = CONFIG.replace(
        "{map: helsinki.osm.pbf}",
        "{map: h.pbf, traffic: [{name: lunch, from: '11:30', to: '13:30', default: 0.9, speed: {primary: 0.6}},"
        " {name: early, from: 0:00, to: 6:00}]}",
    )

    periods = configure(text).config_or_refuse().roads.periods

    assert [(p.name, p.start_s) for p in periods] == [
        ("early", 0), ("free flow", 6 * H), ("lunch", 11.5 * H), ("free flow", 13.5 * H),
    ]  # fmt: skip
    assert (periods[2].default_factor, periods[2].speed_factors) == (0.9, {"primary": 0.6})
    assert configure().config_or_refuse().roads.periods == FREE_FLOW


def test_emissions_follow_the_consumption_or_the_kilometres():
    """24 kWh per 100 km at 245.40 g are 58.896 g a km, all of it well to tank."""
    text = CONFIG.replace("{kind: diesel, l_per_100km: 8.4}", "{kind: electric, kwh_per_100km: 24}")

    electric = configure(text).config_or_refuse().vehicles[0].emission
    diesel = configure().config_or_refuse().vehicles[0].emission

    assert (electric.ttw_g_per_km, electric.wtt_g_per_km) == (Decimal(0), Decimal("58.896"))
    assert (diesel.ttw_g_per_km, diesel.wtt_g_per_km) == (Decimal("255.61"), Decimal("61.28"))
    assert "DESNZ 2025" in diesel.source


def test_on_the_day_the_clock_changes_shifts_follow_it():
    text = CONFIG.replace(
        "{map: helsinki.osm.pbf}", "{map: h.pbf, traffic: [{name: a, from: 7:00, to: 9:00}]}"
    )
    config = configure(text).config_or_refuse()

    spring = on_service_day(config, ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki"))
    monday = on_service_day(config, ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki"))

    assert spring.vehicles[0].shift == Window(7 * H, 16 * H)
    assert [p.start_s for p in spring.roads.periods] == [0, 6 * H, 8 * H]
    assert monday.vehicles == config.vehicles
    assert monday.roads == config.roads


def test_traffic_holds_on_the_days_it_names():
    traffic = (
        "[{name: rush, days: [mon, Friday], from: 7:00, to: 9:00}, "
        "{name: market, days: [sat], from: 8:00, to: 12:00}, "
        "{name: night works, from: 22:00, to: 24:00}]"
    )
    text = CONFIG.replace("{map: helsinki.osm.pbf}", f"{{map: h.pbf, traffic: {traffic}}}")
    config = configure(text).config_or_refuse()

    def names_on(day):
        on = on_service_day(config, ServiceDay(date=day, timezone="Europe/Helsinki"))
        return [period.name for period in on.roads.periods if period.name != "free flow"]

    assert names_on(date(2026, 6, 1)) == ["rush", "night works"]  # a Monday
    assert names_on(date(2026, 6, 2)) == ["night works"]
    assert names_on(date(2026, 6, 6)) == ["market", "night works"]


def test_servers_answer_for_all_profiles_or_for_one():
    roads = (
        "{source: osrm, osrm: {url: 'http://a:5000', profiles: {bike: 'http://b:5001'}, block: 40}}"
    )
    settings = configure(CONFIG.replace("{map: helsinki.osm.pbf}", roads)).config_or_refuse().roads

    assert settings.osrm_urls == {"": "http://a:5000", "bike": "http://b:5001"}
    assert settings.osrm_block == 40


def test_a_truck_of_ones_own_and_the_time_to_park():
    """The truck's profile says nothing of parking, so it parks as a truck; one van takes longer."""
    roads = (
        "{map: h.pbf, parking_s: {van: 60, truck: 150}, profiles: "
        "{low: {like: truck, height_m: 3.2, weight_t: 7.5, axle_t: 5.2, top_kmh: 80}}}"
    )
    text = CONFIG.replace("{map: helsinki.osm.pbf}", roads)
    vans = "vehicles:\n  - id: van\n"

    settings = configure(text).config_or_refuse()
    truck = configure(text.replace(vans, vans + "    profile: low\n")).config_or_refuse()
    slow = configure(text.replace(vans, vans + "    parking_s: 90\n")).config_or_refuse()

    assert settings.roads.own_profiles == (
        OwnProfile(
            name="low", like="truck", height_m=3.2, weight_kg=7500.0, axle_kg=5200.0, top_kmh=80.0
        ),
    )
    assert [one.vehicles[0].parking_s for one in (settings, truck, slow)] == [60, 150, 90]
    again = config_from_mapping(truck.effective, base=Path("/"))
    assert (again.roads.own_profiles, again.vehicles) == (truck.roads.own_profiles, truck.vehicles)


def test_the_house_profiles_are_those_of_the_roads():
    assert tuple(profile.name for profile in PROFILES) == HOUSE_PROFILES


def test_areas_are_drawn_once_and_named_by_the_traffic_in_them():
    roads = (
        "{map: h.pbf, areas: {centre: [[60.16, 24.93], [60.16, 24.95], [60.18, 24.94]]}, "
        "traffic: [{name: market, from: 8:00, to: 12:00, areas: [{area: centre, default: 0.4}]}]}"
    )
    config = configure(CONFIG.replace("{map: helsinki.osm.pbf}", roads)).config_or_refuse()

    (area,) = config.roads.periods[1].areas
    assert (area.area, area.default_factor) == ("centre", 0.4)
    assert area.ring == ((60.16, 24.93), (60.16, 24.95), (60.18, 24.94))


def test_stretches_overlap_only_where_they_share_a_day():
    """Rush and market would overlap, but never on the same day."""
    traffic = (
        "[{name: rush, days: [mon], from: 7:00, to: 9:00}, "
        "{name: market, days: [sat], from: 8:00, to: 12:00}, "
        "{name: works, from: 11:00, to: 13:00}]"
    )
    read = configure(CONFIG.replace("{map: helsinki.osm.pbf}", f"{{map: a, traffic: {traffic}}}"))

    (notice,) = [one for one in read.notices if one.code == "LM1216"]
    assert "market (08:00-12:00, sat)" in notice.problem


def equal(first, second):
    names = [field.name for field in dataclasses.fields(first) if field.name != "sha256"]
    return [name for name in names if getattr(first, name) != getattr(second, name)] == []


def through_json(config, base):
    return config_from_mapping(json.loads(json.dumps(config.effective)), base=base, environ={})


def test_the_effective_configuration_reads_back_to_the_same_and_again():
    config = configure().config_or_refuse()
    once = through_json(config, Path())
    twice = through_json(once, Path())

    assert equal(config, once)
    assert equal(once, twice)


numbers = st.decimals(Decimal("0.01"), 5000, places=2)
consumption = st.decimals(Decimal("0.01"), 1000, places=2)
clocks = st.integers(0, 1439)


@st.composite
def configurations(draw):
    start = draw(st.integers(0, 1300))
    end = draw(st.integers(start + 1, 1439))
    lines = [
        f"service: {{timezone: Europe/Helsinki, currency: {draw(st.sampled_from(['EUR', 'USD', 'SEK']))}, "
        f"service_time_min: {draw(numbers)}}}",
        f"roads: {{source: great_circle, max_snap_m: {draw(numbers)}, traffic: [{{name: rush, "
        f"from: '{start // 60}:{start % 60:02d}', to: '{end // 60}:{end % 60:02d}', "
        f"default: {draw(st.decimals(Decimal('0.1'), 2, places=2))}}}]}}",
        f"depots: [{{id: hub, lat: {draw(st.decimals(-90, 90, places=6))}, lon: {draw(st.decimals(-180, 180, places=6))}}}]",
        f"vehicles: [{{id: van, count: {draw(st.integers(1, 4))}, crew: {draw(st.integers(1, 3))}, "
        f"speed_factor: {draw(st.decimals(Decimal('0.1'), 3, places=3))}, shift: {{start: '6:00', end: '15:00'}}, "
        f"capacity: {{weight_kg: {draw(numbers)}, volume_m3: {draw(numbers)}, parcels: {draw(st.integers(0, 500))}}}, "
        f"max_km: {draw(numbers)}, energy: {{kind: electric, kwh_per_100km: {draw(consumption)}}}}}]",
        f"costs: {{electricity_per_kwh: {draw(numbers)}, wage_per_hour: '{draw(numbers)}'}}",
        f"solver: {{seed: {draw(st.integers(0, 99))}, time_limit_s: {draw(numbers)}}}",
    ]
    return "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(configurations())
def test_any_configuration_survives_the_way_through_json(text):
    config = configure(text).config_or_refuse()

    assert equal(config, through_json(config, Path()))


def test_a_map_is_found_again_from_where_the_file_was(tmp_path):
    source = Source(file=str(tmp_path / "config.yaml"), content=CONFIG.encode())

    config = read_config(source, environ={}).config_or_refuse()

    assert config.roads.map_path == str(tmp_path / "helsinki.osm.pbf")
    assert config.effective["roads"]["map"] == "helsinki.osm.pbf"
    assert str(tmp_path) not in json.dumps(config.effective)
    assert through_json(config, tmp_path).roads.map_path == config.roads.map_path


def test_files_of_every_source_are_found_from_where_the_file_is_and_stay_as_written(tmp_path):
    roads = {
        "map": "h.pbf",
        "matrix": {"file": "a.csv", "distances": "b.csv", "profiles": {"bike": {"file": "c.npz"}}},
        "osrm_embedded": {"file": "car.osrm", "profiles": {"bike": "${D}/bike.osrm"}},
    }
    text = CONFIG.replace("{map: helsinki.osm.pbf}", json.dumps(roads))
    source = Source(file=str(tmp_path / "config.yaml"), content=text.encode())

    config = read_config(source, environ={"D": "/srv"}).config_or_refuse()

    assert config.roads.matrix_files == {
        "": MatrixFiles(path=str(tmp_path / "a.csv"), distances=str(tmp_path / "b.csv")),
        "bike": MatrixFiles(path=str(tmp_path / "c.npz")),
    }
    assert config.roads.osrm_files == {"": str(tmp_path / "car.osrm"), "bike": "/srv/bike.osrm"}
    assert str(tmp_path) not in json.dumps(config.effective)
    again = config_from_mapping(config.effective, base=tmp_path, environ={"D": "/mnt"})
    assert again.roads.matrix_files == config.roads.matrix_files
    assert again.roads.osrm_files["bike"] == "/mnt/bike.osrm"


def test_servers_named_by_a_variable_are_not_told_by_a_plan():
    secret = "http://me:secret@roads.example"
    roads = {
        "map": "h.pbf",
        "osrm": {"url": "${ROADS}", "profiles": {"bike": "${ROADS}/bike"}},
        "valhalla": {"url": "${ROADS}"},
    }
    text = CONFIG.replace("{map: helsinki.osm.pbf}", json.dumps(roads))

    config = configure(text, {"ROADS": secret}).config_or_refuse()
    again = config_from_mapping(config.effective, base=Path(), environ={"ROADS": secret})

    assert config.roads.osrm_urls == {"": secret, "bike": f"{secret}/bike"}
    assert "secret" not in json.dumps(config.effective)
    assert (again.roads.osrm_urls, again.roads.valhalla_url) == (config.roads.osrm_urls, secret)


def test_a_map_named_by_a_variable_stays_a_variable(tmp_path):
    text = CONFIG.replace("helsinki.osm.pbf", "'${MAPS}/h.pbf'")
    config = configure(text, {"MAPS": "/srv/maps"}).config_or_refuse()

    again = config_from_mapping(config.effective, base=tmp_path, environ={"MAPS": "/mnt"})

    assert config.roads.map_path == "/srv/maps/h.pbf"
    assert config.effective["roads"]["map"] == "${MAPS}/h.pbf"
    assert again.roads.map_path == "/mnt/h.pbf"
    assert through_json(config, tmp_path).roads.map_path == str(tmp_path / "${MAPS}" / "h.pbf")


@pytest.mark.parametrize(
    "data", [{}, {"service": 3}, {"roads": []}, {"service": {"timezone": "x"}}]
)
def test_plain_data_that_is_no_configuration_is_refused(data):
    with pytest.raises(InputRefusedError):
        config_from_mapping(data, base=Path())


@given(st.binary(max_size=300))
def test_no_bytes_at_all_can_break_the_reader(content):
    read_config(Source(file="config.yaml", content=content), environ={})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
places = st.sampled_from(
    [("service", "timezone"), ("roads", "map"), ("roads", "traffic"), ("depots", 0), ("vehicles", 0, "shift"), ("costs", "wage_per_hour"),
     ("vehicles", 0, "energy"), ("vehicles", 0, "drivers"), ("geocoding", "providers"), ("emissions", "factors"), ("solver",), ("drivers",)]
)  # fmt: skip


@settings(deadline=None)
@given(places, values)
def test_no_value_in_any_place_makes_the_reader_fail_in_any_other_way(path, value):
    data = json.loads(json.dumps(configure().config_or_refuse().effective))
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value

    with contextlib.suppress(InputRefusedError):
        config_from_mapping(data, base=Path(), environ={})


def night_traffic(end: str, traffic: str) -> list[tuple[int, float]]:
    """Hours at which periods begin on a Monday, and how fast streets are in them."""
    roads = f"{{map: helsinki.osm.pbf, traffic: [{traffic}]}}"
    text = CONFIG.replace("{map: helsinki.osm.pbf}", roads)
    text = text.replace("start: 08:00, end: 17:00", f"start: 16:00, end: {end}")
    config = configure(text).config_or_refuse()
    monday = ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki")
    periods = on_service_day(config, monday).roads.periods
    return [(period.start_s // 3600, period.default_factor) for period in periods]


def test_a_jam_until_midnight_ends_at_midnight():
    late = "{name: match, from: '22:00', to: '24:00', default: 0.5}"

    assert night_traffic("23:00", late) == [(0, 1.0), (22, 0.5)]
    assert night_traffic("03:00", late) == [(0, 1.0), (22, 0.5), (24, 1.0)]


def test_who_works_past_midnight_drives_into_the_next_days_traffic():
    early = "{name: works, days: [tue], from: '01:00', to: '02:00', default: 0.5}"

    assert night_traffic("23:00", early) == [(0, 1.0)]
    assert night_traffic("01:00", early) == [(0, 1.0)]
    assert night_traffic("03:00", early) == [(0, 1.0), (25, 0.5), (26, 1.0)]
