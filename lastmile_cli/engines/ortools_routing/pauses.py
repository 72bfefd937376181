"""Breaks of a working day in the solver's time dimension, never looser than the problem's."""

from __future__ import annotations

from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.problem import NO_LIMIT, ProblemBreak, ProblemVehicle
from lastmile_cli.engines.ortools_routing.times import Clock


def takeable(vehicle: ProblemVehicle) -> tuple[ProblemBreak, ...]:
    """Those first breaks that can be taken in their order at all."""
    now_s = vehicle.earliest_s - vehicle.loading_s
    for count, one in enumerate(vehicle.breaks):
        now_s = max(now_s, one.earliest_s)
        if now_s > one.latest_s:
            return vehicle.breaks[:count]
        now_s += one.duration_s
    return vehicle.breaks


def latest_end_s(vehicle: ProblemVehicle) -> int:
    """When the day must be over; a break that can't be taken must never be owed."""
    never = vehicle.breaks[len(takeable(vehicle)) :]
    return min([vehicle.latest_s, *(one.latest_s for one in never)])


def add_breaks(clock: Clock) -> None:
    """
    Give every vehicle its breaks.

    A break lies between the arrival at a node and what begins there, or after
    the end of the day: then it is not owed, since it could still begin in
    time. Two things are stricter here than in the problem: a split break is
    taken whole, and on a route that drives longer than ``max_drive_s`` in all,
    work since the break before counts as driving.
    """
    routing = clock.routing
    if not any(vehicle.breaks for vehicle in clock.fleet):
        return
    nowhere = routing.RegisterTransitMatrix([[0] * clock.nodes.count] * clock.nodes.count)
    driven = _add_driving(clock) if any(_limits_driving(v) for v in clock.fleet) else None
    for number, vehicle in enumerate(clock.fleet):
        if vehicle.breaks:
            intervals = _Day(clock, number, driven).plan()
            # Nothing interrupts a leg: the whole transit belongs to the visit before it.
            clock.time.SetBreakIntervalsOfVehicle(
                intervals, number, clock.evaluators[number], nowhere
            )


class _Day:
    """One vehicle's day."""

    def __init__(self, clock: Clock, number: int, driven: pywrapcp.RoutingDimension | None) -> None:
        self.clock = clock
        self.number = number
        self.vehicle = clock.fleet[number]
        self.solver = clock.routing.solver()
        self.start = clock.time.CumulVar(clock.routing.Start(number))
        self.end = clock.time.CumulVar(clock.routing.End(number))
        self.driven = None if driven is None else driven.CumulVar(clock.routing.End(number))
        lengths_s = sum(one.duration_s for one in self.vehicle.breaks)
        # What is not owed begins after the end of the day, one after the other.
        self.most_s = 2 * clock.horizon_s + lengths_s

    def plan(self) -> list[pywrapcp.IntervalVar]:
        """Intervals of the breaks that can be taken, in order; the day ends before the others."""
        breaks = takeable(self.vehicle)
        intervals = []
        since = self.start
        for count, one in enumerate(breaks):
            interval = self._interval(count, one)
            self.solver.Add(interval.StartExpr() >= since)
            self._bound(since, one, self.solver.Min(interval.StartExpr(), self.end))
            since = interval.EndExpr()
            intervals.append(interval)
        if len(breaks) < len(self.vehicle.breaks):
            self.end.SetMax(latest_end_s(self.vehicle) - self.clock.origin_s)
            self._bound(since, self.vehicle.breaks[len(breaks)], self.end)
        return intervals

    def _interval(self, count: int, one: ProblemBreak) -> pywrapcp.IntervalVar:
        first_s = max(0, one.earliest_s - self.clock.origin_s)
        last_s = max(first_s, min(self.most_s, one.latest_s - self.clock.origin_s))
        name = f"break {count} of {self.number}"
        return self.solver.FixedDurationIntervalVar(first_s, last_s, one.duration_s, False, name)

    def _bound(self, since: pywrapcp.IntExpr, one: ProblemBreak, until: pywrapcp.IntExpr) -> None:
        """Until the break begins or the day ends, no more work and driving than allowed."""
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
