"""A stops file to stops, with every notice there is to give."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Severity
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.intake import table_checks
from lastmile_cli.intake.decimal_marks import find_decimal_mark
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.frames import to_frame
from lastmile_cli.intake.headers import Columns, is_known, read_header
from lastmile_cli.intake.noticing import NoticeBook, listed
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.rows_aside import RowAside, rows_aside
from lastmile_cli.intake.service_dates import choose_date, read_dates, rows_of_other_days
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stop_links import link_stops
from lastmile_cli.intake.stop_rows import RowContext, read_stop
from lastmile_cli.intake.tables import MAX_COLUMNS, Table, read_csv
from lastmile_cli.intake.totals import without_totals
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

if TYPE_CHECKING:
    import pandas as pd


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
    both kinds stand in ``aside`` with their cells.
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


def read_stops(
    source: Source,
    *,
    service: ServiceSettings,
    default_date: date,
    wanted_date: date | None = None,
    facts: FleetFacts | None = None,
    on_bad_row: BadRowPolicy = BadRowPolicy.REFUSE,
) -> StopsRead:
    """
    Read the stops of one day from CSV or XLSX bytes; never raises for what is in them.

    Parameters
    ----------
    source
        The file's bytes and name.
    service
        Time zone that the times in the file are meant in.
    default_date
        The day planned when neither ``wanted_date`` nor the file names one.
    wanted_date
        The day asked for (``--date``); rows of other days are left out.
    facts
        The fleet to hold skills, vehicles, depots and windows against.
    on_bad_row
        Whether one bad row refuses the whole file.
    """
    with _collector_at_rest():
        return _StopsFile(source, on_bad_row).read(service, default_date, wanted_date, facts)


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Spare the garbage collector its walks over rows that all stay: a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _StopsFile:
    """The steps of reading one file, and what they share."""

    def __init__(self, source: Source, on_bad_row: BadRowPolicy) -> None:
        self.source = source
        self.on_bad_row = on_bad_row
        self.book = NoticeBook(source.file)

    def read(
        self,
        service: ServiceSettings,
        default_date: date,
        wanted_date: date | None,
        facts: FleetFacts | None,
    ) -> StopsRead:
        table = _read_table(self.source.content, self.book)
        if table is None or self._is_too_wide(table):
            return self._refused(wanted_date or default_date)
        columns = read_header(table.header, table.header_line, self.book)
        frame = to_frame(table, columns, self.book)
        if not self._may_go_on(table, columns):
            return self._refused(wanted_date or default_date, columns)
        frame = without_totals(frame, columns, self.book)
        dates, bad = read_dates(frame, columns, self.book)
        day = choose_date(dates, wanted_date, default_date, columns, self.book)
        others = rows_of_other_days(dates, day, len(frame), columns, self.book)
        every_id = _every_id(frame, columns)
        frame = frame[~frame.index.isin(list(others))]
        context = RowContext(
            day=ServiceDay(date=day, timezone=service.timezone),
            decimal_mark=find_decimal_mark(frame, columns, table.delimiter),
            facts=facts,
            is_workbook=not table.delimiter,
        )
        stops, bad_rows = self._read_rows(frame, columns, context)
        stops, unlinked = link_stops(
            stops, bad | bad_rows | self.book.error_rows, every_id, columns, self.book
        )
        bad_rows |= unlinked
        stops, bad_rows = self._without(stops, bad | bad_rows)
        if self.on_bad_row is BadRowPolicy.SKIP and bad_rows:
            self._note_skipped(bad_rows)
        return StopsRead(
            file=self.source.file,
            service_date=day,
            sha256=self.source.sha256,
            stops=tuple(stops),
            notices=self.book.sorted(),
            header=columns.header,
            left_out=len(others),
            bad_rows=tuple(sorted(bad_rows)),
            aside=rows_aside(
                table,
                columns,
                bad_rows,
                {line: dates[line] for line in others - bad_rows},
                self.book.notices,
            ),
            is_refused=self._is_refused(stops),
        )

    def _read_rows(
        self, frame: pd.DataFrame, columns: Columns, context: RowContext
    ) -> tuple[list[Stop], set[int]]:
        """Every row as a stop, and the lines of those that may not be used."""
        self._check_texts(frame, columns)
        bad = table_checks.check_lm1101_duplicate_ids(frame, columns, self.book)
        if "stop_id" in columns:
            ids = frame.iloc[:, columns.position["stop_id"]].str.strip()
            context.taken_ids.update(ids)
        stops = []
        for line, *cells in frame.itertuples(name=None):
            row = RowReader(columns, cells, int(line), self.book)
            stops.append(read_stop(row, context))
            if row.has_error:
                bad.add(row.line)
        bad |= table_checks.check_lm1116_pins_far_away(stops, context.facts, columns, self.book)
        table_checks.check_lm1133_same_door([s for s in stops if s.row not in bad], self.book)
        return stops, bad

    def _check_texts(self, frame: pd.DataFrame, columns: Columns) -> None:
        table_checks.check_lm1008_damaged_letters(frame, columns, self.book)
        table_checks.check_lm1016_formulas(frame, columns, self.book)
        table_checks.check_lm1125_priorities_on_a_small_scale(frame, columns, self.book)
        table_checks.check_lm1132_not_planned_yet(frame, columns, self.book)

    def _without(self, stops: list[Stop], bad: set[int]) -> tuple[list[Stop], set[int]]:
        """Leave out rows with an error, also those that never became a row."""
        bad = bad | self.book.error_rows
        return [stop for stop in stops if stop.row not in bad], bad

    def _is_too_wide(self, table: Table) -> bool:
        if len(table.header) <= MAX_COLUMNS:
            return False
        problem = f"there are more than {MAX_COLUMNS:,} columns."
        hint = "check that the file is the list of stops."
        self.book.error("LM1020", problem, hint, row=table.header_line)
        return True

    def _may_go_on(self, table: Table, columns: Columns) -> bool:
        """Whether there is a place column and a row at all."""
        saw = listed(columns.header, at_most=20)
        if "address" not in columns and not {"lat", "lon"} <= columns.position.keys():
            self.book.error(
                "LM1009",
                f"there is no column for the address, nor lat and lon; the header has: {saw}.",
                "name a column address, or both lat and lon; the first row must be the header.",
                row=table.header_line,
            )
            return False
        if not table.rows and not any(notice.code == "LM1017" for notice in self.book.notices):
            hint = "export the orders again; or there is nothing to plan."
            self.book.error("LM1004", "there is a header, but no row below it.", hint)
        return bool(table.rows)

    def _is_refused(self, stops: list[Stop]) -> bool:
        errors = [n for n in self.book.notices if n.severity is Severity.ERROR]
        if self.on_bad_row is BadRowPolicy.REFUSE:
            return bool(errors)
        return not stops or any(notice.place.row is None for notice in errors)

    def _note_skipped(self, bad_rows: set[int]) -> None:
        rows = listed((f"row {line}" for line in sorted(bad_rows)), at_most=20)
        were = "was" if len(bad_rows) == 1 else "were"
        count = counted(len(bad_rows), "row")
        problem = f"{count} of {self.source.file} {were} left out because of errors: {rows}."
        self.book.warning(ROWS_LEFT_OUT, problem, "correct them.")

    def _refused(self, day: date, columns: Columns | None = None) -> StopsRead:
        return StopsRead(
            file=self.source.file,
            service_date=day,
            sha256=self.source.sha256,
            notices=self.book.sorted(),
            header=columns.header if columns else (),
            is_refused=True,
        )


def _every_id(frame: pd.DataFrame, columns: Columns) -> dict[str, int]:
    """On which line each id of the file stands, those of other days too; asked for by pairs."""
    if "stop_id" not in columns or "paired_with" not in columns:
        return {}
    ids = frame.iloc[:, columns.position["stop_id"]]
    return {" ".join(text.split()): int(str(line)) for line, text in reversed(list(ids.items()))}


def _read_table(content: bytes, book: NoticeBook) -> Table | None:
    if not content:
        book.error("LM1003", "the file is empty.", "export the orders again, with a header row.")
        return None
    if is_workbook(content):
        return read_workbook(content, book, is_known)
    return read_csv(content, book, is_known)
