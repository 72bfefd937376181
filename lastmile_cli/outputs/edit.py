"""What an edit by hand does to a plan: verdict, price, and what else differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.difference import difference_record
from lastmile_cli.outputs.verdict import violation_to_record
from lastmile_cli.records.bills import money_text
from lastmile_cli.replanning.difference import PlanDifference

EDIT_SCHEMA_VERSION = 1


def verdict_line(violations: Sequence[Violation]) -> str:
    """Say whether the plan still holds."""
    if not violations:
        return "The plan holds: every promise kept."
    return f"The plan breaks {counted(len(violations), 'promise')}."


def price_line(found: PlanDifference) -> str:
    """Say what the edit costs, and what the wishes weighed beside the bill make of it."""
    before, after = found.before, found.after
    change = after.bill.total - before.bill.total
    text = (
        f"The day costs {_signed(money_text(change))} {after.currency}: "
        f"{money_text(before.bill.total)} before, {money_text(after.bill.total)} now."
    )
    weighed = _beside(after) - _beside(before)
    if weighed:
        text += f" Beside the bill it weighs {_signed(f'{weighed:.2f}')}: stops left out, wishes."
    return text


def edit_record(found: PlanDifference, violations: Sequence[Violation]) -> dict[str, Any]:
    """Lay out the edit as JSON."""
    before, after = found.before, found.after
    return {
        "schema_version": EDIT_SCHEMA_VERSION,
        "plan_id": after.plan_id,
        "ok": not violations,
        "price": money_text(after.bill.total - before.bill.total),
        "weighed": f"{_beside(after) - _beside(before):.2f}",
        "currency": after.currency,
        "violations": [violation_to_record(one, "") for one in violations],
        "difference": difference_record(found),
    }


def _beside(plan: Plan) -> Any:
    return plan.objective.total.amount - plan.bill.total.amount


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"
