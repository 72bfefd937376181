"""Where a vehicle with a range best fills up on a visiting order that is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import Course, Halt, lay_out
from lastmile_cli.timing.departure import best_departure_s
from lastmile_cli.timing.motion import arrive
from lastmile_cli.timing.timed import TimedRoute
from lastmile_cli.timing.windows import begin

MOST_LABELS = 40
"""So many ways to have come to a halt are followed."""
MOST_TIMED = 8
"""So many ways to have come to the end are timed exactly."""
MOST_ON_A_LEG = 2
"""So many fillings are tried between two halts."""
PER_KM, PER_HOUR = 18, 5
"""Prices by the metre and by the second in 18,000 parts, so that sums stay whole."""


def without_charges(route: ProposedRoute) -> ProposedRoute:
    """Return the order alone."""
    return replace(route, charges=()) if route.charges else route


def with_charges(problem: Problem, route: ProposedRoute) -> ProposedRoute:
    """
    Return the same order with the fillings it needs, those that it had forgotten.

    A vehicle without a range, or one that gets by without a filling, has none;
    nor has one that no filling helps: its route then breaks its range, which
    is for others to judge. Each way to fill up that none beats in detour, hour
    and metres left is followed; of those that come to the end the one is taken
    that breaks least and then costs least, by the clock. At most
    ``MOST_ON_A_LEG`` fillings follow one another on the way to one halt.
    """
    vehicle = problem.vehicles[route.vehicle]
    if not vehicle.has_range or not route.trips or not all(route.trips):
        return without_charges(route)
    bare = without_charges(route)
    course = lay_out(problem, bare)
    if longest_stretch_m(course) <= vehicle.range_m:
        return bare
    search = _Search(problem, bare, course)
    departs_s = (course.depart_from_s, best_departure_s(course))
    ways = {way.charges: way for depart_s in departs_s for way in search.run(depart_s)}
    tried = [
        replace(bare, charges=way.charges)
        for way in sorted(ways.values(), key=lambda way: (way.price, way.at_s))[:MOST_TIMED]
    ]
    if not tried:
        return bare
    return min(tried, key=lambda way: _worth(problem, time_route(problem, way)))


def longest_stretch_m(course: Course) -> int:
    """Metres of the longest stretch that the vehicle drives on one filling."""
    return max(_stretches_m(course))


def _stretches_m(course: Course) -> Iterator[int]:
    driven_m = 0
    for halt in course.halts:
        driven_m += halt.distance_m
        if fills_up(course, halt):
            yield driven_m
            driven_m = 0
    yield driven_m + course.home_m


def fills_up(course: Course, halt: Halt) -> bool:
    """Whether the vehicle is full when it leaves a halt."""
    return halt.charger is not None or (halt.is_loading and course.vehicle.charges_at_start)


class _Label(NamedTuple):
    """One way to have come so far: its price, second, metres since full, and where it filled."""

    price: int
    at_s: int
    since_m: int
    charges: tuple[ProposedCharge, ...] = ()


@dataclass(eq=False)
class _Search:
    problem: Problem
    route: ProposedRoute
    course: Course
    _metres_left: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Say for each halt, and the end, how far it is from there to the next filling at most."""
        left_m = 0
        metres = [0]
        for halt in reversed(self.course.halts):
            following_m = self.course.home_m if len(metres) == 1 else 0
            left_m = 0 if fills_up(self.course, halt) else left_m + following_m
            metres.append(left_m)
            left_m += halt.distance_m
        self._metres_left = metres[::-1]

    @cached_property
    def places(self) -> list[int]:
        """Where each leg ends."""
        end = self.course.vehicle.end_place
        return [*(halt.place for halt in self.course.halts), *([] if end is None else [end])]

    def run(self, depart_s: int) -> list[_Label]:
        """All ways to the end that are worth a look."""
        labels = [_Label(0, depart_s, 0)]
        here = self.course.vehicle.start_place
        for number, place in enumerate(self.places):
            halt = self.course.halts[number] if number < len(self.course.halts) else None
            there = [way for label in labels for way in self._drive(label, here, place, number)]
            labels = _pruned(self._serve(label, halt) for label in there)
            here = place
        return labels

    def _serve(self, label: _Label, halt: Halt | None) -> _Label:
        if halt is None:
            return label
        at_s = begin(label.at_s, halt.windows) + halt.service_s
        since_m = 0 if fills_up(self.course, halt) else label.since_m
        return label._replace(at_s=at_s, since_m=since_m)

    def _drive(self, label: _Label, here: int, place: int, number: int) -> Iterator[_Label]:
        """Drive straight there, and by every charger where the rest of the way is too long."""
        straight = self._leg(label, here, place)
        if straight is not None:
            yield straight
            if straight.since_m + self._metres_left[number] <= self.course.vehicle.range_m:
                return
        ways = [(label, here)]
        for _ in range(MOST_ON_A_LEG):
            ways = list(self._fill(ways, number))
            for filled, charger in ways:
                onward = self._leg(filled, charger, place)
                if onward is not None:
                    yield onward

    def _fill(
        self, ways: Iterable[tuple[_Label, int]], number: int
    ) -> Iterator[tuple[_Label, int]]:
        vehicle = self.course.vehicle
        for label, here in ways:
            for charger, place in enumerate(self.problem.chargers):
                there = self._leg(label, here, place)
                if there is None or (label.since_m == 0 and place == here):
                    continue
                yield (
                    _Label(
                        price=there.price + PER_HOUR * vehicle.per_hour_micro * vehicle.recharge_s,
                        at_s=there.at_s + vehicle.recharge_s,
                        since_m=0,
                        charges=(*label.charges, ProposedCharge(before=number, charger=charger)),
                    ),
                    place,
                )

    def _leg(self, label: _Label, start: int, end: int) -> _Label | None:
        """Drive one leg; ``None`` where there is no way, or it is too long."""
        vehicle, travel = self.course.vehicle, self.problem.travel
        durations_s = travel.durations_s(vehicle.table, start, end)
        metres = travel.leg_m(vehicle.table, start, end)
        if min(durations_s) >= UNREACHABLE_S or label.since_m + metres > vehicle.range_m:
            return None
        at_s = arrive(label.at_s, durations_s, self.course.starts_s)
        seconds = at_s - label.at_s
        price = PER_KM * vehicle.per_km_micro * metres + PER_HOUR * vehicle.per_hour_micro * seconds
        return label._replace(price=label.price + price, at_s=at_s, since_m=label.since_m + metres)


