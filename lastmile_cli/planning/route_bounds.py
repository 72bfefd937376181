"""What bounds one vehicle's day: limits used, promises without slack, room for one more stop."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.planning.insertion import cheapest_insertion, measure_routes
from lastmile_cli.planning.limits import (
    Excess,
    drawn_mwh,
    excess_hours,
    excess_loads,
    fullest,
    stretches_m,
)
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.route_slacks import StopSlack, route_slacks
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.timed import TimedRoute

MOST_MORE = 20
"""So many stops more are tried at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """
    A limit of a vehicle's day, and how much of it is used.

    ``word`` is a word of ``limits.REASONS`` or ``capacity_`` and a unit; ``overtime`` is no
    limit, but from there on an hour costs more. The end of the shift counts in seconds of the
    day, ``first`` being the second it begins.
    """

    word: str
    used: int
    limit: int
    first: int = 0

    @property
    def share(self) -> float:
        """How much of it is used, 1 being all."""
        return (self.used - self.first) / max(1, self.limit - self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Where the seconds of a working day go; they add up to its duration."""

    loading_s: int
    driving_s: int
    parking_s: int
    walking_s: int
    service_s: int
    waiting_s: int
    breaks_s: int
    charging_s: int

    @property
    def total_s(self) -> int:
        """All of them."""
        return sum(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStop:
    """
    How many more of its usual stops a route could take, and what stands against yet another.

    A usual stop takes ``door_s`` at the door and ``way_s`` to get there, the median of the
    route's, and the median of its goods, at any hour. ``fits`` is at most ``MOST_MORE``;
    ``excesses`` are then empty, if so many fit.
    """

    fits: int
    door_s: int
    way_s: int
    excesses: tuple[Excess, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteBounds:
    """All that bounds a route: limits by how much is used, promises by how little slack is left."""

    route: ProposedRoute
    bounds: tuple[Bound, ...]
    promises: tuple[StopSlack, ...]
    minutes: Minutes
    next_stop: NextStop


def route_bounds(posed: Posed, route: ProposedRoute) -> RouteBounds:
    """Measure one route of a plan, on the legs it drives."""
    problem = posed.problem
    timed = time_route(problem, route)
    promised = [it for it in route_slacks(problem, route, timed) if posed.stops[it.stop].windows]
    return RouteBounds(
        route=route,
        bounds=tuple(sorted(_bounds(problem, route, timed), key=lambda it: -it.share)),
        promises=tuple(sorted(promised, key=lambda it: (it.after_s, it.start_s))),
        minutes=_minutes(posed, timed),
        next_stop=_next_stop(problem, route, timed),
    )


def _bounds(problem: Problem, route: ProposedRoute, timed: TimedRoute) -> Iterator[Bound]:
    vehicle = problem.vehicles[route.vehicle]
    first_s = vehicle.earliest_s - vehicle.loading_s
    yield Bound(word="shift_too_short", used=timed.end_s, limit=vehicle.latest_s, first=first_s)
    drawn, there_is = drawn_mwh(problem, timed)
    limits = (
        ("max_duration", timed.duration_s, vehicle.max_duration_s),
        ("max_drive", timed.drive_s, vehicle.max_drive_s),
        ("max_distance", timed.distance_m, vehicle.max_distance_m),
        ("max_stops", len(timed.stop_visits), vehicle.max_stops),
        ("max_trips", len(route.trips), vehicle.max_trips if vehicle.max_trips > 1 else NO_LIMIT),
        ("overtime", timed.paid_s, vehicle.overtime_after_s),
        ("range", max(stretches_m(problem, timed)), vehicle.range_m),
        ("battery", drawn, there_is),
        *(
            (f"capacity_{name}", max(fullest(problem, trip, unit) for trip in route.trips), limit)
            for unit, (name, limit) in enumerate(
                zip(problem.load_units, vehicle.capacity, strict=True)
            )
        ),
    )
    for word, used, limit in limits:
        if limit < NO_LIMIT:
            yield Bound(word=word, used=used, limit=limit)


def _minutes(posed: Posed, timed: TimedRoute) -> Minutes:
    table, travel = posed.problem.vehicles[timed.vehicle].table, posed.problem.travel
    places = [visit.place for visit in timed.visits]
    parking_s = sum(travel.parking_s(table, *pair) for pair in itertools.pairwise(places))
    spent = dict.fromkeys(VisitKind, 0)
    for visit in timed.visits:
        spent[visit.kind] += visit.service_s
    walks = (posed.walks.get(it.stop) for it in timed.stop_visits if it.stop is not None)
    walking_s = sum(walk.seconds for walk in walks if walk)
    return Minutes(
        loading_s=spent[VisitKind.LOAD],
        driving_s=timed.drive_s - parking_s,
        parking_s=parking_s,
        walking_s=walking_s,
        service_s=spent[VisitKind.STOP] - walking_s,
        waiting_s=timed.wait_s,
        breaks_s=spent[VisitKind.BREAK],
        charging_s=spent[VisitKind.CHARGE],
    )


def _next_stop(problem: Problem, route: ProposedRoute, timed: TimedRoute) -> NextStop:
    """Put usual stops in one by one, each where that costs least, until none fits."""
    visits = timed.stop_visits
    door_s = round(statistics.median(it.service_s for it in visits))
    way_s = round(statistics.median(it.drive_s for it in visits))
    longer = replace(route, spans=())
    only = frozenset({route.vehicle})
    for fits in range(MOST_MORE):
        near = problem.stops[route.stops[len(route.stops) // 2]]
        usual = _usual(problem, route, near.place, door_s + way_s)
        problem = problem.with_one_more(usual)
        rooms = measure_routes(problem, Proposal(routes=(longer,), unserved=()))
        found = cheapest_insertion(problem, rooms, len(problem.stops) - 1, only)
        if found is not None:
            longer = found.route
            continue
        # It tries few places only; before saying no all of them are looked at.
        excesses, longer = _least_excess(problem, longer, len(problem.stops) - 1)
        if excesses:
            return NextStop(fits=fits, door_s=door_s, way_s=way_s, excesses=excesses)
    return NextStop(fits=MOST_MORE, door_s=door_s, way_s=way_s)


def _usual(problem: Problem, route: ProposedRoute, place: int, takes_s: int) -> ProblemStop:
    stops = [problem.stops[stop] for stop in route.stops]
    units = range(len(problem.load_units))
    goods = tuple(round(statistics.median(stop.delivery[unit] for stop in stops)) for unit in units)
    like = stops[0]
    return replace(
        like,
        stop_id="",
        place=place,
        windows=((-NO_LIMIT, NO_LIMIT),),
        service_s=(takes_s,) * len(like.service_s),
        delivery=goods,
        pickup=(0,) * len(goods),
        vehicles=None,
        ready_s=0,
        sequence=SequenceWish.ANY,
        parcels=round(statistics.median(stop.parcels for stop in stops)),
        loaded_parcels=round(statistics.median(stop.loaded_parcels for stop in stops)),
        max_late_s=0,
        group=None,
        shipped_from=None,
        option_of=None,
        partner_micro=None,
        zone=None,
        vehicle_micro=(),
        chances=(),
        failure_micro=0,
        told_micro=(),
    )


def _least_excess(
    problem: Problem, route: ProposedRoute, stop: int
) -> tuple[tuple[Excess, ...], ProposedRoute]:
    """What one stop more would break at the place where it breaks least, and that route."""
    best: tuple[int, float, tuple[Excess, ...], ProposedRoute] | None = None
    for number, trip in enumerate(route.trips):
        for position in range(len(trip) + 1):
            filled = (*trip[:position], stop, *trip[position:])
            trips = (*route.trips[:number], filled, *route.trips[number + 1 :])
            longer = with_charges(problem, replace(route, trips=trips, charges=()))
            timed = time_route(problem, longer)
            excesses = (*excess_loads(problem, longer), *excess_hours(problem, timed))
            worst = max((it.share for it in excesses), default=0.0)
            if best is None or (len(excesses), worst) < best[:2]:
                best = len(excesses), worst, excesses, longer
    assert best is not None  # A route has a trip, and a trip a stop.
    return best[2], best[3]
