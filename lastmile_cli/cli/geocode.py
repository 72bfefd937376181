"""``lastmile geocode``: addresses to pins, for review in a spreadsheet or at the terminal."""

from __future__ import annotations

import sys
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
)
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InterruptedRunError, ServiceUnreachableError, UsageError

if TYPE_CHECKING:
    from lastmile_cli.workflows.geocode_stops import Review, ReviewRequest

_WAY_OUT = "write the sheet with -o review.csv, edit it, and give it to `lastmile geocode` again"


def geocode(
    config: ConfigOption,
    stops: StopsArgument = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write, - for stdout.")
    ] = "",
    interactive: Annotated[
        bool,
        typer.Option("--interactive", "-i", help="Go through the doubtful ones at the terminal."),
    ] = False,
    no_remember: Annotated[
        bool, typer.Option("--no-remember", help="Leave the file of remembered pins as it is.")
    ] = False,
    forget: Annotated[
        list[str] | None,
        typer.Option(
            "--forget",
            metavar="ADDRESS|CUSTOMER",
            help="Take a remembered pin out of the file again, instead of looking up anything.",
        ),
    ] = None,
    date: DateOption = "",
    offline: OfflineOption = False,
    refresh: Annotated[
        bool,
        typer.Option("--refresh", help="Ask online providers again, whatever they answered once."),
    ] = False,
    on_bad_row: BadRowOption = BadRowPolicy.SKIP,
    mapping: MappingOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Look up every address and write a CSV to review; edited pins go back in as lat and lon.

    The input's columns are kept; lat, lon and geocode_* columns say what was found. Pins that
    were set by hand in a sheet, or here with --interactive, are remembered for the next day.
    """
    from lastmile_cli.workflows.geocode_stops import ReviewRequest, keep, look_up

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    if forget:
        _forget(desk, forget, config, stops)
        return
    _check_wishes(stops, refresh=refresh, offline=offline)
    if interactive:
        _check_terminal(stops, as_json=as_json)
    target = output or ("" if interactive else "-")
    request = ReviewRequest(
        stops=stops,
        config=config,
        service_date=parse_date(date),
        output="" if target == "-" or as_json else target,
        offline=offline,
        refresh=refresh,
        skip_bad_rows=on_bad_row is BadRowPolicy.SKIP,
        mapping=mapping,
        remembers=not no_remember,
    )
    with desk.progress() as progress:
        review = look_up(request, progress)
    ended_by: BaseException | None = None
    if interactive:
        review, ended_by = _settle(desk, review, request, has_sheet=bool(target))
    review = keep(review, request)
    desk.show_notices(review.notices)
    if as_json:
        desk.emit_record(review.record())
    elif target == "-":
        desk.emit(review.csv())
    desk.say(review.summary)
    if isinstance(ended_by, (KeyboardInterrupt, OSError)):  # Nobody is there any more.
        raise InterruptedRunError(
            "Interrupted: what was decided until then is kept.", hint="run it again to go on"
        )
    if ended_by is not None:
        raise ended_by
    if review.unasked:
        addresses = counted(review.unasked, "address", "addresses")
        raise ServiceUnreachableError(
            f"Working offline, nobody was asked about {addresses}.",
            hint="run it once without --offline: the answers are kept",
        )


def _check_wishes(stops: str, *, refresh: bool, offline: bool) -> None:
    if not stops:
        raise UsageError("Missing argument 'STOPS'.", hint="see `lastmile geocode --help`")
    if refresh and offline:
        raise UsageError(
            "--refresh asks the providers that --offline leaves alone.",
            hint="leave one of the two out",
        )


def _forget(desk: Desk, whose: list[str], config: str, stops: str) -> None:
    from lastmile_cli.workflows.geocode_stops import forget_pins

    if stops:
        raise UsageError(
            "--forget looks up nothing: it goes without STOPS.",
            hint='`lastmile geocode --forget "Unioninkatu 20, 00130 Helsinki" -c CONFIG`',
        )
    gone = forget_pins(whose, config)
    if desk.json:
        desk.emit_record({"schema_version": 1, "forgotten": [str(pin) for pin in gone]})
        return
    desk.emit("".join(f"{pin}\n" for pin in gone))
    desk.say(f"{counted(len(gone), 'pin')} forgotten.")


def _check_terminal(stops: str, *, as_json: bool) -> None:
    if as_json:
        raise UsageError("--interactive and --json do not go together.", hint=_WAY_OUT)
    if stops == "-" or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("--interactive needs a terminal, to ask and be answered.", hint=_WAY_OUT)


def _settle(
    desk: Desk, review: Review, request: ReviewRequest, *, has_sheet: bool
) -> tuple[Review, BaseException | None]:
    from lastmile_cli.workflows.review_by_talk import check_kept, settle

    check_kept(review, has_sheet=has_sheet, remembers=request.remembers)
    return settle(review, desk.ask, offline=request.offline)
