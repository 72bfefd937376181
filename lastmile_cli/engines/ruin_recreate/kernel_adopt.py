# mypy: ignore-errors
"""A visiting order becomes a state: empty, from a start, or taken over from another chain."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import entry, inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_insert import (
    fits,
    insert,
    insertion_price_once,
    solo_prices,
)
from lastmile_cli.engines.ruin_recreate.kernel_route import (
    HUGE,
    driven_duration,
    is_broken,
    refresh_route,
    route_price,
    set_leg,
    step,
    step_back,
)
from lastmile_cli.engines.ruin_recreate.layout import (
    C_COUNT,
    C_EARLIEST,
    C_LATEST,
    C_MAX_STOPS,
    C_MODE,
    EARLY,
    F_APPROXIMATE,
    F_HOURS,
    LATE,
    NEXT,
    NEXT_M,
    PREV,
    R_CLASS,
    R_LOAD,
    R_METRES,
    R_PARCELS,
    R_READY,
    R_STOPS,
    ROUTE,
    W_ABSENT,
    W_ITERATION,
    X_COST,
)


@inner
def empty_slot(d, s, r):
    """Make slot r an empty route of its class, with its hours."""
    n = d.stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    c = s.route[r, R_CLASS]
    mode = d.vclass[c, C_MODE]
    s.route[r, R_STOPS] = 0
    s.route[r, R_READY] = 0
    s.route[r, R_PARCELS] = 0
    for k in range(d.delivery.shape[1]):
        s.route[r, R_LOAD + k] = 0
    s.node[a, ROUTE] = r
    s.node[e, ROUTE] = r
    s.node[a, PREV] = -1
    s.node[a, NEXT] = e
    s.node[e, PREV] = a
    s.node[e, NEXT] = -1
    set_leg(d, s, a, e, mode)
    s.node[a, EARLY] = d.vclass[c, C_EARLIEST]
    s.node[e, LATE] = d.vclass[c, C_LATEST]
    s.node[e, EARLY] = step(d, s, a, e, s.node[a, EARLY], mode)
    s.node[a, LATE] = step_back(d, s, a, e, s.node[e, LATE], mode)
    s.route[r, R_METRES] = s.node[a, NEXT_M]
    s.cost[r] = 0.0
    refresh_route(d, s, r)


@woven
def start_empty(d, s):
    """Make every slot an empty route; all stops are absent."""
    r = np.int64(0)
    for c in range(d.vclass.shape[0]):
        s.used[c] = 0
        for _ in range(d.vclass[c, C_COUNT]):
            s.route[r, R_CLASS] = c
            empty_slot(d, s, r)
            r += 1
    for v in range(d.stop.shape[0]):
        s.node[v, ROUTE] = -1


@entry
def adopt(d, s, log, best, is_new):
    """
    Rebuild the state from the orders in ``best``; what no longer fits becomes absent.

    A new state wants to know first what each stop costs alone, which is asked while it is empty.

    Stops are put in one by one, each only where the insertion test lets it,
    so that the state keeps every limit whatever the orders were made for.
    """
    start_empty(d, s)
    if is_new:
        solo_prices(d, s)
    for r in range(s.route.shape[0]):
        if best.stops[r] > 0:
            s.route[r, R_CLASS] = best.vclass[r]
            follow(d, s, log, best, r)
            if s.route[r, R_STOPS] < best.stops[r]:
                # Where a detour is the shorter way home, a later stop lets an earlier one in.
                follow(d, s, log, best, r)
    settle(d, s)


@inner
def follow(d, s, log, best, r):
    """Put stops of an order that are not in route r yet there, each behind the one before."""
    n = d.stop.shape[0]
    c = s.route[r, R_CLASS]
    i = n + 2 * r
    v = best.first[r]
    for _ in range(best.stops[r]):
        if v >= n:
            break
        if s.node[v, ROUTE] < 0:
            put_behind(d, s, log, r, c, v, i)
        if s.node[v, ROUTE] == r:
            i = v
        v = best.follows[v]


@woven
def put_behind(d, s, log, r, c, v, i):
    """Insert stop v after node i of route r where every test lets it."""
    j = s.node[i, NEXT]
    if (
        d.allowed[v, c]
        and s.route[r, R_STOPS] < d.vclass[c, C_MAX_STOPS]
        and fits(d, s, r, c, v, i, j)
        and insertion_price_once(d, s, r, c, v, i, j, HUGE) < HUGE
    ):
        # Nothing is taken back here: each insertion starts a log of its own.
        s.whole[W_ITERATION] += 1
        log.counts[0] = 0
        log.counts[1] = 0
        insert(d, s, log, v, i, s.whole[W_ITERATION])


@woven
def settle(d, s):
    """Price all routes, empty those that break a window or a limit, and list who is absent."""
    total = 0.0
    for r in range(s.route.shape[0]):
        if s.route[r, R_STOPS] == 0:
            continue
        if d.flags[F_HOURS] and d.flags[F_APPROXIMATE]:
            driven_duration(d, s, r)
        if is_broken(d, s, r):
            dissolve(d, s, r)
        s.cost[r] = route_price(d, s, r)
        total += s.cost[r]
    absent = 0
    for v in range(d.stop.shape[0]):
        # What nobody can serve alone is nobody's: it would be tried in vain for ever, and its
        # price would only drown those of others.
        if s.node[v, ROUTE] < 0 and d.solo[v, d.solo.shape[1] - 1] < HUGE:
            total += d.drop[v]
            s.absent[absent] = v
            absent += 1
    s.whole[W_ABSENT] = absent
    s.real[X_COST] = total


@woven
def dissolve(d, s, r):
    """Take all stops out of route r."""
    n = d.stop.shape[0]
    v = s.node[n + 2 * r, NEXT]
    while v < n:
        s.node[v, ROUTE] = -1
        v = s.node[v, NEXT]
    s.used[s.route[r, R_CLASS]] -= 1
    empty_slot(d, s, r)
