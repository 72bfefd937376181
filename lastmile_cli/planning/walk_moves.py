"""Routes with a round in the place of its doors, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.planning.walk_rounds import Round


def with_round(route: ProposedRoute, stops: Sequence[int], number: int) -> ProposedRoute:
    """Put a round (by its number) where the first of these stops stands, for all of them."""
    gone = set(stops[1:])
    trips = (
        tuple(number if it == stops[0] else it for it in trip if it not in gone)
        for trip in route.trips
    )
    kept = tuple(trip for trip in trips if trip)
    return replace(route, trips=kept, depart_s=None, charges=())


def parted(route: ProposedRoute, stop: int, round_: Round) -> ProposedRoute:
    """Put the doors of a round where it stands, each a stop again."""
    trips = tuple(
        tuple(door for it in trip for door in (round_.doors if it == stop else (it,)))
        for trip in route.trips
    )
    return replace(route, trips=trips, depart_s=None, charges=())


def beside(problem: Problem, route: ProposedRoute, stop: int) -> tuple[int, int | None]:
    """Return the places before and behind a stop; ``None`` behind the last of an open route."""
    van = problem.vehicles[route.vehicle]
    for number, trip in enumerate(route.trips):
        if stop in trip:
            at = trip.index(stop)
            before = problem.stops[trip[at - 1]].place if at else van.start_place
            if at + 1 < len(trip):
                return before, problem.stops[trip[at + 1]].place
            is_last = number == len(route.trips) - 1
            return before, van.end_place if is_last else van.start_place
    msg = f"Stop {stop} is not on the route of vehicle {route.vehicle}."
    raise ValueError(msg)
