"""``lastmile replan``: the rest of a day anew, from where its vehicles are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import (
    ConfigOption,
    JsonOption,
    OfflineOption,
    PlanArgument,
    QuietOption,
    VerboseOption,
    parse_duration_s,
)
from lastmile_cli.domain.errors import InterruptedRunError, UsageError
from lastmile_cli.domain.under_way import Mode

if TYPE_CHECKING:
    from lastmile_cli.domain.plan import Plan
    from lastmile_cli.workflows.replan_day import Replan


def replan(
    plan: PlanArgument,
    config: ConfigOption,
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help="As it stood then, such as 10:30 [now].")
    ] = "",
    mode: Annotated[Mode, typer.Option("--mode", help="What may move.")] = Mode.KEEP,
    orders: Annotated[
        str, typer.Option("--orders", metavar="FILE", help="New orders, a stops file.")
    ] = "",
    cancel: Annotated[
        list[str] | None,
        typer.Option("--cancel", metavar="ORDER", help="Nobody waits for it any more."),
    ] = None,
    down: Annotated[
        list[str] | None,
        typer.Option("--down", metavar="VEHICLE", help="It has broken down and goes no farther."),
    ] = None,
    if_late: Annotated[
        int | None,
        typer.Option(
            "--if-late", metavar="MIN", min=1, help="Only if somebody will be so late or later."
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Keep the new plan, - for stdout.")
    ] = "",
    iterations: Annotated[
        int | None, typer.Option("--iterations", min=1, help="Search effort [from the size].")
    ] = None,
    time_limit: Annotated[
        str, typer.Option("--time-limit", metavar="5s", help="Bound the command by the clock.")
    ] = "",
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the search.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 4 when a stop is left out.")
    ] = False,
    offline: OfflineOption = False,
    lock_wait: Annotated[
        float,
        typer.Option("--lock-wait", metavar="SECONDS", min=0, help="Wait so long for another run."),
    ] = 10.0,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Plan the rest of a day anew from its events: what is done stays, what was told weighs.

    Prints what changes and who must be told. Without -o nothing is kept, not even --cancel
    and --down, which are events of the day like any other.
    """
    from lastmile_cli.plumbing.files import check_target
    from lastmile_cli.workflows.replan_day import OnTime, ReplanRequest
    from lastmile_cli.workflows.replan_day import replan as plan_anew

    if iterations and time_limit:
        raise UsageError(
            "--iterations and --time-limit exclude each other.", hint="give one of the two"
        )
    if output == "-" and as_json:
        raise UsageError("-o - and --json both print to stdout.", hint="name a file to keep it in")
    if output and output != "-":
        check_target(Path(output))
    desk = Desk(json=as_json or output == "-", quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        found = plan_anew(
            ReplanRequest(
                plan=plan,
                config=config,
                at=at,
                mode=mode,
                orders=orders,
                cancel=tuple(cancel or ()),
                down=tuple(down or ()),
                if_late_min=if_late,
                iterations=iterations,
                time_limit_s=parse_duration_s(time_limit),
                seed=seed,
                offline=offline,
                keeps=bool(output),
                lock_wait_s=lock_wait,
            ),
            progress,
        )
    if isinstance(found, OnTime):
        from lastmile_cli.outputs.replan import stands_record, stands_sentence

        if output == "-":
            _pass_on(desk, found.plan)
        elif as_json:
            desk.emit_record(stands_record(found.plan, found.now_s, found.late_s))
        else:
            text = stands_sentence(found.plan, found.now_s, found.late_s, if_late or 0)
            desk.emit(f"{text}\n")
        return
    _tell(desk, found, output)
    if found.interrupted:
        raise InterruptedRunError("Stopped early: this is the best plan found until then.")
    if strict and any(one.unassigned_class != "withdrawn" for one in found.plan.unassigned):
        raise typer.Exit(4)


def _tell(desk: Desk, found: Replan, output: str) -> None:
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.replan import replan_record, replan_sentence, replan_sheets
    from lastmile_cli.workflows.plan_files import save_plan

    desk.show_notices(found.notices)
    if output and output != "-":
        save_plan(found.plan, output)
    if output == "-":
        _pass_on(desk, found.plan)
    elif desk.json:
        desk.emit_record(replan_record(found.difference))
    else:
        printer = Printer(sys.stdout)
        printer.line(replan_sentence(found.difference))
        for sheet in replan_sheets(found.difference):
            printer.sheet(sheet)
        if output:
            desk.say(f"The plan is in {output}.")
        else:
            desk.say("Nothing was kept: -o FILE keeps the new plan.")


def _pass_on(desk: Desk, plan: Plan) -> None:
    from lastmile_cli.records.plan_json import plan_bytes

    desk.emit(plan_bytes(plan).decode())
