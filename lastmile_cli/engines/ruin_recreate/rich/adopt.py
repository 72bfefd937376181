# mypy: ignore-errors
"""Orders become a state: empty, from a start, or taken over from another chain."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.rich.changes import (
    join_group,
    lay_locked,
    set_order,
    settle_hours,
)
from lastmile_cli.engines.ruin_recreate.rich.judge import judge
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_COUNT,
    C_LOCKED,
    C_MAX_STOPS,
    C_SLOT,
    F_ENERGY,
    HUGE,
    J_CARE,
    J_COURSE,
    J_KEPT,
    J_STAYS,
    NONE,
    R_CHARGED,
    R_CHARGED_AGAIN,
    R_CLASS,
    R_DURATION,
    R_IDLE,
    R_METRES,
    R_SIZE,
    R_STOPS,
    R_TRIPS,
    RELOAD,
    S_DESTINATION,
    S_GROUP,
    S_LOCKED,
    S_ORIGIN,
    S_UNIT,
    THOROUGH,
    USUAL,
    W_ABSENT,
    X_BALANCE,
    Y_COST,
)
from lastmile_cli.engines.ruin_recreate.rich.recreate import solo_prices


@woven
def balance_price(d, p):
    """Price of the difference between the longest and the shortest route in use."""
    if d.rates[X_BALANCE] == 0.0:
        return 0.0
    most, least, used = 0, 1 << 50, 0
    for r in range(p.route.shape[0]):
        if p.route[r, R_SIZE] > 0:
            used += 1
            most = max(most, p.route[r, R_DURATION])
            least = min(least, p.route[r, R_DURATION])
    if used == 0:
        return 0.0
    return d.rates[X_BALANCE] * (most - least)


@inner
def total_cost(d, p):
    """Cost of the solution from its routes and absent units."""
    total = balance_price(d, p)
    for r in range(p.route.shape[0]):
        if p.route[r, R_SIZE] > 0:
            total += p.cost[r]
    for x in range(p.whole[W_ABSENT]):
        total += d.skip[p.absent[x]]
    return total


@inner
def may_adopt(d, p, w, r, c, m):
    """Whether class c may serve all on the desk, and no group is torn."""
    stops = 0
    for k in range(m):
        v = w.order[k]
        if v == RELOAD:
            continue
        stops += 1
        if not d.allowed[v, c] or (p.route_of[v] >= 0 and p.route_of[v] != r):
            return False
        g = d.stop[v, S_GROUP]
        if g >= 0 and p.group[g, 1] > 0 and p.group[g, 0] != r:
            return False
    return stops <= d.vclass[c, C_MAX_STOPS]


@woven
def start_empty(d, p, w):
    """Make every slot an empty route, but for locked starts that can be driven."""
    for v in range(d.stop.shape[0]):
        p.route_of[v] = -1
    for g in range(p.group.shape[0]):
        p.group[g, 1] = 0
    for c in range(d.vclass.shape[0]):
        p.used[c] = 0
        for r in range(d.vclass[c, C_SLOT], d.vclass[c, C_SLOT] + d.vclass[c, C_COUNT]):
            p.route[r, R_CLASS] = c
            p.route[r, R_SIZE] = 0
            p.route[r, R_CHARGED] = NONE
            p.route[r, R_CHARGED_AGAIN] = NONE
            p.route[r, R_STOPS] = 0
            p.route[r, R_TRIPS] = 0
            p.route[r, R_DURATION] = 0
            p.route[r, R_IDLE] = 0
            p.route[r, R_METRES] = 0
            p.cost[r] = p.rough[r] = 0.0
            m = lay_locked(d, w, c)
            if m > 0:
                if may_adopt(d, p, w, r, c, m) and judge(d, w, c, w.order, m, HUGE) < HUGE:
                    set_order(d, p, w, r, m)
                    for k in range(m):
                        join_group(d, p, np.int64(p.order[r, k]), r)


@woven
def settle(d, p):
    """List who is absent and price the whole."""
    absent = 0
    n = d.stop.shape[0]
    last = d.solo.shape[1] - 1
    for v in range(n):
        p.absent[v] = 0
    # A unit is present when one of its stops is.
    for v in range(n):
        if p.route_of[v] >= 0:
            p.absent[d.stop[v, S_UNIT]] = 1
    for v in range(n):
        is_unit = d.stop[v, S_UNIT] == v and d.stop[v, S_ORIGIN] < 0
        # What nobody can serve is nobody's: it would be tried in vain for ever.
        if is_unit and p.absent[v] == 0 and d.solo[v, last] < HUGE:
            p.absent[absent] = v
            absent += 1
    p.whole[W_ABSENT] = absent
    p.real[Y_COST] = total_cost(d, p)


@woven
def take_over(d, p, w, best, is_new):
    """
    Take over orders kept elsewhere; stops that do not fit (any more) become absent.

    Where vehicles recharge, the courses of those orders are written beside them.
    A new plan wants to know first what each stop costs alone.
    """
    if is_new:
        solo_prices(d, w)
    start_empty(d, p, w)
    w.found[J_CARE] = THOROUGH
    for r in range(p.route.shape[0]):
        c = p.route[r, R_CLASS]
        locked = d.vclass[c, C_LOCKED]
        if best.size[r] == 0 or (locked > 0 and p.route[r, R_SIZE] == 0):
            continue
        m = np.int64(0)
        for k in range(best.size[r]):
            w.order[m] = best.order[r, k]
            m += 1
        # With the charges it had before, so that what held once holds again.
        for f in range(best.charged.shape[1]):
            w.found[J_KEPT + f] = best.charged[r, f]
        w.found[J_STAYS] = 1
        if not may_adopt(d, p, w, r, c, m) or judge(d, w, c, w.order, m, HUGE) >= HUGE:
            w.found[J_KEPT] = NONE
            m = thin_out(d, p, w, best, r, c)
        w.found[J_STAYS] = 0
        if m > 0:
            set_order(d, p, w, r, m)
            settle_hours(d, p, w, r)
            if d.facts[F_ENERGY]:
                best.course_size[r] = w.found[J_COURSE]
                for k in range(w.found[J_COURSE]):
                    best.course[r, k] = w.course[k]
            for k in range(locked, m):
                if p.order[r, k] >= 0:
                    join_group(d, p, np.int64(p.order[r, k]), r)
        w.found[J_KEPT] = NONE
    w.found[J_CARE] = USUAL
    settle(d, p)


@woven
def thin_out(d, p, w, best, r, c):
    """Append the stops of a broken order one by one, each only where the whole still holds."""
    m = lay_locked(d, w, c)
    for k in range(best.size[r]):
        v = best.order[r, k]
        if v == RELOAD or p.route_of[v] >= 0 or d.stop[v, S_UNIT] != v or d.stop[v, S_LOCKED]:
            continue
        # Ends of shipments are put back by the search, together.
        if d.stop[v, S_ORIGIN] >= 0 or has_destination(d, v):
            continue
        w.order[m] = v
        if may_adopt(d, p, w, r, c, m + 1) and judge(d, w, c, w.order, m + 1, HUGE) < HUGE:
            m += 1
    return m


@woven
def has_destination(d, v):
    """Whether stop v is where a shipment is picked up."""
    return d.stop[v, S_DESTINATION] >= 0
