# mypy: ignore-errors
"""
Charges that stay where they are while a place for a unit is tried: only how long is new.

What this finds is a course that holds, so its price is one that the route can be driven for;
the order that is chosen in the end is given the best charges there are.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, only_for, woven
from lastmile_cli.engines.ruin_recreate.rich.batteries import (
    filling_s,
    used_after_loading,
    used_before_loading,
    uses,
)
from lastmile_cli.engines.ruin_recreate.rich.charges import code_of
from lastmile_cli.engines.ruin_recreate.rich.hours import has_no_way, place_of
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_END,
    C_FILLS,
    C_MODE,
    C_START,
    E_FIRST,
    E_FIXED,
    E_MOST,
    FAR,
    J_KEPT,
    NONE,
    PLAIN,
    R_CHARGED,
    R_CHARGED_AGAIN,
    R_CHARGER,
    R_CHARGER_AGAIN,
    R_SIZE,
    RELOAD,
    S_LOC,
)


def tell_nothing(_d, _p, _w, _r, _c, _v, _at, _kind, _at2, _second):
    """Do nothing: nobody has to recharge."""


@only_for("RangedDay", other=tell_nothing)
def tell_charges(d, p, w, r, c, v, at, kind, at2, second):
    """Note where route r's charges are once stop v is put in (see ``write_trial``)."""
    columns = (R_CHARGED, R_CHARGED_AGAIN)
    chargers = (R_CHARGER, R_CHARGER_AGAIN)
    for f in range(2):
        k = p.route[r, columns[f]]
        w.found[J_KEPT + 2 * f] = NONE
        if k < 0:
            continue
        i = p.route[r, chargers[f]]
        shift = np.int64(0)
        if at < k or (at == k and goes_before(d, p, r, c, v, at, kind, d.charger[i])):
            shift += 1 if kind == PLAIN else 2
        if second >= 0 and at2 < k:
            shift += 1
        w.found[J_KEPT + 2 * f] = k + shift
        w.found[J_KEPT + 2 * f + 1] = i


@inner
def goes_before(d, p, r, c, v, at, kind, y):
    """Whether a stop put on the leg to charger y is rather served before it."""
    if kind != PLAIN:
        return False
    mode, here = d.vclass[c, C_MODE], d.stop[v, S_LOC]
    a = d.vclass[c, C_START] if at == 0 else place_of(d, c, p.order[r, at - 1])
    b = d.vclass[c, C_END] if at == p.route[r, R_SIZE] else place_of(d, c, p.order[r, at])
    if b < 0:
        return True
    first = np.int64(d.metres[mode, a, here]) + d.metres[mode, here, y] + d.metres[mode, y, b]
    return (
        first < np.int64(d.metres[mode, a, y]) + d.metres[mode, y, here] + d.metres[mode, here, b]
    )


@inner
def used_there(d, w, c, order, first, last, a, used, y):
    """
    What is used on coming from place a to y past the entries ``first`` to ``last``; -1: it ran dry.

    ``used`` is that on leaving a; the leg to y is that to entry ``last``.
    """
    mode, most = d.vclass[c, C_MODE], d.power[c, E_MOST]
    for k in range(first, last):
        b = place_of(d, c, order[k])
        used += uses(d, c, np.int64(d.metres[mode, a, b]), w.grams[k])
        if used > most:
            return NONE
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            used = used_after_loading(d, c, used, w.load[k])
        a = b
    used += uses(d, c, np.int64(d.metres[mode, a, y]), w.grams[last])
    return used if used <= most else NONE


@inner
def used_before(d, w, c, order, first, last, y, z):
    """What may be used on leaving charger y so that charger z is in reach; -1: nothing."""
    mode, limit = d.vclass[c, C_MODE], d.power[c, E_MOST]
    for k in range(last - 1, first - 1, -1):
        a = place_of(d, c, order[k])
        limit -= uses(d, c, np.int64(d.metres[mode, a, z]), w.grams[k + 1])
        if order[k] == RELOAD and d.vclass[c, C_FILLS]:
            limit = used_before_loading(d, c, limit, w.load[k])
        if limit < 0:
            return NONE
        z = a
    return max(NONE, limit - uses(d, c, np.int64(d.metres[mode, y, z]), w.grams[first]))


@woven
def is_halt(d, c, m, k):
    """Whether there is a leg to entry k on which a charge helps."""
    return 0 <= k < m or (k == m and d.vclass[c, C_END] >= 0)


@inner
def out_of_way(d, c, order, m, one, again, y, z):
    """Metres that chargers y and z add on their legs, FAR where no way leads there."""
    mode = d.vclass[c, C_MODE]
    metres = np.int64(0)
    came_from = NONE
    for f in range(2):
        k, there = (one, y) if f == 0 else (again, z)
        if k < 0:
            break
        a = d.vclass[c, C_START] if k == 0 else place_of(d, c, order[k - 1])
        b = d.vclass[c, C_END] if k == m else place_of(d, c, order[k])
        if f == 1 and one == again:
            metres -= d.metres[mode, came_from, b]
            a = came_from
        else:
            metres -= d.metres[mode, a, b]
        if has_no_way(d, mode, a, there) or has_no_way(d, mode, there, b):
            return FAR
        metres += d.metres[mode, a, there]
        metres += d.metres[mode, there, b]
        came_from = there
    return metres


@inner
def lay_kept(d, w, c, order, m):
    """
    Write the order with the charges noted to ``w.trial``, each just long enough.

    Returns how long it is (0: they do not do), what energy costs there beside what driving
    is billed for, and how many metres they are out of the way.
    """
    none = np.int64(0)
    one, again = w.found[J_KEPT], w.found[J_KEPT + 2]
    i, j = w.found[J_KEPT + 1], w.found[J_KEPT + 3]
    final = one if again < 0 else again
    if one < 0 or not is_halt(d, c, m, final):
        return none, 0.0, none
    mode, y = d.vclass[c, C_MODE], d.charger[i]
    z = y if again < 0 else d.charger[j]
    b = d.vclass[c, C_END] if final == m else place_of(d, c, order[final])
    enough = w.limit[final] - uses(d, c, np.int64(d.metres[mode, z, b]), w.grams[final])
    first = enough
    if again >= 0:
        first = used_before(d, w, c, order, one, again, y, z)
    if d.power[c, E_FIXED] >= 0:
        enough, first = min(enough, 0), min(first, 0)
    used = used_there(d, w, c, order, none, one, d.vclass[c, C_START], d.power[c, E_FIRST], y)
    if enough < 0 or first < 0 or used < 0 or first >= used:
        return none, 0.0, none
    code = code_of(d, i, filling_s(d, c, i, used, first))
    extra = d.extra[c, i] * (used - first)
    code_again = none
    if again >= 0:
        used = used_there(d, w, c, order, one, again, y, first, z)
        if used < 0 or enough >= used:
            return none, 0.0, none
        code_again = code_of(d, j, filling_s(d, c, j, used, enough))
        extra += d.extra[c, j] * (used - enough)
    metres = out_of_way(d, c, order, m, one, again, y, z)
    if metres >= FAR:
        return none, 0.0, none
    size = none
    for k in range(m + 1):
        if k == one:
            w.trial[size] = code
            size += 1
        if k == again:
            w.trial[size] = code_again
            size += 1
        if k < m:
            w.trial[size] = order[k]
            size += 1
    return size, extra, metres
