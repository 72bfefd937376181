"""What the people of a hub hold: departures by door, where each parcel goes, and its label."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from barcode.codex import Code128

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Order
from lastmile_cli.outputs.hub_day import hub_ids, list_arrivals, list_departures
from lastmile_cli.outputs.parcels import (
    PARCELS_HEADER,
    collected_at,
    list_parcels,
    natural_key,
    parcels_csv,
)
from lastmile_cli.outputs.partner_manifest import list_labels
from lastmile_cli.outputs.pdf import labels
from lastmile_cli.outputs.pdf.hub import hub_pdf
from lastmile_cli.outputs.pdf.labels import label_sheet, labels_pdf
from lastmile_cli.outputs.pdf.sizes import A4, LETTER
from tests.outputs.pdf_reading import pages_of_text, sheet_points, text_of
from tests.outputs.rich_day import rich_plan
from tests.outputs.test_pdf import HOSTILE
from tests.plans import hauled_plan, long_plan, small_plan

PLAN = rich_plan()


def with_doors(plan):
    depots = [{"id": "D", "name": "Bookstore hub", "docks": 1, "loading_min": 10}]
    return replace(plan, config={**plan.config, "depots": depots})


def test_trips_leave_in_the_order_in_which_they_are_loaded():
    """Both vans load at 07:50; van 1 is back at 08:44 for its second trip."""
    clock = PLAN.day.clock
    departures = list_departures(PLAN, "D")

    assert [
        (it.route.vehicle_id, it.trip, clock(it.from_s), clock(it.leaves_s), clock(it.back_s or 0))
        for it in departures
    ] == [
        ("van-1", 1, "07:50", "08:00", "08:44"),
        ("van-2", 1, "07:50", "08:00", "08:03"),
        ("van-1", 2, "08:44", "08:54", "09:08"),
    ]
    assert [it.goods.load.parcels for it in departures] == [4, 2, 0]
    assert {it.door for it in departures} == {None}


def test_doors_are_told_where_they_are_counted():
    """One door: the second van of 07:50 has none, as a plan edited by hand may have it."""
    doors = [(it.route.vehicle_id, it.door) for it in list_departures(with_doors(PLAN), "D")]

    assert sorted(doors, key=str) == [("van-1", 1), ("van-1", 1), ("van-2", None)]


def test_a_truck_leaves_one_hub_and_comes_in_at_the_other():
    plan = hauled_plan()

    assert hub_ids(plan) == ["hub-1", "warehouse"]
    assert [it.route.vehicle_id for it in list_departures(plan, "warehouse")] == ["truck"]
    (arrival,) = list_arrivals(plan, "hub-1")
    assert (arrival.vehicle_id, plan.day.clock(arrival.arrive_s)) == ("truck", "06:50")
    assert list_parcels(plan, "warehouse") == [], "whole loads have no labels"
    text = text_of(hub_pdf(plan, "hub-1"))
    assert "Trucks that come in" in text
    assert "06:50–07:00" in text


def test_every_parcel_that_leaves_has_a_code_of_its_own_and_says_where_it_goes():
    """Last in, first out: B's two parcels go in first; H's go with a partner."""
    parcels = list_parcels(PLAN, "D")

    assert [
        (it.barcode, it.carrier, it.line.position if it.line else None, it.departure is None)
        for it in parcels
    ] == [
        ("B-001", "van-1", 1, False),
        ("B-002", "van-1", 1, False),
        ("A-001", "van-1", 2, False),
        ("A-002", "van-1", 2, False),
        ("G-001", "van-2", 1, False),
        ("G-002", "van-2", 1, False),
        ("H-001", "acme", None, True),
        ("H-002", "acme", None, True),
    ]


def test_codes_of_a_partner_are_those_of_its_own_file_and_are_given_once():
    """An order of ours that reads like the partner's as a barcode gets another one."""
    stops = tuple(
        replace(it, orders=(Order(order_id=it.stop_id, load=it.load),)) for it in PLAN.stops
    )
    twins = {"G": "h"}
    stops = tuple(replace(it, stop_id=twins.get(it.stop_id, it.stop_id), orders=()) for it in stops)
    routes = tuple(
        replace(
            route,
            visits=tuple(replace(v, stop_id=twins.get(v.stop_id, v.stop_id)) for v in route.visits),
        )
        for route in PLAN.routes
    )
    plan = replace(PLAN, stops=stops, routes=routes)
    codes = [it.barcode for it in list_parcels(plan, "D")]

    assert len(set(codes)) == len(codes) == 8
    theirs = {str(label["barcode"]) for label in list_labels(plan, "acme")}
    assert theirs == {"H-001", "H-002"}
    assert theirs < set(codes)


