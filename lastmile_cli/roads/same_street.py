"""Trips between two places on one street, which need no network at all, or only to turn round."""

from __future__ import annotations

from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.snapping import Stand


def direct_edge(network: PeriodNetwork, start: Stand, end: Stand) -> int | None:
    """Edge on which one can drive from one place straight to another on the same street."""
    if start.street != end.street:
        return None
    wanted = 2 * start.street + (0 if start.along <= end.along else 1)
    arriving = network.base.edges_at(end)
    usable = [edge for edge in network.base.edges_at(start) if edge in arriving]
    if start.along == end.along and usable:
        return usable[0]
    return wanted if wanted in usable else None


def direct_way(network: PeriodNetwork, start: Stand, end: Stand) -> tuple[int, float] | None:
    """Milliseconds and metres straight along the street; ``None`` where that is not possible."""
    edge = direct_edge(network, start, end)
    if edge is None:
        return None
    ms = network.driven_ms(edge, end) - network.driven_ms(edge, start)
    street_m = float(network.graph.street_m[start.street])
    return max(ms, 0), abs(end.along - start.along) * street_m


def may_loop_win(network: PeriodNetwork, edge: int, start: Stand, end: Stand) -> bool:
    """
    Whether going round to a place behind on ``edge`` could beat the direct way.

    Going round means at least to leave the edge at its end and to come back in
    at its beginning.
    """
    direct = direct_way(network, start, end)
    loop_ms = network.left_ms(edge, start) + network.driven_ms(edge, end)
    return direct is None or direct[0] > loop_ms
