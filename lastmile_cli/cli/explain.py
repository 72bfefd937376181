"""``lastmile explain``: why a stop stands where it stands, or why nobody comes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
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
    promises: Annotated[
        bool,
        typer.Option("--promises", help="What windows, skills and rules cost: solved without."),
    ] = False,
    windows: Annotated[
        int,
        typer.Option("--windows", metavar="N", min=0, help="--promises: so many single windows."),
    ] = 5,
    seeds: Annotated[
        int,
        typer.Option("--seeds", metavar="N", min=0, help="--promises: so many other seeds."),
    ] = 3,
    iterations: Annotated[
        int | None,
        typer.Option(
            "--iterations", min=1, help="--promises: search effort [default: as planned]."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="--promises: days solved at once [default: cores]."),
    ] = None,
    output_format: FormatOption = SheetFormat.TABLE,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Tell why a stop is served when it is, or why it is left out and what would help.

    A stop that was left out is tried on every vehicle, alone and beside its route; the
    single changes that would serve it are listed by price. Of a vehicle: which limits and
    promises bound its day, where the minutes go, and who could take its stops. --promises
    solves the day again without each of its promises, on all cores: that takes a while.
    """
    is_json = as_json or output_format is SheetFormat.JSON
    desk = Desk(json=is_json, quiet=quiet, verbose=verbose)
    if sum((bool(stop), bool(vehicle), promises)) != 1:
        hint = "explain PLAN HB-10001, or --vehicle van-1, or --promises"
        raise UsageError("Name a stop, or a vehicle, or ask for the promises.", hint=hint)
    if output_format is SheetFormat.CSV and not promises:
        raise UsageError("Only --promises has a CSV.", hint="--json has everything")
    if promises:
        wanted = SheetFormat.JSON if is_json else output_format
        _price_promises(desk, plan, (windows, seeds, iterations, workers), wanted)
    elif vehicle:
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


def _price_promises(
    desk: Desk, plan: str, effort: tuple[int, int, int | None, int | None], wanted: SheetFormat
) -> None:
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.promises import promises_csv, promises_record, promises_sheet
    from lastmile_cli.workflows.price_promises import PromisesRequest, price_promises

    windows, seeds, iterations, workers = effort
    request = PromisesRequest(
        plan=plan, windows=windows, other_seeds=seeds, iterations=iterations, workers=workers
    )
    with desk.progress() as progress:
        found = price_promises(request, progress)
    _warn_of_change(found.plan, plan)
    if wanted is SheetFormat.JSON:
        desk.emit_record(promises_record(found))
    elif wanted is SheetFormat.CSV:
        desk.emit(promises_csv(found))
    else:
        Printer(sys.stdout).sheet(promises_sheet(found))


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
