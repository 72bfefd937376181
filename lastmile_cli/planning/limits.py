"""What one timed route would break: loads, ways, hours and lengths, each with how much."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemBreak
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.timing.batteries import follow_battery, lowest_mwh, timed_stays
from lastmile_cli.timing.timed import TimedRoute

REASONS = (
    "window_closed",
    "shift_too_short",
    "max_duration",
    "max_drive",
    "max_distance",
    "max_stops",
    "range",
    "battery",
    "break_latest",
    "break_work",
    "break_drive",
)
"""Every word for a limit but those for loads: ``capacity_`` and the unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A limit that is exceeded: one of ``REASONS``, what it would need, and what there is."""

    reason: str
    needs: int
    limit: int

    def __post_init__(self) -> None:
        if self.reason not in REASONS and not self.reason.startswith("capacity_"):
            msg = f"No limit is called {self.reason!r}."
            raise ValueError(msg)

    @property
    def share(self) -> float:
        """How much more is needed than there is, as a share of it."""
        return (self.needs - self.limit) / max(1, self.limit)


def excess_loads(problem: Problem, route: ProposedRoute) -> Iterator[Excess]:
    """
    Yield the load units of which a trip carries more than the vehicle holds.

    Deliveries are on board from the depot to their door, pickups from their
    door to the depot, shipments from door to door; the fullest moment counts.
    """
    capacity = problem.vehicles[route.vehicle].capacity
    for unit, (name, limit) in enumerate(zip(problem.load_units, capacity, strict=True)):
        most = max(fullest(problem, trip, unit) for trip in route.trips)
        if most > limit:
            yield Excess(reason=f"capacity_{name}", needs=most, limit=limit)


def excess_hours(problem: Problem, timed: TimedRoute) -> Iterator[Excess]:
    """
    Yield what a timed route takes more of than its vehicle may: hours, metres, stops.

    Lateness that has a price counts where it is more than the stop bears.
    """
    vehicle = problem.vehicles[timed.vehicle]
    for visit in timed.stop_visits:
        if visit.late_s and visit.stop is not None:
            latest_s = problem.stops[visit.stop].latest_s
            if visit.start_s > latest_s:
                yield Excess(reason="window_closed", needs=visit.start_s, limit=latest_s)
    for reason, needs, limit in (
        ("shift_too_short", timed.end_s, vehicle.latest_s),
        ("max_duration", timed.duration_s, vehicle.max_duration_s),
        ("max_drive", timed.drive_s, vehicle.max_drive_s),
        ("max_distance", timed.distance_m, vehicle.max_distance_m),
        ("max_stops", len(timed.stop_visits), vehicle.max_stops),
        ("range", max(stretches_m(problem, timed)), vehicle.range_m),
        ("battery", *drawn_mwh(problem, timed)),
    ):
        if needs > limit:
            yield Excess(reason=reason, needs=needs, limit=limit)
    yield from excess_breaks(problem, timed)


def drawn_mwh(problem: Problem, timed: TimedRoute) -> tuple[int, int]:
    """What a route would take of a battery at the least full place of it, and what there is."""
    vehicle = problem.vehicles[timed.vehicle]
    battery = vehicle.battery
    if battery is None:
        return 0, NO_LIMIT
    lowest = lowest_mwh(follow_battery(problem, vehicle, timed_stays(timed)))
    there_is_mwh = battery.start_mwh - battery.reserve_mwh
    return there_is_mwh + battery.reserve_mwh - lowest, there_is_mwh


def stretches_m(problem: Problem, timed: TimedRoute) -> Iterator[int]:
    """Yield the metres that a timed route drives on each filling, the last one up to its end."""
    fills = {VisitKind.CHARGE}
    if problem.vehicles[timed.vehicle].charges_at_start:
        fills.add(VisitKind.LOAD)
    driven_m = 0
    for visit in timed.visits:
        driven_m += visit.distance_m
        if visit.kind in fills:
            yield driven_m
            driven_m = 0
    yield driven_m + (timed.home.distance_m if timed.home else 0)


def excess_breaks(problem: Problem, timed: TimedRoute) -> Iterator[Excess]:
    """Yield the bounds that the breaks of a timed route miss, those done without included."""
    breaks = problem.vehicles[timed.vehicle].breaks
    since_s, driven_s, rested_s, done = timed.start_s, 0, 0, 0
    for visit in timed.visits:
        driven_s += visit.drive_s
        if visit.kind is VisitKind.BREAK:
            rested_s += visit.service_s
            if rested_s >= breaks[done].duration_s:
                yield from _missed(breaks[done], visit.start_s, since_s, driven_s)
                since_s, driven_s, rested_s, done = visit.depart_s, 0, 0, done + 1
    driven_s += timed.home.drive_s if timed.home else 0
    for number, owed in enumerate(breaks[done:]):
        if number == 0:
            yield from _missed(owed, timed.end_s, since_s, driven_s)
        elif timed.end_s > owed.latest_s:
            yield Excess(reason="break_latest", needs=timed.end_s, limit=owed.latest_s)


def _missed(owed: ProblemBreak, start_s: int, since_s: int, driven_s: int) -> Iterator[Excess]:
    for reason, needs, limit in (
        ("break_latest", start_s, owed.latest_s),
        ("break_work", start_s - since_s, owed.max_work_s),
        ("break_drive", driven_s, owed.max_drive_s),
    ):
        if needs > limit:
            yield Excess(reason=reason, needs=needs, limit=limit)


def has_way(problem: Problem, route: ProposedRoute) -> bool:
    """Whether every leg of the route can be driven."""
    vehicle = problem.vehicles[route.vehicle]
    return all(
        problem.travel.is_reachable(vehicle.table, start, end)
        for start, end in itertools.pairwise(places_along(problem, route))
    )


def places_along(problem: Problem, route: ProposedRoute) -> list[int]:
    """Places in driving order, with chargers, the depot between trips and the end."""
    vehicle = problem.vehicles[route.vehicle]
    places: list[int] = []
    for trip in route.trips:
        places += [vehicle.start_place, *(problem.stops[stop].place for stop in trip)]
    for charge in reversed(route.charges):
        # The place of halt k is entry k + 1: the first loading is no halt.
        places.insert(charge.before + 1, problem.chargers[charge.charger])
    return places if vehicle.end_place is None else [*places, vehicle.end_place]


def keeps_sequence(problem: Problem, route: ProposedRoute) -> bool:
    """Whether stops that must be first or last in the route are."""
    rank = {SequenceWish.FIRST: 0, SequenceWish.ANY: 1, SequenceWish.LAST: 2}
    ranks = [rank[problem.stops[stop].sequence] for stop in route.stops]
    return ranks == sorted(ranks)


def fullest(problem: Problem, trip: tuple[int, ...], unit: int) -> int:
    """What a trip carries of a load unit at its fullest moment."""
    stops = [problem.stops[stop] for stop in trip]
    on_board = sum(stop.delivery[unit] for stop in stops if stop.shipped_from is None)
    most = on_board
    for stop in stops:
        on_board += stop.pickup[unit] - stop.delivery[unit]
        most = max(most, on_board)
    return most
