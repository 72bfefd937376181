"""What is brought from hub to hub before the vans load: for people, and as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.supply import Transfer
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.selection import depot_name
from lastmile_cli.outputs.sheet import Column, Sheet

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
