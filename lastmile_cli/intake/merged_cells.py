"""Cells merged over several rows of a sheet: each row has what the first one says."""

from __future__ import annotations

import io
import re
import zipfile

from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.table import Table

_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_TAIL = 1_000_000
"""Merged cells stand behind the rows of a sheet: so many bytes of its end are looked at."""


def fill_merged_cells(content: bytes, part: str, table: Table, book: NoticeBook) -> None:
    """Write the text of a cell merged over several rows of one column into each of them."""
    at = dict(zip(table.lines, table.rows, strict=True))
    filled = []
    for column, first, last in _merged_down(content, part):
        text = at[first][column] if first in at and column < len(at[first]) else ""
        for line in range(first + 1, min(last, first + len(at)) + 1):
            row = at.get(line)
            if text and row is not None and column < len(row) and not row[column].strip():
                row[column] = text
                filled.append(line)
    if filled:
        problem = "cells are merged over several rows; each row is read with what they say."
        book.info("LM1027", problem, "unmerge them to be clear.", row=min(filled))


def _merged_down(content: bytes, part: str) -> list[tuple[int, int, int]]:
    """Column (from 0), first and last row of what is merged within one column."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
        tail = b""
        while piece := stream.read(_TAIL):
            tail = (tail + piece)[-_TAIL:]
    found = _MERGED.findall(tail)
    return [
        (_column(first), int(top), int(bottom))
        for first, top, last, bottom in found
        if first == last and top != bottom
    ]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
