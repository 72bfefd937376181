"""Where a vehicle is at each second: when it drives which part of its line."""

from __future__ import annotations

from lastmile_cli.domain.plan import Route

Move = tuple[int, int, float, float]
"""Leaves at a second, arrives at a second, from this share of the route's metres to that one."""


def moves_of(route: Route) -> list[Move]:
    """
    List a route's drives in order; between them the vehicle stands where the last one ended.

    Shares are of all metres driven, 0 to 1: lines are thinned, and what is left of them is
    a little shorter.
    """
    total_m = route.distance_m
    if not total_m:
        return []
    moves: list[Move] = []
    so_far_m = 0
    leaves_s = route.start_s
    for visit in route.visits:
        if visit.distance_m:
            here_m = so_far_m + visit.distance_m
            moves.append(_move(leaves_s, visit.arrive_s, so_far_m, here_m, total_m))
            so_far_m = here_m
        leaves_s = visit.leaves_s
    if route.home is not None and route.home.distance_m:
        moves.append(_move(leaves_s, route.home.arrive_s, so_far_m, total_m, total_m))
    return moves


def _move(leaves_s: int, arrives_s: int, from_m: int, to_m: int, total_m: int) -> Move:
    return leaves_s, arrives_s, round(from_m / total_m, 6), round(to_m / total_m, 6)
