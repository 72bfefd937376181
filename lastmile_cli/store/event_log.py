"""The log of events in the database: only ever added to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.store.database import Database
from lastmile_cli.store.schema import events as table

ROWS_AT_ONCE = 5_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Appended:
    """How many events were told, and how many of them were news."""

    told: int
    new: int


class EventLog:
    """See ``lastmile_cli.domain.ports.EventLog``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, events: Iterable[Event]) -> Appended:
        """Keep all of them, or none where something fails; what is known already is passed over."""
        told = 0
        with self._database.writing() as connection:
            last = connection.execute(sa.select(sa.func.max(table.c.number))).scalar() or 0
            statement = _insert(connection.dialect.name)
            rows = map(_row, events)
            while some := list(islice(rows, ROWS_AT_ONCE)):
                connection.execute(statement, some)
                told += len(some)
            new = connection.execute(
                sa.select(sa.func.count()).select_from(table).where(table.c.number > last)
            ).scalar_one()
        return Appended(told=told, new=int(new))

    def between(self, low: datetime, high: datetime) -> list[Event]:
        """All that happened from ``low`` until before ``high``, in the order it was told."""
        return self._select(_happened(low, high))

    def of_day(self, low: datetime, high: datetime) -> list[Event]:
        """All that happened in that time, but of positions each vehicle's last alone."""
        is_position = table.c.kind == EventKind.POSITION.value
        within = sa.and_(_happened(low, high), is_position)
        last = (
            sa.select(table.c.vehicle_id, sa.func.max(table.c.at_us).label("at_us"))
            .where(within)
            .group_by(table.c.vehicle_id)
            .subquery()
        )
        is_last = sa.and_(
            is_position,
            table.c.number.in_(
                sa.select(table.c.number).join(
                    last,
                    sa.and_(table.c.vehicle_id == last.c.vehicle_id, table.c.at_us == last.c.at_us),
                )
            ),
        )
        return self._select(sa.or_(sa.and_(_happened(low, high), ~is_position), is_last))

    def of_order(self, order_id: str) -> list[Event]:
        """All that ever named an order, in the order it was told."""
        return self._select(table.c.order_id == order_id)

    def _select(self, when: sa.ColumnElement[bool]) -> list[Event]:
        asked = sa.select(table).where(when).order_by(table.c.number)
        with self._database.reading() as connection:
            return list(map(_event, connection.execute(asked)))


def _happened(low: datetime, high: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.at_us >= to_us(low), table.c.at_us < to_us(high))


def to_us(instant: datetime) -> int:
    """Whole microseconds since 1970 of an aware instant."""
    return (instant - EPOCH) // MICROSECOND


def from_us(count: int) -> datetime:
    """Instant in UTC of so many microseconds since 1970."""
    return EPOCH + count * MICROSECOND


def _insert(dialect: str) -> Any:
    plug = postgresql if dialect == "postgresql" else sqlite
    return plug.insert(table).on_conflict_do_nothing(index_elements=["identity"])


def _row(event: Event) -> dict[str, Any]:
    place = event.place
    return {
        "identity": identity_of(event),
        "kind": event.kind.value,
        "at_us": to_us(event.at),
        "received_us": to_us(event.received_at),
        "order_id": event.order_id,
        "vehicle_id": event.vehicle_id,
        "trip": event.trip,
        "lat_deg": place.lat_deg if place else None,
        "lon_deg": place.lon_deg if place else None,
        "accuracy_m": event.accuracy_m,
        "parcels": event.parcels,
        "reason": event.reason,
        "note": event.note,
        "cash_micro": event.cash_micro,
        "source": event.source,
        "event_id": event.event_id,
    }


def identity_of(event: Event) -> bytes:
    """Sixteen bytes that are the same for two reports of the same thing."""
    said = "\x1f".join(event.identity).encode()
    return hashlib.blake2b(said, digest_size=16).digest()


def _event(row: Any) -> Event:
    place = None
    if row.lat_deg is not None:
        place = Coordinate(lat_deg=row.lat_deg, lon_deg=row.lon_deg)
    return Event(
        kind=EventKind(row.kind),
        at=from_us(row.at_us),
        received_at=from_us(row.received_us),
        order_id=row.order_id,
        vehicle_id=row.vehicle_id,
        trip=row.trip,
        place=place,
        accuracy_m=row.accuracy_m,
        parcels=row.parcels,
        reason=row.reason,
        note=row.note,
        cash_micro=row.cash_micro,
        source=row.source,
        event_id=row.event_id,
    )
