"""``lastmile costs``: the money of a plan."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption
from lastmile_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from lastmile_cli.domain.plan import Plan


class Cut(StrEnum):
    """How the bill is cut."""

    CATEGORY = "category"
    ROUTE = "route"
    VEHICLE = "vehicle"
    TRIP = "trip"
    STOP = "stop"
    CUSTOMER = "customer"


class Method(StrEnum):
    """How a part of the day is priced."""

    ALLOCATED = "allocated"
    MARGINAL = "marginal"


def costs(
    plan: PlanArgument,
    by: Annotated[Cut, typer.Option("--by", help="How to cut the bill.")] = Cut.CATEGORY,
    method: Annotated[
        Method,
        typer.Option("--method", help="What each bears, or also what leaving it out would save."),
    ] = Method.ALLOCATED,
    lockers: Annotated[
        bool,
        typer.Option(
            "--lockers", help="Which doors to offer a collection point, and for how much."
        ),
    ] = False,
    output_format: FormatOption = SheetFormat.TABLE,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Print what the day costs, by category, route, vehicle, trip, stop or customer.

    Every cut adds up to the total. With --method marginal each part also tells what the
    day would cost less without it; that needs the map the plan was made with. So does
    --lockers, which prints for each door near a collection point the largest incentive worth
    paying.
    """
    if method is Method.MARGINAL and by is Cut.CATEGORY:
        msg = "A category cannot be left out of a day."
        raise UsageError(msg, hint="add --by stop, customer, trip, vehicle or route")
    from dataclasses import replace

    from lastmile_cli.outputs.costs import CostsBy, costs_record, costs_sheet, weighed_sheet
    from lastmile_cli.outputs.costs_csv import costs_csv
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.cost_plan import remarks_on, savings
    from lastmile_cli.workflows.plan_files import change_remark, load_plan

    made, cut = load_plan(plan), CostsBy(by.value)
    is_json = as_json or output_format is SheetFormat.JSON
    if remark := change_remark(made, plan):
        Desk().warn(remark)
    if lockers:
        desk = Desk(json=is_json, quiet=quiet, verbose=verbose)
        _print_lockers(made, desk, is_json=is_json)
        return
    remarks = remarks_on(made)
    if method is Method.MARGINAL:
        with Desk(json=is_json, quiet=quiet, verbose=verbose).progress() as progress:
            remarks = replace(remarks, saved=savings(made, cut, progress))
    if is_json:
        Desk().emit_record(costs_record(made, cut, remarks))
    elif output_format is SheetFormat.CSV:
        Desk().emit(costs_csv(made, cut, remarks))
    else:
        printer = Printer(sys.stdout)
        printer.sheet(costs_sheet(made, cut, remarks))
        weighed = weighed_sheet(made)
        if weighed is not None:
            printer.sheet(weighed)


def _print_lockers(made: Plan, desk: Desk, *, is_json: bool) -> None:
    from lastmile_cli.outputs.point_advice import advice_record, advice_sheet
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.advise_points import advise_points

    with desk.progress() as progress:
        found = advise_points(made, progress)
    if is_json:
        desk.emit_record(advice_record(made, found))
    else:
        Printer(sys.stdout).sheet(advice_sheet(made, found))
