"""``lastmile manifest``: a driver's sheet."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, LanguageOption, PlanArgument, TurnsOption
from lastmile_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from lastmile_cli.domain.plan import Plan


class SheetFormat(StrEnum):
    """How a sheet is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[SheetFormat, typer.Option("--format", help="How to print it.")]


def manifest(
    plan: PlanArgument,
    vehicle: Annotated[
        str, typer.Option("--vehicle", metavar="ID", help="Only this vehicle [default: all].")
    ] = "",
    partner: Annotated[
        str, typer.Option("--partner", metavar="ID", help="What this partner takes, instead.")
    ] = "",
    output_format: FormatOption = SheetFormat.TABLE,
    turns: TurnsOption = False,
    language: LanguageOption = "",
    as_json: JsonOption = False,
) -> None:
    """
    Print what each driver does: stops in order, hours, doors, parcels, and every turn.

    With --partner, what a partner takes: in CSV and JSON a row a parcel, with all that
    stands on a label.
    """
    from lastmile_cli.outputs.day_board import DayBoard
    from lastmile_cli.outputs.manifest_json import manifest_record
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.route_sheets import manifest_sheets
    from lastmile_cli.outputs.routes_csv import routes_csv
    from lastmile_cli.outputs.selection import select_routes
    from lastmile_cli.workflows.plan_files import change_remark, load_plan

    made = load_plan(plan)
    if remark := change_remark(made, plan):
        Desk().warn(remark)
    if partner:
        if vehicle or turns:
            raise UsageError(
                "--partner tells what a carrier takes: --vehicle and --turns do not go with it.",
                hint="leave them or --partner out",
            )
        _print_partner(made, partner, SheetFormat.JSON if as_json else output_format)
        return
    routes = select_routes(made, vehicle or None)
    told = None
    if turns:
        from lastmile_cli.workflows.turn_lists import tell_turns

        with Desk(json=as_json).progress() as progress:
            told = tell_turns(made, routes, language=language, progress=progress)
    if as_json or output_format is SheetFormat.JSON:
        Desk().emit_record(manifest_record(made, routes, told))
    elif output_format is SheetFormat.CSV:
        Desk().emit(routes_csv(made, routes, told))
    else:
        printer = Printer(sys.stdout)
        if printer.is_terminal and routes:
            printer.board(DayBoard(plan=made, routes=routes))
        for sheet in manifest_sheets(made, routes, told):
            printer.sheet(sheet)


def _print_partner(made: Plan, name: str, wanted: SheetFormat) -> None:
    from lastmile_cli.outputs.partner_manifest import (
        partner_csv,
        partner_record,
        partner_sheet,
        select_partner,
    )
    from lastmile_cli.outputs.printer import Printer

    partner_id = select_partner(made, name)
    if wanted is SheetFormat.JSON:
        Desk().emit_record(partner_record(made, partner_id))
    elif wanted is SheetFormat.CSV:
        Desk().emit(partner_csv(made, partner_id))
    else:
        Printer(sys.stdout).sheet(partner_sheet(made, partner_id))
