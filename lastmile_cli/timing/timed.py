"""A timed route: the hours and metres of one vehicle's day, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedVisit:
    """
    One halt: a stop (its index in the problem), or loading at the depot (``stop`` is None).

    Seconds are of the service day. ``drive_s`` and ``distance_m`` are of the
    leg that leads here. ``late_s`` is how far ``start_s`` lies behind the last
    window. ``trip`` counts from 0.
    """

    stop: int | None
    trip: int
    place: int
    arrive_s: int
    start_s: int
    depart_s: int
    late_s: int
    drive_s: int
    distance_m: int

    @property
    def wait_s(self) -> int:
        """Seconds between arriving and beginning."""
        return self.start_s - self.arrive_s

    @property
    def service_s(self) -> int:
        """Seconds of service, or of loading."""
        return self.depart_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedHome:
    """The way back to the depot after the last stop."""

    place: int
    arrive_s: int
    drive_s: int
    distance_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedRoute:
    """
    One vehicle's day from the start of loading to the end; every sum includes the way home.

    ``late_home_s`` is how far the end lies behind the vehicle's latest second.
    """

    vehicle: int
    visits: tuple[TimedVisit, ...]
    home: TimedHome | None
    late_home_s: int

    @property
    def start_s(self) -> int:
        """Start of loading: from here on time is paid."""
        return self.visits[0].start_s

    @property
    def end_s(self) -> int:
        """Home again, or done where the route is open."""
        return self.home.arrive_s if self.home else self.visits[-1].depart_s

    @property
    def duration_s(self) -> int:
        """Paid seconds."""
        return self.end_s - self.start_s

    @property
    def stop_visits(self) -> tuple[TimedVisit, ...]:
        """The halts at stops, in visiting order."""
        return tuple(visit for visit in self.visits if visit.stop is not None)

    @property
    def drive_s(self) -> int:
        """Seconds driven."""
        return sum(v.drive_s for v in self.visits) + (self.home.drive_s if self.home else 0)

    @property
    def distance_m(self) -> int:
        """Metres driven."""
        return sum(v.distance_m for v in self.visits) + (self.home.distance_m if self.home else 0)

    @property
    def wait_s(self) -> int:
        """Seconds waited, at doors and for goods to be ready."""
        return sum(visit.wait_s for visit in self.visits)

    @property
    def late_s(self) -> int:
        """Seconds of lateness at doors, added up."""
        return sum(visit.late_s for visit in self.visits)
