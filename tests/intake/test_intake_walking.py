"""Walking in a configuration, and what is odd about it."""

from pathlib import Path

import pytest
from intake_world import CONFIG, codes, configure

from lastmile_cli.domain.walks import WalkSettings
from lastmile_cli.intake.config import config_from_mapping

ROADS = "roads: {map: helsinki.osm.pbf}"


def config_with(walking: str, *, service: str = "", roads: str = "") -> str:
    text = CONFIG.replace("  - id: van\n", f"  - id: van\n    walking: {walking}\n")
    text = text.replace("country: FI}", f"country: FI, {service}}}") if service else text
    return text.replace(ROADS, f"roads: {{map: helsinki.osm.pbf, {roads}}}") if roads else text


def test_walking_is_read_in_metres_grams_and_metres_an_hour():
    text = config_with(
        "{radius_m: 120, parcels_carried: 4, weight_kg_carried: 12.5, speed_kmh: 4.2, max_doors: 5}"
    )

    (van,) = configure(text).config_or_refuse().vehicles

    assert van.walking == WalkSettings(
        radius_m=120, parcels=4, weight_g=12_500, speed_m_per_h=4_200, max_doors=5
    )


def test_an_empty_section_takes_the_defaults():
    (van,) = configure(config_with("{}")).config_or_refuse().vehicles

    assert van.walking == WalkSettings(
        radius_m=150, parcels=6, weight_g=15_000, speed_m_per_h=4_500, max_doors=6
    )


def test_without_a_word_nobody_walks():
    assert configure().config_or_refuse().vehicles[0].walking is None


def test_walking_reads_back_from_a_plan():
    config = configure(config_with("{radius_m: 90}")).config_or_refuse()

    again = config_from_mapping(config.effective, base=Path())

    assert again.vehicles[0].walking == config.vehicles[0].walking


@pytest.mark.parametrize(
    ("walking", "code", "column"),
    [
        ("{radius_m: 0}", "LM1219", "radius_m"),
        ("{radius_m: 1001}", "LM1219", "radius_m"),
        ("{radius_m: far}", "LM1207", "radius_m"),
        ("{parcels_carried: 0}", "LM1219", "parcels_carried"),
        ("{weight_kg_carried: 0}", "LM1219", "weight_kg_carried"),
        ("{speed_kmh: 0}", "LM1219", "speed_kmh"),
        ("{max_doors: 1}", "LM1219", "max_doors"),
        ("{radius: 100}", "LM1205", "radius"),
    ],
)
def test_what_nobody_can_walk_is_refused(walking, code, column):
    found = configure(config_with(walking))

    errors = {(n.code, n.place.column) for n in found.notices if n.severity.value == "error"}
    assert (code, f"vehicles[0].walking.{column}") in errors


def test_the_switch_turns_walking_off_and_says_so():
    found = configure(config_with("{}", service="park_and_walk: false"))

    assert found.config_or_refuse().vehicles[0].walking is None
    assert "LM1249" in codes(found)


def test_who_is_on_foot_anyway_parks_nowhere():
    text = config_with("{}").replace("    walking: {}\n", "    walking: {}\n    profile: foot\n")

    assert "LM1248" in codes(configure(text))


SOURCES = {
    "osrm": 'osrm: {url: "http://127.0.0.1:5000"%s}',
    "osrm_embedded": "osrm_embedded: {file: a.osrm%s}",
    "matrix": "matrix: {file: times.csv%s}",
}
FEET = {
    "osrm": ', profiles: {foot: "http://127.0.0.1:5001"}',
    "osrm_embedded": ", profiles: {foot: b.osrm}",
    "matrix": ", profiles: {foot: {file: foot.csv}}",
}


@pytest.mark.parametrize("source", SOURCES)
def test_where_the_roads_know_no_ways_on_foot_nobody_walks(source):
    def found(more):
        roads = f"source: {source}, {SOURCES[source] % more}"
        return configure(config_with("{}", roads=roads))

    assert "LM1246" in codes(found(""))
    assert found("").config_or_refuse().vehicles[0].walking is None
    assert "LM1246" not in codes(found(FEET[source]))
    assert found(FEET[source]).config_or_refuse().vehicles[0].walking is not None


def test_walks_as_the_crow_flies_are_called_an_estimate():
    assert "LM1247" in codes(configure(config_with("{}", roads="source: great_circle")))
