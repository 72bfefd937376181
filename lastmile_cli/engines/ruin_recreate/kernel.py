# mypy: ignore-errors
"""
Ruin and recreate: the search loop.

Slack induction by string removals (Christiaens, Vanden Berghe 2020, "Slack
induction by string removals for vehicle routing problems"), on linked routes
whose earliest and latest hours stay exact under time-dependent travel.
Arrays, their columns and units: ``layout.py``.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from lastmile_cli.engines.ruin_recreate.kernel_travel import arrive, latest_departure
from lastmile_cli.engines.ruin_recreate.layout import (
    C_EARLIEST,
    C_END,
    C_LATEST,
    C_LOADING,
    C_MAX_DURATION,
    C_MAX_METRES,
    C_MAX_STOPS,
    C_MODE,
    C_OVERTIME_AFTER,
    C_SERVICE,
    C_SLOT,
    C_COUNT,
    C_START,
    C_TWIN,
    CLOSES,
    EARLY,
    F_APPROXIMATE,
    F_HOURS,
    F_PICKUPS,
    F_TIME,
    F_TWINS,
    F_WISH,
    FIRST_WINDOW,
    HEAD_D,
    HEAD_E,
    HEAD_L,
    LATE,
    LOC,
    NEXT,
    NEXT_M,
    NEXT_S,
    OPENS,
    P_FIXED,
    P_METRE,
    P_OVERTIME,
    P_SECOND,
    P_STOP,
    PREV,
    R_CLASS,
    R_DURATION,
    R_LOAD,
    R_METRES,
    R_SEEN,
    R_STAMP,
    R_STOPS,
    ROUTE,
    STAMP,
    TAIL_D,
    TAIL_E,
    TAIL_L,
    W_ABSENT,
    W_BEST_ABSENT,
    W_INSERTIONS,
    W_ITERATION,
    WINDOWS,
    WISH,
    X_BEST,
    X_COST,
)

FAR = np.int64(1 << 50)
HUGE = 1e300
ABSENT_TRIES = 20


@njit(inline="always", cache=True, _nrt=False)
def draw(rng):
    """xorshift64: a float in [0, 1)."""
    x = rng[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    rng[0] = x
    return np.float64(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(inline="always", cache=True, _nrt=False)
def loc_of(stop, vclass, route, v):
    """Place of a node; -1 for the end of an open route."""
    n = stop.shape[0]
    if v < n:
        return stop[v, LOC]
    c = route[(v - n) >> 1, R_CLASS]
    if (v - n) & 1:
        return vclass[c, C_END]
    return vclass[c, C_START]


@njit(inline="always", cache=True, _nrt=False)
def begin_at(stop, window, v, at):
    """Earliest begin of service at stop v for a vehicle there at ``at``; FAR when all closed."""
    if stop[v, WINDOWS] == 1:
        if at > stop[v, CLOSES]:
            return FAR
        return max(at, stop[v, OPENS])
    f = stop[v, FIRST_WINDOW]
    for k in range(f, f + stop[v, WINDOWS]):
        if at <= window[k, 1]:
            return max(at, window[k, 0])
    return FAR


@njit(inline="always", cache=True, _nrt=False)
def begin_by(stop, window, v, by):
    """Latest begin of service at stop v not after ``by``; -FAR when none."""
    if stop[v, WINDOWS] == 1:
        if by < stop[v, OPENS]:
            return -FAR
        return min(by, stop[v, CLOSES])
    f = stop[v, FIRST_WINDOW]
    for k in range(f + stop[v, WINDOWS] - 1, f - 1, -1):
        if by >= window[k, 0]:
            return min(by, window[k, 1])
    return -FAR


@njit(inline="always", cache=True, _nrt=False)
def save(node, log_count, log_who, log_node, v, it):
    """Keep node v's row in the undo log, once an iteration."""
    if node[v, STAMP] != it:
        k = log_count[0]
        log_count[0] = k + 1
        log_who[k] = v
        for f in range(7):
            log_node[k, f] = node[v, f]
        node[v, STAMP] = it


@njit(inline="always", cache=True, _nrt=False)
def save_route(route, costs, log_count, log_which, log_route, log_cost, r, it):
    """Keep route r's row in the undo log, once an iteration."""
    if route[r, R_STAMP] != it:
        k = log_count[1]
        log_count[1] = k + 1
        log_which[k] = r
        for f in range(route.shape[1]):
            log_route[k, f] = route[r, f]
        log_cost[k] = costs[r]
        route[r, R_STAMP] = it


@njit(inline="always", cache=True, _nrt=False)
def set_leg(legs, stop, vclass, node, route, i, j, mode):
    """Cache the leg i -> j on node i."""
    b = loc_of(stop, vclass, route, j)
    if b < 0:
        node[i, NEXT_M] = 0
        node[i, NEXT_S] = 0
    else:
        a = loc_of(stop, vclass, route, i)
        node[i, NEXT_M] = legs[mode, a, b, 0]
        node[i, NEXT_S] = legs[mode, a, b, 2]


@njit(inline="always", cache=True, _nrt=False)
def step(legs, starts, stop, vclass, node, route, i, j, leave, mode):
    """Arrival at j when leaving i at ``leave`` along the cached leg."""
    if starts.shape[0] == 1:
        return leave + node[i, NEXT_S]
    b = loc_of(stop, vclass, route, j)
    if b < 0:
        return leave
    return arrive(leave, legs, mode, loc_of(stop, vclass, route, i), b, 2, starts)