def _pruned(labels: Iterable[_Label]) -> list[_Label]:
    """Keep the labels that no other one beats, the cheapest of too many."""
    kept: list[_Label] = []
    for label in sorted(labels, key=_rank):
        if not any(it.at_s <= label.at_s and it.since_m <= label.since_m for it in kept):
            kept.append(label)
    return kept[:MOST_LABELS]


def _rank(label: _Label) -> tuple[object, ...]:
    """Cheap, early and full first; of equals the charger that comes first in the problem."""
    chargers = tuple((charge.before, charge.charger) for charge in label.charges)
    return label.price, label.at_s, label.since_m, chargers


def _worth(problem: Problem, timed: TimedRoute) -> tuple[int, int, int]:
    """What a route breaks, then what it costs; smaller is better."""
    vehicle = problem.vehicles[timed.vehicle]
    stops = [
        (visit, problem.stops[visit.stop]) for visit in timed.stop_visits if visit.stop is not None
    ]
    broken_s = (
        sum(max(0, visit.start_s - stop.latest_s) for visit, stop in stops)
        + timed.late_home_s
        + max(0, timed.duration_s - vehicle.max_duration_s)
        + max(0, timed.drive_s - vehicle.max_drive_s)
        + max(0, timed.distance_m - vehicle.max_distance_m)
    )
    overtime_s = max(0, timed.paid_s - vehicle.overtime_after_s)
    price = (
        PER_KM * vehicle.per_km_micro * timed.distance_m
        + PER_HOUR * vehicle.per_hour_micro * timed.paid_s
        + PER_HOUR * vehicle.overtime_micro * overtime_s
        + PER_HOUR * sum(visit.late_s * stop.late_micro for visit, stop in stops)
    )
    return broken_s, price, timed.end_s
