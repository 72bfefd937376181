"""Map files: what they say of themselves, pieces of them, and builds that go on."""

from __future__ import annotations

import numpy as np
import osmium
import pytest

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.travel import FREE_FLOW, TravelMode
from lastmile_cli.roads import build, ordering, osm_reader
from lastmile_cli.roads.build import build_map, graph_path, load_or_build
from lastmile_cli.roads.build_stages import BuildStages
from lastmile_cli.roads.clip import clip_map
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.map_facts import read_facts
from lastmile_cli.roads.map_survey import build_mb, count_roads
from lastmile_cli.roads.regions import SERVER, list_regions, region_url
from tests.roads.drawn_map import DrawnMap

VAN = TravelMode(profile="van")


def two_blocks() -> DrawnMap:
    """A..B..C above, D..E..F below; no left turn from DE into EB, none from EF into FC."""
    town = DrawnMap("A..B..C\n.  .  .\nD..E..F")
    town.way("AB", name="Upper Street")
    town.way("BC")
    de, eb = town.way("DE"), town.way("EB")
    ef, fc = town.way("EF"), town.way("FC")
    town.way("DA")
    town.restrict("no_left_turn", de, "E", eb)
    town.restrict("no_left_turn", ef, "F", fc)
    return town


def box_of(town: DrawnMap, low: str, high: str, margin_m: float) -> BoundingBox:
    south_west = town.at(low, east_m=-margin_m, north_m=-margin_m)
    north_east = town.at(high, east_m=margin_m, north_m=margin_m)
    return BoundingBox(
        south_deg=south_west.lat_deg,
        west_deg=south_west.lon_deg,
        north_deg=north_east.lat_deg,
        east_deg=north_east.lon_deg,
    )


def test_a_piece_keeps_ways_whole_and_restrictions_over_kept_ways(tmp_path):
    """Around A, B, D, E: BC and EF begin there and are kept to their ends, FC is not there."""
    town = two_blocks()
    source = town.write(tmp_path / "town.osm.pbf")

    report = clip_map(source, box_of(town, "D", "B", 10), tmp_path / "piece.osm.pbf")

    whole, piece = open_map(source), open_map(report.path)
    pairs = [(town.at(a), town.at(b)) for a, b in ("DB", "AE", "BD", "AC")]
    assert (report.ways, report.nodes, report.restrictions) == (6, 6, 1)
    assert piece.legs(pairs, VAN, FREE_FLOW) == whole.legs(pairs, VAN, FREE_FLOW)
    named = piece.street_names([(town.at("A"), town.at("B"))], VAN, FREE_FLOW[0])
    assert named == [("Upper Street",)]


def test_a_piece_says_what_it_covers_and_keeps_the_date(tmp_path):
    town = two_blocks()
    source = tmp_path / "town.osm.pbf"
    town.write(tmp_path / "bare.osm.pbf")
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-11-20T20:21:22Z")
    with osmium.SimpleWriter(str(source), header=header) as writer:
        for thing in osmium.FileProcessor(str(tmp_path / "bare.osm.pbf")):
            writer.add(thing)
    box = box_of(town, "D", "B", 10)

    facts = read_facts(clip_map(source, box, tmp_path / "piece.osm.pbf").path)

    assert facts.date == "2026-11-20T20:21:22Z"
    assert facts.box is not None
    assert facts.box.north_deg == pytest.approx(box.north_deg, abs=1e-6)
    assert facts.box.west_deg == pytest.approx(box.west_deg, abs=1e-6)


def test_relations_that_only_touch_a_piece_are_kept_as_they_are(tmp_path):
    town = two_blocks()
    town._relations.append(([("w", 1, "outer"), ("w", 6, "outer")], {"type": "boundary"}))
    source = town.write(tmp_path / "town.osm.pbf")

    report = clip_map(source, box_of(town, "D", "B", 10), tmp_path / "piece.osm.pbf")

    assert (report.relations, report.restrictions) == (2, 1)


