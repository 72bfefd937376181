# mypy: ignore-errors
"""
Insertion kernels: where a stop fits, what it costs there, and putting it in.

Every constraint acts here, none is repaired afterwards. Where hours are only
estimated (several periods or windows) the search judges the finished route
exactly and takes the iteration back if it breaks a limit.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.kernel_route import (
    FAR,
    HUGE,
    begin_at,
    duration_price,
    leave_from,
    loc_of,
    push_early,
    push_late,
    refresh_ready,
    refresh_route,
    save,
    save_route,
    service_of,
    set_leg,
    step,
    window_at,
)
from lastmile_cli.engines.ruin_recreate.kernel_travel import THERE, arrive
from lastmile_cli.engines.ruin_recreate.kernel_twins import price_as, roomier_twin, switch
from lastmile_cli.engines.ruin_recreate.layout import (
    C_COUNT,
    C_MAX_DRIVE,
    C_MAX_DURATION,
    C_MAX_METRES,
    C_MAX_STOPS,
    C_MODE,
    C_SERVICE,
    C_SLOT,
    CLOSES,
    EARLY,
    F_DRIVE,
    F_HOURS,
    F_PICKUPS,
    F_READY,
    F_TIME,
    F_TWINS,
    F_WISH,
    HEAD_D,
    HEAD_L,
    LATE,
    LOC,
    NEXT,
    NEXT_M,
    OPENS,
    P_FIXED,
    P_METRE,
    P_PARCEL,
    P_STOP,
    PARCELS,
    PREV,
    R_CLASS,
    R_DRIVE,
    R_DURATION,
    R_LOAD,
    R_METRES,
    R_PARCELS,
    R_READY,
    R_SEEN,
    R_STOPS,
    READY,
    ROUTE,
    TAIL_D,
    TAIL_E,
    W_INSERTIONS,
    WISH,
)

NOWHERE = -FAR

DEAR_RATE = 0.05
"""How often a stop is put in although it costs more there than leaving it out."""


@inlined
def fits(d, s, r, c, v, i, j):
    """Whether the load of stop v fits into route r between i and j."""
    if d.flags[F_PICKUPS]:
        for k in range(d.delivery.shape[1]):
            cap = d.capacity[c, k]
            if s.onboard[i, k, 1] + d.delivery[v, k] > cap:
                return False
            if s.onboard[i, k, 0] + d.pickup[v, k] > cap:
                return False
            if s.onboard[j, k, 2] + d.pickup[v, k] > cap:
                return False
        return True
    for k in range(d.delivery.shape[1]):
        if s.route[r, R_LOAD + k] + d.delivery[v, k] > d.capacity[c, k]:
            return False
    return True


@inlined
def rank_of(d, v):
    """0 before everything, 1 anywhere, 2 after everything; -1 and 3 for the route's ends."""
    n = d.stop.shape[0]
    if v < n:
        return d.stop[v, WISH]
    if (v - n) & 1:
        return 3
    return -1


@woven
def leave_when_ready(d, s, r, c, i, ready):
    """When node i is left if route r's goods come at ``ready``; FAR when a window breaks."""
    n = d.stop.shape[0]
    sc, mode = d.vclass[c, C_SERVICE], d.vclass[c, C_MODE]
    u = n + 2 * r
    at = leave_from(d, c, ready)
    if at > s.node[u, LATE]:
        return FAR
    while u != i:
        w = s.node[u, NEXT]
        at = begin_at(d, w, step(d, s, u, w, at, mode))
        if at > s.node[w, LATE]:
            return FAR
        at += d.service[w, sc]
        u = w
    return at


