"""Plans on disk: read whole and checked, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from lastmile_cli.domain.plan import Plan
from lastmile_cli.intake.sources import read_source
from lastmile_cli.plumbing.files import write_bytes
from lastmile_cli.records.plan_json import content_id, plan_bytes, plan_from_bytes


def load_plan(name: str) -> Plan:
    """
    Read a plan, from stdin where ``name`` is ``-``.

    Raises
    ------
    InputRefusedError
        No such file, or not a plan; every problem is a notice.
    """
    source = read_source(name)
    return plan_from_bytes(source.content, file=source.file)


def change_remark(plan: Plan, name: str) -> str:
    """Say that a plan is no longer as `lastmile plan` wrote it; empty where it is."""
    if plan.plan_id == content_id(plan):
        return ""
    what = "the plan" if name == "-" else name
    return f"{what} was changed after it was made: `lastmile verify` tells whether it still holds."


def save_plan(plan: Plan, name: str) -> None:
    """Write plan.json atomically."""
    write_bytes(Path(name), plan_bytes(plan))
