"""A file of rows and cells, as text, each row with the line it begins on."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterator

from lastmile_cli.intake.decoding import decode_as
from lastmile_cli.intake.delimiters import find_delimiter
from lastmile_cli.intake.dialects import Dialect
from lastmile_cli.intake.header_rows import Knows, choose_head, note_head
from lastmile_cli.intake.json_rows import is_json, read_json_rows
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.table import MAX_ROWS, Table
from lastmile_cli.records.cells import unescape_cell

MAX_LINE_CHARACTERS = 1_000_000
"""A longer line is refused unread: no row of orders is that long."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_SAMPLE_LINES = 60


def read_csv(
    content: bytes,
    book: NoticeBook,
    knows: Callable[[str], bool],
    *,
    if_too_long: str = "split the file.",
    said: Dialect | None = None,
    country: str = "",
) -> Table | None:
    """
    Read delimited text; ``None`` after a notice that there is no header to be found.

    ``if_too_long`` is what to try with more than ``MAX_ROWS`` rows, ``said`` what
    the file's owner says of it.
    """
    said = said or Dialect()
    decoded = decode_as(content, book, encoding=said.encoding, country=country)
    if decoded is None:
        return None
    text, encoding = decoded
    if text.lstrip().startswith("<"):
        book.error("LM1005", "this is a web page or XML, not a table.", "export it as CSV.")
        return None
    if is_json(text):
        table = read_json_rows(text, book)
    else:
        delimiter = said.delimiter or _delimiter(text, knows)
        table = _read_rows(_LineReader(text, book), delimiter, book, if_too_long)
        if table is not None:
            _find_header(table, knows, said.header_line, book)
    if table is not None:
        table.encoding = encoding
    if table is None and not book.notices:
        book.error("LM1003", "the file is empty.", "export the orders again, with a header row.")
    return table


def _find_header(table: Table, knows: Knows, said: int | None, book: NoticeBook) -> None:
    """Take the row that is the header for one, where a title stands above it."""
    rows, lines = [table.header, *table.rows], [table.header_line, *table.lines]
    head = choose_head(rows, lines, knows, said)
    note_head(lines[head], head, said, book)
    if not head:
        return
    table.header, table.header_line = table.rows[head - 1], table.lines[head - 1]
    del table.rows[:head], table.lines[:head]


def _delimiter(text: str, knows: Callable[[str], bool]) -> str:
    spans = itertools.islice(_LINE.finditer(text), _SAMPLE_LINES)
    lines = [match.group() for match in spans if _length(match) <= MAX_LINE_CHARACTERS]
    named = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    return named.group(1) if named else find_delimiter(lines[:_SAMPLE_LINES], knows)


def _length(match: re.Match[str]) -> int:
    return match.end() - match.start()


class _LineReader:
    """Lines of a text one by one, overlong ones left out, the current row's kept."""

    def __init__(self, text: str, book: NoticeBook) -> None:
        self.number = 0
        self.current: list[str] = []
        self.unread: dict[int, str] = {}
        self._text = text
        self._book = book

    def __iter__(self) -> Iterator[str]:
        for match in _LINE.finditer(self._text):
            self.number += 1
            if _length(match) > MAX_LINE_CHARACTERS:
                self._book.error(
                    "LM1006",
                    f"the line is {_length(match):,} characters long; "
                    f"more than {MAX_LINE_CHARACTERS:,} are not read.",
                    "check that the file is the list of stops.",
                    row=self.number,
                )
                yield "\n"
                continue
            if self.number == 1 and _SEPARATOR_LINE.fullmatch(match.group()):
                yield "\n"
                continue
            self.current.append(match.group())
            yield match.group()


def _read_rows(
    lines: _LineReader, delimiter: str, book: NoticeBook, if_too_long: str
) -> Table | None:
    table: Table | None = None
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        begins = reader.line_num + 1
        lines.current.clear()
        try:
            row = next(reader)
        except StopIteration:
            return table
        except csv.Error:
            # What is longer than a cell may be is an open quote, unless it is one line.
            if reader.line_num > begins or lines.current[-1].count('"') % 2:
                _note_open_quote(book, lines, begins, reader.line_num)
            else:
                _note_long_cell(book, lines, begins)
            continue
        if _quotes_do_not_pair(lines.current, delimiter):
            _note_open_quote(book, lines, begins, reader.line_num)
            continue
        if not any(cell.strip() for cell in row):
            continue
        if any("'" in line for line in lines.current):  # As our own sheets escape formulas.
            row = [unescape_cell(cell) for cell in row]
        if table is None:
            table = Table(header=row, header_line=begins, delimiter=delimiter, unread=lines.unread)
        elif len(table.rows) >= MAX_ROWS:
            book.error("LM1020", f"there are more than {MAX_ROWS:,} rows.", if_too_long)
            return table
        else:
            table.rows.append(row)
            table.lines.append(begins)


def _quotes_do_not_pair(lines: list[str], delimiter: str) -> bool:
    """
    Whether a quote that was never closed swallowed what follows it.

    Only the strict reader tells, but it also objects to a stray quote inside a
    cell, which harms nobody while the row stays on its line.
    """
    if len(lines) == 1 and lines[0].count('"') % 2 == 0:
        return False
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return len(lines) > 1 or "unexpected end" in str(error)
    return False


def _note_long_cell(book: NoticeBook, reader: _LineReader, begins: int) -> None:
    reader.unread[begins] = "".join(reader.current)
    book.error(
        "LM1006",
        f"a cell is longer than {csv.field_size_limit():,} characters; the row is not read.",
        "look for a text or picture that was pasted into the cell.",
        row=begins,
    )


def _note_open_quote(book: NoticeBook, reader: _LineReader, begins: int, ends: int) -> None:
    reader.unread[begins] = "".join(reader.current)
    lines = f"lines {begins} to {ends} run together" if ends > begins else "the line cannot be read"
    book.error(
        "LM1017",
        f'a quote (") that opens here is not closed in its cell: {lines}.',
        'close the quote, or write a quote inside a cell twice ("").',
        row=begins,
    )
