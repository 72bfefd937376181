"""Breaks, trips, loads, lateness, shipments, partners and wishes, as people and programs read them."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from lastmile_cli.domain.load import Load
from lastmile_cli.outputs.costs import CostsBy, costs_record, costs_sheet, weighed_sheet
from lastmile_cli.outputs.costs_csv import costs_csv
from lastmile_cli.outputs.fleet_sheets import fleet_sheet, outsourced_sheet, totals_line
from lastmile_cli.outputs.geojson import geojson_record
from lastmile_cli.outputs.gpx import gpx_bytes
from lastmile_cli.outputs.manifest_json import manifest_record
from lastmile_cli.outputs.navigation import navigation_chunks
from lastmile_cli.outputs.pdf.fleet import fleet_pdf
from lastmile_cli.outputs.pdf.manifest import manifest_pdf
from lastmile_cli.outputs.route_sheets import manifest_sheets, route_sheets
from lastmile_cli.outputs.routes_csv import routes_csv
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.stops_csv import stops_csv
from lastmile_cli.outputs.trip_loads import trip_loads
from tests.outputs.rich_day import rich_plan
from tests.plans import long_plan, small_plan

PLAN = rich_plan()
VAN = PLAN.routes[0]

VAN_1 = """\
# van-1, Aino Mäkelä, 4 stops, 2 trips, 24.0 km, 07:50-09:08, 30 min break, late 0:17 h for 3.40 EUR, 76.20 EUR
vehicle  #  eta    window       wait         name                                 address                            stop  do
van-1    -  07:50  -            -            Load at Bookstore hub, trip 1        4 parcels (5 kg) for stops 1-3     -     -
van-1    1  08:04  -            -            Customer A                           Bulevardi 1, 00100 Helsinki        A     -
van-1    2  08:07  -            -            Break 30 min, from 08:07             near Mannerheimintie 5             -     -
van-1    3  08:37  08:00-08:20  late 17 min  Customer B                           Mannerheimintie 5, 00100 Helsinki  B     -
van-1    4  08:44  -            -            Load again at Bookstore hub, trip 2  nothing to load                    -     -
van-1    5  08:58  -            -            Customer P                           Lönnrotinkatu 2, 00100 Helsinki    P     Pick up for C
van-1    6  09:01  -            -            Customer C                           Fabianinkatu 3, 00100 Helsinki     C     Bring from P
van-1    -  09:08  -            -            Back at Bookstore hub                -                                  -     -
"""

FLEET = """\
# Fleet on 2026-06-01
vehicle  driver       stops  trips    load    km  drive  break  paid  from   to        EUR
van-1    Aino Mäkelä      4      2  5.0 kg  24.0   0:24   0:30  0:48  07:50  09:08   76.20
van-2    -                1      1  2.5 kg   2.0   0:02   0:00  0:13  07:50  08:03   29.80
total    -                5      3  7.5 kg  26.0   0:26   0:30  1:01  -      -      106.00
"""

BY_ROUTE = """\
# Costs by route, EUR
vehicle       driver       stops    km    cost  a stop   a km
van-1         Aino Mäkelä      4  24.0   76.20   19.05   3.18
van-2         -                1   2.0   29.80   29.80  14.90
partner acme  -                1     -    6.26       -      -
total         -                6  26.0  112.26   18.71      -
"""


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def text_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def test_the_dispatchers_table_tells_the_break_the_reload_and_who_is_late():
    assert route_sheets(PLAN, PLAN.routes)[0].plain() == VAN_1


def test_the_fleet_shows_trips_and_breaks_on_days_that_have_any():
    assert fleet_sheet(PLAN).plain() == FLEET
    plain = fleet_sheet(small_plan()).plain()
    assert "trips" not in plain
    assert "break" not in plain


def test_every_total_of_costs_by_route_is_the_sum_of_its_column():
    assert costs_sheet(PLAN, CostsBy.ROUTE).plain() == BY_ROUTE


@pytest.mark.parametrize("by", [CostsBy.CATEGORY, CostsBy.STOP])
def test_costs_add_up_with_lateness_and_partners(by):
    items = costs_record(PLAN, by)["items"]
    amounts = [Decimal(item.get("amount") or item["cost"]) for item in items]

    assert sum(amounts) == PLAN.bill.total.amount == Decimal("112.26")


def test_lateness_and_partners_are_lines_of_the_bill_and_wishes_are_not():
    bill = {row["category"]: row["amount"] for row in rows(costs_csv(PLAN, CostsBy.CATEGORY))}

    assert (bill["lateness"], bill["partners"]) == ("3.40", "6.26")
    assert "balance" not in bill
    weighed = weighed_sheet(PLAN)
    assert weighed is not None
    assert weighed.rows == (("longest against shortest route", "6.50"),)
    assert weighed.footer == ("bill and weighed", "118.76")
    assert costs_record(PLAN, CostsBy.CATEGORY)["objective"]["total"] == "118.76"


def test_a_day_where_every_wish_is_met_has_nothing_beside_the_bill():
    assert weighed_sheet(replace(PLAN, objective=PLAN.bill)) is None
    assert weighed_sheet(small_plan()) is None


def test_what_partners_take_is_listed_with_its_price():
    assert outsourced_sheet(PLAN).rows == (
        ("H", "Customer H", "Annankatu 9, 00100 Helsinki", "2 parcels, 2.5 kg", "acme", "6.26"),
    )
    assert "1 handed to partners for 6.26 EUR" in totals_line(PLAN)
    assert "late 0:17 h for 3.40 EUR" in totals_line(PLAN)


def test_each_trip_has_its_load_and_together_they_are_the_routes():
    loads = trip_loads(VAN, stops_by_id(PLAN))

    assert [(it.trip, [v.stop_id for v in it.visits]) for it in loads] == [(1, ["A", "B"]), (2, [])]
    assert sum((it.load for it in loads), start=Load()) == VAN.load


def test_goods_whose_pickup_was_left_out_come_from_the_depot():
    """Without P on the route, C's parcels are loaded at the hub like any others."""
    visits = tuple(visit for visit in VAN.visits if visit.stop_id != "P")

    loads = trip_loads(replace(VAN, visits=visits), stops_by_id(PLAN))

    assert [visit.stop_id for visit in loads[1].visits] == ["C"]


