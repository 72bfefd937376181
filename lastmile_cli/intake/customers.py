"""A master file of customers: what is always true of them fills what their orders leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lastmile_cli.domain.addresses import same_spelling
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.spelling import without_care_of, written_out
from lastmile_cli.domain.stops import Contact, Stop
from lastmile_cli.intake.frames import to_frame
from lastmile_cli.intake.headers import Columns, read_header
from lastmile_cli.intake.naming import Naming, find_product
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stop_loads import read_service_s
from lastmile_cli.intake.stop_places import read_address, read_pin
from lastmile_cli.intake.stop_times import (
    CLOSED_HINT,
    closed_column,
    day_text,
    read_windows,
    weekday_column,
)
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.words import parse_consent, parse_names
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

WINDOW_COLUMNS = ("time_windows", "time_window_start", "time_window_end")


@dataclass(slots=True)
class CustomerBook:
    """
    The rows of a master file by ``customer_id``, each read when its first order comes.

    Customers without an order that day are not looked at, so that an old slip
    in their row troubles nobody.
    """

    columns: Columns
    rows: Mapping[str, tuple[int, list[str]]]
    book: NoticeBook
    is_workbook: bool = False
    country: str = ""
    known: dict[str, tuple[Stop, RowReader] | None] = field(default_factory=dict)

    def filled(self, stop: Stop, row: RowReader, day: ServiceDay) -> Stop:
        """Return the stop with what its own row leaves out; the row wins."""
        if not stop.customer_id:
            return stop
        if stop.customer_id not in self.known:
            self.known[stop.customer_id] = self._customer(stop.customer_id, row, day)
        found = self.known[stop.customer_id]
        if found is None:
            return stop
        customer, its_row = found
        if its_row.has_error:
            row.note_bad_lender(its_row)
        filled = _filled(stop, customer, row, self.country)
        closed = closed_column(its_row, day)
        if closed and not filled.windows and not _goes_elsewhere(stop, customer, self.country):
            where = f"row {its_row.line} of {self.book.file} ({its_row.columns.written(closed)})"
            problem = f"the customer is closed on {day_text(day)}, says {where}."
            row.error("LM1160", problem, CLOSED_HINT, column="customer_id")
        row.lenders = _lenders(stop, filled, its_row, weekday_column(day))
        return filled

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What there is to say of the rows that were looked at."""
        return self.book.sorted()

    def _customer(
        self, customer_id: str, order: RowReader, day: ServiceDay
    ) -> tuple[Stop, RowReader] | None:
        found = self.rows.get(_key(customer_id))
        if found is None:
            near = nearest(customer_id, self.rows)
            problem = f"{self.book.file} has no customer {shown(customer_id)}."
            hint = f"did you mean `{near}`?" if near else "add a row for them, if there is more."
            order.info("LM1153", problem, hint, column="customer_id")
            return None
        line, cells = found
        row = RowReader(self.columns, cells, line, self.book)
        customer = Stop(
            stop_id=customer_id,
            name=row.text("name"),
            address=read_address(row),
            coordinate=read_pin(row),
            contact=Contact(
                phone=row.value("phone"),
                email=row.value("email"),
                language=row.value("language").lower(),
                consent=row.parsed("consent", parse_consent, frozenset()),
            ),
            windows=()
            if closed_column(row, day)
            else read_windows(row, day, is_workbook=self.is_workbook),
            service_s=read_service_s(row),
            skills=row.parsed("skills", parse_names, frozenset()),
            requires=row.parsed("requires", parse_names, frozenset()),
            zone=row.value("zone"),
            notes=row.text("notes"),
        )
        return customer, row


