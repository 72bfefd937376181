"""``lastmile explain``: why a stop stands where it stands, or why nobody comes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption
from lastmile_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from lastmile_cli.domain.plan import Plan


def explain(
    plan: PlanArgument,
    stop: Annotated[
        str, typer.Argument(metavar="[STOP]", help="Its id, or that of an order.")
    ] = "",
    vehicle: Annotated[
        str,
        typer.Option("--vehicle", metavar="VEHICLE", help="What bounds the day of a vehicle."),
    ] = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Tell why a stop is served when it is, or why it is left out and what would help.

    A stop that was left out is tried on every vehicle, alone and beside its route; the
    single changes that would serve it are listed by price. Of a vehicle: which limits and
    promises bound its day, where the minutes go, and who could take its stops.
    """
    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    if bool(stop) is bool(vehicle):
        raise UsageError(
            "Name a stop, or a vehicle.", hint="explain PLAN HB-10001, or --vehicle van-1"
        )
    if vehicle:
        _explain_vehicle(desk, plan, vehicle)
    else:
        _explain_stop(desk, plan, stop)


def _explain_vehicle(desk: Desk, plan: str, vehicle: str) -> None:
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.route_bounds import bounds_record, bounds_sheets
    from lastmile_cli.workflows.explain_route import explain_route_of

    with desk.progress() as progress:
        told = explain_route_of(plan, vehicle, progress)
    _warn_of_change(told.plan, plan)
    found = (told.plan, told.posed, told.bounds, told.home)
    if desk.json:
        desk.emit_record(bounds_record(*found))
        return
    printer = Printer(sys.stdout)
    for sheet in bounds_sheets(*found):
        printer.sheet(sheet)


def _warn_of_change(plan: Plan, name: str) -> None:
    from lastmile_cli.workflows.plan_files import change_remark

    if remark := change_remark(plan, name):
        Desk().warn(remark)


def _explain_stop(desk: Desk, plan: str, stop: str) -> None:
    from lastmile_cli.outputs.explain import (
        explain_record,
        handed_sheet,
        left_out_sheets,
        there_sheet,
    )
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.explain_plan import explain_stop_of

    with desk.progress() as progress:
        told = explain_stop_of(plan, stop, progress)
    _warn_of_change(told.plan, plan)
    printer = Printer(sys.stdout)
    if desk.json:
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
