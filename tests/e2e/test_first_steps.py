"""From nothing to a first plan: init, check, geocode, roads build, doctor."""

from __future__ import annotations

import csv
import io
import itertools
import json

import pytest

from tests.e2e.conftest import CONFIG, DAY, FEW, ROOT, Shell

MESSY = ("sample_data/stops_messy.csv", "-c", CONFIG, "--date", "2026-06-01")


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> Shell:
    shell = Shell(tmp_path_factory.mktemp("first"))
    ran = shell("init", "my-day")
    assert (ran.code, ran.out) == (0, "my-day/config.yaml\nmy-day/stops.csv\n")
    return shell


def test_what_init_writes_checks_and_plans_at_once(started):
    checked = started("check", "my-day/stops.csv", "-c", "my-day/config.yaml")
    planned = started("plan", "my-day/stops.csv", "-c", "my-day/config.yaml", "-o", "plan.json")
    plan = json.loads(started.at("plan.json").read_bytes())

    assert checked.code == planned.code == 0
    assert "can be planned" in checked.err
    assert plan["totals"]["served"] == plan["totals"]["stops"] > 0
    assert "estimates" in planned.out, "straight lines must be labelled as such"
    assert plan["provenance"]["roads"]["is_estimate"] is True
    assert started("verify", "plan.json").code == 0


def test_init_never_overwrites_unasked(started):
    config = started.at("my-day/config.yaml")
    config.write_text(config.read_text() + "# mine\n")
    refused = started("init", "my-day")
    kept = config.read_text()
    forced = started("init", "my-day", "--force", "--quiet")

    assert refused.code == 3
    assert "--force" in refused.err
    assert kept.endswith("# mine\n")
    assert (forced.code, forced.err) == (0, "")
    assert not config.read_text().endswith("# mine\n")


def test_check_finds_all_that_is_wrong_with_a_real_export_at_once(desk):
    told = desk("check", *MESSY, "--json")
    found = {(it["code"], it["place"]["row"]) for it in told.json()["notices"]}

    assert told.code == 3
    assert told.json()["ok"] is False
    assert found >= {
        ("LM1101", 5),
        ("LM1103", 6),
        ("LM1116", 7),
        ("LM1117", 8),
        ("LM1111", 10),
        ("LM1008", 11),
        ("LM1102", 12),
        ("LM1112", 13),
        ("LM1121", 14),
        ("LM1122", 15),
        ("LM1016", 16),
        ("LM1014", 17),
        ("LM1015", 18),
        ("LM1120", 21),
        ("LM1104", 22),
        ("LM1110", 23),
        ("LM1129", 26),
        ("LM1301", 3),
    }


def test_check_prints_places_problems_and_ways_out(desk):
    ran = desk("check", *MESSY)
    notices = [line for line in ran.out.splitlines() if not line.startswith("  Try:")]

    assert ran.code == 3
    assert all(line.startswith("sample_data/stops_messy.csv") for line in notices)
    assert "refused" in ran.err
    for line, after in itertools.pairwise(ran.out.splitlines()):
        assert " error: " not in line or after.startswith("  Try:"), line


def test_check_of_a_good_day_is_silent_on_stdout_but_for_remarks(desk):
    ran = desk("check", *FEW, "--quiet")

    assert ran.code == 0
    assert ran.err == ""
    assert "error" not in ran.out
    assert "warning" not in ran.out


def test_a_reviewed_sheet_fed_back_gives_the_same_places(lastmile, planned):
    """Every address became a pin; the second time nothing is looked up, and nothing moves."""
    written = lastmile(
        "geocode", "sample_data/stops.csv", "-c", CONFIG, "--date", DAY, "-o", "review.csv"
    )
    again = lastmile(
        "plan", "review.csv", "-c", CONFIG, "--date", DAY, "--iterations", "10", "--json"
    )  # fmt: skip
    first, second = json.loads(planned.read_bytes()), again.json()

    assert written.code == again.code == 0
    assert "140 accept" in written.err
    doors = places(first).keys() & places(second).keys()
    assert len(doors) > 250, "who leaves the choice to us may go to a locker in one plan"
    assert {door: places(first)[door] for door in doors} == pytest.approx(
        {door: places(second)[door] for door in doors}, abs=1e-6
    )
    assert codes(second) == codes(first)
    found = [stop["geocode"] for stop in second["stops"] if stop["geocode"]]
    assert {geocode["best"]["precision"] for geocode in found} == {"pin"}


def places(plan: dict) -> dict[str, float]:
    return {
        f"{it['stop_id']} {axis}": it[axis]
        for it in plan["stops"]
        if it["geocode"]
        for axis in ("lat", "lon")
    }


def codes(plan: dict) -> set[str]:
    return {notice["code"] for notice in plan["notices"]}


def test_review_keeps_the_shops_columns_and_says_what_was_found(desk):
    given = list(csv.DictReader(io.StringIO(desk.at("few.csv").read_text(encoding="utf-8"))))
    sheet = list(csv.DictReader(io.StringIO(desk("geocode", *FEW).out)))

    assert [row["Order ID"] for row in sheet] == [row["Order ID"] for row in given]
    assert [row["Gift wrap"] for row in sheet] == [row["Gift wrap"] for row in given]
    assert {row["geocode_status"] for row in sheet} == {"accept"}
    assert all(row["lat"] and row["lon"] for row in sheet)


def test_review_of_an_export_with_several_days_can_choose_one(desk):
    undecided, decided = desk("geocode", *MESSY[:3]), desk("geocode", *MESSY)

    assert undecided.code == 3
    assert "--date" in undecided.err
    assert decided.code == 0
    assert ",fail," in decided.out


def test_a_map_is_built_once(desk, tmp_path):
    fresh = {"LASTMILE_CACHE_DIR": str(tmp_path / "cache")}
    first = desk("roads", "build", "sample_data/helsinki.osm.pbf", "--json", env=fresh).json()
    second = desk("roads", "build", "sample_data/helsinki.osm.pbf", env=fresh)

    assert first["roads"]["was_cached"] is False
    assert first["roads"]["streets"] > 1000
    assert first["addresses"]["streets"] > 80
    assert "was in the cache" in second.out
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.name.startswith(".")]


def test_doctor_looks_around_and_finds_nothing_broken(desk):
    ran = desk("doctor", "-c", CONFIG, "--json")
    found = {(it["area"], it["item"]): it for it in ran.json()["findings"]}

    assert ran.code == 0
    assert ran.json()["ok"] is True
    assert found["library", "ortools"]["state"] == "ok"
    assert found["disk", "cache folder"]["state"] == "ok"
    assert found["config", "map"]["state"] == "ok"
    assert "2 depots" in found["config", CONFIG]["detail"]


@pytest.mark.parametrize(
    ("key", "value", "broken"),
    [
        ("map: sample_data/helsinki.osm.pbf", "map: sample_data/atlantis.osm.pbf", "atlantis"),
        ("timezone: Europe/Helsinki", "timezone: Europe/Atlantis", CONFIG),
    ],
)
def test_doctor_names_what_is_broken_and_exits_3(desk, key, value, broken):
    config = desk.at(CONFIG)
    config.write_text(config.read_text(encoding="utf-8").replace(key, value), encoding="utf-8")
    ran = desk("doctor", "-c", CONFIG)

    assert ran.code == 3
    assert any("broken" in line and broken in line for line in ran.out.splitlines()), ran.out


def test_only_extras_that_exist_are_recommended():
    from lastmile_cli.workflows.diagnose import EXTRAS

    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for extra in EXTRAS.values():
        assert f"\n{extra} = [" in pyproject
