# mypy: ignore-errors
"""
How long a day takes with one more stop, in constant time: parts of a route joined.

Where a leg takes the same at every hour and a door has one window, a part of a route is three
numbers: the seconds it takes at least, and the earliest and the latest second at which it may
begin to take no more (Vidal, Crainic, Gendreau, Prins 2013). ``Plan.part`` (slots, length, 6) has
them for the part up to an entry and for that from it on, ``F_STEADY`` says whether they are kept.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner, woven
from lastmile_cli.engines.ruin_recreate.rich.hours import leave_from, place_of
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_END,
    C_LATEST,
    C_LOADING,
    C_MODE,
    C_RELOADING,
    C_SERVICE,
    C_START,
    F_STEADY,
    FAR,
    PLAIN,
    R_LEAVES,
    R_SIZE,
    RELOAD_AFTER,
    RELOAD_BEFORE,
    S_CLOSES,
    S_LOC,
    S_OPENS,
    S_READY,
)


@inlined
def joined(lasts, low, high, way, more, opens, closes):
    """Seconds, earliest and latest begin of a part, and ``way`` seconds behind it another one."""
    there = lasts + way
    wait = max(np.int64(0), opens - there - high)
    return there + more + wait, max(opens - there, low) - wait, min(closes - there, high)


@inlined
def seconds_to(d, c, a, b):
    """Seconds from place a to place b; none to an open end."""
    if b < 0:
        return np.int64(0)
    return np.int64(d.seconds[d.vclass[c, C_MODE], a, b, 0])


@inlined
def entry_of(d, w, c, order, k):
    """Seconds, opening and closing of entry k; after ``read_ready``."""
    v = np.int64(order[k])
    if v < 0:
        return w.load[k], w.ready[k], FAR
    return d.service[v, d.vclass[c, C_SERVICE]], d.stop[v, S_OPENS], d.stop[v, S_CLOSES]


@woven
def fill_parts(d, w, c, order, m, part):
    """Fill the parts of a route, after ``bounds``; returns when it may leave first."""
    leaves = leave_from(d, w, c, m)
    if d.facts[F_STEADY]:
        a = d.vclass[c, C_START]
        lasts, low, high = np.int64(0), np.int64(leaves), FAR
        for k in range(m):
            b = place_of(d, c, order[k])
            stays, opens, closes = entry_of(d, w, c, order, k)
            way = seconds_to(d, c, a, b)
            lasts, low, high = joined(lasts, low, high, way, stays, opens, closes)
            part[k, 0], part[k, 1], part[k, 2] = lasts, low, high
            a = b
        b = d.vclass[c, C_END]
        lasts, low, high = np.int64(0), -FAR, d.vclass[c, C_LATEST]
        for k in range(m - 1, -1, -1):
            a = place_of(d, c, order[k])
            stays, opens, closes = entry_of(d, w, c, order, k)
            way = seconds_to(d, c, a, b)
            lasts, low, high = joined(stays, opens, closes, way, lasts, low, high)
            part[k, 3], part[k, 4], part[k, 5] = lasts, low, high
            b = a
    return leaves


@inlined
def is_exact(d, v, kind):
    """Whether it is known how long a day takes with stop v: no trip waits longer for its goods."""
    if d.facts[F_STEADY] == 1:
        return True
    return d.facts[F_STEADY] > 1 and kind == PLAIN and d.stop[v, S_READY] <= 0


@inner
def longer_day_s(d, p, r, c, v, at, kind):
    """Seconds that route r takes with stop v at this place, the first loading included."""
    depot = d.vclass[c, C_START]
    reload = max(d.vclass[c, C_RELOADING], d.vclass[c, C_LOADING])
    a, b = depot, d.vclass[c, C_END]
    lasts, low, high = np.int64(0), p.route[r, R_LEAVES], FAR
    if at > 0:
        a = place_of(d, c, p.order[r, at - 1])
        lasts, low, high = p.part[r, at - 1, 0], p.part[r, at - 1, 1], p.part[r, at - 1, 2]
    if kind == RELOAD_BEFORE:
        way = seconds_to(d, c, a, depot)
        lasts, low, high = joined(lasts, low, high, way, reload, -FAR, FAR)
        a = depot
    here = d.stop[v, S_LOC]
    stays = d.service[v, d.vclass[c, C_SERVICE]]
    opens, closes = d.stop[v, S_OPENS], d.stop[v, S_CLOSES]
    way = seconds_to(d, c, a, here)
    lasts, low, high = joined(lasts, low, high, way, stays, opens, closes)
    a = here
    if kind == RELOAD_AFTER:
        way = seconds_to(d, c, a, depot)
        lasts, low, high = joined(lasts, low, high, way, reload, -FAR, FAR)
        a = depot
    more, opens, closes = np.int64(0), -FAR, d.vclass[c, C_LATEST]
    if at < p.route[r, R_SIZE]:
        b = place_of(d, c, p.order[r, at])
        more, opens, closes = p.part[r, at, 3], p.part[r, at, 4], p.part[r, at, 5]
    way = seconds_to(d, c, a, b)
    lasts, low, high = joined(lasts, low, high, way, more, opens, closes)
    return lasts + d.vclass[c, C_LOADING]
