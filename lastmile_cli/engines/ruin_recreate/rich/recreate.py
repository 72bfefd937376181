# mypy: ignore-errors
"""Where a unit costs least."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.rich.changes import lay_locked, write_trial
from lastmile_cli.engines.ruin_recreate.rich.hours import begin_at, go, place_of
from lastmile_cli.engines.ruin_recreate.rich.judge import judge
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_COUNT,
    C_EARLIEST,
    C_END,
    C_LATEST,
    C_LOADING,
    C_LOCKED,
    C_MAX_STOPS,
    C_MAX_TRIPS,
    C_MODE,
    C_SERVICE,
    C_START,
    FAR,
    HUGE,
    J_DURATION,
    K_KIND,
    K_POSITION,
    K_ROUTE,
    K_SECOND,
    K_STOP,
    NONE,
    P_METRE,
    P_PARCEL,
    P_SECOND,
    P_STOP,
    PLAIN,
    R_CLASS,
    R_DURATION,
    R_IDLE,
    R_SEEN,
    R_SIZE,
    R_STOPS,
    R_TRIPS,
    RELOAD,
    RELOAD_AFTER,
    RELOAD_BEFORE,
    S_DESTINATION,
    S_GROUP,
    S_LOC,
    S_LOCKED,
    S_NEXT_OPTION,
    S_ORIGIN,
    S_PARCELS,
    S_UNIT,
    W_MARK,
    X_BALANCE,
    X_ZONE,
)

DEAR_RATE = 0.05
"""How often a unit is put in although it costs more there than leaving it out."""

PAIR_REACH = 25
"""How many entries behind a pickup its delivery is tried."""


@woven
def may_pay(d, p, r, c, v, at, kind, least):
    """Whether v at this place might fit and cost less than ``least``: two legs, no drive."""
    mode = d.vclass[c, C_MODE]
    here = d.stop[v, S_LOC]
    size = p.route[r, R_SIZE]
    before = d.vclass[c, C_START]
    leave = d.vclass[c, C_EARLIEST]
    if at > 0:
        u = p.order[r, at - 1]
        before = place_of(d, c, u)
        leave = p.early[r, at - 1]
        if u < 0:
            leave += d.vclass[c, C_LOADING]
        else:
            leave += d.service[u, d.vclass[c, C_SERVICE]]
    behind = d.vclass[c, C_END]
    by = d.vclass[c, C_LATEST]
    if at < size:
        behind = place_of(d, c, p.order[r, at])
        by = p.late[r, at]
    came_from, left = before, leave
    if kind == RELOAD_BEFORE:
        leave = go(d, mode, before, d.vclass[c, C_START], leave) + d.vclass[c, C_LOADING]
        before = d.vclass[c, C_START]
    there = go(d, mode, before, here, leave)
    begin = begin_at(d, v, there)
    if begin >= FAR:
        return False
    done = begin + d.service[v, d.vclass[c, C_SERVICE]]
    on = done
    if kind == RELOAD_AFTER:
        on = go(d, mode, here, d.vclass[c, C_START], done) + d.vclass[c, C_LOADING]
        on = go(d, mode, d.vclass[c, C_START], behind, on)
    else:
        on = go(d, mode, here, behind, done)
    if on > by:
        return False
    depot = d.vclass[c, C_START]
    metres = np.int64(d.legs[mode, before, here, 0])
    if kind == RELOAD_BEFORE:
        metres += d.legs[mode, came_from, depot, 0]
    if behind >= 0:
        metres -= d.legs[mode, came_from, behind, 0]
        if kind == RELOAD_AFTER:
            metres += d.legs[mode, here, depot, 0] + d.legs[mode, depot, behind, 0]
        else:
            metres += d.legs[mode, here, behind, 0]
    price = d.price[c, P_METRE] * metres + d.price[c, P_STOP] + d.wish[v, c]
    price += d.price[c, P_PARCEL] * d.stop[v, S_PARCELS]
    # What it takes longer, as far as no waiting can swallow it (under the hours now planned).
    direct = go(d, mode, came_from, behind, left) - left
    more = (there - left) + (on - begin) - direct - p.route[r, R_IDLE]
    if more > 0:
        price += d.price[c, P_SECOND] * more
    return price < least


@woven
def weigh(d, p, w, r, c, m, least):
    """What the order on trial costs beside what the route costs now; HUGE where it fails."""
    price = judge(d, w, c, w.order, m, least + p.cost[r])
    if price >= HUGE:
        return HUGE
    price -= p.cost[r]
    if d.rates[X_BALANCE] > 0.0:
        price += d.rates[X_BALANCE] * max(0, w.found[J_DURATION] - longest(p))
    return price


@woven
def longest(p):
    """Duration of the longest route in use."""
    most = np.int64(0)
    for r in range(p.route.shape[0]):
        if p.route[r, R_SIZE] > 0:
            most = max(most, p.route[r, R_DURATION])
    return most


@inner
def try_trial(d, p, w, r, c, v, at, kind, at2, second, least):
    """Drive an order through; returns the least price, with ``w.choice`` where it is new."""
    m = write_trial(p, w, r, at, kind, v, at2, second)
    price = weigh(d, p, w, r, c, m, least)
    if price < least:
        least = price
        w.choice[K_ROUTE] = r
        w.choice[K_POSITION] = at
        w.choice[K_KIND] = kind
        w.choice[K_STOP] = v
        w.choice[K_SECOND] = at2
    return least


@woven
def left_at(d, p, r, c, at):
    """Where the entry before ``at`` is, and when it is left at the earliest."""
    if at == 0:
        return d.vclass[c, C_START], d.vclass[c, C_EARLIEST]
    u = p.order[r, at - 1]
    if u < 0:
        return d.vclass[c, C_START], p.early[r, at - 1] + d.vclass[c, C_LOADING]
    return d.stop[u, S_LOC], p.early[r, at - 1] + d.service[u, d.vclass[c, C_SERVICE]]


@inner
def try_pair(d, p, w, r, c, v, second, at, kind, least):
    """
    Drive a shipment through that is picked up at one place, with each place of its end behind it.

    The way there is followed second by second, breaks aside, so that only ends that can be
    reached in time and cost less than ``least`` by their legs alone are driven through.
    """
    mode, sc = d.vclass[c, C_MODE], d.vclass[c, C_SERVICE]
    depot, size = d.vclass[c, C_START], p.route[r, R_SIZE]
    before, leave = left_at(d, p, r, c, at)
    here, there = d.stop[v, S_LOC], d.stop[second, S_LOC]
    on, from_, metres = leave, before, np.int64(0)
    if kind == RELOAD_BEFORE:
        metres += d.legs[mode, before, depot, 0]
        on = go(d, mode, before, depot, leave) + d.vclass[c, C_LOADING]
        from_ = depot
    metres += d.legs[mode, from_, here, 0]
    on = begin_at(d, v, go(d, mode, from_, here, on))
    if on >= FAR:
        return least
    # Seconds that no waiting swallows: driving, service and loading, as far as they are new.
    busy = go(d, mode, from_, here, leave) - leave + d.service[v, sc] + d.service[second, sc]
    if kind != PLAIN:
        busy += d.vclass[c, C_LOADING]
    if kind == RELOAD_BEFORE:
        busy += go(d, mode, before, depot, leave) - leave
    on += d.service[v, sc]
    fixed = 2.0 * (d.price[c, P_STOP] - d.rates[X_ZONE]) + d.wish[v, c] + d.wish[second, c]
    fixed += d.price[c, P_PARCEL] * (d.stop[v, S_PARCELS] + d.stop[second, S_PARCELS])
    a = here
    for at2 in range(at, min(size, at + PAIR_REACH) + 1):
        b, by = d.vclass[c, C_END], d.vclass[c, C_LATEST]
        if at2 < size:
            b, by = place_of(d, c, p.order[r, at2]), p.late[r, at2]
        old = before if at2 == at else a
        begin = begin_at(d, second, go(d, mode, a, there, on))
        if begin < FAR:
            done = begin + d.service[second, sc]
            more = metres + d.legs[mode, a, there, 0]
            seconds = busy + go(d, mode, a, there, on) - on
            c_from, back = there, done
            if kind == RELOAD_AFTER:
                more += d.legs[mode, there, depot, 0]
                seconds += go(d, mode, there, depot, done) - done
                back = go(d, mode, there, depot, done) + d.vclass[c, C_LOADING]
                c_from = depot
            end = go(d, mode, c_from, b, back)
            if b >= 0:
                more += d.legs[mode, c_from, b, 0] - np.int64(d.legs[mode, old, b, 0])
                seconds += end - back - (go(d, mode, old, b, on) - on)
            price = fixed + d.price[c, P_METRE] * more
            price += d.price[c, P_SECOND] * max(0, seconds - p.route[r, R_IDLE])
            if end <= by and price < least:
                least = try_trial(d, p, w, r, c, v, at, kind, np.int64(at2), second, least)
        # Both ends are on one trip.
        if kind == RELOAD_AFTER or at2 == size or p.order[r, at2] == RELOAD:
            break
        u = np.int64(p.order[r, at2])
        there_s = go(d, mode, a, b, on)
        metres += d.legs[mode, a, b, 0]
        metres -= d.legs[mode, old, b, 0]
        busy += there_s - go(d, mode, old, b, on)
        on = begin_at(d, u, there_s)
        if on >= FAR:
            break
        on += d.service[u, sc]
        a = b
    return least


@inner
def try_any(d, p, w, r, c, v, at, kind, least, blink):
    """
    Drive a stop at one place through, or a shipment with each place of its end behind it.

    Returns the least price, with ``w.choice`` where it is new.
    """
    if at < d.vclass[c, C_LOCKED]:
        return least
    second = d.stop[v, S_DESTINATION]
    if second < 0 and not may_pay(d, p, r, c, v, at, kind, least):
        return least
    if draw(p.seed) < blink:
        return least
    if second >= 0:
        return try_pair(d, p, w, r, c, v, second, at, kind, least)
    return try_trial(d, p, w, r, c, v, at, kind, NONE, NONE, least)


@woven
def try_beside(d, p, w, v, u, r, c, least, blink, mark):
    """Try the places on both sides of stop u, and once a route its ends and new trips."""
    at = p.position[u]
    has_trips = p.route[r, R_TRIPS] < d.vclass[c, C_MAX_TRIPS]
    is_new = p.route[r, R_SEEN] != mark
    p.route[r, R_SEEN] = mark
    for side in range(8 if is_new else 4):
        if side & 1 and not has_trips:
            continue
        # In turn: before u, behind it, at the start, at the end; odd ones with a reload.
        place, kind = at, PLAIN
        if side == 1:
            kind = RELOAD_AFTER
        elif side == 2 or side == 3:
            place = at + 1
            kind = RELOAD_BEFORE if side == 3 else PLAIN
        elif side == 4 or side == 5:
            place = d.vclass[c, C_LOCKED]
            kind = RELOAD_AFTER if side == 5 else PLAIN
        elif side >= 6:
            place = p.route[r, R_SIZE]
            kind = RELOAD_BEFORE if side == 7 else PLAIN
        least = try_any(d, p, w, r, c, v, place, kind, least, blink)
    return least


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
    while v >= 0:
        for z in range(near):
            u = d.beside[v, z]
            r = p.route_of[u]
            if r < 0 or not may_join(d, p, v, r):
                continue
            c = p.route[r, R_CLASS]
            if not d.allowed[v, c] or p.route[r, R_STOPS] >= d.vclass[c, C_MAX_STOPS]:
                continue
            least = try_beside(d, p, w, v, u, r, c, least, blink, mark)
        least = try_new_route(d, p, w, v, least, blink)
        v = d.stop[v, S_NEXT_OPTION]
        # Ends of routes are tried for each option anew.
        p.whole[W_MARK] += 1
        mark = p.whole[W_MARK]
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
    while v >= 0:
        for r in range(p.route.shape[0]):
            size = p.route[r, R_SIZE]
            c = p.route[r, R_CLASS]
            if size == 0 or not d.allowed[v, c] or not may_join(d, p, v, r):
                continue
            if p.route[r, R_STOPS] >= d.vclass[c, C_MAX_STOPS]:
                continue
            for at in range(d.vclass[c, C_LOCKED], size + 1):
                least = try_any(d, p, w, r, c, v, at, PLAIN, least, 0.0)
            if p.route[r, R_TRIPS] < d.vclass[c, C_MAX_TRIPS]:
                least = try_any(d, p, w, r, c, v, size, RELOAD_BEFORE, least, 0.0)
        v = d.stop[v, S_NEXT_OPTION]
    return least < worth


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
