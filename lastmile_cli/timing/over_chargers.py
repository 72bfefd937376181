"""
What a way over chargers takes at least, from any place to any other.

Who must charge may come by a charger on any leg, and in tables of streets the way over a third
place is now and then the shorter one: the fastest way is not the shortest, and traffic differs.
Quick tests that look at the straight legs alone would stop such a route wrongly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemVehicle
from lastmile_cli.domain.travel import UNREACHABLE_S, TravelTable

Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False, kw_only=True)
class OverChargers:
    """
    The least seconds, seconds at the wheel and metres of ways by at least one charger.

    Each is two tables: ``there`` from any place until one goes on from a charger, others in
    between or not, shape (3, places, chargers); ``onward`` from a charger to any place, again
    others in between or not, shape (3, chargers, places). No way: ``NO_LIMIT`` or more.
    """

    there: Numbers
    onward: Numbers

    def least(self, starts: Sequence[int] | Numbers, ends: Sequence[int] | Numbers) -> Numbers:
        """Give the least seconds, seconds at the wheel and metres of ways; shape (3, ways)."""
        onward = self.onward[:, :, ends].transpose(0, 2, 1)
        ways = self.there[:, starts] + onward
        least: Numbers = ways.min(axis=2, initial=NO_LIMIT)
        return least

    def calls_s(
        self, starts: Sequence[int] | Numbers, ends: Sequence[int] | Numbers, chargers: list[int]
    ) -> Numbers:
        """Give the least seconds of each way (rows) by each of these chargers (columns)."""
        there = self.there[0][starts][:, chargers]
        calls: Numbers = there + self.onward[0][chargers][:, ends].T
        return calls


def over_chargers(
    problem: Problem, vehicle: ProblemVehicle, places: Sequence[int] | None = None
) -> OverChargers | None:
    """
    Measure the ways of a vehicle over chargers; ``None`` where it never needs any.

    Every leg counts as in its fastest period, every stay as the shortest there is. Its own
    start counts as a charger: that there were one is a change that may be tried. ``places``:
    then they alone are measured, and known by their position.
    """
    if not vehicle.has_range:
        return None
    chargers = np.array([*problem.chargers, vehicle.start_place], dtype=np.intp)
    table = problem.travel.tables[vehicle.table]
    some = range(problem.travel.place_count) if places is None else places
    every = np.array(some, dtype=np.intp)
    stays_s = _shortest_stays_s(problem, vehicle)
    there, between = (_ways(table, starts, chargers, stays_s) for starts in (every, chargers))
    onward = _ways(table, chargers, every, [0])
    for middle in range(len(chargers)):
        over = between[:, :, [middle]] + between[:, [middle], :]
        np.minimum(between, over, out=between)
    for last in range(len(chargers)):
        over = there[:, :, [last]] + between[:, [last], :]
        there = np.minimum(there, over)
        over = between[:, :, [last]] + onward[:, [last], :]
        onward = np.minimum(onward, over)
    return OverChargers(there=there, onward=onward)


def _ways(table: TravelTable, starts: Places, ends: Places, stays_s: list[int]) -> Numbers:
    """Seconds with stays, seconds at the wheel and metres; shape (3, starts, ends)."""
    drive_s = table.duration_s[:, starts[:, None], ends].min(axis=0).astype(np.int64)
    metres = table.distance_m[starts[:, None], ends]
    ways = np.array([drive_s + stays_s, drive_s, metres], dtype=np.int64)
    ways[:, drive_s >= UNREACHABLE_S] = NO_LIMIT
    return ways


def _shortest_stays_s(problem: Problem, vehicle: ProblemVehicle) -> list[int]:
    """Seconds that a call at each charger takes at least, at a new one where it starts too."""
    if vehicle.battery is None:
        return [vehicle.recharge_s] * (len(problem.chargers) + 1)
    return [*(problem.plug_of(n).plug_s for n in range(len(problem.chargers))), 0]
