# mypy: ignore-errors
"""
Hours of one order of a route: forward, backward, and with its breaks.

An order is ``order[:m]``: stops and ``RELOAD``. All seconds are exact under
the law of motion (``kernel_travel``). ``d`` is ``layout.Day``, ``w``
``layout.Desk``, ``c`` a class of vehicles.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate import kernel_travel
from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_travel import THERE
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    B_DURATION,
    B_EARLIEST,
    B_FIRST_PART,
    B_LATEST,
    B_LATEST_ON,
    B_MAX_DRIVE,
    B_MAX_WORK,
    B_PAID,
    C_BREAKS,
    C_EARLIEST,
    C_END,
    C_FIRST_BREAK,
    C_LATEST,
    C_LOADING,
    C_MODE,
    C_SERVICE,
    C_START,
    F_DRIVE,
    F_WORK,
    FAR,
    LABELS,
    NONE,
    RELOAD,
    S_CLOSES,
    S_FIRST_WINDOW,
    S_LATEST,
    S_LOC,
    S_OPENS,
    S_READY,
    S_WINDOWS,
)

# Called here, not inlined: they would be compiled into every caller anew.
arrive = kernel_travel.arrive
latest_departure = kernel_travel.latest_departure


@inlined
def place_of(d, c, v):
    """Place of a stop, or of the depot where ``v`` is a reload."""
    if v < 0:
        return d.vclass[c, C_START]
    return d.stop[v, S_LOC]


@inlined
def go(d, mode, a, b, leave):
    """Arrival at place b when leaving a at ``leave``; at once where b is -1 (an open end)."""
    if b < 0:
        return leave
    if d.starts.shape[0] == 1:
        return leave + d.legs[mode, a, b, 2]
    return arrive(leave, d.legs, mode, a, b, THERE, d.starts)


@inlined
def go_back(d, mode, a, b, by):
    """Latest leaving of a that is at b by ``by``."""
    if b < 0:
        return by
    if d.starts.shape[0] == 1:
        return by - d.legs[mode, a, b, 2]
    return latest_departure(by, d.legs, mode, a, b, THERE, d.starts)


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
def read_ready(d, w, order, m):
    """Fill ``w.ready``: when goods behind each reload are there; [m] those of the first trip."""
    ready = np.int64(0)
    for k in range(m - 1, -1, -1):
        if order[k] == RELOAD:
            w.ready[k] = ready
            ready = np.int64(0)
        else:
            ready = max(ready, d.stop[order[k], S_READY])
    w.ready[m] = ready


@inlined
def leave_from(d, w, c, m):
    """Earliest departure on the first trip, loaded."""
    if w.ready[m] > 0:
        return max(d.vclass[c, C_EARLIEST], w.ready[m] + d.vclass[c, C_LOADING])
    return d.vclass[c, C_EARLIEST]


@inlined
def done_after(d, c, order, k, begin):
    """When the vehicle goes on after beginning at entry k."""
    if order[k] == RELOAD:
        return begin + d.vclass[c, C_LOADING]
    return begin + d.service[order[k], d.vclass[c, C_SERVICE]]


@inlined
def begin_entry(d, w, order, k, at):
    """When entry k begins for a vehicle there at ``at``."""
    if order[k] == RELOAD:
        return max(at, w.ready[k])
    return begin_at(d, np.int64(order[k]), at)


@inner
def forward(d, w, c, order, m, leave):
    """Drive without a break: fills ``w.begin``; returns the end, FAR where a door is missed."""
    mode = d.vclass[c, C_MODE]
    at, a = np.int64(leave), d.vclass[c, C_START]
    for k in range(m):
        b = place_of(d, c, order[k])
        at = begin_entry(d, w, order, k, go(d, mode, a, b, at))
        if at >= FAR:
            return FAR
        w.begin[k] = at
        at = done_after(d, c, order, k, at)
        a = b
    return go(d, mode, a, d.vclass[c, C_END], at)


@inner
def backward(d, w, c, order, m, upto, by):
    """
    Latest departure from the depot that arrives at entry ``upto`` by ``by``.

    Nobody before it is served later than ``w.begin`` if that is behind the
    last window. Returns the departure and the seconds driven up to there.
    """
    mode = d.vclass[c, C_MODE]
    drive = np.int64(0)
    at = np.int64(by)
    b = d.vclass[c, C_END]
    if upto < m:
        b = place_of(d, c, order[upto])
    for k in range(upto - 1, -1, -1):
        a = place_of(d, c, order[k])
        leave = go_back(d, mode, a, b, at)
        drive += at - leave
        if order[k] == RELOAD:
            at = leave - d.vclass[c, C_LOADING]
        else:
            v = order[k]
            latest = max(d.stop[v, S_CLOSES], w.begin[k])
            at = arrive_by(d, v, min(leave - d.service[v, d.vclass[c, C_SERVICE]], latest))
        b = a
    leave = go_back(d, mode, d.vclass[c, C_START], b, at)
    return leave, drive + at - leave


@inner
def put_label(d, w, side, state, at, drive, ref, came, parts, new_part, k):
    """Keep a label unless another of its state is as good; ``came`` is the one it grew from."""
    if not d.facts[F_DRIVE]:
        drive = np.int64(0)
    if not d.facts[F_WORK]:
        ref = np.int64(0)
    label = w.label
    count = w.kept[side, state]
    x = 0
    while x < count:
        if (
            label[side, state, x, 0] <= at
            and label[side, state, x, 1] <= drive
            and label[side, state, x, 2] >= ref
        ):
            return
        x += 1
    x = 0
    while x < count:
        if (
            label[side, state, x, 0] >= at
            and label[side, state, x, 1] >= drive
            and label[side, state, x, 2] <= ref
        ):
            count -= 1
            for f in range(3):
                label[side, state, x, f] = label[side, state, count, f]
            for f in range(parts):
                w.taken[side, state, x, f] = w.taken[side, state, count, f]
        else:
            x += 1
    if count == LABELS:
        worst = 0
        for y in range(1, count):
            if label[side, state, y, 0] > label[side, state, worst, 0]:
                worst = y
        if label[side, state, worst, 0] <= at:
            w.kept[side, state] = count
            return
        x = worst
    else:
        x = count
        count += 1
    w.kept[side, state] = count
    label[side, state, x, 0] = at
    label[side, state, x, 1] = drive
    label[side, state, x, 2] = ref
    from_side, from_state, from_label = came
    for f in range(parts):
        w.taken[side, state, x, f] = w.taken[from_side, from_state, from_label, f]
    if new_part >= 0:
        w.taken[side, state, x, new_part] = k


@woven
def still_open(d, first, b, breaks, at, drive, ref):
    """Whether the breaks from the b-th on may still be taken, or left out, at this second."""
    if b >= breaks:
        return True
    row = first + b
    return (
        at <= d.rest[row, B_LATEST_ON]
        and at - ref <= d.rest[row, B_MAX_WORK]
        and drive <= d.rest[row, B_MAX_DRIVE]
    )


@woven
def take_breaks(d, w, c, side, breaks, k):
    """Let every label at halt k take what it may of its next break; states only rise."""
    first = d.vclass[c, C_FIRST_BREAK]
    parts = 2 * breaks
    for state in range(2 * breaks):
        b, part = state >> 1, state & 1
        row = first + b
        length = d.rest[row, B_DURATION]
        if part:
            length -= d.rest[row, B_FIRST_PART]
        for x in range(w.kept[side, state]):
            at = w.label[side, state, x, 0]
            drive = w.label[side, state, x, 1]
            ref = w.label[side, state, x, 2]
            came = (side, state, x)
            begin = max(at, d.rest[row, B_EARLIEST])
            # One break, or part of one, at a halt.
            is_here = part == 1 and w.taken[side, state, x, 2 * b] == k
            is_here = is_here or (b > 0 and w.taken[side, state, x, 2 * b - 1] == k)
            in_bounds = begin <= d.rest[row, B_LATEST]
            in_bounds = in_bounds and begin - ref <= d.rest[row, B_MAX_WORK]
            if in_bounds and not is_here and drive <= d.rest[row, B_MAX_DRIVE]:
                end = begin + length
                rests_from = end if d.facts[F_WORK] else np.int64(0)
                nothing = np.int64(0)
                here = np.int64(2 * b + 1)
                put_label(d, w, side, 2 * b + 2, end, nothing, rests_from, came, parts, here, k)
            if part == 0 and d.rest[row, B_FIRST_PART] > 0 and not is_here:
                end = at + d.rest[row, B_FIRST_PART]
                put_label(d, w, side, 2 * b + 1, end, drive, ref, came, parts, np.int64(2 * b), k)


@woven
def place_breaks(d, w, c, order, m, leave):
    """
    Where the breaks are best taken when leaving at ``leave``: the earliest end there is.

    Fills ``w.halt`` (entry at which each part is taken, -1: not) and returns
    the end, FAR where no placement keeps doors and breaks.
    """
    mode, sc = d.vclass[c, C_MODE], d.vclass[c, C_SERVICE]
    breaks, first = d.vclass[c, C_BREAKS], d.vclass[c, C_FIRST_BREAK]
    states, parts = 2 * breaks + 1, 2 * breaks
    for state in range(states):
        w.kept[0, state] = 0
    w.kept[0, 0] = 1
    w.label[0, 0, 0, 0] = leave
    w.label[0, 0, 0, 1] = 0
    w.label[0, 0, 0, 2] = leave - d.vclass[c, C_LOADING] if d.facts[F_WORK] else 0
    for f in range(parts):
        w.taken[0, 0, 0, f] = -1
    side = np.int64(0)
    a = d.vclass[c, C_START]
    for k in range(m + 1):
        v = np.int64(order[k] if k < m else RELOAD)
        b_place = d.vclass[c, C_END] if k == m else place_of(d, c, v)
        other = 1 - side
        some = False
        for state in range(states):
            w.kept[other, state] = 0
        for state in range(states):
            for x in range(w.kept[side, state]):
                at = w.label[side, state, x, 0]
                there = go(d, mode, a, b_place, at)
                drive = w.label[side, state, x, 1] + there - at
                ref = w.label[side, state, x, 2]
                if still_open(d, first, state >> 1, breaks, there, drive, ref):
                    came = (side, state, x)
                    put_label(d, w, other, state, there, drive, ref, came, parts, NONE, k)
                    some = True
        if not some:
            return FAR
        side = other
        if k == m:
            break
        take_breaks(d, w, c, side, breaks, k)
        for state in range(states):
            x = 0
            while x < w.kept[side, state]:
                begin = begin_entry(d, w, order, k, w.label[side, state, x, 0])
                if begin >= FAR:
                    w.kept[side, state] -= 1
                    last = w.kept[side, state]
                    for f in range(3):
                        w.label[side, state, x, f] = w.label[side, state, last, f]
                    for f in range(parts):
                        w.taken[side, state, x, f] = w.taken[side, state, last, f]
                    continue
                loading = d.vclass[c, C_LOADING]
                w.label[side, state, x, 0] = begin + (loading if v < 0 else d.service[v, sc])
                x += 1
        a = b_place
    end = FAR
    for state in range(states):
        for x in range(w.kept[side, state]):
            if w.label[side, state, x, 0] < end:
                end = w.label[side, state, x, 0]
                for f in range(parts):
                    w.halt[f] = w.taken[side, state, x, f]
                # Half a break, left without its rest, is no break.
                if state & 1:
                    w.halt[state - 1] = -1
    return end


@woven
def replay(d, w, c, order, m, leave):
    """
    Drive with the parts of breaks at ``w.halt``: fills ``w.begin``.

    Returns the end, seconds of break, and of those unpaid, the first entry
    with a break (m: none) and when that one began.
    """
    mode = d.vclass[c, C_MODE]
    first, breaks = d.vclass[c, C_FIRST_BREAK], d.vclass[c, C_BREAKS]
    at, a = np.int64(leave), d.vclass[c, C_START]
    rest = unpaid = np.int64(0)
    entry, began = np.int64(m), np.int64(0)
    for k in range(m):
        b = place_of(d, c, order[k])
        at = go(d, mode, a, b, at)
        for f in range(2 * breaks):
            if w.halt[f] != k:
                continue
            row = first + (f >> 1)
            length = d.rest[row, B_DURATION]
            if f & 1 == 0:
                length = d.rest[row, B_FIRST_PART]
            else:
                at = max(at, d.rest[row, B_EARLIEST])
                if w.halt[f - 1] >= 0:
                    length -= d.rest[row, B_FIRST_PART]
            if entry == m:
                entry, began = np.int64(k), at
            at += length
            rest += length
            if not d.rest[row, B_PAID]:
                unpaid += length
        at = begin_entry(d, w, order, k, at)
        if at >= FAR:
            return FAR, rest, unpaid, entry, began
        w.begin[k] = at
        at = done_after(d, c, order, k, at)
        a = b
    return go(d, mode, a, d.vclass[c, C_END], at), rest, unpaid, entry, began


@woven
def bounds(d, w, c, order, m, early, late):
    """Fill earliest and latest begins of each entry as if there were no breaks; see ``Plan``."""
    mode, sc = d.vclass[c, C_MODE], d.vclass[c, C_SERVICE]
    read_ready(d, w, order, m)
    at, a = leave_from(d, w, c, m), d.vclass[c, C_START]
    for k in range(m):
        b = place_of(d, c, order[k])
        at = begin_entry(d, w, order, k, go(d, mode, a, b, at))
        early[k] = at
        at = done_after(d, c, order, k, at)
        a = b
    by, b = d.vclass[c, C_LATEST], d.vclass[c, C_END]
    for k in range(m - 1, -1, -1):
        leave = go_back(d, mode, place_of(d, c, order[k]), b, by)
        if order[k] == RELOAD:
            by = leave - d.vclass[c, C_LOADING]
        else:
            v = order[k]
            by = arrive_by(d, v, min(leave - d.service[v, sc], d.stop[v, S_LATEST]))
        late[k] = by
        b = place_of(d, c, order[k])