@inlined
def insertion_price(d, s, r, c, v, i, j, limit):
    """Extra cost of stop v between i and j in route r of class c; HUGE when it cannot be there."""
    mode = d.vclass[c, C_MODE]
    here = d.stop[v, LOC]
    li = loc_of(d, s, i)
    lj = loc_of(d, s, j)
    metres = np.int64(d.legs[mode, here, li, 1]) - s.node[i, NEXT_M]
    if lj >= 0:
        metres += d.legs[mode, here, lj, 0]
    price = (
        d.price[c, P_METRE] * metres
        + d.price[c, P_STOP]
        + d.price[c, P_PARCEL] * d.stop[v, PARCELS]
    )
    if price >= limit:
        return HUGE
    if d.flags[F_WISH] and not (rank_of(d, i) <= d.stop[v, WISH] <= rank_of(d, j)):
        return HUGE
    if not d.flags[F_TIME]:
        return price
    if s.route[r, R_METRES] + metres > d.vclass[c, C_MAX_METRES]:
        return HUGE
    periods = d.starts.shape[0]
    sc = d.vclass[c, C_SERVICE]
    late = s.node[j, LATE]
    if s.node[i, EARLY] > d.stop[v, CLOSES] or late < d.stop[v, OPENS]:
        return HUGE
    leave = s.node[i, EARLY] + service_of(d, i, sc)
    if d.flags[F_READY] and d.stop[v, READY] > s.route[r, R_READY]:
        leave = leave_when_ready(d, s, r, c, i, d.stop[v, READY])
        if leave >= FAR:
            return HUGE
    if periods == 1:
        t_in = np.int64(d.legs[mode, here, li, 3])
    else:
        t_in = arrive(leave, d.legs, mode, here, li, 2 + periods, d.starts) - leave
    begin = begin_at(d, v, leave + t_in)
    done = begin + d.service[v, sc]
    if done > late:
        return HUGE
    t_out = np.int64(0)
    if lj >= 0:
        if periods == 1:
            t_out = np.int64(d.legs[mode, here, lj, 2])
        else:
            t_out = arrive(done, d.legs, mode, here, lj, THERE, d.starts) - done
    if done + t_out > late:
        return HUGE
    if not d.flags[F_HOURS]:
        return price
    if d.flags[F_DRIVE]:
        now = s.node[i, EARLY] + service_of(d, i, sc)
        drive = t_in + t_out - (step(d, s, i, j, now, mode) - now)
        if s.route[r, R_DRIVE] + drive > d.vclass[c, C_MAX_DRIVE]:
            return HUGE
    opens, closes = window_at(d, v, begin)
    delta = s.segment[i, HEAD_D] + t_in
    wait = max(opens - delta - s.segment[i, HEAD_L], 0)
    duration = delta + d.service[v, sc] + wait
    latest = min(closes - delta, s.segment[i, HEAD_L])
    delta = duration + t_out
    duration = delta + s.segment[j, TAIL_D] + max(s.segment[j, TAIL_E] - delta - latest, 0)
    if duration > d.vclass[c, C_MAX_DURATION]:
        return HUGE
    return price + duration_price(d, c, duration) - duration_price(d, c, s.route[r, R_DURATION])


@inner
def insertion_price_once(d, s, r, c, v, i, j, limit):
    """``insertion_price`` compiled once, for places that are not hot."""
    return insertion_price(d, s, r, c, v, i, j, limit)


@inner
def insert(d, s, log, v, i, it):
    """Put stop v after node i."""
    r = s.node[i, ROUTE]
    c = s.route[r, R_CLASS]
    mode, sc = d.vclass[c, C_MODE], d.vclass[c, C_SERVICE]
    j = s.node[i, NEXT]
    save_route(s, log, r, it)
    save(s, log, i, it)
    save(s, log, j, it)
    save(s, log, v, it)
    before = s.node[i, NEXT_M]
    s.node[i, NEXT] = v
    s.node[v, PREV] = i
    s.node[v, NEXT] = j
    s.node[j, PREV] = v
    s.node[v, ROUTE] = r
    set_leg(d, s, i, v, mode)
    set_leg(d, s, v, j, mode)
    s.route[r, R_METRES] += s.node[i, NEXT_M] + s.node[v, NEXT_M] - before
    if s.route[r, R_STOPS] == 0:
        s.used[c] += 1
    s.route[r, R_STOPS] += 1
    for k in range(d.delivery.shape[1]):
        s.route[r, R_LOAD + k] += d.delivery[v, k]
    s.route[r, R_PARCELS] += d.stop[v, PARCELS]
    if d.flags[F_TIME]:
        s.node[v, EARLY] = -FAR
        s.node[v, LATE] = FAR
        push_early(d, s, log, i, it, mode, sc)
        push_late(d, s, log, j, it, mode, sc)
        if d.flags[F_READY] and d.stop[v, READY] > s.route[r, R_READY]:
            refresh_ready(d, s, log, r, it)
    refresh_route(d, s, r)


@inner
def twin_price(d, s, r, v, i, j, limit):
    """``insertion_price`` where route r changes to a twin with room for v; HUGE without one."""
    c = roomier_twin(d, s, r, v)
    if c < 0:
        return HUGE
    extra = price_as(d, s, r, c) - price_as(d, s, r, s.route[r, R_CLASS])
    return insertion_price_once(d, s, r, c, v, i, j, limit - extra) + extra


