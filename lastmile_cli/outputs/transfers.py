"""What is brought from hub to hub before the vans load: for people, and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.supply import Transfer
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.selection import depot_name
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.supply import goods_to_records, supply_to_record

_HEADER = ("from", "to", "sku", "quantity", "stop_id", "vehicle_id", "there_by")


def has_transfers(plan: Plan) -> bool:
    """Whether anything is brought from hub to hub."""
    return next(_moved(plan), None) is not None


def transfers_sheet(plan: Plan) -> Sheet:
    """List what must be brought from which hub to which, for whom and until when."""
    moved = list(_moved(plan))
    return Sheet(
        title=f"Between hubs: {counted(sum(it.quantity for it, *_ in moved), 'unit')}",
        columns=(
            Column("from", ratio=2),
            Column("to", ratio=2),
            Column("article"),
            Column("units", "right"),
            Column("for stop"),
            Column("on"),
            Column("there by"),
        ),
        rows=tuple(
            (
                depot_name(plan, it.from_depot_id),
                depot_name(plan, it.to_depot_id),
                it.sku,
                str(it.quantity),
                stop.stop_id,
                vehicle_id,
                plan.day.clock(stop.supply.ready_s if stop.supply else 0),
            )
            for it, stop, vehicle_id in moved
        ),
    )


def transfers_csv(plan: Plan) -> str:
    """Write the same as CSV, hubs by their ids."""
    return csv_text(
        _HEADER,
        (
            (
                it.from_depot_id,
                it.to_depot_id,
                it.sku,
                it.quantity,
                stop.stop_id,
                vehicle_id,
                plan.day.clock(stop.supply.ready_s if stop.supply else 0),
            )
            for it, stop, vehicle_id in _moved(plan)
        ),
    )


def goods_rows(plan: Plan, stop: Stop) -> list[tuple[str, str]]:
    """Tell what a stop takes, from which hubs it could come, and what must be brought first."""
    supply = stop.supply
    if supply is None:
        return []
    goods = ", ".join(f"{line.quantity} {line.sku}" for line in stop.goods)
    hubs = " or ".join(depot_name(plan, hub) for hub in sorted(supply.depot_ids))
    rows = [("goods", goods), ("goods can leave from", hubs)]
    rows += [
        (
            f"{it.quantity} {it.sku}",
            f"from {depot_name(plan, it.from_depot_id)}, there by {plan.day.clock(supply.ready_s)}",
        )
        for it in supply.transfers
    ]
    if supply.transfers:
        price = money_text(Money.from_micro(supply.price_micro, plan.currency))
        rows.append((f"brought for, {plan.currency}", price))
    return rows


def goods_record(plan: Plan, stop: Stop) -> dict[str, Any]:
    """Lay out the same for programs; nothing where nobody counts."""
    if stop.supply is None:
        return {}
    return {
        "goods": goods_to_records(stop.goods),
        "supply": supply_to_record(stop.supply, plan.day),
    }


def _moved(plan: Plan) -> Iterator[tuple[Transfer, Stop, str]]:
    """Yield the transfers for stops that are served, by hub; nobody else needs any."""
    on = {visit.stop_id: route.vehicle_id for route in plan.routes for visit in route.stop_visits}
    found = [
        (it, stop, on[stop.stop_id])
        for stop in plan.stops
        if stop.supply is not None and stop.stop_id in on
        for it in stop.supply.transfers
    ]
    yield from sorted(
        found, key=lambda it: (it[0].from_depot_id, it[0].to_depot_id, it[0].sku, it[1].stop_id)
    )