@pytest.mark.parametrize(
    ("box", "hint"),
    [
        (BoundingBox(south_deg=10, west_deg=10, north_deg=11, east_deg=11), "inside what"),
        (BoundingBox(south_deg=24.9, west_deg=60.1, north_deg=24.96, east_deg=60.2), "swapped"),
    ],
)
def test_a_piece_of_nowhere_is_refused_with_what_the_map_covers(tmp_path, sample_map, box, hint):
    with pytest.raises(InputRefusedError, match="no way inside") as refused:
        clip_map(sample_map, box, tmp_path / "piece.osm.pbf")

    assert [notice.code for notice in refused.value.notices] == ["LM1442"]
    assert hint in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_map_that_breaks_off_is_told_wherever_it_breaks_off(tmp_path):
    """But for the ends of its blocks, where nobody could tell."""
    whole = two_blocks().write(tmp_path / "town.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    lengths = range(1, len(whole), 7)

    def code_of(length):
        cut.write_bytes(whole[:length])
        try:
            return read_facts(cut) and ""
        except InputRefusedError as error:
            return error.notices[0].code

    codes = [code_of(length) for length in lengths]
    assert set(codes) <= {"LM1403", ""}
    assert codes.count("LM1403") >= len(lengths) - 3


def test_a_map_that_breaks_off_is_not_built(tmp_path):
    whole = two_blocks().write(tmp_path / "town.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: len(whole) - 20])

    with pytest.raises(InputRefusedError, match="breaks off in its block"):
        build_map(cut)


@pytest.mark.parametrize("content", [b"", b"<html>no map</html>", b"\x00" * 200, b"PK\x03\x04" * 9])
def test_what_is_no_map_is_told(tmp_path, content):
    page = tmp_path / "page.osm.pbf"
    page.write_bytes(content)

    with pytest.raises(InputRefusedError) as refused:
        read_facts(page)

    assert [notice.code for notice in refused.value.notices] == ["LM1403"]


def test_a_map_counts_its_roads_and_what_building_it_wants(tmp_path):
    source = two_blocks().write(tmp_path / "town.osm.pbf")

    roads = count_roads(source)
    facts = read_facts(source)

    assert roads.ways == 7
    assert roads.newest == ""
    assert 50 < build_mb(facts, roads) < 100


def test_a_region_is_known_by_its_name_or_the_end_of_its_path():
    assert region_url("Liechtenstein") == f"{SERVER}europe/liechtenstein-latest.osm.pbf"
    assert region_url("czech republic") == f"{SERVER}europe/czech-republic-latest.osm.pbf"
    assert region_url("germany/berlin") == region_url("berlin")
    assert region_url("europe/georgia") != region_url("us/georgia")
    assert len(list_regions()) > 500


@pytest.mark.parametrize(
    ("name", "hint"),
    [("lichtenstein", "liechtenstein"), ("georgia", "europe/georgia"), ("atlantis-xyz", "address")],
)
def test_a_region_that_is_not_known_or_not_one_is_told_with_a_way_out(name, hint):
    with pytest.raises(UsageError) as refused:
        region_url(name)

    assert hint in refused.value.hint


def test_a_build_goes_on_with_what_was_finished_before_an_interrupt(tmp_path, monkeypatch):
    """The first run is interrupted when the second order begins: then only that one is made."""
    source = two_blocks().write(tmp_path / "town.osm.pbf")
    made = []
    order_family = ordering._order_family

    def interrupted(graph, family):
        if family == 1:
            raise KeyboardInterrupt
        return order_family(graph, family)

    monkeypatch.setattr(ordering, "_order_family", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_map(source)

    def counted(graph, family):
        made.append(family)
        return order_family(graph, family)

    def never(*_):
        raise AssertionError("the map was read again")

    monkeypatch.setattr(ordering, "_order_family", counted)
    monkeypatch.setattr(osm_reader, "read_map", never)
    report = build_map(source)

    assert made == [1]
    assert not report.was_cached
    assert not list(graph_path(report.sha256).parent.glob("*.stages"))
    assert build_map(source).was_cached


def test_a_build_that_went_on_is_the_same_as_one_in_one_go(tmp_path, monkeypatch):
    source = two_blocks().write(tmp_path / "town.osm.pbf")
    report = build_map(source)
    at_once = graph_path(report.sha256).read_bytes()
    graph_path(report.sha256).unlink()
    stages = BuildStages(graph_path(report.sha256))
    unordered = build._unordered(source, lambda _: None, build.PROFILES)
    stages.keep_graph(unordered)

    build_map(source)

    assert graph_path(report.sha256).read_bytes() == at_once


@pytest.mark.skipif(not hasattr(ordering.os, "fork"), reason="needs fork")
def test_orders_made_apart_are_those_made_here(sample_map, monkeypatch):
    graph, sha256, _ = load_or_build(sample_map, lambda _: None)
    graph_path(sha256).unlink()
    monkeypatch.setattr(ordering, "WORTH_FORKING", 0)

    apart, _, was_cached = load_or_build(sample_map, lambda _: None)

    assert not was_cached
    assert np.array_equal(apart.order, graph.order)


@pytest.mark.skipif(not hasattr(ordering.os, "fork"), reason="needs fork")
def test_an_interrupt_ends_the_processes_that_order(sample_map, monkeypatch):
    monkeypatch.setattr(ordering, "WORTH_FORKING", 0)
    children = []
    make_child = ordering._ordering_child

    def remembered(*args):
        children.append(make_child(*args))
        return children[-1]

    def interrupt(step):
        if children:
            raise KeyboardInterrupt

    monkeypatch.setattr(ordering, "_ordering_child", remembered)
    with pytest.raises(KeyboardInterrupt):
        load_or_build(sample_map, interrupt)

    assert children
    for child in children:
        with pytest.raises(ChildProcessError):
            ordering.os.waitpid(child, 0)


def test_a_graph_knows_the_rules_for_certain_hours_it_left_out(opened):
    town = two_blocks()
    town.way("AD", motor_vehicle__conditional="no @ (10:00-18:00)")
    town.restrict("none", 1, "B", 2, restriction__conditional="no_u_turn @ (07:00-09:00)")

    (notice,) = opened(town).notices

    assert notice.code == "LM1440"
    assert "1 turn restriction and 1 way" in notice.problem


def test_an_island_is_cut_off_and_its_nearest_street_told(opened):
    """B and C are 300 m apart with water between; a yard of 100 m behind a wall is no island."""
    town = DrawnMap("A.......B..C......D\n\nX.Y")
    town.way("AB")
    town.way("CD")
    town.way("XY")
    source = opened(town)

    assert source.cut_off_m(town.at("D", north_m=20), "van") == pytest.approx(20, abs=0.5)
    assert source.snap([town.at("D")], "van")[0].walk_m == pytest.approx(1000, abs=1)
    assert source.cut_off_m(town.at("X"), "van") == pytest.approx(1117, abs=2)
    assert source.cut_off_m(Coordinate(lat_deg=1, lon_deg=1), "van") is None
    assert source.box is not None
    assert source.box.east_deg == pytest.approx(town.at("D").lon_deg, abs=1e-6)
