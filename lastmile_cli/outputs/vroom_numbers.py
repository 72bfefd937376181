"""How VROOM names what we call by words: numbers for stops, vehicles and skills, Unix seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

PROFILES = {
    "car": "car",
    "van": "car",
    "truck": "car",
    "bike": "bike",
    "ebike": "bike",
    "foot": "foot",
    "cart": "foot",
}
"""What OSRM's own profiles are called, which VROOM asks for."""


@dataclass(slots=True)
class Numbers:
    """Gives every word a number of its own, the first 1."""

    known: dict[str, int] = field(default_factory=dict)

    def of(self, word: str) -> int:
        """Return the number of a word, a new one where it is new."""
        return self.known.setdefault(word, len(self.known) + 1)

    def of_all(self, words: Iterable[str]) -> list[int]:
        """Numbers of several words, sorted by word so that they do not hang on chance."""
        return [self.of(word) for word in sorted(words)]


def place_of(at: Coordinate) -> list[float]:
    """Longitude first."""
    return [round(at.lon_deg, 6), round(at.lat_deg, 6)]


def moment(day: ServiceDay, second: int) -> int:
    """
    Unix time of a second of the service day.

    >>> from datetime import date
    >>> moment(ServiceDay(date=date(1970, 1, 1), timezone="UTC"), 90)
    90
    """
    return round((day.instant(second) - _EPOCH).total_seconds())


def needs_of(stop: Stop) -> set[str]:
    """What a vehicle must have to serve a stop, as words: VROOM knows skills alone."""
    needs = {f"skill {name}" for name in stop.skills}
    if stop.vehicle_id:
        needs.add(f"vehicle {stop.vehicle_id}")
    if stop.driver_id:
        needs.add(f"driver {stop.driver_id}")
    if stop.depot_id:
        needs.add(f"depot {stop.depot_id}")
    return needs | {f"crew {persons}" for persons in range(2, stop.crew + 1)}


def has_of(vehicle: Vehicle) -> set[str]:
    """What a vehicle has, in the same words."""
    has = {f"skill {name}" for name in vehicle.all_skills}
    has |= {f"vehicle {vehicle.vehicle_id}", f"depot {vehicle.start_depot_id}"}
    if vehicle.driver is not None:
        has.add(f"driver {vehicle.driver.driver_id}")
    return has | {f"crew {persons}" for persons in range(2, vehicle.crew + 1)}
