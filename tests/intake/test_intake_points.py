"""Collection points of a configuration, the rows that name them, and what is odd about both."""

from datetime import date
from pathlib import Path

import pytest
from intake_world import CONFIG, codes, configure, read

from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping
from lastmile_cli.intake.fleet_facts import FleetFacts

HOURS = 'opening_hours: [{from: "07:00", to: "22:00"}]'
LOCKER = "id: station, lat: 60.1716, lon: 24.9385"
MONDAY, SUNDAY = date(2026, 6, 1), date(2026, 6, 7)


def with_points(*points: str) -> str:
    return CONFIG + "collection_points:\n" + "".join(f"  - {{{point}}}\n" for point in points)


def on(text: str, day: date):
    whole = configure(text).config_or_refuse()
    return on_service_day(whole, ServiceDay(date=day, timezone="Europe/Helsinki"))


def test_a_point_is_read_in_metres_seconds_and_micro_units():
    text = with_points(
        f"{LOCKER}, {HOURS}, name: Locker, service_min: 2.5, service_per_parcel_s: 15, "
        "walking_radius_m: 350, incentive: '1.20', capacity_parcels: 30, max_parcel_kg: 12.5, "
        "max_parcel_cm: [40, 60, 35], zone: centre"
    )

    (point,) = on(text, MONDAY).collection_points

    assert (point.point_id, point.name, point.zone) == ("station", "Locker", "centre")
    assert point.coordinate == Coordinate(lat_deg=60.1716, lon_deg=24.9385)
    assert point.windows == (Window(7 * 3_600, 22 * 3_600),)
    assert point.service_of(4) == 150 + 4 * 15
    assert (point.walking_radius_m, point.incentive_micro) == (350, 1_200_000)
    assert (point.capacity_parcels, point.max_parcel_g) == (30, 12_500)
    assert point.max_parcel_mm == (600, 400, 350)


def test_opening_hours_are_those_of_the_day():
    weekdays = '{days: [mon, tue], from: "06:00", to: "12:00"}, {days: [mon], from: "14:00", '
    text = with_points(f'{LOCKER}, opening_hours: [{weekdays}to: "20:00"}}]')

    assert [len(on(text, day).collection_points[0].windows) for day in (MONDAY, SUNDAY)] == [2, 0]
    assert not on(text, SUNDAY).collection_points[0].is_open


def test_incentives_are_a_price_that_all_vehicles_have():
    free = configure(with_points(f"{LOCKER}, {HOURS}")).config_or_refuse()
    paid = configure(with_points(f"{LOCKER}, {HOURS}, incentive: 1")).config_or_refuse()

    assert not [r for r in free.vehicles[0].rates if r.category is CostCategory.INCENTIVES]
    assert [r.micro for r in paid.vehicles[0].rates if r.category is CostCategory.INCENTIVES] == [
        1_000_000
    ]


def test_points_read_back_from_plain_data():
    config = configure(with_points(f"{LOCKER}, {HOURS}, incentive: '0.50'")).config_or_refuse()

    again = config_from_mapping(config.effective, base=Path())

    assert again.collection_points == config.collection_points
    assert again.vehicles == config.vehicles


NIGHT = 'opening_hours: [{from: "22:00", to: "02:00"}]'
EARLY = 'opening_hours: [{from: "04:00", to: "06:00"}]'


@pytest.mark.parametrize(
    ("points", "code", "column"),
    [
        ([LOCKER], "LM1297", "collection_points[0]"),
        ([f"{LOCKER}, {NIGHT}"], "LM1297", "collection_points[0].opening_hours[0]"),
        ([f"id: a, {HOURS}, walking_radius_m: 300"], "LM1298", "collection_points[0]"),
        ([f"id: a, lat: 60.17, {HOURS}"], "LM1298", "collection_points[0]"),
        ([f"id: a, lat: 24.94, lon: 60.17, {HOURS}"], "LM1298", "collection_points[0].lat"),
        (
            [f"{LOCKER}, {HOURS}, max_parcel_cm: [60, 40]"],
            "LM1298",
            "collection_points[0].max_parcel_cm",
        ),
        ([f"{LOCKER}, {EARLY}"], "LM1299", "collection_points[0].opening_hours"),
        ([f"{LOCKER}, {HOURS}", f"{LOCKER}, {HOURS}"], "LM1212", "collection_points[1].id"),
        (
            [f"{LOCKER}, {HOURS}, capacity_parcels: -4"],
            "LM1219",
            "collection_points[0].capacity_parcels",
        ),
        (
            [f"{LOCKER}, {HOURS}, walking_radius_m: 0"],
            "LM1219",
            "collection_points[0].walking_radius_m",
        ),
        ([f"{LOCKER}, {HOURS}, incentive: -1"], "LM1218", "collection_points[0].incentive"),
        ([f"{LOCKER}, {HOURS}, opens: 7"], "LM1205", "collection_points[0].opens"),
    ],
)
def test_each_odd_thing_about_points_is_told_at_its_key(points, code, column):
    result = configure(with_points(*points))

    found = [notice for notice in result.notices if notice.code == code]
    assert [notice.place.column for notice in found] == [column], result.notices
    assert found[0].hint
    assert (result.config is None) is (code != "LM1299")


def test_all_that_is_odd_is_told_at_once():
    result = configure(with_points("id: a", f"id: b, {HOURS}", f"id: b, {HOURS}, lat: 60.1"))

    assert {"LM1297", "LM1298", "LM1212"} <= set(codes(result))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,Katu 1,,staton", "LM1184"),
        ("A,Katu 1,any,nowhere", "LM1184"),
        ("A,,collection_point,station", None),
        ("A,,collection_point,", "LM1120"),
    ],
)
def test_rows_are_held_against_the_points_there_are(row, code):
    config = configure(with_points(f"{LOCKER}, {HOURS}")).config_or_refuse()

    result = read(
        f"stop_id,address,delivery_option,collection_point\n{row}\n", facts=FleetFacts.of(config)
    )

    assert codes(result) == ([code] if code else [])


def test_a_near_miss_of_a_point_is_suggested():
    config = configure(with_points(f"{LOCKER}, {HOURS}")).config_or_refuse()

    result = read("stop_id,address,locker\nA,Katu 1,staton\n", facts=FleetFacts.of(config))

    assert "did you mean `station`?" in result.notices[0].hint


def test_without_any_point_nobody_can_go_to_one():
    facts = FleetFacts.of(configure().config_or_refuse())

    result = read("stop_id,address,delivery_option\nA,Katu 1,locker\n", facts=facts)

    assert codes(result) == ["LM1184"]


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("type", "pickup"),
        ("cash_on_delivery", "12.50"),
    ],
)
def test_what_no_point_takes_is_refused(columns, cells):
    result = read(f"stop_id,address,delivery_option,{columns}\nA,Katu 1,locker,{cells}\n")

    assert codes(result) == ["LM1185"]
    assert result.is_refused


def test_a_customers_window_does_not_bind_at_a_point():
    """Nobody works at five; the point's hours hold."""
    facts = FleetFacts.of(configure(with_points(f"{LOCKER}, {HOURS}")).config_or_refuse())
    text = "stop_id,address,delivery_option,time window\nA,Katu 1,locker,5-6\n"

    assert codes(read(text, facts=facts)) == []
