"""Best-known objectives and gaps."""

from __future__ import annotations

import json

import pytest

from benchmarks.solving.best_known import Known, gap_percent, read_best_known
from benchmarks.solving.instance import InstanceError


def written(folder, content):
    path = folder / "best_known.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_each_file_has_its_rounding_and_objective(tmp_path):
    entries = {
        "a.txt": {"kind": "VRPTW", "rounding": "dimacs", "best_known": 9486},
        "b.vrp": {"rounding": "exact", "best_known": None},
    }

    assert read_best_known(written(tmp_path, {"instances": entries})) == {
        "a.txt": Known("dimacs", 9486),
        "b.vrp": Known("exact", None),
    }


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        [],
        {},
        {"instances": []},
        {"instances": {"a": {}}},
        {"instances": {"a": {"rounding": "up", "best_known": 1}}},
        {"instances": {"a": {"rounding": "round", "best_known": "much"}}},
        {"instances": {"a": {"rounding": "round", "best_known": 0}}},
        {"instances": {"a": 5}},
    ],
)
def test_another_file_is_refused(tmp_path, content):
    with pytest.raises(InstanceError, match="best-known"):
        read_best_known(written(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InstanceError, match="best-known"):
        read_best_known(tmp_path / "none.json")


def test_a_gap_is_told_in_percent_of_the_best():
    assert gap_percent(1010, 1000) == 1.0
    assert gap_percent(990, 1000) == -1.0
    assert gap_percent(None, 1000) is gap_percent(1000, None) is None


def test_the_shared_file_can_be_read(shared_data):
    known = read_best_known(shared_data / "vrp" / "best_known.json")

    assert known["R112.txt"] == Known("dimacs", 9486)
