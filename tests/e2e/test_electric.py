"""Vans with batteries, from the files to the plan and what is written of it."""

from __future__ import annotations

import json

from tests.e2e.conftest import CONFIG, FEW

BRIEF = ("--iterations", "30", "-o", "plan.json", "--quiet")


def planned(desk, *changes: tuple[str, str]):
    """Plan a few orders with these words of the sample configuration changed; the plan and the run."""
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    desk.at(CONFIG).write_text(text, encoding="utf-8")
    ran = desk("plan", *FEW, *BRIEF)
    assert ran.code == 0, ran.err
    return json.loads(desk.at("plan.json").read_text(encoding="utf-8")), ran


def only_electric(kwh: str) -> tuple[tuple[str, str], ...]:
    """Electric vans with a battery of this size are all there is, but for a stop each of others."""
    return (
        ("capacity_kwh: 52 ", f"capacity_kwh: {kwh} "),
        ("    max_stops: 60\n", "    max_stops: 1\n"),
        ("    max_stops: 40\n", "    max_stops: 1\n"),
        ("    max_stops: 25\n", "    max_stops: 1\n"),
    )


def electric_routes(made):
    return [route for route in made["routes"] if route["vehicle_id"].startswith("electric")]


def test_batteries_that_run_dry_are_charged_on_the_way_and_everybody_says_so(desk):
    made, _ = planned(desk, *only_electric("0.9"))

    (route, *_) = [
        route
        for route in electric_routes(made)
        if any(visit["kind"] == "charge" for visit in route["visits"])
    ]
    levels = [visit["battery"] for visit in route["visits"]]
    assert all(level["full_wh"] == 900 for level in levels)
    assert min(level["arrive_wh"] for level in levels) >= 89
    charge = next(visit for visit in route["visits"] if visit["kind"] == "charge")
    assert charge["battery"]["depart_wh"] > charge["battery"]["arrive_wh"]
    assert route["home"]["battery"]["arrive_wh"] >= 89
    assert "charging" in {line["category"] for line in made["costs"]["lines"]}
    assert desk("verify", "plan.json").code == 0
    told = desk("manifest", "plan.json", "--vehicle", route["vehicle_id"]).out
    percent = charge["battery"]["arrive_percent"], charge["battery"]["depart_percent"]
    assert f"from {percent[0]} to {percent[1]} %" in told
    paper = json.loads(desk("manifest", "plan.json", "--json").out)
    assert "battery_arrive_percent" in json.dumps(paper)
    assert desk("export", "plan.json", "--to", "out").code == 0


def test_a_battery_that_is_edited_by_hand_is_found_out(desk):
    made, _ = planned(desk, *only_electric("52"))

    for key, off, code in (
        ("arrive_wh", 500, "LM1632"),
        ("arrive_wh", -1, "LM1632"),
        ("depart_wh", 1, "LM1632"),
        ("arrive_percent", 1, "LM1682"),
        ("depart_percent", -1, "LM1682"),
    ):
        edited = json.loads(json.dumps(made))
        electric_routes(edited)[0]["visits"][2]["battery"][key] += off
        desk.at("edited.json").write_text(json.dumps(edited), encoding="utf-8")
        judged = desk("verify", "edited.json", "--verbose")

        assert judged.code == 6, (key, off)
        assert code in judged.out + judged.err, (key, off)


def test_a_charge_cut_short_by_hand_leaves_the_van_below_its_reserve(desk):
    made, _ = planned(desk, *only_electric("0.9"))
    for route in electric_routes(made):
        route["visits"] = [visit for visit in route["visits"] if visit["kind"] != "charge"]
    desk.at("edited.json").write_text(json.dumps(made), encoding="utf-8")

    judged = desk("verify", "edited.json")

    assert judged.code == 6
    assert "below its reserve" in " ".join((judged.out + judged.err).split())


def test_a_weak_connection_at_the_hub_is_told_the_evening_before(desk):
    made, _ = planned(desk, *only_electric("52"), ("    charger_kw: 11 ", "    charger_kw: 0.05 "))

    assert "LM1517" in {notice["code"] for notice in made["notices"]}


def test_large_batteries_are_for_every_engine(desk):
    ran = desk("plan", *FEW, "--iterations", "5", "--engine", "ortools", "--json")

    assert "a range and recharging" not in ran.err


def test_small_batteries_are_for_one_engine_alone(desk):
    planned(desk, *only_electric("0.9"))

    ran = desk("plan", *FEW, "--iterations", "5", "--engine", "ortools")

    assert ran.code == 2
    assert "a range and recharging" in ran.err
