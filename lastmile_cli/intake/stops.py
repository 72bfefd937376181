"""A stops file to stops, with every notice there is to give."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.order_settings import OrderSettings
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.intake import table_checks
from lastmile_cli.intake.customers import CustomerBook
from lastmile_cli.intake.decimal_marks import find_decimal_mark
from lastmile_cli.intake.dialects import Dialect
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.frames import to_frame
from lastmile_cli.intake.headers import Columns, read_header
from lastmile_cli.intake.left_out_rows import check_lm1159_billing_addresses, rows_left_out
from lastmile_cli.intake.mappings import ColumnMapping
from lastmile_cli.intake.naming import Naming, find_product
from lastmile_cli.intake.noticing import NoticeBook, listed
from lastmile_cli.intake.order_rows import (
    OrderRows,
    check_lm1149_all_rows_of_an_order,
    find_order_rows,
    with_rows,
)
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.rows_aside import rows_aside
from lastmile_cli.intake.same_door import merge_same_door
from lastmile_cli.intake.service_dates import choose_date, read_dates, rows_of_other_days
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stop_links import link_stops
from lastmile_cli.intake.stop_rows import RowContext, read_item, read_stop
from lastmile_cli.intake.stops_read import ROWS_LEFT_OUT, BadRowPolicy, StopsRead
from lastmile_cli.intake.table import MAX_COLUMNS, Table
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.times import find_date_order
from lastmile_cli.intake.totals import without_totals
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

if TYPE_CHECKING:
    import pandas as pd


def read_stops(
    source: Source,
    *,
    service: ServiceSettings,
    default_date: date,
    wanted_date: date | None = None,
    facts: FleetFacts | None = None,
    on_bad_row: BadRowPolicy = BadRowPolicy.REFUSE,
    orders: OrderSettings | None = None,
    mapping: ColumnMapping | None = None,
    customers: CustomerBook | None = None,
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
    orders
        When several orders make one visit; the usual rule if ``None``.
    mapping
        What the file's owner says of its columns and dialect.
    customers
        The master file that fills what rows leave out.
    """
    with _collector_at_rest():
        file = _StopsFile(source, on_bad_row, orders or OrderSettings(), mapping, customers)
        return file.read(service, default_date, wanted_date, facts)


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

    def __init__(
        self,
        source: Source,
        on_bad_row: BadRowPolicy,
        orders: OrderSettings,
        mapping: ColumnMapping | None = None,
        customers: CustomerBook | None = None,
    ) -> None:
        self.source = source
        self.on_bad_row = on_bad_row
        self.orders = orders
        self.book = NoticeBook(source.file)
        self.mapping = mapping or ColumnMapping(file="")
        self.said = self.mapping.dialect
        self.customers = customers
        self.dialect: Dialect | None = None

    def read(
        self,
        service: ServiceSettings,
        default_date: date,
        wanted_date: date | None,
        facts: FleetFacts | None,
    ) -> StopsRead:
        table = self._table(service.country)
        if table is None or self._is_too_wide(table):
            return self._refused(wanted_date or default_date)
        naming = self._naming(table)
        self.dialect = Dialect(
            kind=table.kind,
            encoding=table.encoding,
            delimiter=table.delimiter,
            header_line=None if table.kind.startswith("JSON") else table.header_line,
            program=naming.name,
        )
        columns = read_header(table.header, table.header_line, self.book, naming)
        frame = to_frame(table, columns, self.book)
        if not self._may_go_on(table, columns):
            return self._refused(wanted_date or default_date, columns)
        frame = without_totals(frame, columns, self.book)
        rows = find_order_rows(frame, columns)
        left_out = rows_left_out(frame, columns, naming, rows, self.book)
        aside = dict(left_out.why)
        frame = frame[~frame.index.isin(list(aside))]
        date_order = self._date_order(frame, columns)
        dates, bad = read_dates(frame, columns, self.book, date_order)
        dates |= rows.inherited(dates)
        day = choose_date(dates, wanted_date, default_date, columns, self.book)
        others = rows_of_other_days(dates, day, len(frame), columns, self.book)
        aside |= {line: f"is for {dates[line]}" for line in others}
        every_id = _every_id(frame, columns)
        frame = frame[~frame.index.isin(list(others))]
        rows = rows.among(frame.index)
        check_lm1159_billing_addresses(frame, columns, rows, self.book)
        context = RowContext(
            day=ServiceDay(date=day, timezone=service.timezone),
            decimal_mark=self.said.decimal_mark
            or find_decimal_mark(frame, columns, table.delimiter),
            facts=facts,
            currency=service.currency,
            is_workbook=table.kind == "XLSX",
            customers=self.customers,
            bare_rows=left_out.bare,
            white_glove=service.white_glove,
        )
        self.dialect = replace(
            self.dialect, decimal_mark=context.decimal_mark, date_order=date_order
        )
        stops, bad_rows = self._read_rows(frame, columns, context, rows)
        stops, unlinked = link_stops(
            stops, bad | bad_rows | self.book.error_rows, every_id, columns, self.book
        )
        bad_rows |= unlinked
        stops, bad_rows = self._without(stops, bad | bad_rows, rows, columns)
        capacities = facts.capacities if facts else ()
        stops = merge_same_door(stops, self.orders, service, capacities, self.book)
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
                {line: why for line, why in aside.items() if line not in bad_rows},
                self.book.notices,
            ),
            is_refused=self._is_refused(stops),
            dialect=self.dialect,
            meanings=_meanings(columns),
        )

    def _read_rows(
        self, frame: pd.DataFrame, columns: Columns, context: RowContext, rows: OrderRows
    ) -> tuple[list[Stop], set[int]]:
        """Every order as a stop, and the lines of rows that may not be used."""
        self._check_texts(frame, columns)
        further = rows.further
        firsts = frame[~frame.index.isin(list(further))] if further else frame
        bad = table_checks.check_lm1101_duplicate_ids(firsts, columns, self.book)
        if "stop_id" in columns:
            ids = frame.iloc[:, columns.position["stop_id"]].str.strip()
            context.taken_ids.update(ids)
        stops = []
        items: dict[int, Stop] = {}
        borrowers: dict[int, RowReader] = {}
        for line, *cells in frame.itertuples(name=None):
            row = RowReader(columns.of_row(cells), cells, int(line), self.book)
            if line in further:
                items[row.line] = read_item(row, context)
            else:
                stops.append(read_stop(row, context))
            if row.has_error:
                bad.add(row.line)
            if row.lenders:
                borrowers[row.line] = row
        for number, stop in enumerate(stops) if items else ():
            its = [(line, items[line]) for line in rows.others.get(stop.row or 0, ())]
            stops[number] = with_rows(stop, its, columns, self.book) if its else stop
        bad |= table_checks.check_lm1116_pins_far_away(
            stops, context.facts, columns, self.book, borrowers
        )
        table_checks.check_lm1134_same_order_twice(
            [stop for stop in stops if stop.row not in bad], self.book
        )
        return stops, bad

    def _check_texts(self, frame: pd.DataFrame, columns: Columns) -> None:
        table_checks.check_lm1008_damaged_letters(frame, columns, self.book)
        table_checks.check_lm1028_encoded_twice(frame, columns, self.book)
        table_checks.check_lm1158_shortened_ids(frame, columns, self.book)
        table_checks.check_lm1016_formulas(frame, columns, self.book)
        table_checks.check_lm1125_priorities_on_a_small_scale(frame, columns, self.book)
        table_checks.check_lm1132_unknown_option(frame, columns, self.book)

    def _table(self, country: str) -> Table | None:
        content = self.source.content
        if not content:
            hint = "export the orders again, with a header row."
            self.book.error("LM1003", "the file is empty.", hint)
            return None
        knows = self.mapping.naming.is_known
        if is_workbook(content):
            return read_workbook(content, self.book, knows, header_row=self.said.header_line)
        return read_csv(content, self.book, knows, said=self.said, country=country)

    def _date_order(self, frame: pd.DataFrame, columns: Columns) -> str:
        if self.said.date_order or "date" not in columns:
            return self.said.date_order
        return find_date_order(frame.iloc[:, columns.position["date"]].unique())

    def _naming(self, table: Table) -> Naming:
        product = find_product(table.header)
        if product.name:
            problem = f"the header is that of {product.name}; its columns are read accordingly."
            self.book.info("LM1022", problem, row=table.header_line)
        self.mapping.note_missing(table.header, table.header_line, self.book)
        return self.mapping.over(product)

    def _without(
        self, stops: list[Stop], bad: set[int], rows: OrderRows, columns: Columns
    ) -> tuple[list[Stop], set[int]]:
        """Leave out rows with an error, also those that never became a row."""
        bad = bad | self.book.error_rows
        bad |= check_lm1149_all_rows_of_an_order(rows, bad, columns, self.book)
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
        known = columns.position.keys()
        has_customers = self.customers is not None and "customer_id" in columns
        has_place = bool({"address", "lat_lon"} & known) or {"lat", "lon"} <= known
        if not has_place and not has_customers:
            self.book.error(
                "LM1009",
                f"there is no column for the address, nor lat and lon; the header has: {saw}.",
                "name a column address, or both lat and lon; the first row must be the header. "
                "Or write down once what the columns mean: `lastmile check STOPS -c CONFIG "
                "--suggest-mapping`.",
                row=table.header_line,
            )
            return False
        if not table.rows and not table.unread:
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
            dialect=self.dialect,
            meanings=_meanings(columns) if columns else (),
        )


def _every_id(frame: pd.DataFrame, columns: Columns) -> dict[str, int]:
    """On which line each id of the file stands, those of other days too; asked for by pairs."""
    if "stop_id" not in columns or "paired_with" not in columns:
        return {}
    ids = frame.iloc[:, columns.position["stop_id"]]
    return {" ".join(text.split()): int(str(line)) for line, text in reversed(list(ids.items()))}


def _meanings(columns: Columns) -> tuple[tuple[str, str, str], ...]:
    """Each header once, with its column and unit; those that stand in for others are left out."""
    meant = {at: name for name, at in columns.position.items()}
    instead = set(columns.otherwise.position.values()) if columns.otherwise else set()
    found = {
        header: (header, meant.get(at, ""), columns.unit.get(meant.get(at, ""), ""))
        for at, header in reversed(list(enumerate(columns.header)))
        if at in meant or at not in instead
    }
    return tuple(reversed(found.values()))
