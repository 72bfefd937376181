"""Rules that tie two of the solver's dimensions together: its insertion does not see them."""

from __future__ import annotations

from lastmile_cli.engines.ortools_routing.company import has_groups
from lastmile_cli.engines.ortools_routing.loads import has_both_ways
from lastmile_cli.engines.ortools_routing.nodes import Nodes


def has_ties(nodes: Nodes) -> bool:
    """Whether a plan of one dimension after the other may break a rule of two."""
    stops = [nodes.problem.stops[stop] for stop in nodes.stops]
    return (
        any(stop.ready_s for stop in stops)
        or any(vehicle.breaks or vehicle.locked for vehicle in nodes.fleet)
        or has_groups(nodes)
        or has_both_ways(nodes)
    )
