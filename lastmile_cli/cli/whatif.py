"""``lastmile whatif``: the same orders under other configurations, side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
from lastmile_cli.cli.options import (
    BadRowOption,
    BadRowPolicy,
    ConfigOption,
    DateOption,
    JsonOption,
    MappingOption,
    OfflineOption,
    QuietOption,
    StopsArgument,
    VerboseOption,
    parse_date,
)
from lastmile_cli.domain.errors import InterruptedRunError

if TYPE_CHECKING:
    from lastmile_cli.workflows.what_if import WhatIf


def whatif(
    stops: StopsArgument,
    config: ConfigOption,
    sets: Annotated[
        list[str],
        typer.Option("--set", metavar="KEY=VALUE", help="A value for every scenario; repeat it."),
    ] = [],  # noqa: B006 - typer copies it
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary", metavar="KEY=1..5", help="A scenario for each value: 1..5, 1..9..2 or a,b,c."
        ),
    ] = [],  # noqa: B006 - typer copies it
    date: DateOption = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="Keep every plan, as 00.json …")
    ] = "",
    output_format: FormatOption = SheetFormat.TABLE,
    chart: Annotated[
        str,
        typer.Option("--chart", metavar="FILE", help="Draw the costs as well: .svg or .png."),
    ] = "",
    iterations: Annotated[
        int | None,
        typer.Option("--iterations", min=1, help="Search effort [default: from the size]."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all searches.")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Scenarios at once [default: cores].")
    ] = None,
    offline: OfflineOption = False,
    on_bad_row: BadRowOption = BadRowPolicy.REFUSE,
    mapping: MappingOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Plan the same orders under other configurations: cost, vehicles, late stops, hours, CO2.

    A key is written with points, an entry of a list by its id: vehicles.van.count=3. The day
    as it is comes first; several --vary are combined. All scenarios share one seed.
    """
    from lastmile_cli.intake.scenarios import list_scenarios
    from lastmile_cli.outputs.charts.write import check_chart_name
    from lastmile_cli.plumbing.files import check_target
    from lastmile_cli.workflows.plan_day import PlanRequest
    from lastmile_cli.workflows.what_if import what_if

    is_json = as_json or output_format is SheetFormat.JSON
    desk = Desk(json=is_json, quiet=quiet, verbose=verbose)
    request = PlanRequest(
        stops=stops,
        config=config,
        service_date=parse_date(date),
        iterations=iterations,
        seed=seed,
        workers=workers,
        offline=offline,
        skip_bad_rows=on_bad_row is BadRowPolicy.SKIP,
        mapping=mapping,
    )
    scenarios = list_scenarios(sets, vary)
    if chart:
        check_chart_name(chart)
        check_target(Path(chart))
    with desk.progress() as progress:
        found = what_if(request, scenarios, progress, keep_in=output)
    _print(desk, found, output_format if not is_json else SheetFormat.JSON, chart)
    if found.interrupted:
        raise InterruptedRunError(
            "Interrupted: these scenarios were planned so far.", hint="run it again for all"
        )


def _print(desk: Desk, found: WhatIf, wanted: SheetFormat, chart: str) -> None:
    from lastmile_cli.outputs.charts.write import chart_bytes
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.what_if import (
        what_if_chart,
        what_if_csv,
        what_if_record,
        what_if_sheet,
    )
    from lastmile_cli.plumbing.files import write_bytes

    told = [
        (
            it.scenario.name,
            tuple((change.path, change.value) for change in it.scenario.changes),
            it.plan,
            it.error,
        )
        for it in found.outcomes
    ]
    for outcome in found.outcomes:
        desk.show_notices(outcome.refused)
    if wanted is SheetFormat.JSON:
        desk.emit_record(what_if_record(told))
    elif wanted is SheetFormat.CSV:
        desk.emit(what_if_csv(told))
    else:
        Printer(sys.stdout).sheet(what_if_sheet(told))
    if chart:
        write_bytes(Path(chart), chart_bytes(what_if_chart(told), chart))
        desk.say(f"The chart is in {chart}.")
