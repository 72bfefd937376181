"""The example of docs/loading.md, and what a wrong figure there is told."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest

from tests.e2e.conftest import CONFIG

LOADING = ("sample_data/stops_loading.csv", "-c", CONFIG, "--date", "2026-11-24")
PER_PARCEL = "    loading_per_parcel_s: 5"


def change_config(desk, *changes):
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    desk.at(CONFIG).write_text(text, encoding="utf-8")


def second(text):
    return int(datetime.fromisoformat(text).timestamp())


def test_one_door_loads_each_trip_for_its_parcels_one_after_the_other(desk):
    """Six minutes and five seconds a parcel; six orders are packed at 12:30."""
    lines = desk.at(CONFIG).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("    dock_min: 12 ")]
    desk.at(CONFIG).write_text("".join(kept), encoding="utf-8")
    change_config(desk, ("docks: 2 ", "docks: 1 "))

    ran = desk("plan", *LOADING, "--iterations", "300", "-o", "loading.json", "--json")
    plan = ran.json()

    assert ran.code == 0, ran.err
    parcels = {one["stop_id"]: one["load"]["parcels"] for one in plan["stops"]}
    spans, loaded = [], []
    for route in plan["routes"]:
        for load in (it for it in route["visits"] if it["kind"] == "load"):
            trip = [v["stop_id"] for v in route["visits"]
                    if v["kind"] == "stop" and v["trip"] == load["trip"]]  # fmt: skip
            starts_s, ends_s = second(load["start_at"]), second(load["depart_at"])
            spans.append((starts_s, ends_s))
            loaded += trip
            assert ends_s - starts_s == 360 + 5 * sum(parcels[stop] for stop in trip)
            if {f"L-{number}" for number in range(11, 17)} & set(trip):
                assert load["start_at"][11:16] >= "12:30"
    assert sorted(loaded) == [f"L-{number:02}" for number in range(1, 18)]
    spans.sort()
    assert len(spans) >= 4
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert [one["reason"] for one in plan["unassigned"]] == ["parcel_size"]
    assert desk("verify", "loading.json").code == 0


@pytest.mark.parametrize(
    ("figure", "code"),
    [("-3", "LM1218"), ("90000", "LM1219"), ("soon", "LM1207"), ("2.5", "LM1207")],
)
def test_a_figure_that_is_none_is_told_where_it_stands(desk, figure, code):
    change_config(desk, (PER_PARCEL, f"    loading_per_parcel_s: {figure}"))

    ran = desk("check", *LOADING, "--json")
    found = [(n["code"], n["place"]["column"]) for n in ran.json()["notices"]]

    assert ran.code == 3
    assert (code, "depots[0].loading_per_parcel_s") in found


def test_another_engine_says_that_it_cannot(desk):
    ran = desk("plan", *LOADING, "--engine", "ortools", "--json")

    assert ran.code != 0
    assert "loading that takes longer for each parcel" in ran.err + ran.out
