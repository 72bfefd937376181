"""``lastmile costs``: the money of a plan."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
from lastmile_cli.cli.options import JsonOption, PlanArgument


class Cut(StrEnum):
    """How the bill is cut."""

    CATEGORY = "category"
    ROUTE = "route"
    STOP = "stop"


def costs(
    plan: PlanArgument,
    by: Annotated[Cut, typer.Option("--by", help="How to cut the bill.")] = Cut.CATEGORY,
    output_format: FormatOption = SheetFormat.TABLE,
    as_json: JsonOption = False,
) -> None:
    """Print what the day costs, by category, route or stop; every cut adds up to the total."""
    from lastmile_cli.outputs.costs import CostsBy, costs_record, costs_sheet, weighed_sheet
    from lastmile_cli.outputs.costs_csv import costs_csv
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.plan_files import change_remark, load_plan

    made, cut = load_plan(plan), CostsBy(by.value)
    if remark := change_remark(made, plan):
        Desk().warn(remark)
    if as_json or output_format is SheetFormat.JSON:
        Desk().emit_record(costs_record(made, cut))
    elif output_format is SheetFormat.CSV:
        Desk().emit(costs_csv(made, cut))
    else:
        printer = Printer(sys.stdout)
        printer.sheet(costs_sheet(made, cut))
        weighed = weighed_sheet(made)
        if weighed is not None:
            printer.sheet(weighed)
