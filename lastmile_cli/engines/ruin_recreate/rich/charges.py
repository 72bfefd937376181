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
from lastmile_cli.engines.ruin_recreate.rich.batteries import (
    filling_s,
    used_after_loading,
    used_before_loading,
    uses,
    weigh_legs,
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
    C_RECHARGE,
    C_START,
    E_FASTEST,
    E_FIRST,
    E_FIXED,
    E_MOST,
    FAR,
    FIRST_CHARGER,
    HUGE,
    J_SINGLES,
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


@woven
def short_of(d, w, c, order, m):
    """
    How much more the order takes without charges than there is at its start; 0 or less: nothing.

    Fills ``w.grams`` and ``w.limit``: what may be used on coming to each entry, and the end.
    """
    weigh_legs(d, w, c, order, m)
    mode = d.vclass[c, C_MODE]
    b = d.vclass[c, C_END]
    limit = d.power[c, E_MOST]
    w.limit[m] = limit
    for k in range(m - 1, -1, -1):
        a = place_of(d, c, order[k])
        if b >= 0:
            limit -= uses(d, c, np.int64(d.metres[mode, a, b]), w.grams[k + 1])
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            limit = used_before_loading(d, c, limit)
        w.limit[k] = limit
        b = a
    limit -= uses(d, c, np.int64(d.metres[mode, d.vclass[c, C_START], b]), w.grams[0])
    return d.power[c, E_FIRST] - limit


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
        at += stay(d, c, order[k])
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            used = used_after_loading(d, c, used)
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
    Ways from a (with ``here`` used) by charger i, where ``used`` is at ``at``, and another one to b.

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
def detour_price(d, c, a, y, b):
    """
    What going by y instead of straight from a to b costs.

    At the first hours of the day; where hours differ its metres alone, which bounds.
    """
    mode = d.vclass[c, C_MODE]
    metres = np.int64(d.metres[mode, a, y]) + d.metres[mode, y, b] - d.metres[mode, a, b]
    price = d.price[c, P_METRE] * metres
    if d.starts.shape[0] == 1:
        seconds = np.int64(d.seconds[mode, a, y, 0]) + d.seconds[mode, y, b, 0]
        price += d.price[c, P_SECOND] * (seconds - d.seconds[mode, a, b, 0])
    return price


@inner
def least_detours(d, w, c, order, m):
    """Fill ``w.rest``: the cheapest detour by a charger from each leg on, that to entry k first."""
    b = d.vclass[c, C_END]
    rest = HUGE
    for k in range(m, -1, -1):
        a = d.vclass[c, C_START] if k == 0 else place_of(d, c, order[k - 1])
        if b >= 0:
            for i in range(d.charger.shape[0]):
                rest = min(rest, detour_price(d, c, a, d.charger[i], b))
        w.rest[k] = rest
        b = a


@inner
def is_hopeless(d, w, c, k, by_then, price, spare):
    """Whether a way that holds too little when it goes on to entry k costs ``spare`` at least."""
    short = by_then - w.limit[k]
    if short <= 0:
        return False
    return price + w.rest[k] + d.price[c, P_SECOND] * least_filling(d, c, short) >= spare


@inner
def least_filling(d, c, short):
    """Seconds of charging at least, where ``short`` of energy there is less than it takes."""
    seconds = d.vclass[c, C_RECHARGE]
    if d.power[c, E_FASTEST] > 0 and not d.vclass[c, C_FILLS]:
        seconds += short * 36 // (10 * d.power[c, E_FASTEST])
    return seconds


@inner
def metres_to_charger(d, mode, b):
    """Metres from b to the next charger."""
    least = FAR
    for i in range(d.charger.shape[0]):
        least = min(least, np.int64(d.metres[mode, b, d.charger[i]]))
    return least


@inner
def is_better_later(d, w, c, order, m, k, a, b, y):
    """
    Whether charger y is as near behind entry k as before it.

    The later, the emptier: it fills faster, and nobody is kept waiting for it.
    """
    if k == m or order[k] == RELOAD:
        return False
    after = d.vclass[c, C_END] if k == m - 1 else place_of(d, c, order[k + 1])
    return after >= 0 and detour_price(d, c, b, y, after) <= detour_price(d, c, a, y, b)


@inner
def may_wait(d, w, c, order, k, there, by_then, straight):
    """
    Whether a charger ``there`` units behind entry k is still in reach from there.

    Who waits at entry k anyway may charge before for nothing.
    """
    most = d.power[c, E_MOST]
    if by_then > most or by_then + there > most:
        return False
    return begin_entry(d, w, order, k, straight) <= straight


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
def charge_once(d, w, c, order, m, k, x, i, a, b, on, last, at, before, price, spare):
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
        is_later = is_better_later(d, w, c, order, m, k, a, b, y)
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
                charge_once(
                    d, w, c, order, m, k, x, i, a, b, on, last, reached, before, price, spare
                )
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


@inner
def note_one(w, count, k, code, price, extra):
    """Keep a single charge among the cheapest ``WAYS``, in their order; returns how many."""
    if count == WAYS and price >= w.one_price[WAYS - 1, 0]:
        return count
    z = min(count, WAYS - 1)
    while z > 0 and w.one_price[z - 1, 0] > price:
        w.one[z, 0], w.one[z, 1] = w.one[z - 1, 0], w.one[z - 1, 1]
        w.one_price[z, 0], w.one_price[z, 1] = w.one_price[z - 1, 0], w.one_price[z - 1, 1]
        z -= 1
    w.one[z, 0], w.one[z, 1] = k, code
    w.one_price[z, 0], w.one_price[z, 1] = price, extra
    return min(count + 1, WAYS)


@inner
def single_charges(d, w, c, order, m, leave, spare, short):
    """
    Fill ``w.one`` with the cheapest single charges that are enough; how many there are.

    Nearly every route that needs a charge needs one: of each leg and charger the detour, and
    just so much energy, are known at once. Windows behind it are for ``judge`` to see.
    """
    mode, most = d.vclass[c, C_MODE], d.power[c, E_MOST]
    by_metre, by_second = d.price[c, P_METRE], d.price[c, P_SECOND]
    count = np.int64(0)
    w.found[J_SINGLES] = 0
    fast = by_second * least_filling(d, c, short)
    at, used = leave, d.power[c, E_FIRST]
    a = d.vclass[c, C_START]
    for k in range(m + 1):
        b = d.vclass[c, C_END] if k == m else place_of(d, c, order[k])
        if b < 0:
            break
        direct, grams = np.int64(d.metres[mode, a, b]), w.grams[k]
        straight = go(d, mode, a, b, at)
        for i in range(d.charger.shape[0]):
            y = d.charger[i]
            metres = np.int64(d.metres[mode, a, y])
            last = np.int64(d.metres[mode, y, b])
            worst = spare if count < WAYS else min(spare, w.one_price[WAYS - 1, 0])
            if w.found[J_SINGLES] > 0 and by_metre * (metres + last - direct) + fast >= worst:
                continue
            before = used + uses(d, c, metres, grams)
            after = w.limit[k] - uses(d, c, last, grams)
            if d.power[c, E_FIXED] >= 0:
                after = min(after, 0)
            if before > most or after < 0 or after >= before:
                continue
            if has_no_way(d, mode, a, y) or has_no_way(d, mode, y, b):
                continue
            w.found[J_SINGLES] = 1
            seconds = filling_s(d, c, i, before, after)
            arrival = go(d, mode, y, b, go(d, mode, a, y, at) + seconds)
            extra = d.extra[c, i] * (before - after)
            price = by_metre * (metres + last - direct) + by_second * (arrival - straight) + extra
            if price < spare:
                count = note_one(w, count, k, code_of(d, i, seconds), price, extra)
        used += uses(d, c, direct, grams)
        if used > most or k == m:
            break
        at = begin_entry(d, w, order, k, straight)
        if at >= FAR:
            break
        at += stay(d, c, order[k])
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            used = used_after_loading(d, c, used)
        a = b
    return count


@inner
def lay_single(w, order, m, z):
    """Write the order with single charge z to ``w.trial``; returns how long it is."""
    at = w.one[z, 0]
    for k in range(at):
        w.trial[k] = order[k]
    w.trial[at] = w.one[z, 1]
    for k in range(at, m):
        w.trial[k + 1] = order[k]
    return np.int64(m + 1)


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
