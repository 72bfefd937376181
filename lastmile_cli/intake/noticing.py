"""Notices gathered while one file is read; every problem is kept, in the order of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lastmile_cli.domain.notices import Notice, Place, Severity

SHOWN_CHARACTERS = 60
"""How much of an offending cell a message repeats."""

MOST_OF_A_KIND = 1_000
"""Nobody reads further; a file of noise must not become a million notices."""


def shown(text: object) -> str:
    r"""
    Quote a value for a message: one line, no control characters, never long.

    >>> print(shown("9\t o'clock"))
    '9\t o\'clock'
    """
    whole = str(text)
    short = whole if len(whole) <= SHOWN_CHARACTERS else whole[: SHOWN_CHARACTERS - 1] + "…"
    escaped = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)
    quoted = escaped.replace("'", "\\'")
    return f"'{quoted}'"


def listed(names: Iterable[object], *, at_most: int = 6) -> str:
    """
    Join names for a message and count the rest.

    >>> listed(["a", "b", "c"], at_most=2)
    'a, b and 1 more'
    """
    every = [str(name) for name in names]
    head = ", ".join(every[:at_most])
    return head if len(every) <= at_most else f"{head} and {len(every) - at_most} more"


@dataclass(slots=True)
class NoticeBook:
    """Collects the notices of one file; of one kind at most ``MOST_OF_A_KIND``, counting on."""

    file: str
    notices: list[Notice] = field(default_factory=list)
    error_rows: set[int] = field(default_factory=set)
    _counts: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    def error(
        self, code: str, problem: str, hint: str = "", *, row: int | None = None, column: str = ""
    ) -> None:
        """Note what refuses the row, or without a row the file."""
        self._add(Severity.ERROR, code, problem, hint, row, column)

    def warning(
        self, code: str, problem: str, hint: str = "", *, row: int | None = None, column: str = ""
    ) -> None:
        """Note what is probably wrong, though it can be read."""
        self._add(Severity.WARNING, code, problem, hint, row, column)

    def info(
        self, code: str, problem: str, hint: str = "", *, row: int | None = None, column: str = ""
    ) -> None:
        """Note what was decided on the way."""
        self._add(Severity.INFO, code, problem, hint, row, column)

    def sorted(self) -> tuple[Notice, ...]:
        """What concerns the whole file first, then row by row; the uncounted rest at the end."""
        rest = [
            Notice(
                code=code,
                severity=severity,
                place=Place(file=self.file),
                problem=f"{count - MOST_OF_A_KIND:,} more of these are not listed.",
                hint="correct the first ones; the others probably have the same cause.",
            )
            for (code, severity), count in self._counts.items()
            if count > MOST_OF_A_KIND
        ]
        return (*sorted(self.notices, key=lambda notice: notice.place.row or 0), *rest)

    def _add(
        self,
        severity: Severity,
        code: str,
        problem: str,
        hint: str,
        row: int | None,
        column: str,
    ) -> None:
        if severity is Severity.ERROR and row is not None:
            self.error_rows.add(row)
        self._counts[code, severity] += 1
        if self._counts[code, severity] > MOST_OF_A_KIND:
            return
        place = Place(file=self.file, row=row, column=column)
        self.notices.append(
            Notice(code=code, severity=severity, place=place, problem=problem, hint=hint)
        )
