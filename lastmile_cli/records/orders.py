"""The orders of a stop as records and back, each with the rows it came from."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.stops import Cells, Order
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.parts import load_from_record, load_to_record
from lastmile_cli.records.problems import is_unicode


def order_to_record(order: Order) -> dict[str, Any]:
    """Lay out one order; ``cells`` are (header, text) pairs as they were read."""
    return {
        "order_id": order.order_id,
        "load": load_to_record(order.load),
        "notes": order.notes,
        "lines": [
            {"row": row, "cells": [list(cell) for cell in cells]} for row, cells in order.lines
        ],
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
        }
        order = item.build(lambda values=values: Order(**values))  # type: ignore[misc]
        orders.extend([order] if order else [])
    return tuple(orders)


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
