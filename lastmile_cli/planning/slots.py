"""
Every place of a plan where one more stop could stand, as arrays, so that all are tested at once.

A *slot* is a gap of a route, a vehicle that stays at home, or the place of a
stop that is visited now (it would be left out instead). The tests here are
necessary ones: what fails them cannot be driven; what passes is tried exactly
(see ``trial``). Hours: ``Slack.has_room`` in vectors, hence exact for windows
and the end of the shift as long as the goods are there when the trip loads.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import Problem, ProblemVehicle, ProposedRoute
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.planning.insertion import RouteRoom
from lastmile_cli.planning.limits import places_along
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.slack import Slack, slack_of

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EVER_S = 2 * 86_400
"""How much later a day may end where its end is open to question."""

RANK = {SequenceWish.FIRST: 0, SequenceWish.ANY: 1, SequenceWish.LAST: 2}
NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """
    One place for one more stop.

    ``trip`` and ``position`` count from 0; ``before`` and ``after`` are the
    places on its two sides (``NOBODY`` after the last stop of an open route).
    ``depart_s`` is the earliest second to leave for it, ``arrive_by_s`` the
    latest to be at ``after``; ``early_s`` and ``late_s`` are the same if the
    day began as early, or ended as late, as one likes. ``dropped`` is the stop
    that gives way, ``NOBODY`` in a gap; ``removed_m`` and ``removed_s`` are of
    the legs that fall away, in their fastest period, with the service of
    ``dropped``. ``load`` is what its trip brings and takes back without
    ``dropped``, by unit, one after the other.
    """

    vehicle: int
    trip: int
    position: int
    before: int
    after: int
    depart_s: int
    arrive_by_s: int
    early_s: int
    late_s: int
    dropped: int
    removed_m: int
    removed_s: int
    rank_before: int
    rank_after: int
    load: tuple[int, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Slots:
    """All slots of a plan: ``column[name]`` has one entry each, ``load`` has shape (slots, 2u)."""

    problem: Problem
    rooms: Mapping[int, RouteRoom]
    listed: tuple[Slot, ...]
    column: Mapping[str, Numbers]
    load: Numbers

    def route_with(self, number: int, stop: int) -> ProposedRoute:
        """Return the slot's route with the stop in it."""
        slot = self.listed[number]
        if slot.vehicle not in self.rooms:
            return ProposedRoute(vehicle=slot.vehicle, trips=((stop,),))
        trips = list(self.rooms[slot.vehicle].route.trips)
        old, skip = trips[slot.trip], slot.dropped != NOBODY
        trips[slot.trip] = (*old[: slot.position], stop, *old[slot.position + skip :])
        return ProposedRoute(vehicle=slot.vehicle, trips=tuple(trips))

    def route_without(self, number: int) -> ProposedRoute:
        """Return the slot's route as it would be without the stop that gives way."""
        slot = self.listed[number]
        trips = list(self.rooms[slot.vehicle].route.trips)
        old = trips[slot.trip]
        trips[slot.trip] = (*old[: slot.position], *old[slot.position + 1 :])
        return ProposedRoute(vehicle=slot.vehicle, trips=tuple(trip for trip in trips if trip))

    def cost_before_micro(self, number: int) -> Fraction:
        """What the slot's route costs as it is."""
        room = self.rooms.get(self.listed[number].vehicle)
        return room.cost_micro if room else Fraction(0)


def list_slots(problem: Problem, rooms: Mapping[int, RouteRoom]) -> Slots:
    """List all slots once, for any number of stops to be tried in them."""
    listed: list[Slot] = []
    for number, room in rooms.items():
        listed += _of_route(problem, number, room)
    listed += _unused(problem, rooms)
    names = [name for name in Slot.__slots__ if name != "load"]
    columns = {
        name: np.array([getattr(slot, name) for slot in listed], dtype=np.int64) for name in names
    }
    width = 2 * len(problem.load_units)
    load = np.array([slot.load for slot in listed], dtype=np.int64).reshape(len(listed), width)
    return Slots(problem=problem, rooms=rooms, listed=tuple(listed), column=columns, load=load)


