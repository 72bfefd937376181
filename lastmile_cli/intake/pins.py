"""A file of pins that somebody set by hand, as a spreadsheet or an editor left it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Notice, Severity
from lastmile_cli.domain.pins import PIN_COLUMNS, PinRow, PinSheet, RememberedPin
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.headers import Columns, read_header
from lastmile_cli.intake.naming import KnownHeader, Naming
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stop_places import read_address, read_pin
from lastmile_cli.intake.table import Table
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.times import parse_date
from lastmile_cli.intake.workbooks import is_workbook

_OURS = {"seton": KnownHeader("date"), "note": KnownHeader("notes")}
_AS_THE_FILE_SAYS = {"set_on": "date", "note": "notes"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINES_LOST = frozenset({"LM1006", "LM1017", "LM1020", "LM1021"})
"""Notices after which there were lines that are not among the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinsRead:
    """The pins of a file, and what there is to say of it; an error refuses the file."""

    sheet: PinSheet
    notices: tuple[Notice, ...] = ()


def read_pins(source: Source, country: str = "") -> PinsRead:
    """
    Read a CSV of pins: an address or a customer, lat and lon; never raises for what is in it.

    A row that cannot be used gets a warning and the others count.
    """
    book = NoticeBook(source.file)
    naming = Naming(own=_OURS)
    if is_workbook(source.content):
        book.error("LM1332", "a workbook is no file of pins.", "save it as CSV.")
        return PinsRead(sheet=PinSheet(file=source.file), notices=book.sorted())
    if not source.content.strip():
        return PinsRead(sheet=empty_sheet(source.file))
    table = read_csv(source.content, book, naming.is_known, country=country)
    if table is None:
        return PinsRead(sheet=PinSheet(file=source.file), notices=book.sorted())
    is_whole = not table.unread and not any(n.code in _LINES_LOST for n in book.notices)
    columns = read_header(table.header, table.header_line, book, naming)
    if not _has_what_it_takes(columns):
        problem = "there are no columns for a place and for whose it is."
        hint = f"begin the file with the line {','.join(PIN_COLUMNS)}."
        book.error("LM1332", problem, hint, row=table.header_line)
        return PinsRead(sheet=PinSheet(file=source.file), notices=book.sorted())
    sheet = PinSheet(
        file=source.file,
        header=columns.header,
        position=_positions(columns),
        rows=_rows(table, columns, book),
        delimiter=table.delimiter or ",",
        has_mark=source.content.startswith(_BYTE_ORDER_MARK) or "utf" not in table.encoding.lower(),
        is_whole=is_whole,
    )
    told = tuple(_softened(notice, table.header_line) for notice in book.sorted())
    return PinsRead(sheet=sheet, notices=told)


def empty_sheet(file: str) -> PinSheet:
    """A file of pins before the first one is set."""
    position = {name: at for at, name in enumerate(PIN_COLUMNS)}
    return PinSheet(file=file, header=PIN_COLUMNS, position=position)


def _has_what_it_takes(columns: Columns) -> bool:
    has_place = "lat_lon" in columns or ("lat" in columns and "lon" in columns)
    return has_place and ("address" in columns or "customer_id" in columns)


def _positions(columns: Columns) -> dict[str, int]:
    names = {name: _AS_THE_FILE_SAYS.get(name, name) for name in (*PIN_COLUMNS, "lat_lon")}
    return {
        ours: columns.position[theirs]
        for ours, theirs in names.items()
        if theirs in columns.position
    }


def _rows(table: Table, columns: Columns, book: NoticeBook) -> tuple[PinRow, ...]:
    width = len(columns.header)
    rows = []
    for line, written in zip(table.lines, table.rows, strict=True):
        cells = [*written, *[""] * (width - len(written))]
        if cells[0].lstrip().startswith("#"):
            rows.append(PinRow(cells=tuple(cells), is_comment=True))
            continue
        if any(cell.strip() for cell in cells[width:]):
            hint = "put an address with a separator in it in quotes."
            cells_there = counted(len(written), "cell")
            problem = f"the row has {cells_there}, the header {width}; it is not used."
            book.warning("LM1014", problem, hint, row=line)
            rows.append(PinRow(cells=tuple(cells)))
            continue
        reader = RowReader(columns, cells, line, book)
        rows.append(PinRow(cells=tuple(cells[:width]), pin=_pin(reader)))
    return tuple(rows)


def _pin(row: RowReader) -> RememberedPin | None:
    at = read_pin(row)
    address, customer_id = read_address(row), row.value("customer_id")
    if at is None:
        if not row.has_error:
            problem = "the row has no place; it is not used."
            row.warning("LM1330", problem, "fill in lat and lon, or remove the row.", column="lat")
        return None
    if not address and not customer_id:
        problem = "the pin is nobody's; it is not used."
        row.warning("LM1330", problem, "fill in address or customer_id.", column="address")
        return None
    return RememberedPin(
        coordinate=at,
        address=address,
        customer_id=customer_id,
        set_on=_set_on(row),
        note=row.text("notes"),
        row=row.line,
    )


def _set_on(row: RowReader) -> date | None:
    """The day; a slip in it is told, the pin counts all the same."""
    text = row.value("date")
    if not text:
        return None
    try:
        return parse_date(text)
    except (CellError, ValueError):
        problem = f"{text!r} is no date; the pin counts all the same."
        row.warning("LM1330", problem, "write it as 2026-11-20.", column="date")
        return None


def _softened(notice: Notice, header_line: int) -> Notice:
    """An error in one row is a warning here: the row is not used, the file is."""
    row = notice.place.row
    if notice.severity is not Severity.ERROR or row is None or row == header_line:
        return notice
    problem = f"{notice.problem.rstrip('.')}; the row is not used."
    return replace(notice, severity=Severity.WARNING, problem=problem)
