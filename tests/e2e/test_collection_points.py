"""Lockers: from the two files to the manifest, the bill, the referee and the advice."""

from __future__ import annotations

import json
from decimal import Decimal

from tests.e2e.conftest import CONFIG, DAY
from tests.e2e.test_operations import change_orders


def test_parcels_for_a_locker_are_one_visit_that_every_command_knows(desk):
    change_orders(
        desk,
        delivery_option={
            "HB-10002": "any", "HB-10003": "collection_point", "HB-10005": "collection_point",
        },
        collection_point={"HB-10005": "yliopistonkatu"},
    )  # fmt: skip

    ran = desk(
        "plan", "few.csv", "-c", CONFIG, "--date", DAY, "--iterations", "40", "-o", "plan.json"
    )
    assert ran.code == 0, ran.err
    plan = json.loads(desk.at("plan.json").read_text(encoding="utf-8"))

    (visit,) = [stop for stop in plan["stops"] if stop.get("collection_point")]
    names = [door["stop_id"] for door in visit["doors"]]
    assert {"HB-10003", "HB-10005"} <= set(names)
    assert visit["name"] == "Kiosk, Yliopistonkatu"
    parcels = sum(max(1, door["load"]["parcels"]) for door in visit["doors"])
    assert visit["service_s"] == 180 + 20 * parcels
    lines = {line["category"]: line["amount"] for line in plan["costs"]["lines"]}
    paid = Decimal("1.50") if "HB-10002" in names else Decimal(0)
    assert Decimal(lines.get("incentives", "0")) == paid
    assert desk("verify", "plan.json").code == 0

    told = desk("explain", "plan.json", "HB-10005", "--json").json()
    assert told["collection_point"] == "yliopistonkatu"
    assert "HB-10003" in {order["order_id"] for order in told["brought_there"]}
    manifest = desk("manifest", "plan.json", "--json").json()
    halts = [v for one in manifest["manifests"] for v in one["visits"]]
    (drop,) = [halt for halt in halts if halt.get("collection_point")]
    assert {order["order_id"] for order in drop["orders"]} == set(names)
    assert all(order["name"] for order in drop["orders"])

    advice = desk("costs", "plan.json", "--lockers", "--json").json()
    worths = [Decimal(door["largest_incentive"]) for door in advice["doors"]]
    assert worths == sorted(worths, reverse=True)
    assert not set(names) & {door["stop_id"] for door in advice["doors"]}
    assert "do not add up" in advice["note"]
    assert "do not add up" in desk("costs", "plan.json", "--lockers").out
    assert desk("export", "plan.json", "--to", "out").code == 0
    assert "Kiosk, Yliopistonkatu" in desk.at("out/routes.csv").read_text(encoding="utf-8-sig")


def test_a_point_off_the_map_is_told_though_nothing_goes_there(desk):
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    assert text.count("    lat: 60.171642") == 1
    desk.at(CONFIG).write_text(
        text.replace("    lat: 60.171642", "    lat: 60.131642"), encoding="utf-8"
    )

    ran = desk("check", "few.csv", "-c", CONFIG, "--date", DAY, "--json")

    places = {it["code"]: it["place"] for it in ran.json()["notices"]}
    assert "LM1446" in places


def test_a_locker_without_hours_refuses_the_day_and_says_what_to_write(desk):
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    hours = '      - {days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}'
    assert hours in text
    broken = text.replace("opening_hours:                 # when", "opening_hours: []  # when", 1)
    lines = [line for line in broken.splitlines(keepends=True) if not line.startswith(hours)]
    desk.at(CONFIG).write_text("".join(lines), encoding="utf-8")

    ran = desk("plan", "few.csv", "-c", CONFIG, "--date", DAY)

    assert ran.code == 3
    assert "has no opening hours" in ran.err
    assert "add opening_hours" in ran.err
