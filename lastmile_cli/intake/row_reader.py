"""One row of a stops file: its cells by canonical column, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.words import LONGEST_EMPTY_WORD, is_empty

T = TypeVar("T")

_Tell = Callable[..., None]
"""One of the ways a book notes something."""


class RowReader:
    """
    Reads the cells of one row; an error notice marks the row as bad.

    ``lenders`` say for columns that another file filled in which row of it did,
    and under which column there: what is wrong with them is told in that file,
    once for all who borrow it.
    """

    __slots__ = (
        "_book",
        "_told",
        "bad_columns",
        "cells",
        "columns",
        "has_error",
        "lenders",
        "line",
    )

    def __init__(self, columns: Columns, cells: Sequence[str], line: int, book: NoticeBook) -> None:
        self.columns = columns
        self.cells = cells
        self.line = line
        self.has_error = False
        self.bad_columns: set[str] = set()
        self.lenders: dict[str, tuple[RowReader, str]] = {}
        self._book = book
        self._told: set[tuple[str, str]] = set()

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
        if column in self.lenders:
            lender, its_column = self.lenders[column]
            lender._once(NoticeBook.error, code, problem, hint, its_column)
            self.note_bad_lender(lender)
        else:
            self._note(NoticeBook.error, code, problem, hint, column)

    def warning(self, code: str, problem: str, hint: str = "", *, column: str = "") -> None:
        """Note what is probably wrong in this row."""
        self._lent(NoticeBook.warning, code, problem, hint, column)

    def info(self, code: str, problem: str, hint: str = "", *, column: str = "") -> None:
        """Note what was decided in this row."""
        self._lent(NoticeBook.info, code, problem, hint, column)

    def note_bad_lender(self, lender: RowReader) -> None:
        """Note that this row borrows from one with an error; once."""
        self.has_error = True
        if "customer_id" in self.bad_columns:
            return
        self.bad_columns.add("customer_id")
        problem = f"row {lender.line} of {lender._book.file} has an error."
        hint = "correct what it says of this customer."
        self._note(NoticeBook.error, "LM1157", problem, hint, "customer_id")

    def _lent(self, how: _Tell, code: str, problem: str, hint: str, column: str) -> None:
        if column in self.lenders:
            lender, its_column = self.lenders[column]
            lender._once(how, code, problem, hint, its_column)
        else:
            self._note(how, code, problem, hint, column)

    def _once(self, how: _Tell, code: str, problem: str, hint: str, column: str) -> None:
        if (code, problem) not in self._told:
            self._told.add((code, problem))
            self._note(how, code, problem, hint, column)

    def _note(self, how: _Tell, code: str, problem: str, hint: str, column: str) -> None:
        how(self._book, code, problem, hint, row=self.line, column=self.columns.written(column))
