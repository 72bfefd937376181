"""``lastmile verify``: the referee's judgement of a plan, edited by hand too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.move import EvenBrokenOption, OutputOption
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption
from lastmile_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from lastmile_cli.workflows.recheck_plan import Recheck
    from lastmile_cli.workflows.verify_plan import Verdict


def verify(
    plan: PlanArgument,
    config: Annotated[
        str,
        typer.Option(
            "--config", "-c", metavar="FILE", help="Hold it against the closures of this config."
        ),
    ] = "",
    closures: Annotated[
        str,
        typer.Option("--closures", metavar="FILE", help="Hold it against closures (GeoJSON)."),
    ] = "",
    routes: Annotated[
        str,
        typer.Option(
            "--from", metavar="FILE", help="Give it the orders of this routes.csv, edited by hand."
        ),
    ] = "",
    output: OutputOption = "",
    even_broken: EvenBrokenOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Judge a plan as it is written: hours on real streets, windows, loads, shifts, money.

    Broken promises come first, worst first. Written figures that do not fit (sums,
    kilometres, seconds, money) are counted by route; --verbose lists them. With -c or
    --closures it also says what streets closed since then do to the plan. With --from the
    routes of a spreadsheet are judged, timed and priced, and -o keeps them as a plan.
    """
    from lastmile_cli.outputs.verdict import violation_to_record
    from lastmile_cli.workflows.verify_plan import verify_plan

    if routes and (config or closures):
        raise UsageError("--from goes without -c and --closures.", hint="do one after the other")
    if config and closures:
        raise UsageError("-c and --closures exclude each other.", hint="give one of the two")
    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    if routes:
        _read_back(desk, plan, routes, output, even_broken=even_broken)
        return
    if output:
        raise UsageError("-o keeps what --from reads.", hint="add --from routes.csv")
    with desk.progress() as progress:
        verdict = verify_plan(plan, progress)
        recheck = None
        if config or closures:
            from lastmile_cli.workflows.recheck_plan import recheck_plan

            recheck = recheck_plan(
                verdict.plan, config=config, closures=closures, progress=progress
            )
    found = verdict.violations
    is_broken = bool(found or (recheck and recheck.broken))
    if as_json:
        desk.emit_record(
            {
                "schema_version": 1,
                "plan_id": verdict.plan.plan_id,
                "ok": not is_broken,
                "violations": [violation_to_record(one, verdict.file) for one in found],
                **({"closures": _record(recheck, verdict)} if recheck else {}),
            }
        )
    else:
        _tell(desk, verdict)
        if recheck:
            _tell_closures(desk, recheck, verdict)
    if is_broken:
        raise typer.Exit(6)


def _read_back(desk: Desk, plan: str, routes: str, output: str, *, even_broken: bool) -> None:
    from lastmile_cli.cli.edited import tell_edit
    from lastmile_cli.plumbing.files import check_target
    from lastmile_cli.workflows.edit_plan import read_back

    if output:
        check_target(Path(output), inputs=[Path(routes)])
    with desk.progress() as progress:
        edited = read_back(plan, routes, progress)
    tell_edit(desk, edited, output, even_broken=even_broken)


def _tell(desk: Desk, verdict: Verdict) -> None:
    from lastmile_cli.domain.counting import counted
    from lastmile_cli.outputs.verdict import verdict_sentence, verdict_text

    found = verdict.violations
    if found:
        desk.emit(verdict_text(found, verdict.file, in_full=desk.verbose))
        desk.say(verdict_sentence(found))
    else:
        stops = counted(verdict.served, "stop")
        routes = counted(len(verdict.plan.routes), "route")
        desk.emit(f"The plan holds: {stops} on {routes}, every promise kept.\n")


def _tell_closures(desk: Desk, recheck: Recheck, verdict: Verdict) -> None:
    from lastmile_cli.outputs.closures import recheck_text

    desk.show_notices(recheck.notices)
    day, file = verdict.plan.day, verdict.file
    told = (recheck.closures, recheck.routes, recheck.moved, recheck.broken)
    text = recheck_text(*told, day, file)
    desk.emit(f"\n{text}")


def _record(recheck: Recheck, verdict: Verdict) -> dict[str, Any]:
    from lastmile_cli.outputs.closures import recheck_record

    return recheck_record(
        recheck.closures,
        recheck.routes,
        recheck.moved,
        recheck.broken,
        recheck.notices,
        verdict.plan.day,
        verdict.file,
    )
