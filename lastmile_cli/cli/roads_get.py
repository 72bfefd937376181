"""``lastmile roads get``: fetch an extract of the map."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, QuietOption, VerboseOption


def get(
    what: Annotated[
        str, typer.Argument(metavar="NAME|URL", help="A region, as liechtenstein, or an address.")
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to keep it [default: here]."),
    ] = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Fetch a map extract; goes on where it broke off, and only what has changed."""
    from lastmile_cli.workflows.get_map import get_map

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        got = get_map(what, output, progress)
    if as_json:
        desk.emit_record(got.record())
    else:
        desk.emit("".join(f"{line}\n" for line in got.lines()))
