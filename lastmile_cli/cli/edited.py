"""How an edit by hand is told, and kept: for ``move`` and ``verify --from``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from lastmile_cli.cli.desk import Desk

if TYPE_CHECKING:
    from lastmile_cli.workflows.edit_plan import Edited


def tell_edit(desk: Desk, edited: Edited, output: str, *, even_broken: bool) -> None:
    """
    Print verdict, price and differences; keep the plan where it holds, or is kept even so.

    Raises
    ------
    typer.Exit
        With code 6, where the plan breaks a promise.
    """
    from lastmile_cli.outputs.difference import difference_sheets
    from lastmile_cli.outputs.edit import edit_record, price_line, verdict_line
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.verdict import verdict_text
    from lastmile_cli.workflows.plan_files import save_plan

    desk.show_notices(edited.notices)
    if desk.json:
        desk.emit_record(edit_record(edited.difference, edited.violations))
    else:
        printer = Printer(sys.stdout)
        printer.line(verdict_line(edited.violations))
        if edited.violations:
            desk.emit(verdict_text(edited.violations, output, in_full=desk.verbose))
        printer.line(price_line(edited.difference))
        for sheet in difference_sheets(edited.difference):
            printer.sheet(sheet)
    if output and (even_broken or not edited.violations):
        save_plan(edited.plan, output)
        desk.say(f"The plan is in {output}.")
    elif output:
        desk.warn("nothing was written: the plan breaks promises. --even-broken keeps it so.")
    if edited.violations:
        raise typer.Exit(6)
