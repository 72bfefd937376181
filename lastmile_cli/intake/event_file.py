"""Events from a table: CSV, JSON lines, what OwnTracks, Traccar, Onfleet or AfterShip send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from lastmile_cli.domain.events import OF_VEHICLES, Event, EventKind
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.event_columns import is_known, places_of, reader_of
from lastmile_cli.intake.event_names import KINDS, NO_NEWS, REASON_IN_NAME, REASONS
from lastmile_cli.intake.event_times import Moments
from lastmile_cli.intake.gpx_tracks import is_gpx, read_gpx
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stop_money import parse_amount_micro
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.records.cells import unescape_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """
    What a file of events does not say of itself.

    ``received_at`` is now, where a row does not tell when it was received; ``vehicle_id`` is whose
    events they are where a row names neither a vehicle nor an order.
    """

    moments: Moments
    received_at: datetime
    currency: str
    vehicle_id: str = ""


@dataclass(frozen=True, slots=True)
class EventFile:
    """What could be read of a file, how many rows could not, and every notice about it."""

    events: tuple[Event, ...]
    refused: int
    notices: tuple[Notice, ...]


def read_events(source: Source, context: EventContext) -> EventFile:
    """
    Read events: a bad row is told and left out, all others count.

    Rows that say nothing new (an ETA of another system, say) are counted in one notice (LM1806).
    A file without a column for the time or for what happened has no event at all (LM1801).
    """
    book = NoticeBook(source.file)
    if is_gpx(source.content):
        points = read_gpx(source, book, context.vehicle_id, context.received_at)
        return EventFile(tuple(points), len(book.error_rows), book.sorted())
    table = read_csv(source.content, book, is_known)
    if table is None:
        return EventFile((), 1, book.sorted())
    places = places_of(table.header)
    is_track = bool(places["lat"] and places["lon"])
    if not places["at"] or not (places["kind"] or is_track):
        what = "for the time (at)" if not places["at"] else "for what happened (event)"
        hint = "name it: at, event, order_id, vehicle_id, lat, lon, parcels, reason, note."
        book.error("LM1801", f"there is no column {what}.", hint, row=table.header_line)
        return EventFile((), len(table.rows), book.sorted())
    rows = _Rows(places, context, book)
    events = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        event = rows.event(cells, line)
        if event is not None:
            events.append(event)
    rows.tell_passed_over()
    return EventFile(tuple(events), len(book.error_rows) + len(table.unread), book.sorted())


class _Rows:
    """Makes an event of each row."""

    def __init__(
        self, places: Mapping[str, tuple[int, ...]], context: EventContext, book: NoticeBook
    ) -> None:
        self._take: dict[str, Callable[[Sequence[str]], str]] = {
            column: reader_of(places, column) for column in places if places[column]
        }
        self._context, self._book = context, book
        self._passed_over: Counter[str] = Counter()

    def event(self, cells: Sequence[str], line: int) -> Event | None:
        """Make an event of a row; ``None`` after a notice, or where it says nothing new."""
        told = {column: text for column, take in self._take.items() if (text := take(cells))}
        name = told.get("kind", "")
        kind, reason = _kind_of(name) if name else (EventKind.POSITION, "")
        if kind is None and _plain(name) in NO_NEWS:
            self._passed_over[name] += 1
            return None
        try:
            return self._built(told, kind, reason)
        except CellError as error:
            self._book.error(error.code, error.problem, error.hint, row=line)
        except ValueError as error:
            hint = "name the order or the vehicle, and the place of a position."
            self._book.error("LM1804", str(error), hint, row=line)
        return None

    def tell_passed_over(self) -> None:
        """Say which rows were left out because they are no news."""
        if self._passed_over:
            names = listed(f"{name} ({count})" for name, count in self._passed_over.most_common())
            self._book.info("LM1806", f"rows that tell no event were passed over: {names}.")

    def _built(self, told: Mapping[str, str], kind: EventKind | None, reason: str) -> Event:
        if kind is None:
            name = told["kind"]
            raise CellError(
                "LM1803", f"no event is called {shown(name)}.", suggestion(name, [*EventKind])
            )
        if "at" not in told:
            raise CellError("LM1802", "it does not say when.", "fill the column with the time.")
        context = self._context
        order_id = unescape_cell(told.get("order_id", "")) if kind not in OF_VEHICLES else ""
        vehicle_id = unescape_cell(told.get("vehicle_id", ""))
        if not order_id and not vehicle_id:
            vehicle_id = context.vehicle_id
        received = told.get("received_at")
        cash = told.get("cash")
        return Event(
            kind=kind,
            at=context.moments.read(told["at"]),
            received_at=context.moments.read(received) if received else context.received_at,
            order_id=order_id,
            vehicle_id=vehicle_id,
            trip=_count(told, "trip") or 0,
            place=_place(told),
            accuracy_m=_number(told, "accuracy_m"),
            parcels=_count(told, "parcels"),
            reason=REASONS.get(_plain(told.get("reason", "")), told.get("reason", "")) or reason,
            note=unescape_cell(told.get("note", "")),
            cash_micro=parse_amount_micro(cash, context.currency) if cash else None,
            source=told.get("source", self._book.file),
            event_id=told.get("event_id", ""),
        )


_plain = cache(normalised)


@cache
def _kind_of(name: str) -> tuple[EventKind | None, str]:
    """Kind of event that a name stands for, and the reason it says along; ``None``: unknown."""
    plain = _plain(f"onfleet {name}" if name.isdecimal() else name)
    # AfterShip numbers the ways to be "OutForDelivery".
    kind = KINDS.get(plain) or KINDS.get(plain.rstrip("0123456789"))
    return kind, REASON_IN_NAME.get(plain, "")


def _number(told: Mapping[str, str], column: str) -> float | None:
    text = told.get(column)
    if text is None:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        problem = f"{shown(text)} in {column} is no number."
        raise CellError("LM1805", problem, "write it with digits and a point.") from None


def _count(told: Mapping[str, str], column: str) -> int | None:
    number = _number(told, column)
    if number is None:
        return None
    if number < 0 or number != int(number):
        raise CellError("LM1805", f"{number} in {column} is no count.", "write a whole number.")
    return int(number)


def _place(told: Mapping[str, str]) -> Coordinate | None:
    lat_deg, lon_deg = _number(told, "lat"), _number(told, "lon")
    if lat_deg is None or lon_deg is None:
        return None
    return Coordinate(lat_deg=lat_deg, lon_deg=lon_deg)