@njit(inline="always", cache=True, _nrt=False)
def step_back(legs, starts, stop, vclass, node, route, i, j, by, mode):
    """Latest leaving of i that is at j by ``by``."""
    if starts.shape[0] == 1:
        return by - node[i, NEXT_S]
    b = loc_of(stop, vclass, route, j)
    if b < 0:
        return by
    return latest_departure(by, legs, mode, loc_of(stop, vclass, route, i), b, 2, starts)


@njit(cache=True, _nrt=False)
def push_early(
    legs,
    starts,
    stop,
    service,
    window,
    vclass,
    node,
    route,
    log_count,
    log_who,
    log_node,
    i,
    it,
    mode,
    sc,
):
    """Propagate earliest hours from node i (its own is right) until nothing changes."""
    n = stop.shape[0]
    while i < n or ((i - n) & 1) == 0:
        j = node[i, NEXT]
        leave = node[i, EARLY]
        if i < n:
            leave += service[i, sc]
        at = step(legs, starts, stop, vclass, node, route, i, j, leave, mode)
        if j < n:
            at = begin_at(stop, window, j, at)
        if at == node[j, EARLY]:
            return
        save(node, log_count, log_who, log_node, j, it)
        node[j, EARLY] = at
        i = j


@njit(cache=True, _nrt=False)
def push_late(
    legs,
    starts,
    stop,
    service,
    window,
    vclass,
    node,
    route,
    log_count,
    log_who,
    log_node,
    j,
    it,
    mode,
    sc,
):
    """Propagate latest hours backward from node j (its own is right) until nothing changes."""
    n = stop.shape[0]
    while j < n or ((j - n) & 1) == 1:
        i = node[j, PREV]
        by = step_back(legs, starts, stop, vclass, node, route, i, j, node[j, LATE], mode)
        if i < n:
            by = begin_by(stop, window, i, by - service[i, sc])
        if by == node[i, LATE]:
            return
        save(node, log_count, log_who, log_node, i, it)
        node[i, LATE] = by
        j = i


@njit(inline="always", cache=True, _nrt=False)
def window_at(stop, window, v, at):
    """The window that service at ``at`` falls into."""
    if stop[v, WINDOWS] > 1:
        f = stop[v, FIRST_WINDOW]
        for k in range(f, f + stop[v, WINDOWS]):
            if at <= window[k, 1]:
                return window[k, 0], window[k, 1]
    return stop[v, OPENS], stop[v, CLOSES]


@njit(cache=True, _nrt=False)
def refresh_segments(legs, starts, stop, service, window, vclass, node, segment, route, r):
    """Head and tail segments of route r: its least duration under the hours now planned."""
    n = stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    c = route[r, R_CLASS]
    sc, mode, load = vclass[c, C_SERVICE], vclass[c, C_MODE], vclass[c, C_LOADING]
    segment[a, HEAD_D] = load
    segment[a, HEAD_E] = node[a, EARLY] - load
    segment[a, HEAD_L] = FAR
    i = a
    while i != e:
        j = node[i, NEXT]
        leave = node[i, EARLY]
        if i < n:
            leave += service[i, sc]
        t = step(legs, starts, stop, vclass, node, route, i, j, leave, mode) - leave
        if j < n:
            dur = service[j, sc]
            opens, closes = window_at(stop, window, j, node[j, EARLY])
        else:
            dur, opens, closes = np.int64(0), -FAR, vclass[c, C_LATEST]
        delta = segment[i, HEAD_D] + t
        wait = max(opens - delta - segment[i, HEAD_L], 0)
        segment[j, HEAD_D] = delta + dur + wait
        segment[j, HEAD_E] = max(opens - delta, segment[i, HEAD_E]) - wait
        segment[j, HEAD_L] = min(closes - delta, segment[i, HEAD_L])
        i = j
    segment[e, TAIL_D] = 0
    segment[e, TAIL_E] = -FAR
    segment[e, TAIL_L] = vclass[c, C_LATEST]
    j = e
    while j != a:
        i = node[j, PREV]
        leave = node[i, EARLY]
        if i < n:
            leave += service[i, sc]
        t = step(legs, starts, stop, vclass, node, route, i, j, leave, mode) - leave
        if i < n:
            dur = service[i, sc]
            opens, closes = window_at(stop, window, i, node[i, EARLY])
        else:
            dur, opens, closes = load, node[a, EARLY] - load, FAR
        delta = dur + t
        wait = max(segment[j, TAIL_E] - delta - closes, 0)
        segment[i, TAIL_D] = delta + segment[j, TAIL_D] + wait
        segment[i, TAIL_E] = max(segment[j, TAIL_E] - delta, opens) - wait
        segment[i, TAIL_L] = min(segment[j, TAIL_L] - delta, closes)
        j = i
    route[r, R_DURATION] = segment[e, HEAD_D]


