"""A visit for several orders: every order is told, every row comes out again."""

import csv
import io
import json
from dataclasses import replace

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Order
from lastmile_cli.domain.supply import GoodsLine
from lastmile_cli.geocoding.review import review_rows
from lastmile_cli.outputs.manifest_json import manifest_record
from lastmile_cli.outputs.routes_csv import routes_csv
from lastmile_cli.outputs.stops_csv import stops_csv
from lastmile_cli.records.plan_json import plan_from_bytes, plan_to_record
from tests.plans import small_plan


def plan_with_two_orders():
    """The small plan, its first served stop visited for an order more, of two items."""
    plan = small_plan()
    served = plan.routes[0].stop_visits[0].stop_id
    stop = next(one for one in plan.stops if one.stop_id == served)
    orders = (
        Order(order_id=stop.stop_id, load=Load(parcels=1), lines=((2, (("id", "first"),)),)),
        Order(
            order_id="more",
            load=Load(parcels=2),
            lines=((3, (("id", "more"), ("gift", "a"))), (4, (("id", "more"), ("gift", "b")))),
            goods=(GoodsLine("LAMP", 2),),
            boxes_mm=((400, 300, 200),),
            items=2,
            service_s=240,
        ),
    )
    changed = replace(stop, orders=orders)
    stops = tuple(changed if one is stop else one for one in plan.stops)
    return replace(plan, stops=stops), changed


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_each_input_row_comes_out_with_the_plan_of_its_stop():
    plan, _ = plan_with_two_orders()

    rows = [row for row in rows_of(stops_csv(plan)) if row.get("id") in ("first", "more")]

    assert [row["gift"] for row in rows] == ["", "a", "b"]
    assert {row["planned_status"] for row in rows} == {"served"}
    assert len({row["planned_eta"] for row in rows}) == 1


def test_the_routes_name_all_orders_of_a_visit():
    plan, stop = plan_with_two_orders()

    row = next(row for row in rows_of(routes_csv(plan)) if row["stop_id"] == stop.stop_id)

    assert row["orders"] == f"{stop.stop_id} more"


def test_the_manifest_says_what_is_brought_for_each_order():
    plan, _ = plan_with_two_orders()

    told = json.dumps(manifest_record(plan, plan.routes))

    assert '"order_id": "more"' in told


def test_a_plan_reads_back_with_its_orders():
    plan, stop = plan_with_two_orders()

    read = plan_from_bytes(json.dumps(plan_to_record(plan)).encode())

    found = next(one for one in read.stops if one.stop_id == stop.stop_id)
    assert found.orders == stop.orders


def test_the_review_sheet_has_a_line_for_every_row():
    _, stop = plan_with_two_orders()

    header, rows = review_rows([stop])

    at = header.index("gift")
    assert [row[at] for row in rows] == ["", "a", "b"]
