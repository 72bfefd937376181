"""``lastmile roads clip``: a piece of a map as a map of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, MappingOption, QuietOption, VerboseOption
from lastmile_cli.domain.errors import UsageError


def clip(
    map_path: Annotated[str, typer.Argument(metavar="MAP.osm.pbf", help="The map to clip.")],
    box: Annotated[
        str, typer.Argument(metavar="[BOX]", help="west,south,east,north in degrees.")
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE.osm.pbf", help="Where to write it.")
    ] = "",
    around: Annotated[
        str, typer.Option("--around", metavar="STOPS", help="A file of stops with lat and lon.")
    ] = "",
    km: Annotated[float, typer.Option("--km", min=0.1, help="Kilometres around the stops.")] = 10.0,
    config: Annotated[
        str, typer.Option("--config", "-c", metavar="FILE", help="Around its depots as well.")
    ] = "",
    mapping: MappingOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Write the part of a map that touches a box, or lies around some stops."""
    from lastmile_cli.workflows.clip_map import clip_around, clip_to, parse_box

    if bool(box) == bool(around):
        raise UsageError("Give a box or --around, one of the two.", hint="see --help")
    if not output:
        raise UsageError("Where shall the piece go?", hint="add -o piece.osm.pbf")
    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        if around:
            found = clip_around(
                map_path, around, km, output, config=config, mapping=mapping, progress=progress
            )
        else:
            found = clip_to(map_path, parse_box(box), output, progress)
    if as_json:
        desk.emit_record(found.record())
    else:
        desk.emit("".join(f"{line}\n" for line in found.lines()))
