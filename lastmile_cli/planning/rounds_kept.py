"""Rounds on foot that a plan has: whoever is put between two doors of one tears it."""

from __future__ import annotations

from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.planning.posed import Posed


def tears_a_round(posed: Posed, route: ProposedRoute) -> bool:
    """Whether a door walked to follows neither its parking place nor a door of its round."""
    for trip in route.trips if posed.walks else ():
        for number, stop in enumerate(trip):
            walk = posed.walks.get(stop)
            if walk is None:
                continue
            before = trip[number - 1] if number else None
            beside = posed.walks.get(before) if before is not None else None
            is_first = before is not None and posed.stops[before].stop_id == walk.parked_at
            is_next = beside is not None and beside.parked_at == walk.parked_at
            if not is_first and not is_next:
                return True
    return False
