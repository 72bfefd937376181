"""The stops as they came in, with what the plan does with each."""

from __future__ import annotations

from collections import Counter

from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.csv_text import csv_text, degrees_text
from lastmile_cli.outputs.wording import late_min_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import time_text

PLANNED_HEADER = (
    "planned_status",
    "planned_vehicle",
    "planned_driver",
    "planned_sequence",
    "planned_eta",
    "planned_arrive_at",
    "planned_lat",
    "planned_lon",
    "planned_cost",
    "planned_reason",
    "planned_fix",
    "planned_trip",
    "planned_late_min",
)
"""Columns that ``stops_csv`` adds behind those that came in."""

_Cell = tuple[str, int]


def stops_csv(plan: Plan) -> str:
    """
    Every row as it came in, untouched, plus what the plan does with its stop.

    A stop of several orders, or an order of several items, has a row for each.

    Columns we added ourselves in an earlier export are replaced, not doubled.
    """
    columns: dict[_Cell, None] = {}
    for stop in plan.stops:
        for cells in _rows(stop):
            columns.update(dict.fromkeys(cells))
    outcomes = _outcomes(plan)
    rows = (
        [
            *(cells.get(column, "") for column in columns),
            *outcomes.get(stop.stop_id, ["unassigned", *[""] * (len(PLANNED_HEADER) - 1)]),
        ]
        for stop in plan.stops
        for cells in _rows(stop)
    )
    return csv_text([*(header for header, _ in columns), *PLANNED_HEADER], rows)


def _rows(stop: Stop) -> list[dict[_Cell, str]]:
    """Cells under their header and its how-manieth showing: headers may come twice."""
    rows = []
    for _, written in stop.input_rows:
        seen: Counter[str] = Counter()
        cells: dict[_Cell, str] = {}
        for header, text in written or (("stop_id", stop.stop_id), ("name", stop.name)):
            if header not in PLANNED_HEADER:
                cells[header, seen[header]] = text
                seen[header] += 1
        rows.append(cells)
    return rows


def _outcomes(plan: Plan) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for left in plan.unassigned:
        why = left.detail or left.reason
        found[left.stop_id] = ["unassigned", *[""] * 8, why, left.cheapest_fix, "", ""]
    for handed in plan.outsourced:
        price = money_text(handed.price)
        found[handed.stop_id] = ["outsourced", handed.partner_id, *[""] * 6, price, *[""] * 4]
    for route in plan.routes:
        for visit in route.stop_visits:
            found[visit.stop_id or ""] = [
                "served",
                route.vehicle_id,
                route.driver_name or route.driver_id,
                visit.sequence,
                plan.day.clock(visit.arrive_s),
                time_text(visit.arrive_s, plan.day),
                degrees_text(visit.place.lat_deg),
                degrees_text(visit.place.lon_deg),
                money_text(visit.cost) if visit.cost is not None else "",
                "",
                "",
                visit.trip,
                late_min_text(visit.late_s) if visit.late_s else "",
            ]
    return found
