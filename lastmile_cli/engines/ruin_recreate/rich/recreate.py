# mypy: ignore-errors
"""Where a unit costs least."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.rich.changes import lay_locked, write_trial
from lastmile_cli.engines.ruin_recreate.rich.hours import begin_at, go, place_of, stay
from lastmile_cli.engines.ruin_recreate.rich.judge import judge
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_COUNT,
    C_EARLIEST,
    C_END,
    C_LATEST,
    C_LOCKED,
    C_MAX_STOPS,
    C_MAX_TRIPS,
    C_MODE,
    C_RANGE,
    C_RELOADING,
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
    R_METRES,
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
        leave += stay(d, c, u)
    behind = d.vclass[c, C_END]
    by = d.vclass[c, C_LATEST]
    if at < size:
        behind = place_of(d, c, p.order[r, at])
        by = p.late[r, at]
    came_from, left = before, leave
    if kind == RELOAD_BEFORE:
        leave = go(d, mode, before, d.vclass[c, C_START], leave) + d.vclass[c, C_RELOADING]
        before = d.vclass[c, C_START]
    there = go(d, mode, before, here, leave)
    begin = begin_at(d, v, there)
    if begin >= FAR:
        return False
    done = begin + d.service[v, d.vclass[c, C_SERVICE]]
    on = done
    if kind == RELOAD_AFTER:
        on = go(d, mode, here, d.vclass[c, C_START], done) + d.vclass[c, C_RELOADING]
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
    price = d.price[c, P_STOP] + d.wish[v, c] + d.price[c, P_PARCEL] * d.stop[v, S_PARCELS]
    if p.route[r, R_METRES] + metres > d.vclass[c, C_RANGE]:
        return price + least_detour(d, p, r, c, came_from, here, behind, done - begin) < least
    price += d.price[c, P_METRE] * metres
    # What it takes longer, as far as no waiting can swallow it (under the hours now planned).
    direct = go(d, mode, came_from, behind, left) - left
    more = (there - left) + (on - begin) - direct - p.route[r, R_IDLE]
    if more > 0:
        price += d.price[c, P_SECOND] * more
    return price < least


@inner
def least_detour(d, p, r, c, a, v, b, service):
    """
    Price of driving by place v between a and b at least, where a route has to recharge.

    A charger may come before or behind it, wherever the route charges now.
    """
    mode, chargers = d.vclass[c, C_MODE], d.charger.shape[0]
    least = HUGE
    for i in range(chargers + 1):
        x = a if i == chargers else d.charger[i]
        for j in range(chargers + 1):
            y = b if j == chargers else d.charger[j]
            metres = np.int64(d.legs[mode, x, v, 0])
            seconds = np.int64(d.legs[mode, x, v, 2])
            if y >= 0:
                metres += d.legs[mode, v, y, 0] - d.legs[mode, x, y, 0]
                seconds += d.legs[mode, v, y, 2] - d.legs[mode, x, y, 2]
            seconds += service - p.route[r, R_IDLE]
            price = d.price[c, P_METRE] * metres
            if seconds > 0:
                price += d.price[c, P_SECOND] * seconds
            least = min(least, price)
    return least


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
    size = p.route[r, R_SIZE]
    at2, last = NONE, NONE
    if second >= 0:
        at2, last = np.int64(at), np.int64(min(size, at + PAIR_REACH))
    while at2 <= last:
        m = write_trial(p, w, r, at, kind, v, at2, second)
        price = weigh(d, p, w, r, c, m, least)
        if price < least:
            least = price
            w.choice[K_ROUTE] = r
            w.choice[K_POSITION] = at
            w.choice[K_KIND] = kind
            w.choice[K_STOP] = v
            w.choice[K_SECOND] = at2
        # Both ends are on one trip.
        if kind == RELOAD_AFTER or (0 <= at2 < size and p.order[r, at2] == RELOAD):
            break
        at2 += 1
    return least


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
