"""Where one more stop, or shipment, might go: the gaps of routes, further trips, idle vehicles."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lastmile_cli.costing.quantities import HOUR_S, KM_M
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.limits import has_way, keeps_sequence, places_along
from lastmile_cli.planning.wishes import familiarity_micro

if TYPE_CHECKING:
    from lastmile_cli.planning.insertion import RouteRoom


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A gap that seems to have room, cheaper ones first."""

    estimate_micro: int
    vehicle: int
    gap: int
    route: ProposedRoute = field(compare=False)


def list_places(
    problem: Problem,
    rooms: Mapping[int, RouteRoom],
    idle: frozenset[int],
    unit: tuple[int, ...],
) -> Iterator[Place]:
    """
    Yield every place for a unit that quick tests leave, with an estimate of what it costs.

    ``rooms`` are the routes of vehicles that may take it, ``idle`` those without
    a route. Locked stops keep their places, and the order of stops its wishes.
    """
    yield from _gaps(problem, rooms, unit)
    yield from _further_trips(problem, rooms, unit)
    yield from _unused(problem, idle, unit)


def _unused(problem: Problem, able: frozenset[int], unit: tuple[int, ...]) -> Iterator[Place]:
    """Yield the unit alone in each vehicle that stays at home; of equal ones only the first."""
    seen = set()
    for number in sorted(able):
        vehicle = problem.vehicles[number]
        alike = replace(vehicle, vehicle_id=""), familiarity_micro(problem, number, unit)
        if alike in seen or vehicle.locked:
            continue
        seen.add(alike)
        route = ProposedRoute(vehicle=number, trips=(unit,))
        if has_way(problem, route):
            way = places_along(problem, route)
            legs = [(vehicle.table, *leg) for leg in itertools.pairwise(way)]
            metres = sum(problem.travel.leg_m(*leg) for leg in legs)
            seconds = sum(_usual_s(problem.travel.durations_s(*leg)) for leg in legs)
            estimate = _estimate_micro(problem, number, unit, metres, seconds)
            yield Place(estimate + vehicle.fixed_micro, number, 0, route)


def _gaps(
    problem: Problem, rooms: Mapping[int, RouteRoom], unit: tuple[int, ...]
) -> Iterator[Place]:
    """Yield every gap of every route that has room, as far as quick tests can tell."""
    for number, room in rooms.items():
        if not _may_take_more(problem, room, unit):
            continue
        gap, locked = 0, len(problem.vehicles[number].locked)
        for trip_number, trip in enumerate(room.route.trips):
            fits = _may_fit(problem, number, trip, unit)
            for position in range(len(trip) + 1):
                if fits and gap - trip_number >= locked:
                    for end in range(position, len(trip) + 1 if len(unit) > 1 else position + 1):
                        added = [(gap, unit[0]), *((gap + end - position, it) for it in unit[1:])]
                        place = _place(problem, room, added)
                        if place is None:
                            continue
                        filled = (*trip[:position], unit[0], *trip[position:end], *unit[1:])
                        trips = list(room.route.trips)
                        trips[trip_number] = (*filled, *trip[end:])
                        longer = ProposedRoute(
                            vehicle=number, trips=tuple(trips), spans=room.route.spans
                        )
                        if keeps_sequence(problem, longer):
                            yield Place(place, number, gap, longer)
                gap += 1


def _further_trips(
    problem: Problem, rooms: Mapping[int, RouteRoom], unit: tuple[int, ...]
) -> Iterator[Place]:
    """Yield a trip more, before, between and behind those of each route that may make one."""
    for number, room in rooms.items():
        vehicle, old = problem.vehicles[number], room.route.trips
        if len(old) >= vehicle.max_trips or not _may_take_more(problem, room, unit):
            continue
        if not _may_fit(problem, number, (), unit):
            continue
        way = [problem.stops[stop].place for stop in unit]
        gap = 0
        for before in range(len(old) + 1):
            is_last = before == len(old)
            chain = [vehicle.start_place, *way] if is_last else [*way, vehicle.start_place]
            place = _longer_micro(problem, room, [(gap - is_last, chain)], unit)
            longer = ProposedRoute(
                vehicle=number, trips=(*old[:before], unit, *old[before:]), spans=room.route.spans
            )
            if (
                place is not None
                and gap - before >= len(vehicle.locked)
                and keeps_sequence(problem, longer)
            ):
                yield Place(place, number, gap, longer)
            gap += 0 if is_last else len(old[before]) + 1


