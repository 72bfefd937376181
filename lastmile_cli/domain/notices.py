"""A notice: one problem found in what came in, with its place and a way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How bad a notice is: an ``error`` refuses the row or file, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a problem stands: file, 1-based line of the file, column or key path; each optional."""

    file: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        """
        Print as people read compiler messages.

        >>> str(Place(file="stops.csv", row=14, column="time_window"))
        'stops.csv:14 time_window'
        """
        head = self.file if self.row is None else f"{self.file}:{self.row}"
        return " ".join(part for part in (head, self.column) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    One problem: stable code (``LM1103``), severity, place, what is wrong, what to try.

    Codes: LM10xx files and dialects, LM11xx stops, LM12xx configuration,
    LM13xx addresses, LM14xx roads, LM15xx planning, LM16xx plans read back.
    """

    code: str
    severity: Severity
    place: Place
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        """
        Print the notice on one line, its hint on the next.

        >>> print(Notice(code="LM1103", severity=Severity.ERROR,
        ...              place=Place(file="stops.csv", row=14, column="time_window"),
        ...              problem="closes 09:00 before it opens 17:00.",
        ...              hint="swap the two times."))
        stops.csv:14 time_window  LM1103 error: closes 09:00 before it opens 17:00.
          Try: swap the two times.
        """
        place = f"{self.place}  " if str(self.place) else ""
        line = f"{place}{self.code} {self.severity}: {self.problem}"
        return f"{line}\n  Try: {self.hint}" if self.hint else line


def has_errors(notices: Iterable[Notice]) -> bool:
    """Whether any of the notices refuses something."""
    return any(notice.severity is Severity.ERROR for notice in notices)


MOST_ROWS_NAMED = 6


def told_once(notices: Iterable[Notice]) -> list[Notice]:
    """
    Put notices that differ in their row alone into one, which names the others.

    >>> rows = [Notice(code="LM1102", severity=Severity.INFO, problem="no id.",
    ...                place=Place(file="a.csv", row=row)) for row in (2, 5, 9)]
    >>> [str(notice) for notice in told_once(rows)]
    ['a.csv:2  LM1102 info: no id. The same in rows 5, 9.']
    """
    alike: dict[Notice, list[Notice]] = {}
    for notice in notices:
        anywhere = replace(notice, place=replace(notice.place, row=None))
        alike.setdefault(anywhere, []).append(notice)
    return [_with_others(same) for same in alike.values()]


def _with_others(same: list[Notice]) -> Notice:
    first, *others = same
    rows = [str(other.place.row) for other in others if other.place.row is not None]
    if not rows:
        return first
    shown = ", ".join(rows[:MOST_ROWS_NAMED])
    if len(rows) > MOST_ROWS_NAMED:
        shown += f" and {len(rows) - MOST_ROWS_NAMED} more"
    also = f"The same in row {shown}." if len(rows) == 1 else f"The same in rows {shown}."
    return replace(first, problem=f"{first.problem} {also}")
