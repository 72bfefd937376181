"""Built once, found again, rebuilt when damaged; and what is said of maps that are none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import osmium
import osmium.osm.mutable
import pytest

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod, TravelMode
from lastmile_cli.roads import embedded
from lastmile_cli.roads.build import build_map, graph_path
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.registry import open_roads
from lastmile_cli.roads.table_memory import TableMemory
from tests.roads.drawn_map import DrawnMap

VAN = TravelMode(profile="van")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    drawn = DrawnMap("A..B..C\n.     .\nD..E..F")
    drawn.way("ABCFEDA", name="Ring")
    drawn.way("BE")
    return drawn.write(tmp_path / "town.osm.pbf")


def test_a_map_is_built_once_and_says_what_it_holds(town):
    steps = []

    first = build_map(town, lambda step: steps.append(step.label))
    again = build_map(town)

    assert not first.was_cached
    assert again.was_cached
    assert (first.streets, first.nodes, first.edges) == (4, 3, 8)
    assert first.turns == again.turns > 0
    assert Path(first.cache_path).exists()
    assert list(dict.fromkeys(steps)) == ["reading", "expanding", "ordering"]


def test_a_map_of_the_same_content_elsewhere_needs_no_building(town, tmp_path):
    build_map(town)
    copy = tmp_path / "copy.osm.pbf"
    copy.write_bytes(town.read_bytes())

    assert build_map(copy).was_cached


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "bits", "other"])
def test_a_damaged_cache_is_rebuilt(town, damage):
    report = build_map(town)
    cached = Path(report.cache_path)
    whole = cached.read_bytes()
    middle = len(whole) // 2
    cached.write_bytes(
        {
            "empty": b"",
            "cut": whole[:middle],
            "noise": b"\x00" * len(whole),
            "bits": whole[:middle] + bytes(64) + whole[middle + 64 :],
            "other": b"PK\x03\x04 something else",
        }[damage]
    )

    assert not build_map(town).was_cached
    assert cached.read_bytes() == whole


def test_a_cache_that_cannot_be_written_only_costs_time(town, monkeypatch):
    def no_room(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lastmile_cli.plumbing.files.tempfile.mkstemp", no_room)

    assert build_map(town).cache_path is None
    source = open_map(town)
    assert source.snap([DrawnMap("A").at("A")], "van")[0].street == "Ring"


def test_the_graph_of_one_map_lies_at_the_same_place_in_every_process(town):
    """Profiles hold sets, whose order differs between processes; the name must not."""
    code = "from lastmile_cli.roads.build import graph_path; print(graph_path('ab' * 32).name)"
    names = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert names == {graph_path("ab" * 32).name}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "LM1403"),
        (b"stop_id,name\n1,Anna\n", "LM1403"),
        (b"<html>Not found</html>", "LM1403"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader garbage", "LM1403"),
    ],
)
def test_what_is_no_map_is_refused_with_a_way_out(tmp_path, content, code):
    file = tmp_path / "map.osm.pbf"
    file.write_bytes(content)

    with pytest.raises(InputRefusedError) as refused:
        build_map(file)

    assert [notice.code for notice in refused.value.notices] == [code]
    assert refused.value.hint
    assert str(file) in refused.value.message


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_map_that_breaks_off_is_refused(tmp_path, share):
    whole = (Path(__file__).parents[2] / "sample_data" / "helsinki.osm.pbf").read_bytes()
    file = tmp_path / "cut.osm.pbf"
    file.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(InputRefusedError) as refused:
        build_map(file)

    assert [notice.code for notice in refused.value.notices] == ["LM1403"]


def test_a_map_without_streets_is_refused(tmp_path):
    meadow = DrawnMap("A..B")
    meadow.way("AB", highway="proposed")

    with pytest.raises(InputRefusedError) as refused:
        build_map(meadow.write(tmp_path / "meadow.osm.pbf"))

    assert [notice.code for notice in refused.value.notices] == ["LM1404"]


def test_a_street_whose_nodes_lie_outside_the_map_is_left_out(tmp_path):
    town = DrawnMap("A..B")
    town.way("AB", name="Here")
    town._ways.append(("BZ", {"highway": "residential"}))
    source = open_map(town.write(tmp_path / "cut.osm.pbf"))

    assert source.snap([town.at("B", east_m=50)], "van")[0].street == "Here"


def test_a_map_with_unsaved_edits_is_refused(tmp_path):
    file = tmp_path / "edited.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        for node, east_deg in ((-2, 0.0), (7, 0.001)):
            writer.add_node(osmium.osm.mutable.Node(id=node, location=(east_deg, 0.0)))
        tags = {"highway": "residential"}
        writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[-2, 7], tags=tags))

    with pytest.raises(InputRefusedError) as refused:
        build_map(file)

    assert [notice.code for notice in refused.value.notices] == ["LM1403"]
    assert "negative" in refused.value.message


def test_a_file_need_not_be_sorted(tmp_path):
    drawn = DrawnMap("A..B..C")
    drawn.way("ABC", name="Main")
    sorted_file = drawn.write(tmp_path / "sorted.osm.pbf")
    mixed = tmp_path / "mixed.osm.pbf"
    with osmium.SimpleWriter(str(mixed)) as writer:
        for way in osmium.FileProcessor(str(sorted_file), osmium.osm.WAY):
            writer.add_way(way)
        for node in osmium.FileProcessor(str(sorted_file), osmium.osm.NODE):
            writer.add_node(node)

    assert build_map(mixed).turns == build_map(sorted_file).turns > 0


def test_folders_and_missing_files_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere.osm.pbf"):
        with pytest.raises(InputRefusedError) as refused:
            build_map(path)
        assert [notice.code for notice in refused.value.notices] == ["LM1402"]


def test_embedded_roads_without_a_map_say_where_to_get_one():
    with pytest.raises(InputRefusedError) as refused:
        open_roads(RoadsSettings())

    assert [notice.code for notice in refused.value.notices] == ["LM1401"]
    assert "osm.pbf" in refused.value.hint


def test_an_unknown_source_or_profile_suggests_a_known_one(town):
    with pytest.raises(UsageError) as wrong:
        open_roads(RoadsSettings(source="great-circle"))
    assert "great_circle" in wrong.value.hint

    with pytest.raises(UsageError) as wrong:
        open_map(town).snap([], "lorry")
    assert "truck" in wrong.value.hint


def test_the_same_question_is_answered_from_the_disk(town, monkeypatch):
    drawn = DrawnMap("A..B..C\n.     .\nD..E..F")
    points = [drawn.at(letter) for letter in "ACDF"]
    asked = open_map(town).travel(points, [VAN], FREE_FLOW)

    def never(*_):
        raise AssertionError("computed again")

    monkeypatch.setattr(embedded, "many_to_many", never)
    found = open_map(town).travel(points, [VAN], FREE_FLOW)
    assert np.array_equal(asked.tables[0].duration_s, found.tables[0].duration_s)
    assert np.array_equal(asked.tables[0].distance_m, found.tables[0].distance_m)

    jam = TrafficPeriod(name="jam", start_s=0, default_factor=0.5, speed_factors={})
    for other in (
        lambda: open_map(town).travel(points[::-1], [VAN], FREE_FLOW),
        lambda: open_map(town).travel(points, [VAN], [jam]),
        lambda: open_map(town).travel(points, [TravelMode(profile="bike")], FREE_FLOW),
    ):
        with pytest.raises(AssertionError, match="computed again"):
            other()


def test_tables_least_recently_used_make_room(tmp_path):
    table = np.zeros((10, 10), dtype=np.int32)
    ample = TableMemory()
    keys = [ample.key("map", "van", str(i), []) for i in range(4)]
    for age, key in enumerate(keys[:3]):
        ample.keep(key, table, table)
        os.utime(ample._path(key), (1000 + age, 1000 + age))
    memory = TableMemory(room_bytes=3 * ample._path(keys[0]).stat().st_size)
    assert memory.find(keys[0], 10) is not None  # now the most recently used

    memory.keep(keys[3], table, table)

    assert [memory.find(key, 10) is not None for key in keys] == [True, False, True, True]


def test_a_damaged_or_foreign_table_is_forgotten(tmp_path):
    memory = TableMemory()
    table = np.zeros((3, 3), dtype=np.int32)
    key = memory.key("map", "van", "free", [])
    memory.keep(key, table, table)

    assert memory.find(key, 4) is None
    memory._path(key).write_bytes(b"not a table")
    assert memory.find(key, 3) is None


@pytest.mark.parametrize("asks_for", ["a password", "an unknown compression"])
def test_a_flipped_bit_in_a_table_only_costs_time(asks_for):
    """One bit of the archive's directory, and reading raises what no reader of arrays expects."""
    memory = TableMemory()
    table = np.zeros((3, 3), dtype=np.int32)
    key = memory.key("map", "van", "free", [])
    memory.keep(key, table, table)
    content = bytearray(memory._path(key).read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + (8 if asks_for == "a password" else 10)] ^= 1
    memory._path(key).write_bytes(bytes(content))

    assert memory.find(key, 3) is None
