# mypy: ignore-errors
"""What an order costs whose charges are known: metres, doors, wishes, and its hours exactly."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.rich.breaks import place_breaks, replay
from lastmile_cli.engines.ruin_recreate.rich.hours import (
    backward,
    forward,
    go,
    has_no_way,
    leave_from,
    place_of,
    read_ready,
    stay,
)
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    B_DURATION,
    B_PAID,
    C_BREAKS,
    C_END,
    C_FIRST_BREAK,
    C_LATEST,
    C_LOADING,
    C_MAX_DRIVE,
    C_MAX_DURATION,
    C_MODE,
    C_OVERTIME_AFTER,
    C_START,
    C_WAITING_PAID,
    F_HOURS,
    FAR,
    HUGE,
    J_DRIVE,
    J_DURATION,
    J_IDLE,
    J_LATE,
    J_LEAVE,
    J_METRES,
    P_FIXED,
    P_METRE,
    P_OVERTIME,
    P_PARCEL,
    P_SECOND,
    P_STOP,
    S_CLOSES,
    S_PARCELS,
    S_ZONE,
    X_ZONE,
)

NO_BREAKS = np.int64(0)


@woven
def timeless_price(d, w, c, order, m):
    """Metres, doors, wishes and zones; fills ``J_METRES``."""
    mode = d.vclass[c, C_MODE]
    metres = np.int64(0)
    a = d.vclass[c, C_START]
    price = d.price[c, P_FIXED]
    zone = np.int64(-1)
    for k in range(m):
        v = order[k]
        b = place_of(d, c, v)
        if has_no_way(d, mode, a, b):
            return HUGE
        metres += d.metres[mode, a, b]
        a = b
        if v >= 0:
            price += d.price[c, P_STOP] + d.price[c, P_PARCEL] * d.stop[v, S_PARCELS]
            price += d.wish[v, c]
            if zone >= 0 and d.stop[v, S_ZONE] >= 0 and zone != d.stop[v, S_ZONE]:
                price += d.rates[X_ZONE]
            zone = d.stop[v, S_ZONE]
    if d.vclass[c, C_END] >= 0:
        if has_no_way(d, mode, a, d.vclass[c, C_END]):
            return HUGE
        metres += d.metres[mode, a, d.vclass[c, C_END]]
    w.found[J_METRES] = metres
    return price + d.price[c, P_METRE] * metres


@woven
def lateness_price(d, w, order, m):
    """What lateness at ``w.begin`` costs."""
    price = 0.0
    for k in range(m):
        v = order[k]
        if v >= 0 and w.begin[k] > d.stop[v, S_CLOSES]:
            price += d.late[v] * (w.begin[k] - d.stop[v, S_CLOSES])
    return price


@woven
def working(d, c, order, m):
    """Seconds of service, charging and loading, the first loading included."""
    seconds = d.vclass[c, C_LOADING]
    for k in range(m):
        seconds += stay(d, c, order[k])
    return seconds


@woven
def paid_price(d, c, paid):
    """Price of paid seconds."""
    price = d.price[c, P_SECOND] * paid
    if paid > d.vclass[c, C_OVERTIME_AFTER]:
        price += d.price[c, P_OVERTIME] * (paid - d.vclass[c, C_OVERTIME_AFTER])
    return price


@inner
def hours_price(d, w, c, order, m, leave, busy, breaks):
    """Price of the hours when leaving at ``leave`` for the first time; HUGE where that fails."""
    if breaks > 0:
        if place_breaks(d, w, c, order, m, leave) >= FAR:
            return HUGE
        end, rest, unpaid, entry, began = replay(d, w, c, order, m, leave)
    else:
        end = forward(d, w, c, order, m, leave)
        rest, unpaid = np.int64(0), np.int64(0)
        entry, began = np.int64(m), np.int64(0)
    if end >= FAR or end > d.vclass[c, C_LATEST]:
        return HUGE
    price = lateness_price(d, w, order, m)
    w.found[J_LATE] = np.int64(price)
    w.found[J_DURATION] = end - leave + d.vclass[c, C_LOADING]
    w.found[J_IDLE] = 0
    w.found[J_LEAVE] = leave
    if not d.facts[F_HOURS]:
        return price
    by = end if entry == m else began
    depart, head = backward(d, w, c, order, m, entry, by)
    w.found[J_LEAVE] = depart
    start = depart - d.vclass[c, C_LOADING]
    duration = end - start
    drive = head if entry == m else head + drive_behind(d, w, c, order, m, entry)
    idle = duration - drive - busy - rest
    if duration > d.vclass[c, C_MAX_DURATION] or drive > d.vclass[c, C_MAX_DRIVE]:
        return HUGE
    paid = duration - unpaid
    if not d.vclass[c, C_WAITING_PAID]:
        paid -= idle
    w.found[J_DURATION] = duration
    w.found[J_IDLE] = idle
    w.found[J_DRIVE] = drive
    return price + paid_price(d, c, paid)


@woven
def drive_behind(d, w, c, order, m, entry):
    """Seconds driven behind an entry, at the hours of ``w.begin``."""
    mode = d.vclass[c, C_MODE]
    drive = np.int64(0)
    for k in range(entry, m):
        leave = w.begin[k] + stay(d, c, order[k])
        a = place_of(d, c, order[k])
        b = d.vclass[c, C_END] if k == m - 1 else place_of(d, c, order[k + 1])
        drive += go(d, mode, a, b, leave) - leave
    return drive


@inner
def best_hours(d, w, c, order, m, earliest, busy):
    """
    Price of the hours without breaks at the best of the departures tried; HUGE where all fail.

    Tried are the one that ends as early as can be, and that which leaves when a
    traffic period begins: a jam may better be waited out. None of them may
    serve anybody later than the first one does.
    """
    least = HUGE
    late = np.int64(0)
    duration = idle = drive = latest = np.int64(0)
    for k in range(d.starts.shape[0]):
        leave = np.int64(earliest)
        if k > 0:
            leave = d.starts[k]
            if leave <= earliest or not d.facts[F_HOURS]:
                continue
        w.found[J_LATE] = 0
        cost = hours_price(d, w, c, order, m, leave, busy, NO_BREAKS)
        if k == 0:
            late = w.found[J_LATE]
        if cost < least and w.found[J_LATE] <= late:
            least = cost
            duration, idle = w.found[J_DURATION], w.found[J_IDLE]
            drive, latest = w.found[J_DRIVE], w.found[J_LEAVE]
    w.found[J_DURATION] = duration
    w.found[J_IDLE] = idle
    w.found[J_DRIVE] = drive
    w.found[J_LEAVE] = latest
    return least


@woven
def judge_hours(d, w, c, order, m, price, limit):
    """
    Return what a course costs whose all but hours has this price.

    With breaks the hours are of the first of three departures that holds: the
    best one without breaks less all breaks, the earliest, and the best one without breaks.
    """
    if price >= limit:
        return HUGE
    read_ready(d, w, order, m)
    earliest = leave_from(d, w, c, m)
    busy = working(d, c, order, m)
    breaks = d.vclass[c, C_BREAKS]
    if breaks == 0:
        return min(HUGE, price + best_hours(d, w, c, order, m, earliest, busy))
    # Without its breaks the day is no longer and no dearer, but for what idle time they fill.
    bare = best_hours(d, w, c, order, m, earliest, busy)
    rest = unpaid = np.int64(0)
    for f in range(breaks):
        row = d.vclass[c, C_FIRST_BREAK] + f
        rest += d.rest[row, B_DURATION]
        if not d.rest[row, B_PAID]:
            unpaid += d.rest[row, B_DURATION]
    if bare >= HUGE:
        return HUGE
    saved = min(unpaid, w.found[J_IDLE])
    if price + bare - saved * (d.price[c, P_SECOND] + d.price[c, P_OVERTIME]) >= limit:
        return HUGE
    latest = w.found[J_LEAVE]
    least = HUGE
    duration = idle = drive = np.int64(0)
    for way in range(3):
        # With room for all breaks; else as early as can be; else as late.
        leave = latest
        if way == 0:
            leave = max(earliest, latest - rest)
        elif way == 1:
            leave = earliest
        cost = hours_price(d, w, c, order, m, leave, busy, breaks)
        if cost < least:
            least = cost
            duration = w.found[J_DURATION]
            idle = w.found[J_IDLE]
            drive = w.found[J_DRIVE]
            break
    w.found[J_DURATION] = duration
    w.found[J_IDLE] = idle
    w.found[J_DRIVE] = drive
    return min(HUGE, price + least)
