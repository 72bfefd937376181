# mypy: ignore-errors
"""What an order costs whose charges are known: metres, doors, wishes, and its hours exactly."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.rich.breaks import (
    back_through_breaks,
    place_breaks,
    replay,
)
from lastmile_cli.engines.ruin_recreate.rich.hours import (
    backward,
    forward,
    has_no_way,
    leave_from,
    place_of,
    read_ready,
    stay,
)
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    B_DURATION,
    B_LATEST_ON,
    B_MAX_DRIVE,
    B_MAX_WORK,
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


@woven
def lateness_s(d, w, order, m):
    """Seconds of lateness at ``w.begin``, whatever they cost."""
    seconds = np.int64(0)
    for k in range(m):
        v = order[k]
        if v >= 0 and w.begin[k] > d.stop[v, S_CLOSES]:
            seconds += w.begin[k] - d.stop[v, S_CLOSES]
    return seconds


@inner
def hours_price(d, w, c, order, m, leave, busy, breaks):
    """
    Price of the hours when leaving at ``leave`` or later, with the same end; HUGE where that fails.

    Fills ``J_LEAVE`` with the departure, and ``J_LATE`` with seconds of lateness.
    """
    rest = unpaid = drive = np.int64(0)
    entry, began = np.int64(m), np.int64(0)
    w.found[J_LEAVE] = -FAR
    if breaks > 0:
        if place_breaks(d, w, c, order, m, leave) >= FAR:
            return HUGE
        end, rest, unpaid, drive, entry, began = replay(d, w, c, order, m, leave)
    else:
        end = forward(d, w, c, order, m, leave)
    if end >= FAR or end > d.vclass[c, C_LATEST]:
        return HUGE
    price = lateness_price(d, w, order, m)
    w.found[J_LATE] = lateness_s(d, w, order, m)
    w.found[J_DURATION] = end - leave + d.vclass[c, C_LOADING]
    w.found[J_IDLE] = 0
    w.found[J_LEAVE] = leave
    if not d.facts[F_HOURS]:
        return price
    if breaks > 0:
        depart = back_through_breaks(d, w, c, order, m, end)
    else:
        depart, drive = backward(d, w, c, order, m, entry, end)
    if d.starts.shape[0] > 1 and breaks > 0:
        # Legs may take longer then, and breaks come too late.
        again, rest, unpaid, drive, entry, began = replay(d, w, c, order, m, depart)
        if again >= FAR:
            _, _, _, _, entry, began = replay(d, w, c, order, m, leave)
            depart, _ = backward(d, w, c, order, m, entry, end if entry == m else began)
            _, rest, unpaid, drive, entry, began = replay(d, w, c, order, m, depart)
    w.found[J_LEAVE] = depart
    start = depart - d.vclass[c, C_LOADING]
    duration = end - start
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


@inner
def best_hours(d, w, c, order, m, earliest, busy):
    """
    Price of the hours without breaks at the best of the departures tried; HUGE where all fail.

    Tried are the one that ends as early as can be, and that which leaves when a
    traffic period begins: a jam may better be waited out. None of them may
    serve anybody later than the first one does.
    """
    least = HUGE
    late = FAR
    duration = idle = drive = latest = np.int64(0)
    for k in range(d.starts.shape[0]):
        leave = np.int64(earliest)
        if k > 0:
            leave = d.starts[k]
            if leave <= earliest or not d.facts[F_HOURS]:
                continue
        cost = hours_price(d, w, c, order, m, leave, busy, NO_BREAKS)
        if k == 0 and w.found[J_LEAVE] > -FAR:
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
def least_paid(d, w, c, busy, breaks):
    """
    What a day is paid for at least with its breaks, if it is as just found without them.

    Idle time swallows breaks. Where each leg takes the same at every hour it is also known how many
    there must be: the day works, drives or lasts longer than fewer allow.
    """
    duration, idle = w.found[J_DURATION], w.found[J_IDLE]
    drive = w.found[J_DRIVE]
    end = w.found[J_LEAVE] - d.vclass[c, C_LOADING] + duration
    may_work = may_drive = rest = unpaid = np.int64(0)
    is_due = d.starts.shape[0] == 1
    for f in range(breaks):
        row = d.vclass[c, C_FIRST_BREAK] + f
        may_work += d.rest[row, B_MAX_WORK]
        may_drive += d.rest[row, B_MAX_DRIVE]
        is_late = end > d.rest[row, B_LATEST_ON]
        is_due = is_due and (is_late or busy + drive > may_work or drive > may_drive)
        if not d.rest[row, B_PAID]:
            unpaid += d.rest[row, B_DURATION]
        elif is_due:
            rest += d.rest[row, B_DURATION]
    if not d.vclass[c, C_WAITING_PAID]:
        return busy + drive + rest
    return max(duration - min(unpaid, idle), busy + drive + rest)


@woven
def judge_hours(d, w, c, order, m, price, limit):
    """
    Return what a course costs whose all but hours has this price.

    With breaks they are placed from three departures: the earliest, as late as the
    best placement from there allows, and the best one without breaks. The
    least lateness comes first, as it does on the clock.
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
    floor = best_hours(d, w, c, order, m, earliest, busy)
    if floor >= HUGE:
        return HUGE
    latest = w.found[J_LEAVE]
    if d.facts[F_HOURS]:
        bare = w.found[J_DURATION]
        if not d.vclass[c, C_WAITING_PAID]:
            bare -= w.found[J_IDLE]
        floor += paid_price(d, c, least_paid(d, w, c, busy, breaks)) - paid_price(d, c, bare)
    if price + floor >= limit:
        return HUGE
    least = HUGE
    late = FAR
    duration = idle = drive = np.int64(0)
    leave = earliest
    for way in range(3):
        cost = hours_price(d, w, c, order, m, leave, busy, breaks)
        if cost < HUGE and (w.found[J_LATE] < late or (w.found[J_LATE] == late and cost < least)):
            least, late = cost, w.found[J_LATE]
            duration, idle = w.found[J_DURATION], w.found[J_IDLE]
            drive = w.found[J_DRIVE]
        # No hours are better than these.
        if least <= floor + 1.0 or not d.facts[F_HOURS]:
            break
        leave = w.found[J_LEAVE] if way == 0 else latest
        if leave <= earliest:
            leave = latest
            if way > 0 or leave <= earliest:
                break
    w.found[J_DURATION] = duration
    w.found[J_IDLE] = idle
    w.found[J_DRIVE] = drive
    return min(HUGE, price + least)