@njit(cache=True, _nrt=False)
def refresh_onboard(stop, delivery, pickup, node, onboard, r):
    """Load leaving each node of route r, and its maxima toward both ends."""
    n = stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    for k in range(delivery.shape[1]):
        total = np.int64(0)
        i = node[a, NEXT]
        while i != e:
            total += delivery[i, k]
            i = node[i, NEXT]
        onboard[a, k, 0] = total
        onboard[a, k, 1] = total
        i = a
        while node[i, NEXT] != e:
            j = node[i, NEXT]
            total += pickup[j, k] - delivery[j, k]
            onboard[j, k, 0] = total
            onboard[j, k, 1] = max(onboard[i, k, 1], total)
            i = j
        # Nothing leaves the end: a suffix that starts there carries no leg.
        onboard[e, k, 0] = 0
        onboard[e, k, 1] = onboard[i, k, 1]
        onboard[e, k, 2] = 0
        j = e
        while j != a:
            i = node[j, PREV]
            onboard[i, k, 2] = max(onboard[i, k, 0], onboard[j, k, 2])
            j = i


@njit(inline="always", cache=True, _nrt=False)
def duration_price(vclass, prices, c, duration):
    """Price of paid time."""
    price = prices[c, P_SECOND] * duration
    over = duration - vclass[c, C_OVERTIME_AFTER]
    if over > 0:
        price += prices[c, P_OVERTIME] * over
    return price


@njit(inline="always", cache=True, _nrt=False)
def route_price(vclass, prices, flags, route, r):
    """What route r costs, from its whole-number totals."""
    if route[r, R_STOPS] == 0:
        return 0.0
    c = route[r, R_CLASS]
    price = prices[c, P_FIXED] + prices[c, P_METRE] * route[r, R_METRES]
    price += prices[c, P_STOP] * route[r, R_STOPS]
    if flags[F_HOURS]:
        price += duration_price(vclass, prices, c, route[r, R_DURATION])
    return price


@njit(cache=True, _nrt=False)
def exact_duration(legs, starts, stop, service, window, vclass, node, route, r):
    """Duration of route r leaving as late as its earliest end allows."""
    n = stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    c = route[r, R_CLASS]
    sc, mode = vclass[c, C_SERVICE], vclass[c, C_MODE]
    by = node[e, EARLY]
    j = e
    while j != a:
        i = node[j, PREV]
        by = step_back(legs, starts, stop, vclass, node, route, i, j, by, mode)
        if i < n:
            by = begin_by(stop, window, i, by - service[i, sc])
        j = i
    return node[e, EARLY] - by + vclass[c, C_LOADING]


@njit(inline="always", cache=True, _nrt=False)
def refresh_route(
    legs,
    starts,
    stop,
    service,
    window,
    delivery,
    pickup,
    vclass,
    flags,
    node,
    segment,
    onboard,
    route,
    r,
):
    """Bring what hours and pickups need of a changed route up to date."""
    if flags[F_HOURS]:
        refresh_segments(legs, starts, stop, service, window, vclass, node, segment, route, r)
    if flags[F_PICKUPS]:
        refresh_onboard(stop, delivery, pickup, node, onboard, r)


@njit(inline="always", cache=True, _nrt=False)
def fits(delivery, pickup, capacity, flags, onboard, route, r, c, v, i, j):
    """Whether the load of stop v fits into route r between i and j."""
    if flags[F_PICKUPS]:
        for k in range(delivery.shape[1]):
            cap = capacity[c, k]
            if onboard[i, k, 1] + delivery[v, k] > cap:
                return False
            if onboard[i, k, 0] + pickup[v, k] > cap:
                return False
            if onboard[j, k, 2] + pickup[v, k] > cap:
                return False
        return True
    for k in range(delivery.shape[1]):
        if route[r, R_LOAD + k] + delivery[v, k] > capacity[c, k]:
            return False
    return True


@njit(inline="always", cache=True, _nrt=False)
def rank_of(stop, v):
    """0 before everything, 1 anywhere, 2 after everything; -1 and 3 for the route's ends."""
    n = stop.shape[0]
    if v < n:
        return stop[v, WISH]
    if (v - n) & 1:
        return 3
    return -1


@njit(inline="always", cache=True, _nrt=False)
def insertion_price(
    legs,
    starts,
    stop,
    service,
    window,
    vclass,
    prices,
    flags,
    node,
    segment,
    route,
    r,
    c,
    v,
    i,
    j,
    limit,
):
    """Extra cost of stop v between i and j in route r of class c; HUGE when it cannot be there."""
    mode = vclass[c, C_MODE]
    here = stop[v, LOC]
    li = loc_of(stop, vclass, route, i)
    lj = loc_of(stop, vclass, route, j)
    metres = np.int64(legs[mode, here, li, 1]) - node[i, NEXT_M]
    if lj >= 0:
        metres += legs[mode, here, lj, 0]
    price = prices[c, P_METRE] * metres + prices[c, P_STOP]
    if price >= limit:
        return HUGE
    if flags[F_WISH] and not (rank_of(stop, i) <= stop[v, WISH] <= rank_of(stop, j)):
        return HUGE
    if not flags[F_TIME]:
        return price
    p = starts.shape[0]
    n = stop.shape[0]
    sc = vclass[c, C_SERVICE]
    early, late = node[i, EARLY], node[j, LATE]
    if early > stop[v, CLOSES] or late < stop[v, OPENS]:
        return HUGE
    leave = early
    if i < n:
        leave += service[i, sc]
    if p == 1:
        t_in = np.int64(legs[mode, here, li, 3])
    else:
        t_in = arrive(leave, legs, mode, here, li, 2 + p, starts) - leave
    begin = begin_at(stop, window, v, leave + t_in)
    done = begin + service[v, sc]
    if done > late:
        return HUGE
    t_out = np.int64(0)
    if lj >= 0:
        if p == 1:
            t_out = np.int64(legs[mode, here, lj, 2])
        else:
            t_out = arrive(done, legs, mode, here, lj, 2, starts) - done
    if done + t_out > late:
        return HUGE
    if route[r, R_METRES] + metres > vclass[c, C_MAX_METRES]:
        return HUGE
    if not flags[F_HOURS]:
        return price
    opens, closes = window_at(stop, window, v, begin)
    delta = segment[i, HEAD_D] + t_in
    wait = max(opens - delta - segment[i, HEAD_L], 0)
    dur = delta + service[v, sc] + wait
    lat = min(closes - delta, segment[i, HEAD_L])
    delta = dur + t_out
    dur = delta + segment[j, TAIL_D] + max(segment[j, TAIL_E] - delta - lat, 0)
    if dur > vclass[c, C_MAX_DURATION]:
        return HUGE
    return (
        price
        + duration_price(vclass, prices, c, dur)
        - duration_price(vclass, prices, c, route[r, R_DURATION])
    )


