# mypy: ignore-errors
"""
Route kernels: hours, segments, loads and prices of one linked route.

Hours follow the law of motion exactly: ``EARLY`` is the earliest begin of
service at a node when everything before is done as early as can be, ``LATE``
the latest begin that keeps every window behind it (Savelsbergh 1992, exact
under FIFO travel). A segment is the least duration of a part of a route with
the earliest and latest begin that reach it (Vidal, Crainic, Gendreau, Prins
2013), under the leg durations of the hours now planned: exact with one period
and single windows, an estimate otherwise.

``d`` is ``layout.Data``, ``s`` ``layout.State``, ``log`` ``layout.Log``. All
kernels are compiled without numba's reference counting (``_nrt=False``): they
allocate nothing, and counting costs ten times what they do.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner
from lastmile_cli.engines.ruin_recreate.kernel_travel import arrive, latest_departure
from lastmile_cli.engines.ruin_recreate.layout import (
    C_EARLIEST,
    C_END,
    C_LATEST,
    C_LOADING,
    C_MAX_DRIVE,
    C_MAX_DURATION,
    C_MAX_METRES,
    C_MODE,
    C_OVERTIME_AFTER,
    C_SERVICE,
    C_START,
    CLOSES,
    EARLY,
    F_HOURS,
    F_PICKUPS,
    F_TIME,
    FIRST_WINDOW,
    HEAD_D,
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
    P_PARCEL,
    P_SECOND,
    P_STOP,
    PREV,
    R_CLASS,
    R_DRIVE,
    R_DURATION,
    R_METRES,
    R_PARCELS,
    R_READY,
    R_STAMP,
    R_STOPS,
    READY,
    STAMP,
    TAIL_D,
    TAIL_E,
    WINDOWS,
)

FAR = np.int64(1 << 50)
HUGE = 1e300


@inlined
def loc_of(d, s, v):
    """Place of a node; -1 for the end of an open route."""
    n = d.stop.shape[0]
    if v < n:
        return d.stop[v, LOC]
    c = s.route[(v - n) >> 1, R_CLASS]
    if (v - n) & 1:
        return d.vclass[c, C_END]
    return d.vclass[c, C_START]


@inlined
def begin_at(d, v, at):
    """Earliest begin of service at stop v for a vehicle there at ``at``; FAR when all closed."""
    if d.stop[v, WINDOWS] == 1:
        if at > d.stop[v, CLOSES]:
            return FAR
        return max(at, d.stop[v, OPENS])
    f = d.stop[v, FIRST_WINDOW]
    for k in range(f, f + d.stop[v, WINDOWS]):
        if at <= d.window[k, 1]:
            return max(at, d.window[k, 0])
    return FAR


@inlined
def begin_by(d, v, by):
    """Latest begin of service at stop v not after ``by``; -FAR when none."""
    if d.stop[v, WINDOWS] == 1:
        if by < d.stop[v, OPENS]:
            return -FAR
        return min(by, d.stop[v, CLOSES])
    f = d.stop[v, FIRST_WINDOW]
    for k in range(f + d.stop[v, WINDOWS] - 1, f - 1, -1):
        if by >= d.window[k, 0]:
            return min(by, d.window[k, 1])
    return -FAR


@inlined
def window_at(d, v, at):
    """The window that service at ``at`` falls into."""
    if d.stop[v, WINDOWS] > 1:
        f = d.stop[v, FIRST_WINDOW]
        for k in range(f, f + d.stop[v, WINDOWS]):
            if at <= d.window[k, 1]:
                return d.window[k, 0], d.window[k, 1]
    return d.stop[v, OPENS], d.stop[v, CLOSES]


@inlined
def save(s, log, v, it):
    """Keep node v's row in the undo log, once an iteration."""
    if s.node[v, STAMP] != it:
        k = log.counts[0]
        log.counts[0] = k + 1
        log.who[k] = v
        for f in range(7):
            log.node[k, f] = s.node[v, f]
        s.node[v, STAMP] = it


@inner
def save_route(s, log, r, it):
    """Keep route r's row in the undo log, once an iteration."""
    if s.route[r, R_STAMP] != it:
        k = log.counts[1]
        log.counts[1] = k + 1
        log.which[k] = r
        for f in range(s.route.shape[1]):
            log.route[k, f] = s.route[r, f]
        log.cost[k] = s.cost[r]
        s.route[r, R_STAMP] = it


@inner
def set_leg(d, s, i, j, mode):
    """Cache the leg i -> j on node i."""
    b = loc_of(d, s, j)
    if b < 0:
        s.node[i, NEXT_M] = 0
        s.node[i, NEXT_S] = 0
    else:
        a = loc_of(d, s, i)
        s.node[i, NEXT_M] = d.metres[mode, a, b]
        s.node[i, NEXT_S] = d.seconds[mode, a, b, 0]


