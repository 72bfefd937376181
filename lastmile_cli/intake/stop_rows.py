"""One row to one stop."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lastmile_cli.domain.in_home import InHome, WhiteGloveSettings
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Contact, SequenceWish, Stop, StopKind
from lastmile_cli.intake.customers import CustomerBook
from lastmile_cli.intake.delivery_options import read_option
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.order_lines import read_goods
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.stop_attempts import read_chance_hours, read_tries
from lastmile_cli.intake.stop_checks import ROW_CHECKS
from lastmile_cli.intake.stop_in_home import read_items, with_in_home
from lastmile_cli.intake.stop_loads import read_boxes, read_load, read_service_s
from lastmile_cli.intake.stop_money import CASH, read_cash, read_failure_ppm, read_value_micro
from lastmile_cli.intake.stop_places import read_address, read_pin
from lastmile_cli.intake.stop_times import read_ready_s, read_windows
from lastmile_cli.intake.words import (
    YES,
    parse_consent,
    parse_kind,
    parse_names,
    parse_priority,
    parse_sequence,
)

DEFAULT_PRIORITY = 50


@dataclass(slots=True, kw_only=True)
class RowContext:
    """
    What reading a row depends on beside the row.

    ``bare_rows`` are lines whose goods are not delivered; ``taken_ids`` grows
    with made-up ids.
    """

    day: ServiceDay
    decimal_mark: str
    facts: FleetFacts | None
    currency: str = ""
    is_workbook: bool = False
    customers: CustomerBook | None = None
    bare_rows: frozenset[int] = frozenset()
    white_glove: WhiteGloveSettings = WhiteGloveSettings()
    taken_ids: set[str] = field(default_factory=set)


def read_stop(row: RowReader, context: RowContext) -> Stop:
    """
    Read a row as far as it goes; cells that cannot be read keep their default.

    Whether the result may be used is told by ``row.has_error`` afterwards.
    """
    cash_micro, asks_cash = read_cash(row, context.decimal_mark, context.currency)
    requires: frozenset[str] = row.parsed("requires", parse_names, frozenset())
    option, point = read_option(row)
    stop = Stop(
        stop_id=_stop_id(row, context),
        kind=_kind(row),
        customer_id=row.value("customer_id"),
        name=_name(row),
        address=read_address(row),
        coordinate=read_pin(row),
        contact=_contact(row),
        windows=read_windows(row, context.day, is_workbook=context.is_workbook),
        ready_s=read_ready_s(row, context.day, is_workbook=context.is_workbook),
        service_s=read_service_s(row),
        load=read_load(row, context.decimal_mark),
        priority=row.parsed("priority", parse_priority, DEFAULT_PRIORITY),
        sequence=row.parsed("sequence", parse_sequence, SequenceWish.ANY),
        skills=row.parsed("skills", parse_names, frozenset()),
        vehicle_id=row.value("vehicle"),
        driver_id=row.value("driver"),
        depot_id=row.value("depot"),
        zone=row.value("zone"),
        requires=requires | {CASH} if asks_cash else requires,
        notes=row.text("notes"),
        cells=tuple(zip(row.columns.header, row.cells, strict=True)),
        row=row.line,
        group=row.value("group"),
        paired_with=row.value("paired_with"),
        cash_micro=cash_micro,
        boxes_mm=read_boxes(row, context.decimal_mark),
        value_micro=read_value_micro(row, context.decimal_mark, context.currency),
        failure_ppm=read_failure_ppm(row, context.decimal_mark),
        delivery_option=option,
        collection_point=point,
        chance_hours=read_chance_hours(row, context.day),
        customer_type=row.value("customer_type"),
        tries=read_tries(row),
        goods=read_goods(row),
    )
    if row.line in context.bare_rows:
        stop = replace(stop, load=Load(), value_micro=0, goods=())
    if context.customers is not None:
        stop = context.customers.filled(stop, row, context.day)
    stop = with_in_home(stop, row, context.white_glove)
    for check in ROW_CHECKS:
        check(row, stop, context.facts)
    return stop


def read_item(row: RowReader, context: RowContext) -> Stop:
    """Read what a further row of an order says of its goods; the order is in its first row."""
    return Stop(
        stop_id=row.value("stop_id"),
        load=read_load(row, context.decimal_mark),
        notes=row.text("notes"),
        cells=tuple(zip(row.columns.header, row.cells, strict=True)),
        row=row.line,
        boxes_mm=read_boxes(row, context.decimal_mark),
        value_micro=read_value_micro(row, context.decimal_mark, context.currency),
        in_home=InHome(items=items) if (items := read_items(row)) else None,
        goods=read_goods(row),
    )


def _stop_id(row: RowReader, context: RowContext) -> str:
    written = row.value("stop_id")
    if written:
        return written
    made_up = f"row-{row.line}"
    while made_up in context.taken_ids:
        made_up += "-x"
    context.taken_ids.add(made_up)
    if "stop_id" in row.columns:
        row.info("LM1102", f"there is no stop id; {made_up} is used.", column="stop_id")
    return made_up


def _kind(row: RowReader) -> StopKind:
    usual = StopKind(row.columns.makes_it or StopKind.DELIVERY)
    if "is_pickup" in row.columns and row.value("is_pickup").casefold() in YES:
        usual = StopKind.PICKUP
    return row.parsed("type", parse_kind, usual)


def _name(row: RowReader) -> str:
    name, first, last = (row.text(column) for column in ("name", "first_name", "last_name"))
    if not name or last:
        return name or f"{first} {last}".strip()
    # In French the family's name is called a name: "Prénom", "Nom".
    is_family = normalised(row.columns.written("name")) == "nom"
    return f"{first} {name}" if first and is_family else name


def _contact(row: RowReader) -> Contact:
    return Contact(
        phone=row.value("phone"),
        email=row.value("email"),
        language=row.value("language").lower(),
        consent=row.parsed("consent", parse_consent, frozenset()),
    )
