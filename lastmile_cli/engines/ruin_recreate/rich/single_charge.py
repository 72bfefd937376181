# mypy: ignore-errors
"""The best single charge of an order: nearly every route that needs a charge needs one."""

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
from lastmile_cli.engines.ruin_recreate.rich.charges import code_of
from lastmile_cli.engines.ruin_recreate.rich.detours import least_filling
from lastmile_cli.engines.ruin_recreate.rich.hours import (
    begin_entry,
    go,
    has_no_way,
    place_of,
    stay,
)
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    BRIEF,
    C_END,
    C_FILLS,
    C_MODE,
    C_START,
    E_FIRST,
    E_FIXED,
    E_MOST,
    FAR,
    FEW,
    J_CARE,
    J_LEAST,
    J_SINGLES,
    P_METRE,
    P_SECOND,
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
            limit = used_before_loading(d, c, limit, w.load[k])
        w.limit[k] = limit
        b = a
    limit -= uses(d, c, np.int64(d.metres[mode, d.vclass[c, C_START], b]), w.grams[0])
    return d.power[c, E_FIRST] - limit


@inner
def note_one(w, most, count, k, code, after, price, extra):
    """Keep a single charge among the ``most`` cheapest, in their order; returns how many."""
    if count == most and price >= w.one_price[most - 1, 0]:
        return count
    z = min(count, most - 1)
    while z > 0 and w.one_price[z - 1, 0] > price:
        for f in range(w.one.shape[1]):
            w.one[z, f] = w.one[z - 1, f]
        w.one_price[z, 0], w.one_price[z, 1] = w.one_price[z - 1, 0], w.one_price[z - 1, 1]
        z -= 1
    w.one[z, 0], w.one[z, 1], w.one[z, 2] = k, code, after
    w.one_price[z, 0], w.one_price[z, 1] = price, extra
    return min(count + 1, most)


@inner
def single_charges(d, w, c, order, m, leave, spare, short):
    """
    Fill ``w.one`` with the cheapest single charges that are enough; how many there are.

    At most ``WAYS``, or ``FEW`` where a place is only compared with others.

    Nearly every route that needs a charge needs one: of each leg and charger the detour, and
    just so much energy, are known at once. Windows behind it are for ``judge`` to see.
    """
    mode, most = d.vclass[c, C_MODE], d.power[c, E_MOST]
    by_metre, by_second = d.price[c, P_METRE], d.price[c, P_SECOND]
    count = np.int64(0)
    # Where a course holds already, only cheaper ones are of use.
    w.found[J_SINGLES] = 1 if w.found[J_LEAST] > 0 else 0
    ways = FEW if w.found[J_CARE] == BRIEF or w.found[J_LEAST] > 0 else WAYS
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
            worst = spare if count < ways else min(spare, w.one_price[ways - 1, 0])
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
                count = note_one(w, ways, count, k, code_of(d, i, seconds), after, price, extra)
        used += uses(d, c, direct, grams)
        if used > most or k == m:
            break
        at = begin_entry(d, w, order, k, straight)
        if at >= FAR:
            break
        at += stay(d, w, c, order, k)
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            used = used_after_loading(d, c, used, w.load[k])
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
