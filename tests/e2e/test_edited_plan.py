"""A plan edited by hand is still printed, with a word that it should be judged."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def edited(lastmile, planned):
    """The sample plan with one leg a minute longer."""
    plan = json.loads(planned.read_bytes())
    plan["routes"][0]["visits"][1]["drive_s"] += 60
    lastmile.at("edited.json").write_text(json.dumps(plan), encoding="utf-8")
    return "edited.json"


@pytest.mark.parametrize("args", [("manifest",), ("costs",), ("export", "--to", "edited")])
def test_whoever_reads_an_edited_plan_is_told_to_verify_it(lastmile, edited, args):
    command, *more = args
    ran = lastmile(command, edited, *more)

    assert ran.code == 0
    assert "edited.json was changed after it was made" in ran.err
    assert "lastmile verify" in ran.err


@pytest.mark.parametrize("args", [("manifest",), ("costs",), ("export", "--to", "asmade")])
def test_a_plan_as_it_was_made_is_read_without_a_word(lastmile, planned, args):
    command, *more = args

    assert lastmile(command, planned.name, *more).err == ""
