# mypy: ignore-errors
"""What an order costs whose charges are known: metres, doors, wishes, and its hours exactly."""

from __future__ import annotations

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner, woven
from lastmile_cli.engines.ruin_recreate.rich.break_hours import best_of_bends, has_bends
from lastmile_cli.engines.ruin_recreate.rich.breaks import (
    back_through_breaks,
    place_breaks,
    replay,
)
from lastmile_cli.engines.ruin_recreate.rich.hours import (
    backward,
    forward,
    has_no_way,
    least_drive,
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
    C_MAX_DRIVE,
    C_MAX_DURATION,
    C_MODE,
    C_START,
    C_WAITING_PAID,
    F_HOURS,
    FAR,
    H_DRIVE,
    H_DURATION,
    H_IDLE,
    H_LATE,
    H_LATE_PRICE,
    H_LEAVE,
    HUGE,
    J_CARE,
    J_DRIVE,
    J_DURATION,
    J_IDLE,
    J_LATE,
    J_LATE_PRICE,
    J_LEAVE,
    J_METRES,
    J_STAYS,
    P_FIXED,
    P_METRE,
    P_PARCEL,
    P_STOP,
    S_PARCELS,
    S_ZONE,
    THOROUGH,
    X_BALANCE,
    X_ZONE,
)
from lastmile_cli.engines.ruin_recreate.rich.seconds_price import (
    lateness_price,
    lateness_s,
    paid_price,
)

NO_BREAKS = np.int64(0)
UNLIMITED = np.int64(NO_LIMIT)
BESIDE = 3
"""Entries beside the begin of a period whose legs are made to begin or end with it."""
ROUNDS = 3
"""So many times the best departure is made better."""


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
def working(d, w, c, order, m):
    """Seconds of service, charging and loading, the first loading included."""
    seconds = w.load[m]
    for k in range(m):
        seconds += stay(d, w, c, order, k)
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
        drive = w.found[J_DRIVE]
    if end >= FAR or end > d.vclass[c, C_LATEST]:
        return HUGE
    price = lateness_price(d, w, order, m)
    w.found[J_LATE] = lateness_s(d, w, order, m)
    w.found[J_LATE_PRICE] = np.int64(price)
    w.found[J_DURATION] = end - leave + w.load[m]
    w.found[J_IDLE] = 0
    w.found[J_LEAVE] = leave
    if not d.facts[F_HOURS]:
        return price
    if breaks > 0:
        depart = back_through_breaks(d, w, c, order, m, end)
    else:
        depart = backward(d, w, c, order, m, entry, end)
    if d.starts.shape[0] > 1 and depart > leave:
        # Legs may take longer then, and breaks come too late.
        driven = drive
        if breaks > 0:
            again, rest, unpaid, drive, entry, began = replay(d, w, c, order, m, depart)
            if again >= FAR:
                _, _, _, _, entry, began = replay(d, w, c, order, m, leave)
                depart = backward(d, w, c, order, m, entry, end if entry == m else began)
                again, rest, unpaid, drive, entry, began = replay(d, w, c, order, m, depart)
            if again >= FAR:
                depart = np.int64(leave)
                _, rest, unpaid, drive, entry, began = replay(d, w, c, order, m, depart)
        elif counts_drive(d, c):
            forward(d, w, c, order, m, depart)
            drive = w.found[J_DRIVE]
        is_dearer = not d.vclass[c, C_WAITING_PAID] and driven < drive
        if is_dearer or drive > d.vclass[c, C_MAX_DRIVE]:
            is_longest = end - leave + w.load[m] > d.vclass[c, C_MAX_DURATION]
            if driven < drive and not is_longest:
                depart, drive = np.int64(leave), driven
    w.found[J_LEAVE] = depart
    start = depart - w.load[m]
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


@inlined
def counts_drive(d, c):
    """Whether it matters how much of the day is driven."""
    return not d.vclass[c, C_WAITING_PAID] or d.vclass[c, C_MAX_DRIVE] < UNLIMITED


