# mypy: ignore-errors
"""
Hours of one order of a route: forward and backward.

An order is ``order[:m]``: stops and ``RELOAD``, or a course with charges. All
seconds are exact under the law of motion (``kernel_travel``). ``d`` is
``layout.Day``, ``w`` ``layout.Desk``, ``c`` a class of vehicles.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner, only_for, woven
from lastmile_cli.engines.ruin_recreate.kernel_travel import arrive, latest_departure
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_EARLIEST,
    C_END,
    C_LATEST,
    C_LOAD_EACH,
    C_LOADING,
    C_LOADS_FROM,
    C_MODE,
    C_RELOADING,
    C_SERVICE,
    C_START,
    FAR,
    FIRST_CHARGER,
    J_DRIVE,
    RELOAD,
    S_CLOSES,
    S_FIRST_WINDOW,
    S_LATEST,
    S_LOADED,
    S_LOC,
    S_OPENS,
    S_READY,
    S_WINDOWS,
)

UNREACHABLE = np.int32(UNREACHABLE_S)


def place_on_trip(d, c, v):
    """Place of a stop, or of the depot where ``v`` is a reload."""
    if v < 0:
        return d.vclass[c, C_START]
    return d.stop[v, S_LOC]


@only_for("RangedDay", other=place_on_trip, is_small=True)
def place_of(d, c, v):
    """Place of a stop, of the depot where ``v`` is a reload, or of a charger."""
    if v >= 0:
        return d.stop[v, S_LOC]
    if v == RELOAD:
        return d.vclass[c, C_START]
    return d.charger[(FIRST_CHARGER - v) % d.charger.shape[0]]


def stay_on_trip(d, w, c, order, k):
    """Seconds of service at entry k, or of loading anew; after ``read_ready``."""
    if order[k] < 0:
        return w.load[k]
    return d.service[order[k], d.vclass[c, C_SERVICE]]


@only_for("RangedDay", other=stay_on_trip, is_small=True)
def stay(d, w, c, order, k):
    """Seconds of service at entry k, of loading anew, or of recharging; after ``read_ready``."""
    v = np.int64(order[k])
    if v >= 0:
        return d.service[v, d.vclass[c, C_SERVICE]]
    if v == RELOAD:
        return w.load[k]
    return np.int64((FIRST_CHARGER - v) // d.charger.shape[0])


@inlined
def least_stay(d, c, v):
    """Seconds of service at a stop, or of loading anew at least."""
    if v < 0:
        return d.vclass[c, C_RELOADING]
    return d.service[v, d.vclass[c, C_SERVICE]]


@inlined
def go(d, mode, a, b, leave):
    """Arrival at place b when leaving a at ``leave``; at once where b is -1 (an open end)."""
    if b < 0:
        return leave
    if d.starts.shape[0] == 1:
        return leave + d.seconds[mode, a, b, 0]
    return arrive(leave, d.seconds, mode, a, b, d.starts)


@inlined
def go_back(d, mode, a, b, by):
    """Latest leaving of a that is at b by ``by``."""
    if b < 0:
        return by
    if d.starts.shape[0] == 1:
        return by - d.seconds[mode, a, b, 0]
    return latest_departure(by, d.seconds, mode, a, b, d.starts)


@inlined
def has_no_way(d, mode, a, b):
    """Whether no period has a way from place a to place b."""
    k = 0
    while k < d.starts.shape[0] and d.seconds[mode, a, b, k] >= UNREACHABLE:
        k += 1
    return k == d.starts.shape[0]


@inlined
def begin_at(d, v, at):
    """When service begins for a vehicle there at ``at``; FAR where that is too late."""
    if at > d.stop[v, S_CLOSES]:
        if at > d.stop[v, S_LATEST]:
            return FAR
        return at
    if d.stop[v, S_WINDOWS] == 1:
        return max(at, d.stop[v, S_OPENS])
    first = d.stop[v, S_FIRST_WINDOW]
    for k in range(first, first + d.stop[v, S_WINDOWS]):
        if at <= d.window[k, 1]:
            return max(at, d.window[k, 0])
    return at


@inlined
def arrive_by(d, v, by):
    """Latest arrival that begins service by ``by``, which lies in reach; -FAR where none does."""
    if by > d.stop[v, S_CLOSES]:
        return by
    first = d.stop[v, S_FIRST_WINDOW]
    for k in range(first + d.stop[v, S_WINDOWS] - 1, first - 1, -1):
        if by >= d.window[k, 0]:
            return min(by, d.window[k, 1])
    return -FAR


@inner
def read_ready(d, w, c, order, m):
    """
    Fill ``w.ready`` and ``w.load``: when goods behind each reload are there, how long they load.

    [m] is of the first trip. Chargers are always ready.
    """
    ready = parcels = np.int64(0)
    for k in range(m - 1, -1, -1):
        if order[k] >= 0:
            ready = max(ready, d.stop[order[k], S_READY])
            parcels += d.stop[order[k], S_LOADED]
        elif order[k] == RELOAD:
            w.ready[k] = ready
            loads = d.vclass[c, C_LOADING] + d.vclass[c, C_LOAD_EACH] * parcels
            w.load[k] = max(d.vclass[c, C_RELOADING], loads)
            ready = parcels = np.int64(0)
        else:
            w.ready[k] = -FAR
    w.ready[m] = ready
    w.load[m] = d.vclass[c, C_LOADING] + d.vclass[c, C_LOAD_EACH] * parcels


@inlined
def leave_from(d, w, c, m):
    """Earliest departure on the first trip, loaded."""
    loads = max(w.ready[m], d.vclass[c, C_LOADS_FROM])
    if loads > 0:
        return max(d.vclass[c, C_EARLIEST], loads + w.load[m])
    return d.vclass[c, C_EARLIEST]


@inlined
def done_after(d, w, c, order, k, begin):
    """When the vehicle goes on after beginning at entry k."""
    return begin + stay(d, w, c, order, k)


@inlined
def begin_entry(d, w, order, k, at):
    """When entry k begins for a vehicle there at ``at``."""
    if order[k] < 0:
        return max(at, w.ready[k])
    return begin_at(d, np.int64(order[k]), at)


@inner
def forward(d, w, c, order, m, leave):
    """
    Drive without a break: fills ``w.begin``; returns the end, FAR where a door is missed.

    Fills ``J_DRIVE`` with the seconds driven.
    """
    mode = d.vclass[c, C_MODE]
    at, a = np.int64(leave), d.vclass[c, C_START]
    drive = np.int64(0)
    for k in range(m):
        b = place_of(d, c, order[k])
        there = go(d, mode, a, b, at)
        drive += there - at
        at = begin_entry(d, w, order, k, there)
        if at >= FAR:
            return FAR
        w.begin[k] = at
        at = done_after(d, w, c, order, k, at)
        a = b
    end = go(d, mode, a, d.vclass[c, C_END], at)
    w.found[J_DRIVE] = drive + end - at
    return end


@inner
def backward(d, w, c, order, m, upto, by):
    """
    Latest departure from the depot that arrives at entry ``upto`` by ``by``.

    Nobody before it is served later than ``w.begin`` if that is behind the
    last window.
    """
    mode = d.vclass[c, C_MODE]
    at = np.int64(by)
    b = d.vclass[c, C_END]
    if upto < m:
        b = place_of(d, c, order[upto])
    for k in range(upto - 1, -1, -1):
        a = place_of(d, c, order[k])
        leave = go_back(d, mode, a, b, at)
        if order[k] < 0:
            at = leave - stay(d, w, c, order, k)
        else:
            v = order[k]
            latest = max(d.stop[v, S_CLOSES], w.begin[k])
            at = arrive_by(d, v, min(leave - d.service[v, d.vclass[c, C_SERVICE]], latest))
        b = a
    return go_back(d, mode, d.vclass[c, C_START], b, at)


@woven
def bounds(d, w, c, order, m, early, late):
    """Fill earliest and latest begins of each entry as if there were no breaks; see ``Plan``."""
    mode, sc = d.vclass[c, C_MODE], d.vclass[c, C_SERVICE]
    read_ready(d, w, c, order, m)
    at, a = leave_from(d, w, c, m), d.vclass[c, C_START]
    for k in range(m):
        b = place_of(d, c, order[k])
        at = begin_entry(d, w, order, k, go(d, mode, a, b, at))
        early[k] = at
        at = done_after(d, w, c, order, k, at)
        a = b
    by, b = d.vclass[c, C_LATEST], d.vclass[c, C_END]
    for k in range(m - 1, -1, -1):
        leave = go_back(d, mode, place_of(d, c, order[k]), b, by)
        if order[k] < 0:
            by = leave - stay(d, w, c, order, k)
        else:
            v = order[k]
            by = arrive_by(d, v, min(leave - d.service[v, sc], d.stop[v, S_LATEST]))
        late[k] = by
        b = place_of(d, c, order[k])


@woven
def least_drive(d, c, order, m):
    """Seconds of driving, each leg at the hour that is best for it."""
    mode = d.vclass[c, C_MODE]
    a = d.vclass[c, C_START]
    drive = np.int64(0)
    for k in range(m + 1):
        b = d.vclass[c, C_END] if k == m else place_of(d, c, order[k])
        if b >= 0:
            seconds = d.seconds[mode, a, b, 0]
            for e in range(1, d.starts.shape[0]):
                seconds = min(seconds, d.seconds[mode, a, b, e])
            drive += seconds
        a = b
    return drive
