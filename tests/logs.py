"""Logs of a day in a few words, for tests: "09:05 S-1 delivered"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.service_day import ServiceDay
from tests.plans import DAY

VEHICLES = ("van-1", "bike-2")


def clock(text: str, day: ServiceDay = DAY) -> datetime:
    """Instant of a wall clock such as "09:05" on the day of the small plan."""
    return day.instant(day.at_wall(text))


def event(line: str, day: ServiceDay = DAY, **changes: object) -> Event:
    """
    Read an event from "clock, who, what, and how many parcels": ``event("09:05 S-1 delivered 2")``.

    It is heard of five seconds later.
    """
    at, who, kind, *parcels = line.split()
    instant = clock(at, day)
    names = {"vehicle_id": who} if who in VEHICLES else {"order_id": who}
    plain = Event(
        kind=EventKind(kind),
        at=instant,
        received_at=instant + timedelta(seconds=5),
        parcels=int(parcels[0]) if parcels else None,
        place=Coordinate(lat_deg=60.17, lon_deg=24.95) if kind == "position" else None,
        source="phone",
        **names,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def log(*lines: str) -> list[Event]:
    """Read several events."""
    return [event(line) for line in lines]
