"""``lastmile stress``: a plan driven a thousand times with drawn times."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption
from lastmile_cli.domain.errors import ThresholdCrossedError

if TYPE_CHECKING:
    from lastmile_cli.insight.stressed import Stressed


def stress(
    plan: PlanArgument,
    runs: Annotated[
        int, typer.Option("--runs", min=2, max=100_000, help="How many days to draw.")
    ] = 1_000,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Seed of the dice: same seed, same days.")
    ] = 0,
    slack: Annotated[
        int, typer.Option("--slack", min=1, max=240, metavar="MIN", help="Minutes to try out.")
    ] = 10,
    config: Annotated[
        str,
        typer.Option(
            "--config", "-c", metavar="FILE", help="Take the spreads (stress) from this file."
        ),
    ] = "",
    min_chance: Annotated[
        float | None,
        typer.Option(
            "--min-chance", min=0.0, max=1.0, help="Exit with 4 if a promise is kept less often."
        ),
    ] = None,
    chart: Annotated[
        str,
        typer.Option("--chart", metavar="FILE", help="Draw the weakest as well: .svg or .png."),
    ] = "",
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Threads [default: cores].")
    ] = None,
    output_format: FormatOption = SheetFormat.TABLE,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Drive a plan a thousand times with drawn travel and service times.

    Tells how often each promise is kept, when the vehicles are done, what the day then costs,
    and where some minutes of slack help most. How far times vary is in the configuration (stress).
    """
    from lastmile_cli.outputs.charts.write import chart_bytes, check_chart_name
    from lastmile_cli.outputs.stress import stress_chart
    from lastmile_cli.plumbing.files import check_target, write_bytes
    from lastmile_cli.workflows.plan_files import change_remark
    from lastmile_cli.workflows.stress_plan import stress_plan

    is_json = as_json or output_format is SheetFormat.JSON
    desk = Desk(json=is_json, quiet=quiet, verbose=verbose)
    if chart:
        check_chart_name(chart)
        check_target(Path(chart))
    with desk.progress() as progress:
        told = stress_plan(
            plan,
            progress,
            runs=runs,
            seed=seed,
            slack_s=60 * slack,
            config=config,
            workers=workers,
        )
    if remark := change_remark(told.plan, plan):
        desk.warn(remark)
    _print(desk, told, SheetFormat.JSON if is_json else output_format)
    if chart:
        write_bytes(Path(chart), chart_bytes(stress_chart(told), chart))
        desk.say(f"The chart is in {chart}.")
    if min_chance is not None and (weak := told.weaker_than(min_chance)):
        raise ThresholdCrossedError(
            f"{weak} of {told.stress.promises} promises are kept on less than "
            f"{100 * min_chance:g} % of the days.",
            hint="see where slack helps, or promise later hours",
        )


def _print(desk: Desk, told: Stressed, wanted: SheetFormat) -> None:
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.stress import stress_csv, stress_record, stress_sheets

    if wanted is SheetFormat.JSON:
        desk.emit_record(stress_record(told))
    elif wanted is SheetFormat.CSV:
        desk.emit(stress_csv(told))
    else:
        printer = Printer(sys.stdout)
        for sheet in stress_sheets(told, has_bars=printer.is_terminal):
            printer.sheet(sheet)
