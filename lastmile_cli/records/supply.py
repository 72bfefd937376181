"""Where a stop's goods come from, as a record and back."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.supply import GoodsLine, Supply, Transfer
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.parts import time_text


def goods_to_records(goods: tuple[GoodsLine, ...]) -> list[dict[str, Any]]:
    """Lay out the articles that a stop takes."""
    return [{"sku": line.sku, "quantity": line.quantity} for line in goods]


def goods_from_records(fields: Fields) -> tuple[GoodsLine, ...]:
    """Read the articles that a stop takes back; what cannot be a line is left out with a notice."""
    found = []
    for item in fields.objects("goods"):
        sku, quantity = item.text("sku"), item.count("quantity")
        line = item.build(lambda a=sku, b=quantity: GoodsLine(a, b))  # type: ignore[misc]
        found.extend([line] if line else [])
    return tuple(found)


def supply_to_record(supply: Supply, day: ServiceDay) -> dict[str, Any]:
    """Lay out from which hubs a stop may be served, and what must be brought there first."""
    if not supply.transfers:
        return {"hubs": sorted(supply.depot_ids)}
    return {
        "hubs": sorted(supply.depot_ids),
        "transfers": [
            {
                "sku": it.sku,
                "quantity": it.quantity,
                "from": it.from_depot_id,
                "to": it.to_depot_id,
            }
            for it in supply.transfers
        ],
        "transfer_micro": supply.price_micro,
        "ready_at": time_text(supply.ready_s, day),
    }


def supply_from_record(fields: Fields, day: ServiceDay) -> Supply | None:
    """Read from where a stop may be served back."""
    moved = []
    for item in fields.objects("transfers") if fields.has("transfers") else ():
        values = {
            "sku": item.text("sku"),
            "quantity": item.count("quantity"),
            "from_depot_id": item.text("from"),
            "to_depot_id": item.text("to"),
        }
        transfer = item.build(lambda values=values: Transfer(**values))  # type: ignore[misc]
        moved.extend([transfer] if transfer else [])
    hubs = frozenset(fields.texts("hubs"))
    price_micro = fields.count("transfer_micro") if fields.has("transfer_micro") else 0
    ready_s = fields.second("ready_at", day) if fields.has("ready_at") else 0
    return fields.build(
        lambda: Supply(
            depot_ids=hubs, transfers=tuple(moved), price_micro=price_micro, ready_s=ready_s
        )
    )
