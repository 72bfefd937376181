"""A plan edited by hand: a stop moved to another vehicle or place, or whole orders given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.insertion import cheapest_insertion, cost_micro, measure_routes
from lastmile_cli.timing.charging import with_charges, without_charges
from lastmile_cli.timing.clock import time_route

Trips = tuple[tuple[int, ...], ...]


def move_stop(
    problem: Problem, proposal: Proposal, stop: int, vehicle: int | None, at: int | None = None
) -> Proposal:
    """
    Give a stop to a vehicle, with the other end of its shipment; nobody where it is ``None``.

    Parameters
    ----------
    problem, proposal
        What the plan is about, and its orders.
    stop
        The stop's index.
    vehicle
        The vehicle's index.
    at
        Which of the vehicle's stops it becomes, from 1, over all trips; where ``None``, the
        place where the vehicle's day costs least and holds, else breaks the fewest promises.

    Raises
    ------
    ValueError
        There is no such place; or a place is named for one end of a shipment.
    """
    unit = unit_of(problem, stop)
    bare = _without(problem, proposal, unit)
    if vehicle is None:
        return bare
    if at is None:
        return _at_the_best_place(problem, bare, unit, vehicle)
    if len(unit) > 1:
        msg = "both ends of a shipment move together: their places are found, not given."
        raise ValueError(msg)
    route = _route_of(bare, vehicle)
    if not 1 <= at <= len(route.stops) + 1:
        msg = f"place {at} is none of 1 to {len(route.stops) + 1}."
        raise ValueError(msg)
    return _with_route(bare, _renewed(problem, vehicle, _inserted(route.trips, stop, at - 1)))


def reorder(problem: Problem, proposal: Proposal, orders: Mapping[int, Trips]) -> Proposal:
    """
    Give vehicles the stops that stand in ``orders``; whoever is in none of them is left out.

    A route whose stops stay as they were keeps its chargers and its departure.
    """
    before = {route.vehicle: route for route in proposal.routes}
    routes = []
    for vehicle, trips in orders.items():
        kept = tuple(trip for trip in trips if trip)
        if not kept:
            continue
        was = before.get(vehicle)
        is_same = was is not None and was.trips == kept
        routes.append(was if was and is_same else _renewed(problem, vehicle, kept))
    served = {stop for route in routes for stop in route.stops}
    unserved = tuple(stop for stop in range(len(problem.stops)) if stop not in served)
    return Proposal(routes=tuple(routes), unserved=unserved, repeatable=False)


def _without(problem: Problem, proposal: Proposal, unit: tuple[int, ...]) -> Proposal:
    """Take stops out of the routes, and out of those that nobody serves."""
    routes = []
    for route in proposal.routes:
        if set(unit).isdisjoint(route.stops):
            routes.append(route)
        elif left := route.without(unit).trips:
            routes.append(_renewed(problem, route.vehicle, left))
    others = [stop for stop in proposal.unserved if stop not in unit]
    return replace(
        proposal, routes=tuple(routes), unserved=(*others, *unit), repeatable=False
    )  # fmt: skip


def _renewed(problem: Problem, vehicle: int, trips: Trips) -> ProposedRoute:
    """Route a vehicle anew: it recharges where it must and leaves when it is best."""
    route = ProposedRoute(vehicle=vehicle, trips=trips)
    return with_charges(problem, without_charges(route))


def _route_of(proposal: Proposal, vehicle: int) -> ProposedRoute:
    found = (route for route in proposal.routes if route.vehicle == vehicle)
    return next(found, ProposedRoute(vehicle=vehicle, trips=()))


def _with_route(proposal: Proposal, route: ProposedRoute) -> Proposal:
    routes = [it for it in proposal.routes if it.vehicle != route.vehicle]
    unserved = tuple(stop for stop in proposal.unserved if stop not in route.stops)
    return replace(proposal, routes=(*routes, route), unserved=unserved)


def _inserted(trips: Trips, stop: int, at: int) -> Trips:
    """Put a stop before the ``at``-th of all, on that one's trip; at the end of the last."""
    if not trips:
        return ((stop,),)
    before = 0
    for number, trip in enumerate(trips):
        is_last = number == len(trips) - 1
        if at < before + len(trip) or is_last:
            here = at - before
            longer = (*trip[:here], stop, *trip[here:])
            return (*trips[:number], longer, *trips[number + 1 :])
        before += len(trip)
    raise AssertionError


def _at_the_best_place(
    problem: Problem, proposal: Proposal, unit: tuple[int, ...], vehicle: int
) -> Proposal:
    rooms = measure_routes(problem, proposal)
    found = cheapest_insertion(problem, rooms, unit[0], frozenset({vehicle}))
    if found is not None:
        return _with_route(proposal, found.route)
    trips = _route_of(proposal, vehicle).trips
    ways: Sequence[Trips]
    if len(unit) == 1:
        ways = [_inserted(trips, unit[0], at) for at in range(sum(map(len, trips)) + 1)]
    else:
        ways = [(*trips[:-1], (*(trips[-1] if trips else ()), *unit))]
    routes = [_renewed(problem, vehicle, way) for way in ways]
    return _with_route(proposal, min(routes, key=lambda route: _badness(problem, route)))


def _badness(problem: Problem, route: ProposedRoute) -> tuple[int, int, float]:
    """How many promises an order breaks, by how much in all, and what it costs."""
    broken = check_route(problem, route)
    cost = float(cost_micro(problem, time_route(problem, route)))
    return len(broken), sum(one.amount for one in broken), cost
