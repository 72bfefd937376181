"""The file of remembered pins as bytes, written as its owner writes it."""

from __future__ import annotations

import csv
import io

from lastmile_cli.domain.pins import PinSheet
from lastmile_cli.records.cells import escape_cell


def pins_csv(sheet: PinSheet) -> bytes:
    """
    Write a file of pins in UTF-8, with the delimiter and byte order mark it had.

    Lines end with a line feed, one line a pin, so that versions compare well.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=sheet.delimiter, lineterminator="\n")
    for cells in (sheet.header, *(row.cells for row in sheet.rows)):
        writer.writerow([escape_cell(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig" if sheet.has_mark else "utf-8")
