"""``lastmile roads info``: what a map file is."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, QuietOption, VerboseOption


def info(
    map_path: Annotated[str, typer.Argument(metavar="MAP.osm.pbf", help="The map to look at.")],
    config: Annotated[
        str, typer.Option("--config", "-c", metavar="FILE", help="With the profiles of its own.")
    ] = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Tell what a map covers, of when it is, how large, and what of it each profile may use."""
    from lastmile_cli.workflows.map_info import tell_map

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        found = tell_map(map_path, config, progress)
    if as_json:
        desk.emit_record(found.record())
    else:
        desk.emit("".join(f"{line}\n" for line in found.lines()))
