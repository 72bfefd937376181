"""``lastmile roads close``, ``list`` and ``remove``: the file of closures."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import ConfigOption, JsonOption, QuietOption, VerboseOption
from lastmile_cli.domain.errors import UsageError

SCHEMA_VERSION = 1


def close(
    config: ConfigOption,
    street: Annotated[
        list[str] | None,
        typer.Option("--street", metavar="NAME", help="A street, in any language of the map."),
    ] = None,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option("--between", metavar="A B", help="Only between two streets that cross it."),
    ] = None,
    way: Annotated[
        list[int] | None, typer.Option("--way", metavar="ID", help="An OpenStreetMap way.")
    ] = None,
    area: Annotated[
        str, typer.Option("--area", metavar="FILE", help="GeoJSON with an area or a line.")
    ] = "",
    begin: Annotated[
        str, typer.Option("--from", metavar="TIME", help='Such as "2026-11-23 10:00".')
    ] = "",
    end: Annotated[
        str, typer.Option("--until", metavar="TIME", help="Default: until further notice.")
    ] = "",
    closure_id: Annotated[
        str, typer.Option("--id", metavar="ID", help="What to call it [default: made up].")
    ] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why, for people.")] = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Close a street, an area or a way, for all vehicles and in both directions.

    It goes into the file that roads.closures_file of the configuration names. What
    hits no street of the map is refused.
    """
    from lastmile_cli.outputs.closures import closure_lines, closure_record
    from lastmile_cli.workflows.edit_closures import close as close_street
    from lastmile_cli.workflows.typed_closure import CloseRequest

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    request = CloseRequest(
        config=config,
        streets=tuple(street or ()),
        between=between or (),
        way_ids=tuple(way or ()),
        area_file=area,
        begin=begin,
        end=end,
        closure_id=closure_id,
        note=note,
    )
    with desk.progress() as progress:
        done = close_street(request, progress)
    desk.show_notices(done.notices)
    (listed,) = done.closures
    if as_json:
        record = closure_record(listed.closure, listed.hit)
        desk.emit_record(
            {"schema_version": SCHEMA_VERSION, "file": str(done.path), "closed": record}
        )
        return
    desk.emit("".join(f"{line}\n" for line in closure_lines(listed.closure, listed.hit)))
    if listed.state == "over":
        desk.warn(f"closure {listed.closure.closure_id} is over already.")
    desk.say(f"It stands in {done.path}.")


def list_them(
    config: ConfigOption,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """List all closures: what they close on the map, and whether they hold now."""
    from lastmile_cli.outputs.closures import closure_lines, closure_record
    from lastmile_cli.records.notices import notice_to_record
    from lastmile_cli.workflows.edit_closures import list_closures

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        found = list_closures(config, progress)
    desk.show_notices(found.notices)
    if as_json:
        closures = [
            {**closure_record(one.closure, one.hit), "state": one.state} for one in found.closures
        ]
        notices = [notice_to_record(notice) for notice in found.notices]
        desk.emit_record(
            {"schema_version": SCHEMA_VERSION, "closures": closures, "notices": notices}
        )
        return
    for one in found.closures:
        lines = closure_lines(one.closure, one.hit, one.state)
        desk.emit("".join(f"{line}\n" for line in lines))
    if not found.closures:
        desk.emit("No street is closed.\n")


def remove(
    config: ConfigOption,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Closures, by `roads list`.")
    ] = None,
    over: Annotated[bool, typer.Option("--over", help="Take out all that have ended.")] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Take closures out of the file again."""
    from lastmile_cli.workflows.edit_closures import remove as remove_closures

    if not ids and not over:
        raise UsageError("No closure is named.", hint="give ids from `roads list`, or --over")
    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    path, gone = remove_closures(config, ids or (), over=over)
    if as_json:
        desk.emit_record({"schema_version": SCHEMA_VERSION, "file": str(path), "removed": gone})
        return
    desk.emit(f"Removed: {', '.join(gone) or 'nothing'}.\n")


def add_commands(app: typer.Typer) -> None:
    """Put these commands into a group."""
    app.command("close")(close)
    app.command("list")(list_them)
    app.command("remove")(remove)
