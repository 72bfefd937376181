# mypy: ignore-errors
"""Whether an order of a route can be driven, and what it costs exactly."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, only_for, woven
from lastmile_cli.engines.ruin_recreate.rich.breaks import place_breaks, replay
from lastmile_cli.engines.ruin_recreate.rich.charges import (
    cheapest_way,
    find_ways,
    lay_course,
    lay_single,
    least_detours,
    least_filling,
    short_of,
    single_charges,
)
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
    C_MAX_METRES,
    C_MODE,
    C_OVERTIME_AFTER,
    C_RANGE,
    C_START,
    C_WAITING_PAID,
    F_HOURS,
    FAR,
    HUGE,
    J_BARE,
    J_COURSE,
    J_DRIVE,
    J_DURATION,
    J_IDLE,
    J_LATE,
    J_LEAST,
    J_LEAVE,
    J_METRES,
    J_OF_BEST,
    J_SINGLES,
    J_STOPS,
    J_TRIPS,
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
from lastmile_cli.engines.ruin_recreate.rich.rules import holds_loads, keeps_rules

NO_BREAKS = np.int64(0)
MOST_SINGLE = 2
"""So many places for a single charge are driven through, more where none of them holds."""


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


@inner
def judge(d, w, c, order, m, limit):
    """
    Return what a route of class c with this order costs; HUGE where it fails or reaches ``limit``.

    Fills ``w.found``, and ``w.course`` where the vehicle has to recharge.
    """
    w.found[J_COURSE] = 0
    if m == 0:
        w.found[J_DURATION] = 0
        w.found[J_IDLE] = 0
        w.found[J_TRIPS] = 0
        w.found[J_STOPS] = 0
        w.found[J_BARE] = 0
        return 0.0
    if not keeps_rules(d, w, c, order, m):
        return HUGE
    price = timeless_price(d, w, c, order, m)
    if price >= limit or w.found[J_METRES] > d.vclass[c, C_MAX_METRES]:
        return HUGE
    # Shipments look for each other: dearer than metres, and seldom what fails.
    if not holds_loads(d, c, order, m):
        return HUGE
    w.found[J_BARE] = w.found[J_METRES]
    if w.found[J_METRES] > d.vclass[c, C_RANGE]:
        return judge_far(d, w, c, order, m, price, limit)
    return judge_hours(d, w, c, order, m, price, limit)


def no_price(_d, _w, _c, _order, _m, _price, _limit):
    """HUGE: nobody drives farther than a range that there is not."""
    return HUGE


@only_for("RangedDay", other=no_price)
def judge_far(d, w, c, order, m, price, limit):
    """Judge an order that might run dry: it need not, if it loads on the way or carries little."""
    short = short_of(d, w, c, order, m)
    if short > 0:
        return judge_charged(d, w, c, order, m, price, limit, short)
    return judge_course(d, w, c, order, m, price, limit)


@inner
def judge_course(d, w, c, order, m, price, limit):
    """``judge_hours``, compiled once for courses."""
    return judge_hours(d, w, c, order, m, price, limit)


@woven
def judge_charged(d, w, c, order, m, price, limit, short):
    """
    Return what the order costs with the charges it needs, at the best of the ways found.

    ``price`` is that of all but the hours, without charges; ``short`` as ``short_of`` said. They are looked for
    from the earliest departure, and from the latest that would end as early
    without them; every way that comes to the end is driven through.
    """
    read_ready(d, w, order, m)
    earliest = leave_from(d, w, c, m)
    bare = best_hours(d, w, c, order, m, earliest, working(d, c, order, m))
    if bare >= HUGE:
        return HUGE
    # Without charges the day is no longer and no dearer, but for what idle time they fill.
    latest, idle = w.found[J_LEAVE], w.found[J_IDLE]
    price += bare
    if d.vclass[c, C_BREAKS] > 0:
        # Breaks that are not paid may be held in it.
        price -= idle * (d.price[c, P_SECOND] + d.price[c, P_OVERTIME])
    else:
        filling = d.price[c, P_SECOND] * max(0, least_filling(d, c, short) - idle)
        if price + filling >= limit:
            return HUGE
    if price >= limit:
        return HUGE
    # What waiting swallows of a charge costs nothing.
    swallowed = idle * (d.price[c, P_SECOND] + d.price[c, P_OVERTIME]) - price
    w.found[J_LEAST] = 0
    least = judge_single(d, w, c, order, m, min(limit, HUGE), earliest, swallowed, short)
    if w.found[J_SINGLES] == 0:
        least = judge_several(d, w, c, order, m, least, earliest, latest, swallowed)
    if w.found[J_LEAST] == 0:
        w.found[J_COURSE] = 0
        return HUGE
    # Fewer charges, or others, may leave more of the day idle: this bounds.
    w.found[J_IDLE] = idle
    w.found[J_DURATION], w.found[J_DRIVE] = w.found[J_OF_BEST], w.found[J_OF_BEST + 1]
    w.found[J_METRES] = w.found[J_OF_BEST + 2]
    w.found[J_COURSE] = w.found[J_LEAST]
    return least


@inner
def take_if_cheaper(d, w, c, size, extra, least):
    """Judge the course on trial; keep it, and what is found of it, where it is cheaper."""
    cost = timeless_price(d, w, c, w.trial, size) + extra
    if w.found[J_METRES] > d.vclass[c, C_MAX_METRES]:
        return least
    cost = judge_course(d, w, c, w.trial, size, cost, least)
    if cost >= least:
        return least
    w.found[J_LEAST] = size
    w.found[J_OF_BEST], w.found[J_OF_BEST + 1] = w.found[J_DURATION], w.found[J_DRIVE]
    w.found[J_OF_BEST + 2] = w.found[J_METRES]
    for k in range(size):
        w.course[k] = w.trial[k]
    return cost


@inner
def judge_single(d, w, c, order, m, limit, leave, swallowed, short):
    """Price of the order with the best single charge, or ``limit``."""
    least = limit
    read_ready(d, w, order, m)
    count = single_charges(d, w, c, order, m, leave, least + swallowed, short)
    for z in range(count):
        is_done = z >= MOST_SINGLE and w.found[J_LEAST] > 0
        if is_done or w.one_price[z, 0] >= least + swallowed:
            break
        size = lay_single(w, order, m, z)
        least = take_if_cheaper(d, w, c, size, w.one_price[z, 1], least)
    return least


@inner
def judge_several(d, w, c, order, m, limit, earliest, latest, swallowed):
    """Price of the order with the best of all ways to charge, or ``limit``."""
    least = limit
    least_detours(d, w, c, order, m)
    for run in range(2):
        leave = earliest if run == 0 else latest
        if run == 1 and latest == earliest:
            break
        read_ready(d, w, order, m)
        for _ in range(find_ways(d, w, c, order, m, leave, least + swallowed)):
            x = cheapest_way(w, m + 1)
            if w.way_price[m + 1, x] >= least + swallowed:
                break
            w.way_price[m + 1, x] = HUGE
            size = lay_course(w, order, m, x)
            least = take_if_cheaper(d, w, c, size, w.way_extra[m + 1, x], least)
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