@inner
def try_hours(d, w, c, order, m, leave, busy):
    """Take a departure, or one with the same end, if nobody is later and it is cheaper."""
    cost = hours_price(d, w, c, order, m, leave, busy, NO_BREAKS)
    if w.found[J_LEAVE] == -FAR or w.found[J_LATE] > w.found[H_LATE]:
        return False
    w.found[H_LATE] = w.found[J_LATE]
    if cost >= w.least[0]:
        return False
    w.least[0] = cost
    w.found[H_DURATION], w.found[H_IDLE] = w.found[J_DURATION], w.found[J_IDLE]
    w.found[H_DRIVE], w.found[H_LEAVE] = w.found[J_DRIVE], w.found[J_LEAVE]
    return True


@inner
def try_beside_edges(d, w, c, order, m, earliest, busy):
    """
    Try the departures after which a leg beside the begin of a period begins or ends with it.

    Between two of them the day becomes longer or shorter all the while: the best one is one of
    them, but for what is rounded. Returns whether there was a better one.
    """
    is_better = False
    for e in range(1, d.starts.shape[0]):
        edge = d.starts[e]
        if edge <= w.found[H_LEAVE]:
            continue
        forward(d, w, c, order, m, w.found[H_LEAVE])
        near = np.int64(0)
        while near < m and w.begin[near] <= edge:
            near += 1
        for x in range(2 * BESIDE):
            k = near - 1 + (x >> 1)
            if k < 0 or k > m or (k == m and (x & 1 or d.vclass[c, C_END] < 0)):
                continue
            by = edge - stay(d, w, c, order, k) if x & 1 else edge
            leave = backward(d, w, c, order, m, k, by)
            if leave > earliest and leave != w.found[H_LEAVE]:
                is_better = try_hours(d, w, c, order, m, leave, busy) or is_better
    return is_better


@inner
def best_hours(d, w, c, order, m, earliest, busy):
    """
    Price of the hours without breaks at the best of the departures tried; HUGE where all fail.

    Tried are the one that ends as early as can be, and that which leaves when a
    traffic period begins: a jam may better be waited out. Of an order that stays
    what is best of them is made better still. None of them may serve anybody
    later than the first one does.
    """
    w.least[0] = HUGE
    w.found[H_LATE] = FAR
    w.found[H_DURATION], w.found[H_IDLE], w.found[H_DRIVE], w.found[H_LEAVE] = 0, 0, 0, 0
    try_hours(d, w, c, order, m, np.int64(earliest), busy)
    if d.starts.shape[0] > 1 and d.facts[F_HOURS]:
        # Between the earliest departure and the latest with its end nothing is gained.
        low = np.int64(earliest)
        if d.vclass[c, C_WAITING_PAID]:
            low = max(low, w.found[H_LEAVE])
        high = backward(d, w, c, order, m, np.int64(m), d.vclass[c, C_LATEST])
        for k in range(1, d.starts.shape[0]):
            if low < d.starts[k] <= high:
                try_hours(d, w, c, order, m, d.starts[k], busy)
        if w.found[J_STAYS]:
            floor = paid_price(d, c, busy + least_drive(d, c, order, m))
            rounds = 0
            while rounds < ROUNDS and floor + 1.0 < w.least[0]:
                if not try_beside_edges(d, w, c, order, m, earliest, busy):
                    break
                rounds += 1
    w.found[J_DURATION], w.found[J_IDLE] = w.found[H_DURATION], w.found[H_IDLE]
    w.found[J_DRIVE], w.found[J_LEAVE] = w.found[H_DRIVE], w.found[H_LEAVE]
    return w.least[0]


@woven
def least_paid(d, w, c, m, busy, breaks):
    """
    What a day is paid for at least with its breaks, if it is as just found without them.

    Idle time swallows breaks. Where each leg takes the same at every hour it is also known how many
    there must be: the day works, drives or lasts longer than fewer allow.
    """
    duration, idle = w.found[J_DURATION], w.found[J_IDLE]
    drive = w.found[J_DRIVE]
    end = w.found[J_LEAVE] - w.load[m] + duration
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
def busy_price(d, c, order, m, busy):
    """What the hours cost at least: all is work, and driving at the best of hours."""
    return paid_price(d, c, busy + least_drive(d, c, order, m))


