"""Which customers to offer a collection point: as a table, and as a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.planning.point_advice import Advice
from lastmile_cli.records.bills import money_text

ADVICE_SCHEMA_VERSION = 1
NOTE = (
    "Each saving is of one customer alone, all other routes kept: savings do not add up, "
    "neighbours may save more together or less."
)


def advice_sheet(plan: Plan, found: Sequence[Advice]) -> Sheet:
    """One row a door, that of most worth first."""
    stops = stops_by_id(plan)
    return Sheet(
        title=f"Doors to offer a collection point: {len(found)}",
        columns=(
            Column("stop"),
            Column("name", ratio=1),
            Column("point"),
            Column("walk m", "right"),
            Column("saved at the door", "right"),
            Column("costs at the point", "right"),
            Column(f"largest incentive, {plan.currency}", "right"),
        ),
        rows=tuple(
            (
                it.stop_id,
                stops[it.stop_id].name,
                it.point_id,
                f"{it.walk_m:.0f}",
                money_text(it.door_saves),
                money_text(it.point_costs),
                money_text(it.worth),
            )
            for it in found
        ),
        note=NOTE,
    )


def advice_record(plan: Plan, found: Sequence[Advice]) -> dict[str, Any]:
    """Lay out the same for programs."""
    return {
        "schema_version": ADVICE_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "currency": plan.currency,
        "note": NOTE,
        "doors": [advice_line(it) for it in found],
    }


def advice_line(it: Advice) -> dict[str, Any]:
    """One door and one point."""
    return {
        "stop_id": it.stop_id,
        "point_id": it.point_id,
        "walk_m": round(it.walk_m),
        "saves_at_the_door": money_text(it.door_saves),
        "costs_at_the_point": money_text(it.point_costs),
        "largest_incentive": money_text(it.worth),
    }
