"""Large maps are hashed once, by whoever comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastmile_cli.plumbing import map_digest


@pytest.fixture
def a_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "town.osm.pbf"
    file.write_bytes(b"streets")
    return file


def test_the_hash_of_a_large_map_is_remembered_until_the_file_changes(a_map, monkeypatch):
    monkeypatch.setattr(map_digest, "REMEMBERED_FROM_BYTES", 1)
    hashed = []
    real = map_digest.sha256_of_file
    monkeypatch.setattr(map_digest, "sha256_of_file", lambda p: hashed.append(p) or real(p))

    first, again = map_digest.map_digest(a_map), map_digest.map_digest(a_map)
    a_map.write_bytes(a_map.read_bytes() + b" ")
    changed = map_digest.map_digest(a_map)

    assert first == again
    assert changed != first
    assert len(hashed) == 2


def test_a_damaged_memory_of_hashes_is_ignored(a_map, monkeypatch):
    monkeypatch.setattr(map_digest, "REMEMBERED_FROM_BYTES", 1)
    expected = map_digest.map_digest(a_map)
    for content in ("", "[1, 2]", '{"a": 3}', "{"):
        (map_digest.cache_dir("maps") / "digests.json").write_text(content)
        assert map_digest.map_digest(a_map) == expected
