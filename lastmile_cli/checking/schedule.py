"""Can a visiting order be driven on time? One drive, and the search for a departure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lastmile_cli.checking.motion import drive_to_s
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop
from lastmile_cli.domain.proposal import ProposedRoute

NO_PAUSES: Mapping[int, int] = {}
"""A drive without breaks."""


class Step(NamedTuple):
    """
    What a vehicle does after it first left: it serves a stop, loads again or recharges.

    Its goods are there, or the begin of service is meant, from ``ready_s`` on, and it
    stays for ``stay_s``; it
    ``is_full`` when it goes on from a charger, or from a depot that charges.
    """

    stop: int | None
    place: int
    stay_s: int
    ready_s: int = 0
    is_full: bool = False
    charger: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """One stop reached: seconds of arrival and of the begin of service."""

    stop: int
    arrive_s: int
    start_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """
    One drive of a route without any dawdling.

    ``start_s`` is the start of the first loading, ``leave_s`` when the vehicle
    first leaves, ``end_s`` when it is home or done.
    """

    start_s: int
    leave_s: int
    end_s: int
    drive_s: int
    halts: tuple[Halt, ...]

    @property
    def duration_s(self) -> int:
        """Seconds from the start of loading to the end."""
        return self.end_s - self.start_s


def begin_s(stop: ProblemStop, arrive_s: int) -> int:
    """When service begins: in the first window still open, at once after the last one."""
    still_open = [opens for opens, closes in stop.windows if arrive_s <= closes]
    return max(arrive_s, still_open[0]) if still_open else arrive_s


def late_s(stop: ProblemStop, start_s: int) -> int:
    """Seconds by which service begins after the last window closed."""
    return max(0, start_s - stop.windows[-1][1])


def is_too_late(stop: ProblemStop, start_s: int) -> bool:
    """Whether service begins later than it may at any price."""
    return late_s(stop, start_s) > stop.max_late_s


def ready_s(problem: Problem, trip: tuple[int, ...]) -> int:
    """Second from which all goods of a trip can be loaded."""
    return max((problem.stops[stop].ready_s for stop in trip), default=0)


def first_leave_s(problem: Problem, route: ProposedRoute) -> int:
    """
    The earliest second at which the vehicle may leave, loaded, on its first trip.

    A ready time of 0 stands for goods that are there already.
    """
    vehicle = problem.vehicles[route.vehicle]
    loads_s = max(ready_s(problem, route.trips[0]), vehicle.loads_from_s)
    return max(vehicle.earliest_s, loads_s + load_s(problem, route) if loads_s else 0)


def load_s(problem: Problem, route: ProposedRoute, trip: int = 0) -> int:
    """Seconds the vehicle loads for before a trip, the first by default."""
    vehicle = problem.vehicles[route.vehicle]
    parcels = (problem.stops[stop].loaded_parcels for stop in route.trips[trip])
    return vehicle.loading_s + sum(vehicle.loading_per_parcel_s * count for count in parcels)


def list_steps(problem: Problem, route: ProposedRoute) -> list[Step]:
    """
    List what a vehicle does after its first loading, in order, up to its last halt.

    Charges that are said to be nowhere on the route, or at no charger, are passed over.
    """
    vehicle = problem.vehicles[route.vehicle]
    depot_fills = vehicle.charges_at_start and vehicle.range_m < NO_LIMIT
    meant = {stop: from_s for stop, from_s, _ in route.spans}
    stops: list[Step] = []
    for number, trip in enumerate(route.trips):
        if number:
            filling_s = vehicle.recharge_s if depot_fills else 0
            stops.append(
                Step(
                    stop=None,
                    place=vehicle.start_place,
                    stay_s=max(load_s(problem, route, number), filling_s),
                    ready_s=ready_s(problem, trip),
                    is_full=depot_fills,
                )
            )
        for index in trip:
            stop = problem.stops[index]
            stay_s = stop.service_s[vehicle.service_class]
            stops.append(Step(index, stop.place, stay_s, meant.get(index, -NO_LIMIT)))
    if not route.charges:
        return stops
    steps: list[Step] = []
    for number in range(len(stops) + 1):
        steps += [
            Step(
                stop=None,
                place=problem.chargers[charge.charger],
                stay_s=vehicle.recharge_s if charge.seconds is None else charge.seconds,
                is_full=True,
                charger=charge.charger,
            )
            for charge in route.charges
            if charge.before == number and 0 <= charge.charger < len(problem.chargers)
        ]
        steps += stops[number : number + 1]
    return steps


def drive(
    problem: Problem,
    route: ProposedRoute,
    leave_s: int,
    pauses_s: Mapping[int, int] = NO_PAUSES,
) -> Drive:
    """
    Drive a route, leaving at ``leave_s`` and then never waiting without need.

    Every leg must have a way. Lateness is allowed: the caller judges it.
    ``pauses_s`` are held on arrival at a halt, by its number: loadings, stops
    and charges counted from 0, the first loading.
    """
    vehicle = problem.vehicles[route.vehicle]
    now_s, place, driven_s = leave_s, vehicle.start_place, 0
    halts: list[Halt] = []
    for count, step in enumerate(list_steps(problem, route), 1):
        arrive_s = drive_to_s(problem, route.vehicle, place, step.place, now_s)
        driven_s += arrive_s - now_s
        there_s = arrive_s + pauses_s.get(count, 0)
        if step.stop is None:
            start_s = max(there_s, step.ready_s)
        else:
            start_s = begin_s(problem.stops[step.stop], max(there_s, step.ready_s))
            halts.append(Halt(stop=step.stop, arrive_s=arrive_s, start_s=start_s))
        now_s, place = start_s + step.stay_s, step.place
    if vehicle.end_place is not None:
        arrive_s = drive_to_s(problem, route.vehicle, place, vehicle.end_place, now_s)
        driven_s += arrive_s - now_s
        now_s = arrive_s
    start_s = leave_s - load_s(problem, route)
    return Drive(
        start_s=start_s, leave_s=leave_s, end_s=now_s, drive_s=driven_s, halts=tuple(halts)
    )


def is_on_time(problem: Problem, route: ProposedRoute, run: Drive) -> bool:
    """Whether every window, with the lateness it allows, and the end of the shift hold."""
    if run.end_s > problem.vehicles[route.vehicle].latest_s:
        return False
    return not any(is_too_late(problem.stops[halt.stop], halt.start_s) for halt in run.halts)


def least_drive_s(problem: Problem, route: ProposedRoute) -> int:
    """Seconds of driving if every leg fell into its fastest period: no drive takes less."""
    return sum(min(leg_s) for leg_s in _legs_s(problem, route))


def list_drives(problem: Problem, route: ProposedRoute, from_s: int) -> Iterator[Drive]:
    """All on-time drives that leave at ``from_s`` or later, one for each second."""
    leave_s = from_s
    while is_on_time(problem, route, run := drive(problem, route, leave_s)):
        yield run
        leave_s += 1


def drives_until_short_enough(problem: Problem, route: ProposedRoute) -> Iterator[Drive]:
    """
    On-time drives, each leaving later; the last one keeps ``max_duration_s`` if any does.

    Exact: with FIFO travel the end ``e(d)`` never falls as the departure ``d``
    rises, so if the drive leaving at ``d`` is ``x`` seconds too long, every
    departure before ``d + x`` is too early as well, for its end is no earlier
    than ``e(d)``. Climbing by just ``x`` therefore misses no feasible
    departure, and ends at the first one, or where a window is missed (all
    later ones miss it too). Where even the least driving and service are too
    long, one drive is enough.
    """
    limit_s = problem.vehicles[route.vehicle].max_duration_s
    is_hopeless = _least_duration_s(problem, route) > limit_s
    leave_s = first_leave_s(problem, route)
    while is_on_time(problem, route, run := drive(problem, route, leave_s)):
        yield run
        if run.duration_s <= limit_s or is_hopeless:
            return
        leave_s += run.duration_s - limit_s


def leave_as_late(problem: Problem, route: ProposedRoute, run: Drive) -> Drive:
    """The latest departure that is on time and ends in the same second, found by halving."""
    low_s, high_s, best = run.leave_s, run.end_s, run
    while low_s < high_s:
        middle_s = (low_s + high_s + 1) // 2
        later = drive(problem, route, middle_s)
        if later.end_s == run.end_s and is_on_time(problem, route, later):
            low_s, best = middle_s, later
        else:
            high_s = middle_s - 1
    return best


def places_of(problem: Problem, route: ProposedRoute) -> list[int]:
    """Places in driving order; chargers, the depot between trips and the end included."""
    vehicle = problem.vehicles[route.vehicle]
    places = [vehicle.start_place, *(step.place for step in list_steps(problem, route))]
    return places if vehicle.end_place is None else [*places, vehicle.end_place]


def _legs_s(problem: Problem, route: ProposedRoute) -> list[tuple[int, ...]]:
    table = problem.vehicles[route.vehicle].table
    pairs = itertools.pairwise(places_of(problem, route))
    return [problem.travel.durations_s(table, start, end) for start, end in pairs]


def _least_duration_s(problem: Problem, route: ProposedRoute) -> int:
    stays_s = sum(step.stay_s for step in list_steps(problem, route))
    return load_s(problem, route) + stays_s + least_drive_s(problem, route)