@njit(cache=True, _nrt=False)
def insert(
    legs,
    starts,
    stop,
    service,
    window,
    delivery,
    pickup,
    vclass,
    flags,
    node,
    segment,
    onboard,
    route,
    costs,
    used,
    log_count,
    log_who,
    log_node,
    log_which,
    log_route,
    log_cost,
    v,
    i,
    it,
):
    """Put stop v after node i."""
    r = node[i, ROUTE]
    c = route[r, R_CLASS]
    mode, sc = vclass[c, C_MODE], vclass[c, C_SERVICE]
    j = node[i, NEXT]
    save_route(route, costs, log_count, log_which, log_route, log_cost, r, it)
    save(node, log_count, log_who, log_node, i, it)
    save(node, log_count, log_who, log_node, j, it)
    save(node, log_count, log_who, log_node, v, it)
    before = node[i, NEXT_M]
    node[i, NEXT] = v
    node[v, PREV] = i
    node[v, NEXT] = j
    node[j, PREV] = v
    node[v, ROUTE] = r
    set_leg(legs, stop, vclass, node, route, i, v, mode)
    set_leg(legs, stop, vclass, node, route, v, j, mode)
    route[r, R_METRES] += node[i, NEXT_M] + node[v, NEXT_M] - before
    if route[r, R_STOPS] == 0:
        used[c] += 1
    route[r, R_STOPS] += 1
    for k in range(delivery.shape[1]):
        route[r, R_LOAD + k] += delivery[v, k]
    if flags[F_TIME]:
        node[v, EARLY] = -FAR
        node[v, LATE] = FAR
        push_early(
            legs,
            starts,
            stop,
            service,
            window,
            vclass,
            node,
            route,
            log_count,
            log_who,
            log_node,
            i,
            it,
            mode,
            sc,
        )
        push_late(
            legs,
            starts,
            stop,
            service,
            window,
            vclass,
            node,
            route,
            log_count,
            log_who,
            log_node,
            j,
            it,
            mode,
            sc,
        )
    refresh_route(
        legs,
        starts,
        stop,
        service,
        window,
        delivery,
        pickup,
        vclass,
        flags,
        node,
        segment,
        onboard,
        route,
        r,
    )


@njit(cache=True, _nrt=False)
def cut(
    legs,
    starts,
    stop,
    service,
    window,
    delivery,
    vclass,
    flags,
    node,
    route,
    costs,
    used,
    log_count,
    log_who,
    log_node,
    log_which,
    log_route,
    log_cost,
    log_removed,
    first,
    last,
    it,
):
    """Take the stops from ``first`` to ``last`` (same route, in order) out; they keep their links."""
    r = node[first, ROUTE]
    c = route[r, R_CLASS]
    mode, sc = vclass[c, C_MODE], vclass[c, C_SERVICE]
    i, j = node[first, PREV], node[last, NEXT]
    save_route(route, costs, log_count, log_which, log_route, log_cost, r, it)
    save(node, log_count, log_who, log_node, i, it)
    save(node, log_count, log_who, log_node, j, it)
    metres = node[i, NEXT_M]
    v = first
    while True:
        save(node, log_count, log_who, log_node, v, it)
        node[v, ROUTE] = -1
        metres += node[v, NEXT_M]
        route[r, R_STOPS] -= 1
        for k in range(delivery.shape[1]):
            route[r, R_LOAD + k] -= delivery[v, k]
        log_removed[log_count[2]] = v
        log_count[2] += 1
        if v == last:
            break
        v = node[v, NEXT]
    node[i, NEXT] = j
    node[j, PREV] = i
    set_leg(legs, stop, vclass, node, route, i, j, mode)
    route[r, R_METRES] += node[i, NEXT_M] - metres
    if route[r, R_STOPS] == 0:
        used[c] -= 1
    if flags[F_TIME]:
        push_early(
            legs,
            starts,
            stop,
            service,
            window,
            vclass,
            node,
            route,
            log_count,
            log_who,
            log_node,
            i,
            it,
            mode,
            sc,
        )
        push_late(
            legs,
            starts,
            stop,
            service,
            window,
            vclass,
            node,
            route,
            log_count,
            log_who,
            log_node,
            j,
            it,
            mode,
            sc,
        )


