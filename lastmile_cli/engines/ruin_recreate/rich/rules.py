# mypy: ignore-errors
"""What an order must keep whatever the hour: trips, locked start, wishes, shipments, loads."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import woven
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_FIRST_LOCKED,
    C_LOCKED,
    C_MAX_STOPS,
    C_MAX_TRIPS,
    F_PICKUPS,
    F_WISH,
    J_STOPS,
    J_TRIPS,
    RELOAD,
    S_DESTINATION,
    S_ORIGIN,
    S_WISH,
)


@woven
def keeps_rules(d, w, c, order, m):
    """Trips, locked start, wishes and how many stops: what needs neither clock nor scales."""
    if m == 0:
        return True
    if order[0] == RELOAD or order[m - 1] == RELOAD:
        return False
    first = d.vclass[c, C_FIRST_LOCKED]
    if m < d.vclass[c, C_LOCKED]:
        return False
    for k in range(d.vclass[c, C_LOCKED]):
        if order[k] != d.locked[first + k]:
            return False
    trips, stops, rank = 1, 0, 0
    for k in range(m):
        v = order[k]
        if v == RELOAD:
            if order[k - 1] == RELOAD:
                return False
            trips += 1
        else:
            stops += 1
            if d.facts[F_WISH]:
                if d.stop[v, S_WISH] < rank:
                    return False
                rank = d.stop[v, S_WISH]
    w.found[J_TRIPS] = trips
    w.found[J_STOPS] = stops
    return trips <= d.vclass[c, C_MAX_TRIPS] and stops <= d.vclass[c, C_MAX_STOPS]


@woven
def holds_loads(d, c, order, m):
    """Whether every trip holds its goods; see ``holds_load``."""
    start = 0
    for k in range(m + 1):
        if k == m or order[k] == RELOAD:
            if not holds_load(d, c, order, start, k):
                return False
            start = k + 1
    return True


@woven
def holds_load(d, c, order, start, end):
    """Whether one trip's goods fit on board all along it, its shipments in order."""
    for f in range(d.delivery.shape[1]):
        board = np.int64(0)
        for k in range(start, end):
            board += d.delivery[order[k], f]
        room = d.capacity[c, f]
        if board > room:
            return False
        if not d.facts[F_PICKUPS]:
            continue
        for k in range(start, end):
            v = order[k]
            board += d.pickup[v, f] - d.delivery[v, f] + d.change[v, f]
            if board > room:
                return False
    if not d.facts[F_PICKUPS]:
        return True
    for k in range(start, end):
        v = order[k]
        other = d.stop[v, S_DESTINATION]
        if other >= 0:
            # Its other end must follow on this trip.
            found = False
            for y in range(k + 1, end):
                if order[y] == other:
                    found = True
                    break
            if not found:
                return False
        other = d.stop[v, S_ORIGIN]
        if other >= 0:
            found = False
            for y in range(start, k):
                if order[y] == other:
                    found = True
                    break
            if not found:
                return False
    return True
