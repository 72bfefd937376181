"""What may follow what: wishes to be first or last, loadings under way, starts that are fixed."""

from __future__ import annotations

from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.engines.ortools_routing.nodes import Nodes
from lastmile_cli.engines.ortools_routing.times import Manager, Routing

_RANKS = {SequenceWish.FIRST: 0, SequenceWish.ANY: 1, SequenceWish.LAST: 2}


def add_succession(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    """Take away every follower that no route may have."""
    _add_wishes(nodes, manager, routing)
    _add_trips(nodes, manager, routing)
    _fix_starts(nodes, manager, routing)


def _add_wishes(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    """Forbid what may not follow: "first" only after "first", after "last" only "last"."""
    wishes = [nodes.problem.stops[stop].sequence for stop in nodes.stops]
    if all(wish is SequenceWish.ANY for wish in wishes):
        return
    index = [manager.NodeToIndex(node) for node in range(len(wishes))]
    for here, wish in enumerate(wishes):
        followers = routing.NextVar(index[here])
        for there, other in enumerate(wishes):
            if here != there and _RANKS[other] < _RANKS[wish]:
                followers.RemoveValue(index[there])
    if nodes.reloads:
        _rank(nodes, manager, routing, [_RANKS[wish] for wish in wishes])


def _rank(nodes: Nodes, manager: Manager, routing: Routing, ranks: list[int]) -> None:
    """Across loadings under way too, ranks never fall along a route."""
    nothing = routing.RegisterUnaryTransitVector([0] * nodes.count)
    routing.AddDimension(nothing, 2, 2, False, "rank")
    dimension = routing.GetDimensionOrDie("rank")
    for node, rank in enumerate(ranks):
        dimension.CumulVar(manager.NodeToIndex(node)).SetValue(rank)


def _add_trips(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    """
    An empty trip costs nothing at the start, where the vehicle stands anyway.

    At the end it would spare the way home where the route ends elsewhere.
    """
    for number, owner in enumerate(nodes.reloads):
        vehicle = nodes.fleet[owner]
        if vehicle.end_place != vehicle.start_place:
            index = manager.NodeToIndex(len(nodes.stops) + number)
            routing.NextVar(index).RemoveValue(routing.End(owner))


def _fix_starts(nodes: Nodes, manager: Manager, routing: Routing) -> None:
    node_of = {stop: node for node, stop in enumerate(nodes.stops)}
    for number, vehicle in enumerate(nodes.fleet):
        here = routing.Start(number)
        for stop in vehicle.locked:
            there = manager.NodeToIndex(node_of[stop])
            routing.NextVar(here).SetValue(there)
            here = there
        # What is on board from the start on must be brought.
        for stop in nodes.problem.fixed_of(nodes.vehicles[number])[len(vehicle.locked) :]:
            routing.ActiveVar(manager.NodeToIndex(node_of[stop])).SetValue(1)
