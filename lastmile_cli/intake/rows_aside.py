"""Rows that became no stop of the day: kept as they were written, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lastmile_cli.domain.notices import Notice, Severity
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAside:
    """
    A row of the file that is not among its stops.

    ``cells`` are (header, text) as written, ``beyond`` the cells to the right
    of the header. A row that could not be cut into cells has its whole text in
    the first. ``is_bad`` tells errors from rows of another day.
    """

    row: int
    cells: tuple[tuple[str, str], ...]
    beyond: tuple[str, ...] = ()
    reason: str
    is_bad: bool


def rows_aside(
    table: Table,
    columns: Columns,
    bad_rows: Iterable[int],
    left_out: Mapping[int, str],
    notices: Iterable[Notice],
) -> tuple[RowAside, ...]:
    """Rows with an error and those ``left_out`` for a reason, in the order of the file."""
    reasons = dict(left_out)
    bad = set(bad_rows) - {table.header_line}
    reasons |= _problems(notices, bad)
    wanted = sorted(bad | left_out.keys())
    written = dict(zip(table.lines, table.rows, strict=True)) if wanted else {}
    width = len(columns.header)
    aside = []
    for line in wanted:
        row = written.get(line, [table.unread.get(line, "")])
        filled = [*row, *[""] * (width - len(row))]
        aside.append(
            RowAside(
                row=line,
                cells=tuple(zip(columns.header, filled, strict=False)),
                beyond=tuple(filled[width:]),
                reason=reasons[line],
                is_bad=line in bad,
            )
        )
    return tuple(aside)


def _problems(notices: Iterable[Notice], bad: set[int]) -> dict[int, str]:
    told: dict[int, list[str]] = defaultdict(list)
    for notice in notices:
        line = notice.place.row
        if notice.severity is Severity.ERROR and line in bad:
            column = f"{notice.place.column}: " if notice.place.column else ""
            told[line].append(f"{column}{notice.problem}")
    return {line: " ".join(told.get(line, ("it has an error.",))) for line in bad}
