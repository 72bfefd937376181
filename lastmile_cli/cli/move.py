"""``lastmile move``: a stop to another vehicle, with the verdict and the price."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, PlanArgument, QuietOption, VerboseOption

OutputOption = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="Keep the new plan.")
]
EvenBrokenOption = Annotated[
    bool, typer.Option("--even-broken", help="Keep it even where it breaks promises.")
]


def move(
    plan: PlanArgument,
    stop: Annotated[str, typer.Argument(metavar="STOP", help="Its id, or that of an order.")],
    vehicle: Annotated[
        str, typer.Argument(metavar="VEHICLE", help="Who takes it; `nobody` leaves it out.")
    ],
    at: Annotated[
        int | None,
        typer.Option(
            "--at", metavar="N", min=1, help="Which of its stops it becomes [default: cheapest]."
        ),
    ] = None,
    output: OutputOption = "",
    even_broken: EvenBrokenOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Move one stop of a plan, and tell whether the plan then holds and what it costs.

    Hours, breaks, charges and money are worked out again on the plan's own streets. Exit
    code 6 where a promise is broken; -o keeps the new plan, the old one stays as it is.
    """
    from lastmile_cli.cli.edited import tell_edit
    from lastmile_cli.plumbing.files import check_target
    from lastmile_cli.workflows.edit_plan import move as move_in_plan

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    if output:
        check_target(Path(output))
    with desk.progress() as progress:
        edited = move_in_plan(plan, stop, vehicle, at, progress)
    tell_edit(desk, edited, output, even_broken=even_broken)
