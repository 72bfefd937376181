"""Partners, rosters, cash and what was left out yesterday: from the files to the plan."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

from tests.e2e.conftest import CONFIG, DAY, FEW
from tests.e2e.test_operations import change_orders

ACME = """
partners:
  - id: acme
    requires: {cash: "1.50"}
    capacity: {stops: 2}
    zones:
      - {name: centre, postal_codes: ["001"], base: "1.20", per_parcel: "0.10"}
"""


def add_config(desk, text):
    """Write sections of the configuration: instead of the example's, where it has them."""
    path = desk.at(CONFIG)
    rest = path.read_text(encoding="utf-8")
    for key in re.findall(r"^([a-z_]+):", text, re.MULTILINE):
        rest = re.sub(rf"^{key}:.*?(?=^[a-z_]+:|\Z)", "", rest, flags=re.MULTILINE | re.DOTALL)
    path.write_text(rest + text, encoding="utf-8")


def planned(desk, *more, date=DAY, stops="few.csv", output="plan.json"):
    ran = desk(
        "plan", stops, "-c", CONFIG, "--date", date, "--iterations", "40", "-o", output, *more
    )
    assert ran.code == 0, ran.err
    return ran, json.loads(desk.at(output).read_text(encoding="utf-8"))


def test_a_partner_takes_what_it_takes_in_a_day_and_gets_a_row_a_parcel(desk):
    """Two stops at most, the cheapest oneself stays: the plan holds and every cent adds up."""
    add_config(desk, ACME)
    change_orders(desk, cash_on_delivery={"HB-10002": "12,50"})

    _, plan = planned(desk)
    handed = plan["outsourced"]
    price = sum(Decimal(it["price"]) for it in handed)
    lines = {line["category"]: Decimal(line["amount"]) for line in plan["costs"]["lines"]}

    assert len(handed) == 2
    assert lines["partners"] == price
    assert Decimal(plan["costs"]["total"]) == price + sum(
        Decimal(route["cost"]["total"]) for route in plan["routes"]
    )
    assert desk("verify", "plan.json").code == 0

    told = desk("explain", "plan.json", handed[0]["stop_id"], "--json").json()
    assert Decimal(told["own"]["price"]) > Decimal(told["outsourced"]["price"])
    served = next(v["stop_id"] for r in plan["routes"] for v in r["visits"] if v["kind"] == "stop")
    assert desk("explain", "plan.json", served, "--json").json()["served"]["partners"]

    assert desk("export", "plan.json", "--to", "out", "--formats", "csv").code == 0
    text = desk.at("out/partner-acme.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    loads = {stop["stop_id"]: stop["load"] for stop in plan["stops"]}
    assert len(rows) == sum(max(1, loads[it["stop_id"]]["parcels"]) for it in handed)
    assert len({row["barcode"] for row in rows}) == len(rows)
    assert all(row["phone"].startswith("'+") for row in rows), "no cell a spreadsheet would run"
    assert desk("manifest", "plan.json", "--partner", "acme", "--json").json()["total"] == str(
        price
    )
    nobody = desk("manifest", "plan.json", "--partner", "acmi")
    assert (nobody.code, "acme" in nobody.err) == (2, True)


def test_a_van_in_the_workshop_is_in_no_route_and_the_plan_says_so(desk):
    add_config(
        desk,
        f"\nroster:\n  - {{date: {DAY}, vehicle: cargo-bike, reason: stolen}}\n"
        f"  - {{date: {DAY}, driver: osten, reason: sick}}\n",
    )
    ran, plan = planned(desk)

    vans = {route["vehicle_id"]: route["driver"] for route in plan["routes"]}
    assert not {"cargo-bike-1", "cargo-bike-2"} & vans.keys()
    assert vans.get("white-glove", "noel") in (
        "Noel Niemi",
        "noel",
        {"driver_id": "noel", "name": "Noel Niemi"},
    )
    assert "Roster of the day: cargo-bike-1 is not there: stolen" in ran.out
    assert desk("verify", "plan.json").code == 0


def test_who_is_left_out_today_is_planned_tomorrow_with_a_history(desk):
    """One order asks for a van that is away; the next day it is there again."""
    change_orders(desk, vehicle={"HB-10003": "electric-van-2"})
    add_config(desk, f"\nroster:\n  - {{date: {DAY}, vehicle: electric-van-2, reason: workshop}}\n")

    first, plan = planned(desk)
    left = [it["stop_id"] for it in plan["unassigned"]]
    rest = desk.at("few.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in rest if "HB-10003" not in line][:6]
    desk.at("next.csv").write_text("".join(kept), encoding="utf-8")

    ran, second = planned(
        desk, "--carry-over", "plan.json", date="2026-11-24", stops="next.csv", output="next.json"
    )

    assert left == ["HB-10003"]
    assert "is not there that day (workshop)" in first.err
    assert "1 stop carried over from 2026-11-23: HB-10003" in ran.err
    stop = next(it for it in second["stops"] if it["stop_id"] == "HB-10003")
    assert dict(stop["cells"])["first_date"] == DAY
    assert stop["priority"] == 60
    assert second["unassigned"] == []
    assert second["provenance"]["stops_sha256"] != plan["provenance"]["stops_sha256"]
    assert desk("export", "next.json", "--to", "out", "--formats", "csv").code == 0
    rows = csv.DictReader(io.StringIO(desk.at("out/stops.csv").read_text(encoding="utf-8-sig")))
    assert {row["Order ID"]: row["attempt"] for row in rows}["HB-10003"] == "2"


def test_a_plan_of_the_same_day_is_not_carried_over(desk):
    planned(desk)

    ran = desk("plan", *FEW, "--carry-over", "plan.json", "--iterations", "5")

    assert ran.code == 3
    assert "not before" in ran.err
    add_config(desk, "\n")
    text = (
        desk.at(CONFIG)
        .read_text(encoding="utf-8")
        .replace(
            "  further_order_min: 0 ",
            "  carry_over: {plan: nothing.json}\n  further_order_min: 0 ",
            1,
        )
    )
    desk.at(CONFIG).write_text(text, encoding="utf-8")
    ran = desk("plan", *FEW, "--iterations", "5", "-q", "-o", "again.json")
    assert ran.code == 0, "on the first day there is no plan yet"


def test_what_is_asked_for_at_the_door_takes_its_time_and_stands_on_the_manifest(desk):
    """The example's seconds: 20 for a signature and 45 for the cash."""
    _, before = planned(desk, output="before.json")
    change_orders(
        desk, requires={"HB-10001": "signature"}, cash_on_delivery={"HB-10001": "12.50 EUR"}
    )

    _, after = planned(desk)

    def service_s(plan):
        from datetime import datetime

        visits = (v for r in plan["routes"] for v in r["visits"] if v["stop_id"] == "HB-10001")
        visit = next(visits)
        ends = (datetime.fromisoformat(visit[key]) for key in ("depart_at", "start_at"))
        return -int((next(ends) - next(ends)).total_seconds()) * -1

    assert service_s(after) - service_s(before) == 65
    manifests = desk("manifest", "plan.json", "--json").json()["manifests"]
    van = next(m for m in manifests if "cash_on_delivery" in m)
    assert van["cash_on_delivery"] == "12.50"
    loading = van["loads"][0]["loading"]
    assert [line["position"] for line in loading] == list(range(1, len(loading) + 1))
    assert [line["sequence"] for line in loading] == sorted(
        (line["sequence"] for line in loading), reverse=True
    )
    assert "Cash 12.50 EUR" in desk("manifest", "plan.json").out
    assert desk("verify", "plan.json").code == 0


def test_a_daily_minimum_is_in_every_list_and_what_the_partner_failed_is_tried_again(desk):
    """Cheap stops, and a minimum far above them: own vans would cost still more."""
    add_config(desk, ACME.replace("    capacity: {stops: 2}\n", '    minimum_per_day: "20.00"\n'))

    _, plan = planned(desk)
    lines = {line["category"]: Decimal(line["amount"]) for line in plan["costs"]["lines"]}
    bill = sum(Decimal(it["price"]) for it in plan["outsourced"]) + lines["partner_minimum"]

    assert bill == Decimal("20.00")
    assert desk("export", "plan.json", "--to", "out", "--formats", "csv").code == 0
    for name in ("stop", "customer", "route", "vehicle", "trip"):
        text = desk.at(f"out/costs_by_{name}.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        sums = {it: sum(Decimal(row[it] or 0) for row in rows) for it in lines}
        assert (name, sums) == (name, lines)
    text = desk.at("out/partner-acme.csv").read_text(encoding="utf-8-sig")
    prices = [row["price"] for row in csv.DictReader(io.StringIO(text))]
    assert sum(Decimal(price or 0) for price in prices) == bill

    handed = plan["outsourced"][0]["stop_id"]
    desk.at("failed.csv").write_text(f"stop_id,reason\n{handed},closed\n", encoding="utf-8")
    rest = desk.at("few.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in rest if handed not in line][:4]
    desk.at("next.csv").write_text("".join(kept), encoding="utf-8")
    ran, second = planned(
        desk,
        *("--carry-over", "plan.json", "--failed", "failed.csv"),
        date="2026-11-24",
        stops="next.csv",
        output="next.json",
    )

    assert f"{handed} (2nd attempt; closed)" in ran.err
    assert next(it for it in second["stops"] if it["stop_id"] == handed)["tries"] == 1
