"""``lastmile hubs``: where to open hubs and lockers, for a history of days."""

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
    OfflineOption,
    QuietOption,
    VerboseOption,
    parse_date,
)

if TYPE_CHECKING:
    from lastmile_cli.insight.hub_choice import HubAdvice


def hubs(
    sites: Annotated[
        str, typer.Argument(metavar="SITES", help="Candidates: CSV or XLSX, a row each.")
    ],
    history: Annotated[
        list[str],
        typer.Argument(metavar="HISTORY...", help="Orders of past days, or plans of them."),
    ],
    config: ConfigOption,
    plan: Annotated[
        bool, typer.Option("--plan", help="Really plan all days from each choice.")
    ] = False,
    fleet: Annotated[
        bool, typer.Option("--fleet", help="Choose the vehicles to keep for all days, too.")
    ] = False,
    choices: Annotated[
        int, typer.Option("--choices", min=1, max=20, help="How many sets of sites to tell of.")
    ] = 3,
    max_hubs: Annotated[
        int | None, typer.Option("--max-hubs", min=1, help="Open so many hubs at most.")
    ] = None,
    like: Annotated[
        list[str],
        typer.Option("--like", metavar="PLAN", help="A plan with tours as they are; repeat it."),
    ] = [],  # noqa: B006 - typer copies it
    date: DateOption = "",
    chart: Annotated[
        str, typer.Option("--chart", metavar="FILE", help="Draw a map as well: .svg or .png.")
    ] = "",
    iterations: Annotated[
        int | None,
        typer.Option("--iterations", min=1, help="Search effort of --plan [default: from size]."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of --plan.")] = None,
    offline: OfflineOption = False,
    on_bad_row: BadRowOption = BadRowPolicy.REFUSE,
    output_format: FormatOption = SheetFormat.TABLE,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Choose hubs and lockers among candidates: rent, line-haul and delivery together cost least.

    Delivery is estimated from the roads and how densely doors lie. With --plan every day is
    planned from each choice, the vehicles of the configuration at every hub, and the bills
    decide. With --fleet the cheapest mix of vehicles for all days together is looked for.
    """
    from lastmile_cli.outputs.charts.write import chart_bytes, check_chart_name
    from lastmile_cli.outputs.hubs import hubs_map
    from lastmile_cli.plumbing.files import check_target, write_bytes
    from lastmile_cli.workflows.choose_hubs import choose_hubs
    from lastmile_cli.workflows.plan_sites import HubsRequest

    is_json = as_json or output_format is SheetFormat.JSON
    desk = Desk(json=is_json, quiet=quiet, verbose=verbose)
    if chart:
        check_chart_name(chart)
        check_target(Path(chart))
    request = HubsRequest(
        sites=sites,
        config=config,
        history=tuple(history),
        plans=tuple(like),
        service_date=parse_date(date),
        most_hubs=max_hubs,
        choices=choices,
        is_planned=plan,
        fleet=fleet,
        iterations=iterations,
        seed=seed,
        offline=offline,
        skip_bad_rows=on_bad_row is BadRowPolicy.SKIP,
    )
    with desk.progress() as progress:
        advice = choose_hubs(request, progress)
    desk.show_notices(advice.notices)
    _print(desk, advice, SheetFormat.JSON if is_json else output_format)
    if chart:
        write_bytes(Path(chart), chart_bytes(hubs_map(advice), chart))
        desk.say(f"The map is in {chart}.")


def _print(desk: Desk, advice: HubAdvice, wanted: SheetFormat) -> None:
    from lastmile_cli.outputs.hubs import hubs_csv, hubs_record, hubs_sheets
    from lastmile_cli.outputs.printer import Printer

    if wanted is SheetFormat.JSON:
        desk.emit_record(hubs_record(advice))
    elif wanted is SheetFormat.CSV:
        desk.emit(hubs_csv(advice))
    else:
        printer = Printer(sys.stdout)
        for sheet in hubs_sheets(advice):
            printer.sheet(sheet)
