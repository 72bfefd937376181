"""Stops that no own vehicle serves, as records and back: left out, or handed to a partner."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.plan import Outsourced, Unassigned, UnassignedClass
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.fields import Fields


def unassigned_to_record(left: Unassigned) -> dict[str, Any]:
    """Lay out a stop that was left out, and why."""
    return {
        "stop_id": left.stop_id,
        "class": left.unassigned_class.value,
        "reason": left.reason,
        "detail": left.detail,
        "cheapest_fix": left.cheapest_fix,
        "fix_cost": money_text(left.fix_cost) if left.fix_cost is not None else None,
    }


def unassigned_from_record(fields: Fields, currency: str) -> Unassigned:
    """Read a stop that was left out back."""
    return Unassigned(
        stop_id=fields.text("stop_id"),
        unassigned_class=fields.word("class", UnassignedClass),
        reason=fields.text("reason"),
        detail=fields.text("detail"),
        cheapest_fix=fields.text("cheapest_fix"),
        fix_cost=fields.money_or_none("fix_cost", currency),
    )


def outsourced_to_record(handed: Outsourced) -> dict[str, Any]:
    """Lay out a stop handed to a partner."""
    return {
        "stop_id": handed.stop_id,
        "partner_id": handed.partner_id,
        "price": money_text(handed.price),
    }


def outsourced_from_record(fields: Fields, currency: str) -> Outsourced:
    """Read a stop handed to a partner back."""
    return Outsourced(
        stop_id=fields.text("stop_id"),
        partner_id=fields.text("partner_id"),
        price=fields.money("price", currency),
    )
