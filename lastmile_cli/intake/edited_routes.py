"""Routes that were exported, moved by hand in a spreadsheet, and come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, has_errors
from lastmile_cli.domain.plan import Plan
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.workbooks import is_workbook, read_workbook
from lastmile_cli.records.cells import unescape_cell

_COLUMNS = ("vehicle", "trip", "sequence", "kind", "stop_id")
_ALIASES = {"vehicleid": "vehicle", "van": "vehicle", "route": "vehicle", "stop": "stop_id"}
STOP_KIND = "stop"

Orders = Mapping[str, tuple[tuple[str, ...], ...]]
"""For each vehicle the ids of its stops in visiting order, trip by trip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedRoutes:
    """
    What the file says now, and every notice about it.

    ``unplaced`` are stops (stop, vehicle) of which only the vehicle was changed: where among its
    stops they belong nobody said, and they are not in ``orders``.
    """

    orders: Orders
    unplaced: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    vehicle: str
    trip: int
    sequence: int | None
    stop_id: str


def read_edited_routes(source: Source, plan: Plan, vehicle_ids: Collection[str]) -> EditedRoutes:
    """
    Read the columns ``vehicle`` and ``stop_id``, and ``trip`` and ``sequence`` where they are.

    Lines stand in visiting order, each vehicle's by themselves. Where only the numbers in
    ``sequence`` were changed, they count; where nothing but a vehicle was, the stop's place
    among the new one's is open. A line without a vehicle is a stop that nobody
    serves, as is one that is gone (LM1597). Lines of another ``kind`` than ``stop`` are not
    read: loadings, breaks and charges follow from the order.

    Raises
    ------
    InputRefusedError
        A column is missing (LM1593); a vehicle (LM1594) or stop (LM1595) is unknown, a stop
        stands twice (LM1596), or a trip or sequence is no number (LM1599).
    """
    book = NoticeBook(source.file)
    rows = _rows(source, book)
    known = {visit.stop_id or "": None for route in plan.routes for visit in route.stop_visits}
    known |= {stop.stop_id: None for stop in plan.stops}
    _check(rows, known, vehicle_ids, book)
    if has_errors(book.notices):
        raise InputRefusedError(
            f"{source.file} cannot be read back as routes.",
            hint="start from the routes.csv that `lastmile export` writes",
            notices=book.sorted(),
        )
    written = {
        visit.stop_id or "": (route.vehicle_id, visit.sequence)
        for route in plan.routes
        for visit in route.stop_visits
    }
    ordered, unplaced = _in_order(rows, written, book)
    _note_gone(rows, written, book)
    orders: dict[str, dict[int, list[str]]] = {}
    for row in ordered:
        if row.vehicle:
            orders.setdefault(row.vehicle, {}).setdefault(row.trip, []).append(row.stop_id)
    return EditedRoutes(
        orders={
            vehicle: tuple(tuple(trips[number]) for number in sorted(trips))
            for vehicle, trips in orders.items()
        },
        unplaced=tuple((row.stop_id, row.vehicle) for row in unplaced),
        notices=book.sorted(),
    )


def _rows(source: Source, book: NoticeBook) -> list[_Row]:
    reader = read_workbook if is_workbook(source.content) else read_csv
    table = reader(source.content, book, lambda text: _column(text) is not None)
    if table is None:
        return []
    at = {_column(name): number for number, name in reversed([*enumerate(table.header)])}
    for column in ("vehicle", "stop_id"):
        if column not in at:
            hint = "export the routes again and keep the column."
            book.error("LM1593", f"there is no column `{column}`.", hint, row=table.header_line)
    if not {"vehicle", "stop_id"} <= at.keys():
        return []
    rows = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        texts = {
            column: unescape_cell(cells[at[column]]).strip() if at[column] < len(cells) else ""
            for column in _COLUMNS
            if column in at
        }
        if texts.get("kind", STOP_KIND).casefold() in (STOP_KIND, "") and texts["stop_id"]:
            rows.append(_row(line, texts, book))
    return rows


def _row(line: int, texts: Mapping[str, str], book: NoticeBook) -> _Row:
    numbers = {}
    for column in ("trip", "sequence"):
        text = texts.get(column, "").removesuffix(".0")
        if text and not text.isdecimal():
            hint = "write a whole number."
            book.error("LM1599", f"{shown(text)} is no number.", hint, row=line, column=column)
        numbers[column] = int(text) if text.isdecimal() else None
    return _Row(
        line=line,
        vehicle=texts["vehicle"],
        trip=numbers["trip"] or 1,
        sequence=numbers["sequence"],
        stop_id=texts["stop_id"],
    )


def _column(header: str) -> str | None:
    name = normalised(header)
    by_name = {normalised(column): column for column in _COLUMNS} | _ALIASES
    return by_name.get(name)


def _check(
    rows: Sequence[_Row], known: Mapping[str, None], vehicles: Collection[str], book: NoticeBook
) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.stop_id not in known:
            problem = f"the plan has no stop {shown(row.stop_id)}."
            book.error(
                "LM1595", problem, suggestion(row.stop_id, known), row=row.line, column="stop_id"
            )
        elif row.stop_id in first:
            problem = (
                f"stop {shown(row.stop_id)} stands here twice; first on line {first[row.stop_id]}."
            )
            book.error("LM1596", problem, "keep one of them.", row=row.line, column="stop_id")
        first.setdefault(row.stop_id, row.line)
        if row.vehicle and row.vehicle not in vehicles:
            problem = f"there is no vehicle {shown(row.vehicle)} on this day."
            book.error(
                "LM1594", problem, suggestion(row.vehicle, vehicles), row=row.line, column="vehicle"
            )


_Written = Mapping[str, tuple[str, int]]
"""Vehicle and sequence of each stop, as they were exported and in that order."""


def _in_order(
    rows: Sequence[_Row], written: _Written, book: NoticeBook
) -> tuple[list[_Row], list[_Row]]:
    """Rows in visiting order, and those whose place is open."""
    places = {stop_id: number for number, stop_id in enumerate(written)}
    stood = [places[row.stop_id] for row in rows if row.stop_id in places]
    renumbered = [row for row in rows if _is_renumbered(row, written)]
    if stood != sorted(stood):
        if renumbered:
            problem = "lines were moved and numbers in `sequence` changed: the lines' order counts."
            book.warning("LM1598", problem, "change one of the two.", row=renumbered[0].line)
        return list(rows), []
    unplaced = [row for row in rows if _is_given_away(row, written)]
    placed = [row for row in rows if row not in unplaced]
    if renumbered:
        placed.sort(key=lambda row: (row.trip, _number(row)))
    return placed, unplaced


def _is_renumbered(row: _Row, written: _Written) -> bool:
    was = written.get(row.stop_id)
    return was is not None and row.sequence is not None and row.sequence != was[1]


def _is_given_away(row: _Row, written: _Written) -> bool:
    """Whether all that was changed is the vehicle."""
    was = written.get(row.stop_id)
    has_new = was is not None and row.vehicle not in ("", was[0])
    return has_new and not _is_renumbered(row, written)


def _number(row: _Row) -> float:
    return float("inf") if row.sequence is None else row.sequence


def _note_gone(rows: Sequence[_Row], written: _Written, book: NoticeBook) -> None:
    there = {row.stop_id for row in rows}
    for stop_id, (vehicle_id, _) in written.items():
        if stop_id not in there:
            problem = f"stop {shown(stop_id)} of {vehicle_id} is gone."
            hint = "no vehicle serves it then; put its line back if that is not meant."
            book.warning("LM1597", problem, hint)
