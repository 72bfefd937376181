"""The index of a map: built once, whole or not at all, rebuilt when damaged."""

from __future__ import annotations

import sqlite3

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import InputRefusedError, OutputFailedError
from lastmile_cli.geocoding import index_file
from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.geocoding.map_geocoder import MapGeocoder


def count_builds(monkeypatch):
    built = []
    real = index_file.build_index
    monkeypatch.setattr(index_file, "build_index", lambda *a: (built.append(a), real(*a))[1])
    return built


def works(index) -> bool:
    return MapGeocoder(index).candidates(Address(line1="Torikatu 3", city="Pikkula"))[0].score > 0.9


def test_the_second_opening_builds_nothing(town_map, tmp_path, monkeypatch):
    built = count_builds(monkeypatch)
    for _ in range(2):
        index = open_address_index(town_map, folder=tmp_path)
        assert works(index)
        index.close()
    assert len(built) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_the_same_map_under_another_name_is_the_same_map(town_map, tmp_path, monkeypatch):
    built = count_builds(monkeypatch)
    copy = tmp_path / "copy.osm.pbf"
    copy.write_bytes(town_map.read_bytes())
    for path in (town_map, copy):
        open_address_index(path, folder=tmp_path).close()
    assert len(built) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a database at all, but long enough to look at" * 50),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: _run(path, "DELETE FROM meta"),
        lambda path: _run(path, "DROP TABLE street"),
        lambda path: _run(path, "UPDATE meta SET value = '0' WHERE key = 'version'"),
    ],
    ids=["empty", "rubbish", "cut off", "never finished", "table lost", "old version"],
)
def test_a_damaged_index_is_built_again(town_map, tmp_path, monkeypatch, damage):
    open_address_index(town_map, folder=tmp_path).close()
    built = count_builds(monkeypatch)
    damage(next(tmp_path.glob("*.sqlite")))
    index = open_address_index(town_map, folder=tmp_path)
    assert works(index)
    assert len(built) == 1
    index.close()


def _run(path, statement):
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_interrupted_build_leaves_nothing_behind(town_map, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(index_file, "build_index", interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_address_index(town_map, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"hello" * 400, None], ids=["empty", "rubbish", "cut off"]
)
def test_what_is_no_map_is_refused_by_name(town_map, tmp_path, content):
    bad = tmp_path / "bad.osm.pbf"
    whole = town_map.read_bytes()
    bad.write_bytes(whole[: len(whole) // 2] if content is None else content)
    with pytest.raises(InputRefusedError, match=r"bad\.osm\.pbf"):
        open_address_index(bad, folder=tmp_path)


def test_a_missing_map_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.osm.pbf", tmp_path):
        with pytest.raises(InputRefusedError, match="no map"):
            open_address_index(path, folder=tmp_path)


def test_a_full_disk_is_said_to_be_one(town_map, tmp_path, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(index_file, "build_index", full)
    with pytest.raises(OutputFailedError, match="disk is full"):
        open_address_index(town_map, folder=tmp_path)


def test_the_index_knows_streets_of_both_languages_and_no_platforms(town_index):
    names = {street.name for street in town_index.streets.values()}
    assert "Torikatu" in names
    assert "Torggatan" not in names
    assert {street.town for street in town_index.by_key["torggatan"]} == {"Pikkula"}


def test_two_streets_of_one_name_stay_two(town_index):
    assert sorted(street.town for street in town_index.by_key["torikatu"]) == ["Isola", "Pikkula"]
