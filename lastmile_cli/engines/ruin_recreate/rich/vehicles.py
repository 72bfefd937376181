# mypy: ignore-errors
"""
A route changes to a vehicle of another class: before it is refilled anyhow, after it where it pays.

Where room is sold by the vehicle, stops alone seldom lead from many small vans to few large
ones: each one that moves pays for the large one and saves nothing yet.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.parameters import OTHER_VEHICLE_RATE
from lastmile_cli.engines.ruin_recreate.rich.changes import save_route, set_order
from lastmile_cli.engines.ruin_recreate.rich.judge import judge
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_COUNT,
    C_LOCKED,
    C_SLOT,
    HUGE,
    R_CLASS,
    R_SIZE,
    S_GROUP,
)

MOST_TRIED = 6
"""So many classes are tried at most for a route that may change."""


@inner
def price_as(d, p, w, r, c, limit):
    """What route r would cost with a free vehicle of class c; HUGE where it cannot be, or more."""
    if p.used[c] >= d.vclass[c, C_COUNT] or d.vclass[c, C_LOCKED] > 0:
        return HUGE
    for k in range(p.route[r, R_SIZE]):
        v = p.order[r, k]
        if v >= 0 and not d.allowed[v, c]:
            return HUGE
        w.order[k] = v
    return judge(d, w, c, w.order, p.route[r, R_SIZE], limit)


@inner
def hand_over(d, p, w, r, c, it):
    """Give all of route r to a free vehicle of class c."""
    q = d.vclass[c, C_SLOT]
    while p.route[q, R_SIZE] > 0:
        q += 1
    save_route(p, w, r, it)
    save_route(p, w, q, it)
    size = p.route[r, R_SIZE]
    for k in range(size):
        w.order[k] = p.order[r, k]
    set_order(d, p, w, r, np.int64(0))
    set_order(d, p, w, q, size)
    for k in range(size):
        v = p.order[q, k]
        if v >= 0 and d.stop[v, S_GROUP] >= 0:
            p.group[d.stop[v, S_GROUP], 0] = q


@woven
def may_change(d, p, r):
    """Whether route r has stops, and none of them locked."""
    return p.route[r, R_SIZE] > 0 and d.vclass[p.route[r, R_CLASS], C_LOCKED] == 0


@woven
def change_some(d, p, w, it):
    """Give some of the ruined routes another vehicle, whatever it costs: it may fill up."""
    classes = d.vclass.shape[0]
    for x in range(w.counts[0]):
        r = w.which[x]
        if may_change(d, p, r) and draw(p.seed) < OTHER_VEHICLE_RATE:
            c = np.int64(draw(p.seed) * classes)
            if c != p.route[r, R_CLASS] and price_as(d, p, w, r, c, HUGE) < HUGE:
                hand_over(d, p, w, r, c, it)


@woven
def change_where_it_pays(d, p, w, it):
    """Give the routes of this iteration the cheapest of some vehicles."""
    classes = d.vclass.shape[0]
    for x in range(w.counts[0]):
        r = w.which[x]
        if not may_change(d, p, r):
            continue
        first = np.int64(draw(p.seed) * classes)
        least, best = p.rough[r], np.int64(-1)
        for y in range(min(classes, MOST_TRIED)):
            c = (first + y) % classes
            if c != p.route[r, R_CLASS]:
                price = price_as(d, p, w, r, c, least)
                if price < least:
                    least, best = price, c
        if best >= 0:
            hand_over(d, p, w, r, best, it)
