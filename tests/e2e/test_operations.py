"""Breaks, shipments, groups and priced lateness, from the files to the plan."""

from __future__ import annotations

import csv
import json

from tests.e2e.conftest import CONFIG, FEW

LUNCH = '    breaks: [{minutes: 30, between: ["10:30", "13:30"]}]\n'


def change_config(desk, *changes):
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    desk.at(CONFIG).write_text(text, encoding="utf-8")


def change_orders(desk, **columns):
    """Write cells of the dozen orders, id to cell, by column; new columns come last."""
    path = desk.at("few.csv")
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    at = {name.lower().replace(" ", "_"): column for column, name in enumerate(header)}
    for name, cells in columns.items():
        if name not in at:
            at[name] = len(header)
            header.append(name)
            for row in rows:
                row.append("")
        for row in rows:
            row[at[name]] = cells.get(row[0], "")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def test_check_tells_odd_pairs_groups_and_breaks_at_once_each_where_it_stands(desk):
    """The fourth of the dozen is a pickup; HB-10001 and HB-10002 are deliveries."""
    change_orders(
        desk,
        paired_with={"HB-10001": "HB-10002", "HB-10004": "HB-1OOO5"},
        bundle={"HB-10006": "wedding"},
    )
    change_config(desk, ("    max_stops: 40\n", "    max_stops: 40\n" + LUNCH.replace("10:30", "5:00")
        .replace("13:30", "7:00")))  # fmt: skip

    ran = desk("check", *FEW, "--json")
    found = {(n["code"], n["place"]["row"], n["place"]["column"]) for n in ran.json()["notices"]}

    assert ran.code == 3
    assert any(
        code == "LM1231" and column.endswith("breaks[0].between") for code, _, column in found
    )
    assert {
        ("LM1144", 2, "Type"),
        ("LM1144", 3, "Type"),
        ("LM1142", 5, "paired_with"),
        ("LM1146", 7, "bundle"),
    } <= found


def test_a_shipment_and_a_group_pass_the_check(desk):
    change_orders(
        desk,
        **{"Related Order ID": {"HB-10004": "HB-10001"}},
        weight={},
        group={"HB-10002": "g", "HB-10003": "g"},
    )
    loads = desk.at("few.csv").read_text(encoding="utf-8")
    desk.at("few.csv").write_text(loads.replace("6,2.6,0.007,2", "6,,,", 1), encoding="utf-8")

    ran = desk("check", *FEW, "--json")

    assert ran.code == 0, ran.out
    assert not {n["code"] for n in ran.json()["notices"]} & {"LM1142", "LM1144", "LM1145", "LM1132"}


def test_a_key_of_a_break_that_nearly_fits_is_suggested(desk):
    change_config(
        desk, ("    max_stops: 40\n", "    max_stops: 40\n" + LUNCH.replace("between", "betwen"))
    )

    ran = desk("check", *FEW)

    assert ran.code == 3
    assert "did you mean `between`?" in ran.out


def test_a_plan_keeps_lunch_and_reads_it_back(desk):
    change_config(desk, ("    max_stops: 40\n", "    max_stops: 40\n" + LUNCH))

    ran = desk(
        "plan", *FEW, "--iterations", "5", "-o", "plan.json", "--quiet", "--engine", "ruin-recreate"
    )  # fmt: skip

    assert ran.code == 0, ran.err
    made = json.loads(desk.at("plan.json").read_text(encoding="utf-8"))
    (bike,) = [it for it in made["config"]["vehicles"] if it["id"] == "cargo-bike"]
    assert bike["breaks"] == [{"minutes": 30, "between": ["10:30", "13:30"], "paid": False}]
    assert desk("verify", "plan.json").code == 0
