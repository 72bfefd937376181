"""``lastmile geocode``: addresses to pins, for review in a spreadsheet."""

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


def geocode(
    stops: StopsArgument,
    config: ConfigOption,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write, - for stdout.")
    ] = "-",
    date: DateOption = "",
    offline: OfflineOption = False,
    on_bad_row: BadRowOption = BadRowPolicy.SKIP,
    mapping: MappingOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Look up every address and write a CSV to review; edited pins go back in as lat and lon.

    The input's columns are kept; lat, lon and geocode_* columns say what was found.
    """
    from lastmile_cli.workflows.geocode_stops import geocode_file

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    with desk.progress() as progress:
        review = geocode_file(
            stops,
            config,
            service_date=parse_date(date),
            output="" if output == "-" or as_json else output,
            offline=offline,
            skip_bad_rows=on_bad_row is BadRowPolicy.SKIP,
            mapping=mapping,
            progress=progress,
        )
    desk.show_notices(review.notices)
    if as_json:
        desk.emit_record(review.record())
    elif output == "-":
        desk.emit(review.csv())
    desk.say(review.summary)
