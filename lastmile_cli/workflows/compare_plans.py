"""Two plans from disk, and how they differ."""

from __future__ import annotations

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.replanning.difference import PlanDifference, difference_of
from lastmile_cli.workflows.plan_files import load_plan


def compare_plans(before: str, after: str) -> PlanDifference:
    """
    Read two plans and compare them.

    Raises
    ------
    UsageError
        Both are to come from stdin.
    InputRefusedError
        One is no plan, or they are in different currencies.
    """
    if before == after == "-":
        raise UsageError("Only one of two plans can come from stdin.", hint="name a file for one")
    old, new = load_plan(before), load_plan(after)
    if old.currency != new.currency:
        msg = f"{before} is in {old.currency} and {after} in {new.currency}: not to be compared."
        raise InputRefusedError(msg, hint="plan both days in one currency")
    return difference_of(old, new)