def read_customers(source: Source, service: ServiceSettings) -> CustomerBook:
    """
    Open a master file: CSV, JSON or XLSX with the columns of a stops file.

    What is wrong with the file as a whole stands in its notices; it then has no rows.
    """
    book = NoticeBook(source.file)
    knows = Naming().is_known
    if is_workbook(source.content):
        table = read_workbook(source.content, book, knows)
    else:
        table = read_csv(source.content, book, knows, country=service.country)
    if table is None:
        return CustomerBook(Columns(header=()), {}, book)
    naming = find_product(table.header)
    columns = read_header(table.header, table.header_line, book, naming)
    frame = to_frame(table, columns, book)
    if "customer_id" not in columns:
        problem = "there is no column customer_id; nobody can be found here."
        hint = "name the column by which orders say whose they are customer_id."
        book.error("LM1154", problem, hint, row=table.header_line)
        return CustomerBook(columns, {}, book)
    rows: dict[str, tuple[int, list[str]]] = {}
    for line, *cells in frame.itertuples(name=None):
        name = cells[columns.position["customer_id"]].strip()
        if not name:
            continue
        if _key(name) in rows:
            problem = (
                f"customer {shown(name)} is already on row {rows[_key(name)][0]}, which counts."
            )
            hint = "keep one row for each customer."
            book.warning("LM1155", problem, hint, row=int(line), column="customer_id")
            continue
        rows[_key(name)] = int(line), cells
    return CustomerBook(
        columns, rows, book, is_workbook=table.kind == "XLSX", country=service.country
    )


def _filled(stop: Stop, customer: Stop, row: RowReader, country: str) -> Stop:
    has_windows = any(row.value(column) for column in WINDOW_COLUMNS)
    goes_elsewhere = _goes_elsewhere(stop, customer, country)
    has_place = bool(stop.coordinate) or goes_elsewhere or bool({"lat", "lon"} & row.bad_columns)
    if goes_elsewhere and customer.coordinate and not stop.coordinate:
        problem = "the order goes to another address than the customer's: the pin is not used."
        row.info("LM1156", problem, "correct the address in one of the files.", column="address")
    contact = stop.contact
    return replace(
        stop,
        name=stop.name or customer.name,
        address=stop.address or customer.address,
        coordinate=stop.coordinate if has_place else customer.coordinate,
        contact=Contact(
            phone=contact.phone or customer.contact.phone,
            email=contact.email or customer.contact.email,
            language=contact.language or customer.contact.language,
            consent=contact.consent if row.value("consent") else customer.contact.consent,
        ),
        windows=stop.windows if has_windows or goes_elsewhere else stop.windows or customer.windows,
        service_s=customer.service_s if stop.service_s is None else stop.service_s,
        skills=stop.skills | customer.skills,
        requires=stop.requires | customer.requires,
        zone=stop.zone or ("" if goes_elsewhere else customer.zone),
        notes=stop.notes or customer.notes,
        customer_type=stop.customer_type or customer.customer_type,
        chance_hours=stop.chance_hours or (() if goes_elsewhere else customer.chance_hours),
    )


def _goes_elsewhere(stop: Stop, customer: Stop, country: str) -> bool:
    return bool(stop.address and customer.address) and not _same(stop, customer, country)


def _lenders(
    stop: Stop, filled: Stop, its_row: RowReader, weekday: str
) -> dict[str, tuple[RowReader, str]]:
    """By column what the master file filled in, with the column it has it from."""
    new = {
        "name": filled.name != stop.name,
        "address": filled.address != stop.address,
        "lat": filled.coordinate != stop.coordinate,
        "phone": filled.contact.phone != stop.contact.phone,
        "email": filled.contact.email != stop.contact.email,
        "service_time_min": filled.service_s != stop.service_s,
        "skills": filled.skills != stop.skills and not stop.skills,
        "requires": filled.requires != stop.requires and not stop.requires,
        **dict.fromkeys(WINDOW_COLUMNS, filled.windows != stop.windows),
    }
    theirs = {column: column for column, is_theirs in new.items() if is_theirs}
    hours = next((name for name in (*WINDOW_COLUMNS, weekday) if its_row.value(name)), weekday)
    theirs |= dict.fromkeys(theirs.keys() & set(WINDOW_COLUMNS), hours)
    return {column: (its_row, their_name) for column, their_name in theirs.items()}


def _same(stop: Stop, customer: Stop, country: str) -> bool:
    """Whether two addresses may be one: what both say is the same."""
    pairs = [
        (stop.address.line1, customer.address.line1),
        (stop.address.postal_code, customer.address.postal_code),
        (stop.address.city, customer.address.city),
        (stop.address.state, customer.address.state),
        (stop.address.country, customer.address.country),
        (stop.address.line2, customer.address.line2),
    ]
    has_street = bool(customer.address.line1) or not stop.address.line1

    def plain(text: str) -> str:
        return same_spelling(written_out(without_care_of(text), country))

    return has_street and all(plain(a) == plain(b) for a, b in pairs if a and b)


def _key(customer_id: str) -> str:
    return " ".join(customer_id.split()).casefold()
