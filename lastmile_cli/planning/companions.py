"""Stops that hang together: the two ends of a shipment, a group, the options of one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute


def unit_of(problem: Problem, stop: int) -> tuple[int, ...]:
    """What is served together or not at all, in this order: a stop, or a shipment's two ends."""
    origin = problem.stops[stop].shipped_from
    if origin is not None:
        return origin, stop
    destination = problem.destinations.get(stop)
    return (stop,) if destination is None else (stop, destination)


def options_of(problem: Problem, stop: int) -> list[int]:
    """List the stops that serve the same order, this one among them."""
    order = problem.stops[stop].option_of
    if order is None:
        return [stop]
    return [n for n, other in enumerate(problem.stops) if other.option_of == order]


def vehicles_for(
    problem: Problem, routes: Mapping[int, ProposedRoute], unit: tuple[int, ...]
) -> frozenset[int]:
    """
    Which vehicles may take a unit beside these routes (by vehicle).

    Those that may serve it, of ``vehicles_beside``.
    """
    return frozenset(
        vehicle
        for vehicle in vehicles_beside(problem, routes, unit)
        if all(problem.may_serve(vehicle, stop) for stop in unit)
    )


def vehicles_beside(
    problem: Problem, routes: Mapping[int, ProposedRoute], unit: tuple[int, ...]
) -> frozenset[int]:
    """
    Which vehicles the stops that hang together with a unit leave to it.

    None where another option of the order is served already; where stops of
    the same group are, only the vehicle that has them.
    """
    able = frozenset(range(len(problem.vehicles)))
    orders = {problem.stops[stop].option_of for stop in unit} - {None}
    groups = {problem.stops[stop].group for stop in unit} - {None}
    if not orders and not groups:
        return able
    for vehicle, route in routes.items():
        for other in route.stops:
            if problem.stops[other].option_of in orders:
                return frozenset()
            if problem.stops[other].group in groups:
                able &= {vehicle}
    return able


def count_faults(problem: Problem, route: ProposedRoute) -> int:
    """
    How often the order of one route breaks what can't be bent.

    Locked stops that do not come first, more trips than the vehicle makes, and
    ends of shipments whose other end is not on the same trip, before or after.
    """
    vehicle = problem.vehicles[route.vehicle]
    locked = len(vehicle.locked)
    head = route.stops[:locked]
    moved = sum(a != b for a, b in zip(head, vehicle.locked, strict=False)) + locked - len(head)
    return moved + max(0, len(route.trips) - vehicle.max_trips) + len(list(_torn(problem, route)))


def list_strays(problem: Problem, proposal: Proposal) -> frozenset[int]:
    """
    List served stops that must not be where they are, because of stops elsewhere.

    Of a group those outside the route that has most of it stay behind, of the
    options of one order all but one; what is locked stays.
    """
    locked = {stop for vehicle in problem.vehicles for stop in vehicle.locked}
    served = [(stop, route.vehicle) for route in proposal.routes for stop in route.stops]
    served.sort(key=lambda pair: pair[0] not in locked)
    homes = _homes(problem, served, locked)
    chosen: dict[int, int] = {}
    strays: set[int] = set()
    for stop, vehicle in served:
        group, order = problem.stops[stop].group, problem.stops[stop].option_of
        is_elsewhere = group is not None and homes[group] != vehicle
        is_second = order is not None and chosen.setdefault(order, stop) != stop
        if (is_elsewhere or is_second) and stop not in locked:
            strays.update(unit_of(problem, stop))
    return frozenset(strays)


def _homes(
    problem: Problem, served: Sequence[tuple[int, int]], locked: Collection[int]
) -> dict[int, int]:
    """Say which vehicle each group stays with: one locked to a stop of it, else that of most."""
    counts: Counter[tuple[int, int]] = Counter()
    for stop, vehicle in served:
        group = problem.stops[stop].group
        if group is not None:
            counts[group, vehicle] += len(problem.stops) if stop in locked else 1
    homes: dict[int, int] = {}
    for group, vehicle in sorted(counts, key=lambda key: (-counts[key], key)):
        homes.setdefault(group, vehicle)
    return homes


def _torn(problem: Problem, route: ProposedRoute) -> Iterator[int]:
    """Yield ends of shipments whose other end is not where it must be."""
    for trip in route.trips:
        for number, stop in enumerate(trip):
            origin = problem.stops[stop].shipped_from
            destination = problem.destinations.get(stop)
            if origin is not None and origin not in trip[:number]:
                yield stop
            if destination is not None and destination not in trip[number:]:
                yield stop