def _of_route(problem: Problem, number: int, room: RouteRoom) -> Iterator[Slot]:
    vehicle, slack = problem.vehicles[number], room.slack
    loading_s = min(vehicle.loading_s, vehicle.earliest_s)
    early = _slack_if(problem, room.route, replace(vehicle, earliest_s=loading_s))
    late = _slack_if(problem, room.route, replace(vehicle, latest_s=vehicle.latest_s + EVER_S))
    ranks = [RANK[problem.stops[stop].sequence] for stop in room.route.stops]
    gap = passed = 0
    for trip_number, trip in enumerate(room.route.trips):
        loads = [_goods(problem, stop) for stop in trip]
        carried = tuple(map(sum, zip(*loads, strict=True)))
        for position in range(len(trip) + 1):
            before, after = slack.places[gap], slack.places[gap + 1]
            assert before is not None
            slot = Slot(
                vehicle=number,
                trip=trip_number,
                position=position,
                before=before,
                after=NOBODY if after is None else after,
                depart_s=slack.depart_s[gap],
                arrive_by_s=slack.arrive_by_s[gap],
                early_s=early.depart_s[gap],
                late_s=late.arrive_by_s[gap],
                dropped=NOBODY,
                removed_m=_legs_m(problem, vehicle.table, before, after),
                removed_s=_legs_s(problem, vehicle.table, before, after),
                rank_before=max(ranks[: passed + position], default=0),
                rank_after=min(ranks[passed + position :], default=2),
                load=carried,
            )
            yield slot
            if position < len(trip):
                free = _slack_without_goods(problem, room, trip[position])
                rank_after = min(ranks[passed + position + 1 :], default=2)
                yield _in_place_of(problem, free, slot, gap, trip[position], rank_after)
            gap += 1
        passed += len(trip)


def _slack_without_goods(problem: Problem, room: RouteRoom, dropped: int) -> Slack:
    """Return a route's hours when it need not wait for the goods of one of its stops."""
    stop = problem.stops[dropped]
    if not stop.ready_s:
        return room.slack
    changed = problem.with_stop(dropped, replace(stop, ready_s=0))
    return slack_of(lay_out(changed, room.route))


def _in_place_of(
    problem: Problem, slack: Slack, before: Slot, gap: int, dropped: int, rank_after: int
) -> Slot:
    """Return the slot of a stop that is visited now: the gaps on its two sides, joined."""
    vehicle = problem.vehicles[before.vehicle]
    here, after = problem.stops[dropped].place, slack.places[gap + 2]
    ways = (before.before, here, after)
    service_s = problem.stops[dropped].service_s[vehicle.service_class]
    pairs = zip(before.load, _goods(problem, dropped), strict=True)
    return replace(
        before,
        after=NOBODY if after is None else after,
        depart_s=slack.depart_s[gap],
        arrive_by_s=slack.arrive_by_s[gap + 1],
        late_s=slack.arrive_by_s[gap + 1],
        dropped=dropped,
        removed_m=_legs_m(problem, vehicle.table, *ways),
        removed_s=_legs_s(problem, vehicle.table, *ways) + service_s,
        rank_after=rank_after,
        load=tuple(carried - own for carried, own in pairs),
    )


def _unused(problem: Problem, rooms: Mapping[int, RouteRoom]) -> Iterator[Slot]:
    for number, vehicle in enumerate(problem.vehicles):
        if number not in rooms:
            yield Slot(
                vehicle=number,
                trip=0,
                position=0,
                before=vehicle.start_place,
                after=NOBODY if vehicle.end_place is None else vehicle.end_place,
                depart_s=vehicle.earliest_s,
                arrive_by_s=vehicle.latest_s,
                early_s=min(vehicle.loading_s, vehicle.earliest_s),
                late_s=vehicle.latest_s + EVER_S,
                dropped=NOBODY,
                removed_m=0,
                removed_s=0,
                rank_before=0,
                rank_after=2,
                load=(0,) * (2 * len(problem.load_units)),
            )


def _slack_if(problem: Problem, route: ProposedRoute, vehicle: ProblemVehicle) -> Slack:
    return slack_of(lay_out(problem.with_vehicle(route.vehicle, vehicle), route))


def _goods(problem: Problem, stop: int) -> tuple[int, ...]:
    return (*problem.stops[stop].delivery, *problem.stops[stop].pickup)


def _legs_m(problem: Problem, table: int, *places: int | None) -> int:
    legs = [(a, b) for a, b in itertools.pairwise(places) if a is not None and b is not None]
    return sum(problem.travel.leg_m(table, *leg) for leg in legs)


def _legs_s(problem: Problem, table: int, *places: int | None) -> int:
    legs = [(a, b) for a, b in itertools.pairwise(places) if a is not None and b is not None]
    return sum(min(problem.travel.durations_s(table, *leg)) for leg in legs)


def least_drive_s(problem: Problem, route: ProposedRoute) -> int:
    """Seconds of driving if every leg fell into its fastest period."""
    return _legs_s(problem, problem.vehicles[route.vehicle].table, *places_along(problem, route))
