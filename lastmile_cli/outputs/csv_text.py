"""Rows to CSV text: UTF-8 commas, one line a row, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from lastmile_cli.records.cells import escape_cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """
    Write a header and rows; ``None`` becomes an empty cell.

    Lines end with a single line feed, as pipes like it; a cell with a line
    end inside is quoted. ``unescape_cell`` restores every cell exactly.

    >>> print(csv_text(["id", "name"], [[1, "=A1"], [2, None]]), end="")
    id,name
    1,'=A1
    2,
    """
    buffer = io.StringIO()
    # The writer quotes carriage returns only where they belong to its line end.
    writer = csv.writer(buffer, lineterminator="\r\n")
    lines: list[str] = []
    for row in (header, *rows):
        writer.writerow("" if cell is None else escape_cell(str(cell)) for cell in row)
        lines.append(buffer.getvalue().removesuffix("\r\n"))
        buffer.seek(0)
        buffer.truncate()
    return "\n".join([*lines, ""])


def degrees_text(degrees: float) -> str:
    """
    Write a coordinate with seven decimals at most, about a centimetre.

    >>> degrees_text(60.16514800000001), degrees_text(-24.0)
    ('60.165148', '-24')
    """
    return f"{degrees:.7f}".rstrip("0").rstrip(".")
