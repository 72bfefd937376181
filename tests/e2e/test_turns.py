"""Every turn of the day, read back from the plan and the map it was made with."""

from __future__ import annotations

import csv
import io
import itertools
import json

import pytest

from tests.e2e.conftest import CONFIG, FEW, PLAN_FEW, Shell


@pytest.fixture
def made(desk) -> Shell:
    assert desk(*PLAN_FEW, "-o", "plan.json", "--quiet").code == 0
    return desk


def rewrite(desk: Shell, old: str, new: str) -> None:
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    assert old in text
    desk.at(CONFIG).write_text(text.replace(old, new, 1), encoding="utf-8")


def streets(desk: Shell, *options: str) -> set[str]:
    """Every street that some driver is told."""
    told = desk("manifest", "plan.json", "--turns", "--json", *options).json()["manifests"]
    ways = (end["turns"] for each in told for end in (*each["visits"], each["home"]))
    return {step["street"] for way in ways for step in way}


def test_the_turns_of_every_leg_add_up_to_what_the_plan_drives(made):
    plan = json.loads(made.at("plan.json").read_bytes())
    told = made("manifest", "plan.json", "--turns", "--json").json()["manifests"]

    for route, manifest in zip(plan["routes"], told, strict=True):
        assert manifest["home"]["turns"][-1]["kind"] == "arrive"
        before = ""
        for planned, visit in zip(route["visits"], manifest["visits"], strict=True):
            metres = sum(step["distance_m"] for step in visit["turns"])
            assert metres == pytest.approx(planned["distance_m"], abs=10)
            # Who rests at the door, before it is served, has driven there for the break.
            is_there = before == "break" and planned["distance_m"] == 0
            assert bool(visit["turns"]) == (
                planned["distance_m"] > 0 or (planned["kind"] == "stop" and not is_there)
            )
            assert not visit["turns"] or visit["turns"][-1]["text"].startswith("arrive: door")
            before = planned["kind"]
    assert made("manifest", "plan.json", "--turns").out.count("arrive: ") >= 12
    assert "turns" not in str(made("manifest", "plan.json", "--json").json())


def test_streets_have_swedish_names_for_who_asks(made):
    usual, swedish = streets(made), streets(made, "--language", "sv")

    assert {"Yrjönkatu", "Mannerheimintie"} & usual
    assert {"Georgsgatan", "Mannerheimvägen"} & swedish
    assert not {"Georgsgatan", "Mannerheimvägen"} & usual
    rewrite(made, "  # language: sv ", "  language: sv ")
    assert made(*PLAN_FEW, "-o", "plan.json", "--quiet").code == 0
    assert streets(made) == swedish


def test_exports_tell_turns_only_when_asked_to(made):
    assert made("export", "plan.json", "--to", "plain", "--formats", "csv,pdf").code == 0
    assert made("export", "plan.json", "--to", "told", "--formats", "csv,pdf", "--turns").code == 0

    sheet = made.at("told/routes.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    for before, row in itertools.pairwise(rows):
        if row["kind"] in ("stop", "home") and before["kind"] != "break":
            assert "arrive" in row["turns"]
    assert "turns" not in made.at("plain/routes.csv").read_text(encoding="utf-8")
    (sheet_pdf, *_) = sorted(made.at("told").glob("*-*.pdf"))
    assert len(sheet_pdf.read_bytes()) > len((made.at("plain") / sheet_pdf.name).read_bytes())


def test_a_plan_whose_map_is_gone_names_it_and_prints_nothing(made, tmp_path):
    plan = json.loads(made.at("plan.json").read_bytes())
    made.at("sample_data").unlink()
    empty = {"LASTMILE_CACHE_DIR": str(tmp_path / "empty")}

    for command in (("manifest", "plan.json"), ("export", "plan.json", "--to", "out")):
        ran = made(*command, "--turns", env=empty)
        assert (ran.code, ran.out) == (3, "")
        assert plan["provenance"]["roads"]["map_sha256"][:16] in ran.err
        assert "Try:" in ran.err
    assert not made.at("out").exists()


def test_roads_that_know_no_turns_say_so(desk):
    rewrite(desk, "source: embedded", "source: great_circle")
    assert desk(*PLAN_FEW, "-o", "plan.json", "--quiet").code == 0

    ran = desk("manifest", "plan.json", "--turns")

    assert ran.code == 2
    assert "great_circle" in ran.err


def test_wide_roads_are_kept_to_the_side_of_in_plan_and_referee_alike(desk):
    """With a kerb on every road the day is dearer, and the referee knows why."""
    searched = ("plan", *FEW, "--iterations", "300")
    plain = desk(*searched, "--json").json()
    roads = "curbside: [primary, secondary, tertiary, residential, unclassified]"
    rewrite(desk, "  # curbside: [primary, secondary, trunk] ", f"  {roads} ")
    kept = desk(*searched, "-o", "plan.json", "--json").json()

    assert kept["totals"]["served"] == 12
    assert kept["objective"]["total"] > plain["objective"]["total"]
    assert desk("verify", "plan.json").code == 0
    turns = desk("manifest", "plan.json", "--turns").out
    assert turns.count("door on the right") > turns.count("door on the left")
    # The same plan under the rule of a country where one drives on the left is another matter.
    kept["config"]["roads"]["driving_side"] = "left"
    desk.at("plan.json").write_text(json.dumps(kept), encoding="utf-8")
    assert desk("verify", "plan.json").code == 6


def test_check_names_a_class_of_road_that_is_none(desk):
    rewrite(desk, "  # curbside: [primary, secondary, trunk] ", "  curbside: [primry] ")

    ran = desk("check", *FEW)

    assert ran.code == 3
    assert "LM1267" in ran.out + ran.err
    assert "did you mean `primary`?" in ran.out + ran.err
