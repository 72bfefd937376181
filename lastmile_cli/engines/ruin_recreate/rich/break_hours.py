# mypy: ignore-errors
"""
The best departure where it is not the latest one: in traffic, or between windows.

What a day costs is, for breaks at known halts or none, a line with bends: where a leg begins or
ends with a traffic period, a door opens or closes on arrival, or a break waits for its hour. The
best departure is one of those, or the last one before a break comes too late.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.rich.breaks import (
    choose_label,
    part_s,
    place_breaks,
    replay,
)
from lastmile_cli.engines.ruin_recreate.rich.hours import (
    arrive_by,
    backward,
    forward,
    go_back,
    place_of,
    stay,
)
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    B_DURATION,
    B_EARLIEST,
    B_LATEST,
    C_BREAKS,
    C_END,
    C_FIRST_BREAK,
    C_LATEST,
    C_MAX_DRIVE,
    C_MAX_DURATION,
    C_MODE,
    C_START,
    C_WAITING_PAID,
    FAR,
    H_DRIVE,
    H_DURATION,
    H_IDLE,
    H_LATE,
    H_LATE_PRICE,
    H_LEAVE,
    HUGE,
    S_CLOSES,
    S_FIRST_WINDOW,
    S_WINDOWS,
)
from lastmile_cli.engines.ruin_recreate.rich.seconds_price import (
    lateness_price,
    lateness_s,
    paid_price,
)

GRID = 12
"""Into so many parts the time is cut in which the vehicle may leave."""
ROUNDS = 3
"""So many times breaks are placed anew from the best departure found."""
FIRST_STEP_S = 512
"""Seconds of the first step from the best bend; the steps that follow are halved."""


@woven
def has_bends(d, order, m):
    """Whether the latest departure with the same end may not be the best one."""
    found = d.starts.shape[0] > 1
    for k in range(m):
        found = found or (order[k] >= 0 and d.stop[order[k], S_WINDOWS] > 1)
    return found


@inner
def try_leaving(d, w, c, order, m, leave, busy):
    """Take the hours with breaks at ``w.halt`` from this departure, if they are better."""
    end, rest, unpaid, drive, _, _ = replay(d, w, c, order, m, leave)
    duration = end - leave + w.load[m]
    if (
        end > d.vclass[c, C_LATEST]
        or duration > d.vclass[c, C_MAX_DURATION]
        or drive > d.vclass[c, C_MAX_DRIVE]
    ):
        return False
    price = lateness_price(d, w, order, m)
    late_price, late = np.int64(price), lateness_s(d, w, order, m)
    idle = duration - drive - busy - rest
    paid = duration - unpaid
    if not d.vclass[c, C_WAITING_PAID]:
        paid -= idle
    cost = price + paid_price(d, c, paid)
    if late_price > w.found[H_LATE_PRICE]:
        return False
    if late_price == w.found[H_LATE_PRICE]:
        if late > w.found[H_LATE] or (late == w.found[H_LATE] and cost >= w.least[0]):
            return False
    w.least[0] = cost
    w.found[H_LATE_PRICE], w.found[H_LATE] = late_price, late
    w.found[H_DURATION], w.found[H_IDLE] = duration, idle
    w.found[H_DRIVE], w.found[H_LEAVE] = drive, leave
    return True


@inner
def depart_to_leave(d, w, c, order, entry, by):
    """
    Latest departure that leaves this entry (-1: the depot) by a second, breaks at ``w.halt``.

    Nobody is served later than ``w.begin`` if that is behind the last window.
    """
    at = np.int64(by)
    f = 2 * d.vclass[c, C_BREAKS] - 1
    for k in range(entry, -1, -1):
        at -= stay(d, w, c, order, k)
        if order[k] >= 0:
            v = np.int64(order[k])
            at = arrive_by(d, v, min(at, max(d.stop[v, S_CLOSES], w.begin[k])))
        while f >= 0 and (w.halt[f] > k or w.halt[f] < 0):
            f -= 1
        if f >= 0 and w.halt[f] == k:
            row = d.vclass[c, C_FIRST_BREAK] + (f >> 1)
            at -= part_s(d, row, f, w.halt[f - 1])
            if f & 1:
                at = min(at, d.rest[row, B_LATEST])
            f -= 1
        before = d.vclass[c, C_START] if k == 0 else place_of(d, c, order[k - 1])
        at = go_back(d, d.vclass[c, C_MODE], before, place_of(d, c, order[k]), at)
    return at


@inner
def try_bends(d, w, c, order, m, earliest, high, busy):
    """Try all departures at which the price bends, breaks at ``w.halt``, and around the best."""
    mode = d.vclass[c, C_MODE]
    breaks, first = d.vclass[c, C_BREAKS], d.vclass[c, C_FIRST_BREAK]
    for k in range(-1, m):
        a = d.vclass[c, C_START] if k < 0 else place_of(d, c, order[k])
        b = d.vclass[c, C_END] if k == m - 1 else place_of(d, c, order[k + 1])
        edges = np.int64(d.starts.shape[0]) - 1
        windows = np.int64(0)
        if k >= 0 and order[k] >= 0:
            windows = d.stop[order[k], S_WINDOWS]
        for x in range(2 * edges + 2 * windows + breaks):
            if x < 2 * edges:
                by = d.starts[1 + (x >> 1)]
                if x & 1:
                    by = go_back(d, mode, a, b, by)
            elif x < 2 * (edges + windows):
                y = d.stop[order[k], S_FIRST_WINDOW] + ((x - 2 * edges) >> 1)
                by = d.window[y, x & 1] + stay(d, w, c, order, k)
            else:
                f = 2 * (x - 2 * (edges + windows)) + 1
                if k < 0 or w.halt[f] != k:
                    continue
                row = first + (f >> 1)
                by = d.rest[row, B_EARLIEST] + part_s(d, row, f, w.halt[f - 1])
                by += stay(d, w, c, order, k)
            leave = depart_to_leave(d, w, c, order, k, by)
            if leave > earliest and leave <= high:
                try_leaving(d, w, c, order, m, leave, busy)
    step = FIRST_STEP_S
    while step > 0:
        leave = w.found[H_LEAVE]
        is_better = leave + step <= high and try_leaving(d, w, c, order, m, leave + step, busy)
        if not is_better and leave - step >= earliest:
            is_better = try_leaving(d, w, c, order, m, leave - step, busy)
        if not is_better:
            step >>= 1


@woven
def all_breaks_s(d, c):
    """Seconds that all breaks of a class last."""
    seconds = np.int64(0)
    for f in range(d.vclass[c, C_BREAKS]):
        seconds += d.rest[d.vclass[c, C_FIRST_BREAK] + f, B_DURATION]
    return seconds


@inner
def best_of_bends(d, w, c, order, m, earliest, bare, floor, busy):
    """
    Make the hours kept at ``w.least`` better, until they cost ``floor`` or no more is found.

    Breaks are placed from departures all over the time there is, from the latest with the end of
    the earliest and from ``bare``, the best one without breaks, each also as long before as all
    breaks last, and from the best one. Without breaks the bends of the one day there is are tried.
    """
    end = forward(d, w, c, order, m, earliest)
    last = backward(d, w, c, order, m, np.int64(m), end)
    high = backward(d, w, c, order, m, np.int64(m), d.vclass[c, C_LATEST])
    step = max(1, (high - earliest) // GRID)
    breaks = d.vclass[c, C_BREAKS]
    before = before_it = np.int64(-1)
    if breaks == 0:
        forward(d, w, c, order, m, w.found[H_LEAVE])
        w.found[H_LATE_PRICE] = np.int64(lateness_price(d, w, order, m))
        try_bends(d, w, c, order, m, earliest, high, busy)
        return
    tries = GRID + 4 + m
    for x in range(tries + ROUNDS):
        leave = earliest + x * step
        if x >= tries:
            leave = w.found[H_LEAVE]
        elif x >= GRID + 4:
            # There just before the first break comes too late: who leaves later takes it before.
            by = d.rest[d.vclass[c, C_FIRST_BREAK], B_LATEST]
            leave = backward(d, w, c, order, m, x - GRID - 4, by)
        elif x >= GRID:
            leave = bare if x >= GRID + 2 else last
            if x & 1:
                leave -= all_breaks_s(d, c)
        if w.least[0] <= floor:
            break
        if leave < earliest or leave > high or place_breaks(d, w, c, order, m, leave) >= FAR:
            continue
        # What suits a departure as it is may be better than what promises most for later ones.
        for way in range(2):
            if way == 1:
                choose_label(d, w, c, np.int64((m + 1) & 1), breaks, np.int64(0))
            halts = np.int64(0)
            for f in range(2 * breaks):
                halts = halts * 31 + w.halt[f] + 2
            try_leaving(d, w, c, order, m, leave, busy)
            if halts != before and halts != before_it and w.least[0] < HUGE:
                replay(d, w, c, order, m, leave)
                try_bends(d, w, c, order, m, earliest, high, busy)
            before_it, before = before, halts
        if x >= tries and w.found[H_LEAVE] == leave:
            break
