"""A visiting order as halts in a row, driven on from any of them: what breaks are judged with."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from lastmile_cli.checking import schedule
from lastmile_cli.checking.motion import arrival_s
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute


class Reached(NamedTuple):
    """Second of arrival, with the seconds driven and waited since the vehicle set out."""

    arrive_s: int
    drive_s: int
    wait_s: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """
    What a vehicle reaches that goes on without a break.

    ``halts`` are those reached on time, ``end`` the end of the day where that
    is on time as well.
    """

    halts: tuple[Reached, ...]
    end: Reached | None


class Course:
    """
    The halts of a route after it first left: its stops, the depot between trips, chargers.

    Every leg must have a way. ``varies`` tells whether driving takes longer at
    one hour than at another.
    """

    def __init__(self, problem: Problem, route: ProposedRoute) -> None:
        self._problem = problem
        self._vehicle = problem.vehicles[route.vehicle]
        self._halts = schedule.list_steps(problem, route)
        pairs = itertools.pairwise(schedule.places_of(problem, route))
        travel = problem.travel
        self._legs_s = [travel.durations_s(self._vehicle.table, *pair) for pair in pairs]
        self._ways_s = _sums(min(leg_s) for leg_s in self._legs_s)
        self._stays_s = _sums(halt.stay_s for halt in self._halts)
        self._known: dict[tuple[int, int], Stretch] = {}
        self.varies = any(len(set(leg_s)) > 1 for leg_s in self._legs_s)
        self.has_second_windows = any(len(problem.stops[s].windows) > 1 for s in route.stops)

    @property
    def count(self) -> int:
        """How many halts there are."""
        return len(self._halts)

    def least_drive_s(self, halt: int, until: int) -> int:
        """Seconds of driving from a halt to a later one (``count``: the end) at any hours."""
        ways = self._ways_s
        return ways[min(until + 1, len(ways) - 1)] - ways[halt + 1]

    def least_work_s(self, halt: int, until: int) -> int:
        """The same with all service and loading before the later halt, and without waiting."""
        stays_s = self._stays_s[until] - self._stays_s[max(halt, 0)]
        return self.least_drive_s(halt, until) + stays_s

    def go_on(self, halt: int, now_s: int) -> Stretch:
        """
        Drive on from a halt, where service or loading may begin at ``now_s``; no more breaks.

        ``halt`` -1 is the first departure. ``Stretch.halts[k]`` is halt ``halt + 1 + k``.
        """
        key = (halt, now_s)
        if key not in self._known:
            self._known[key] = self._go_on(halt, now_s)
        return self._known[key]

    def _go_on(self, halt: int, now_s: int) -> Stretch:
        drive_s = wait_s = 0
        reached: list[Reached] = []
        leave_s: int | None = now_s
        if halt >= 0:
            leave_s, wait_s = self._serve(halt, now_s)
        for number in range(halt + 1, self.count):
            if leave_s is None:
                return Stretch(tuple(reached), None)
            arrive_s = self._drive(number, leave_s)
            drive_s += arrive_s - leave_s
            reached.append(Reached(arrive_s, drive_s, wait_s))
            leave_s, waited_s = self._serve(number, arrive_s)
            wait_s += waited_s
        if leave_s is None:
            return Stretch(tuple(reached), None)
        end_s = leave_s
        if self._vehicle.end_place is not None:
            end_s = self._drive(self.count, leave_s)
            drive_s += end_s - leave_s
        is_on_time = end_s <= self._vehicle.latest_s
        return Stretch(tuple(reached), Reached(end_s, drive_s, wait_s) if is_on_time else None)

    def _serve(self, halt: int, now_s: int) -> tuple[int | None, int]:
        """When the vehicle leaves a halt and what it waited there; ``None``: it came too late."""
        step = self._halts[halt]
        if step.stop is None:
            start_s = max(now_s, step.ready_s)
            return start_s + step.stay_s, start_s - now_s
        stop = self._problem.stops[step.stop]
        start_s = schedule.begin_s(stop, max(now_s, step.ready_s))
        if schedule.is_too_late(stop, start_s):
            return None, 0
        return start_s + step.stay_s, start_s - now_s

    def _drive(self, leg: int, leave_s: int) -> int:
        return arrival_s(leave_s, self._legs_s[leg], self._problem.travel.period_starts_s)


def _sums(values_s: Iterable[int]) -> list[int]:
    """Running sums from nothing on."""
    return list(itertools.accumulate(values_s, initial=0))
