"""
Rules on a visiting order that need no clock: who may serve what, loads, ways, length, wishes.

Both judges use them: of an engine's proposal and of a written plan.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lastmile_cli.checking.energy import check_energy
from lastmile_cli.checking.loads import Overload, list_overloads
from lastmile_cli.checking.motion import has_way
from lastmile_cli.checking.schedule import places_of
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import amount_text
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.stops import SequenceWish


def check_order(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """Yield what one route breaks whatever the hour; its indices must exist."""
    yield from check_loads(problem, route)
    yield from check_ways(problem, route)
    yield from check_size(problem, route)
    yield from check_trips(problem, route)
    yield from check_sequence(problem, route)
    yield from check_energy(problem, route)


def check_allowed(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """Every stop may be served by this vehicle."""
    name = problem.vehicles[route.vehicle].vehicle_id
    for index in route.stops:
        if not problem.may_serve(route.vehicle, index):
            stop = problem.stops[index].stop_id
            sentence = f"Vehicle {name} may not serve stop {stop}."
            yield Violation(rule=Rule.NOT_ALLOWED, route=name, stop=stop, sentence=sentence)


def check_loads(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """The load stays within the capacity in every unit, all along every trip."""
    name = problem.vehicles[route.vehicle].vehicle_id
    for overload in list_overloads(problem, route.vehicle, route.trips):
        stop = "" if overload.stop is None else problem.stops[overload.stop].stop_id
        yield Violation(
            rule=Rule.OVERLOADED,
            route=name,
            stop=stop,
            amount=overload.excess,
            sentence=_overload_sentence(name, stop, overload, len(route.trips)),
        )


def check_ways(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """Every leg of the order can be driven."""
    name = problem.vehicles[route.vehicle].vehicle_id
    at_place = {problem.stops[stop].place: problem.stops[stop].stop_id for stop in route.stops}
    for start, end in itertools.pairwise(places_of(problem, route)):
        if not has_way(problem, route.vehicle, start, end):
            words = [f"stop {at_place[p]}" if p in at_place else "the depot" for p in (start, end)]
            stop = at_place.get(end, at_place.get(start, ""))
            sentence = f"Vehicle {name} has no way from {words[0]} to {words[1]}."
            yield Violation(rule=Rule.NO_WAY, route=name, stop=stop, sentence=sentence)


def check_size(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """Distance and number of stops stay within the vehicle's limits."""
    vehicle = problem.vehicles[route.vehicle]
    name = vehicle.vehicle_id
    pairs = itertools.pairwise(places_of(problem, route))
    driven_m = sum(problem.travel.leg_m(vehicle.table, start, end) for start, end in pairs)
    if driven_m > vehicle.max_distance_m:
        yield Violation(
            rule=Rule.TOO_FAR,
            route=name,
            amount=driven_m - vehicle.max_distance_m,
            sentence=f"Vehicle {name} drives {driven_m / 1000:.1f} km, "
            f"more than its {vehicle.max_distance_m / 1000:.1f} km.",
        )
    count = len(route.stops)
    if count > vehicle.max_stops:
        yield Violation(
            rule=Rule.TOO_MANY_STOPS,
            route=name,
            amount=count - vehicle.max_stops,
            sentence=f"Vehicle {name} has {count} stops, more than its {vehicle.max_stops}.",
        )


def check_trips(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """The vehicle loads no more often than it may."""
    vehicle = problem.vehicles[route.vehicle]
    name, count = vehicle.vehicle_id, len(route.trips)
    if count > vehicle.max_trips:
        yield Violation(
            rule=Rule.TOO_MANY_TRIPS,
            route=name,
            amount=count - vehicle.max_trips,
            sentence=f"Vehicle {name} makes {count} trips, more than its {vehicle.max_trips}.",
        )


def check_sequence(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """Stops that must be first have only such before them; "last" likewise behind them."""
    name = problem.vehicles[route.vehicle].vehicle_id
    wishes = [problem.stops[stop].sequence for stop in route.stops]
    for position, (index, wish) in enumerate(zip(route.stops, wishes, strict=True)):
        others = wishes[:position] if wish is SequenceWish.FIRST else wishes[position + 1 :]
        misplaced = sum(other is not wish for other in others)
        if wish is not SequenceWish.ANY and misplaced:
            stop = problem.stops[index].stop_id
            side = "before" if wish is SequenceWish.FIRST else "after"
            yield Violation(
                rule=Rule.OUT_OF_SEQUENCE,
                route=name,
                stop=stop,
                amount=misplaced,
                sentence=f"Stop {stop} must be {wish} in its route, but vehicle {name} "
                f"visits {misplaced} other stop(s) {side} it.",
            )


def _overload_sentence(name: str, stop: str, overload: Overload, trips: int) -> str:
    where = f"after stop {stop}" if stop else "on leaving the depot"
    trip = f" on trip {overload.trip + 1}" if trips > 1 else ""
    carried, excess, holds = (
        amount_text(value, overload.unit)
        for value in (overload.on_board, overload.excess, overload.capacity)
    )
    return (
        f"Vehicle {name} carries {carried} {where}{trip}, {excess} more than the {holds} it holds."
    )
