"""A proposed route laid out: the halts one after the other, each with the leg that leads to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.timing.motion import arrive, latest_departure
from lastmile_cli.timing.windows import Windows, begin, from_on, latest_arrival

_ALWAYS: Windows = ((-NO_LIMIT, NO_LIMIT),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """
    Where the vehicle stops: a stop's index, or ``None`` to load again or to fill up.

    It fills up where there is a ``charger``, an index of ``Problem.chargers``.
    ``durations_s`` (one per period) and ``distance_m`` are of the leg here;
    loading again waits for its goods through ``windows`` and is never late.
    Service may begin until ``latest_s`` at ``late_micro`` per 3,600 s behind the
    last window; it is meant to begin until ``by_s``, where the route says so.
    """

    stop: int | None
    trip: int
    place: int
    windows: Windows
    service_s: int
    durations_s: tuple[int, ...]
    distance_m: int
    latest_s: int = NO_LIMIT
    late_micro: int = 0
    charger: int | None = None
    by_s: int | None = None

    @property
    def meant_by_s(self) -> int:
        """When service is meant to have begun: in its span, else in its last window."""
        return self.windows[-1][1] if self.by_s is None else self.by_s

    @property
    def is_loading(self) -> bool:
        """Whether the vehicle is back at its depot to load again."""
        return self.stop is None and self.charger is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """
    What the clock runs along.

    ``depart_from_s`` is the first second the vehicle may leave its depot: its
    shift has begun and the first trip's goods were ready, then loaded.
    ``home_s`` holds the durations of the way home, ``None`` on an open route.
    """

    vehicle: ProblemVehicle
    starts_s: tuple[int, ...]
    depart_from_s: int
    halts: tuple[Halt, ...]
    home_s: tuple[int, ...] | None
    home_m: int

    def arrive_at(self, halt: Halt, depart_s: int) -> int:
        """Second of arrival at a halt after leaving the one before."""
        return arrive(depart_s, halt.durations_s, self.starts_s)

    def arrive_home(self, depart_s: int) -> int:
        """Second of the end after leaving the last halt, at once on an open route."""
        return depart_s if self.home_s is None else arrive(depart_s, self.home_s, self.starts_s)

    def begins_s(self, depart_s: int) -> list[int]:
        """When service begins at each halt, then the second of the end; shape (halts + 1)."""
        begins = []
        at_s = depart_s
        for halt in self.halts:
            start_s = begin(self.arrive_at(halt, at_s), halt.windows)
            begins.append(start_s)
            at_s = start_s + halt.service_s
        return [*begins, self.arrive_home(at_s)]

    def latest_arrivals_s(
        self, begin_by_s: list[int], pauses_s: Mapping[int, int] = MappingProxyType({})
    ) -> list[int]:
        """
        The latest arrival at each halt, then at the end, that begins all by these seconds.

        ``begin_by_s`` has one entry per halt and one for the end; there must be
        a departure that keeps them all. Every step inverts a non-decreasing
        function exactly, hence so does the whole. ``pauses_s`` are taken on
        arrival, by halt.
        """
        *halts_by_s, at_s = begin_by_s
        latest = [at_s]
        if self.home_s is not None:
            at_s = latest_departure(at_s, self.home_s, self.starts_s)
        for number in reversed(range(len(self.halts))):
            halt = self.halts[number]
            by_s = min(at_s - halt.service_s, halts_by_s[number])
            latest.append(latest_arrival(by_s, halt.windows) - pauses_s.get(number, 0))
            at_s = latest_departure(latest[-1], halt.durations_s, self.starts_s)
        return latest[::-1]

    def latest_depart_s(self, begin_by_s: list[int]) -> int:
        """The largest departure that begins each halt, and ends, by these seconds."""
        first = self.halts[0]
        by_s = self.latest_arrivals_s(begin_by_s)[0]
        return latest_departure(by_s, first.durations_s, self.starts_s)

    def deadlines_s(self, begins_s: list[int], *, may_be_late: bool = False) -> list[int]:
        """
        When each halt must begin, and the end be, so that nobody is later than need be.

        ``begins_s`` are those of the earliest departure: its lateness cannot be
        helped. ``may_be_late``: nor does it matter where lateness has a price.
        """
        doors = [
            max(start_s, halt.latest_s if may_be_late else halt.meant_by_s)
            for halt, start_s in zip(self.halts, begins_s[:-1], strict=True)
        ]
        return [*doors, max(self.vehicle.latest_s, begins_s[-1])]


def lay_out(problem: Problem, route: ProposedRoute) -> Course:
    """
    Lay out a route with everything the clock needs.

    Raises
    ------
    ValueError
        The route has no stop, or a trip without one.
    """
    if not route.trips or not all(route.trips):
        msg = f"A route or trip without stops is never driven: {route.trips}."
        raise ValueError(msg)
    vehicle = loaded_for(problem, route)
    travel = problem.travel
    halts = tuple(_halts(problem, route))
    here = halts[-1].place
    end = vehicle.end_place
    return Course(
        vehicle=vehicle,
        starts_s=travel.period_starts_s,
        depart_from_s=_depart_from_s(problem, vehicle, route.trips[0]),
        halts=halts,
        home_s=None if end is None else travel.durations_s(vehicle.table, here, end),
        home_m=0 if end is None else travel.leg_m(vehicle.table, here, end),
    )


def loaded_for(problem: Problem, route: ProposedRoute) -> ProblemVehicle:
    """Return the vehicle of a route, whose ``loading_s`` is that of its first trip."""
    vehicle = problem.vehicles[route.vehicle]
    if not vehicle.loading_per_parcel_s:
        return vehicle
    loading_s = vehicle.loading_of_s(_loaded_parcels(problem, route.trips[0]))
    return replace(vehicle, loading_s=loading_s)


def _loaded_parcels(problem: Problem, trip: tuple[int, ...]) -> int:
    return sum(problem.stops[stop].loaded_parcels for stop in trip)


def _halts(problem: Problem, route: ProposedRoute) -> Iterator[Halt]:
    vehicle, travel = problem.vehicles[route.vehicle], problem.travel
    here = vehicle.start_place
    spans = {stop: (from_s, to_s) for stop, from_s, to_s in route.spans}
    windows: Windows
    for trip, stop, charge in _order_of(route):
        asked = None if stop is None else problem.stops[stop]
        if asked is not None:
            place, windows = asked.place, asked.windows
            if stop in spans:
                windows = from_on(windows, spans[stop][0])
            service_s = asked.service_s[vehicle.service_class]
        elif charge is not None:
            place, windows = problem.chargers[charge.charger], _ALWAYS
            service_s = vehicle.recharge_s if charge.seconds is None else charge.seconds
        else:
            parcels = _loaded_parcels(problem, route.trips[trip])
            place, service_s = vehicle.start_place, vehicle.reloading_of_s(parcels)
            windows = ((_ready_s(problem, route.trips[trip]), NO_LIMIT),)
        yield Halt(
            stop=stop,
            trip=trip,
            place=place,
            windows=windows,
            service_s=service_s,
            durations_s=travel.durations_s(vehicle.table, here, place),
            distance_m=travel.leg_m(vehicle.table, here, place),
            latest_s=NO_LIMIT if asked is None else asked.latest_s,
            late_micro=0 if asked is None else asked.late_micro,
            charger=None if charge is None else charge.charger,
            by_s=_by_s(asked, spans.get(-1 if stop is None else stop)),
        )
        here = place


def _by_s(stop: ProblemStop | None, span: tuple[int, int] | None) -> int | None:
    """When service is to have begun, where a span ends before the windows do."""
    if stop is None or span is None or span[1] >= stop.windows[-1][1]:
        return None
    return span[1]


def _order_of(route: ProposedRoute) -> Iterator[tuple[int, int | None, ProposedCharge | None]]:
    """
    Yield trip, stop and charge of every halt: neither of them where the vehicle loads again.

    On the way to the depot it is still on the trip before.
    """
    halts = [
        (number, stop)
        for number, trip in enumerate(route.trips)
        for stop in (trip if number == 0 else (None, *trip))
    ]
    on_trip = 0
    for count, (number, stop) in enumerate(halts):
        for charge in route.charges_before(count) if route.charges else ():
            yield (number if stop is not None else number - 1), None, charge
        yield number, stop, None
        on_trip = number
    for charge in route.charges_before(len(halts)):
        yield on_trip, None, charge


def _depart_from_s(problem: Problem, vehicle: ProblemVehicle, trip: tuple[int, ...]) -> int:
    """Say when the first trip may leave; goods ready at second 0 have always been there."""
    ready_s = max(vehicle.loads_from_s, _ready_s(problem, trip))
    loaded_s = ready_s + vehicle.loading_s if ready_s else vehicle.earliest_s
    return max(vehicle.earliest_s, loaded_s)


def _ready_s(problem: Problem, trip: tuple[int, ...]) -> int:
    return max(problem.stops[stop].ready_s for stop in trip)
