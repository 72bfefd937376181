"""One row of a stops file: its cells by canonical column, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.words import LONGEST_EMPTY_WORD, is_empty

T = TypeVar("T")


class RowReader:
    """Reads the cells of one row; an error notice marks the row as bad."""

    __slots__ = ("_book", "bad_columns", "cells", "columns", "has_error", "line")

    def __init__(self, columns: Columns, cells: Sequence[str], line: int, book: NoticeBook) -> None:
        self.columns = columns
        self.cells = cells
        self.line = line
        self.has_error = False
        self.bad_columns: set[str] = set()
        self._book = book

    def text(self, column: str) -> str:
        """A cell's text on one line; empty where the file has no such column."""
        position = self.columns.position.get(column)
        if position is None or not (cell := self.cells[position]):
            return ""
        return " ".join(cell.split())

    def value(self, column: str) -> str:
        """A cell's text, empty also for words such as "n/a"."""
        # Called forty times a row: the common empty cell must be cheap.
        position = self.columns.position.get(column)
        if position is None or not (cell := self.cells[position]):
            return ""
        text = " ".join(cell.split())
        return "" if len(text) <= LONGEST_EMPTY_WORD and is_empty(text) else text

    def parsed(self, column: str, parse: Callable[[str], T], default: T) -> T:
        """A cell through a parser; what the parser refuses becomes an error notice."""
        if column not in self.columns.position or not (text := self.value(column)):
            return default
        try:
            return parse(text)
        except CellError as error:
            self.refuse(error, column)
            return default

    def refuse(self, error: CellError, column: str) -> None:
        """Note why a cell cannot be read."""
        self.error(error.code, error.problem, error.hint, column=column)

    def error(self, code: str, problem: str, hint: str = "", *, column: str = "") -> None:
        """Note what refuses this row."""
        self.has_error = True
        self.bad_columns.add(column)
        self._book.error(code, problem, hint, row=self.line, column=self.columns.written(column))

    def warning(self, code: str, problem: str, hint: str = "", *, column: str = "") -> None:
        """Note what is probably wrong in this row."""
        self._book.warning(code, problem, hint, row=self.line, column=self.columns.written(column))

    def info(self, code: str, problem: str, hint: str = "", *, column: str = "") -> None:
        """Note what was decided in this row."""
        self._book.info(code, problem, hint, row=self.line, column=self.columns.written(column))
