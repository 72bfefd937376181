"""What happened, when, and who says so: events of the day, as they are kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from lastmile_cli.domain.geo import Coordinate


class EventKind(StrEnum):
    """What an event says. The names of orders' events are those of the states they lead to."""

    CREATED = "created"
    READY = "ready"
    LOADED = "loaded"
    SHORT = "short"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    FAILED_ATTEMPT = "failed_attempt"
    REFUSED = "refused"
    RETURNING = "returning"
    RETURNED = "returned"
    RESCHEDULED = "rescheduled"
    AT_COLLECTION_POINT = "at_collection_point"
    CANCELLED = "cancelled"
    DAMAGED = "damaged"
    LOST = "lost"
    NOTE = "note"
    POSITION = "position"
    SHIFT_STARTED = "shift_started"
    SHIFT_ENDED = "shift_ended"
    BREAKDOWN = "breakdown"


OF_VEHICLES = frozenset(
    {EventKind.POSITION, EventKind.SHIFT_STARTED, EventKind.SHIFT_ENDED, EventKind.BREAKDOWN}
)
"""Events that are about a vehicle and never about one order."""
OF_A_LOAD = frozenset({EventKind.LOADED, EventKind.OUT_FOR_DELIVERY})
"""Events that may name a vehicle alone: they then hold for all that its trip carries."""
MAY_LACK_AN_ORDER = OF_VEHICLES | OF_A_LOAD | {EventKind.NOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One thing that happened; nothing ever changes it.

    ``at`` is when it happened by the clock of who says so, ``received_at`` when we heard of it
    (both UTC). ``order_id`` names an order, or a stop of several orders; it or ``vehicle_id`` is
    known, or both are. ``parcels`` is how many of them it is about (``None``: all), ``trip``
    counts from 1 (0: the one at hand). ``reason`` is a stable word, ``note`` free text,
    ``cash_micro`` what was taken at the door. ``source`` names the file, device or system, and
    ``event_id`` what that calls the event, if it does.
    """

    kind: EventKind
    at: datetime
    received_at: datetime
    order_id: str = ""
    vehicle_id: str = ""
    trip: int = 0
    place: Coordinate | None = None
    accuracy_m: float | None = None
    parcels: int | None = None
    reason: str = ""
    note: str = ""
    cash_micro: int | None = None
    source: str = ""
    event_id: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC or self.received_at.tzinfo is not UTC:
            msg = f"Times of an event must be in datetime.UTC: {self.at!r}, {self.received_at!r}."
            raise ValueError(msg)
        if not self.order_id and (not self.vehicle_id or self.kind not in MAY_LACK_AN_ORDER):
            msg = f"An event of this kind ({self.kind}) names an order."
            raise ValueError(msg)
        if self.kind in OF_VEHICLES and not self.vehicle_id:
            msg = f"An event of this kind ({self.kind}) names a vehicle."
            raise ValueError(msg)
        if self.kind is EventKind.POSITION and self.place is None:
            msg = "A position has a place."
            raise ValueError(msg)
        if self.parcels is not None and self.parcels < 0:
            msg = f"An event is about {self.parcels} parcels."
            raise ValueError(msg)

    @property
    def identity(self) -> tuple[str, ...]:
        """
        What two reports of the same thing have in common: told twice it counts once.

        A source's own id settles it. Else all that was said, but for when it was heard.
        """
        if self.event_id:
            return (self.source, self.event_id)
        place = f"{self.place.lat_deg:.6f},{self.place.lon_deg:.6f}" if self.place else ""
        numbers = (self.trip, self.parcels, self.cash_micro)
        said = ("" if number is None else str(number) for number in numbers)
        at = self.at.isoformat(timespec="milliseconds")
        return (self.kind, at, self.order_id, self.vehicle_id, place, *said, self.reason, self.note)
