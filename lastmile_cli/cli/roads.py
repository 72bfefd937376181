"""``lastmile roads``: maps and what is known of them."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.closures import add_commands as add_closures
from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import (
    ConfigOption,
    DateOption,
    JsonOption,
    OfflineOption,
    QuietOption,
    StopsArgument,
    VerboseOption,
    parse_date,
)
from lastmile_cli.cli.roads_clip import clip
from lastmile_cli.cli.roads_get import get
from lastmile_cli.cli.roads_info import info

app = typer.Typer(help="Fetch, build and look at road maps; close streets.", no_args_is_help=True)
add_closures(app)
app.command("get")(get)
app.command("info")(info)
app.command("clip")(clip)


@app.callback()
def _roads() -> None:
    """Build and look at road maps; close streets."""


@app.command("build")
def build(
    map_path: Annotated[
        str, typer.Argument(metavar="MAP.osm.pbf", help="An OpenStreetMap extract.")
    ],
    config: Annotated[
        str, typer.Option("--config", "-c", metavar="FILE", help="With the profiles of its own.")
    ] = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Build a map's road graph and address index ahead of the night's first plan."""
    from lastmile_cli.workflows.build_roads import build_roads

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        report = build_roads(map_path, progress, config)
    if as_json:
        desk.emit_record(report.record())
    else:
        desk.emit("".join(f"{line}\n" for line in report.lines()))


@app.command("table")
def table(
    stops: StopsArgument,
    config: ConfigOption,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write: .npz or .csv.")
    ],
    profile: Annotated[
        str, typer.Option("--profile", metavar="NAME", help="One profile only [default: all].")
    ] = "",
    date: DateOption = "",
    offline: OfflineOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Write the travel between all depots and stops, for `roads.source: matrix` or a spreadsheet.

    Where the fleet has several profiles there is a file for each: matrix-van.npz, ...
    """
    from lastmile_cli.workflows.tabulate_roads import TableRequest, tabulate_roads

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    request = TableRequest(
        stops=stops,
        config=config,
        output=output,
        profile=profile,
        service_date=parse_date(date),
        offline=offline,
    )
    with desk.progress() as progress:
        report = tabulate_roads(request, progress)
    desk.show_notices(report.notices)
    if as_json:
        desk.emit_record(report.record())
    else:
        desk.emit("".join(f"{line}\n" for line in report.lines()))
        desk.say(report.remark)