def _may_take_more(problem: Problem, room: RouteRoom, unit: tuple[int, ...]) -> bool:
    count = len(room.route.stops) + len(unit)
    return count <= problem.vehicles[room.route.vehicle].max_stops


def _may_fit(problem: Problem, vehicle: int, trip: tuple[int, ...], unit: tuple[int, ...]) -> bool:
    """Whether deliveries and pickups of the trip, each alone, leave room for the unit's."""
    loads = [problem.stops[stop] for stop in (*trip, *unit) if len(unit_of(problem, stop)) == 1]
    return all(
        max(sum(s.delivery[load] for s in loads), sum(s.pickup[load] for s in loads)) <= limit
        for load, limit in enumerate(problem.vehicles[vehicle].capacity)
    )


def _place(problem: Problem, room: RouteRoom, added: Sequence[tuple[int, int]]) -> int | None:
    """Estimate what (gap, stop) in driving order cost; ``None`` where they surely do not fit."""
    gaps = dict.fromkeys(gap for gap, _ in added)
    chains = [(gap, [problem.stops[stop].place for at, stop in added if at == gap]) for gap in gaps]
    estimate = _longer_micro(problem, room, chains, [stop for _, stop in added])
    # Goods that come late would move the loading: such a stop is simply tried.
    comes_late = any(problem.stops[stop].ready_s > 0 for _, stop in added)
    if estimate is None or not (comes_late or room.slack.has_room_for(problem, added)):
        return None
    return estimate


def _longer_micro(
    problem: Problem, room: RouteRoom, chains: Sequence[tuple[int, list[int]]], unit: Sequence[int]
) -> int | None:
    """Estimate what driving by more places, some in each gap, costs; ``None``: it is too long."""
    vehicle, travel, slack = room.slack.course.vehicle, problem.travel, room.slack
    metres = least_s = 0
    for gap, places in chains:
        before, after = slack.places[gap], slack.places[gap + 1]
        assert before is not None
        ends = [] if after is None else [after]
        added = [(vehicle.table, *leg) for leg in itertools.pairwise([before, *places, *ends])]
        if not all(travel.is_reachable(*leg) for leg in added):
            return None
        removed = [(vehicle.table, before, end) for end in ends]
        least_s += sum(min(travel.durations_s(*leg)) for leg in added)
        least_s -= sum(min(travel.durations_s(*leg)) for leg in removed)
        metres += sum(travel.leg_m(*leg) for leg in added)
        metres -= sum(travel.leg_m(*leg) for leg in removed)
    service_s = sum(problem.stops[stop].service_s[vehicle.service_class] for stop in unit)
    if (
        room.distance_m + metres > vehicle.max_distance_m
        or room.least_s + least_s + service_s > vehicle.max_duration_s
    ):
        return None
    return _estimate_micro(problem, room.route.vehicle, unit, metres, least_s)


def _estimate_micro(
    problem: Problem, number: int, unit: Sequence[int], metres: int, seconds: int
) -> int:
    vehicle, asked = problem.vehicles[number], [problem.stops[stop] for stop in unit]
    paid_s = seconds + sum(stop.service_s[vehicle.service_class] for stop in asked)
    by_hour = vehicle.per_hour_micro * paid_s // HOUR_S
    doors = sum(vehicle.door_micro(stop) for stop in asked)
    wished = familiarity_micro(problem, number, unit)
    return by_hour + vehicle.per_km_micro * metres // KM_M + doors + wished


def _usual_s(durations_s: tuple[int, ...]) -> int:
    """Seconds of the first period that has a way."""
    return next((each for each in durations_s if each < UNREACHABLE_S), UNREACHABLE_S)