@njit(cache=True, _nrt=False)
def cut_string(
    legs,
    starts,
    stop,
    service,
    window,
    delivery,
    pickup,
    vclass,
    flags,
    node,
    segment,
    onboard,
    route,
    costs,
    used,
    rng,
    log_count,
    log_who,
    log_node,
    log_which,
    log_route,
    log_cost,
    log_removed,
    v,
    longest,
    split_rate,
    keep_rate,
    it,
):
    """Remove a string of stops that holds v, sometimes sparing a piece inside it."""
    n = stop.shape[0]
    r = node[v, ROUTE]
    stops = route[r, R_STOPS]
    length = int(draw(rng) * min(float(stops), longest) + 1.0)
    length = min(length, stops)
    spare = 0
    if 1 < length < stops and draw(rng) < split_rate:
        spare = 1
        while length + spare < stops and draw(rng) > keep_rate:
            spare += 1
    total = length + spare
    # How far the string may reach back from v, and must, to stay inside the route.
    back, i = 0, v
    while back < total - 1 and node[i, PREV] < n:
        i = node[i, PREV]
        back += 1
    ahead, j = 0, v
    while ahead < total - 1 and node[j, NEXT] < n:
        j = node[j, NEXT]
        ahead += 1
    least = total - 1 - ahead
    shift = least + int(draw(rng) * (back - least + 1))
    first = v
    for _ in range(shift):
        first = node[first, PREV]
    if spare == 0:
        last = first
        for _ in range(total - 1):
            last = node[last, NEXT]
        cut(
            legs,
            starts,
            stop,
            service,
            window,
            delivery,
            vclass,
            flags,
            node,
            route,
            costs,
            used,
            log_count,
            log_who,
            log_node,
            log_which,
            log_route,
            log_cost,
            log_removed,
            first,
            last,
            it,
        )
    else:
        head = 1 + int(draw(rng) * (length - 1))
        last = first
        for _ in range(head - 1):
            last = node[last, NEXT]
        again = last
        for _ in range(spare + 1):
            again = node[again, NEXT]
        end = again
        for _ in range(length - head - 1):
            end = node[end, NEXT]
        cut(
            legs,
            starts,
            stop,
            service,
            window,
            delivery,
            vclass,
            flags,
            node,
            route,
            costs,
            used,
            log_count,
            log_who,
            log_node,
            log_which,
            log_route,
            log_cost,
            log_removed,
            first,
            last,
            it,
        )
        cut(
            legs,
            starts,
            stop,
            service,
            window,
            delivery,
            vclass,
            flags,
            node,
            route,
            costs,
            used,
            log_count,
            log_who,
            log_node,
            log_which,
            log_route,
            log_cost,
            log_removed,
            again,
            end,
            it,
        )
    refresh_route(
        legs,
        starts,
        stop,
        service,
        window,
        delivery,
        pickup,
        vclass,
        flags,
        node,
        segment,
        onboard,
        route,
        r,
    )


@njit(cache=True, _nrt=False)
def sort_removed(stop, delivery, pickup, solo, flags, rng, log_count, log_removed, log_key):
    """Order the removed stops by a key drawn for this iteration."""
    m = log_count[2]
    u = draw(rng) * (17.0 if flags[F_TIME] else 11.0)
    for k in range(m):
        v = log_removed[k]
        if u < 4:
            key = draw(rng)
        elif u < 8:
            key = -float(delivery[v, 0] + pickup[v, 0])
        elif u < 10:
            key = -solo[v, solo.shape[1] - 1]
        elif u < 11:
            key = solo[v, solo.shape[1] - 1]
        elif u < 13:
            key = float(stop[v, CLOSES] - stop[v, OPENS])
        elif u < 15:
            key = float(stop[v, OPENS])
        else:
            key = -float(stop[v, CLOSES])
        log_key[k] = key
    for a in range(1, m):
        key, v, b = log_key[a], log_removed[a], a - 1
        while b >= 0 and log_key[b] > key:
            log_key[b + 1] = log_key[b]
            log_removed[b + 1] = log_removed[b]
            b -= 1
        log_key[b + 1] = key
        log_removed[b + 1] = v


