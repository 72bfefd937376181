"""``lastmile map``: a plan as one HTML file with a map, to look at, send and print."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption
from lastmile_cli.domain.errors import UsageError


def draw(
    plan: PlanArgument,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write it, - for stdout."),
    ] = "map.html",
    vehicle: Annotated[
        str, typer.Option("--vehicle", metavar="ID", help="Only this vehicle, and no other stop.")
    ] = "",
    tiles: Annotated[
        str,
        typer.Option(
            "--tiles",
            metavar="URL",
            help="Tiles from the web, https://…/{z}/{x}/{y}.png; without it nobody is asked.",
        ),
    ] = "",
    tiles_credit: Annotated[
        str, typer.Option("--tiles-credit", metavar="TEXT", help="Who made these tiles.")
    ] = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Draw a plan as one HTML file: routes, stops, streets, and the day hour by hour.

    It needs no server and no network, works on a phone and prints. Prints the file it wrote.
    """
    from pathlib import Path

    from lastmile_cli.domain.counting import counted
    from lastmile_cli.plumbing.files import check_target
    from lastmile_cli.workflows.draw_map import MapRequest, draw_map, save_map

    if as_json and output == "-":
        raise UsageError(
            "--json tells of the file that was written; with -o - the page itself is printed.",
            hint="leave one of them out",
        )
    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    if output != "-":
        check_target(Path(output), inputs=[Path(plan)] if plan != "-" else [])
    request = MapRequest(
        plan=plan, vehicle_id=vehicle or None, tiles=tiles, tiles_credit=tiles_credit
    )
    with desk.progress() as progress:
        drawn = draw_map(request, progress)
    desk.show_notices(drawn.notices)
    if drawn.remark:
        desk.warn(drawn.remark)
    if drawn.asks:
        desk.say(f"Whoever opens the map asks {drawn.asks} for tiles, and so tells it where.")
    if output == "-":
        desk.emit(drawn.html.decode())
        return
    save_map(drawn, output)
    if as_json:
        from lastmile_cli.records.notices import notice_to_record

        desk.emit_record(
            {
                "schema_version": 1,
                "file": output,
                "bytes": len(drawn.html),
                "routes": drawn.routes,
                "stops": drawn.stops,
                "streets": drawn.streets,
                "notices": [notice_to_record(notice) for notice in drawn.notices],
            }
        )
    else:
        desk.emit(f"{output}\n")
        what = f"{counted(drawn.routes, 'route')}, {counted(drawn.stops, 'stop')}"
        size = f"{round(len(drawn.html) / 1000)} kB"
        network = "" if drawn.asks else "; it needs no network"
        desk.say(f"{what}, {size}. Open it in any browser{network}.")
