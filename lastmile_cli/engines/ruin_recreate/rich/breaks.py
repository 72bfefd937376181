# mypy: ignore-errors
"""
Where the breaks of one order are best taken, and the hours with them.

A label (time, seconds driven, second the work counts from, how much later one
could have left) is kept for each number of breaks done; a label that another
one beats in all of these and in lateness is dropped. With it goes how long was
waited so far.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner, woven
from lastmile_cli.engines.ruin_recreate.rich.hours import (
    arrive_by,
    begin_entry,
    done_after,
    go,
    go_back,
    place_of,
    stay,
)
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
    C_END,
    C_FIRST_BREAK,
    C_MODE,
    C_START,
    C_WAITING_PAID,
    F_DRIVE,
    F_WORK,
    FAR,
    LABELS,
    NONE,
    RELOAD,
    S_CLOSES,
)


@inner
def put_label(d, w, side, state, at, drive, ref, later, wait, came, parts, new_part, k):
    """Keep a label unless another of its state is as good; ``came`` is the one it grew from."""
    if not d.facts[F_DRIVE]:
        drive = np.int64(0)
    if not d.facts[F_WORK]:
        ref = np.int64(0)
    label = w.label
    count = w.kept[side, state]
    from_side, from_state, from_label = came
    late_price = label[from_side, from_state, from_label, 5]
    late = label[from_side, from_state, from_label, 6]
    x = 0
    while x < count:
        if (
            label[side, state, x, 0] <= at
            and label[side, state, x, 1] <= drive
            and label[side, state, x, 2] >= ref
            and label[side, state, x, 3] >= later
            and label[side, state, x, 5] <= late_price
            and label[side, state, x, 6] <= late
        ):
            return
        x += 1
    x = 0
    while x < count:
        if (
            label[side, state, x, 0] >= at
            and label[side, state, x, 1] >= drive
            and label[side, state, x, 2] <= ref
            and label[side, state, x, 3] <= later
            and label[side, state, x, 5] >= late_price
            and label[side, state, x, 6] >= late
        ):
            count -= 1
            for f in range(7):
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
    label[side, state, x, 3] = later
    label[side, state, x, 4] = wait
    label[side, state, x, 5] = late_price
    label[side, state, x, 6] = late
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
    """
    Let every label at halt k take what it may of its next break, the most advanced first.

    So nobody takes two breaks, or parts of one, at a halt, and a label is followed from here before
    another one, that takes the same break here and not before, is found to be better.
    """
    first = d.vclass[c, C_FIRST_BREAK]
    parts = 2 * breaks
    for state in range(2 * breaks - 1, -1, -1):
        b, part = state >> 1, state & 1
        row = first + b
        length = d.rest[row, B_DURATION]
        if part:
            length -= d.rest[row, B_FIRST_PART]
        for x in range(w.kept[side, state]):
            at = w.label[side, state, x, 0]
            drive = w.label[side, state, x, 1]
            ref = w.label[side, state, x, 2]
            later = w.label[side, state, x, 3]
            wait = w.label[side, state, x, 4]
            came = (side, state, x)
            begin = max(at, d.rest[row, B_EARLIEST])
            in_bounds = begin <= d.rest[row, B_LATEST]
            in_bounds = in_bounds and begin - ref <= d.rest[row, B_MAX_WORK]
            if in_bounds and drive <= d.rest[row, B_MAX_DRIVE]:
                end = begin + length
                rests_from = end if d.facts[F_WORK] else np.int64(0)
                nothing = np.int64(0)
                here = np.int64(2 * b + 1)
                by = later
                if d.vclass[c, C_WAITING_PAID]:
                    by = min(later, d.rest[row, B_LATEST] - at + wait)
                elif d.starts.shape[0] > 1:
                    by = wait + begin - at
                put_label(
                    d, w, side, 2 * b + 2, end, nothing, rests_from, by, wait + begin - at, came,
                    parts, here, k,
                )  # fmt: skip
            if part == 0 and d.rest[row, B_FIRST_PART] > 0:
                end = at + d.rest[row, B_FIRST_PART]
                half = np.int64(2 * b)
                put_label(d, w, side, 2 * b + 1, end, drive, ref, later, wait, came, parts, half, k)


@woven
def place_breaks(d, w, c, order, m, leave):
    """
    Where the breaks are best taken when leaving at ``leave``: what is paid least.

    Fills ``w.halt`` (entry at which each part is taken, -1: not) and returns
    the end, FAR where no placement keeps doors and breaks.
    """
    mode = d.vclass[c, C_MODE]
    breaks, first = d.vclass[c, C_BREAKS], d.vclass[c, C_FIRST_BREAK]
    states, parts = 2 * breaks + 1, 2 * breaks
    for state in range(states):
        w.kept[0, state] = 0
    w.kept[0, 0] = 1
    w.label[0, 0, 0, 0] = leave
    w.label[0, 0, 0, 1] = 0
    w.label[0, 0, 0, 2] = leave - w.load[m] if d.facts[F_WORK] else 0
    # Where waiting is not paid and ways may be longer or shorter, the longest wait is best.
    counts_wait = not d.vclass[c, C_WAITING_PAID] and d.starts.shape[0] > 1
    w.label[0, 0, 0, 3] = 0 if counts_wait else FAR
    for f in range(4, 7):
        w.label[0, 0, 0, f] = 0
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
                    later, wait = w.label[side, state, x, 3], w.label[side, state, x, 4]
                    put_label(
                        d, w, other, state, there, drive, ref, later, wait, came, parts, NONE, k
                    )
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
                at = w.label[side, state, x, 0]
                begin = begin_entry(d, w, order, k, at)
                if begin >= FAR:
                    w.kept[side, state] -= 1
                    last = w.kept[side, state]
                    for f in range(7):
                        w.label[side, state, x, f] = w.label[side, state, last, f]
                    for f in range(parts):
                        w.taken[side, state, x, f] = w.taken[side, state, last, f]
                    continue
                w.label[side, state, x, 0] = begin + stay(d, w, c, order, k)
                if v >= 0 and d.vclass[c, C_WAITING_PAID]:
                    by = max(d.stop[v, S_CLOSES], begin) - at + w.label[side, state, x, 4]
                    w.label[side, state, x, 3] = min(w.label[side, state, x, 3], by)
                w.label[side, state, x, 4] += begin - at
                if counts_wait:
                    w.label[side, state, x, 3] = w.label[side, state, x, 4]
                if v >= 0 and begin > d.stop[v, S_CLOSES]:
                    late = begin - d.stop[v, S_CLOSES]
                    w.label[side, state, x, 5] += np.int64(d.late[v] * late)
                    w.label[side, state, x, 6] += late
                x += 1
        a = b_place
    return choose_label(d, w, c, side, breaks, np.int64(FAR))


@inner
def choose_label(d, w, c, side, breaks, most):
    """
    Fill ``w.halt`` with the end that is least late, then paid least; when that is, or FAR.

    Paid least is meant for who leaves as much later as it allows, but no more than ``most``.
    """
    first, parts = d.vclass[c, C_FIRST_BREAK], 2 * breaks
    end = least = late = late_price = FAR
    for state in range(parts + 1):
        for x in range(w.kept[side, state]):
            paid = w.label[side, state, x, 0]
            waited = w.label[side, state, x, 4]
            if d.vclass[c, C_WAITING_PAID]:
                waited = min(waited, most, w.label[side, state, x, 3])
            paid -= waited
            for f in range(parts):
                if w.taken[side, state, x, f] >= 0:
                    row = first + (f >> 1)
                    if not d.rest[row, B_PAID]:
                        paid -= part_s(d, row, f, w.taken[side, state, x, f - 1])
            # Least lateness, then least paid, then the earliest.
            is_better = w.label[side, state, x, 5] < late_price
            if w.label[side, state, x, 5] == late_price:
                is_better = w.label[side, state, x, 6] < late
                if w.label[side, state, x, 6] == late:
                    is_better = paid < least
                    is_better = is_better or (paid == least and w.label[side, state, x, 0] < end)
            if not is_better:
                continue
            end, least = w.label[side, state, x, 0], paid
            late_price, late = w.label[side, state, x, 5], w.label[side, state, x, 6]
            for f in range(parts):
                w.halt[f] = w.taken[side, state, x, f]
    return end


@inlined
def part_s(d, row, f, before):
    """Seconds of part f, of the break in this row; the part before it is taken at ``before``."""
    if f & 1 == 0:
        return d.rest[row, B_FIRST_PART]
    if before >= 0:
        return d.rest[row, B_DURATION] - d.rest[row, B_FIRST_PART]
    return d.rest[row, B_DURATION]


@inner
def replay(d, w, c, order, m, leave):
    """
    Drive with the parts of breaks at ``w.halt``: fills ``w.begin``.

    Returns the end (FAR: a door or a break is missed), seconds of break, of
    those unpaid, seconds driven, the first entry with a break (m: none) and
    when that one began.
    """
    mode = d.vclass[c, C_MODE]
    first, breaks = d.vclass[c, C_FIRST_BREAK], d.vclass[c, C_BREAKS]
    at, a = np.int64(leave), d.vclass[c, C_START]
    rest = unpaid = driven = since = np.int64(0)
    ref = at - w.load[m]
    entry, began = np.int64(m), np.int64(0)
    done = f = np.int64(0)
    for k in range(m + 1):
        b = d.vclass[c, C_END] if k == m else place_of(d, c, order[k])
        there = go(d, mode, a, b, at)
        driven += there - at
        since += there - at
        at = there
        if not still_open(d, first, done, breaks, at, since, ref):
            return FAR, rest, unpaid, driven, entry, began
        if k == m:
            break
        while f < 2 * breaks and w.halt[f] < k:
            f += 1
        if f < 2 * breaks and w.halt[f] == k:
            row = first + (f >> 1)
            length = part_s(d, row, f, w.halt[f - 1])
            if f & 1:
                at = max(at, d.rest[row, B_EARLIEST])
                if not still_open(d, first, done, breaks, at, since, ref):
                    return FAR, rest, unpaid, driven, entry, began
            if entry == m:
                entry, began = np.int64(k), at
            at += length
            rest += length
            if not d.rest[row, B_PAID]:
                unpaid += length
            if f & 1:
                done += 1
                since, ref = np.int64(0), at
            f += 1
        at = begin_entry(d, w, order, k, at)
        if at >= FAR:
            return FAR, rest, unpaid, driven, entry, began
        w.begin[k] = at
        at = done_after(d, w, c, order, k, at)
        a = b
    return at, rest, unpaid, driven, entry, began


@inner
def back_through_breaks(d, w, c, order, m, by):
    """
    Latest departure that is home by ``by`` with the parts of breaks at ``w.halt``.

    Nobody is served later than ``w.begin`` if that is behind the last window.
    Breaks begin no later than their clock lets them; what is worked and driven
    between them is for ``replay`` to see, and where each leg takes the same at
    every hour it only becomes less.
    """
    mode = d.vclass[c, C_MODE]
    at, b = np.int64(by), d.vclass[c, C_END]
    f = 2 * d.vclass[c, C_BREAKS] - 1
    for k in range(m - 1, -1, -1):
        a = place_of(d, c, order[k])
        at = go_back(d, mode, a, b, at) - stay(d, w, c, order, k)
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
        b = a
    return go_back(d, mode, d.vclass[c, C_START], b, at)