@woven
def best_place(d, s, v, near, blink):
    """
    The node after which stop v costs least among places beside its neighbours and route ends.

    A new route of class c is ``-1 - c``; ``NOWHERE`` where nothing fits, or where
    it would cost more than leaving the stop out. Once in a while the latter is
    overlooked: two far stops together may be worth what each alone is not.
    """
    n = d.stop.shape[0]
    s.whole[W_INSERTIONS] += 1
    mark = s.whole[W_INSERTIONS]
    least, where = d.drop[v], NOWHERE
    if draw(s.seed) < DEAR_RATE:
        least = HUGE
    worth = least
    for z in range(near):
        u = np.int64(d.beside[v, z])
        r = s.node[u, ROUTE]
        if r < 0:
            continue
        c = s.route[r, R_CLASS]
        if not d.allowed[v, c]:
            continue
        extra = 0.0
        if not d.flags[F_PICKUPS] and not fits(d, s, r, c, v, u, u):
            if not d.flags[F_TWINS]:
                continue
            c = roomier_twin(d, s, r, v)
            if c < 0:
                continue
            extra = price_as(d, s, r, c) - price_as(d, s, r, s.route[r, R_CLASS])
        if s.route[r, R_STOPS] >= d.vclass[c, C_MAX_STOPS]:
            continue
        sides = 2 if s.route[r, R_SEEN] == mark else 4
        s.route[r, R_SEEN] = mark
        for side in range(sides):
            i = u
            if side == 1:
                i = s.node[u, PREV]
            elif side == 2:
                i = n + 2 * r
            elif side == 3:
                i = s.node[n + 2 * r + 1, PREV]
            j = s.node[i, NEXT]
            price = insertion_price(d, s, r, c, v, i, j, least - extra) + extra
            if price >= least:
                continue
            if d.flags[F_PICKUPS] and not fits(d, s, r, c, v, i, j):
                if not d.flags[F_TWINS]:
                    continue
                price = twin_price(d, s, r, v, i, j, least)
                if price >= least:
                    continue
            if draw(s.seed) < blink:
                continue
            least, where = price, i
    for c in range(d.vclass.shape[0]):
        if s.used[c] < d.vclass[c, C_COUNT] and d.solo[v, c] < least:
            if draw(s.seed) < blink:
                continue
            least, where = d.solo[v, c], -1 - c
    if where == NOWHERE:
        where = best_place_anywhere(d, s, v, worth)
    return where


@woven
def best_place_anywhere(d, s, v, worth):
    """Try every place of every route: for a stop that found none beside its neighbours."""
    n = d.stop.shape[0]
    least, where = worth, NOWHERE
    for r in range(s.route.shape[0]):
        c = s.route[r, R_CLASS]
        if s.route[r, R_STOPS] == 0 or not d.allowed[v, c]:
            continue
        if s.route[r, R_STOPS] >= d.vclass[c, C_MAX_STOPS]:
            continue
        i = n + 2 * r
        if not d.flags[F_PICKUPS] and not fits(d, s, r, c, v, i, i):
            continue
        while i != n + 2 * r + 1:
            j = s.node[i, NEXT]
            price = insertion_price_once(d, s, r, c, v, i, j, least)
            if price < least and not (d.flags[F_PICKUPS] and not fits(d, s, r, c, v, i, j)):
                least, where = price, i
            i = j
    return where


@woven
def place(d, s, log, v, where, it):
    """Insert stop v where ``best_place`` said."""
    if where < 0:
        r = d.vclass[-1 - where, C_SLOT]
        while s.route[r, R_STOPS] > 0:
            r += 1
        s.route[r, R_CLASS] = -1 - where
        where = d.stop.shape[0] + 2 * r
    elif d.flags[F_TWINS]:
        r = s.node[where, ROUTE]
        if not fits(d, s, r, s.route[r, R_CLASS], v, where, s.node[where, NEXT]):
            save_route(s, log, r, it)
            switch(s, r, roomier_twin(d, s, r, v))
    insert(d, s, log, v, where, it)


@woven
def solo_prices(d, s):
    """Fill ``d.solo``: what each stop costs alone with each class, HUGE where it cannot be."""
    n = d.stop.shape[0]
    last = d.solo.shape[1] - 1
    for v in range(n):
        d.solo[v, last] = HUGE
    for c in range(d.vclass.shape[0]):
        r = d.vclass[c, C_SLOT]
        a, e = n + 2 * r, n + 2 * r + 1
        for v in range(n):
            d.solo[v, c] = HUGE
            if not d.allowed[v, c] or d.vclass[c, C_MAX_STOPS] < 1:
                continue
            full = False
            for k in range(d.delivery.shape[1]):
                if max(d.delivery[v, k], d.pickup[v, k]) > d.capacity[c, k]:
                    full = True
            if full:
                continue
            price = insertion_price_once(d, s, r, c, v, a, e, HUGE)
            if price >= HUGE:
                continue
            price += d.price[c, P_FIXED] + d.price[c, P_METRE] * s.route[r, R_METRES]
            if d.flags[F_HOURS]:
                price += duration_price(d, c, s.route[r, R_DURATION])
            d.solo[v, c] = price
            d.solo[v, last] = min(d.solo[v, last], price)
