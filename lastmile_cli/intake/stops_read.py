"""What became of a stops file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Severity
from lastmile_cli.domain.stops import Stop
from lastmile_cli.intake.dialects import Dialect
from lastmile_cli.intake.rows_aside import RowAside

ROWS_LEFT_OUT = "LM1138"
"""The notice that orders were left out: no command keeps it to itself."""


class BadRowPolicy(StrEnum):
    """What one bad row means: the file is refused, or goes on without the row."""

    REFUSE = "refuse"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopsRead:
    """
    What became of a stops file.

    ``stops`` are the rows that can be used, in the order of the file, also
    where the file as a whole is refused; ``header`` as written; ``left_out``
    counts rows of other days, ``bad_rows`` are lines of rows with an error;
    both kinds stand in ``aside`` with their cells. ``dialect`` is what was found
    out about the file, ``None`` where it is none, ``meanings`` each header with
    its column (empty: carried along) and unit.
    """

    file: str
    service_date: date
    sha256: str
    stops: tuple[Stop, ...] = ()
    notices: tuple[Notice, ...] = ()
    header: tuple[str, ...] = ()
    left_out: int = 0
    bad_rows: tuple[int, ...] = ()
    aside: tuple[RowAside, ...] = ()
    is_refused: bool = False
    dialect: Dialect | None = None
    meanings: tuple[tuple[str, str, str], ...] = ()

    def raise_if_refused(self) -> None:
        """
        Stop here unless the stops may be planned.

        Raises
        ------
        InputRefusedError
            With every notice; nothing of the file may be used.
        """
        if not self.is_refused:
            return
        errors = sum(notice.severity is Severity.ERROR for notice in self.notices)
        msg = f"{self.file} is refused: {counted(errors, 'error')}."
        hint = "correct the file"
        if self.stops:
            hint = "correct them, or leave bad rows out with --on-bad-row skip"
        raise InputRefusedError(msg, hint=hint, notices=self.notices)
