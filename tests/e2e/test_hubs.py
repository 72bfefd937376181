"""Several hubs from the files to the referee: stock, order lines, transfers."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

from tests.e2e.conftest import CONFIG, DAY
from tests.e2e.test_partners_and_rosters import add_config, planned

STOCK = """
stock:
  file: stock.csv
  order_lines: lines.csv
  transfer: {per_order: "1.50", per_unit: "0.40", ready_min: 60}
"""
LEVELS = "depot,sku,quantity\nbookstore,ATLAS,1\nstation,GLOBE,9\nbookstore,MAP,9\nstation,MAP,9\n"


def write(desk, levels, lines):
    desk.at("stock.csv").write_text(levels, encoding="utf-8")
    desk.at("lines.csv").write_text("stop_id,sku,quantity\n" + lines, encoding="utf-8")


def test_goods_of_two_hubs_meet_and_what_is_short_is_named(desk):
    """The one atlas goes to the order that also wants a globe, or to the other one: never both."""
    add_config(desk, STOCK)
    write(desk, LEVELS, "HB-10002,ATLAS,1\nHB-10002,GLOBE,1\nHB-10003,ATLAS,1\nHB-10005,MAP,2\n")

    ran, plan = planned(desk)

    assert "ATLAS" in ran.err
    assert "2 ordered, 1 in stock: 1 short." in ran.err
    (left,) = [it for it in plan["unassigned"] if it["reason"] == "stock"]
    assert left["class"] == "impossible"
    stops = {stop["stop_id"]: stop for stop in plan["stops"]}
    assert stops["HB-10005"]["supply"] == {"hubs": ["bookstore", "station"]}
    assert {level["sku"] for level in plan["config"]["stock"]["levels"]} == {
        "ATLAS",
        "GLOBE",
        "MAP",
    }
    assert desk("verify", "plan.json").code == 0

    told = desk("explain", "plan.json", left["stop_id"])
    assert "in stock" in told.out


def test_lines_of_an_order_that_is_carried_over_are_of_the_day(desk):
    """The one order left out for want of its atlas comes again, and its line with it."""
    add_config(desk, STOCK)
    write(desk, LEVELS, "HB-10002,ATLAS,5\n")
    _, plan = planned(desk)
    assert [it["stop_id"] for it in plan["unassigned"]] == ["HB-10002"]
    desk.at("next.csv").write_text("stop_id,lat,lon\nN,60.1700,24.9400\n", encoding="utf-8")

    ran = desk("plan", "next.csv", "-c", CONFIG, "--carry-over", "plan.json", "-o", "next.json",
               "--date", (date.fromisoformat(DAY) + timedelta(1)).isoformat())  # fmt: skip

    assert "LM1550" in ran.err
    assert "LM1567" not in ran.err


def test_a_transfer_is_billed_listed_and_judged(desk):
    add_config(desk, STOCK)
    write(desk, LEVELS, "HB-10002,ATLAS,1\nHB-10002,GLOBE,2\n")

    ran, plan = planned(desk)
    lines = {line["category"]: Decimal(line["amount"]) for line in plan["costs"]["lines"]}
    (stop,) = [it for it in plan["stops"] if it.get("supply", {}).get("transfers")]
    (moved,) = stop["supply"]["transfers"]

    assert (moved["sku"], moved["quantity"], moved["to"]) == ("ATLAS", 1, "station")
    assert lines["transfers"] == Decimal("1.90")
    assert sum(lines.values()) == Decimal(plan["costs"]["total"])
    assert "Between hubs: 1 unit" in ran.out
    assert desk("verify", "plan.json").code == 0
    assert desk("export", "plan.json", "--to", "out", "--formats", "csv").code == 0
    assert desk.at("out/transfers.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "from,to,sku,quantity,stop_id,vehicle_id,there_by",
        f"bookstore,station,ATLAS,1,HB-10002,{_van_of(plan, 'HB-10002')},08:30",
    ]

    told = desk("explain", "plan.json", "HB-10002", "--json").json()
    assert told["supply"]["transfers"] == [moved]
    assert "brought for, EUR" in desk("explain", "plan.json", "HB-10002").out

    ready_at, stop["supply"]["ready_at"] = stop["supply"]["ready_at"], f"{DAY}T07:00:00+02:00"
    desk.at("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    judged = desk("verify", "plan.json", "--verbose")
    assert (judged.code, "LM1634" in judged.out + judged.err) == (6, True)

    stop["supply"]["ready_at"] = ready_at
    (globes,) = [line for line in stop["goods"] if line["sku"] == "GLOBE"]
    globes["quantity"] = 1
    desk.at("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    judged = desk("verify", "plan.json", "--verbose")
    assert (judged.code, "LM1633" in judged.out + judged.err) == (6, True)

    globes["quantity"] = 2
    stop["supply"]["transfer_micro"] = 0
    desk.at("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    judged = desk("verify", "plan.json", "--verbose")
    assert (judged.code, "LM1623" in judged.out + judged.err) == (6, True)


def test_bad_stock_refuses_the_day_and_bad_lines_too(desk):
    add_config(desk, STOCK)
    write(desk, "depot,sku,quantity\nbokstore,ATLAS,2\nstation,MAP,-1\n", "HB-10002,ATLAS,0\n")

    refused = desk("check", "few.csv", "-c", CONFIG, "--date", DAY)
    assert refused.code == 3
    assert "did you mean `bookstore`?" in refused.out + refused.err

    write(desk, LEVELS, "HB-10002,ATLAS,0\n")
    lines = desk("plan", "few.csv", "-c", CONFIG, "--date", DAY, "--iterations", "40")
    assert (lines.code, "LM1566" in lines.err) == (3, True)
    gone = desk("plan", "few.csv", "-c", CONFIG, "--date", DAY, "--iterations", "40",
                "--on-bad-row", "skip", "--format", "json")  # fmt: skip
    assert gone.code == 0, gone.err
    assert "HB-10002" not in {stop["stop_id"] for stop in gone.json()["stops"]}


def with_trucks(desk):
    """A warehouse north of both hubs, and a truck that supplies them in the morning."""
    path = desk.at(CONFIG)
    text = path.read_text(encoding="utf-8")
    supplied = "    supplied_by: warehouse\n    unload_min: 10\n    sort_min: 20\n"
    warehouse = "  - {id: warehouse, name: Warehouse, lat: 60.1783, lon: 24.95, loading_min: 15}\n"
    truck = (
        "  - {id: truck, echelon: line_haul, profile: truck, depot: warehouse,\n"
        '     capacity: {weight_kg: 3000}, shift: {start: "06:00", end: "13:00"},\n'
        "     energy: {kind: diesel, l_per_100km: 18}, emission: diesel_rigid_7.5t}\n"
    )
    text = text.replace("\ndepots:\n", f"\ndepots:\n{warehouse}", 1)
    for hub in ("bookstore", "station"):
        text = text.replace(f"  - id: {hub}\n", f"  - id: {hub}\n{supplied}", 1)
    path.write_text(text.replace("\nvehicles:\n", f"\nvehicles:\n{truck}", 1), encoding="utf-8")


def test_a_truck_supplies_the_hubs_and_every_command_knows_it(desk):
    with_trucks(desk)

    ran, plan = planned(desk)
    (truck,) = plan["line_haul"]["routes"]
    total = Decimal(plan["costs"]["total"])
    served = {v["stop_id"] for r in plan["routes"] for v in r["visits"] if v["kind"] == "stop"}
    goods = {
        it["stop_id"]: it["load"]["weight_g"] for it in plan["stops"] if it["type"] == "delivery"
    }
    brought = sum(stop["load"]["weight_g"] for stop in plan["line_haul"]["stops"])

    assert "Line-haul on" in ran.out
    assert "1 truck to the hubs for" in ran.out
    assert brought == sum(grams for name, grams in goods.items() if name in served)
    assert total == Decimal(truck["cost"]["total"]) + sum(
        Decimal(route["cost"]["total"]) for route in plan["routes"]
    )
    assert total == sum(Decimal(line["amount"]) for line in plan["costs"]["lines"])
    assert desk("verify", "plan.json").code == 0

    sheet = desk("manifest", "plan.json", "--vehicle", "truck", "--json").json()["manifests"][0]
    assert {v["stop_id"] for v in sheet["visits"] if v["stop_id"]} == {
        stop["stop_id"] for stop in plan["line_haul"]["stops"]
    }
    by_vehicle = desk("costs", "plan.json", "--by", "vehicle", "--json").json()
    assert sum(Decimal(it["total"]) for it in by_vehicle["items"]) == total
    told = desk("explain", "plan.json", plan["line_haul"]["stops"][0]["stop_id"], "--json").json()
    assert (told["outcome"], told["served"]["vehicle_id"]) == ("served", "truck")
    carbon = desk("carbon", "plan.json", "--json").json()
    assert {it["vehicle_id"] for it in carbon["items"]} >= {"truck"}
    assert carbon["co2e_g"] == plan["co2e_g"]
    assert desk("export", "plan.json", "--to", "out").code == 0
    assert desk.at("out/truck.pdf").exists()
    assert "hub:" in desk.at("out/routes.csv").read_text(encoding="utf-8-sig")


def test_a_truck_moved_behind_the_vans_fails_the_check(desk):
    with_trucks(desk)
    _, plan = planned(desk)

    for visit in plan["line_haul"]["routes"][0]["visits"]:
        for key in ("arrive_at", "start_at", "depart_at"):
            visit[key] = f"{visit[key][:11]}19{visit[key][13:]}"
    desk.at("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    judged = desk("verify", "plan.json", "--verbose")

    assert judged.code == 6
    assert "LM1626" in judged.out + judged.err


def _van_of(plan, stop_id):
    return next(
        route["vehicle_id"]
        for route in plan["routes"]
        if stop_id in {visit["stop_id"] for visit in route["visits"]}
    )
