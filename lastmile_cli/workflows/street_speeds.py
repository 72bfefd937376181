"""Files of speeds of single streets: read, laid over the day's traffic, held against the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity, has_errors
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.ports import RoadSource
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.street_speeds import SpeedsFile, SpeedTable
from lastmile_cli.intake.sources import read_source
from lastmile_cli.intake.speed_hours import with_speeds
from lastmile_cli.intake.speed_memory import recall, remembered
from lastmile_cli.roads.registry import rows_on_the_map

KNOWS_STREETS = "embedded"
"""The source of roads that can look a street up by its nodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidSpeeds:
    """The configuration with measured speeds in its periods, the tables, and every notice."""

    config: Config
    tables: tuple[SpeedTable, ...] = ()
    notices: tuple[Notice, ...] = ()


def lay_speeds(config: Config, day: ServiceDay, *, skip_bad_rows: bool) -> LaidSpeeds:
    """
    Read the files of a configuration and give each period of the day its speeds.

    Rows with an error are left out with ``skip_bad_rows``.

    Raises
    ------
    InputRefusedError
        A file cannot be read or has errors; all of all files are told.
    """
    if not config.roads.speeds_paths or config.roads.source != KNOWS_STREETS:
        return LaidSpeeds(config=config)
    tables: list[SpeedTable] = []
    notices: list[Notice] = []
    refused = False
    for path in config.roads.speeds_paths:
        try:
            table, told = remembered(read_source(path))
        except InputRefusedError as error:
            table, told = None, error.notices
        notices += told
        refused = refused or table is None or (has_errors(told) and not skip_bad_rows)
        tables += [] if table is None else [table]
    if refused:
        raise InputRefusedError(
            "A file of street speeds is refused.",
            hint="correct it, or plan with --on-bad-row skip to leave bad rows out",
            notices=tuple(notices),
        )
    periods = with_speeds(config.roads.periods, tables, day)
    return LaidSpeeds(
        config=replace(config, roads=replace(config.roads, periods=periods)),
        tables=tuple(tables),
        notices=tuple(notices),
    )


def lay_speeds_again(config: Config, plan: Plan) -> Config:
    """
    Lay those speeds over the day that a plan was made with, whatever its files hold today.

    Raises
    ------
    InputRefusedError
        The content of a file is not known here any more.
    """
    files = plan.provenance.roads.speeds
    if not files:
        return config
    tables = [_find_again(about) for about in files]
    periods = with_speeds(config.roads.periods, tables, plan.day)
    return replace(config, roads=replace(config.roads, periods=periods))


def note_unknown_streets(tables: Sequence[SpeedTable], roads: RoadSource) -> tuple[Notice, ...]:
    """Count what the map does not have, one notice a file (LM1455)."""
    return tuple(notice for table in tables if (notice := _unknown(table, roads)) is not None)


def _unknown(table: SpeedTable, roads: RoadSource) -> Notice | None:
    known = rows_on_the_map(roads, table)
    if known is None or known.all():
        return None
    rows, missing = len(known), int((~known).sum())
    first = int((~known).argmax())
    what = (
        f"way {table.way[first]}"
        if table.way[first]
        else f"nodes {table.from_node[first]} to {table.to_node[first]}"
    )
    is_most = 2 * missing > rows
    return Notice(
        code="LM1455",
        severity=Severity.WARNING if is_most else Severity.INFO,
        place=Place(file=table.about.file, row=int(table.line[first])),
        problem=f"{missing:,} of {counted(rows, 'row')} name streets that the map does not have, "
        f"the first of them {what}.",
        hint="is the file for this region, and of a map of the same age? Nodes must be neighbours."
        if is_most
        else "the others are used.",
    )


def _find_again(about: SpeedsFile) -> SpeedTable:
    known = recall(about)
    if known is not None:
        return known[0]
    gone = InputRefusedError(
        f"The plan's street speeds {about.file} (sha256 {about.sha256[:16]}) are not known here.",
        hint="put the very file the plan was made with back in its place",
    )
    try:
        source = read_source(about.file)
    except InputRefusedError:
        raise gone from None
    table = remembered(source)[0] if source.sha256 == about.sha256 else None
    if table is None:
        raise gone
    return table
