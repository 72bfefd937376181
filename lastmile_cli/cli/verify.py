"""``lastmile verify``: the referee's judgement of a plan, edited by hand too."""

from __future__ import annotations

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption


def verify(
    plan: PlanArgument,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Judge a plan as it is written: hours on real streets, windows, loads, shifts, money."""
    from lastmile_cli.records.notices import notice_to_record
    from lastmile_cli.workflows.verify_plan import verify_plan

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        verdict = verify_plan(plan, progress)
    if as_json:
        desk.emit_record(
            {
                "schema_version": 1,
                "plan_id": verdict.plan.plan_id,
                "ok": not verdict.notices,
                "violations": [notice_to_record(notice) for notice in verdict.notices],
            }
        )
    elif verdict.notices:
        desk.emit("".join(f"{notice}\n" for notice in verdict.notices))
        desk.say(f"The plan breaks {len(verdict.notices)} promise(s).")
    else:
        routes, served = len(verdict.plan.routes), verdict.served
        desk.emit(f"The plan holds: {served} stops on {routes} routes, every promise kept.\n")
    if verdict.notices:
        raise typer.Exit(6)
