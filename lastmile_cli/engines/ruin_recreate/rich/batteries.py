# mypy: ignore-errors
"""
What driving and charging do to a battery, or to what is left of a range.

*Used* is how much has been taken since it was full: milliwatt-hours of a battery,
metres of a range, for which a metre is one and a charge always fills up. ``power``
(classes, E_COLUMNS) and ``curve`` (classes, chargers + 1, knots, 2) are described in
``layout.RangedDay``.
"""

from __future__ import annotations

import math

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inlined, inner
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    E_FIXED,
    E_GRAM,
    E_METRE,
    E_MOST,
    E_UNIT,
    RELOAD,
)

PARTS = 1_000_000


@inlined
def uses(d, c, metres, grams):
    """What driving so far with so much on board takes, rounded up."""
    each = d.power[c, E_METRE] + grams * d.power[c, E_GRAM]
    return (metres * each + (PARTS - 1)) // PARTS


@inner
def weigh_legs(d, w, c, order, m):
    """Fill ``w.grams``: what is on board on the leg to each entry; [m] on the way home."""
    unit = d.power[c, E_UNIT]
    for k in range(m + 1):
        w.grams[k] = 0
    if unit < 0:
        return
    start = np.int64(0)
    for k in range(m + 1):
        if k < m and order[k] != RELOAD:
            continue
        # A trip ends here: what it takes out, then what each door changes.
        board = np.int64(0)
        for x in range(start, k):
            if order[x] >= 0:
                board += d.delivery[order[x], unit]
        for x in range(start, k):
            w.grams[x] = board
            v = order[x]
            if v >= 0:
                board += d.pickup[v, unit] - d.delivery[v, unit] + d.change[v, unit]
        w.grams[k] = board
        start = k + 1


@inner
def seconds_from_full(d, c, i, used):
    """Seconds of charging that a battery needs to be full again which has used so much."""
    knots = d.curve.shape[2]
    j = 1
    while j < knots - 1 and d.curve[c, i, j, 0] < used:
        j += 1
    low, high = d.curve[c, i, j - 1, 0], d.curve[c, i, j, 0]
    first, last = d.curve[c, i, j - 1, 1], d.curve[c, i, j, 1]
    if high <= low:
        return last
    return first + (used - low) * (last - first) / (high - low)


@inner
def used_from_full(d, c, i, seconds):
    """How much has been used of a battery that is full in so many seconds; rounded up."""
    knots = d.curve.shape[2]
    if seconds <= 0.0:
        return np.int64(0)
    j = 1
    while j < knots - 1 and d.curve[c, i, j, 1] < seconds:
        j += 1
    low, high = d.curve[c, i, j - 1, 0], d.curve[c, i, j, 0]
    first, last = d.curve[c, i, j - 1, 1], d.curve[c, i, j, 1]
    if last <= first:
        return np.int64(math.ceil(high))
    return np.int64(math.ceil(low + (seconds - first) * (high - low) / (last - first)))


@inner
def filling_s(d, c, i, before, after):
    """Seconds at charger i, plugging included, from so much used to less."""
    if d.power[c, E_FIXED] >= 0:
        return d.power[c, E_FIXED]
    charging = seconds_from_full(d, c, i, float(before)) - seconds_from_full(d, c, i, float(after))
    return d.plug[i] + np.int64(math.ceil(charging))


@inner
def used_after_loading(d, c, used, loads):
    """What is used of it when a vehicle goes on that was charged in the seconds it loaded."""
    if d.power[c, E_FIXED] >= 0:
        return np.int64(0)
    depot = d.curve.shape[1] - 1
    left = seconds_from_full(d, c, depot, float(used)) - float(loads)
    return min(np.int64(used), used_from_full(d, c, depot, left))


@inner
def used_before_loading(d, c, limit, loads):
    """What may be used on coming to load so long, to go on with ``limit``; -1: nothing."""
    if limit < 0:
        return np.int64(-1)
    if d.power[c, E_FIXED] >= 0:
        return d.power[c, E_MOST]
    depot = d.curve.shape[1] - 1
    longest = seconds_from_full(d, c, depot, float(limit)) + float(loads)
    if longest >= seconds_from_full(d, c, depot, float(d.power[c, E_MOST])):
        return d.power[c, E_MOST]
    # Rounded up when it is computed forward, so a little less than what fits.
    return max(np.int64(limit), used_from_full(d, c, depot, longest) - 2)
