"""Which day a stops file is for, and which of its rows belong to it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.noticing import NoticeBook, listed
from lastmile_cli.intake.times import parse_date
from lastmile_cli.intake.words import is_empty

if TYPE_CHECKING:
    import pandas as pd


def read_dates(
    frame: pd.DataFrame, columns: Columns, book: NoticeBook, order: str = ""
) -> tuple[dict[int, date], set[int]]:
    """
    The date of each row that has one, by line, and the lines whose date cannot be read.

    ``order`` says what 3/4/2026 is ("dmy", "mdy").
    """
    if "date" not in columns:
        return {}, set()
    dates: dict[int, date] = {}
    bad: set[int] = set()
    for label, text in frame.iloc[:, columns.position["date"]].str.strip().items():
        line = int(str(label))
        if is_empty(text):
            continue
        try:
            dates[line] = parse_date(text, order)
        except CellError as error:
            bad.add(line)
            column = columns.written("date")
            book.error(error.code, error.problem, error.hint, row=line, column=column)
    return dates, bad


def choose_date(
    dates: dict[int, date], wanted: date | None, default: date, columns: Columns, book: NoticeBook
) -> date:
    """
    The day asked for, else the only one in the file, else the default.

    Several days and none asked for is an error; the first is then only used to
    read on.
    """
    found = Counter(dates.values())
    if wanted is not None or not found:
        return wanted or default
    if len(found) > 1:
        days = listed(f"{day} ({counted(count, 'row')})" for day, count in sorted(found.items()))
        hint = f"choose one with --date, such as --date {min(found)}."
        book.error(
            "LM1131", f"there are several days: {days}.", hint, column=columns.written("date")
        )
    return min(found)


def rows_of_other_days(
    dates: dict[int, date], day: date, rows: int, columns: Columns, book: NoticeBook
) -> set[int]:
    """Lines of rows for another day, counted in one notice; an error if none is left."""
    others = {line for line, its_date in dates.items() if its_date != day}
    if not others or any(notice.code == "LM1131" for notice in book.notices):
        return others
    days = listed(sorted({str(dates[line]) for line in others}))
    column = columns.written("date")
    if len(others) == rows:
        hint = "choose a day that the file has with --date."
        book.error("LM1137", f"no row is for {day}; the file has {days}.", hint, column=column)
        return others
    count = counted(len(others), "row")
    book.info(
        "LM1130", f"{count} for other days left out ({days}); {day} is planned.", column=column
    )
    return others
