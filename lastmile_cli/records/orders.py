"""The orders of a stop as records and back, each with the rows it came from."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.stops import Box, Cells, Order
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.parts import load_from_record, load_to_record
from lastmile_cli.records.problems import is_unicode
from lastmile_cli.records.supply import goods_from_records, goods_to_records

MONEY = ("cash_micro", "value_micro")
"""Amounts in micro-units, written only where there is any."""


def order_to_record(order: Order) -> dict[str, Any]:
    """Lay out one order; ``cells`` are (header, text) pairs as they were read."""
    return {
        "order_id": order.order_id,
        "load": load_to_record(order.load),
        "notes": order.notes,
        "service_s": order.service_s,
        "lines": [
            {"row": row, "cells": [list(cell) for cell in cells]} for row, cells in order.lines
        ],
        **{name: getattr(order, name) for name in MONEY if getattr(order, name)},
        **({"goods": goods_to_records(order.goods)} if order.goods else {}),
        **({"boxes_mm": [list(box) for box in order.boxes_mm]} if order.boxes_mm else {}),
        **({"items": order.items} if order.items else {}),
    }


def orders_from_records(fields: Fields) -> tuple[Order, ...]:
    """Read the orders of one stop back; what cannot be one is left out with a notice."""
    orders = []
    for item in fields.objects("orders"):
        values: dict[str, Any] = {
            "order_id": item.text("order_id"),
            "load": load_from_record(item.inside("load")),
            "notes": item.text("notes"),
            "lines": tuple(
                (line.count_or_none("row"), cells_from_record(line))
                for line in item.objects("lines")
            ),
            **{name: item.count(name) for name in (*MONEY, "items") if item.has(name)},
            "goods": goods_from_records(item) if item.has("goods") else (),
            "boxes_mm": boxes_from_record(item) if item.has("boxes_mm") else (),
            # Earlier plans tell the time at the door for all orders together.
            "service_s": (item if item.has("service_s") else fields).count_or_none("service_s"),
        }
        order = item.build(lambda values=values: Order(**values))  # type: ignore[misc]
        orders.extend([order] if order else [])
    return tuple(orders)


def boxes_from_record(fields: Fields) -> tuple[Box, ...]:
    """Read the sides of parcels back; what has not three is left out with a notice."""
    boxes: list[Box] = []
    for index, item in enumerate(fields.items("boxes_mm")):
        match item:
            case [int() as longest, int() as middle, int() as shortest] if shortest >= 0:
                boxes.append((longest, middle, shortest))
            case _:
                path = fields.at(f"boxes_mm[{index}]")
                problem = "a parcel has three sides in millimetres."
                fields.problems.add("LM1602", path, problem, "write [600, 400, 300]")
    return tuple(boxes)


def cells_from_record(fields: Fields) -> Cells:
    """Read the cells of one row back."""
    cells: list[tuple[str, str]] = []
    for index, cell in enumerate(fields.items("cells")):
        match cell:
            case [str() as header, str() as text] if is_unicode(header + text):
                cells.append((header, text))
            case _:
                path = fields.at(f"cells[{index}]")
                problem = "a cell must be a pair of texts, header and content."
                fields.problems.add("LM1602", path, problem, 'write ["header", "content"]')
    return tuple(cells)
