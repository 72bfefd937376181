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
    """
    Judge a plan as it is written: hours on real streets, windows, loads, shifts, money.

    Broken promises come first, worst first. Written figures that do not fit (sums,
    kilometres, seconds, money) are counted by route; --verbose lists them.
    """
    from lastmile_cli.outputs.verdict import verdict_sentence, verdict_text, violation_to_record
    from lastmile_cli.workflows.verify_plan import verify_plan

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        verdict = verify_plan(plan, progress)
    found = verdict.violations
    if as_json:
        desk.emit_record(
            {
                "schema_version": 1,
                "plan_id": verdict.plan.plan_id,
                "ok": not found,
                "violations": [violation_to_record(one, verdict.file) for one in found],
            }
        )
    elif found:
        desk.emit(verdict_text(found, verdict.file, in_full=verbose))
        desk.say(verdict_sentence(found))
    else:
        routes, served = len(verdict.plan.routes), verdict.served
        desk.emit(f"The plan holds: {served} stops on {routes} routes, every promise kept.\n")
    if found:
        raise typer.Exit(6)
