"""``lastmile diff``: what changed between two plans, and who must be told."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
from lastmile_cli.cli.options import JsonOption, QuietOption


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The plan as it was, - for stdin.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The plan as it is, - for stdin.")],
    output_format: FormatOption = SheetFormat.TABLE,
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave with exit code 4 if the plans differ.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """
    Tell how plan B differs from plan A: stops, routes, cost lines, CO2, and who must be told.

    A customer must be told where the new hour lies outside the one announced, or the place
    or the carrier is another; a driver, where a minute or a halt of the sheet is another.
    """
    from lastmile_cli.outputs.difference import (
        difference_csv,
        difference_record,
        difference_sentence,
        difference_sheets,
    )
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.compare_plans import compare_plans

    is_json = as_json or output_format is SheetFormat.JSON
    desk = Desk(json=is_json, quiet=quiet)
    found = compare_plans(before, after)
    if is_json:
        desk.emit_record(difference_record(found))
    elif output_format is SheetFormat.CSV:
        desk.emit(difference_csv(found))
    else:
        printer = Printer(sys.stdout)
        printer.line(difference_sentence(found))
        for sheet in difference_sheets(found):
            printer.sheet(sheet)
    if strict and not found.is_same:
        raise typer.Exit(4)
