"""Goods on board: deliveries from the loading to their door, pickups from their door on."""

from __future__ import annotations

from collections.abc import Sequence

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
    sum is enough. Else what is on board is followed too, which begins with all
    that the trip delivers.
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
        delivered = self._follow(flow.delivered, "delivered") if any(flow.delivered) else None
        if any(flow.collected):
            self._follow(flow.collected, "collected")
        if not flow.is_mixed:
            return
        changes = [came - went for came, went in zip(flow.comes_in, flow.goes_out, strict=True)]
        on_board = self._follow(changes, "on board", from_zero=delivered is None)
        if delivered is None:
            return
        if self.nodes.reloads:
            self._begin_each_trip(on_board)
        else:
            self._begin_with(on_board, delivered)

    def _begin_with(self, on_board: Dimension, delivered: Dimension) -> None:
        """Leave with all that the route delivers."""
        routing = self.routing
        for number in range(len(self.capacities)):
            leaving = on_board.CumulVar(routing.Start(number))
            routing.solver().Add(leaving == delivered.CumulVar(routing.End(number)))

    def _begin_each_trip(self, on_board: Dimension) -> None:
        """On board is what is left to deliver, which each trip begins with, and what came since."""
        flow, routing = self.flow, self.routing
        shipped = [went - own for went, own in zip(flow.goes_out, flow.delivered, strict=True)]
        changes = [came - went for came, went in zip(flow.comes_in, shipped, strict=True)]
        came_since = self._follow(changes, "came")
        left = self._follow([-amount for amount in flow.delivered], "left", from_zero=False)
        visited = [self.manager.NodeToIndex(node) for node in range(self.nodes.first_end)]
        vehicles = range(len(self.capacities))
        starts, ends = map(routing.Start, vehicles), map(routing.End, vehicles)
        for index in (*visited, *starts, *ends):
            parts = left.CumulVar(index) + came_since.CumulVar(index)
            routing.solver().Add(on_board.CumulVar(index) == parts)
        for number in vehicles:
            routing.AddVariableMinimizedByFinalizer(left.CumulVar(routing.Start(number)))

    def _follow(self, changes: Sequence[int], word: str, *, from_zero: bool = True) -> Dimension:
        """Add up changes along a trip; a loading under way begins with anything again."""
        routing, first = self.routing, len(self.nodes.stops)
        changes = list(changes)
        for number, owner in enumerate(self.nodes.reloads):
            changes[first + number] = -self.capacities[owner]
        slack = 2 * max(self.capacities, default=0) if self.nodes.reloads else 0
        evaluator = routing.RegisterUnaryTransitVector(changes)
        name = f"{word} {self.unit}"
        routing.AddDimensionWithVehicleCapacity(evaluator, slack, self.capacities, from_zero, name)
        dimension: Dimension = routing.GetDimensionOrDie(name)
        if slack:
            for node in range(first):
                dimension.SlackVar(self.manager.NodeToIndex(node)).SetValue(0)
            for vehicle in range(len(self.capacities)):
                dimension.SlackVar(routing.Start(vehicle)).SetValue(0)
        return dimension