@inner
def over_all_bends(d, w, c, order, m, earliest, bare, busy):
    """Make the hours kept at ``w.least`` as good as any departure makes them; their price."""
    floor = busy_price(d, c, order, m, busy)
    best_of_bends(d, w, c, order, m, np.int64(earliest), np.int64(bare), floor + 1.0, busy)
    w.found[J_DURATION], w.found[J_IDLE] = w.found[H_DURATION], w.found[H_IDLE]
    w.found[J_DRIVE], w.found[J_LEAVE] = w.found[H_DRIVE], w.found[H_LEAVE]
    return w.least[0]


@woven
def judge_hours(d, w, c, order, m, price, limit):
    """
    Return what a course costs whose all but hours has this price.

    With breaks they are placed from three departures: the earliest, as late as the
    best placement from there allows, and the best one without breaks; on trial
    from the first of them that holds; in traffic, or between windows, of a solution that
    is taken over from all there are. The least lateness comes first, as it does on the clock.
    """
    if price >= limit:
        return HUGE
    read_ready(d, w, c, order, m)
    earliest = leave_from(d, w, c, m)
    busy = working(d, w, c, order, m)
    breaks = d.vclass[c, C_BREAKS]
    asks_all = w.found[J_CARE] == THOROUGH and d.facts[F_HOURS] and has_bends(d, order, m)
    if breaks == 0:
        least = best_hours(d, w, c, order, m, earliest, busy)
        if asks_all and least < HUGE:
            least = over_all_bends(d, w, c, order, m, earliest, earliest, busy)
        return min(HUGE, price + least)
    # Without its breaks the day is no longer and no dearer, but for what idle time they fill.
    floor = best_hours(d, w, c, order, m, earliest, busy)
    if floor >= HUGE:
        return HUGE
    latest, shortest = w.found[J_LEAVE], w.found[J_DURATION]
    if d.rates[X_BALANCE] == 0.0:
        shortest = FAR
    if d.facts[F_HOURS]:
        bare = w.found[J_DURATION]
        if not d.vclass[c, C_WAITING_PAID]:
            bare -= w.found[J_IDLE]
        floor += paid_price(d, c, least_paid(d, w, c, m, busy, breaks)) - paid_price(d, c, bare)
    if price + floor >= limit:
        return HUGE
    least = HUGE
    late = late_price = FAR
    duration = idle = drive = np.int64(0)
    leave = best = earliest
    for way in range(3):
        cost = hours_price(d, w, c, order, m, leave, busy, breaks)
        is_better = w.found[J_LATE_PRICE] < late_price
        if w.found[J_LATE_PRICE] == late_price:
            is_better = w.found[J_LATE] < late or (w.found[J_LATE] == late and cost < least)
            # Breaks that wait for nobody make a day longer that is to be as long as others are.
            is_short = shortest < FAR and w.found[J_DURATION] < duration
            is_better = is_better or (w.found[J_LATE] == late and cost == least and is_short)
        if cost < HUGE and is_better:
            least, late, late_price = cost, w.found[J_LATE], w.found[J_LATE_PRICE]
            duration, idle = w.found[J_DURATION], w.found[J_IDLE]
            drive, best = w.found[J_DRIVE], w.found[J_LEAVE]
        # No hours are better than these, or they are good enough for a trial.
        is_best = least <= floor + 1.0 and duration <= shortest
        if is_best or (least < HUGE and not w.found[J_STAYS]):
            break
        if not d.facts[F_HOURS]:
            break
        leave = w.found[J_LEAVE] if way == 0 else latest
        if leave <= earliest:
            leave = latest
            if way > 0 or leave <= earliest:
                break
    if asks_all:
        w.least[0] = least
        w.found[H_LATE], w.found[H_LATE_PRICE] = late, late_price
        w.found[H_DURATION], w.found[H_IDLE], w.found[H_DRIVE] = duration, idle, drive
        w.found[H_LEAVE] = best
        return min(HUGE, price + over_all_bends(d, w, c, order, m, earliest, latest, busy))
    w.found[J_DURATION] = duration
    w.found[J_IDLE] = idle
    w.found[J_DRIVE] = drive
    return min(HUGE, price + least)
