"""Options that several commands share, declared once; and what their text means."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from lastmile_cli.domain.errors import UsageError

StopsArgument = Annotated[
    str, typer.Argument(metavar="STOPS", help="Tomorrow's orders: CSV, XLSX or JSON, - for stdin.")
]
PlanArgument = Annotated[
    str, typer.Argument(metavar="PLAN", help="A plan made by `lastmile plan -o`, - for stdin.")
]
ConfigOption = Annotated[
    str, typer.Option("--config", "-c", metavar="FILE", help="The YAML file of depots and vans.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON (with schema_version).")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Tell every step and hint.")]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Open no network connection.")]
MappingOption = Annotated[
    str,
    typer.Option("--mapping", metavar="FILE", help="What the columns of STOPS mean (YAML)."),
]
TurnsOption = Annotated[bool, typer.Option("--turns", help="Tell the way to each stop in turns.")]
LanguageOption = Annotated[
    str,
    typer.Option(
        "--language", metavar="CODE", help="Street names of the turns, where the map has them: sv."
    ),
]
DateOption = Annotated[
    str,
    typer.Option(
        "--date", metavar="YYYY-MM-DD", help="Service day [default: the file's, else tomorrow]."
    ),
]


class BadRowPolicy(StrEnum):
    """What to do with rows that cannot be used."""

    REFUSE = "refuse"
    SKIP = "skip"


BadRowOption = Annotated[
    BadRowPolicy,
    typer.Option("--on-bad-row", help="Refuse the file for a bad row, or leave the row out."),
]


def parse_date(text: str) -> date | None:
    """
    Read a --date, in the forms that the stops file may use.

    >>> parse_date("2026-11-23"), parse_date("23.11.2026")
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 23))
    """
    if not text:
        return None
    from lastmile_cli.intake.times import parse_date as parse_cell

    try:
        return parse_cell(text)
    except ValueError:
        raise UsageError(f"--date {text!r} is not a date.", hint="write it as 2026-11-23") from None


_UNITS_S = {"": 1.0, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


def parse_duration_s(text: str) -> float | None:
    """
    Read a --time-limit in seconds.

    >>> parse_duration_s("30s"), parse_duration_s("2m"), parse_duration_s("1.5h")
    (30.0, 120.0, 5400.0)
    """
    if not text:
        return None
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", text.lower())
    if not match or match[2] not in _UNITS_S or float(match[1]) <= 0:
        raise UsageError(f"--time-limit {text!r} is not a time span.", hint="write 30s, 2m or 1h")
    return float(match[1]) * _UNITS_S[match[2]]
