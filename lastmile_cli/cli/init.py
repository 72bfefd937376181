"""``lastmile init``: files to start from."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, QuietOption


def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Folder to start in.")] = ".",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files that are there already.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a commented config and a stops file to start from."""
    from lastmile_cli.workflows.start_project import start_project

    desk = Desk(json=as_json, quiet=quiet)
    files = start_project(folder, force=force)
    if as_json:
        desk.emit_record({"schema_version": 1, "files": [str(path) for path in files]})
        return
    desk.emit("".join(f"{path}\n" for path in files))
    desk.say(
        "Name your map under roads.map, your depots and vans, then: "
        f"lastmile check {files[-1]} -c {files[0]}"
    )