@inlined
def step(d, s, i, j, leave, mode):
    """Arrival at j when leaving i at ``leave`` along the cached leg."""
    if d.starts.shape[0] == 1:
        return leave + s.node[i, NEXT_S]
    b = loc_of(d, s, j)
    if b < 0:
        return leave
    return arrive(leave, d.seconds, mode, loc_of(d, s, i), b, d.starts)


@inlined
def step_back(d, s, i, j, by, mode):
    """Latest leaving of i that is at j by ``by``."""
    if d.starts.shape[0] == 1:
        return by - s.node[i, NEXT_S]
    b = loc_of(d, s, j)
    if b < 0:
        return by
    return latest_departure(by, d.seconds, mode, loc_of(d, s, i), b, d.starts)


@inlined
def service_of(d, i, sc):
    """Seconds spent at node i after service begins; 0 at a depot."""
    if i < d.stop.shape[0]:
        return d.service[i, sc]
    return np.int64(0)


@inner
def push_early(d, s, log, i, it, mode, sc):
    """Propagate earliest hours from node i (its own is right) until nothing changes."""
    n = d.stop.shape[0]
    while i < n or ((i - n) & 1) == 0:
        j = s.node[i, NEXT]
        at = step(d, s, i, j, s.node[i, EARLY] + service_of(d, i, sc), mode)
        if j < n:
            at = begin_at(d, j, at)
        if at == s.node[j, EARLY]:
            return
        save(s, log, j, it)
        s.node[j, EARLY] = at
        i = j


@inner
def push_late(d, s, log, j, it, mode, sc):
    """Propagate latest hours backward from node j (its own is right) until nothing changes."""
    n = d.stop.shape[0]
    while j < n or ((j - n) & 1) == 1:
        i = s.node[j, PREV]
        by = step_back(d, s, i, j, s.node[j, LATE], mode)
        if i < n:
            by = begin_by(d, i, by - d.service[i, sc])
        if by == s.node[i, LATE]:
            return
        save(s, log, i, it)
        s.node[i, LATE] = by
        j = i


@inlined
def leave_from(d, c, ready):
    """Earliest departure of a vehicle of class c whose goods are there at ``ready``."""
    if ready > 0:
        return max(d.vclass[c, C_EARLIEST], ready + d.vclass[c, C_LOADING])
    return d.vclass[c, C_EARLIEST]


@inner
def refresh_ready(d, s, log, r, it):
    """Bring route r's earliest departure up to date with what it now carries."""
    n = d.stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    ready = np.int64(0)
    v = s.node[a, NEXT]
    while v != e:
        ready = max(ready, d.stop[v, READY])
        v = s.node[v, NEXT]
    s.route[r, R_READY] = ready
    c = s.route[r, R_CLASS]
    leave = leave_from(d, c, ready)
    if leave != s.node[a, EARLY]:
        save(s, log, a, it)
        s.node[a, EARLY] = leave
        push_early(d, s, log, a, it, d.vclass[c, C_MODE], d.vclass[c, C_SERVICE])


@inner
def refresh_segments(d, s, r):
    """Head and tail segments of route r, its least duration and its driving time."""
    n = d.stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    c = s.route[r, R_CLASS]
    sc, mode, load = d.vclass[c, C_SERVICE], d.vclass[c, C_MODE], d.vclass[c, C_LOADING]
    g = s.segment
    g[a, HEAD_D] = load
    g[a, HEAD_L] = FAR
    drive = np.int64(0)
    i = a
    while i != e:
        j = s.node[i, NEXT]
        leave = s.node[i, EARLY] + service_of(d, i, sc)
        t = step(d, s, i, j, leave, mode) - leave
        drive += t
        dur, opens, closes = np.int64(0), -FAR, d.vclass[c, C_LATEST]
        if j < n:
            dur = d.service[j, sc]
            opens, closes = window_at(d, j, s.node[j, EARLY])
        delta = g[i, HEAD_D] + t
        wait = max(opens - delta - g[i, HEAD_L], 0)
        g[j, HEAD_D] = delta + dur + wait
        g[j, HEAD_L] = min(closes - delta, g[i, HEAD_L])
        i = j
    g[e, TAIL_D] = 0
    g[e, TAIL_E] = -FAR
    j = e
    while j != a:
        i = s.node[j, PREV]
        leave = s.node[i, EARLY] + service_of(d, i, sc)
        t = step(d, s, i, j, leave, mode) - leave
        dur, opens, closes = load, s.node[a, EARLY] - load, FAR
        if i < n:
            dur = d.service[i, sc]
            opens, closes = window_at(d, i, s.node[i, EARLY])
        delta = dur + t
        wait = max(g[j, TAIL_E] - delta - closes, 0)
        g[i, TAIL_D] = delta + g[j, TAIL_D] + wait
        g[i, TAIL_E] = max(g[j, TAIL_E] - delta, opens) - wait
        j = i
    s.route[r, R_DURATION] = g[e, HEAD_D]
    s.route[r, R_DRIVE] = drive


