"""Speeds of single streets laid over the day's traffic: periods cut where a file says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.street_speeds import IntArray, SpeedTable, StreetSpeeds
from lastmile_cli.domain.travel import TrafficPeriod
from lastmile_cli.intake.times import DAY_S
from lastmile_cli.intake.windows import at_clock

MOST_PERIODS = 100
"""Every period is a table of its own; a day in quarters of an hour has 96."""


def with_speeds(
    periods: Sequence[TrafficPeriod], tables: Sequence[SpeedTable], day: ServiceDay
) -> tuple[TrafficPeriod, ...]:
    """
    Cut a day's periods where rows begin or end to hold, and give each piece its rows.

    Rows that hold until 24:00 hold into the next day, as the last period does.

    Raises
    ------
    InputRefusedError
        The files cut the day into more than ``MOST_PERIODS`` (LM1456).
    """
    today = [np.flatnonzero(table.on(day.date.weekday())) for table in tables]
    hours = [_hours(table, rows, day) for table, rows in zip(tables, today, strict=True)]
    edges = {int(edge) for pair in hours for column in pair for edge in np.unique(column)}
    starts = {period.start_s for period in periods}
    starts |= {edge for edge in edges if _BEFORE < edge < _AFTER}
    if len(starts) > MOST_PERIODS:
        raise _too_many(tables, len(starts))
    pieces = []
    for start_s in sorted(starts):
        begun = [period for period in periods if period.start_s <= start_s]
        around = begun[-1] if begun else periods[0]
        rows = tuple(
            chosen[(since_s <= start_s) & (start_s < until_s)]
            for chosen, (since_s, until_s) in zip(today, hours, strict=True)
        )
        has_rows = any(len(chosen) for chosen in rows)
        speeds = StreetSpeeds(tables=tuple(tables), rows=rows) if has_rows else None
        pieces.append(replace(around, start_s=start_s, speeds=speeds))
    return tuple(pieces)


_BEFORE, _AFTER = -(10 * DAY_S), 10 * DAY_S
"""Before and after any second of the day."""


def _hours(table: SpeedTable, rows: IntArray, day: ServiceDay) -> tuple[IntArray, IntArray]:
    """Seconds of the day from and until which rows hold; the clock may change on it."""
    return (
        _moved(table.from_s[rows], day, {0: _BEFORE}),
        _moved(table.until_s[rows], day, {DAY_S: _AFTER}),
    )


def _moved(clock_s: IntArray, day: ServiceDay, ends: dict[int, int]) -> IntArray:
    known, place = np.unique(clock_s, return_inverse=True)
    moved = [ends.get(one, at_clock(one, day)) for one in known.tolist()]
    return np.array(moved, dtype=np.int64)[place]


def _too_many(tables: Sequence[SpeedTable], count: int) -> InputRefusedError:
    files = ", ".join(table.about.file for table in tables)
    notice = Notice(
        code="LM1456",
        severity=Severity.ERROR,
        place=Place(file=files, column="from"),
        problem=f"the hours cut the day into {count} periods; at most {MOST_PERIODS} are planned.",
        hint="round them to quarters of an hour.",
    )
    return InputRefusedError(f"{files}: {notice.problem}", hint=notice.hint, notices=(notice,))