def test_the_drivers_manifest_says_what_to_load_for_which_trip():
    plain = manifest_sheets(PLAN, (VAN,))[0].plain()

    assert "4 parcels (5 kg) for stops 1-3" in plain
    assert "Break 30 min, from 08:07" in plain
    assert plain.count("Load again at Bookstore hub, trip 2") == 1


def test_the_routes_file_has_a_line_for_every_halt_and_its_columns_add_up():
    table = rows(routes_csv(PLAN, (VAN,)))
    kinds = [(row["kind"], row["trip"]) for row in table]
    rest, load = table[2], table[0]

    assert kinds == [
        ("load", "1"), ("stop", "1"), ("break", "1"), ("stop", "1"),
        ("load", "2"), ("stop", "2"), ("stop", "2"), ("home", ""),
    ]  # fmt: skip
    assert (rest["name"], rest["address"]) == ("Break 30 min, from 08:07", "near Mannerheimintie 5")
    assert (rest["start_at"][11:16], rest["depart_at"][11:16]) == ("08:07", "08:37")
    assert (load["name"], load["notes"]) == ("D", "4 parcels (5 kg) for stops 1-3")
    assert sum(Decimal(row["km"]) for row in table) == Decimal(VAN.distance_m) / 1000
    assert sum(Decimal(row["weight_kg"] or 0) for row in table) == Decimal(10)
    assert sum(Decimal(row["cost"] or 0) for row in table) == VAN.bill.total.amount
    assert [row["late_min"] for row in table if row["stop_id"] == "B"] == ["17.0"]


