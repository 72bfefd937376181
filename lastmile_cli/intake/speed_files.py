"""
A CSV of speeds of single streets to a ``SpeedTable`` plus notices.

The layout is that of OSRM's segment speed files (from node, to node, km/h, and a
rate that is not read), without a header as there, or with one and then with days
and hours too.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pandas as pd

from lastmile_cli.domain.notices import Notice, has_errors
from lastmile_cli.domain.street_speeds import SpeedsFile, SpeedTable
from lastmile_cli.intake.decoding import decode
from lastmile_cli.intake.delimiters import find_delimiter
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.speed_columns import find_columns, is_speed_header
from lastmile_cli.intake.speed_rows import SpeedRows

LOOKED_AT_LINES = 60

_SAW = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedsRead:
    """
    What became of a file of speeds.

    ``table`` holds the rows without an error; ``None`` where there is no reading it.
    """

    table: SpeedTable | None
    notices: tuple[Notice, ...] = ()

    @property
    def has_bad_rows(self) -> bool:
        """Whether something in it is refused."""
        return has_errors(self.notices)


def read_speeds(source: Source) -> SpeedsRead:
    """Read a file; never raises for what is in it."""
    book = NoticeBook(source.file)
    table = _table(source, book)
    return SpeedsRead(table=table, notices=book.sorted())


def _table(source: Source, book: NoticeBook) -> SpeedTable | None:
    if not source.content.strip():
        book.error("LM1003", "the file is empty.", "write one row a street: from,to,km/h.")
        return None
    text = decode(source.content, book)
    if text is None:
        return None
    frame = _frame(text, book)
    if frame is None:
        return None
    first = int((frame.head(LOOKED_AT_LINES) != "").any(axis=1).to_numpy().argmax())
    found = find_columns([str(cell) for cell in frame.iloc[first]], book)
    if found is None:
        return None
    about = SpeedsFile(file=source.file, sha256=source.sha256)
    return SpeedRows(frame, found, book, header=first if found.has_header else None).table(about)


def _frame(text: str, book: NoticeBook) -> pd.DataFrame | None:
    """All cells as text; row ``i`` is line ``i + 1`` of the file."""
    lines = text[:100_000].splitlines()[:LOOKED_AT_LINES]
    delimiter = find_delimiter([line for line in lines if line.strip()], is_speed_header)
    width = max(3, *(line.count(delimiter) for line in lines)) + 1
    try:
        return pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as error:
        saw = _SAW.search(str(error))
        row = int(saw.group(2)) if saw else None
        problem = (
            f"{saw.group(3)} cells in one row." if saw else f"the rows cannot be read: {error}."
        )
        book.error("LM1459", problem, "give every row the same cells, one line each.", row=row)
        return None
