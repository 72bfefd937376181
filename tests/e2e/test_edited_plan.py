"""A plan edited by hand is still printed, with a word that it should be judged."""

from __future__ import annotations

import json

import pytest

READERS = ("manifest",), ("costs",), ("export", "--to", "sheets"), ("explain", "--json")


def first_stop_of(plan):
    return next(v["stop_id"] for v in plan["routes"][0]["visits"] if v["kind"] == "stop")


def read_as(lastmile, reader, name):
    """Have this command read a plan; `explain` is asked about the first stop."""
    command, *more = reader
    asked = [first_stop_of(json.loads(lastmile.at(name).read_bytes()))]
    return lastmile(command, name, *(asked if command == "explain" else []), *more)


@pytest.fixture
def edited(lastmile, planned):
    """The sample plan with one leg a minute longer."""
    plan = json.loads(planned.read_bytes())
    plan["routes"][0]["visits"][1]["drive_s"] += 60
    lastmile.at("edited.json").write_text(json.dumps(plan), encoding="utf-8")
    return "edited.json"


@pytest.mark.parametrize("reader", READERS)
def test_whoever_reads_an_edited_plan_is_told_to_verify_it(lastmile, edited, reader):
    ran = read_as(lastmile, reader, edited)

    assert ran.code == 0
    assert "edited.json was changed after it was made" in ran.err
    assert "lastmile verify" in ran.err


@pytest.mark.parametrize("reader", READERS)
def test_a_plan_as_it_was_made_is_read_without_a_word(lastmile, planned, reader):
    assert read_as(lastmile, reader, planned.name).err == ""
