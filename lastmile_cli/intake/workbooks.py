"""XLSX workbooks to the same text cells a CSV would have."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import datetime, time, timedelta
from typing import Any

from lastmile_cli.intake.noticing import NoticeBook, listed
from lastmile_cli.intake.tables import MAX_COLUMNS, MAX_ROWS, Table

ZIP_MAGIC = b"PK\x03\x04"
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are a zip with a workbook inside."""
    if not content.startswith(ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return True  # Cut off in the middle: say so as a workbook.


def read_workbook(content: bytes, book: NoticeBook) -> Table | None:
    """
    Read the first sheet that holds anything; formulas count with their last result.

    ``None`` after a notice that the workbook is broken, too large or empty.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles it skips
            return _read(content, book)
    except Exception as error:  # openpyxl raises whatever a broken part provokes
        book.error(
            "LM1018",
            f"the workbook cannot be read ({type(error).__name__}).",
            "open it in a spreadsheet and save it again, or save it as CSV.",
        )
        return None


def _read(content: bytes, book: NoticeBook) -> Table | None:
    from openpyxl import load_workbook

    has_formulas = _has_formulas(content)
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    table: Table | None = None
    for index, sheet in enumerate(sheets):
        table = _read_sheet(sheet, book)
        if table is None:
            continue
        if len(sheets) > 1:
            others = listed(s.title for s in sheets if s is not sheet)
            problem = f"sheet {sheet.title!r} is read; not read: {others}."
            book.info("LM1019", problem, "put the orders on the first sheet.")
        if has_formulas:
            _note_formulas_without_result(content, table, index, book)
        break
    if table is None and not book.notices:
        book.error("LM1003", "the workbook is empty.", "export the orders again, with a header.")
    return table


def _read_sheet(sheet: Any, book: NoticeBook) -> Table | None:
    sheet.reset_dimensions()  # The size a file claims is often wrong.
    table: Table | None = None
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [cell_text(value) for value in values[: MAX_COLUMNS + 1]]
        if not any(cell.strip() for cell in row):
            continue
        if table is None:
            table = Table(header=_fitted(row, 0), header_line=line)
        elif len(table.rows) >= MAX_ROWS:
            book.error("LM1020", f"there are more than {MAX_ROWS:,} rows.", "split the file.")
            break
        else:
            table.rows.append(_fitted(row, len(table.header)))
            table.lines.append(line)
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


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
            msg = "unpacked it would be too large"
            raise ValueError(msg)
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