@inner
def refresh_onboard(d, s, r):
    """Load leaving each node of route r, and its maxima toward both ends."""
    n = d.stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    ob = s.onboard
    for k in range(d.delivery.shape[1]):
        total = np.int64(0)
        i = s.node[a, NEXT]
        while i != e:
            total += d.delivery[i, k]
            i = s.node[i, NEXT]
        ob[a, k, 0] = total
        ob[a, k, 1] = total
        i = a
        while s.node[i, NEXT] != e:
            j = s.node[i, NEXT]
            total += d.pickup[j, k] - d.delivery[j, k]
            ob[j, k, 0] = total
            ob[j, k, 1] = max(ob[i, k, 1], total)
            i = j
        # Nothing leaves the end: a tail that starts there carries no leg.
        ob[e, k, 0] = 0
        ob[e, k, 1] = ob[i, k, 1]
        ob[e, k, 2] = 0
        j = e
        while j != a:
            i = s.node[j, PREV]
            ob[i, k, 2] = max(ob[i, k, 0], ob[j, k, 2])
            j = i


@inlined
def refresh_route(d, s, r):
    """Bring what hours and pickups need of a changed route up to date."""
    if d.flags[F_HOURS]:
        refresh_segments(d, s, r)
    if d.flags[F_PICKUPS]:
        refresh_onboard(d, s, r)


@inner
def end_leaving(d, s, r, leave):
    """When route r ends if it leaves at ``leave``, which is no later than LATE of its start."""
    n = d.stop.shape[0]
    i, e = n + 2 * r, n + 2 * r + 1
    c = s.route[r, R_CLASS]
    sc, mode = d.vclass[c, C_SERVICE], d.vclass[c, C_MODE]
    at = np.int64(leave)
    while i != e:
        j = s.node[i, NEXT]
        at = step(d, s, i, j, at, mode)
        if j < n:
            at = begin_at(d, j, at) + d.service[j, sc]
        i = j
    return at


@inner
def latest_leaving(d, s, r, by):
    """Latest departure of route r that ends by ``by``."""
    n = d.stop.shape[0]
    a, j = n + 2 * r, n + 2 * r + 1
    c = s.route[r, R_CLASS]
    sc, mode = d.vclass[c, C_SERVICE], d.vclass[c, C_MODE]
    while j != a:
        i = s.node[j, PREV]
        by = step_back(d, s, i, j, by, mode)
        if i < n:
            by = begin_by(d, i, by - d.service[i, sc])
        j = i
    return by


@inner
def driven_duration(d, s, r):
    """
    Duration of route r at the best of the departures tried.

    Tried are the latest that ends as early as can be, and the latest that ends
    like leaving when a traffic period begins: a jam may better be waited out.
    """
    n = d.stop.shape[0]
    a, e = n + 2 * r, n + 2 * r + 1
    load = d.vclass[s.route[r, R_CLASS], C_LOADING]
    end = s.node[e, EARLY]
    least = end - latest_leaving(d, s, r, end)
    for k in range(1, d.starts.shape[0]):
        if s.node[a, EARLY] < d.starts[k] <= s.node[a, LATE]:
            end = end_leaving(d, s, r, d.starts[k])
            least = min(least, end - latest_leaving(d, s, r, end))
    s.route[r, R_DURATION] = least + load


@inlined
def is_broken(d, s, r):
    """Whether route r breaks a window or a limit: the way without a stop may be the longer one."""
    if not d.flags[F_TIME]:
        return False
    c = s.route[r, R_CLASS]
    a = d.stop.shape[0] + 2 * r
    if s.node[a, EARLY] > s.node[a, LATE] or s.route[r, R_METRES] > d.vclass[c, C_MAX_METRES]:
        return True
    if not d.flags[F_HOURS]:
        return False
    if s.route[r, R_DURATION] > d.vclass[c, C_MAX_DURATION]:
        return True
    return s.route[r, R_DRIVE] > d.vclass[c, C_MAX_DRIVE]


@inlined
def duration_price(d, c, duration):
    """Price of paid time."""
    price = d.price[c, P_SECOND] * duration
    over = duration - d.vclass[c, C_OVERTIME_AFTER]
    if over > 0:
        price += d.price[c, P_OVERTIME] * over
    return price


@inlined
def route_price(d, s, r):
    """What route r costs, from its whole-number totals."""
    if s.route[r, R_STOPS] == 0:
        return 0.0
    c = s.route[r, R_CLASS]
    price = d.price[c, P_FIXED] + d.price[c, P_METRE] * s.route[r, R_METRES]
    price += d.price[c, P_STOP] * s.route[r, R_STOPS]
    price += d.price[c, P_PARCEL] * s.route[r, R_PARCELS]
    if d.flags[F_HOURS]:
        price += duration_price(d, c, s.route[r, R_DURATION])
    return price
