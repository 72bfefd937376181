"""The day of one vehicle as its events tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.geo import Coordinate


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLife:
    """
    One vehicle: when its shift began and ended, and where it was last seen.

    ``broken_at`` is when it broke down; a shift that starts again afterwards mends it.
    """

    vehicle_id: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    broken_at: datetime | None = None
    place: Coordinate | None = None
    seen_at: datetime | None = None

    @property
    def is_out(self) -> bool:
        """Whether it is on the road."""
        return self.started_at is not None and self.ended_at is None and self.broken_at is None


def driven(life: VehicleLife, event: Event, at: datetime) -> VehicleLife:
    """Go on with a vehicle's day after an event of it."""
    if event.place is not None:
        life = replace(life, place=event.place, seen_at=at)
    if event.kind is EventKind.BREAKDOWN:
        return replace(life, broken_at=at)
    if event.kind is EventKind.SHIFT_ENDED:
        return replace(life, ended_at=at)
    if event.kind is EventKind.SHIFT_STARTED:
        return replace(life, started_at=life.started_at or at, ended_at=None, broken_at=None)
    if event.kind is EventKind.OUT_FOR_DELIVERY and life.started_at is None:
        return replace(life, started_at=at)
    return life