def test_the_stops_file_tells_trip_lateness_and_partner():
    table = {row["stop_id"]: row for row in rows(stops_csv(PLAN))}

    assert [table[letter]["planned_trip"] for letter in "ABC"] == ["1", "1", "2"]
    assert [table[letter]["planned_late_min"] for letter in "AB"] == ["", "17.0"]
    handed = table["H"]
    assert (handed["planned_status"], handed["planned_vehicle"]) == ("outsourced", "acme")
    assert handed["planned_cost"] == "6.26"


def test_the_manifest_for_programs_has_load_lists_and_names_its_halts():
    (manifest,) = manifest_record(PLAN, (VAN,))["manifests"]

    assert (manifest["trips"], manifest["break_s"], manifest["late_s"]) == (2, 1800, 1020)
    assert [[it["stop_id"] for it in load["stops"]] for load in manifest["loads"]] == [
        ["A", "B"],
        [],
    ]
    rest = manifest["visits"][2]
    assert (rest["kind"], rest["what"], rest["where"]) == (
        "break",
        "Break 30 min, from 08:07",
        "near Mannerheimintie 5",
    )


def test_maps_show_breaks_reloads_and_what_partners_cost():
    features = [it["properties"] for it in geojson_record(PLAN)["features"]]
    route = features[0]
    names = [it["name"] for it in features if it.get("kind") in ("break", "load")]
    (handed,) = [it for it in features if it["feature"] == "outsourced"]

    assert (route["trips"], route["break_s"], route["late_s"]) == (2, 1800, 1020)
    assert names[:3] == [
        "Load at Bookstore hub, trip 1, 4 parcels (5 kg) for stops 1-3",
        "Break 30 min, from 08:07, near Mannerheimintie 5",
        "Load again at Bookstore hub, trip 2, nothing to load",
    ]
    assert (handed["partner_id"], handed["price"]) == ("acme", "6.26")


def test_a_navigation_device_shows_the_break_and_the_way_back_to_the_hub():
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    root = ET.fromstring(gpx_bytes(PLAN, VAN))
    names = [it.text for it in root.findall("g:wpt/g:name", space)]

    assert names[2] == "02 Break 30 min, from 08:07"
    assert names[4] == "04 Load again at Bookstore hub, trip 2"


def test_nobody_is_navigated_to_a_break():
    (chunk,) = navigation_chunks(VAN)

    assert chunk.url.count("%7C") == 4, "between A, B, the hub, P and C"


def test_the_paper_has_breaks_reloads_load_lists_and_both_ends_of_a_shipment():
    text = " ".join(text_of(manifest_pdf(PLAN, VAN)).split())

    for words in (
        "Break 30 min, from 08:07, until 08:37",
        "near Mannerheimintie 5",
        "Load again at Bookstore hub, trip 2, until 08:54",
        "4 parcels, 5 kg",
        "1 3 B Customer B 2 2.5 2 2.5",
        "2 1 A Customer A 2 2.5 4 5",
        "LATE 17 min",
        "PICK UP FOR C",
        "BRING FROM P",
        "breaks",
        "0:30 h",
    ):
        assert words in text, words


def test_the_load_list_of_four_hundred_orders_is_cut_at_pages_and_names_them_all():
    plan = long_plan(400)

    text = text_of(manifest_pdf(plan, plan.routes[0]))

    # Each order stands in the load list and at its own door.
    assert all(len(re.findall(rf"L-{number}(?!\d)", text)) >= 2 for number in range(1, 401))


def test_the_fleet_on_paper_has_trips_breaks_wishes_and_partners():
    text = text_of(fleet_pdf(PLAN))

    for words in ("trips", "break", "longest against shortest route", "Handed to partners: 1"):
        assert words in text, words
