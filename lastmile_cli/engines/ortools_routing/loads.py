"""Goods on board: deliveries from the loading to their door, pickups from their door on."""

from __future__ import annotations

from collections.abc import Sequence

from ortools.constraint_solver import pywrapcp

from lastmile_cli.engines.ortools_routing.nodes import Nodes
from lastmile_cli.engines.ortools_routing.times import Dimension, Manager, Routing


def add_loads(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    """Add what each unit of load needs."""
    for unit in range(len(nodes.problem.load_units)):
        _Load(nodes, manager, routing, unit).add()


def has_both_ways(nodes: Nodes) -> bool:
    """Whether any unit of load needs more than a sum: its peak may lie within a trip."""
    units = range(len(nodes.problem.load_units))
    flows = [_Flow(nodes, unit) for unit in units]
    return any(flow.is_mixed for flow in flows)


class _Flow:
    """Amounts by node of one unit: out of the depot, into it, and on board on the way."""

    def __init__(self, nodes: Nodes, unit: int) -> None:
        stops, destinations = nodes.problem.stops, nodes.problem.destinations
        self.delivered = nodes.per_stop(
            [0 if stop.shipped_from is not None else stop.delivery[unit] for stop in stops]
        )
        self.collected = nodes.per_stop(
            [0 if index in destinations else stop.pickup[unit] for index, stop in enumerate(stops)]
        )
        self.comes_in = nodes.per_stop([stop.pickup[unit] for stop in stops])
        self.goes_out = nodes.per_stop([stop.delivery[unit] for stop in stops])

    @property
    def is_shipped(self) -> bool:
        """Whether any goods go from stop to stop."""
        return self.comes_in != self.collected

    @property
    def is_mixed(self) -> bool:
        """Whether the fullest moment may lie between two stops."""
        return self.is_shipped or (any(self.delivered) and any(self.collected))


class _Load:
    """
    One unit of load.

    With only one kind, what is on board peaks at one end of the trip and its
    sum is enough. Else two more numbers are followed: what is ``left`` to
    deliver from the depot, which begins with all that the trip delivers, and
    what ``came`` on board on the way; both together must fit.
    """

    def __init__(self, nodes: Nodes, manager: Manager, routing: Routing, unit: int) -> None:
        self.nodes = nodes
        self.manager = manager
        self.routing = routing
        self.unit = unit
        self.flow = _Flow(nodes, unit)
        self.capacities = [vehicle.capacity[unit] for vehicle in nodes.fleet]

    def add(self) -> None:
        """Add the dimensions."""
        flow = self.flow
        if any(flow.delivered):
            self._follow(flow.delivered, f"delivered {self.unit}")
        if any(flow.collected):
            self._follow(flow.collected, f"collected {self.unit}")
        if not flow.is_mixed:
            return
        shipped_out = [o - d for o, d in zip(flow.goes_out, flow.delivered, strict=True)]
        came = [i - o for i, o in zip(flow.comes_in, shipped_out, strict=True)]
        came_by = self._follow(came, f"came {self.unit}")
        if any(flow.delivered):
            left = self._follow([-amount for amount in flow.delivered], f"left {self.unit}", False)
            self._share_room(left, came_by)

    def _share_room(self, left: Dimension, came: Dimension) -> None:
        """
        Keep the sum within the capacity, on arrival everywhere.

        What is on board after one halt is on board on arrival at the next.
        """
        solver, routing = self.routing.solver(), self.routing
        most = max(self.capacities)
        # An unvisited stop rides with vehicle -1, empty.
        room = [most, *self.capacities]
        is_alike = min(self.capacities) == most
        for node in range(self.nodes.first_end):
            index = self.manager.NodeToIndex(node)
            limit = most if is_alike else solver.Element(room, routing.VehicleVar(index) + 1)
            solver.Add(left.CumulVar(index) + came.CumulVar(index) <= limit)
        for number, capacity in enumerate(self.capacities):
            end = routing.End(number)
            solver.Add(left.CumulVar(end) + came.CumulVar(end) <= capacity)
            self.routing.AddVariableMinimizedByFinalizer(left.CumulVar(routing.Start(number)))

    def _follow(self, changes: Sequence[int], name: str, from_zero: bool = True) -> Dimension:
        """Add up changes along a trip; a loading under way begins with anything again."""
        routing, first = self.routing, len(self.nodes.stops)
        changes = list(changes)
        for number, owner in enumerate(self.nodes.reloads):
            changes[first + number] = -self.capacities[owner] if from_zero else 0
        slack = max(self.capacities, default=0) if self.nodes.reloads else 0
        evaluator = routing.RegisterUnaryTransitVector(changes)
        routing.AddDimensionWithVehicleCapacity(evaluator, slack, self.capacities, from_zero, name)
        dimension: pywrapcp.RoutingDimension = routing.GetDimensionOrDie(name)
        if slack:
            for node in range(first):
                dimension.SlackVar(self.manager.NodeToIndex(node)).SetValue(0)
            for vehicle in range(len(self.capacities)):
                dimension.SlackVar(routing.Start(vehicle)).SetValue(0)
        return dimension
