# mypy: ignore-errors
"""What going by a charger costs at least, and whether it can wait."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner
from lastmile_cli.engines.ruin_recreate.rich.hours import begin_entry, place_of
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_END,
    C_FILLS,
    C_MODE,
    C_RECHARGE,
    C_START,
    E_FASTEST,
    E_MOST,
    FAR,
    HUGE,
    P_METRE,
    P_SECOND,
    RELOAD,
)


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
def is_better_later(d, c, order, m, k, a, b, y):
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
