# mypy: ignore-errors
"""
Where an order is best recharged, and how much: ways along it, each with its charges.

A way (when it goes on, what is used of the battery, price of the detour) is kept behind
each entry of the order; one that another one beats in all three is dropped.
``w.way`` is described in ``layout.Desk``.

A battery is charged to one of a few levels: just so much that no other charge is needed
until it is filled anyway, where it begins to charge slower, or full.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.rich.batteries import filling_s, used_after_loading, uses
from lastmile_cli.engines.ruin_recreate.rich.detours import (
    is_better_later,
    is_hopeless,
    may_wait,
    metres_to_charger,
)
from lastmile_cli.engines.ruin_recreate.rich.hours import (
    begin_entry,
    go,
    has_no_way,
    place_of,
    stay,
)
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_END,
    C_FILLS,
    C_LATEST,
    C_MODE,
    C_START,
    E_FIRST,
    E_FIXED,
    E_MOST,
    FAR,
    FIRST_CHARGER,
    HUGE,
    P_METRE,
    P_SECOND,
    Q_AT,
    Q_COLUMNS,
    Q_FROM,
    Q_ONE,
    Q_TWO,
    Q_USED,
    RELOAD,
    WAYS,
)


@inner
def put_way(w, row, at, used, price, extra, came, one, two):
    """Keep a way in this row unless another one is as good."""
    count = w.ways[row]
    for x in range(count):
        is_as_early = w.way[row, x, Q_AT] <= at
        if is_as_early and w.way[row, x, Q_USED] <= used and w.way_price[row, x] <= price:
            return
    x = 0
    while x < count:
        is_earlier = w.way[row, x, Q_AT] >= at
        if is_earlier and w.way[row, x, Q_USED] >= used and w.way_price[row, x] >= price:
            count -= 1
            for f in range(Q_COLUMNS):
                w.way[row, x, f] = w.way[row, count, f]
            w.way_price[row, x] = w.way_price[row, count]
            w.way_extra[row, x] = w.way_extra[row, count]
        else:
            x += 1
    x = count
    if count == WAYS:
        # The dearest goes, but never the one that can go farthest, nor the earliest.
        farthest = earliest = 0
        for y in range(1, count):
            if w.way[row, y, Q_USED] < w.way[row, farthest, Q_USED]:
                farthest = y
            if w.way[row, y, Q_AT] < w.way[row, earliest, Q_AT]:
                earliest = y
        x = -1
        for y in range(count):
            if y != farthest and y != earliest:
                if x < 0 or w.way_price[row, y] > w.way_price[row, x]:
                    x = y
        is_extreme = used < w.way[row, farthest, Q_USED] or at < w.way[row, earliest, Q_AT]
        if price >= w.way_price[row, x] and not is_extreme:
            w.ways[row] = count
            return
    else:
        count += 1
    w.ways[row] = count
    w.way[row, x, Q_AT] = at
    w.way[row, x, Q_USED] = used
    w.way[row, x, Q_FROM] = came
    w.way[row, x, Q_ONE] = one
    w.way[row, x, Q_TWO] = two
    w.way_price[row, x] = price
    w.way_extra[row, x] = extra


@inner
def come_to(d, w, c, order, m, k, at, used, price, extra, came, one, two):
    """Arrive at entry k (m: the end) at ``at``, serve it, and keep the way."""
    if k == m:
        if at > d.vclass[c, C_LATEST]:
            return
    else:
        at = begin_entry(d, w, order, k, at)
        if at >= FAR:
            return
        at += stay(d, w, c, order, k)
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            used = used_after_loading(d, c, used, w.load[k])
    put_way(w, k + 1, at, used, price, extra, came, one, two)


@inner
def used_at_best(d, c, i, option, enough, before):
    """
    How much may be used still when charging ends, by option; -1: none such, -2: no more options.

    Option 0 is ``enough``, the others are where the battery begins to charge faster the
    more is used, full first.
    """
    if d.power[c, E_FIXED] >= 0:
        return np.int64(0) if option == 1 else np.int64(-1 if option == 0 else -2)
    knots = d.curve.shape[2]
    if option == 0:
        return np.int64(enough) if 0 <= enough < before else np.int64(-1)
    if option >= knots:
        return np.int64(-2)
    used = np.int64(d.curve[c, i, option - 1, 0])
    if used >= before:
        return np.int64(-2)
    if option > 1 and used <= d.curve[c, i, option - 2, 0]:
        return np.int64(-1)
    # Who needs less than this has all it needs.
    if enough > used:
        return np.int64(-1)
    return used


@inner
def code_of(d, i, seconds):
    """The entry of a course for a charge."""
    return FIRST_CHARGER - (i + d.charger.shape[0] * seconds)


@inner
def charge_twice(d, w, c, order, m, k, x, i, a, b, here, price, extra, at, used, spare):
    """
    Ways from a (with ``here`` used) by charger i, there at ``at`` with ``used``, and another to b.

    ``price`` is that of the detour so far, ``extra`` what energy cost before.
    """
    mode, most = d.vclass[c, C_MODE], d.power[c, E_MOST]
    by_metre, by_second = d.price[c, P_METRE], d.price[c, P_SECOND]
    y, grams = d.charger[i], w.grams[k]
    direct = np.int64(d.metres[mode, y, b])
    for j in range(d.charger.shape[0]):
        z = d.charger[j]
        last = np.int64(d.metres[mode, z, b])
        # Whoever could have gone there at once needs no other one before.
        if here + uses(d, c, np.int64(d.metres[mode, a, z]), grams) <= most:
            continue
        if last >= direct or has_no_way(d, mode, y, z) or has_no_way(d, mode, z, b):
            continue
        over = np.int64(d.metres[mode, y, z])
        there, on = uses(d, c, over, grams), uses(d, c, last, grams)
        if there > most or on > most:
            continue
        first = used_at_best(d, c, i, np.int64(1), np.int64(-1), used)
        for turn in range(2):
            # Full, or just so much that it comes to the other one.
            if turn == 1:
                first = used_at_best(d, c, i, np.int64(0), most - there, used)
            if first < 0:
                continue
            seconds = filling_s(d, c, i, used, first)
            reached = go(d, mode, y, z, at + seconds)
            dear = extra + d.extra[c, i] * (used - first)
            for option in range(d.curve.shape[2] + 1):
                second = used_at_best(d, c, j, np.int64(option), w.limit[k] - on, first + there)
                if second == -2:
                    break
                if second < 0 or second + on > most:
                    continue
                again = filling_s(d, c, j, first + there, second)
                arrival = go(d, mode, z, b, reached + again)
                dearer = dear + d.extra[c, j] * (first + there - second)
                twice = price + by_metre * (over + last) + by_second * (arrival - at)
                if twice + dearer - extra < spare:
                    come_to(
                        d, w, c, order, m, k, arrival, second + on, twice + dearer - extra,
                        dearer, x, code_of(d, i, seconds), code_of(d, j, again),
                    )  # fmt: skip


@inner
def go_straight(d, w, c, order, m, k, a, b, spare):
    """Ways to entry k without a charge; marks with a price of HUGE those that need none."""
    mode, most = d.vclass[c, C_MODE], d.power[c, E_MOST]
    nowhere = np.int64(0)
    taken = uses(d, c, np.int64(d.metres[mode, a, b]), w.grams[k])
    for x in range(w.ways[k]):
        at, used, price = w.way[k, x, Q_AT], w.way[k, x, Q_USED], w.way_price[k, x]
        by_then = used + taken
        if is_hopeless(d, w, c, k, by_then, price, spare):
            w.way_price[k, x] = HUGE
            continue
        if by_then <= most:
            come_to(
                d, w, c, order, m, k, go(d, mode, a, b, at), by_then, price,
                w.way_extra[k, x], np.int64(x), nowhere, nowhere,
            )  # fmt: skip
            if by_then <= w.limit[k]:
                w.way_price[k, x] = HUGE


@inner
def charge_once(d, w, c, order, m, k, x, i, b, on, last, at, before, price, spare):
    """Ways of way x by charger i, there at ``at`` with ``before`` used, for ``on`` more to b."""
    mode, most = d.vclass[c, C_MODE], d.power[c, E_MOST]
    y, left_at, extra = d.charger[i], w.way[k, x, Q_AT], w.way_extra[k, x]
    for option in range(d.curve.shape[2] + 1):
        after = used_at_best(d, c, i, np.int64(option), w.limit[k] - on, before)
        if after == -2:
            break
        if after < 0 or after + on > most:
            continue
        seconds = filling_s(d, c, i, before, after)
        arrival = go(d, mode, y, b, at + seconds)
        dear = d.extra[c, i] * (before - after)
        once = price + d.price[c, P_METRE] * last + dear
        once += d.price[c, P_SECOND] * (arrival - left_at)
        if once < spare and not is_hopeless(d, w, c, k, after + on, once, spare):
            come_to(
                d, w, c, order, m, k, arrival, after + on, once, extra + dear,
                np.int64(x), code_of(d, i, seconds), np.int64(0),
            )  # fmt: skip


@inner
def charge_on_the_way(d, w, c, order, m, k, a, b, spare):
    """Ways to entry k by a charger, or two where one leads no farther."""
    mode, most = d.vclass[c, C_MODE], d.power[c, E_MOST]
    by_metre, by_second = d.price[c, P_METRE], d.price[c, P_SECOND]
    grams = w.grams[k]
    direct = np.int64(d.metres[mode, a, b])
    taken = uses(d, c, direct, grams)
    farther = uses(d, c, metres_to_charger(d, mode, b), grams)
    for i in range(d.charger.shape[0]):
        y = d.charger[i]
        if has_no_way(d, mode, a, y):
            continue
        there, last = np.int64(d.metres[mode, a, y]), np.int64(d.metres[mode, y, b])
        to_it, on = uses(d, c, there, grams), uses(d, c, last, grams)
        leads_on = not has_no_way(d, mode, y, b)
        is_later = is_better_later(d, c, order, m, k, a, b, y)
        back = uses(d, c, np.int64(d.metres[mode, b, y]), grams) if is_later else np.int64(0)
        for x in range(w.ways[k]):
            if w.way_price[k, x] >= HUGE:
                continue
            at, used = w.way[k, x, Q_AT], w.way[k, x, Q_USED]
            before = used + to_it
            if before > most:
                continue
            straight = go(d, mode, a, b, at)
            if is_later and may_wait(d, w, c, order, k, back, used + taken, straight):
                continue
            reached = go(d, mode, a, y, at)
            # What going straight on costs is in the order's own price.
            price = w.way_price[k, x] - by_metre * direct - by_second * (straight - at)
            price += by_metre * there
            if leads_on:
                charge_once(d, w, c, order, m, k, x, i, b, on, last, reached, before, price, spare)
            # Who comes from there to another charger may charge again behind b.
            if leads_on and (on <= w.limit[k] or on + farther <= most):
                continue
            price += by_second * (reached - at)
            if price < spare:
                charge_twice(
                    d, w, c, order, m, k, np.int64(x), i, a, b, used, price,
                    w.way_extra[k, x], reached, before, spare,
                )  # fmt: skip


@inner
def find_ways(d, w, c, order, m, leave, spare):
    """
    Fill ``w.way`` with the ways along the order that leave at ``leave``; how many come to the end.

    ``w.limit``, ``w.grams``, ``w.rest`` and ``w.ready`` are those of the order. Ways whose
    detours, at the hours they are driven, cost ``spare`` or more are not followed, nor more than
    two charges on one leg.
    """
    nowhere = np.int64(0)
    w.ways[0] = 1
    w.way[0, 0, Q_AT] = leave
    w.way[0, 0, Q_USED] = d.power[c, E_FIRST]
    w.way_price[0, 0] = 0.0
    w.way_extra[0, 0] = 0.0
    a = d.vclass[c, C_START]
    for k in range(m + 1):
        w.ways[k + 1] = 0
        b = d.vclass[c, C_END] if k == m else place_of(d, c, order[k])
        if b < 0:
            for x in range(w.ways[k]):
                at, used = w.way[k, x, Q_AT], w.way[k, x, Q_USED]
                price, extra = w.way_price[k, x], w.way_extra[k, x]
                put_way(w, k + 1, at, used, price, extra, np.int64(x), nowhere, nowhere)
        else:
            go_straight(d, w, c, order, m, k, a, b, spare)
            charge_on_the_way(d, w, c, order, m, k, a, b, spare)
        if w.ways[k + 1] == 0:
            return 0
        a = b
    return w.ways[m + 1]


@woven
def cheapest_way(w, row):
    """Which way of this row has the cheapest detour."""
    x = 0
    for y in range(1, w.ways[row]):
        if w.way_price[row, y] < w.way_price[row, x]:
            x = y
    return x


@inner
def lay_course(w, order, m, x):
    """Write the order with the charges of way x to ``w.trial``; returns how long it is."""
    # Backward: the last entry first, then turned round.
    size = np.int64(0)
    for k in range(m, -1, -1):
        if k < m:
            w.trial[size] = order[k]
            size += 1
        for f in range(Q_TWO, Q_ONE - 1, -1):
            if w.way[k + 1, x, f] < 0:
                w.trial[size] = w.way[k + 1, x, f]
                size += 1
        x = w.way[k + 1, x, Q_FROM]
    for y in range(size // 2):
        v = w.trial[y]
        w.trial[y] = w.trial[size - 1 - y]
        w.trial[size - 1 - y] = v
    return size