def test_parcels_csv_has_a_row_a_parcel():
    rows = list(csv.DictReader(io.StringIO(parcels_csv(PLAN))))

    assert list(rows[0]) == list(PARCELS_HEADER)
    assert len(rows) == 8
    first = rows[0]
    assert (first["barcode"], first["vehicle_id"], first["load_position"]) == (
        "B-001",
        "van-1",
        "1",
    )
    assert (first["loads_at"], first["leaves_at"]) == ("07:50", "08:00")
    assert [row["partner_id"] for row in rows] == [""] * 6 + ["acme"] * 2


def test_the_day_sheet_tells_hours_doors_and_partners_and_each_load_sheet_has_its_page():
    pages = pages_of_text(hub_pdf(with_doors(PLAN), "D"))

    for words in ("Bookstore hub", "Departures", "08:54", "door", "trip 2 of 2", "back 09:08"):
        assert words in pages[0], words
    assert "2 parcels of 1 order" in pages[0]
    assert "sort list" in pages[1]
    assert len(pages) == 4, "nothing is loaded for the second trip"
    assert "van-1, trip 1 · load sheet" in pages[2]
    assert "van-2 · load sheet" in pages[3]


def test_the_sort_list_is_in_the_order_of_the_numbers_and_names_each_order_once():
    plan = long_plan(150)
    pages = [page for page in pages_of_text(hub_pdf(plan, "hub-1")) if "sort list" in page]
    text = "\n".join(pages)

    assert len(pages) == 2
    assert all(text.count(f"L-{number} ") >= 1 for number in range(1, 151))
    assert sorted(["L-10", "L-9", "L-100"], key=natural_key) == ["L-9", "L-10", "L-100"]
    assert "L-1 to L-8" in pages[0]
    assert "to L-150" in pages[1]


@pytest.mark.parametrize(("size", "a_page"), [(A4, 8), (LETTER, 6)])
def test_labels_lie_on_their_sheets_and_none_over_its_edge(size, a_page):
    sheet = label_sheet(size)
    pages = pages_of_text(labels_pdf(long_plan(20), "hub-1", size))

    assert len(pages) == -(-20 // a_page)
    assert sheet.left_mm + sheet.step_mm * (sheet.columns - 1) + sheet.width_mm <= size.width_mm
    assert sheet.top_mm + sheet.rows * sheet.height_mm <= size.height_mm
    assert "L-20-001" in pages[0], "the last stop is loaded first"
    assert "parcel 1 of 1" in pages[0]


def test_a_label_printer_gets_a_page_a_label():
    pdf = labels_pdf(long_plan(3), "hub-1", LETTER, is_roll=True)

    assert len(pages_of_text(pdf)) == 3
    assert sheet_points(pdf) == {(288.0, 432.0)}, "4 by 6 inches"


def test_a_label_does_not_tell_the_code_of_the_door():
    """Notes are for the driver: a parcel stands in the street."""
    text = text_of(labels_pdf(small_plan(), "hub-1"))

    assert "S-1-001" in text
    assert "12#34" not in text


def test_bars_are_left_out_where_no_scanner_would_read_them(monkeypatch):
    """A number of forty letters needs finer bars than print: the square code has it alone."""
    drawn: list[str] = []
    monkeypatch.setattr(labels, "_draw_bars", lambda paper, bars, *_: drawn.append(bars))
    plan = long_plan(2)
    long = replace(plan.stops[0], stop_id="X" * 40)
    visits = tuple(
        replace(it, stop_id=long.stop_id if it.stop_id == plan.stops[0].stop_id else it.stop_id)
        for it in plan.routes[0].visits
    )
    plan = replace(
        plan,
        stops=(long, plan.stops[1]),
        routes=(replace(plan.routes[0], visits=visits),),
    )

    labels_pdf(plan, "hub-1")

    assert drawn == [Code128("L-2-001").build()[0]]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_the_papers_of_a_hub(name):
    plan = small_plan()
    stops = tuple(
        replace(
            it,
            name=name,
            notes=name,
            address=replace(it.address, line1=name),
            requires=frozenset({name}),
            load=Load(parcels=2),
        )
        for it in plan.stops
    )
    route = replace(plan.routes[0], vehicle_id=name or "v", driver_name=name)
    plan = replace(plan, stops=stops, routes=(route, plan.routes[1]))

    assert hub_pdf(plan, "hub-1", LETTER).startswith(b"%PDF-")
    assert labels_pdf(plan, "hub-1").startswith(b"%PDF-")


def test_the_same_plan_prints_the_same_hub_papers():
    assert hub_pdf(PLAN, "D") == hub_pdf(PLAN, "D")
    assert labels_pdf(PLAN, "D") == labels_pdf(PLAN, "D")


def test_a_partner_collects_where_the_goods_stand():
    stop = PLAN.stops[0]

    assert collected_at(PLAN, stop, "acme") == "D"
    assert collected_at(PLAN, replace(stop, depot_id="elsewhere"), "acme") == "D"
    assert collected_at(replace(PLAN, routes=()), stop, "acme") == ""
