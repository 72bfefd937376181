"""Closures in the configuration and in the file it names: every mistake told, none guessed at."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lastmile_cli.domain.notices import Severity
from lastmile_cli.intake.closure_times import parse_moment
from lastmile_cli.intake.config import ConfigRead, config_from_mapping, read_config
from lastmile_cli.intake.sources import Source

CONFIG = """
service: {timezone: Europe/Helsinki, currency: EUR}
roads:
  map: town.osm.pbf
  areas: {market: [[60.1, 24.1], [60.1, 24.2], [60.2, 24.2]]}
ROADS
depots: [{id: hub, lat: 60.1, lon: 24.1}]
vehicles:
  - {id: van, shift: {start: "08:00", end: "18:00"}, energy: {kind: human}}
"""
SQUARE = [[[24.1, 60.1], [24.2, 60.1], [24.2, 60.2], [24.1, 60.1]]]


def read(roads: str, tmp_path: Path) -> ConfigRead:
    text = CONFIG.replace("ROADS", "\n".join(f"  {line}" for line in roads.splitlines()))
    return read_config(Source(file="config.yaml", content=text.encode()), base=tmp_path, environ={})


def read_file(document: object, tmp_path: Path) -> ConfigRead:
    text = document if isinstance(document, str) else json.dumps(document)
    (tmp_path / "closures.json").write_text(text, "utf-8")
    return read("closures_file: closures.json", tmp_path)


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def told(read: ConfigRead) -> list[tuple[str, str]]:
    """Codes and where they stand, but for what is told of prices."""
    return [(n.code, n.place.column) for n in read.notices if n.code != "LM1224"]


def test_a_street_is_closed_on_the_clock_of_the_service(tmp_path):
    config = read(
        'closures: [{id: rails, street: Unioninkatu, from: "2026-11-23 07:00", until: 2026-11-27}]',
        tmp_path,
    ).config_or_refuse()
    (closure,) = config.roads.closures

    assert closure.streets == ("Unioninkatu",)
    assert closure.from_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert closure.until_at == datetime(2026, 11, 27, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "is_end", "expected"),
    [
        ("2026-11-23", False, "2026-11-23T00:00:00+02:00"),
        ("2026-11-23", True, "2026-11-24T00:00:00+02:00"),
        ("23.11.2026 9:30", False, "2026-11-23T09:30:00+02:00"),
        ("2026-11-23 24:00", True, "2026-11-24T00:00:00+02:00"),
        ("2026-11-23T09:30:00.5+01:00", False, "2026-11-23T09:30:00.500000+01:00"),
        ("2026-03-29 03:30", False, "2026-03-29T04:30:00+03:00"),
    ],
)
def test_moments_are_read_as_people_and_cities_write_them(text, is_end, expected):
    """The last one lies in the hour that the clock skips."""
    assert parse_moment(text, "Europe/Helsinki", is_end=is_end).isoformat() == expected


def test_an_area_of_the_config_and_a_geometry_close_alike(tmp_path):
    """The one is [lat, lon], the other, as GeoJSON has it, [lon, lat]."""
    config = read(
        "closures:\n"
        "  - {id: a, area: market}\n"
        "  - {id: b, geometry: {type: Polygon, coordinates:"
        " [[[24.1, 60.1], [24.2, 60.1], [24.2, 60.2]]]}}",
        tmp_path,
    ).config_or_refuse()

    assert [closure.rings for closure in config.roads.closures] == [
        (((60.1, 24.1), (60.1, 24.2), (60.2, 24.2)),)
    ] * 2


def test_what_a_city_publishes_is_read_and_the_rest_of_it_left_alone(tmp_path):
    """Kinds of geometry that close something, ids from wherever they are, unknown properties."""
    line = {"type": "LineString", "coordinates": [[24.1, 60.1, 7.0], [24.2, 60.1, 7.5]]}
    many = {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}
    both = {
        "type": "GeometryCollection",
        "geometries": [line, {"type": "Point", "coordinates": [0, 0]}],
    }
    read = read_file(
        collection(
            feature(line, id="line", OBJECTID=7, status="approved"),
            {**feature(many), "id": 12},
            feature(both),
            feature(street=["A", "B"], id="named", way_ids=5, note="works"),
        ),
        tmp_path,
    )
    closures = read.config_or_refuse().roads.closures

    assert told(read) == []
    assert [closure.closure_id for closure in closures] == ["line", "12", "closure-3", "named"]
    assert [len(closure.lines) for closure in closures] == [1, 0, 1, 0]
    assert [len(closure.rings) for closure in closures] == [0, 2, 0, 0]
    assert (closures[3].streets, closures[3].way_ids) == (("A", "B"), (5,))
    assert {closure.source for closure in closures} == {"closures.json"}


def test_a_plan_holds_the_closures_of_the_file_itself(tmp_path):
    (tmp_path / "closures.json").write_text(json.dumps(collection(feature(street="A", id="x"))))
    config = read(
        "closures_file: closures.json\nclosures: [{id: x, street: B}]", tmp_path
    ).config_or_refuse()
    (tmp_path / "closures.json").unlink()

    again = config_from_mapping(config.effective, base=Path("elsewhere"))

    assert again.roads.closures == config.roads.closures
    assert [c.closure_id for c in again.roads.closures] == ["x", "x-2"]
    assert (config.roads.closures_path, again.roads.closures_path) == (
        str(tmp_path / "closures.json"),
        "",
    )


@pytest.mark.parametrize(
    ("entry", "code", "column"),
    [
        ("{id: a, street: A, from: soon}", "LM1260", "from"),
        ("{id: a, street: A, until: 2026-13-01}", "LM1260", "until"),
        ("{id: a, street: A, from: 2026-12-02, until: 2026-12-01}", "LM1261", "until"),
        ("{id: a, note: nothing}", "LM1262", ""),
        ("{id: a, street: A, between: [B]}", "LM1262", "between"),
        ("{id: a, area: markt}", "LM1263", "area"),
        ("{id: a, geometry: {type: Circle}}", "LM1263", "geometry"),
        ("{id: a, geometry: {type: Polygon, coordinates: [[[1, 2], [1, 2], [1, 3]]]}}", "LM1263", "geometry"),
        ("{id: a, geometry: {type: LineString, coordinates: [[60, 124], [60, 125]]}}", "LM1263", "geometry"),
        ("{id: a, geometry: {type: LineString, coordinates: [1, 2]}}", "LM1263", "geometry"),
        ("{id: a, geometry: {type: Point, coordinates: [24, 60]}}", "LM1262", ""),
        ("{id: a, geometry: [1]}", "LM1263", "geometry"),
        ("{id: a, street: A, way_ids: [0]}", "LM1219", "way_ids[0]"),
        ("{id: a, street: A, til: 2026-12-01}", "LM1205", "til"),
        ("{street: A}", "LM1206", "id"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_config_refuses_it_and_says_where(tmp_path, entry, code, column):
    result = read(f"closures: [{entry}]", tmp_path)

    place = f"roads.closures[0].{column}" if column else "roads.closures[0]"
    assert told(result) == [(code, place)]
    assert result.config is None


def test_ids_of_the_config_are_its_own(tmp_path):
    result = read("closures: [{id: a, street: A}, {id: a, street: B}]", tmp_path)

    assert told(result) == [("LM1212", "roads.closures[1].id")]


def test_a_mistyped_area_is_suggested(tmp_path):
    result = read("closures: [{id: a, area: markt}]", tmp_path)

    assert "did you mean `market`?" in {notice.hint for notice in result.notices}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "LM1264"),
        ("{", "LM1264"),
        ("[]", "LM1264"),
        ("<html>502</html>", "LM1264"),
        ("[" * 100_000, "LM1264"),
        ({"type": "FeatureCollection"}, "LM1264"),
        ({"type": "FeatureCollection", "features": {}}, "LM1264"),
        (collection(7), "LM1264"),
        (collection({"type": "FeatureCollection"}), "LM1264"),
        (collection(feature(id="a")), "LM1262"),
        (collection(feature({"type": "Polygon", "coordinates": None})), "LM1263"),
        (collection(feature(street="A", until="tomorrow")), "LM1260"),
        (collection(feature(street={"name": "A"})), "LM1207"),
    ],
)
def test_a_broken_file_refuses_the_day_without_a_traceback(tmp_path, document, code):
    result = read_file(document, tmp_path)

    assert code in {notice.code for notice in result.notices}
    assert result.config is None


def test_every_mistake_of_a_file_is_told_at_once_with_its_feature(tmp_path):
    result = read_file(
        collection(
            feature(street="A", **{"from": "x"}),
            feature(street="B"),
            feature(street="C", **{"from": "2026-12-02", "until": "2026-12-01"}),
        ),
        tmp_path,
    )

    assert told(result) == [("LM1260", "features[0].from"), ("LM1261", "features[2].until")]


def test_a_point_in_a_file_is_left_out_with_a_warning(tmp_path):
    result = read_file(
        collection(feature({"type": "Point", "coordinates": [24.1, 60.1]}), feature(street="A")),
        tmp_path,
    )

    assert [(n.code, n.severity) for n in result.notices if n.code != "LM1224"] == [
        ("LM1266", Severity.WARNING)
    ]
    assert len(result.config_or_refuse().roads.closures) == 1


def test_a_file_that_is_not_there_refuses_the_day_and_says_how_to_make_it(tmp_path):
    result = read("closures_file: missing.json", tmp_path)

    (notice,) = [notice for notice in result.notices if notice.code == "LM1265"]
    assert "roads close" in notice.hint
    assert result.config is None
