"""When a row may be served, and when its goods are ready."""

from __future__ import annotations

from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.moments import looks_like_parts_of_day, moment_s, with_plain_clocks
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.times import DAY_S
from lastmile_cli.intake.window_words import CLOSED
from lastmile_cli.intake.windows import (
    ANY_TIME,
    Span,
    make_span,
    merged,
    parse_spans,
    to_window,
)

START, END, SEVERAL = "time_window_start", "time_window_end", "time_windows"

CLOSED_HINT = "plan it for another day, or give the order a window of its own."

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_windows(row: RowReader, day: ServiceDay, *, is_workbook: bool) -> tuple[Window, ...]:
    """The windows of a row, sorted and apart; empty for any time."""
    nothing: tuple[Span, ...] = ()
    if closed := closed_column(row, day):
        problem = f"{shown(row.value(closed))}: nobody is there on {day_text(day)}."
        row.error("LM1160", problem, CLOSED_HINT, column=closed)
        return ()

    def spans(text: str) -> tuple[Span, ...]:
        parts_of_day = is_workbook or looks_like_parts_of_day(text)
        return parse_spans(_plain(text, day, parts_of_day=parts_of_day))

    several = row.parsed(SEVERAL, spans, nothing)
    single = _single_span(row, day, is_workbook)
    weekday = weekday_column(day)
    if not several and single is None and weekday in row.columns:
        return _placed(row, row.parsed(weekday, spans, nothing), weekday, day)
    if several and single and several != (single,):
        problem = f"says {', '.join(map(str, several))}, but the other columns say {single}."
        row.error("LM1108", problem, "keep the window in one place only.", column=SEVERAL)
        return ()
    column = SEVERAL if several else START
    return _placed(row, several or ((single,) if single else ()), column, day)


def closed_column(row: RowReader, day: ServiceDay) -> str:
    """
    The column that says that nobody is there on this day; empty where none does.

    Hours by day of the week count where no window is given.
    """
    given = [column for column in (SEVERAL, START, END) if row.value(column)]
    for column in given or [weekday_column(day)]:
        if row.value(column).casefold().strip(".! ") in CLOSED:
            return column
    return ""


def day_text(day: ServiceDay) -> str:
    """
    The day as a message names it.

    >>> from datetime import date
    >>> day_text(ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki"))
    'Monday 2026-06-01'
    """
    return f"{_NAMES[day.date.weekday()]} {day.date}"


def weekday_column(day: ServiceDay) -> str:
    """The column with the opening hours of this day of the week."""
    return f"hours_{_WEEKDAYS[day.date.weekday()]}"


def read_ready_s(row: RowReader, day: ServiceDay, *, is_workbook: bool) -> int | None:
    """When the goods can be loaded at the earliest, in seconds of the day."""

    def ready_s(text: str) -> int:
        parts_of_day = is_workbook or looks_like_parts_of_day(text)
        clock_s = moment_s(_plain(text, day, parts_of_day=parts_of_day))
        return to_window(Span(clock_s, clock_s), day).opens_s

    return row.parsed("ready_at", ready_s, None)


def _single_span(row: RowReader, day: ServiceDay, is_workbook: bool) -> Span | None:
    start, end = row.value(START), row.value(END)
    if not start and not end:
        return None
    parts_of_day = is_workbook or looks_like_parts_of_day(start, end)

    def moment(text: str) -> int | None:
        if text.casefold() in ANY_TIME:
            return None
        return moment_s(_plain(text, day, parts_of_day=parts_of_day))

    opens_s = row.parsed(START, moment, None)
    closes_s = row.parsed(END, moment, None)
    if row.bad_columns & {START, END} or (opens_s is None and closes_s is None):
        return None
    if opens_s is None or closes_s is None:
        # An end of 00:00 is the end of the day.
        return Span(opens_s or 0, DAY_S - 1 if closes_s is None else closes_s or DAY_S)
    try:
        return make_span(opens_s, closes_s)
    except CellError as error:
        row.refuse(error, START)
        return None


def _plain(text: str, day: ServiceDay, *, parts_of_day: bool) -> str:
    return with_plain_clocks(text, day.date, day.timezone, parts_of_day=parts_of_day)


def _placed(
    row: RowReader, spans: tuple[Span, ...], column: str, day: ServiceDay
) -> tuple[Window, ...]:
    windows = []
    for span in spans:
        if span.is_past_midnight:
            row.info("LM1105", f"{span} is read as running past midnight.", column=column)
        if span.opens_s == span.closes_s:
            problem = f"{span} leaves no choice: service must begin that second."
            row.warning("LM1106", problem, "widen the window by some minutes.", column=column)
        try:
            windows.append(to_window(span, day))
        except CellError as error:
            row.refuse(error, column)
    apart = merged(windows)
    if len(apart) < len(windows):
        problem = f"windows overlap; read as {len(apart)} instead of {len(windows)}."
        row.info("LM1107", problem, "leave a gap between windows.", column=column)
    return apart