@njit(cache=True, _nrt=False)
def best_place(
    legs,
    starts,
    stop,
    service,
    window,
    delivery,
    pickup,
    allowed,
    nearest,
    solo,
    vclass,
    prices,
    capacity,
    flags,
    node,
    segment,
    onboard,
    route,
    used,
    whole,
    rng,
    v,
    near,
    blink,
    everywhere,
):
    """The node after which stop v costs least, its price; -1 - class for a new route; -FAR for none."""
    n = stop.shape[0]
    whole[W_INSERTIONS] += 1
    mark = whole[W_INSERTIONS]
    least, where = HUGE, -FAR
    for z in range(near):
        u = nearest[v, z]
        r = node[u, ROUTE]
        if r < 0:
            continue
        c = route[r, R_CLASS]
        if not allowed[v, c]:
            continue
        if not flags[F_PICKUPS] and not fits(
            delivery, pickup, capacity, flags, onboard, route, r, c, v, u, u
        ):
            continue
        if route[r, R_STOPS] >= vclass[c, C_MAX_STOPS]:
            continue
        ends = 2 if route[r, R_SEEN] != mark else 0
        route[r, R_SEEN] = mark
        for side in range(2 + ends):
            if side == 0:
                i = u
            elif side == 1:
                i = node[u, PREV]
            elif side == 2:
                i = n + 2 * r
            else:
                i = node[n + 2 * r + 1, PREV]
            j = node[i, NEXT]
            price = insertion_price(
                legs,
                starts,
                stop,
                service,
                window,
                vclass,
                prices,
                flags,
                node,
                segment,
                route,
                r,
                c,
                v,
                i,
                j, least
            )
            if price >= least:
                continue
            if flags[F_PICKUPS] and not fits(
                delivery, pickup, capacity, flags, onboard, route, r, c, v, i, j
            ):
                continue
            if draw(rng) < blink:
                continue
            least, where = price, i
    for c in range(vclass.shape[0]):
        if used[c] < vclass[c, C_COUNT] and solo[v, c] < least:
            if draw(rng) < blink:
                continue
            least, where = solo[v, c], -1 - c
    if where == -FAR and everywhere:
        for r in range(route.shape[0]):
            c = route[r, R_CLASS]
            if route[r, R_STOPS] == 0 or not allowed[v, c]:
                continue
            if route[r, R_STOPS] >= vclass[c, C_MAX_STOPS]:
                continue
            if not flags[F_PICKUPS] and not fits(
                delivery, pickup, capacity, flags, onboard, route, r, c, v, 0, 0
            ):
                continue
            i = n + 2 * r
            while i != n + 2 * r + 1:
                j = node[i, NEXT]
                price = insertion_price(
                    legs,
                    starts,
                    stop,
                    service,
                    window,
                    vclass,
                    prices,
                    flags,
                    node,
                    segment,
                    route,
                    r,
                    c,
                    v,
                    i,
                    j, least
                )
                if price < least and not (
                    flags[F_PICKUPS]
                    and not fits(delivery, pickup, capacity, flags, onboard, route, r, c, v, i, j)
                ):
                    least, where = price, i
                i = j
    return where


@njit(cache=True, _nrt=False)
def place(
    legs,
    starts,
    stop,
    service,
    window,
    delivery,
    pickup,
    vclass,
    flags,
    node,
    segment,
    onboard,
    route,
    costs,
    used,
    log_count,
    log_who,
    log_node,
    log_which,
    log_route,
    log_cost,
    v,
    where,
    it,
):
    """Insert stop v where ``best_place`` said."""
    n = stop.shape[0]
    if where < 0:
        c = -1 - where
        r = vclass[c, C_SLOT]
        while route[r, R_STOPS] > 0:
            r += 1
        where = n + 2 * r
    insert(
        legs,
        starts,
        stop,
        service,
        window,
        delivery,
        pickup,
        vclass,
        flags,
        node,
        segment,
        onboard,
        route,
        costs,
        used,
        log_count,
        log_who,
        log_node,
        log_which,
        log_route,
        log_cost,
        v,
        where,
        it,
    )


@njit(cache=True, _nrt=False)
def undo(
    legs,
    starts,
    stop,
    service,
    window,
    delivery,
    pickup,
    vclass,
    flags,
    node,
    segment,
    onboard,
    route,
    costs,
    used,
    log_count,
    log_who,
    log_node,
    log_which,
    log_route,
    log_cost,
    log_used,
):
    """Take the iteration back."""
    for k in range(log_count[0]):
        v = log_who[k]
        for f in range(7):
            node[v, f] = log_node[k, f]
    for k in range(log_count[1]):
        r = log_which[k]
        seen = route[r, R_SEEN]
        stamp = route[r, R_STAMP]
        for f in range(route.shape[1]):
            route[r, f] = log_route[k, f]
        route[r, R_SEEN] = seen
        route[r, R_STAMP] = stamp
        costs[r] = log_cost[k]
        refresh_route(
            legs,
            starts,
            stop,
            service,
            window,
            delivery,
            pickup,
            vclass,
            flags,
            node,
            segment,
            onboard,
            route,
            r,
        )
        if flags[F_HOURS] and flags[F_APPROXIMATE]:
            route[r, R_DURATION] = log_route[k, R_DURATION]
    for c in range(used.shape[0]):
        used[c] = log_used[c]


@njit(cache=True, _nrt=False)
def keep_best(stop, node, route, best_follows, best_route, best_first, best_stops):
    """Copy the solution's visiting order."""
    n = stop.shape[0]
    for v in range(n):
        best_follows[v] = node[v, NEXT]
        best_route[v] = node[v, ROUTE]
    for r in range(route.shape[0]):
        best_first[r] = node[n + 2 * r, NEXT]
        best_stops[r] = route[r, R_STOPS]


