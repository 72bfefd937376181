"""The solver's clock: shifts, windows, hours and what they cost, goods that are ready later."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TypeAlias

from ortools.constraint_solver import pywrapcp

from lastmile_cli.domain.problem import ProblemStop, ProblemVehicle
from lastmile_cli.engines.ortools_routing.nodes import Nodes
from lastmile_cli.engines.ortools_routing.scale import CostScale

Manager: TypeAlias = pywrapcp.RoutingIndexManager
Routing: TypeAlias = pywrapcp.RoutingModel
Dimension: TypeAlias = pywrapcp.RoutingDimension


class Clock:
    """
    The time dimension. The solver counts from ``origin_s``, so that nothing is negative.

    The value at a start or a loading under way is when loading starts, at a
    stop when service begins, at an end when the vehicle is home (or done, on
    an open route).
    """

    def __init__(self, nodes: Nodes, manager: Manager, routing: Routing) -> None:
        self.nodes = nodes
        self.manager = manager
        self.routing = routing
        self.fleet = nodes.fleet
        self.stops = [nodes.problem.stops[stop] for stop in nodes.stops]
        self.origin_s = min(vehicle.earliest_s - vehicle.loading_s for vehicle in self.fleet)
        self.horizon_s = max(vehicle.latest_s for vehicle in self.fleet) - self.origin_s
        self.evaluators = self._register_transits()
        self.time = self._add_time()

    def _add_time(self) -> Dimension:
        """Shifts, windows and maximum durations."""
        capacities = [self.horizon_s] * len(self.fleet)
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            self.evaluators, self.horizon_s, capacities, False, "time"
        )
        time = self.routing.GetDimensionOrDie("time")
        for number, vehicle in enumerate(self.fleet):
            loading_s = vehicle.earliest_s - vehicle.loading_s - self.origin_s
            time.CumulVar(self.routing.Start(number)).SetMin(loading_s)
            time.CumulVar(self.routing.End(number)).SetMax(vehicle.latest_s - self.origin_s)
            if vehicle.max_duration_s < self.horizon_s:
                time.SetSpanUpperBoundForVehicle(vehicle.max_duration_s, number)
        for node, stop in enumerate(self.stops):
            self._add_windows(time.CumulVar(self.manager.NodeToIndex(node)), stop)
        return time

    def add_prices(self, scale: CostScale) -> None:
        """
        Paid hours, overtime and lateness; rates a second are rounded once.

        Unpaid breaks are weighed as if they were paid, since whoever works long
        enough to owe one has it on every route; overtime begins later by them.
        """
        unpaid = [not v.waiting_paid and _pays_hours(v) for v in self.fleet]
        work = self._add_work() if any(unpaid) else self.time
        for number, vehicle in enumerate(self.fleet):
            paid = work if unpaid[number] else self.time
            per_s = scale(Fraction(vehicle.per_hour_micro, 3_600))
            if per_s:
                paid.SetSpanCostCoefficientForVehicle(per_s, number)
            extra = scale(Fraction(vehicle.overtime_micro, 3_600))
            breaks_s = 0 if unpaid[number] else _unpaid_breaks_s(vehicle)
            if extra and vehicle.overtime_after_s + breaks_s < self.horizon_s:
                bound = pywrapcp.BoundCost(vehicle.overtime_after_s + breaks_s, extra)
                paid.SetSoftSpanUpperBoundForVehicle(bound, number)
        for node, stop in enumerate(self.stops):
            per_s = scale(Fraction(stop.late_micro, 3_600))
            if stop.max_late_s and per_s:
                closes_s = max(0, stop.windows[-1][1] - self.origin_s)
                index = self.manager.NodeToIndex(node)
                self.time.SetCumulVarSoftUpperBound(index, closes_s, per_s)

    def add_ready_times(self) -> None:
        """
        Loading starts once everything on the trip is ready.

        A dimension that is constant along a trip, hence at least the largest
        ready time of its stops, and never later than the start of loading. It
        may rise where the vehicle loads anew.
        """
        first_s = self.origin_s
        if not has_ready_times(self.nodes, first_s):
            return
        nothing = self.routing.RegisterUnaryTransitVector([0] * self.nodes.count)
        slack_s = self.horizon_s if self.nodes.reloads else 0
        self.routing.AddDimension(nothing, slack_s, self.horizon_s, False, "ready")
        ready = self.routing.GetDimensionOrDie("ready")
        solver = self.routing.solver()
        for node, stop in enumerate(self.stops):
            index = self.manager.NodeToIndex(node)
            if slack_s:
                ready.SlackVar(index).SetValue(0)
            if stop.ready_s > first_s and stop.ready_s:
                ready.CumulVar(index).SetMin(stop.ready_s - first_s)
        for number in range(len(self.fleet)):
            start = self.routing.Start(number)
            if slack_s:
                ready.SlackVar(start).SetValue(0)
            solver.Add(self.time.CumulVar(start) >= ready.CumulVar(start))
            self.routing.AddVariableMinimizedByFinalizer(ready.CumulVar(start))
        for node in range(len(self.stops), self.nodes.first_end):
            index = self.manager.NodeToIndex(node)
            after = ready.CumulVar(index) + ready.SlackVar(index)
            solver.Add(self.time.CumulVar(index) >= after)
            self.routing.AddVariableMinimizedByFinalizer(ready.SlackVar(index))

    def _add_work(self) -> Dimension:
        """Driving, service and loading alone: what is paid where waiting is not."""
        capacities = [self.horizon_s] * len(self.fleet)
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            self.evaluators, 0, capacities, True, "work"
        )
        return self.routing.GetDimensionOrDie("work")

    def _register_transits(self) -> list[int]:
        evaluators: dict[tuple[int, int, int], int] = {}
        keys = [(v.table, v.service_class, v.loading_s) for v in self.fleet]
        for key in dict.fromkeys(keys):
            matrix = self.nodes.transit_s(*key).tolist()
            evaluators[key] = self.routing.RegisterTransitMatrix(matrix)
        return [evaluators[key] for key in keys]

    def _add_windows(self, begin: pywrapcp.IntVar, stop: ProblemStop) -> None:
        windows = [
            (opens - self.origin_s, closes - self.origin_s) for opens, closes in stop.windows
        ]
        latest_s = min(self.horizon_s, stop.latest_s - self.origin_s)
        begin.SetRange(max(0, windows[0][0]), latest_s)
        for (_, closes), (opens, _) in itertools.pairwise(windows):
            if opens - closes > 1:
                begin.RemoveInterval(closes + 1, opens - 1)


def has_ready_times(nodes: Nodes, origin_s: int) -> bool:
    """Whether goods of any stop come later than the first vehicle could load."""
    stops = (nodes.problem.stops[stop] for stop in nodes.stops)
    return any(stop.ready_s and stop.ready_s > origin_s for stop in stops)


def _pays_hours(vehicle: ProblemVehicle) -> bool:
    return vehicle.per_hour_micro > 0 or vehicle.overtime_micro > 0


def _unpaid_breaks_s(vehicle: ProblemVehicle) -> int:
    return sum(one.duration_s for one in vehicle.breaks if not one.is_paid)
