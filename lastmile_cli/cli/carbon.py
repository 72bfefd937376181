"""``lastmile carbon``: the greenhouse gases of a plan."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
from lastmile_cli.cli.options import JsonOption, PlanArgument


class Cut(StrEnum):
    """How the grams are cut."""

    ROUTE = "route"
    STOP = "stop"
    LEG = "leg"


def carbon(
    plan: PlanArgument,
    by: Annotated[Cut, typer.Option("--by", help="How to cut the grams.")] = Cut.ROUTE,
    output_format: FormatOption = SheetFormat.TABLE,
    as_json: JsonOption = False,
) -> None:
    """
    Print the grams of CO2e of a day, on the road and before, by route, stop or leg.

    Every cut adds up to the day's; a second table compares each kind of vehicle with the
    reference van on the same kilometres.
    """
    from lastmile_cli.outputs.carbon import CarbonBy, carbon_csv, carbon_record, carbon_sheets
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.carbon_of_plan import carbon_of
    from lastmile_cli.workflows.plan_files import change_remark, load_plan

    made, cut = load_plan(plan), CarbonBy(by.value)
    book = carbon_of(made)
    if remark := change_remark(made, plan):
        Desk().warn(remark)
    if as_json or output_format is SheetFormat.JSON:
        Desk().emit_record(carbon_record(made, book, cut))
    elif output_format is SheetFormat.CSV:
        Desk().emit(carbon_csv(made, book, cut))
    else:
        printer = Printer(sys.stdout)
        for sheet in carbon_sheets(made, book, cut):
            printer.sheet(sheet)
