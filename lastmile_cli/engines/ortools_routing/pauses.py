"""Breaks of a working day in the solver's time dimension, never looser than the problem's."""

from __future__ import annotations

import numpy as np
from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.problem import NO_LIMIT, ProblemBreak, ProblemVehicle
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.ortools_routing.times import Clock

_NEAR = 10
"""The leg to the so manieth nearest stop counts as usual."""


def add_breaks(clock: Clock) -> None:
    """
    Give every vehicle its breaks.

    The solver lets a break begin on the way. The problem's begins on arrival at
    the next halt, later by what is left of the leg: so every bound must leave
    room for the longest rest of a leg. Which part of each leg can't be
    interrupted is chosen so that little is left. A break after the end of the
    day is not taken: then the day itself must end within the bounds.

    Two more things are stricter than the problem: a split break is taken whole,
    and where a route drives longer than ``max_drive_s`` in all, all work since
    the break before counts as driving.
    """
    routing = clock.routing
    if not any(vehicle.breaks for vehicle in clock.fleet):
        return
    driven = _add_driving(clock) if any(_limits_driving(v) for v in clock.fleet) else None
    for number, vehicle in enumerate(clock.fleet):
        if vehicle.breaks:
            visits_s, rest_s = _visits(clock, vehicle)
            by_index = [
                visits_s[clock.manager.IndexToNode(index)]
                for index in range(routing.Size() + routing.vehicles())
            ]
            intervals = _Day(clock, number, driven, rest_s).plan()
            clock.time.SetBreakIntervalsOfVehicle(intervals, number, by_index)


def _visits(clock: Clock, vehicle: ProblemVehicle) -> tuple[list[int], int]:
    """
    By node, seconds from the begin there in which no break may begin; the longest rest of a leg.

    That is service, or loading, and the leg to a near stop.
    """
    nodes = clock.nodes
    count = len(nodes.stops)
    legs_s = nodes.travel_s(vehicle.table)
    stays_s = nodes.transit_s(vehicle.table, vehicle.service_class, vehicle.loading_s) - legs_s
    is_way = (legs_s < UNREACHABLE_S) & ~np.eye(nodes.count, dtype=np.bool_)
    near_s = np.sort(np.where(is_way, legs_s, UNREACHABLE_S)[:, :count], axis=1)[:, :_NEAR]
    usual_s = np.where(near_s < UNREACHABLE_S, near_s, 0).max(axis=1, initial=0)
    visits_s = stays_s.max(axis=1, initial=0) + usual_s
    rest_s = np.where(is_way, legs_s + stays_s - visits_s[:, None], 0).max(initial=0)
    return [int(visit) for visit in visits_s], max(0, int(rest_s))


class _Day:
    """One vehicle's day."""

    def __init__(
        self, clock: Clock, number: int, driven: pywrapcp.RoutingDimension | None, rest_s: int
    ) -> None:
        self.clock = clock
        self.number = number
        self.rest_s = rest_s
        self.breaks = clock.fleet[number].breaks
        self.solver = clock.routing.solver()
        self.is_idle = 1 - clock.routing.ActiveVehicleVar(number)
        self.start = clock.time.CumulVar(clock.routing.Start(number))
        self.end = clock.time.CumulVar(clock.routing.End(number))
        self.driven = None if driven is None else driven.CumulVar(clock.routing.End(number))
        # Long enough for all breaks that are not taken, after the end of the day.
        self.most_s = 2 * clock.horizon_s + sum(one.duration_s for one in self.breaks)

    def plan(self) -> list[pywrapcp.IntervalVar]:
        """Intervals of the breaks, in their order."""
        intervals = []
        since = self.start
        for count, one in enumerate(self.breaks):
            first_s = min(max(0, one.earliest_s - self.clock.origin_s), self.clock.horizon_s)
            interval = self.solver.FixedDurationIntervalVar(
                first_s, self.most_s, one.duration_s, False, f"break {count} of {self.number}"
            )
            self.solver.Add(interval.StartExpr() >= since)
            self._bound(since, one, interval)
            since = interval.EndExpr()
            intervals.append(interval)
        return intervals

    def _bound(
        self, since: pywrapcp.IntExpr, one: ProblemBreak, interval: pywrapcp.IntervalVar
    ) -> None:
        """Until the break begins at a halt, or the day ends: all its bounds."""
        until = self.solver.Min(interval.StartExpr() + self.rest_s, self.end)
        latest_s = one.latest_s - self.clock.origin_s
        if latest_s < self.most_s:
            # Whoever stays at home owes no break.
            self.solver.Add(until <= latest_s + (self.is_idle * 2 * self.most_s))
        if one.max_work_s < self.most_s:
            self.solver.Add(until - since <= one.max_work_s)
        if self.driven is not None and one.max_drive_s < min(one.max_work_s, self.most_s):
            is_short = self.solver.IsLessOrEqualCstVar(self.driven, one.max_drive_s)
            self.solver.Add(until - since <= one.max_drive_s + self.most_s * is_short)


def _limits_driving(vehicle: ProblemVehicle) -> bool:
    return any(one.max_drive_s < NO_LIMIT for one in vehicle.breaks)


def _add_driving(clock: Clock) -> pywrapcp.RoutingDimension:
    """Seconds driven so far, on the whole day."""
    tables = sorted({vehicle.table for vehicle in clock.fleet})
    matrices = {table: clock.nodes.travel_s(table).tolist() for table in tables}
    by_table = {table: clock.routing.RegisterTransitMatrix(matrices[table]) for table in tables}
    evaluators = [by_table[vehicle.table] for vehicle in clock.fleet]
    limits = [clock.horizon_s] * len(clock.fleet)
    clock.routing.AddDimensionWithVehicleTransitAndCapacity(
        evaluators, 0, limits, True, "driven of breaks"
    )
    return clock.routing.GetDimensionOrDie("driven of breaks")
