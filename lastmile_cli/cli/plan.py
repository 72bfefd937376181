"""``lastmile plan``: orders and a config to a plan."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import (
    BadRowOption,
    BadRowPolicy,
    ConfigOption,
    DateOption,
    JsonOption,
    MappingOption,
    OfflineOption,
    QuietOption,
    StopsArgument,
    VerboseOption,
    parse_date,
    parse_duration_s,
)
from lastmile_cli.domain.errors import InterruptedRunError, UsageError
from lastmile_cli.plumbing.clock import since_loaded_s

if TYPE_CHECKING:
    from lastmile_cli.domain.plan import Plan
    from lastmile_cli.workflows.plan_day import PlanOutcome


MOST_ITERATIONS = 10**12
"""More than any machine gets through in a night."""


class PlanFormat(StrEnum):
    """How a plan is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def plan(
    stops: StopsArgument,
    config: ConfigOption,
    date: DateOption = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Keep the plan, - for stdout.")
    ] = "",
    output_format: Annotated[
        PlanFormat | None,
        typer.Option("--format", help="What to print [default: table; nothing with -o and -q]."),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="Solver [default: the config's].")
    ] = "",
    iterations: Annotated[
        int | None,
        typer.Option(
            "--iterations",
            min=1,
            max=MOST_ITERATIONS,
            help="Search effort [default: from the size].",
        ),
    ] = None,
    time_limit: Annotated[
        str,
        typer.Option("--time-limit", metavar="30s", help="Bound the whole command by the clock."),
    ] = "",
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the search.")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Cores (all); never changes the plan.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 4 when an order is left unserved or out.")
    ] = False,
    no_traffic: Annotated[
        bool,
        typer.Option("--no-traffic", help="Show what ignoring the traffic costs; keep nothing."),
    ] = False,
    carry_over: Annotated[
        str,
        typer.Option(
            "--carry-over", metavar="PLAN", help="Plan what this earlier plan left out, too."
        ),
    ] = "",
    failed: Annotated[
        str,
        typer.Option(
            "--failed", metavar="FILE", help="Orders of that plan that failed at the door (CSV)."
        ),
    ] = "",
    offline: OfflineOption = False,
    on_bad_row: BadRowOption = BadRowPolicy.REFUSE,
    mapping: MappingOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Plan a day: routes on real streets, hours, manifests and the money.

    Prints a summary, the routes and the costs. Keep the plan with -o plan.json for
    `manifest`, `costs`, `export` and `verify`.
    """
    from lastmile_cli.workflows.plan_day import PlanRequest, plan_day

    if iterations and time_limit:
        raise UsageError(
            "--iterations and --time-limit exclude each other.", hint="give one of the two"
        )
    if output == "-" and output_format not in (None, PlanFormat.JSON):
        raise UsageError(
            f"-o - prints the plan as JSON, not as {output_format.value}.",
            hint="leave -o out, or name a file to keep the plan in",
        )
    if no_traffic and (output or strict):
        raise UsageError(
            "--no-traffic compares two plans and keeps none: -o and --strict do not go with it.",
            hint="leave them or --no-traffic out",
        )
    wanted = PlanFormat.JSON if as_json or output == "-" else output_format
    if wanted is None and not (quiet and output):
        wanted = PlanFormat.TABLE
    desk = Desk(json=wanted is PlanFormat.JSON, quiet=quiet, verbose=verbose)
    request = PlanRequest(
        stops=stops,
        config=config,
        service_date=parse_date(date),
        output="" if output == "-" else output,
        engine=engine,
        iterations=iterations,
        time_limit_s=parse_duration_s(time_limit),
        spent_s=since_loaded_s(),
        seed=seed,
        workers=workers,
        offline=offline,
        skip_bad_rows=on_bad_row is BadRowPolicy.SKIP,
        mapping=mapping,
        carried=carry_over,
        failed=_of_a_plan(failed, carry_over),
    )
    if no_traffic:
        from lastmile_cli.cli.no_traffic import show_ignored

        show_ignored(desk, request, wanted or PlanFormat.TABLE)
        return
    with desk.progress() as progress:
        outcome = plan_day(request, progress)
    desk.say(outcome.reading)
    desk.show_notices(outcome.plan.notices)
    if quiet and outcome.left_out_remark:
        desk.warn(outcome.left_out_remark)
    _print(desk, outcome, wanted)
    if request.output:
        desk.say(f"The plan is in {request.output}.")
    if outcome.interrupted:
        raise InterruptedRunError(
            "Interrupted: this is the best plan found so far.", hint="run it again for a better one"
        )
    if strict and (outcome.plan.unassigned or outcome.rows_left_out):
        raise typer.Exit(4)


def _of_a_plan(failed: str, carry_over: str) -> str:
    """Return the list of failed orders; which plan they were on must be said too."""
    if failed and not carry_over:
        raise UsageError(
            "--failed says which orders of a plan failed, but no plan is named.",
            hint="add --carry-over PLAN",
        )
    return failed


def _print(desk: Desk, outcome: PlanOutcome, wanted: PlanFormat | None) -> None:
    made = outcome.plan
    if wanted is PlanFormat.JSON:
        from lastmile_cli.records.plan_json import plan_bytes

        desk.emit(plan_bytes(made).decode())
    elif wanted is PlanFormat.CSV:
        from lastmile_cli.outputs.routes_csv import routes_csv

        desk.emit(routes_csv(made))
    elif wanted is PlanFormat.TABLE:
        _print_tables(made, outcome.left_out_remark)


def _print_tables(made: Plan, left_out: str) -> None:
    from lastmile_cli.outputs.costs import CostsBy, costs_sheet
    from lastmile_cli.outputs.day_board import DayBoard
    from lastmile_cli.outputs.fleet_sheets import (
        fleet_sheet,
        outsourced_sheet,
        totals_line,
        unassigned_sheet,
    )
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.route_sheets import route_sheets
    from lastmile_cli.outputs.transfers import has_transfers, transfers_sheet
    from lastmile_cli.outputs.wording import remarks

    printer = Printer(sys.stdout)
    if made.line_haul is not None and made.line_haul.routes:
        printer.sheet(fleet_sheet(made.line_haul, "Line-haul"))
    printer.sheet(fleet_sheet(made))
    if made.every_route:
        printer.board(DayBoard(plan=made, routes=made.every_route))
    for sheet in route_sheets(made, made.every_route):
        printer.sheet(sheet)
    printer.sheet(costs_sheet(made, CostsBy.CATEGORY))
    if made.outsourced:
        printer.sheet(outsourced_sheet(made))
    if has_transfers(made):
        printer.sheet(transfers_sheet(made))
    if made.unassigned:
        printer.sheet(unassigned_sheet(made))
    printer.line("")
    printer.line(totals_line(made))
    if left_out:
        printer.line(left_out)
    for remark in remarks(made):
        printer.line(remark)
