"""Electric vans with a range, from the files to the plan and what is written of it."""

from __future__ import annotations

import json
import re

from tests.e2e.conftest import CONFIG, FEW

CHARGERS = """
chargers:
  - {id: kaisaniemi, name: Fast charger, lat: 60.171900, lon: 24.947300}
  - {id: nowhere, lat: 60.3, lon: 24.95}
"""


def without_batteries(text: str) -> str:
    """The sample configuration with neither batteries nor chargers."""
    battery = re.compile(r"    charges_at_depot: true .*\n    battery: .*\n(?:      .*\n)+")
    chargers = re.compile(r"^chargers:.*\n(?: .*\n)+", re.MULTILINE)
    return chargers.sub("", battery.sub("", text))


def with_ranges(desk, range_km: float, chargers: str = CHARGERS) -> None:
    """Every group of the sample fleet gets a range and fills up in ten minutes."""
    text = without_batteries(desk.at(CONFIG).read_text(encoding="utf-8"))
    keys = f"    range_km: {range_km}\n    recharge_min: 10\n    overtime_after_h:"
    text = text.replace("    overtime_after_h:", keys)
    desk.at(CONFIG).write_text(text + chargers, encoding="utf-8")


def test_a_day_with_ranges_is_planned_verified_and_told(desk):
    """A kilometre and a half is little, even in a town that is no longer than that."""
    with_ranges(desk, 1.5)

    ran = desk("plan", *FEW, "--iterations", "30", "-o", "plan.json", "--quiet")

    assert ran.code == 0, ran.err
    made = json.loads(desk.at("plan.json").read_text(encoding="utf-8"))
    charges = [v for r in made["routes"] for v in r["visits"] if v["kind"] == "charge"]
    assert charges
    assert {charge["charger_id"] for charge in charges} == {"kaisaniemi"}
    assert all(0 < charge["since_full_m"] <= 1_500 for charge in charges)
    assert "LM1445" in {notice["code"] for notice in made["notices"]}
    assert desk("verify", "plan.json").code == 0
    told = desk("manifest", "plan.json").out
    assert "Recharge at Fast charger, 10 min" in told
    assert desk("costs", "plan.json").code == 0
    served = next(v["stop_id"] for r in made["routes"] for v in r["visits"] if v["stop_id"])
    assert desk("explain", "plan.json", served).code == 0
    assert desk("export", "plan.json", "--to", "out", "--turns").code == 0
    written = {path.name: path.read_bytes() for path in desk.at("out").iterdir()}
    for kind, told in ((".gpx", b"Recharge at Fast charger"), (".geojson", b"kaisaniemi")):
        assert any(told in text for name, text in written.items() if name.endswith(kind))
    assert any(b",charge," in text for name, text in written.items() if name.endswith(".csv"))
    assert any(name.endswith(".pdf") for name in written)


def test_a_charge_that_is_deleted_by_hand_is_missed(desk):
    with_ranges(desk, 1.5)
    ran = desk("plan", *FEW, "--iterations", "30", "-o", "plan.json", "--quiet")
    assert ran.code == 0, ran.err
    made = json.loads(desk.at("plan.json").read_text(encoding="utf-8"))
    for route in made["routes"]:
        route["visits"] = [visit for visit in route["visits"] if visit["kind"] != "charge"]
    desk.at("edited.json").write_text(json.dumps(made), encoding="utf-8")

    judged = desk("verify", "edited.json")

    assert judged.code == 6
    assert "without recharging, more than the 1.5 km of its range" in " ".join(judged.out.split())


def test_a_stop_out_of_reach_is_left_out_and_explained(desk):
    """Half a kilometre, and nowhere to recharge: whoever lives farther away is told why."""
    with_ranges(desk, 0.6, chargers="")
    ran = desk("plan", *FEW, "--iterations", "10", "-o", "plan.json", "--quiet")
    assert ran.code == 0, ran.err
    made = json.loads(desk.at("plan.json").read_text(encoding="utf-8"))
    (far, *_) = [one for one in made["unassigned"] if one["reason"] == "range"]

    told = " ".join(desk("explain", "plan.json", far["stop_id"]).out.split())

    assert far["class"] == "impossible"
    assert "its range is 0.6 km" in far["detail"]
    assert "without recharging, it may drive 0.6 km" in told or far["detail"] in told


def test_another_engine_says_who_can(desk):
    with_ranges(desk, 1.5)

    ran = desk("plan", *FEW, "--iterations", "5", "--engine", "ortools")

    assert ran.code == 2
    assert "a range and recharging" in ran.err
    assert "ruin-recreate" in ran.err
