"""What it would save to bring orders to a collection point instead of to their doors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.fleet import Rate
from lastmile_cli.domain.problem import Problem, ProblemStop
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.door_prices import door_facts, door_micro, vehicles_door_rates
from lastmile_cli.planning.hours import merge_windows
from lastmile_cli.planning.insertion import (
    RouteRoom,
    cheapest_insertion,
    cost_micro,
    measure_routes,
)
from lastmile_cli.planning.locks import allowed_vehicles
from lastmile_cli.planning.mend import holds, route_without
from lastmile_cli.planning.point_rules import may_choose, parcels_of, points_near
from lastmile_cli.planning.point_visits import visit_of
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route

MOST_TOGETHER = 40
"""So many orders are looked at together for one point, those whose doors cost most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bunch:
    """Orders (by stop index) that a point would take, and what the day would then cost less."""

    point: CollectionPoint
    stops: tuple[int, ...]
    saved_micro: Fraction


@dataclass(frozen=True, eq=False, kw_only=True)
class PointDesk:
    """A plan, and what it would cost with orders brought to points; routes keep their order."""

    posed: Posed
    proposal: Proposal
    points: Sequence[CollectionPoint]

    @property
    def problem(self) -> Problem:
        """What the plan was made for."""
        return self.posed.problem

    def best_bunch(self, is_over: IsOver = never_over) -> Bunch | None:
        """
        Find the point whose orders save most; ``None`` where no move saves anything.

        What several doors save together is reckoned together: two doors at one far end
        save little each, and much together. All that could go there are tried first, then
        each is put back at its door where that costs less. Once it ``is_over`` only what was
        found before counts.
        """
        alone = self.door_savings(self._choosing())
        found = [
            bunch
            for point in self.points
            if (bunch := self._bunch_for(point, alone, is_over)) is not None
            and bunch.saved_micro > 0
        ]
        return max(found, key=lambda bunch: bunch.saved_micro, default=None)

    def door_savings(self, stops: Iterable[int]) -> dict[int, Fraction]:
        """What leaving out each of these stops alone would save, in micro-units."""
        return {stop: self._before([stop]) - self._rest([stop]) for stop in stops}

    def saved_at(self, point: CollectionPoint, stops: Sequence[int]) -> Fraction | None:
        """What bringing these stops to a point saves; ``None`` where no route bears the visit."""
        there = self._visit_at(point)
        number = stops[0] if there is None else there
        doors = () if there is None else self.posed.stops[there].doors
        asked = self._asked(number, point, (*doors, *(self.posed.stops[it] for it in stops)))
        after = self.problem.with_stop(number, asked)
        before_micro = self._before(stops)
        if there is not None:
            return self._grown(after, there, before_micro, stops)
        place = cheapest_insertion(after, self._rooms_without(stops), number)
        if place is None:
            return None
        return before_micro - self._rest(stops) - place.added_micro

    @cached_property
    def _rooms(self) -> dict[int, RouteRoom]:
        return measure_routes(self.problem, self.proposal)

    def _rooms_without(self, stops: Sequence[int]) -> dict[int, RouteRoom]:
        """Measure the routes without these stops; those that have none of them stay."""
        rooms, gone = dict(self._rooms), set(stops)
        touched = [it for it in self.proposal.routes if not gone.isdisjoint(it.stops)]
        for route in touched:
            del rooms[route.vehicle]
        left = (route_without(self.problem, route, stops) for route in touched)
        rest = Proposal(routes=tuple(route for route in left if route.stops), unserved=())
        return rooms | measure_routes(self.problem, rest)

    def has_room(self, point: CollectionPoint, stop: int) -> bool:
        """Whether a point has room for one more order (by stop index)."""
        room = self._room(point)
        return room is None or parcels_of(self.posed.stops[stop]) <= room

    def _choosing(self) -> list[int]:
        return [number for number, stop in enumerate(self.posed.stops) if may_choose(stop)]

    def _bunch_for(
        self, point: CollectionPoint, alone: dict[int, Fraction], is_over: IsOver
    ) -> Bunch | None:
        near = [n for n in alone if point in points_near(self.posed.stops[n], [point])]
        room = self._room(point)
        stops: list[int] = []
        for stop in sorted(near, key=lambda n: (-alone[n], n))[:MOST_TOGETHER]:
            pieces = parcels_of(self.posed.stops[stop])
            if room is None or pieces <= room:
                stops.append(stop)
                room = None if room is None else room - pieces
        while stops and not is_over():
            saved = self.saved_at(point, stops)
            fewer = self._pruned(point, stops, saved)
            if fewer == stops:
                return (
                    None
                    if saved is None
                    else Bunch(point=point, stops=tuple(sorted(stops)), saved_micro=saved)
                )
            stops = fewer
        return None

    def _pruned(
        self, point: CollectionPoint, stops: list[int], saved: Fraction | None
    ) -> list[int]:
        """Leave out each stop, the least worth first, without which more is saved."""
        kept = list(stops)
        for stop in reversed(stops):
            fewer = [other for other in kept if other != stop]
            less = self.saved_at(point, fewer) if fewer else None
            if less is not None and (saved is None or less > saved):
                kept, saved = fewer, less
        # One by one nothing helps: then the one that costs most is left at the door.
        return kept[:-1] if saved is None else kept

    def _room(self, point: CollectionPoint) -> int | None:
        if point.capacity_parcels is None:
            return None
        inside = (
            parcels_of(door)
            for stop in self.posed.stops
            if stop.is_at_point and stop.collection_point == point.point_id
            for door in stop.doors
        )
        return point.capacity_parcels - sum(inside)

    def _visit_at(self, point: CollectionPoint) -> int | None:
        """The first visit to a point that is on a route."""
        served = {stop for route in self.proposal.routes for stop in route.stops}
        return next(
            (
                number
                for number, stop in enumerate(self.posed.stops)
                if stop.is_at_point and stop.collection_point == point.point_id and number in served
            ),
            None,
        )

    def _grown(
        self, after: Problem, visit: int, before_micro: Fraction, stops: Sequence[int]
    ) -> Fraction | None:
        host = next(route for route in self.proposal.routes if visit in route.stops)
        lighter = route_without(self.problem, host, stops)
        allowed = after.stops[visit].vehicles
        if (allowed is not None and host.vehicle not in allowed) or not holds(after, lighter):
            return None
        added_micro = _cost(after, lighter) - _cost(self.problem, lighter)
        return before_micro - self._rest(stops) - added_micro

    def _before(self, stops: Collection[int]) -> Fraction:
        """What the routes of these stops cost, and what leaving out the rest of them does."""
        touched = [it for it in self.proposal.routes if not set(it.stops).isdisjoint(stops)]
        missing = set(stops).difference(*(route.stops for route in touched))
        costs = sum((_cost(self.problem, route) for route in touched), start=Fraction(0))
        return costs + sum(self.problem.stops[stop].skip_micro for stop in missing)

    def _rest(self, stops: Collection[int]) -> Fraction:
        """What those routes cost without them."""
        touched = (it for it in self.proposal.routes if not set(it.stops).isdisjoint(stops))
        shorter = (route_without(self.problem, route, stops) for route in touched)
        return sum((_cost(self.problem, route) for route in shorter), start=Fraction(0))

    def _asked(self, number: int, point: CollectionPoint, doors: Sequence[Stop]) -> ProblemStop:
        """Pose the visit to a point with these orders, in the place of stop ``number``."""
        visit, rates = visit_of(point, doors), vehicles_door_rates(self.posed.vehicles)
        place = self.posed.places.of_point[point.point_id]
        return replace(
            self.problem.stops[number],
            place=place,
            windows=tuple(merge_windows(visit.windows)),
            service_s=(visit.service_s or 0,),
            delivery=visit.load.as_tuple(),
            pickup=(0,) * len(visit.load.as_tuple()),
            vehicles=allowed_vehicles(visit, self.posed.vehicles),
            ready_s=visit.loadable_s,
            parcels=visit.load.parcels,
            partner_micro=None,
            vehicle_micro=(),
            served_micro=_served_micro(visit, rates),
            failure_ppm=0,
            chances=(),
        )


def _served_micro(visit: Stop, rates: Sequence[Rate]) -> int:
    return door_micro(door_facts(visit, failure_ppm=0, is_shipped=False), rates)


def _cost(problem: Problem, route: ProposedRoute) -> Fraction:
    return cost_micro(problem, time_route(problem, route)) if route.stops else Fraction(0)
