"""``lastmile check``: everything wrong with the inputs, at once."""

from __future__ import annotations

from typing import Annotated

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
from lastmile_cli.domain.notices import Severity, told_once


def check(
    stops: StopsArgument,
    config: ConfigOption,
    date: DateOption = "",
    offline: OfflineOption = False,
    on_bad_row: BadRowOption = BadRowPolicy.REFUSE,
    mapping: MappingOption = "",
    suggest_mapping: Annotated[
        bool,
        typer.Option(
            "--suggest-mapping", help="Print how the columns are read, to be corrected and kept."
        ),
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Check orders, config, addresses and doors without planning; exit 3 if something is refused.

    Lists every problem with file, row, column, and what to try; --quiet only errors and warnings.
    """
    from lastmile_cli.records.notices import notice_to_record
    from lastmile_cli.workflows.check_inputs import check_inputs

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    if suggest_mapping:
        from lastmile_cli.workflows.suggest_mapping import suggest_mapping as suggest

        suggestion = suggest(stops, config, mapping=mapping)
        desk.show_notices(suggestion.notices)
        desk.emit(suggestion.text)
        return
    with desk.progress() as progress:
        report = check_inputs(
            stops,
            config,
            service_date=parse_date(date),
            skip_bad_rows=on_bad_row is BadRowPolicy.SKIP,
            offline=offline,
            mapping=mapping,
            progress=progress,
        )
    if as_json:
        desk.emit_record(
            {
                "schema_version": 1,
                "ok": not report.is_refused,
                "service_date": report.service_date.isoformat() if report.service_date else None,
                "stops": report.stops,
                "rows": report.rows,
                "usable": report.usable,
                "dialect": report.dialect,
                "notices": [notice_to_record(notice) for notice in report.notices],
            }
        )
    else:
        told = (n for n in report.notices if not (quiet and n.severity is Severity.INFO))
        desk.emit("".join(f"{notice}\n" for notice in told_once(told)))
        if report.reading:
            desk.say(report.reading)
        desk.say(report.summary)
    if report.is_refused:
        raise typer.Exit(3)
