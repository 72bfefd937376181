"""
Which doors to join to rounds on foot: those whose walk costs less than driving and parking.

From a plan, neighbours on its routes (single doors or rounds, of one route or of two) are
joined in pairs, those first that look cheapest by the legs they spare; each is kept only if
the routes it touches, timed and billed exactly, cost less. Pairs of rounds grow into larger
ones, until nothing is spared any more. Rounds that no longer pay are taken apart again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lastmile_cli.costing.quantities import HOUR_S, KM_M
from lastmile_cli.domain.in_home import WHITE_GLOVE
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.domain.stops import SequenceWish, Stop, StopKind
from lastmile_cli.domain.walks import WalkSettings
from lastmile_cli.planning.companions import count_faults
from lastmile_cli.planning.insertion import cost_micro
from lastmile_cli.planning.limits import excess_hours, excess_loads, has_way, keeps_sequence
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_moves import beside, parted, with_round
from lastmile_cli.planning.walk_pose import is_walked_in, joined_stop
from lastmile_cli.planning.walk_rounds import Round, Walker
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route

NEIGHBOURS = 5
"""So many of the nearest doors are tried with each."""

MOST_TRIED = 250
"""So many pairs, the most promising first, are timed and billed in one pass."""

MOST_PASSES = 6
"""Passes over all routes; each must find something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two stops of a plan that may become a round, and what that promises to save."""

    saved_micro: int
    first: int
    second: int
    at_second: bool
    round_: Round


def settings_of(posed: Posed) -> dict[int, WalkSettings]:
    """By vehicle (by number), how its driver walks; only those who do."""
    return {
        number: vehicle.walking
        for number, vehicle in enumerate(posed.vehicles)
        if vehicle.walking is not None
    }


def may_walk(posed: Posed, stop: int) -> bool:
    """
    Whether a stop may be a door of a round.

    Goods are brought to it, nothing is fetched or brought into the home, and neither its place
    in the route nor its company is fixed. Visits to collection points stay stops of their own.
    """
    asked: Stop = posed.stops[stop]
    return (
        asked.kind is StopKind.DELIVERY
        and asked.sequence is SequenceWish.ANY
        and asked.in_home is None
        and WHITE_GLOVE not in asked.skills
        and not asked.is_at_point
        and not asked.paired_with
        and not asked.group
        and stop not in posed.too_short
        and is_walked_in(posed.problem, stop)
    )


@dataclass(slots=True, kw_only=True)
class WalkDesk:
    """
    A plan whose stops are doors and rounds; rounds are numbered behind the doors.

    ``problem`` holds both, ``rounds`` the rounds by number, ``routes`` the plan by vehicle.
    """

    posed: Posed
    problem: Problem
    routes: dict[int, ProposedRoute]
    rounds: dict[int, Round] = field(default_factory=dict)
    _known: dict[tuple[int, frozenset[int]], tuple[Round, ...]] = field(default_factory=dict)
    _walkers: dict[int, Walker] = field(default_factory=dict)
    _costs: dict[int, Fraction] = field(default_factory=dict)
    _refused: set[Pair] = field(default_factory=set)
    _able: frozenset[int] = frozenset()
    _near: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, posed: Posed, proposal: Proposal, rounds: Mapping[int, Round]) -> WalkDesk:
        """Open a desk over a plan of single doors whose routes may hold these rounds already."""
        desk = cls(
            posed=posed,
            problem=posed.problem,
            routes={route.vehicle: route for route in proposal.routes if route.stops},
        )
        locked = {stop for vehicle in posed.problem.vehicles for stop in vehicle.locked}
        able = (n for n in range(len(posed.stops)) if n not in locked and may_walk(posed, n))
        desk._able = frozenset(able)
        desk._near = _near(posed, desk._able)
        desk._walkers = {number: _walker(posed, it) for number, it in settings_of(posed).items()}
        desk._take_over(rounds)
        desk._costs = {
            vehicle: cost_micro(desk.problem, time_route(desk.problem, route))
            for vehicle, route in desk.routes.items()
        }
        return desk

    def _take_over(self, rounds: Mapping[int, Round]) -> None:
        """Put rounds that a plan has (by the vehicle that walks, then their doors) into it."""
        for vehicle, route in list(self.routes.items()):
            mine = {r.doors[0]: r for r in rounds.values() if r.doors[0] in route.stops}
            for round_ in mine.values():
                number = self._add(vehicle, round_)
                self.routes[vehicle] = with_round(self.routes[vehicle], round_.doors, number)

    def choose(self, is_over: IsOver = never_over) -> None:
        """Join, then take apart, as long as the plan gets cheaper and it is not over."""
        for _ in range(MOST_PASSES):
            if not self._join_once(is_over):
                break
        self._part_once(is_over)

    def _join_once(self, is_over: IsOver) -> bool:
        found = False
        promising = itertools.takewhile(lambda _: not is_over(), self._pairs())
        pairs = [pair for pair in promising if pair not in self._refused]
        pairs.sort(key=lambda it: (-it.saved_micro, it.first, it.second))
        for pair in pairs[:MOST_TRIED]:
            if is_over():
                return False
            found |= self._joined(pair)
        return found

    def _pairs(self) -> Iterator[Pair]:
        """Yield all pairs of near stops that promise to save something."""
        holder = {
            door: (vehicle, stop)
            for vehicle, route in self.routes.items()
            for stop in route.stops
            for door in self.doors_of(stop)
        }
        for vehicle in self._walkers:
            route = self.routes.get(vehicle)
            for first in route.stops if route else ():
                near = {
                    holder[other]
                    for door in self.doors_of(first)
                    for other in self._near.get(door, ())
                    if other in holder
                }
                for other_vehicle, second in sorted(near):
                    if second != first and not (other_vehicle == vehicle and second < first):
                        yield from self._promising(vehicle, first, other_vehicle, second)

    def _promising(
        self, vehicle: int, first: int, other_vehicle: int, second: int
    ) -> Iterator[Pair]:
        doors = (*self.doors_of(first), *self.doors_of(second))
        for round_ in self._lay_out(vehicle, doors):
            yield from self._promising_at(vehicle, first, other_vehicle, second, round_)

    def _promising_at(
        self, vehicle: int, first: int, other_vehicle: int, second: int, round_: Round
    ) -> Iterator[Pair]:
        own, other = self.routes[vehicle], self.routes[other_vehicle]
        # A walk that was there before is no new one.
        walked_s = round_.walk_s - sum(
            self.rounds[it].walk_s for it in (first, second) if it in self.rounds
        )
        rate_micro = self.problem.vehicles[vehicle].per_hour_micro
        walk_micro = walked_s * rate_micro // HOUR_S
        parked = self.problem.stops[round_.doors[0]].place
        spots = [(first, False)] + ([(second, True)] if other_vehicle == vehicle else [])
        for stays, at_second in spots:
            goes = first if at_second else second
            spared = self._without_micro(other if goes == second else own, goes)
            shorter = own.without({goes}) if goes in own.stops else own
            spared += self._moved_micro(shorter, stays, parked)
            if spared > walk_micro:
                yield Pair(
                    saved_micro=spared - walk_micro,
                    first=first,
                    second=second,
                    at_second=at_second,
                    round_=round_,
                )

    def doors_of(self, stop: int) -> tuple[int, ...]:
        """List the doors that a stop of the plan stands for; none where nobody walks to it."""
        if stop in self.rounds:
            return self.rounds[stop].doors
        return (stop,) if stop in self._able else ()

    def _lay_out(self, vehicle: int, doors: Sequence[int]) -> tuple[Round, ...]:
        key = vehicle, frozenset(doors)
        if key not in self._known:
            fits = self._go_together(vehicle, doors)
            rounds = self._walkers[vehicle].best_rounds(sorted(doors)) if fits else ()
            self._known[key] = rounds
        return self._known[key]

    def _go_together(self, vehicle: int, doors: Sequence[int]) -> bool:
        zones = {self.posed.stops[door].zone for door in doors}
        return len(zones) == 1 and all(self.posed.problem.may_serve(vehicle, it) for it in doors)

    def _add(self, vehicle: int, round_: Round) -> int:
        """Make a round a stop of the problem; return its number."""
        vehicles = like_vehicles(self.posed, vehicle, round_.doors)
        per_stop = self.problem.vehicles[vehicle].per_stop_micro
        made = joined_stop(self.posed.problem.stops, round_, vehicles, per_stop)
        number = len(self.problem.stops)
        self.problem = self.problem.with_one_more(made)
        self.rounds[number] = round_
        return number

    def _joined(self, pair: Pair) -> bool:
        """Join a pair if both are still there, and that costs less."""
        owner = {stop: vehicle for vehicle, route in self.routes.items() for stop in route.stops}
        if pair.first not in owner or pair.second not in owner:
            return False
        vehicle, other = owner[pair.first], owner[pair.second]
        before, rounds = self.problem, dict(self.rounds)
        number = self._add(vehicle, pair.round_)
        stays, goes = pair.first, pair.second
        if pair.at_second:
            stays, goes = goes, stays
        own = self.routes[vehicle]
        changed = {vehicle: own}
        changed[other] = changed.get(other, self.routes[other]).without({goes})
        changed[vehicle] = with_round(changed[vehicle], (stays,), number)
        if self._is_cheaper(changed):
            return True
        self.problem, self.rounds = before, rounds
        self._refused.add(pair)
        return False

    def _is_cheaper(self, changed: Mapping[int, ProposedRoute]) -> bool:
        """Take changed routes over if they hold and cost less than those they stand for."""
        left = sum((self._costs[vehicle] for vehicle in changed), Fraction(0))
        found: dict[int, tuple[ProposedRoute, Fraction]] = {}
        for vehicle, route in changed.items():
            if route.stops:
                driven = with_charges(self.problem, route)
                cost = self._cost_if_it_holds(driven)
                if cost is None or cost >= left:
                    return False
                left -= cost
                found[vehicle] = driven, cost
        if left <= 0:
            return False
        for vehicle in changed:
            self.routes.pop(vehicle)
            self._costs.pop(vehicle)
        for vehicle, (route, cost) in found.items():
            self.routes[vehicle], self._costs[vehicle] = route, cost
        return True

    def _cost_if_it_holds(self, route: ProposedRoute) -> Fraction | None:
        """What a route costs, timed once; ``None`` where it breaks a limit."""
        problem = self.problem
        doors = sum(len(self.rounds[it].doors) if it in self.rounds else 1 for it in route.stops)
        if doors > problem.vehicles[route.vehicle].max_stops or not has_way(problem, route):
            return None
        if any(excess_loads(problem, route)) or count_faults(problem, route):
            return None
        if not keeps_sequence(problem, route):
            return None
        timed = time_route(problem, route)
        return None if any(excess_hours(problem, timed)) else cost_micro(problem, timed)

    def _part_once(self, is_over: IsOver) -> None:
        """Take each round apart whose doors cost less one by one."""
        for vehicle, route in list(self.routes.items()):
            for stop in route.stops:
                if stop in self.rounds and not is_over():
                    now = self.routes[vehicle]
                    self._is_cheaper({vehicle: parted(now, stop, self.rounds[stop])})

    def _without_micro(self, route: ProposedRoute, stop: int) -> int:
        """What not driving to a stop spares, by the legs beside it."""
        before, after = beside(self.problem, route, stop)
        place = self.problem.stops[stop].place
        leg = self._legs_micro
        return leg(route.vehicle, (before, place, after)) - leg(route.vehicle, (before, after))

    def _moved_micro(self, route: ProposedRoute, stop: int, place: int) -> int:
        """What standing at another place than a stop's spares."""
        before, after = beside(self.problem, route, stop)
        old = (before, self.problem.stops[stop].place, after)
        leg = self._legs_micro
        return leg(route.vehicle, old) - leg(route.vehicle, (before, place, after))

    def _legs_micro(self, vehicle: int, places: Sequence[int | None]) -> int:
        van, travel = self.problem.vehicles[vehicle], self.problem.travel
        total = 0
        for start, end in itertools.pairwise(places):
            if start is not None and end is not None and start != end:
                seconds = min(travel.durations_s(van.table, start, end))
                metres = travel.leg_m(van.table, start, end)
                total += van.per_hour_micro * seconds // HOUR_S + van.per_km_micro * metres // KM_M
        return total

    def found_rounds(self) -> list[tuple[Round, ProblemStop]]:
        """List the rounds that the plan has now, with the stop each of them is."""
        return [
            (self.rounds[stop], self.problem.stops[stop])
            for route in self.routes.values()
            for stop in route.stops
            if stop in self.rounds
        ]

    def as_doors(self, proposal: Proposal) -> Proposal:
        """Write the plan over single doors, in the order in which they are walked to."""
        routes = []
        for vehicle in sorted(self.routes):
            trips = tuple(
                tuple(
                    door
                    for stop in trip
                    for door in (self.rounds[stop].doors if stop in self.rounds else (stop,))
                )
                for trip in self.routes[vehicle].trips
            )
            route = self.routes[vehicle]
            routes.append(replace(route, trips=trips, depart_s=None, charges=()))
        return replace(proposal, routes=tuple(routes))


