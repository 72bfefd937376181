"""``lastmile roads``: maps and what is known of them."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.closures import add_commands as add_closures
from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, QuietOption, VerboseOption
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
