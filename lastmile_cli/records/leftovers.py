"""Stops that no own vehicle serves, as records and back: left out, or handed to a partner."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.plan import (
    Fix,
    FixKind,
    Outsourced,
    PartnerFee,
    Unassigned,
    UnassignedClass,
)
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.fields import Fields

WINDOW_KINDS = (FixKind.CLOSE_LATER, FixKind.OPEN_EARLIER)
"""Changes of one of the stop's windows."""


def unassigned_to_record(left: Unassigned) -> dict[str, Any]:
    """Lay out a stop that was left out, and why."""
    return {
        "stop_id": left.stop_id,
        "class": left.unassigned_class.value,
        "reason": left.reason,
        "detail": left.detail,
        "cheapest_fix": left.cheapest_fix,
        "fix_cost": money_text(left.fix_cost) if left.fix_cost is not None else None,
        "fix": fix_to_record(left.fix) if left.fix is not None else None,
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
        fix=_fix_or_none(fields, currency),
    )


def fix_to_record(fix: Fix) -> dict[str, Any]:
    """Lay out a single change; what it is not about is left out."""
    record: dict[str, Any] = {
        "kind": fix.kind.value,
        "stop_id": fix.stop_id,
        "vehicle_id": fix.vehicle_id,
        "price": money_text(fix.price),
        "amounts": dict(fix.amounts),
    }
    if fix.kind in WINDOW_KINDS:
        record["window"] = fix.window
    if fix.skills:
        record["skills"] = sorted(fix.skills)
    if fix.instead_of:
        record["instead_of"] = fix.instead_of
    return record


def fix_from_record(fields: Fields, currency: str) -> Fix:
    """Read a single change back."""
    amounts = fields.inside("amounts")
    return Fix(
        kind=fields.word("kind", FixKind),
        stop_id=fields.text("stop_id"),
        vehicle_id=fields.text("vehicle_id"),
        price=fields.money("price", currency),
        amounts=tuple((str(unit), amounts.count(unit)) for unit in amounts.record),
        window=fields.count("window") if fields.has("window") else 0,
        skills=frozenset(fields.texts("skills")) if fields.has("skills") else frozenset(),
        instead_of=fields.text("instead_of") if fields.has("instead_of") else "",
    )


def _fix_or_none(fields: Fields, currency: str) -> Fix | None:
    inside = fields.inside_or_none("fix") if fields.has("fix") else None
    return fix_from_record(inside, currency) if inside else None


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


def fee_to_record(fee: PartnerFee) -> dict[str, Any]:
    """Lay out what a partner bills up to its daily minimum."""
    return {"partner_id": fee.partner_id, "amount": money_text(fee.amount)}


def fee_from_record(fields: Fields, currency: str) -> PartnerFee:
    """Read what a partner bills up to its daily minimum back."""
    return PartnerFee(partner_id=fields.text("partner_id"), amount=fields.money("amount", currency))
