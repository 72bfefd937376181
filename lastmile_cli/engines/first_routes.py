"""
Routes to begin from, by cheapest insertion with every rule of a route in view.

The solver's own insertion sees one dimension at a time; where rules tie two of
them together, what it builds on a large day is rejected as a whole. This one
times each candidate on the static tables. What it builds is a start, judged by
the solver route by route: it may err, but nothing of it is taken on trust.
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.engines.trial import holds

Trips = tuple[tuple[int, ...], ...]

_TRIALS = 30
"""Gaps tried for one stop on the way of others, the cheapest first."""
_NEW_TRIPS = 10
"""New trips tried for one stop, the cheapest first."""
_RANKS = {SequenceWish.FIRST: 0, SequenceWish.ANY: 1, SequenceWish.LAST: 2}


def first_routes(problem: Problem, able: list[list[int]]) -> dict[int, Trips]:
    """Trips by vehicle; what found no place is left out."""
    return _Builder(problem, able).build()


class _Builder:
    def __init__(self, problem: Problem, able: list[list[int]]) -> None:
        self.problem = problem
        self.able = [frozenset(vehicles) for vehicles in able]
        self.routes: dict[int, Trips] = {
            number: (problem.fixed_of(number),) if vehicle.locked else ()
            for number, vehicle in enumerate(problem.vehicles)
            if any(number in vehicles for vehicles in able)
        }
        self.home_of: dict[int, int] = {}
        self.orders: set[int] = set()
        self.tables = [
            table.duration_s[0].astype(np.int64) + table.distance_m // 20
            for table in problem.travel.tables
        ]
        for number, trips in self.routes.items():
            for stop in itertools.chain.from_iterable(trips):
                self._note(stop, number)

    def build(self) -> dict[int, Trips]:
        """Insert all units, those with the least time to spare first."""
        vans = range(len(self.problem.vehicles))
        fixed = {stop for number in vans for stop in self.problem.fixed_of(number)}
        for unit in sorted(self._units(fixed), key=self._spare_s):
            self._insert(unit)
        return {number: trips for number, trips in self.routes.items() if trips}

    def _units(self, locked: set[int]) -> list[tuple[int, ...]]:
        destinations = self.problem.destinations
        return [
            (stop, destinations[stop]) if stop in destinations else (stop,)
            for stop, vehicles in enumerate(self.able)
            if vehicles
            and stop not in locked
            and self.problem.stops[stop].shipped_from is None
            and destinations.get(stop) not in locked
        ]

    def _spare_s(self, unit: tuple[int, ...]) -> tuple[int, int, int]:
        """Seconds to choose from, then the dearest to leave out first."""
        stop = self.problem.stops[unit[0]]
        open_s = sum(min(closes, 86_400) - opens for opens, closes in stop.windows)
        return max(0, open_s - stop.ready_s), -stop.skip_micro, unit[0]

    def _note(self, stop: int, number: int) -> None:
        known = self.problem.stops[stop]
        if known.group is not None:
            self.home_of[known.group] = number
        if known.option_of is not None:
            self.orders.add(known.option_of)

    def _insert(self, unit: tuple[int, ...]) -> None:
        known = [self.problem.stops[stop] for stop in unit]
        if any(stop.option_of in self.orders for stop in known if stop.option_of is not None):
            return
        homes = {
            self.home_of[s.group] for s in known if s.group in self.home_of and s.group is not None
        }
        vehicles = frozenset.intersection(*(self.able[stop] for stop in unit))
        vehicles = vehicles & homes if homes else vehicles
        gaps = self._gaps(unit, sorted(vehicles))
        for _, number, trip, position in gaps:
            trips = self._with_unit(number, trip, position, unit)
            if self._keeps_ranks(trips) and holds(self.problem, number, trips):
                self.routes[number] = trips
                for stop in unit:
                    self._note(stop, number)
                return

    def _with_unit(self, number: int, trip: int, position: int, unit: tuple[int, ...]) -> Trips:
        trips = (
            [*self.routes[number], ()]
            if trip == len(self.routes[number])
            else [*self.routes[number]]
        )
        trips[trip] = (*trips[trip][:position], *unit, *trips[trip][position:])
        return tuple(trips)

    def _keeps_ranks(self, trips: Trips) -> bool:
        ranks = [_RANKS[self.problem.stops[stop].sequence] for trip in trips for stop in trip]
        return ranks == sorted(ranks)

    def _gaps(self, unit: tuple[int, ...], vehicles: list[int]) -> list[tuple[int, int, int, int]]:
        """(added, vehicle, trip, position) of the cheapest gaps, those of new trips among them."""
        first, last = (self.problem.stops[stop].place for stop in (unit[0], unit[-1]))
        found: list[tuple[int, int, int, int]] = []
        fresh: list[tuple[int, int, int, int]] = []
        for number in vehicles:
            vehicle, trips = self.problem.vehicles[number], self.routes[number]
            table = self.tables[vehicle.table]
            for trip, stops in enumerate(trips):
                places = np.array(
                    [vehicle.start_place, *(self.problem.stops[s].place for s in stops)]
                )
                nexts = np.append(places[1:], _or(vehicle.end_place, int(places[-1])))
                added = table[places, first] + table[last, nexts] - table[places, nexts]
                fixed = len(vehicle.locked) if trip == 0 else 0
                found += _cheapest(added, fixed, number, trip)
            if len(trips) < vehicle.max_trips:
                way = table[vehicle.start_place, first]
                way += table[last, _or(vehicle.end_place, last)]
                # A van that is out already is cheaper than one more, as a rule.
                dear = 0 if trips else 3_600
                fresh.append((int(way) + dear, number, len(trips), 0))
        return sorted([*sorted(found)[:_TRIALS], *sorted(fresh)[:_NEW_TRIPS]])


def _or(place: int | None, other: int) -> int:
    return other if place is None else place


def _cheapest(
    added: npt.NDArray[np.int64], fixed: int, number: int, trip: int
) -> list[tuple[int, int, int, int]]:
    """The five cheapest gaps of a trip behind what is fixed."""
    best = np.argsort(added, kind="stable")
    return [(int(added[gap]), number, trip, int(gap)) for gap in best if gap >= fixed][:5]
