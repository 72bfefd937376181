"""Rows of text to a data frame as wide as its header; rows of another width are noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.delimiters import DELIMITERS
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.table import Table

if TYPE_CHECKING:
    import pandas as pd


def to_frame(table: Table, columns: Columns, book: NoticeBook) -> pd.DataFrame:
    """
    Return the rows as text, indexed by the line they begin on, columns by position.

    A row with more filled cells than the header is left out with an error: a
    separator inside a cell has moved everything behind it. A shorter one is
    filled up with a warning.
    """
    import pandas as pd

    width = len(columns.header)
    rows, lines = [], []
    for line, row in zip(table.lines, table.rows, strict=True):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            _note_too_many(row, width, line, table, book)
            continue
        if len(row) < width:
            _note_too_few(row, columns, line, book)
        rows.append([*row[:width], *[""] * (width - len(row))])
        lines.append(line)
    return pd.DataFrame(rows, index=lines, columns=range(width), dtype=object)


def _note_too_many(row: list[str], width: int, line: int, table: Table, book: NoticeBook) -> None:
    cells = counted(len(row), "cell")
    hint = "give these cells a header of their own, or empty them."
    if table.delimiter:
        hint = f"look for a {table.delimiter!r} inside a cell and put that cell in quotes."
    if any("“" in cell or "”" in cell for cell in row):
        hint = 'put that cell in straight quotes ("); curly ones (“ ”) do not hold a cell together.'
    problem = f"the row has {cells}, the header {width}."
    book.error("LM1014", problem, hint, row=line)


def _note_too_few(row: list[str], columns: Columns, line: int, book: NoticeBook) -> None:
    cells, width = len(row), len(columns.header)
    first = columns.header[cells]
    hint = "look for a line break inside a cell that is not in quotes."
    other = next((it for it in DELIMITERS if row[-1].count(it) == width - cells), None)
    if other is not None:
        hint = f"this line has {other!r} between its cells, unlike the others: make it the same."
    book.warning(
        "LM1015",
        f"the row has {counted(cells, 'cell')}, the header {width}; "
        f"from {first!r} on they count as empty.",
        hint,
        row=line,
        column=first,
    )
