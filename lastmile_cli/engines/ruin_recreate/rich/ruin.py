# mypy: ignore-errors
"""Strings of neighbouring stops are taken out of neighbouring routes, with what belongs to them."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.parameters import ABSENT_CENTRE_RATE, WHOLE_ROUTE_RATE
from lastmile_cli.engines.ruin_recreate.rich.changes import save_route, set_order
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_LOCKED,
    R_CLASS,
    R_SIZE,
    R_STAMP,
    R_STOPS,
    RELOAD,
    S_DESTINATION,
    S_GROUP,
    S_LOCKED,
    S_ORIGIN,
    S_UNIT,
)


@woven
def mark_string(d, p, w, r, at, longest, split_rate, keep_rate):
    """Flag a string of stops around entry ``at``, sometimes sparing a piece inside it."""
    first = d.vclass[p.route[r, R_CLASS], C_LOCKED]
    size = p.route[r, R_SIZE] - first
    length = min(int(draw(p.seed) * min(float(size), longest) + 1.0), size)
    spare = 0
    if 1 < length < size and draw(p.seed) < split_rate:
        spare = 1
        while length + spare < size and draw(p.seed) > keep_rate:
            spare += 1
    total = length + spare
    low = max(first, at - total + 1)
    high = min(at, first + size - total)
    start = low + int(draw(p.seed) * (high - low + 1))
    head = length
    if spare > 0:
        head = 1 + int(draw(p.seed) * (length - 1))
    for k in range(start, start + total):
        v = p.order[r, k]
        if v >= 0 and (k < start + head or k >= start + head + spare):
            w.flag[v] = 1


@woven
def mark_route(d, p, w, r):
    """Flag all stops of route r but locked ones: another vehicle may do without this one."""
    for k in range(d.vclass[p.route[r, R_CLASS], C_LOCKED], p.route[r, R_SIZE]):
        v = p.order[r, k]
        if v >= 0:
            w.flag[v] = 1


@woven
def mark_kin(d, p, w, r):
    """Flag the other end of a flagged shipment and all of a flagged group, until none is new."""
    news = True
    while news:
        news = False
        for k in range(p.route[r, R_SIZE]):
            v = p.order[r, k]
            if v < 0 or w.flag[v] or d.stop[v, S_LOCKED]:
                continue
            other = max(d.stop[v, S_DESTINATION], d.stop[v, S_ORIGIN])
            hit = other >= 0 and w.flag[other] == 1
            g = d.stop[v, S_GROUP]
            if g >= 0 and not hit:
                for y in range(p.route[r, R_SIZE]):
                    u = p.order[r, y]
                    if u >= 0 and w.flag[u] and d.stop[u, S_GROUP] == g:
                        hit = True
                        break
            if hit:
                w.flag[v] = 1
                news = True


@woven
def take_out(d, p, w, r, it):
    """Take the flagged stops out of route r; their units join the removed."""
    save_route(p, w, r, it)
    m = np.int64(0)
    for k in range(p.route[r, R_SIZE]):
        v = p.order[r, k]
        if v == RELOAD:
            if m > 0 and w.order[m - 1] != RELOAD:
                w.order[m] = RELOAD
                m += 1
        elif w.flag[v]:
            w.flag[v] = 0
            p.route_of[v] = -1
            g = d.stop[v, S_GROUP]
            if g >= 0:
                p.group[g, 1] -= 1
            if d.stop[v, S_ORIGIN] < 0:
                w.removed[w.counts[2]] = d.stop[v, S_UNIT]
                w.counts[2] += 1
        else:
            w.order[m] = v
            m += 1
    if m > 0 and w.order[m - 1] == RELOAD:
        m -= 1
    set_order(d, p, w, r, m)


@woven
def pick_centre(d, p, w):
    """
    Any stop, but at times one that is left out.

    Where others of its group are served the centre is one of those: the group
    moves together or not at all.
    """
    v = np.int64(draw(p.seed) * d.stop.shape[0])
    if w.counts[3] > 0 and draw(p.seed) < ABSENT_CENTRE_RATE:
        v = w.old_absent[int(draw(p.seed) * w.counts[3])]
        g = d.stop[v, S_GROUP]
        if g >= 0 and p.group[g, 1] > 0:
            r = p.group[g, 0]
            for k in range(p.route[r, R_SIZE]):
                u = p.order[r, k]
                if u >= 0 and d.stop[u, S_GROUP] == g and not d.stop[u, S_LOCKED]:
                    v = u
    return v


@woven
def ruin(d, p, w, routes, mean_removed, longest, keep_rate, it):
    """
    Remove strings around a stop: few long or many short ones, as the routes are.

    Now and then the first route is taken out whole. Returns the stop.
    """
    planned = 0
    for r in range(p.route.shape[0]):
        planned += p.route[r, R_STOPS]
    reach = max(1.0, min(float(longest), planned / max(1, routes)))
    strings = max(1, int(draw(p.seed) * (4.0 * mean_removed / (1.0 + reach) - 1.0) + 1.0))
    centre = pick_centre(d, p, w)
    ruined = 0
    is_whole = draw(p.seed) < WHOLE_ROUTE_RATE
    for k in range(-1, d.nearest.shape[1]):
        if ruined >= strings:
            break
        v = centre if k < 0 else d.nearest[centre, k]
        r = p.route_of[v]
        if r < 0 or p.route[r, R_STAMP] == it or d.stop[v, S_LOCKED]:
            continue
        if is_whole and ruined == 0:
            mark_route(d, p, w, r)
        else:
            mark_string(d, p, w, r, p.position[v], reach, 0.5, keep_rate)
        mark_kin(d, p, w, r)
        take_out(d, p, w, r, it)
        ruined += 1
    return centre
