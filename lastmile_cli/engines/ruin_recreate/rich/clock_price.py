"""What routes taken over cost by the clock, where the search places breaks more roughly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_BREAKS,
    C_COUNT,
    C_SLOT,
    R_DURATION,
    R_SIZE,
    X_BALANCE,
    Y_COST,
    Day,
    Kept,
    Plan,
)
from lastmile_cli.engines.ruin_recreate.rich.pack import unpack_day
from lastmile_cli.planning.insertion import cost_micro
from lastmile_cli.planning.limits import excess_hours
from lastmile_cli.timing.clock import time_route


def price_by_clock(
    problem: Problem, day: Day, classes: list[list[int]], plan: Plan, kept: Kept
) -> None:
    """
    Give routes with breaks, between periods or windows, the hours and the price of the clock.

    There the search tries a grid of departures and follows a handful of ways to take the breaks;
    the clock follows them all, and its hours are the ones that are paid. ``plan`` has the orders of
    ``kept``; a route whose order is another one stays as it is.
    """
    if not day.vclass[:, C_BREAKS].any() or not _has_bends(problem):
        return
    before = _sum(day, plan)
    for r, route in _routes(day, classes, plan, kept):
        timed = time_route(problem, route)
        if not any(excess_hours(problem, timed)):
            plan.cost[r] = float(cost_micro(problem, timed))
            plan.route[r, R_DURATION] = timed.duration_s
    plan.real[Y_COST] += _sum(day, plan) - before


def _has_bends(problem: Problem) -> bool:
    in_traffic = len(problem.travel.period_starts_s) > 1
    return in_traffic or any(len(stop.windows) > 1 for stop in problem.stops)


def _routes(
    day: Day, classes: list[list[int]], plan: Plan, kept: Kept
) -> Iterator[tuple[int, ProposedRoute]]:
    """Routes with breaks that are in the plan as they were kept, by their slots."""
    proposed = {route.vehicle: route for route in unpack_day(kept, day, classes)[0]}
    for c, members in enumerate(classes):
        slot = int(day.vclass[c, C_SLOT])
        slots = range(slot, slot + int(day.vclass[c, C_COUNT]))
        used = [r for r in slots if kept.size[r] > 0]
        for vehicle, r in zip(members, used, strict=False):
            if day.vclass[c, C_BREAKS] and _is_same(plan, kept, r):
                yield r, proposed[vehicle]


def _is_same(plan: Plan, kept: Kept, r: int) -> bool:
    size = int(kept.size[r])
    return int(plan.route[r, R_SIZE]) == size and np.array_equal(
        plan.order[r, :size], kept.order[r, :size]
    )


def _sum(day: Day, plan: Plan) -> float:
    """Price of all routes, and what it costs that some days are longer than others."""
    used = plan.route[:, R_SIZE] > 0
    durations_s = plan.route[used, R_DURATION]
    apart_s = int(np.ptp(durations_s)) if used.any() else 0
    return float(plan.cost[used].sum()) + float(day.rates[X_BALANCE]) * apart_s
