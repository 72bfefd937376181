# mypy: ignore-errors
"""Whether an order of a route can be driven, and what it costs exactly."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, only_for, woven
from lastmile_cli.engines.ruin_recreate.rich.charges import cheapest_way, find_ways, lay_course
from lastmile_cli.engines.ruin_recreate.rich.charges_kept import lay_kept
from lastmile_cli.engines.ruin_recreate.rich.detours import least_detours, least_filling
from lastmile_cli.engines.ruin_recreate.rich.hours import leave_from, read_ready
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    BRIEF,
    C_BREAKS,
    C_MAX_METRES,
    C_RANGE,
    E_FIXED,
    FIRST_CHARGER,
    HUGE,
    J_BARE,
    J_CARE,
    J_COURSE,
    J_DRIVE,
    J_DURATION,
    J_IDLE,
    J_LEAST,
    J_LEAVE,
    J_METRES,
    J_OF_BEST,
    J_SINGLES,
    J_STOPS,
    J_TRIED,
    J_TRIPS,
    P_METRE,
    P_OVERTIME,
    P_SECOND,
    THOROUGH,
)
from lastmile_cli.engines.ruin_recreate.rich.route_price import (
    best_hours,
    judge_hours,
    timeless_price,
    working,
)
from lastmile_cli.engines.ruin_recreate.rich.rules import holds_loads, keeps_rules
from lastmile_cli.engines.ruin_recreate.rich.single_charge import (
    lay_single,
    short_of,
    single_charges,
)

MOST_SINGLE = 2
"""So many places for a single charge are driven through, more where none of them holds."""


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
    read_ready(d, w, c, order, m)
    short = short_of(d, w, c, order, m)
    if short > 0 and w.found[J_CARE] == BRIEF:
        return judge_brief(d, w, c, order, m, price, limit, short)
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

    ``price`` is that of all but the hours, without charges; ``short`` as ``short_of``
    said. Single charges are tried first; where none is enough, ways with several are
    looked for from the earliest departure, and from the latest that would end as early
    without them.
    """
    earliest = leave_from(d, w, c, m)
    bare = best_hours(d, w, c, order, m, earliest, working(d, w, c, order, m))
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
    w.found[J_TRIED] = 0
    least = min(limit, HUGE)
    size, extra, _ = lay_kept(d, w, c, order, m)
    if size > 0:
        least = take_if_cheaper(d, w, c, size, extra, least)
        read_ready(d, w, c, order, m)
    least = judge_single(d, w, c, order, m, least, earliest, swallowed, short)
    # None is enough, or those that are keep no window: several may.
    asks_all = w.found[J_CARE] == THOROUGH
    asks_all = asks_all or (w.found[J_LEAST] == 0 and w.found[J_SINGLES] == 0)
    if asks_all or (w.found[J_LEAST] == 0 and misses_hours(d, w, c, order, m)):
        least = judge_several(d, w, c, order, m, least, earliest, latest, swallowed)
    if w.found[J_LEAST] == 0:
        w.found[J_COURSE] = 0
        return HUGE
    # Fewer charges, or others, may leave more of the day idle; but they mostly stay.
    w.found[J_IDLE] = w.found[J_OF_BEST + 3]
    w.found[J_DURATION], w.found[J_DRIVE] = w.found[J_OF_BEST], w.found[J_OF_BEST + 1]
    w.found[J_METRES] = w.found[J_OF_BEST + 2]
    w.found[J_COURSE] = w.found[J_LEAST]
    return least


@inner
def judge_brief(d, w, c, order, m, price, limit, short):
    """
    What the order costs with the charges the route has now, or else a single one that holds.

    ``price`` is that of all but the hours, without charges.
    """
    w.found[J_LEAST] = 0
    size, extra, metres = lay_kept(d, w, c, order, m)
    if size > 0:
        price += extra + d.price[c, P_METRE] * metres
        if price >= limit or w.found[J_METRES] + metres > d.vclass[c, C_MAX_METRES]:
            return HUGE
        return judge_course(d, w, c, w.trial, size, price, limit)
    earliest = leave_from(d, w, c, m)
    count = single_charges(d, w, c, order, m, earliest, limit - price, short)
    for z in range(count):
        size = lay_single(w, order, m, np.int64(z))
        least = take_if_cheaper(d, w, c, size, w.one_price[z, 1], limit)
        if least < limit:
            return least
    return HUGE


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
    w.found[J_OF_BEST + 2], w.found[J_OF_BEST + 3] = w.found[J_METRES], w.found[J_IDLE]
    for k in range(size):
        w.course[k] = w.trial[k]
    return cost


@inner
def judge_single(d, w, c, order, m, limit, leave, swallowed, short):
    """Price of the order with the best single charge, or ``limit``."""
    least = limit
    read_ready(d, w, c, order, m)
    count = single_charges(d, w, c, order, m, leave, least + swallowed, short)
    for z in range(count):
        is_done = z >= MOST_SINGLE and w.found[J_LEAST] > 0
        if is_done or w.one_price[z, 0] >= least + swallowed:
            break
        w.found[J_TRIED] += 1
        size = lay_single(w, order, m, z)
        least = take_if_cheaper(d, w, c, size, w.one_price[z, 1], least)
    return least


@inner
def misses_hours(d, w, c, order, m):
    """
    Whether the cheapest single charge is not too dear but too late, and two may be in time.

    Two take longer, but where a single one goes on while the battery fills slowly.
    """
    if w.found[J_TRIED] == 0 or d.power[c, E_FIXED] >= 0:
        return False
    i = (FIRST_CHARGER - w.one[0, 1]) % d.charger.shape[0]
    # Knot 1 is where it begins to fill faster, the more is used.
    if d.curve.shape[2] < 3 or w.one[0, 2] >= d.curve[c, i, 1, 0]:
        return False
    size = lay_single(w, order, m, np.int64(0))
    return judge_course(d, w, c, w.trial, size, 0.0, HUGE) >= HUGE


@inner
def judge_several(d, w, c, order, m, limit, earliest, latest, swallowed):
    """Price of the order with the best of all ways to charge, or ``limit``."""
    least = limit
    least_detours(d, w, c, order, m)
    for run in range(2):
        leave = earliest if run == 0 else latest
        if run == 1 and latest == earliest:
            break
        read_ready(d, w, c, order, m)
        for _ in range(find_ways(d, w, c, order, m, leave, least + swallowed)):
            x = cheapest_way(w, m + 1)
            if w.way_price[m + 1, x] >= least + swallowed:
                break
            w.way_price[m + 1, x] = HUGE
            size = lay_course(w, order, m, x)
            least = take_if_cheaper(d, w, c, size, w.way_extra[m + 1, x], least)
    return least
