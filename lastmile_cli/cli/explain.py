"""``lastmile explain``: why a stop stands where it stands, or why nobody comes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption


def explain(
    plan: PlanArgument,
    stop: Annotated[str, typer.Argument(metavar="STOP", help="Its id, or that of an order.")],
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Tell why a stop is served when it is, or why it is left out and what would help.

    A stop that was left out is tried on every vehicle, alone and beside its route; the
    single changes that would serve it are listed by price.
    """
    from lastmile_cli.outputs.explain import (
        explain_record,
        handed_sheet,
        left_out_sheets,
        there_sheet,
    )
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.explain_plan import explain_stop_of
    from lastmile_cli.workflows.plan_files import change_remark

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        told = explain_stop_of(plan, stop, progress)
    if remark := change_remark(told.plan, plan):
        Desk().warn(remark)
    printer = Printer(sys.stdout)
    if as_json:
        desk.emit_record(
            explain_record(
                told.plan,
                told.stop_id,
                there=told.there,
                left_out=told.left_out,
                handed=told.handed,
                lockers=told.lockers,
            )
        )
    elif told.there is not None:
        printer.sheet(there_sheet(told.plan, told.stop_id, told.there, told.lockers))
    elif told.left_out is not None:
        for sheet in left_out_sheets(told.plan, told.left_out):
            printer.sheet(sheet)
    elif told.handed is not None:
        printer.sheet(handed_sheet(told.plan, told.handed))