def like_vehicles(posed: Posed, vehicle: int, doors: Sequence[int]) -> frozenset[int]:
    """
    List the vehicles whose drivers walk alike, and that bill a stop alike and may come.

    Where a vehicle's stops are limited a round is its own, for a round hides stops.
    """
    settings, problem = settings_of(posed), posed.problem
    mine, per_stop = settings[vehicle], problem.vehicles[vehicle].per_stop_micro
    if problem.vehicles[vehicle].max_stops < NO_LIMIT:
        return frozenset({vehicle})
    return frozenset(
        number
        for number, its in settings.items()
        if its == mine
        and problem.vehicles[number].per_stop_micro == per_stop
        and problem.vehicles[number].max_stops >= NO_LIMIT
        and all(problem.may_serve(number, door) for door in doors)
    )


def _walker(posed: Posed, settings: WalkSettings) -> Walker:
    return Walker(
        stops=posed.problem.stops,
        ways=posed.ways,
        settings=settings,
        parcels=[max(1, stop.load.parcels) for stop in posed.stops],
        weights_g=[stop.load.weight_g for stop in posed.stops],
    )


def _near(posed: Posed, able: frozenset[int]) -> dict[int, tuple[int, ...]]:
    """By door, its nearest other doors on foot, the nearest first."""
    numbers = {posed.stops[door].stop_id: door for door in able}
    found: dict[int, list[tuple[int, int]]] = {}
    for (start, end), metres in posed.ways.metres.items():
        if start in numbers and end in numbers:
            found.setdefault(numbers[start], []).append((metres, numbers[end]))
    return {door: tuple(n for _, n in sorted(its)[:NEIGHBOURS]) for door, its in found.items()}
