"""Whether routes whose first stops are fixed can be driven at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.charging import with_charges


def list_impossible_starts(problem: Problem) -> tuple[str, ...]:
    """Sentences: stops fixed on two vehicles, and fixed starts that break a rule on their own."""
    return (*_fixed_twice(problem), *_broken(problem))


def _fixed_twice(problem: Problem) -> Iterator[str]:
    counts = Counter(stop for vehicle in problem.vehicles for stop in vehicle.locked)
    for stop, count in counts.items():
        if count > 1:
            yield f"Stop {problem.stops[stop].stop_id} is fixed on {count} vehicles."


def _broken(problem: Problem) -> Iterator[str]:
    for number, vehicle in enumerate(problem.vehicles):
        if vehicle.locked:
            route = ProposedRoute(vehicle=number, trips=(problem.fixed_of(number),))
            route = with_charges(problem, route)
            yield from (one.sentence for one in check_route(problem, route))
