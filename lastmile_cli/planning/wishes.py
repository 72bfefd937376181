"""What the objective weighs beside the bill: familiar zones, compact routes, kept hours."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction

from lastmile_cli.costing.quantities import HOUR_S
from lastmile_cli.domain.problem import Problem
from lastmile_cli.timing.timed import TimedRoute


def familiarity_micro(problem: Problem, vehicle: int, stops: Iterable[int]) -> int:
    """What it costs, beside the bill, that this vehicle serves these stops."""
    return sum(problem.stops[stop].wish_micro(vehicle) for stop in stops)


def moved_micro(problem: Problem, timed: TimedRoute) -> int:
    """What it weighs that customers along a timed route were told other hours."""
    return sum(
        problem.stops[visit.stop].moved_micro(visit.start_s)
        for visit in timed.stop_visits
        if visit.stop is not None
    )


def zones_micro(problem: Problem, stops: Sequence[int]) -> int:
    """
    What the changes of zone along one route cost, over all its trips.

    A stop without a zone is neither in the one nor in the other: no change
    leads to it, none from it.
    """
    zones = [problem.stops[stop].zone for stop in stops]
    changes = sum(
        None not in (one, other) and one != other for one, other in itertools.pairwise(zones)
    )
    return problem.zone_change_micro * changes


def balance_micro(problem: Problem, durations_s: Iterable[int]) -> Fraction:
    """What it costs that the longest of the routes driven lasts longer than the shortest."""
    driven_s = list(durations_s)
    if not driven_s:
        return Fraction(0)
    return Fraction(problem.balance_micro * (max(driven_s) - min(driven_s)), HOUR_S)
