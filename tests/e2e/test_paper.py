"""The papers of a day from the installed command: sizes, labels, and what paper cannot show."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace

import pytest

from lastmile_cli.records.plan_json import plan_bytes, with_identity
from tests.e2e.conftest import Shell
from tests.outputs.pdf_reading import sheet_points, text_of
from tests.outputs.test_paper import NOTE, odd_plan
from tests.plans import small_plan

A4, LETTER, ROLL = (595.28, 841.89), (612.0, 792.0), (288.0, 432.0)


@pytest.fixture
def room(tmp_path) -> Shell:
    plan = small_plan()
    plan = with_identity(plan, plan.created_at)
    (tmp_path / "plan.json").write_bytes(plan_bytes(plan))
    return Shell(tmp_path)


def american(room: Shell) -> None:
    plan = json.loads(room.at("plan.json").read_bytes())
    plan["config"]["service"] = {"country": "US"}
    room.at("plan.json").write_text(json.dumps(plan), encoding="utf-8")


def test_paper_is_what_the_country_uses_and_can_be_chosen(room):
    american(room)

    assert room("export", "plan.json", "--to", "us").code == 0
    assert room("export", "plan.json", "--to", "a4", "--paper", "a4").code == 0
    names = ("fleet.pdf", "hub-hub-1.pdf", "van-1.pdf", "labels-hub-1.pdf")
    for name in names:
        assert sheet_points(room.at(f"us/{name}").read_bytes()) == {LETTER}
        assert sheet_points(room.at(f"a4/{name}").read_bytes()) == {A4}


def test_labels_come_on_sheets_on_a_roll_or_not_at_all(room):
    american(room)
    roll = room("export", "plan.json", "--to", "roll", "--labels", "roll", "--formats", "pdf")
    none = room("export", "plan.json", "--to", "none", "--labels", "none", "--formats", "pdf")

    assert sheet_points(room.at("roll/labels-hub-1.pdf").read_bytes()) == {ROLL}
    assert "labels" in roll.out
    assert "labels" not in none.out


def test_a_size_that_is_none_is_a_usage_error(room):
    ran = room("export", "plan.json", "--to", "out", "--paper", "a5")

    assert ran.code == 2
    assert "letter" in ran.err


def test_every_label_has_its_row_in_parcels_csv(room):
    room("export", "plan.json", "--to", "out")
    written = room.at("out/parcels.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    text = text_of(room.at("out/labels-hub-1.pdf").read_bytes())

    assert len(rows) == 5, "what is picked up leaves no hub"
    assert all(row["barcode"] in text for row in rows)


def test_what_paper_cannot_show_is_told_and_nothing_is_lost_elsewhere(tmp_path):
    """LM1619 names the stops whose letters no font has, LM1629 those whose notes are cut."""
    plan = odd_plan()
    first, second, *others = plan.stops
    plan = replace(plan, stops=(first, replace(second, notes=NOTE * 5), *others))
    (tmp_path / "plan.json").write_bytes(plan_bytes(with_identity(plan, plan.created_at)))
    room = Shell(tmp_path)

    ran = room("export", "plan.json", "--to", "out")
    as_json = room("export", "plan.json", "--to", "out", "--json").json()

    assert ran.code == 0
    assert "LM1619 warning: letters that the font of the paper lacks" in ran.err
    assert "S-1, S-2" in ran.err
    assert "LM1629 warning: notes are too long" in ran.err
    assert {"LM1619", "LM1629"} <= {notice["code"] for notice in as_json["notices"]}
    assert "שלום" in room.at("out/routes.csv").read_text(encoding="utf-8")
    assert (NOTE * 5).strip() in room.at("out/routes.csv").read_text(encoding="utf-8")


def test_a_vehicle_called_like_another_file_does_not_write_over_it(room):
    text = room.at("plan.json").read_text(encoding="utf-8")
    room.at("plan.json").write_text(text.replace('"van-1"', '"fleet"'), encoding="utf-8")

    told = room("export", "plan.json", "--to", "out", "--formats", "pdf").out.split()

    assert len(set(told)) == len(told)
    assert "Manifest" in title_of(room.at("out/fleet-2.pdf"))
    assert title_of(room.at("out/fleet.pdf")).startswith("Fleet")


def title_of(path) -> str:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    return next(line.partition(":")[2].strip() for line in told.splitlines() if "Title" in line)
