"""A matrix as a list: one pair of places a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.matrix_table import (
    FARTHEST_M,
    LONGEST_S,
    MatrixRead,
    note_missing_distances,
    note_odd_speeds,
    read_cells,
)
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.table import Table
from lastmile_cli.intake.times import DAY_S, parse_clock

COLUMNS = ("from", "to", "duration_s", "distance_m", "period")
NEEDED = COLUMNS[:4]

_ALIASES = {
    "fromid": "from",
    "origin": "from",
    "originid": "from",
    "source": "from",
    "toid": "to",
    "destination": "to",
    "destinationid": "to",
    "target": "to",
    "times": "duration_s",
    "travels": "duration_s",
    "seconds": "duration_s",
    "metres": "distance_m",
    "meters": "distance_m",
    "lengthm": "distance_m",
}

Indices = npt.NDArray[np.int64]


def column_of(header: str) -> str:
    """
    Name the column that a header means, empty where it is none of ours.

    >>> column_of("Duration_S"), column_of("destination"), column_of("minutes")
    ('duration_s', 'to', '')
    """
    plain = normalised(header)
    known = {normalised(name): name for name in COLUMNS}
    return known.get(plain) or _ALIASES.get(plain, "")


def is_long(header: Sequence[str]) -> bool:
    """Whether a header is that of a list of pairs."""
    return {"from", "to"} <= {column_of(name) for name in header}


def read_long(table: Table, book: NoticeBook) -> MatrixRead | None:
    """Read a list of pairs; ``None`` after a notice that it cannot be read at all."""
    position = _positions(table, book)
    if any(name not in position for name in NEEDED):
        return None
    cells = {
        name: [row[place].strip() if place < len(row) else "" for row in table.rows]
        for name, place in position.items()
    }
    _note_overlong(table, book)
    _note_nameless(cells, table.lines, book)
    ids = tuple(name for name in dict.fromkeys([*cells["from"], *cells["to"]]) if name)
    if not ids:
        book.error("LM1470", "there is no pair of places in it.", "write one a line.")
        return None
    row_of = {name: number for number, name in enumerate(ids)}
    starts = np.array([row_of.get(name, -1) for name in cells["from"]], dtype=np.int64)
    ends = np.array([row_of.get(name, -1) for name in cells["to"]], dtype=np.int64)
    clocks_s, layers = _periods(cells.get("period"), table.lines, book)
    seconds = _read(cells, "duration_s", LONGEST_S, table, book)
    metres = _read(cells, "distance_m", FARTHEST_M, table, book)
    is_pair = (starts >= 0) & (ends >= 0) & (layers >= 0)
    _note_twice(cells, (layers * len(ids) + starts) * len(ids) + ends, is_pair, table.lines, book)
    duration_s = np.full((len(clocks_s), len(ids), len(ids)), np.inf)
    duration_s[layers[is_pair], starts[is_pair], ends[is_pair]] = seconds[is_pair]
    distance_m = np.full((len(ids), len(ids)), np.inf)
    # Of several periods the first gives the length, so it is written last.
    order = np.flatnonzero(is_pair)[np.argsort(-layers[is_pair], kind="stable")]
    order = order[np.isfinite(seconds[order])]
    distance_m[starts[order], ends[order]] = metres[order]
    note_missing_distances(duration_s, distance_m, ids, book)
    distance_m[np.isinf(distance_m)] = 0.0
    note_odd_speeds(duration_s, distance_m, book)
    return MatrixRead(ids, clocks_s, duration_s, distance_m)


def _positions(table: Table, book: NoticeBook) -> dict[str, int]:
    position: dict[str, int] = {}
    unknown = []
    for place, header in enumerate(table.header):
        name = column_of(header)
        if name and name not in position:
            position[name] = place
        elif header.strip():
            unknown.append(header.strip())
    for name in NEEDED:
        if name not in position:
            near = nearest(name, unknown, alike_percent=50.0)
            hint = f"is it `{near}`? Write `{name}`, in that unit." if near else f"add `{name}`."
            problem = f"there is no column `{name}`."
            book.error("LM1471", problem, hint, row=table.header_line)
    if unknown:
        book.info("LM1472", f"columns that say nothing here: {listed(unknown)}.", "", row=1)
    return position


def _note_overlong(table: Table, book: NoticeBook) -> None:
    """A decimal comma between commas moves every cell behind it."""
    for row, line in zip(table.rows, table.lines, strict=True):
        if any(cell.strip() for cell in row[len(table.header) :]):
            problem = f"the row has {counted(len(row), 'cell')}, the header {len(table.header)}."
            hint = "write decimals with a point, or put semicolons between the cells."
            book.error("LM1014", problem, hint, row=line)


def _note_nameless(
    cells: Mapping[str, Sequence[str]], lines: Sequence[int], book: NoticeBook
) -> None:
    for line, start, end in zip(lines, cells["from"], cells["to"], strict=True):
        if not start or not end:
            column = "to" if start else "from"
            book.error("LM1475", "the place has no id.", "fill it in.", row=line, column=column)


def _periods(
    cells: Sequence[str] | None, lines: Sequence[int], book: NoticeBook
) -> tuple[tuple[int, ...], Indices]:
    """Starts on the clock, and which of them each line belongs to (-1: to none)."""
    if cells is None or not any(cells):
        return (0,), np.zeros(len(lines), dtype=np.int64)
    clock_of: dict[str, int] = {}
    for text in dict.fromkeys(cells):
        try:
            clock_of[text] = parse_clock(text) % DAY_S
        except CellError:
            clock_of[text] = -1
    for text, line in zip(cells, lines, strict=True):
        if clock_of[text] < 0:
            problem = f"{shown(text)} is no time of day at which a period begins."
            book.error("LM1476", problem, "write it as 07:30.", row=line, column="period")
    clocks_s = tuple(sorted(set(clock_of.values()) - {-1})) or (0,)
    layer_of = {clock_s: layer for layer, clock_s in enumerate(clocks_s)}
    return clocks_s, np.array([layer_of.get(clock_of[text], -1) for text in cells], dtype=np.int64)


def _read(
    cells: Mapping[str, Sequence[str]], name: str, most: float, table: Table, book: NoticeBook
) -> npt.NDArray[np.float64]:
    return read_cells(cells[name], table.lines, [name] * len(table.lines), most, book)


def _note_twice(
    cells: Mapping[str, Sequence[str]],
    pairs: Indices,
    is_pair: npt.NDArray[np.bool_],
    lines: Sequence[int],
    book: NoticeBook,
) -> None:
    numbers = np.flatnonzero(is_pair)
    _, first, group = np.unique(pairs[numbers], return_index=True, return_inverse=True)
    befores = numbers[first][group].tolist()
    for number, before in zip(numbers.tolist(), befores, strict=True):
        if number != before:
            pair = f"{cells['from'][number]} to {cells['to'][number]}"
            problem = f"{pair} stands on line {lines[before]} already."
            book.error("LM1474", problem, "keep one of the two.", row=lines[number])
