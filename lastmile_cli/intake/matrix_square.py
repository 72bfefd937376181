"""A matrix as two squares: durations in one file, distances in another, ids on both edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lastmile_cli.intake.matrix_table import (
    FARTHEST_M,
    LONGEST_S,
    FloatArray,
    MatrixRead,
    note_missing_distances,
    note_odd_speeds,
    read_cells,
)
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.table import Table


@dataclass(frozen=True, slots=True)
class Square:
    """Numbers between places; infinite where the file says nothing."""

    ids: tuple[str, ...]
    values: FloatArray


def read_durations(table: Table, book: NoticeBook) -> Square | None:
    """Read a square of seconds; ``None`` after a notice that it is none."""
    return _read(table, LONGEST_S, book)


def read_distances(table: Table, book: NoticeBook) -> Square | None:
    """Read a square of metres; ``None`` after a notice that it is none."""
    return _read(table, FARTHEST_M, book)


def join_squares(
    durations: Square, distances: Square, book: NoticeBook, other: NoticeBook
) -> MatrixRead:
    """Put two squares together; ``book`` is that of the durations."""
    for name in dict.fromkeys([*durations.ids, *distances.ids]):
        if name not in distances.ids:
            other.error("LM1471", f"{shown(name)} has no row in it.", "add its row and column.")
        elif name not in durations.ids:
            book.error("LM1471", f"{shown(name)} has no row in it.", "add its row and column.")
    both = tuple(name for name in durations.ids if name in distances.ids)
    seconds, metres = _cut(durations, both), _cut(distances, both)
    note_missing_distances(seconds[None], metres, both, other)
    metres[np.isinf(metres)] = 0.0
    note_odd_speeds(seconds[None], metres, book)
    return MatrixRead(both, (0,), seconds[None], metres)


def _cut(square: Square, ids: Sequence[str]) -> FloatArray:
    row_of = {name: row for row, name in enumerate(square.ids)}
    rows = [row_of[name] for name in ids]
    return square.values[np.ix_(rows, rows)]


def _read(table: Table, most: float, book: NoticeBook) -> Square | None:
    ends = [name.strip() for name in table.header[1:]]
    while ends and not ends[-1]:
        ends.pop()
    starts = [row[0].strip() for row in table.rows]
    if not ends or not starts:
        problem = "there is neither a list of pairs nor a square of numbers in it."
        hint = "write from,to,duration_s,distance_m; or ids in the first line and column."
        book.error("LM1470", problem, hint)
        return None
    _note_twice(ends, [table.header_line] * len(ends), "in the first line", book)
    _note_twice(starts, table.lines, "in the first column", book)
    _note_unlike(starts, ends, table, book)
    values = np.full((len(ends), len(ends)), np.inf)
    row_of = {name: row for row, name in enumerate(ends)}
    for start, row, line in zip(starts, table.rows, table.lines, strict=True):
        cells = row[1:]
        while len(cells) > len(ends) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(ends):
            problem = f"the row has {len(cells):,} numbers, the first line {len(ends):,} ids."
            book.error("LM1471", problem, "a square has as many rows as columns.", row=line)
        elif start in row_of:
            values[row_of[start]] = read_cells(cells, [line] * len(ends), ends, most, book)
    return Square(tuple(dict.fromkeys(ends)), _first_of_each(values, ends))


def _first_of_each(values: FloatArray, ends: Sequence[str]) -> FloatArray:
    """Leave out rows and columns of ids that came before."""
    keep = sorted({ends.index(name) for name in ends})
    return values[np.ix_(keep, keep)]


def _note_twice(ids: Sequence[str], lines: Sequence[int], where: str, book: NoticeBook) -> None:
    seen: set[str] = set()
    for name, line in zip(ids, lines, strict=True):
        if not name:
            book.error("LM1475", f"a place {where} has no id.", "fill it in.", row=line)
        elif name in seen:
            problem = f"{shown(name)} stands twice {where}."
            book.error("LM1474", problem, "keep one of the two.", row=line)
        seen.add(name)


def _note_unlike(
    starts: Sequence[str], ends: Sequence[str], table: Table, book: NoticeBook
) -> None:
    rows, columns = set(starts), set(ends)
    rows_only = [name for name in starts if name and name not in columns]
    columns_only = [name for name in ends if name and name not in rows]
    if rows_only:
        problem = f"rows without a column: {listed(rows_only)}."
        line = table.lines[starts.index(rows_only[0])]
        book.error("LM1471", problem, "write the same ids on both edges.", row=line)
    if columns_only:
        problem = f"columns without a row: {listed(columns_only)}."
        book.error("LM1471", problem, "write the same ids on both edges.", row=table.header_line)
