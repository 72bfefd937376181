# mypy: ignore-errors
"""
Where an order is best recharged: ways along it, each with where it filled up.

A way (when it goes on, metres since full, price of the detour) is kept behind
each entry of the order; one that another one beats in all three is dropped.
``w.way`` is described in ``layout.Desk``.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
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
    C_RANGE,
    C_RECHARGE,
    C_START,
    FAR,
    FIRST_CHARGER,
    P_METRE,
    P_SECOND,
    Q_AT,
    Q_CHARGERS,
    Q_COLUMNS,
    Q_FROM,
    Q_SINCE,
    RELOAD,
    WAYS,
)


@woven
def runs_dry(d, w, c, order, m):
    """
    Whether the order without charges is longer somewhere than the range.

    Fills ``w.left``: metres from each entry, and the end, to where it is filled up anyway.
    """
    mode = d.vclass[c, C_MODE]
    fills = d.vclass[c, C_FILLS]
    b = d.vclass[c, C_END]
    left = np.int64(0)
    most = np.int64(0)
    w.left[m] = 0
    for k in range(m - 1, -1, -1):
        a = place_of(d, c, order[k])
        if b >= 0:
            left += d.metres[mode, a, b]
        most = max(most, left)
        if fills and order[k] == RELOAD:
            left = np.int64(0)
        w.left[k] = left
        b = a
    left += d.metres[mode, d.vclass[c, C_START], b]
    return max(most, left) > d.vclass[c, C_RANGE]


@inner
def put_way(w, row, at, since, price, came, chargers):
    """Keep a way in this row unless another one is as good."""
    count = w.ways[row]
    for x in range(count):
        is_as_early = w.way[row, x, Q_AT] <= at
        if is_as_early and w.way[row, x, Q_SINCE] <= since and w.way_price[row, x] <= price:
            return
    x = 0
    while x < count:
        is_earlier = w.way[row, x, Q_AT] >= at
        if is_earlier and w.way[row, x, Q_SINCE] >= since and w.way_price[row, x] >= price:
            count -= 1
            for f in range(Q_COLUMNS):
                w.way[row, x, f] = w.way[row, count, f]
            w.way_price[row, x] = w.way_price[row, count]
        else:
            x += 1
    x = count
    if count == WAYS:
        # The dearest goes, but never the one that can go farthest, nor the earliest.
        farthest = earliest = 0
        for y in range(1, count):
            if w.way[row, y, Q_SINCE] < w.way[row, farthest, Q_SINCE]:
                farthest = y
            if w.way[row, y, Q_AT] < w.way[row, earliest, Q_AT]:
                earliest = y
        x = -1
        for y in range(count):
            if y != farthest and y != earliest:
                if x < 0 or w.way_price[row, y] > w.way_price[row, x]:
                    x = y
        is_extreme = since < w.way[row, farthest, Q_SINCE] or at < w.way[row, earliest, Q_AT]
        if price >= w.way_price[row, x] and not is_extreme:
            w.ways[row] = count
            return
    else:
        count += 1
    w.ways[row] = count
    w.way[row, x, Q_AT] = at
    w.way[row, x, Q_SINCE] = since
    w.way[row, x, Q_FROM] = came
    w.way[row, x, Q_CHARGERS] = chargers
    w.way_price[row, x] = price


@inner
def come_to(d, w, c, order, m, k, at, metres, price, came, chargers):
    """Arrive at entry k (m: the end) at ``at``, serve it, and keep the way."""
    since = metres
    if k == m:
        if at > d.vclass[c, C_LATEST]:
            return
    else:
        at = begin_entry(d, w, order, k, at)
        if at >= FAR:
            return
        at += stay(d, c, order[k])
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            since = np.int64(0)
    put_way(w, k + 1, at, since, price, came, chargers)


@inner
def find_ways(d, w, c, order, m, leave, spare):
    """
    Fill ``w.way`` with the ways along the order that leave at ``leave``; how many come to the end.

    ``w.left`` and ``w.ready`` are those of the order. Ways whose detours, at the hours they
    are driven, cost ``spare`` or more are not followed, nor more than two charges on one leg.
    """
    mode, reach = d.vclass[c, C_MODE], d.vclass[c, C_RANGE]
    chargers = d.charger.shape[0]
    by_metre, by_second = d.price[c, P_METRE], d.price[c, P_SECOND]
    filling_s = d.vclass[c, C_RECHARGE]
    w.ways[0] = 1
    w.way[0, 0, Q_AT] = leave
    w.way[0, 0, Q_SINCE] = 0
    w.way_price[0, 0] = 0.0
    a = d.vclass[c, C_START]
    for k in range(m + 1):
        w.ways[k + 1] = 0
        b = d.vclass[c, C_END] if k == m else place_of(d, c, order[k])
        for x in range(w.ways[k]):
            at, since = w.way[k, x, Q_AT], w.way[k, x, Q_SINCE]
            price = w.way_price[k, x]
            came, nowhere = np.int64(x), np.int64(0)
            if b < 0:
                put_way(w, k + 1, at, since, price, came, nowhere)
                continue
            straight = go(d, mode, a, b, at)
            direct = np.int64(d.metres[mode, a, b])
            if since + direct <= reach:
                come_to(d, w, c, order, m, k, straight, since + direct, price, came, nowhere)
                if since + direct + w.left[k] <= reach:
                    continue
            # What going straight on costs is in the order's own price.
            price -= by_metre * direct + by_second * (straight - at)
            for i in range(chargers):
                y = d.charger[i]
                there = np.int64(d.metres[mode, a, y])
                on = np.int64(d.metres[mode, y, b])
                once = price + by_metre * (there + on)
                if since + there > reach or has_no_way(d, mode, a, y):
                    continue
                full = go(d, mode, a, y, at) + filling_s
                arrival = go(d, mode, y, b, full)
                first = np.int64(1 + i)
                once += by_second * (arrival - at)
                if once >= spare:
                    continue
                if on <= reach and not has_no_way(d, mode, y, b):
                    come_to(d, w, c, order, m, k, arrival, on, once, came, first)
                    if on + w.left[k] <= reach:
                        continue
                for j in range(chargers):
                    z = d.charger[j]
                    # Whoever could have gone there at once needs no other one before.
                    if since + d.metres[mode, a, z] <= reach or d.metres[mode, z, b] >= on:
                        continue
                    over = np.int64(d.metres[mode, y, z])
                    last = np.int64(d.metres[mode, z, b])
                    if over > reach or last > reach:
                        continue
                    if has_no_way(d, mode, y, z) or has_no_way(d, mode, z, b):
                        continue
                    arrival = go(d, mode, z, b, go(d, mode, y, z, full) + filling_s)
                    twice = price + by_metre * (there + over + last) + by_second * (arrival - at)
                    if twice < spare:
                        both = first + (1 + j) * (chargers + 1)
                        come_to(d, w, c, order, m, k, arrival, last, twice, came, both)
        if w.ways[k + 1] == 0:
            return 0
        a = b
    return w.ways[m + 1]


@inner
def lay_course(w, chargers, order, m, x):
    """Write the order with the charges of way x to ``w.trial``; returns how long it is."""
    base = chargers + 1
    # Backward: the last entry first, then turned round.
    size = np.int64(0)
    for k in range(m, -1, -1):
        if k < m:
            w.trial[size] = order[k]
            size += 1
        filled = w.way[k + 1, x, Q_CHARGERS]
        if filled >= base:
            w.trial[size] = FIRST_CHARGER - (filled // base - 1)
            size += 1
        if filled > 0:
            w.trial[size] = FIRST_CHARGER - (filled % base - 1)
            size += 1
        x = w.way[k + 1, x, Q_FROM]
    for y in range(size // 2):
        v = w.trial[y]
        w.trial[y] = w.trial[size - 1 - y]
        w.trial[size - 1 - y] = v
    return size
