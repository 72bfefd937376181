"""One order asked about: cells by column, read as a row of a stops file is, without the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.notices import Notice, has_errors
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.customers import CustomerBook
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.headers import read_header
from lastmile_cli.intake.naming import canonical_columns
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.stop_rows import RowContext, read_stop
from lastmile_cli.intake.windows import parse_spans, to_window

ASKED = "the order"
"""What notices call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRead:
    """The order, and what is odd about it but no error."""

    stop: Stop
    notices: tuple[Notice, ...] = ()


def read_order(
    cells: Mapping[str, str],
    day: ServiceDay,
    config: Config,
    customers: CustomerBook | None = None,
) -> OrderRead:
    """
    Read an order from cells by canonical column.

    Raises
    ------
    UsageError
        There is no such column; a near one is suggested.
    InputRefusedError
        A cell cannot be read; every problem is a notice.
    """
    every = canonical_columns()
    for name in cells:
        if name not in every:
            hint = suggestion(name, every) or f"a column is one of {', '.join(every)}"
            raise UsageError(f"There is no column {name!r}.", hint=hint.strip())
    book = NoticeBook(ASKED)
    columns = read_header(list(cells), 1, book)
    row = RowReader(columns, tuple(cells.values()), 1, book)
    context = RowContext(
        day=day,
        decimal_mark=".",
        facts=FleetFacts.of(config),
        currency=config.service.currency,
        customers=customers,
        white_glove=config.service.white_glove,
    )
    stop = read_stop(row, context)
    notices = tuple(book.sorted())
    if row.has_error or has_errors(notices):
        raise InputRefusedError(
            "The order cannot be read.", hint="correct what is told above", notices=notices
        )
    return OrderRead(stop=stop, notices=notices)


def read_windows(text: str, day: ServiceDay) -> tuple[Window, ...]:
    """
    Read windows to be offered, "08-10,10-12", each for itself, overlapping ones too.

    Raises
    ------
    UsageError
        That is no list of windows.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            spans = parse_spans(part)
        except CellError as error:
            raise UsageError(
                f"--windows {part!r} is no window: {error.problem}", hint="write 08-10,10-12"
            ) from None
        found += [to_window(span, day) for span in spans]
    if not found:
        raise UsageError("--windows names no window.", hint="write 08-10,10-12")
    return tuple(found)
