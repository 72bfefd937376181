# mypy: ignore-errors
"""Where a unit costs least."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.rich.changes import lay_locked
from lastmile_cli.engines.ruin_recreate.rich.judge import judge
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    BRIEF,
    C_COUNT,
    C_LOCKED,
    C_MAX_STOPS,
    C_MAX_TRIPS,
    HUGE,
    J_CARE,
    K_KIND,
    K_POSITION,
    K_ROUTE,
    K_SECOND,
    K_STOP,
    NONE,
    PLAIN,
    R_CLASS,
    R_SIZE,
    R_STOPS,
    R_TRIPS,
    RELOAD_BEFORE,
    S_DESTINATION,
    S_GROUP,
    S_LOCKED,
    S_NEXT_OPTION,
    S_ORIGIN,
    S_UNIT,
    USUAL,
    W_MARK,
)
from lastmile_cli.engines.ruin_recreate.rich.places import (
    drive_through,
    note_beside,
    note_place,
)

DEAR_RATE = 0.05
"""How often a unit is put in although it costs more there than leaving it out."""


@inner
def may_join(d, p, v, r):
    """Whether stop v's group is in route r, or nowhere; likewise of its shipment's other end."""
    g = d.stop[v, S_GROUP]
    if g >= 0 and p.group[g, 1] > 0 and p.group[g, 0] != r:
        return False
    if d.stop[v, S_DESTINATION] < 0:
        return True
    g = d.stop[d.stop[v, S_DESTINATION], S_GROUP]
    return g < 0 or p.group[g, 1] == 0 or p.group[g, 0] == r


@woven
def best_place(d, p, w, unit, near, blink):
    """
    Fill ``w.choice`` with the place where a unit costs least; returns whether there is one.

    A new route of class c is ``K_ROUTE = -1 - c``.
    """
    p.whole[W_MARK] += 1
    mark = p.whole[W_MARK]
    worth = d.skip[unit]
    if draw(p.seed) < DEAR_RATE:
        worth = HUGE
    least = worth
    v = np.int64(unit)
    count = np.int64(0)
    w.found[J_CARE] = BRIEF
    while v >= 0:
        least = try_new_route(d, p, w, v, least, blink)
        for z in range(near):
            u = d.beside[v, z]
            r = p.route_of[u]
            if r < 0 or not may_join(d, p, v, r):
                continue
            c = p.route[r, R_CLASS]
            if not d.allowed[v, c] or p.route[r, R_STOPS] >= d.vclass[c, C_MAX_STOPS]:
                continue
            least, count = note_beside(d, p, w, v, u, r, c, least, blink, count, mark)
        v = d.stop[v, S_NEXT_OPTION]
        # Ends of routes are tried for each option anew.
        p.whole[W_MARK] += 1
        mark = p.whole[W_MARK]
    least = drive_through(d, p, w, count, least, blink)
    w.found[J_CARE] = USUAL
    if least < worth:
        return True
    return best_place_anywhere(d, p, w, unit, worth)


@woven
def try_new_route(d, p, w, v, least, blink):
    """Try a vehicle that is not in use yet, one of each class."""
    if not may_join(d, p, v, NONE):
        return least
    for c in range(d.vclass.shape[0]):
        if p.used[c] < d.vclass[c, C_COUNT] and d.solo[v, c] < least:
            if draw(p.seed) < blink:
                continue
            least = d.solo[v, c]
            w.choice[K_ROUTE] = -1 - c
            w.choice[K_POSITION] = 0
            w.choice[K_KIND] = PLAIN
            w.choice[K_STOP] = v
            w.choice[K_SECOND] = 0 if d.stop[v, S_DESTINATION] >= 0 else -1
    return least


@woven
def best_place_anywhere(d, p, w, unit, worth):
    """Try every place of every route: for a unit that found none beside its neighbours."""
    least = worth
    v = np.int64(unit)
    count = np.int64(0)
    while v >= 0:
        p.whole[W_MARK] += 1
        mark = p.whole[W_MARK]
        for r in range(p.route.shape[0]):
            size = p.route[r, R_SIZE]
            c = p.route[r, R_CLASS]
            if size == 0 or not d.allowed[v, c] or not may_join(d, p, v, r):
                continue
            if p.route[r, R_STOPS] >= d.vclass[c, C_MAX_STOPS]:
                continue
            for at in range(d.vclass[c, C_LOCKED], size + 1):
                least, count = note_place(
                    d, p, w, r, c, v, np.int64(at), PLAIN, least, 0.0, count, mark
                )
            if p.route[r, R_TRIPS] < d.vclass[c, C_MAX_TRIPS]:
                least, count = note_place(
                    d, p, w, r, c, v, size, RELOAD_BEFORE, least, 0.0, count, mark
                )
        v = d.stop[v, S_NEXT_OPTION]
    return drive_through(d, p, w, count, least, 0.0) < worth


@woven
def solo_prices(d, w):
    """
    Fill ``d.solo``: what each stop (or shipment) costs alone with each class.

    The last column is the least over classes and a unit's options; there
    locked starts count too, so that it says whether anybody could.
    """
    last = d.solo.shape[1] - 1
    for v in range(d.stop.shape[0]):
        d.solo[v, last] = HUGE
    for v in range(d.stop.shape[0]):
        unit = d.stop[v, S_UNIT]
        second = d.stop[v, S_DESTINATION]
        for c in range(d.vclass.shape[0]):
            d.solo[v, c] = HUGE
            if not d.allowed[v, c] or d.stop[v, S_LOCKED] or d.stop[v, S_ORIGIN] >= 0:
                continue
            m = lay_locked(d, w, c)
            w.order[m] = v
            m += 1
            if second >= 0:
                w.order[m] = second
                m += 1
            price = judge(d, w, c, w.order, m, HUGE)
            d.solo[unit, last] = min(d.solo[unit, last], price)
            if d.vclass[c, C_LOCKED] == 0:
                d.solo[v, c] = price
