"""Ways to have recharged along a visiting order that is settled, none beaten by another."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT, Problem
from lastmile_cli.domain.proposal import ProposedCharge
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.course import Course, Halt
from lastmile_cli.timing.motion import arrive
from lastmile_cli.timing.windows import begin

MOST_LABELS = 40
"""So many ways to have come to a halt are followed."""
PER_KM, PER_HOUR = 18, 5
"""Prices by the metre and by the second in 18,000 parts, so that sums stay whole."""


def fills_up(course: Course, halt: Halt) -> bool:
    """Whether the vehicle is full when it leaves a halt."""
    return halt.charger is not None or (halt.is_loading and course.vehicle.charges_at_start)


class Way(NamedTuple):
    """
    One way to have come so far: its price, second, metres since full, and where it filled.

    ``late_s`` is by how much it missed windows and the end of the shift.
    """

    price: int
    at_s: int
    since_m: int
    charges: tuple[ProposedCharge, ...] = ()
    late_s: int = 0


class _Gap(NamedTuple):
    """
    Fillings on the way to a halt: metres to each charger and on from it, the places of all.

    ``useful`` are chargers than which no other is as near to both ends at every hour.
    """

    here: int
    place: int
    there_m: list[int]
    onward_m: list[int]
    useful: frozenset[int]


@dataclass(eq=False)
class WaySearch:
    """The ways along one course that has no charges yet, for any number of departures."""

    problem: Problem
    course: Course
    _metres_left: list[int] = field(init=False)
    _legs: dict[tuple[int, int], tuple[tuple[int, ...], int]] = field(default_factory=dict)

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
    def gaps(self) -> list[_Gap]:
        """The ways between halts, and home."""
        vehicle = self.course.vehicle
        ends = [vehicle.start_place, *(halt.place for halt in self.course.halts)]
        ends += [] if vehicle.end_place is None else [vehicle.end_place]
        return [self._gap(*pair) for pair in itertools.pairwise(ends)]

    def _gap(self, here: int, place: int) -> _Gap:
        table = self.problem.travel.tables[self.course.vehicle.table]
        chargers = np.array(self.problem.chargers, dtype=np.intp)
        spots = np.full_like(chargers, here), np.full_like(chargers, place)
        ways = (spots[0], chargers), (chargers, spots[1])
        seconds = [table.duration_s[:, start, end].astype(np.int64) for start, end in ways]
        there_m, onward_m = (
            np.where(way_s.min(axis=0) >= UNREACHABLE_S, NO_LIMIT, table.distance_m[way])
            for way_s, way in zip(seconds, ways, strict=True)
        )
        each = np.vstack([*seconds, there_m, onward_m])
        as_near = (each[:, :, None] <= each[:, None, :]).all(axis=0)
        # Of chargers at one door the first is enough.
        beats = as_near & (~as_near.T | np.triu(np.ones_like(as_near), 1))
        useful = frozenset(np.flatnonzero(~beats.any(axis=0)).tolist())
        return _Gap(here, place, there_m.tolist(), onward_m.tolist(), useful)

    def run(self, depart_s: int) -> list[Way]:
        """All ways to the end that are worth a look."""
        labels = [Way(0, depart_s, 0)]
        for number, gap in enumerate(self.gaps):
            halt = self.course.halts[number] if number < len(self.course.halts) else None
            there = [way for label in labels for way in self._drive(label, gap, number)]
            labels = [self._serve(label, halt) for label in there]
            # Of ways that end alike breaks may fit into one alone.
            if halt is not None or not self.course.vehicle.breaks:
                labels = _pruned(labels)
        return labels

    def _serve(self, label: Way, halt: Halt | None) -> Way:
        if halt is None:
            # How far it could go on counts no more.
            late_s = max(0, label.at_s - self.course.vehicle.latest_s)
            return label._replace(since_m=0, late_s=label.late_s + late_s)
        start_s = begin(label.at_s, halt.windows)
        since_m = 0 if fills_up(self.course, halt) else label.since_m
        late_s = label.late_s + max(0, start_s - halt.latest_s)
        return label._replace(at_s=start_s + halt.service_s, since_m=since_m, late_s=late_s)

    def _drive(self, label: Way, gap: _Gap, number: int) -> Iterator[Way]:
        """Drive straight there, and by every charger where the rest of the way is too long."""
        range_m, left_m = self.course.vehicle.range_m, self._metres_left[number]
        straight = self._leg(label, gap.here, gap.place)
        if straight is not None:
            yield straight
            if straight.since_m + left_m <= range_m:
                return
        chargers = range(len(gap.there_m))
        # Whoever can go to a charger at once needs no other one before.
        far = [one for one in chargers if label.since_m + gap.there_m[one] > range_m]
        for one in {*chargers}.difference(far) if far else gap.useful:
            full = self._fill(label, gap.here, one, number)
            if full is None:
                continue
            onward = self._leg(full, self.problem.chargers[one], gap.place)
            if onward is not None and one in gap.useful:
                yield onward
            if onward is not None and onward.since_m + left_m <= range_m:
                continue
            for other in far:
                if gap.onward_m[other] < gap.onward_m[one]:
                    again = self._fill(full, self.problem.chargers[one], other, number)
                    last = again and self._leg(again, self.problem.chargers[other], gap.place)
                    if last is not None:
                        yield last

    def _fill(self, label: Way, here: int, charger: int, number: int) -> Way | None:
        """Drive to a charger and fill up there; ``None`` where it is not in reach."""
        vehicle, place = self.course.vehicle, self.problem.chargers[charger]
        there = self._leg(label, here, place)
        if there is None or (label.since_m == 0 and place == here):
            return None
        return there._replace(
            price=there.price + PER_HOUR * vehicle.per_hour_micro * vehicle.recharge_s,
            at_s=there.at_s + vehicle.recharge_s,
            since_m=0,
            charges=(*label.charges, ProposedCharge(before=number, charger=charger)),
        )

    def _leg(self, label: Way, start: int, end: int) -> Way | None:
        """Drive one leg; ``None`` where there is no way, or it is too long."""
        vehicle, travel = self.course.vehicle, self.problem.travel
        if (start, end) not in self._legs:
            durations_s = travel.durations_s(vehicle.table, start, end)
            metres = travel.leg_m(vehicle.table, start, end)
            is_open = min(durations_s) < UNREACHABLE_S
            self._legs[start, end] = durations_s, metres if is_open else NO_LIMIT
        durations_s, metres = self._legs[start, end]
        if label.since_m + metres > vehicle.range_m:
            return None
        at_s = arrive(label.at_s, durations_s, self.course.starts_s)
        seconds = at_s - label.at_s
        price = PER_KM * vehicle.per_km_micro * metres + PER_HOUR * vehicle.per_hour_micro * seconds
        return label._replace(price=label.price + price, at_s=at_s, since_m=label.since_m + metres)


def _pruned(labels: Iterable[Way]) -> list[Way]:
    """Keep the labels that no other one beats, of those in time if any is, the cheapest ones."""
    found = sorted(labels, key=rank)
    kept: list[Way] = []
    for label in [label for label in found if not label.late_s] or found:
        if not any(_is_as_good(it, label) for it in kept):
            kept.append(label)
    return kept[:MOST_LABELS]


def _is_as_good(one: Way, other: Way) -> bool:
    """Whether a way that is no dearer is as early, as full and no more late."""
    is_early = one.at_s <= other.at_s and one.late_s <= other.late_s
    return is_early and one.since_m <= other.since_m


def rank(label: Way) -> tuple[object, ...]:
    """Cheap, early and full first; of equals the charger that comes first in the problem."""
    chargers = tuple((charge.before, charge.charger) for charge in label.charges)
    return label.price, label.at_s, label.since_m, label.late_s, chargers
