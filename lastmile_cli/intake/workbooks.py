"""XLSX workbooks to the same text cells a CSV would have."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from lastmile_cli.intake.header_rows import (
    FEWEST_KNOWN,
    HEAD_ROWS,
    choose_head,
    count_known,
    note_head,
)
from lastmile_cli.intake.merged_cells import fill_merged_cells
from lastmile_cli.intake.noticing import NoticeBook, listed
from lastmile_cli.intake.table import MAX_COLUMNS, MAX_ROWS, Table

ZIP_MAGIC = b"PK\x03\x04"
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
SMALL_PART_BYTES = 20 * 1024 * 1024
MAX_RATIO = 200
"""Beyond a small size no part of an honest workbook unpacks to so many times its size."""


Rows = list[tuple[int, list[str]]]
"""Rows with their lines."""


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are a zip with a workbook inside."""
    if not content.startswith(ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return True  # Cut off in the middle: say so as a workbook.


def read_workbook(
    content: bytes, book: NoticeBook, knows: Callable[[str], bool], *, header_row: int | None = None
) -> Table | None:
    """
    Read the orders; formulas count with their last result.

    They are on the first sheet with two headers we know, else with one, else
    with anything. The header may stand below a title: of the first rows the one
    with the most headers we know, if not in the ``header_row`` that the file's
    owner says. ``None`` after a notice that the workbook is
    broken, too large or empty.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles it skips
            return _read(content, book, knows, header_row)
    except Exception as error:  # openpyxl raises whatever a broken part provokes
        book.error(
            "LM1018",
            f"the workbook cannot be read ({type(error).__name__}).",
            "open it in a spreadsheet and save it again, or save it as CSV.",
        )
        return None


def _read(
    content: bytes, book: NoticeBook, knows: Callable[[str], bool], header_row: int | None
) -> Table | None:
    from openpyxl import load_workbook

    if _unpacks_to_too_much(content, book):
        return None
    has_formulas = _has_formulas(content)
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    index, table = _orders(sheets, book, knows, header_row)
    if table is None:
        book.error("LM1003", "the workbook is empty.", "export the orders again, with a header.")
        return None
    if len(sheets) > 1:
        others = listed(s.title for s in sheets if s is not sheets[index])
        problem = f"sheet {sheets[index].title!r} is read; not read: {others}."
        book.info("LM1019", problem, "put the orders on the first sheet.")
    if len(table.rows) > MAX_ROWS:
        book.error("LM1020", f"there are more than {MAX_ROWS:,} rows.", "split the file.")
        table.rows.pop()
        table.lines.pop()
    part = getattr(sheets[index], "_worksheet_path", "")
    if part:
        fill_merged_cells(content, part, table, book)
    if has_formulas:
        _note_formulas_without_result(content, table, index, book)
    return table


def _orders(
    sheets: list[Any], book: NoticeBook, knows: Callable[[str], bool], header_row: int | None
) -> tuple[int, Table | None]:
    """The position of the sheet to read, and its table."""
    best: tuple[int, Rows, int] | None = None
    most = -1
    for index, sheet in enumerate(sheets):
        rows = _rows_of(sheet)
        if not rows:
            continue
        lines, texts = [line for line, _ in rows], [row for _, row in rows]
        head = choose_head(texts, lines, knows, header_row)
        known = min(count_known(rows[head][1], knows), FEWEST_KNOWN)
        if known > most:
            best, most = (index, rows, head), known
        if known == FEWEST_KNOWN:
            break
    if best is None:
        return 0, None
    index, rows, head = best
    note_head(rows[head][0], head, header_row, book, word="row")
    return index, _table(rows[head:])


def _rows_of(sheet: Any) -> Rows:
    """Rows with anything in them and their lines; one more than may be, to be told of."""
    sheet.reset_dimensions()  # The size a file claims is often wrong.
    rows = []
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [cell_text(value) for value in values[: MAX_COLUMNS + 1]]
        if any(cell.strip() for cell in row):
            rows.append((line, row))
            if len(rows) > MAX_ROWS + HEAD_ROWS:
                break
    return rows


def _table(rows: Rows) -> Table:
    (line, header), *others = rows
    header = _fitted(header, 0)
    table = Table(header=header, header_line=line, kind="XLSX")
    for its_line, row in others[: MAX_ROWS + 1]:
        table.rows.append(_fitted(row, len(header)))
        table.lines.append(its_line)
    return table


def _fitted(row: list[str], width: int) -> list[str]:
    """Pad a row to the header's width, or cut empty cells beyond it."""
    used = max((index for index, cell in enumerate(row, start=1) if cell.strip()), default=0)
    return row[: max(used, width)] + [""] * (width - len(row))


def cell_text(value: Any) -> str:
    """
    Write a cell's value as a CSV export would.

    >>> [cell_text(v) for v in (None, 12.0, 2.5, True, time(9, 30), datetime(2026, 6, 1))]
    ['', '12', '2.5', 'true', '09:30', '2026-06-01']
    """
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, time):
        return value.isoformat("minutes" if value.second == 0 else "seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)  # A date writes itself in ISO form.


def _unpacks_to_too_much(content: bytes, book: NoticeBook) -> bool:
    """Whether the archive's own directory names sizes that no list of stops has."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    swollen = [
        part
        for part in parts
        if part.file_size > max(SMALL_PART_BYTES, MAX_RATIO * part.compress_size)
    ]
    if total <= MAX_UNPACKED_BYTES and not swollen:
        return False
    part = max(swollen or parts, key=lambda one: one.file_size)
    problem = f"unpacked the workbook has {total / 1e6:,.0f} MB, most of it in {part.filename}"
    hint = "paste the orders into a new workbook, or save them as CSV."
    book.error("LM1018", f"{problem}; it is not read.", hint)
    return True


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_holds(archive, name) for name in sheets if name.endswith(".xml"))


def _holds(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a sheet has a formula element; read in pieces that overlap a little."""
    with archive.open(name) as stream:
        tail = b""
        while piece := stream.read(1 << 20):
            if b"<f>" in tail + piece or b"<f " in tail + piece:
                return True
            tail = piece[-2:]
    return False


def _note_formulas_without_result(
    content: bytes, table: Table, index: int, book: NoticeBook
) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True)
    sheet = [s for s in workbook.worksheets if s.sheet_state == "visible"][index]
    sheet.reset_dimensions()
    read = dict(zip(table.lines, table.rows, strict=True))
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = read.get(line, [])
        for column, (value, text) in enumerate(zip(values, row, strict=False)):
            if isinstance(value, str) and value.startswith("=") and not text:
                book.warning(
                    "LM1016",
                    "the formula in this cell has no stored result; the cell counts as empty.",
                    "open the workbook in a spreadsheet and save it again.",
                    row=line,
                    column=table.header[column] if column < len(table.header) else "",
                )