@njit(cache=True, _nrt=False)
def search(d, s, log, best, iterations, hot, cold, near, mean_removed, longest, keep_rate, blink):
    """
    Run ``iterations`` of ruin and recreate, cooling from ``hot`` to ``cold``.

    Returns the number of new bests.
    """
    legs = d.legs
    starts = d.starts
    stop = d.stop
    service = d.service
    window = d.window
    delivery = d.delivery
    pickup = d.pickup
    drop = d.drop
    allowed = d.allowed
    nearest = d.nearest
    solo = d.solo
    vclass = d.vclass
    prices = d.price
    capacity = d.capacity
    flags = d.flags
    node = s.node
    segment = s.segment
    onboard = s.onboard
    route = s.route
    costs = s.cost
    used = s.used
    absent = s.absent
    whole = s.whole
    real = s.real
    rng = s.seed
    log_count = log.count
    log_who = log.who
    log_node = log.node
    log_which = log.which
    log_route = log.route
    log_cost = log.cost
    log_used = log.used
    log_absent = log.absent
    log_removed = log.removed
    log_key = log.key
    best_follows = best.follows
    best_route = best.route
    best_first = best.first
    best_stops = best.stops
    n = stop.shape[0]
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    news = 0
    for _ in range(iterations):
        whole[W_ITERATION] += 1
        it = whole[W_ITERATION]
        log_count[0] = 0
        log_count[1] = 0
        log_count[2] = 0
        routes = 0
        for c in range(used.shape[0]):
            log_used[c] = used[c]
            routes += used[c]
        absent_before = whole[W_ABSENT]
        for k in range(absent_before):
            log_absent[k] = absent[k]
        # Ruin.
        mean = (n - absent_before) / max(1, routes)
        reach = min(float(longest), mean)
        strings = int(draw(rng) * (4.0 * mean_removed / (1.0 + reach) - 1.0) + 1.0)
        seed_stop = int(draw(rng) * n)
        ruined = 0
        for k in range(-1, nearest.shape[1]):
            if ruined >= strings:
                break
            v = seed_stop if k < 0 else nearest[seed_stop, k]
            r = node[v, ROUTE]
            if r < 0 or route[r, R_STAMP] == it:
                continue
            cut_string(
                legs,
                starts,
                stop,
                service,
                window,
                delivery,
                pickup,
                vclass,
                flags,
                node,
                segment,
                onboard,
                route,
                costs,
                used,
                rng,
                log_count,
                log_who,
                log_node,
                log_which,
                log_route,
                log_cost,
                log_removed,
                v,
                reach,
                0.5,
                keep_rate,
                it,
            )
            ruined += 1
        # Absent stops try again, at most so many at a time.
        delta = 0.0
        kept = 0
        if absent_before > 0:
            start = 0 if absent_before <= ABSENT_TRIES else int(draw(rng) * absent_before)
            for k in range(absent_before):
                v = log_absent[(start + k) % absent_before]
                if k < ABSENT_TRIES:
                    log_removed[log_count[2]] = v
                    log_count[2] += 1
                    delta -= drop[v]
                else:
                    absent[kept] = v
                    kept += 1
        whole[W_ABSENT] = kept
        # Recreate.
        sort_removed(stop, delivery, pickup, solo, flags, rng, log_count, log_removed, log_key)
        for k in range(log_count[2]):
            v = log_removed[k]
            where = best_place(
                legs,
                starts,
                stop,
                service,
                window,
                delivery,
                pickup,
                allowed,
                nearest,
                solo,
                vclass,
                prices,
                capacity,
                flags,
                node,
                segment,
                onboard,
                route,
                used,
                whole,
                rng,
                v,
                near,
                blink,
                absent_before > 0 or routes > 0,
            )
            if where == -FAR:
                absent[whole[W_ABSENT]] = v
                whole[W_ABSENT] += 1
                delta += drop[v]
            else:
                place(
                    legs,
                    starts,
                    stop,
                    service,
                    window,
                    delivery,
                    pickup,
                    vclass,
                    flags,
                    node,
                    segment,
                    onboard,
                    route,
                    costs,
                    used,
                    log_count,
                    log_who,
                    log_node,
                    log_which,
                    log_route,
                    log_cost,
                    v,
                    where,
                    it,
                )
        # Judge.
        late = False
        for k in range(log_count[1]):
            r = log_which[k]
            if flags[F_HOURS] and flags[F_APPROXIMATE] and route[r, R_STOPS] > 0:
                route[r, R_DURATION] = exact_duration(
                    legs, starts, stop, service, window, vclass, node, route, r
                )
                if route[r, R_DURATION] > vclass[route[r, R_CLASS], C_MAX_DURATION]:
                    late = True
            price = route_price(vclass, prices, flags, route, r)
            delta += price - log_cost[k]
            costs[r] = price
        if not late and delta < -temperature * math.log(draw(rng) + 1e-300):
            real[X_COST] += delta
            if real[X_COST] < real[X_BEST] - 1e-6:
                real[X_BEST] = real[X_COST]
                whole[W_BEST_ABSENT] = whole[W_ABSENT]
                keep_best(stop, node, route, best_follows, best_route, best_first, best_stops)
                news += 1
        else:
            undo(
                legs,
                starts,
                stop,
                service,
                window,
                delivery,
                pickup,
                vclass,
                flags,
                node,
                segment,
                onboard,
                route,
                costs,
                used,
                log_count,
                log_who,
                log_node,
                log_which,
                log_route,
                log_cost,
                log_used,
            )
            whole[W_ABSENT] = absent_before
            for k in range(absent_before):
                absent[k] = log_absent[k]
        temperature *= cooling
    return news


