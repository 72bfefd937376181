"""CSV files open in a spreadsheet without harm, and come back as they were."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import BillLine, Outsourced, PartnerFee
from lastmile_cli.domain.stops import Window
from lastmile_cli.outputs.costs import CostsBy, costs_record
from lastmile_cli.outputs.costs_csv import costs_csv
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.fleet_sheets import outsourced_sheet
from lastmile_cli.outputs.partner_manifest import partner_csv, partner_sheet
from lastmile_cli.outputs.routes_csv import ROUTES_HEADER, routes_csv
from lastmile_cli.outputs.stops_csv import PLANNED_HEADER, stops_csv
from lastmile_cli.records.cells import unescape_cell
from tests.plans import bill, eur, small_plan


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def dicts_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


cells = st.text(st.sampled_from("'=+-@\t\r\n,;\" ä1.") | st.characters(exclude_categories=["Cs"]))


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_any_cells_come_back_through_a_csv_file(table):
    text = csv_text(["a", "b"], table)

    body = rows_of(text)[1:]

    assert [tuple(map(unescape_cell, row)) for row in body] == table


def test_routes_have_one_line_a_visit_and_kilometres_that_add_up():
    plan = small_plan()

    rows = dicts_of(routes_csv(plan))

    assert tuple(rows[0]) == ROUTES_HEADER
    assert [row["kind"] for row in rows] == ["load", "stop", "stop", "stop", "home"] * 2
    driven = sum(Decimal(row["km"]) for row in rows)
    assert driven * 1000 == sum(route.distance_m for route in plan.routes)
    assert rows[1]["arrive_at"] == "2026-06-01T08:12:00+03:00"
    assert rows[2]["window"] == "08:00-09:00, 13:00-14:00"
    assert rows[1]["name"] == "Łukasz Żółć & Söhne <Αθήνα>"
    assert [row["type"] for row in rows[:5]] == ["", "delivery", "delivery", "pickup", ""]


def test_a_formula_in_a_name_is_defused():
    rows = dicts_of(routes_csv(small_plan()))

    assert rows[3]["name"] == "'=SUM(A1:A9)"
    assert unescape_cell(rows[3]["name"]) == "=SUM(A1:A9)"


def test_stops_keep_their_columns_in_order_and_gain_the_plan():
    rows = rows_of(stops_csv(small_plan()))

    assert tuple(rows[0]) == ("Order No", "Consignee", "Colour", *PLANNED_HEADER)
    assert rows[1][:7] == ["S-1", "Customer S-1", "blue", "served", "van-1", "Aino Mäkelä", "1"]
    assert rows[7][3] == "unassigned"
    outcome = dict(zip(rows[0], rows[7], strict=True))
    assert outcome["planned_reason"] == "The address could not be found on the map."
    assert outcome["planned_fix"] == "give the stop a pin"


def test_coordinates_have_seven_decimals_at_most():
    plan = small_plan()
    odd = Coordinate(lat_deg=60.16514800000001, lon_deg=24.942780349999999)
    visits = tuple(replace(visit, place=odd) for visit in plan.routes[0].visits)
    plan = replace(plan, routes=(replace(plan.routes[0], visits=visits), plan.routes[1]))

    routes, stops = dicts_of(routes_csv(plan)), dicts_of(stops_csv(plan))

    assert (routes[1]["lat"], routes[1]["lon"]) == ("60.165148", "24.9427803")
    assert (stops[0]["planned_lat"], stops[0]["planned_lon"]) == ("60.165148", "24.9427803")


def test_windows_and_categories_keep_their_keys_in_files():
    plan = small_plan()
    evening = (Window(10 * 3600, 86_399),)
    plan = replace(plan, stops=(replace(plan.stops[0], windows=evening), *plan.stops[1:]))
    service = replace(plan, bill=bill(customer_service="1.00"))

    assert dicts_of(routes_csv(plan))[1]["window"] == "10:00-23:59"
    assert "customer_service" in costs_csv(service, CostsBy.CATEGORY)


def test_columns_that_came_twice_stay_two_and_missing_cells_stay_empty():
    plan = small_plan()
    first = replace(plan.stops[0], cells=(("id", "1"), ("note", "a"), ("note", "b")))
    second = replace(plan.stops[1], cells=(("id", "2"), ("note", "c")))

    rows = rows_of(stops_csv(replace(plan, stops=(first, second))))

    assert rows[0][:3] == ["id", "note", "note"]
    assert [row[:3] for row in rows[1:]] == [["1", "a", "b"], ["2", "c", ""]]


def test_our_own_columns_of_an_earlier_export_are_replaced():
    plan = small_plan()
    again = replace(
        plan.stops[0], cells=(("id", "1"), ("planned_vehicle", "old"), ("planned_status", "old"))
    )

    rows = dicts_of(stops_csv(replace(plan, stops=(again,))))

    assert list(rows[0]) == ["id", *PLANNED_HEADER]
    assert rows[0]["planned_vehicle"] == "van-1"


def test_a_stop_without_a_row_of_its_own_shows_its_id():
    plan = small_plan()
    bare = replace(plan.stops[0], cells=())

    rows = dicts_of(stops_csv(replace(plan, stops=(bare,))))

    assert rows[0]["stop_id"] == "S-1"


@pytest.mark.parametrize("by", CostsBy)
def test_costs_add_up_to_the_bill_however_they_are_cut(by):
    plan = small_plan()
    handed = Outsourced(stop_id="S-7", partner_id="posti", price=eur("9.90"))
    bill = replace(
        plan.bill, lines=(*plan.bill.lines, replace(plan.bill.lines[0], amount=eur("9.90")))
    )
    plan = replace(plan, outsourced=(handed,), bill=bill)
    old = {
        CostsBy.ROUTE: "total",
        CostsBy.VEHICLE: "total",
        CostsBy.CATEGORY: "amount",
    }.get(by, "cost")

    record = costs_record(plan, by)
    rows = dicts_of(costs_csv(plan, by))

    for column in ("cost", old):
        assert sum(Decimal(item[column]) for item in record["items"]) == Decimal("77.20")
        assert sum(Decimal(row[column]) for row in rows) == Decimal(record["total"])


def test_what_no_stop_bears_is_a_line_of_its_own():
    plan = small_plan()
    visits = tuple(replace(it, cost=None) for it in plan.routes[0].visits)
    plan = replace(plan, routes=(replace(plan.routes[0], visits=visits), plan.routes[1]))

    items = costs_record(plan, CostsBy.STOP)["items"]

    assert items[-1] == {"stop_id": None, "name": "not shared out among stops", "cost": "33.65"}


def test_what_no_stop_bears_tells_of_which_lines_where_the_stops_do():
    plan = small_plan()
    wages = BillLine(category=CostCategory.WAGES, amount=eur("1.00"))
    routes = tuple(
        replace(
            route,
            visits=tuple(
                replace(it, cost=eur("1.00"), cost_lines=(wages,)) if it.stop_id else it
                for it in route.visits
            ),
        )
        for route in plan.routes
    )

    rows = dicts_of(costs_csv(replace(plan, routes=routes), CostsBy.STOP))

    assert rows[-1]["name"] == "not shared out among stops"
    for line in plan.bill.lines:
        assert sum(Decimal(it[line.category] or 0) for it in rows) == line.amount.amount


def with_minimum():
    """The small plan with a stop at a partner, who is owed 12 euros a day at least."""
    plan = small_plan()
    handed = Outsourced(stop_id="S-7", partner_id="posti", price=eur("9.90"))
    fee = PartnerFee(partner_id="posti", amount=eur("2.10"))
    lines = (
        *plan.bill.lines,
        BillLine(category=CostCategory.PARTNERS, amount=eur("9.90")),
        BillLine(category=CostCategory.PARTNER_MINIMUM, amount=eur("2.10")),
    )
    whole = replace(plan.bill, lines=lines)
    return replace(plan, outsourced=(handed,), partner_fees=(fee,), bill=whole)


@pytest.mark.parametrize("by", CostsBy)
def test_a_daily_minimum_stands_in_a_row_of_every_cut(by):
    """No stop bears it; the column adds up to the line of the bill all the same."""
    plan = with_minimum()

    rows = dicts_of(costs_csv(plan, by))

    if by is CostsBy.CATEGORY:
        assert [it["amount"] for it in rows if it["category"] == "partner_minimum"] == ["2.10"]
        return
    (owed,) = [row for row in rows if row["partner_minimum"]]
    assert owed["partner_minimum"] == "2.10"
    if by in (CostsBy.STOP, CostsBy.CUSTOMER):
        assert (owed["name"], owed["cost"]) == ("partner posti: up to the daily minimum", "2.10")


def test_the_rows_of_a_partner_add_up_to_what_it_bills():
    plan = with_minimum()

    rows = dicts_of(partner_csv(plan, "posti"))
    sheet = partner_sheet(plan, "posti")

    assert sum(Decimal(row["price"] or 0) for row in rows) == Decimal("12.00")
    assert (rows[-1]["notes"], rows[-1]["price"], rows[-1]["parcel"]) == (
        "up to the daily minimum",
        "2.10",
        "",
    )
    assert sum(Decimal(row[-1]) for row in sheet.rows) == Decimal(sheet.footer[-1])
    for told in (outsourced_sheet(plan), sheet):
        assert (told.rows[-1][-1], told.footer[-1]) == ("2.10", "12.00")
