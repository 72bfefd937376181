"""The list of orders that failed at the door: what the evening knows, for tomorrow's plan."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.naming import known_headers, normalised
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

_REASONS = frozenset(
    map(normalised, ("reason", "why", "grund", "syy", "anledning", "raison", "motivo", "reden"))
)


def read_failed(source: Source) -> tuple[Mapping[str, str], tuple[Notice, ...]]:
    """
    Read a table with a column ``stop_id`` and, maybe, ``reason``, or names of the stops file.

    Returns the reasons by order, empty where none is given.

    Raises
    ------
    InputRefusedError
        The file is no such table.
    """
    book = NoticeBook(source.file)

    def knows(text: str) -> bool:
        return _is_id(text) or _is_reason(text)

    reader = read_workbook if is_workbook(source.content) else read_csv
    table = reader(source.content, book, knows)
    header = table.header if table else []
    column = next((at for at, name in enumerate(header) if _is_id(name)), None)
    if table is None or column is None:
        problem = "there is no column `stop_id`: which orders failed cannot be told."
        book.error("LM1590", problem, "write a table with the columns stop_id and reason.")
        raise InputRefusedError(
            f"{source.file} is no list of failed orders.",
            hint="give it a column stop_id",
            notices=book.sorted(),
        )
    why = next((at for at, name in enumerate(header) if _is_reason(name)), None)
    failed: dict[str, str] = {}
    for cells in table.rows:
        order = cells[column].strip() if column < len(cells) else ""
        if order:
            failed[order] = cells[why].strip() if why is not None and why < len(cells) else ""
    return failed, book.sorted()


def _is_id(header: str) -> bool:
    known = known_headers().get(normalised(header))
    return known is not None and known.column == "stop_id"


def _is_reason(header: str) -> bool:
    known = known_headers().get(normalised(header))
    return normalised(header) in _REASONS or (known is not None and known.column == "notes")
