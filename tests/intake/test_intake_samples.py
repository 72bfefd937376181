"""The sample day, its messy sister and the starter files read as the docs promise."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from intake_world import MONDAY

from lastmile_cli.domain.geo import great_circle_m
from lastmile_cli.domain.notices import Severity, has_errors
from lastmile_cli.domain.stops import StopKind
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.config_models import ConfigModel
from lastmile_cli.intake.config_problems import _models
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.sources import Source, read_source
from lastmile_cli.intake.starter import starter_files
from lastmile_cli.intake.stops import BadRowPolicy, read_stops

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example():
    return read_config(read_source(ROOT / "config.example.yaml"), environ={})


def day(name, example, **options):
    config = example.config_or_refuse()
    return read_stops(
        read_source(ROOT / "sample_data" / name),
        service=config.service,
        default_date=MONDAY,
        facts=FleetFacts.of(config),
        **options,
    )


def test_the_example_configuration_reads_without_a_word(example):
    config = example.config_or_refuse()

    assert example.notices == ()
    assert len(config.depots) == 2
    assert {vehicle.kind for vehicle in config.vehicles} == {
        "diesel van", "electric van", "cargo bike", "white-glove van",
    }  # fmt: skip
    assert all(vehicle.driver and vehicle.driver.name for vehicle in config.vehicles)
    assert Path(config.roads.map_path) == ROOT / "sample_data" / "helsinki.osm.pbf"
    again = config_from_mapping(config.effective, base=ROOT)
    assert (again.vehicles, again.roads, again.depots) == (
        config.vehicles,
        config.roads,
        config.depots,
    )


def test_the_example_configuration_shows_every_key():
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    models = {ConfigModel}
    while (
        more := {
            m
            for model in models
            for f in model.model_fields.values()
            for m in _models(f.annotation)
        }
        - models
    ):
        models |= more
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}

    assert {key for key in keys if f"{key}:" not in text} == set()


def test_what_the_example_shows_in_comments_can_be_switched_on():
    """Every commented key at once: the file is still read without an error."""
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    bare = re.compile(r"^( *)# ( *(?:- )?[a-z0-9_-]+:(?: .*)?)$", re.MULTILINE)
    switched = bare.sub(r"\1\2", text[text.index("\nservice:") :])

    result = read_config(Source(file="config.yaml", content=switched.encode()), environ={})

    assert switched.count("\n    breaks:") >= 1
    assert not [notice for notice in result.notices if notice.severity is Severity.ERROR]
    config = result.config_or_refuse()
    assert config.service.max_late_s > 0
    assert config.objective.familiarity_micro > 0
    again = config_from_mapping(config.effective, base=ROOT)
    assert (again.vehicles, again.drivers) == (config.vehicles, config.drivers)
    assert (again.service, again.objective) == (config.service, config.objective)


def test_the_sample_day_has_no_error_and_no_warning(example):
    result = day("stops.csv", example)

    assert {notice.severity for notice in result.notices} == {Severity.INFO}
    assert [notice.code for notice in result.notices] == ["LM1011"]
    assert len(result.stops) == 140
    assert result.service_date == MONDAY


def test_the_sample_day_looks_like_a_shops_day(example):
    stops = day("stops.csv", example).stops
    kinds = Counter(stop.kind for stop in stops)

    assert kinds[StopKind.PICKUP] >= 5
    assert kinds[StopKind.RETURN] >= 5
    assert 60 <= sum(bool(stop.windows) for stop in stops) <= 80
    assert any(w.closes_s - w.opens_s == 3600 for stop in stops for w in stop.windows)
    assert sum(stop.coordinate is not None for stop in stops) >= 15
    assert sum("white_glove" in stop.skills for stop in stops) >= 5
    assert sum(stop.address.city == "Helsingfors" for stop in stops) >= 5
    assert all(stop.contact.email.endswith("@example.com") for stop in stops)
    assert len({stop.address.line1 for stop in stops}) == 140


def test_the_sample_day_fits_the_example_fleet_with_room_to_spare(example):
    """Goods and minutes at the doors take less than half of what the fleet has."""
    config, stops = example.config_or_refuse(), day("stops.csv", example).stops
    hours = sum(vehicle.max_duration_s or 0 for vehicle in config.vehicles)
    grams = sum(vehicle.capacity.weight_g or 0 for vehicle in config.vehicles)
    depots = [depot.coordinate for depot in config.depots if depot.coordinate]

    assert sum(stop.service_s or 0 for stop in stops) < hours / 2
    assert sum(stop.load.weight_g for stop in stops) < grams / 2
    for stop in stops:
        if stop.coordinate:
            assert min(great_circle_m(stop.coordinate, depot) for depot in depots) < 2_000


MESSY = {
    5: ["LM1101"], 6: ["LM1103"], 7: ["LM1116"], 8: ["LM1117"], 10: ["LM1111"], 11: ["LM1008"],
    12: ["LM1102"], 13: ["LM1112"], 14: ["LM1121"], 15: ["LM1122"], 16: ["LM1016"], 17: ["LM1014"],
    18: ["LM1015"], 20: ["LM1127", "LM1128"], 21: ["LM1120"], 22: ["LM1104"],
    23: ["LM1110", "LM1115", "LM1124", "LM1139"], 24: ["LM1105", "LM1136"],
    25: ["LM1105", "LM1134", "LM1136"], 26: ["LM1129"],
}  # fmt: skip


def test_the_messy_day_has_exactly_the_problems_the_tour_shows(example):
    result = day("stops_messy.csv", example, wanted_date=MONDAY)
    by_row = {}
    for notice in result.notices:
        by_row.setdefault(notice.place.row, []).append(notice.code)

    assert sorted(by_row.pop(None)) == ["LM1130"]
    assert by_row.pop(1) == ["LM1011"]
    assert {row: sorted(found) for row, found in by_row.items()} == MESSY
    assert result.is_refused


def test_the_messy_day_asks_for_a_day(example):
    codes = {notice.code for notice in day("stops_messy.csv", example).notices}

    assert "LM1131" in codes
    assert "LM1130" not in codes


def test_the_messy_day_keeps_its_good_rows(example):
    result = day("stops_messy.csv", example, wanted_date=MONDAY, on_bad_row=BadRowPolicy.SKIP)

    assert not result.is_refused
    rows = [row for stop in result.stops for row, _ in stop.input_rows]
    assert rows == [2, 3, 4, 9, 11, 12, 16, 18, 20, 24, 25, 27]
    assert result.stops[3].load.as_tuple() == (2500, 12_000, 2)


def test_another_day_has_its_own_row_and_the_one_without_a_date(example):
    result = day(
        "stops_messy.csv",
        example,
        wanted_date=MONDAY + timedelta(days=1),
        on_bad_row=BadRowPolicy.SKIP,
    )

    assert [stop.row for stop in result.stops] == [18, 19]


def test_the_starter_files_read_and_can_be_planned_at_once():
    files = starter_files()
    read = read_config(Source(file="config.yaml", content=files["config.yaml"].encode()))
    config = read.config_or_refuse()

    stops = read_stops(
        Source(file="stops.csv", content=files["stops.csv"].encode()),
        service=config.service,
        default_date=MONDAY,
        facts=FleetFacts.of(config),
    )

    assert not has_errors(read.notices)
    assert stops.notices == ()
    assert all(stop.coordinate for stop in stops.stops)
    assert config.roads.source == "great_circle"
