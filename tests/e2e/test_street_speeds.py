"""Measured speeds of single streets, from file to plan to referee."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from lastmile_cli.domain.progress import no_progress
from lastmile_cli.roads.build import load_or_build
from tests.conftest import ROOT
from tests.e2e.conftest import CONFIG, FEW, PLAN_FEW, Shell

HEADER = "from_osm_node,to_osm_node,speed_kmh,days,from,until\n"


@pytest.fixture(scope="module")
def ways() -> list[int]:
    """Every way of the sample map."""
    graph, _, _ = load_or_build(ROOT / "sample_data" / "helsinki.osm.pbf", no_progress)
    return sorted(set(graph.way_id.tolist()))


@pytest.fixture
def measured(desk) -> Shell:
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    written = text.replace("  # speeds_files: [speeds.csv] ", "  speeds_files: [speeds.csv] ", 1)
    assert written != text
    desk.at(CONFIG).write_text(written, encoding="utf-8")
    return desk


def write(desk: Shell, rows: str) -> None:
    desk.at("speeds.csv").write_text(rows, encoding="utf-8")


def codes(record: dict) -> set[str]:
    return {notice["code"] for notice in record["notices"]}


def test_a_town_at_walking_pace_takes_longer_and_the_referee_agrees(measured, ways, tmp_path):
    write(measured, "way,1,50\n")
    quick = measured(*PLAN_FEW, "--json").json()
    slow_rows = HEADER + "".join(f"way,{way},3,,,\n" for way in ways)
    write(measured, slow_rows)
    ran = measured(*PLAN_FEW, "-o", "plan.json", "--json")
    plan = ran.json()

    assert ran.code == 0, ran.err
    assert plan["totals"]["drive_s"] > 1.2 * quick["totals"]["drive_s"]
    (named,) = plan["provenance"]["roads"]["speeds"]
    assert Path(named["file"]).name == "speeds.csv"
    assert named["sha256"] == sha256(slow_rows.encode()).hexdigest()
    assert measured("verify", "plan.json").code == 0
    # The plan is judged by the speeds it was made with, whatever the file holds today.
    write(measured, "way,1,50\n")
    assert measured("verify", "plan.json").code == 0
    # Where their content is gone, the file is named.
    empty = measured("verify", "plan.json", env=bare_cache(tmp_path))
    assert empty.code == 3
    assert "speeds.csv" in empty.err
    write(measured, slow_rows)
    assert measured("verify", "plan.json", env=bare_cache(tmp_path)).code == 0


def bare_cache(tmp_path: Path) -> dict[str, str]:
    """A cache that holds the maps and kernels of the other, but no speeds."""
    folder = tmp_path / "bare"
    kept = os.environ.get("LASTMILE_CACHE_DIR")
    if kept is None:
        pytest.skip("the cache folder is not named by LASTMILE_CACHE_DIR")
    for name in ("maps", "kernels", "addresses"):
        (folder / name).parent.mkdir(exist_ok=True)
        if (Path(kept) / name).exists() and not (folder / name).exists():
            (folder / name).symlink_to(Path(kept) / name)
    return {"LASTMILE_CACHE_DIR": str(folder)}


def test_hours_of_the_file_become_periods_of_the_plan(measured, ways):
    write(measured, HEADER + "".join(f"way,{way},5,mon-fri,10:10,10:50\n" for way in ways[:50]))
    with_hours = measured(*PLAN_FEW, "--json").json()["provenance"]["roads"]
    write(measured, HEADER + "".join(f"way,{way},5,sat,10:10,10:50\n" for way in ways[:50]))
    without = measured(*PLAN_FEW, "--json").json()["provenance"]["roads"]

    assert len(with_hours["periods"]) == len(without["periods"]) + 2
    assert "speeds" not in without


def test_bad_rows_refuse_the_day_or_are_left_out(measured, ways):
    write(measured, f"way,{ways[0]},0\nway,{ways[1]},abc\n{HEADER}")
    refused = measured(*PLAN_FEW, "--json")
    checked = measured("check", *FEW, "--json")
    skipped = measured(*PLAN_FEW, "--on-bad-row", "skip", "--json")

    told = json.loads(refused.err)["error"]["notices"]
    assert refused.code == checked.code == 3
    places = [(n["code"], n["place"]["row"]) for n in told if n["code"].startswith("LM145")]
    assert places == [("LM1451", 1), ("LM1451", 2), ("LM1459", 3)]
    assert {"LM1451", "LM1459"} <= codes(checked.json())
    assert skipped.code == 0
    assert {"LM1451", "LM1459"} <= codes(skipped.json())


def test_streets_of_another_town_are_counted_and_change_nothing(measured):
    write(measured, "1,2,5\n3,4,5\nway,5,5\n")

    plan = measured(*PLAN_FEW, "--json").json()
    (notice,) = (n for n in plan["notices"] if n["code"] == "LM1455")

    assert notice["severity"] == "warning"
    assert "3 of 3 rows" in notice["problem"]
    assert "nodes 1 to 2" in notice["problem"]


def test_a_file_that_is_not_there_is_named(measured):
    ran = measured("check", *FEW, "--json")

    assert ran.code == 3
    (notice,) = (n for n in ran.json()["notices"] if n["code"] == "LM1001")
    assert notice["place"]["file"].endswith("speeds.csv")
