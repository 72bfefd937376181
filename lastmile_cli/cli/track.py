"""``lastmile track``: what happens during the day, and how it stands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import (
    ConfigOption,
    JsonOption,
    PlanArgument,
    QuietOption,
    VerboseOption,
)

AtOption = Annotated[
    str, typer.Option("--at", metavar="TIME", help="As it stood then, such as 10:30.")
]
app = typer.Typer(
    help="Take in what happens during the day; tell how it stands.", no_args_is_help=True
)


@app.callback()
def _track() -> None:
    """Take in what happens during the day; tell how it stands."""


@app.command("ingest")
def ingest(
    events: Annotated[
        str, typer.Argument(metavar="FILE", help="Events: CSV, JSON lines or GPX, - for stdin.")
    ],
    config: ConfigOption,
    vehicle: Annotated[
        str, typer.Option("--vehicle", metavar="ID", help="Whose events or track these are.")
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave with exit code 4 if a row was refused.")
    ] = False,
    lock_wait: Annotated[
        float,
        typer.Option("--lock-wait", metavar="SECONDS", min=0, help="Wait so long for another run."),
    ] = 10.0,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Keep events in the store; what is known already is passed over.

    Columns: at, event, order_id, vehicle_id, trip, lat, lon, accuracy_m, parcels, reason, note,
    cash, source, event_id; JSON as OwnTracks, Traccar, Onfleet and AfterShip send it.
    """
    from lastmile_cli.domain.counting import counted
    from lastmile_cli.records.notices import notice_to_record
    from lastmile_cli.workflows import track_events

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    done = track_events.ingest(events, config, vehicle_id=vehicle, lock_wait_s=lock_wait)
    desk.show_notices(done.notices)
    if as_json:
        desk.emit_record(
            {
                "schema_version": 1,
                "file": done.file,
                "events": done.told,
                "new": done.new,
                "refused": done.refused,
                "notices": [notice_to_record(notice) for notice in done.notices],
            }
        )
    else:
        known = done.told - done.new
        refused = f", {counted(done.refused, 'row')} refused" if done.refused else ""
        desk.emit(f"{done.file}: {counted(done.new, 'new event')}, {known} known{refused}.\n")
    if strict and done.refused:
        raise typer.Exit(4)


@app.command("status")
def status(
    plan: PlanArgument,
    config: ConfigOption,
    at: AtOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Tell how a plan's day stands: vehicles, stops, and what somebody should look at."""
    from lastmile_cli.outputs.day_status import status_record, status_sentence, status_sheets
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.tracking.progress import list_progress
    from lastmile_cli.workflows.track_events import track

    desk = Desk(json=as_json, quiet=quiet)
    tracked = track(plan, config, at)
    routes = list_progress(tracked.plan, tracked.state)
    if as_json:
        desk.emit_record(
            status_record(tracked.plan, tracked.state, routes, tracked.outlook, tracked.now)
        )
        return
    printer = Printer(sys.stdout)
    printer.line(status_sentence(tracked.plan, tracked.state, routes))
    for sheet in status_sheets(tracked.plan, tracked.state, routes, tracked.outlook):
        printer.sheet(sheet)


@app.command("order")
def order(
    order_id: Annotated[str, typer.Argument(metavar="ORDER", help="Id of an order.")],
    plan: PlanArgument,
    config: ConfigOption,
    at: AtOption = "",
    as_json: JsonOption = False,
) -> None:
    """Tell the life of one order: every step, how many stops away it is, when it is planned."""
    from lastmile_cli.outputs.day_status import life_record, life_sheet
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.track_events import life_of, track

    tracked = track(plan, config, at)
    life = life_of(tracked, order_id)
    told = tracked.outlook.get(life.expected.visit_id) if life.is_open else None
    before, day = tracked.state.stops_before(order_id), tracked.plan.day
    if as_json:
        Desk().emit_record(life_record(life, before, told, day))
    else:
        Printer(sys.stdout).sheet(life_sheet(life, before, told, day))