@njit(cache=True, _nrt=False)
def solo_prices(d, s):
    """Fill ``solo``: what each stop costs alone with each class, HUGE where it cannot be."""
    legs = d.legs
    starts = d.starts
    stop = d.stop
    service = d.service
    window = d.window
    delivery = d.delivery
    pickup = d.pickup
    allowed = d.allowed
    solo = d.solo
    vclass = d.vclass
    prices = d.price
    capacity = d.capacity
    flags = d.flags
    node = s.node
    segment = s.segment
    route = s.route
    n = stop.shape[0]
    for c in range(vclass.shape[0]):
        r = vclass[c, C_SLOT]
        a, e = n + 2 * r, n + 2 * r + 1
        for v in range(n):
            solo[v, c] = HUGE
            if not allowed[v, c] or vclass[c, C_MAX_STOPS] < 1:
                continue
            full = False
            for k in range(delivery.shape[1]):
                if max(delivery[v, k], pickup[v, k]) > capacity[c, k]:
                    full = True
            if full:
                continue
            price = insertion_price(
                legs,
                starts,
                stop,
                service,
                window,
                vclass,
                prices,
                flags,
                node,
                segment,
                route,
                r,
                c,
                v,
                a,
                e,
                HUGE,
            )
            if price >= HUGE:
                continue
            price += prices[c, P_FIXED] + prices[c, P_METRE] * route[r, R_METRES]
            if flags[F_HOURS]:
                price += duration_price(vclass, prices, c, route[r, R_DURATION])
            solo[v, c] = price
    last = solo.shape[1] - 1
    for v in range(n):
        least = HUGE
        for c in range(last):
            least = min(least, solo[v, c])
        solo[v, last] = least


@njit(cache=True, _nrt=False)
def start_empty(d, s):
    """Make every slot an empty route with its hours; all stops are absent."""
    legs = d.legs
    starts = d.starts
    stop = d.stop
    service = d.service
    window = d.window
    delivery = d.delivery
    pickup = d.pickup
    vclass = d.vclass
    flags = d.flags
    node = s.node
    segment = s.segment
    onboard = s.onboard
    route = s.route
    absent = s.absent
    whole = s.whole
    n = stop.shape[0]
    for c in range(vclass.shape[0]):
        for r in range(vclass[c, C_SLOT], vclass[c, C_SLOT] + vclass[c, C_COUNT]):
            a, e = n + 2 * r, n + 2 * r + 1
            mode = vclass[c, C_MODE]
            route[r, R_CLASS] = c
            node[a, ROUTE] = r
            node[e, ROUTE] = r
            node[a, PREV] = -1
            node[a, NEXT] = e
            node[e, PREV] = a
            node[e, NEXT] = -1
            set_leg(legs, stop, vclass, node, route, a, e, mode)
            node[a, EARLY] = vclass[c, C_EARLIEST] + vclass[c, C_LOADING]
            node[e, LATE] = vclass[c, C_LATEST]
            node[e, EARLY] = step(
                legs, starts, stop, vclass, node, route, a, e, node[a, EARLY], mode
            )
            node[a, LATE] = step_back(
                legs, starts, stop, vclass, node, route, a, e, node[e, LATE], mode
            )
            route[r, R_METRES] = node[a, NEXT_M]
            refresh_route(
                legs,
                starts,
                stop,
                service,
                window,
                delivery,
                pickup,
                vclass,
                flags,
                node,
                segment,
                onboard,
                route,
                r,
            )
    for v in range(n):
        node[v, ROUTE] = -1
        absent[v] = v
    whole[W_ABSENT] = n


@njit(cache=True, _nrt=False)
def build(d, s, log, near, order):
    """Greedy first solution: insert absent stops in the given order at their cheapest places."""
    legs = d.legs
    starts = d.starts
    stop = d.stop
    service = d.service
    window = d.window
    delivery = d.delivery
    pickup = d.pickup
    drop = d.drop
    allowed = d.allowed
    nearest = d.nearest
    solo = d.solo
    vclass = d.vclass
    prices = d.price
    capacity = d.capacity
    flags = d.flags
    node = s.node
    segment = s.segment
    onboard = s.onboard
    route = s.route
    costs = s.cost
    used = s.used
    absent = s.absent
    whole = s.whole
    real = s.real
    rng = s.seed
    log_count = log.count
    log_who = log.who
    log_node = log.node
    log_which = log.which
    log_route = log.route
    log_cost = log.cost
    whole[W_ITERATION] += 1
    it = whole[W_ITERATION]
    log_count[:] = 0
    whole[W_ABSENT] = 0
    total = 0.0
    for k in range(order.shape[0]):
        v = order[k]
        where = best_place(
            legs,
            starts,
            stop,
            service,
            window,
            delivery,
            pickup,
            allowed,
            nearest,
            solo,
            vclass,
            prices,
            capacity,
            flags,
            node,
            segment,
            onboard,
            route,
            used,
            whole,
            rng,
            v,
            near,
            0.0,
            True,
        )
        # The undo log is not needed here; start it anew so that it cannot overflow.
        log_count[0] = 0
        log_count[1] = 0
        it += 1
        if where == -FAR:
            absent[whole[W_ABSENT]] = v
            whole[W_ABSENT] += 1
            total += drop[v]
        else:
            place(
                legs,
                starts,
                stop,
                service,
                window,
                delivery,
                pickup,
                vclass,
                flags,
                node,
                segment,
                onboard,
                route,
                costs,
                used,
                log_count,
                log_who,
                log_node,
                log_which,
                log_route,
                log_cost,
                v,
                where,
                it,
            )
    whole[W_ITERATION] = it
    for r in range(route.shape[0]):
        if flags[F_HOURS] and flags[F_APPROXIMATE] and route[r, R_STOPS] > 0:
            route[r, R_DURATION] = exact_duration(
                legs, starts, stop, service, window, vclass, node, route, r
            )
        costs[r] = route_price(vclass, prices, flags, route, r)
        total += costs[r]
    real[X_COST] = total
