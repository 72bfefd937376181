"""
What stops ask of one another and of the routes as a whole, whatever the hour.

Groups ride together, shipments have two ends, one option of an order is
enough, locked stops stay where they are. Both judges use these rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute


def check_company(
    problem: Problem, routes: Sequence[ProposedRoute], handed_over: Iterable[int] = ()
) -> Iterator[Violation]:
    """Yield what the routes break together; ``handed_over`` are stops a partner serves."""
    yield from _check_groups(problem, routes)
    yield from _check_shipments(problem, routes)
    yield from _check_options(problem, routes, handed_over)
    yield from _check_locks(problem, routes)


def _names(problem: Problem, stops: Iterable[int]) -> str:
    return ", ".join(problem.stops[stop].stop_id for stop in stops)


def _check_groups(problem: Problem, routes: Sequence[ProposedRoute]) -> Iterator[Violation]:
    """The amount is how many stops are not where most of their group are."""
    groups: dict[int, list[tuple[int, int]]] = {}
    for number, route in enumerate(routes):
        for index in route.stops:
            group = problem.stops[index].group
            if group is not None:
                groups.setdefault(group, []).append((number, index))
    for members in groups.values():
        of_route = Counter(number for number, _ in members)
        if len(of_route) > 1:
            vans = [problem.vehicles[routes[number].vehicle].vehicle_id for number in of_route]
            most = max(of_route.values())
            first = problem.stops[members[0][1]].stop_id
            yield Violation(
                rule=Rule.GROUP_PARTED,
                stop=first,
                amount=len(members) - most,
                sentence=f"Stops {_names(problem, (index for _, index in members))} belong "
                f"together, but are on vehicles {', '.join(vans)}.",
            )


def _check_shipments(problem: Problem, routes: Sequence[ProposedRoute]) -> Iterator[Violation]:
    where = {
        index: (number, trip_number, position)
        for number, route in enumerate(routes)
        for trip_number, trip in enumerate(route.trips)
        for position, index in enumerate(trip)
    }
    for index, stop in enumerate(problem.stops):
        if stop.shipped_from is None or not {index, stop.shipped_from} & set(where):
            continue
        start, end = where.get(stop.shipped_from), where.get(index)
        words = _shipment_words(problem, routes, start, end)
        if words:
            origin = problem.stops[stop.shipped_from].stop_id
            there = end if end is not None else start
            van = problem.vehicles[routes[there[0]].vehicle].vehicle_id if there else ""
            yield Violation(
                rule=Rule.SHIPMENT_BROKEN,
                route=van,
                stop=stop.stop_id,
                amount=start[2] - end[2] if start and end and start[:2] == end[:2] else 0,
                sentence=f"What stop {stop.stop_id} gets is picked up at stop {origin}, {words}.",
            )


def _shipment_words(
    problem: Problem,
    routes: Sequence[ProposedRoute],
    start: tuple[int, int, int] | None,
    end: tuple[int, int, int] | None,
) -> str:
    """What is wrong with the two ends; empty where nothing is."""
    if start is None:
        return "which nobody visits"
    if end is None:
        return "but nobody brings it"
    if start[0] != end[0]:
        vans = [problem.vehicles[routes[at[0]].vehicle].vehicle_id for at in (start, end)]
        return f"but by vehicle {vans[0]}, and {vans[1]} should bring it"
    if start[1] != end[1]:
        return f"but on trip {start[1] + 1}, and trip {end[1] + 1} should bring it"
    return "but only afterwards" if start[2] > end[2] else ""


def _check_options(
    problem: Problem, routes: Sequence[ProposedRoute], handed_over: Iterable[int]
) -> Iterator[Violation]:
    served: dict[int, list[int]] = {}
    for index in dict.fromkeys([*(stop for route in routes for stop in route.stops), *handed_over]):
        order = problem.stops[index].option_of
        if order is not None:
            served.setdefault(order, []).append(index)
    for options in served.values():
        if len(options) > 1:
            yield Violation(
                rule=Rule.OPTIONS_SERVED,
                stop=problem.stops[options[-1]].stop_id,
                amount=len(options) - 1,
                sentence=f"Stops {_names(problem, options)} are options for the same order; "
                f"one is enough.",
            )


def _check_locks(problem: Problem, routes: Sequence[ProposedRoute]) -> Iterator[Violation]:
    """The amount is how many of the locked stops are not in their place."""
    first_trips: dict[int, tuple[int, ...]] = {}
    for route in routes:
        first_trips.setdefault(route.vehicle, route.trips[0] if route.trips else ())
    for number, vehicle in enumerate(problem.vehicles):
        locked, begin = vehicle.locked, first_trips.get(number, ())
        kept = [place < len(begin) and begin[place] == stop for place, stop in enumerate(locked)]
        if not all(kept):
            lost = locked[kept.index(False)]
            yield Violation(
                rule=Rule.LOCK_BROKEN,
                route=vehicle.vehicle_id,
                stop=problem.stops[lost].stop_id,
                amount=kept.count(False),
                sentence=f"Vehicle {vehicle.vehicle_id} must begin with "
                f"{_names(problem, locked)}, but begins with "
                f"{_names(problem, begin[: len(locked)]) or 'nothing'}.",
            )
