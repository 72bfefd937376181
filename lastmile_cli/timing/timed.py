"""A timed route: the hours and metres of one vehicle's day, as values."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.plan import VisitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedVisit:
    """
    One halt: a stop (its index in the problem), loading at the depot, a charge, or a break.

    ``break_index`` names the vehicle's break, or the break a part belongs to; a
    break is taken where the next halt is, and the leg there leads to the break.
    ``charger`` is the index of the charger where the vehicle fills up. Without
    stop, break and charger it loads.

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
    break_index: int | None = None
    charger: int | None = None

    @property
    def kind(self) -> VisitKind:
        """Stop, load, charge or break."""
        if self.charger is not None:
            return VisitKind.CHARGE
        if self.break_index is not None:
            return VisitKind.BREAK
        return VisitKind.LOAD if self.stop is None else VisitKind.STOP

    @property
    def wait_s(self) -> int:
        """Seconds between arriving and beginning."""
        return self.start_s - self.arrive_s

    @property
    def service_s(self) -> int:
        """Seconds of service, of loading, of charging, or of the break."""
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

    ``late_home_s`` is how far the end lies behind the vehicle's latest second,
    ``unpaid_s`` what is not paid: unpaid breaks, and waiting where it is not.
    """

    vehicle: int
    visits: tuple[TimedVisit, ...]
    home: TimedHome | None
    late_home_s: int
    unpaid_s: int = 0

    @property
    def start_s(self) -> int:
        """Start of loading: the working day begins."""
        return self.visits[0].start_s

    @property
    def end_s(self) -> int:
        """Home again, or done where the route is open."""
        return self.home.arrive_s if self.home else self.visits[-1].depart_s

    @property
    def duration_s(self) -> int:
        """Seconds from the start of loading to the end."""
        return self.end_s - self.start_s

    @property
    def paid_s(self) -> int:
        """Seconds that wages and overtime count."""
        return self.duration_s - self.unpaid_s

    @property
    def break_s(self) -> int:
        """Seconds of breaks, paid or not."""
        return sum(visit.service_s for visit in self.visits if visit.kind is VisitKind.BREAK)

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
        """Seconds waited: at doors, for goods to be ready, for a break to begin."""
        return sum(visit.wait_s for visit in self.visits)

    @property
    def late_s(self) -> int:
        """Seconds of lateness at doors, added up."""
        return sum(visit.late_s for visit in self.visits)
