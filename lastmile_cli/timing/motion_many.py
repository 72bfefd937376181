"""The law of motion for many departures, or many legs, at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.travel import UNREACHABLE_S

Seconds = npt.NDArray[np.int64]


def arrivals_s(departs_s: Seconds, durations_s: Seconds, starts_s: tuple[int, ...]) -> Seconds:
    """
    ``motion.arrive`` for each departure along its own leg.

    Parameters
    ----------
    departs_s
        Shape (n,): seconds of departure.
    durations_s
        Shape (periods, n), or (periods, 1) where all drive the same leg.
    starts_s
        When each period begins, rising.

    Notes
    -----
    Edge by edge for all at once, but for edges before or behind them all.
    ``rest_s`` counts in seconds of the period that was last driven in,
    ``driven_at`` says how long the whole leg takes there.
    """
    last = len(starts_s) - 1
    period = np.searchsorted(starts_s[1:], departs_s, side="right")
    wide = np.broadcast_to(durations_s, (last + 1, len(departs_s)))
    at_s, rest_s = departs_s, wide[period, np.arange(len(departs_s))]
    driven_at = rest_s
    if not len(departs_s):
        return at_s
    first_s = departs_s.min()
    stands_somewhere = (durations_s >= UNREACHABLE_S).any()
    for entered in range(1, last + 1):
        edge_s, new_s = starts_s[entered], durations_s[entered]
        if edge_s <= first_s:
            continue
        if not stands_somewhere and edge_s >= (at_s + rest_s).max():
            break
        is_shut = durations_s[entered - 1] >= UNREACHABLE_S
        is_there = at_s < edge_s
        if entered > 1:
            is_there = is_there & (at_s >= starts_s[entered - 1])
        crosses = is_there & (is_shut | (at_s + rest_s > edge_s))
        if not crosses.any():
            continue
        left_s = rest_s - np.where(is_shut, 0, edge_s - at_s)
        carried_s = -((-left_s * new_s) // np.maximum(driven_at, 1))
        is_whole = (driven_at >= UNREACHABLE_S) | (new_s >= UNREACHABLE_S)
        there_s = np.where(is_whole, new_s, carried_s)
        stands = crosses & (new_s >= UNREACHABLE_S) & (entered < last)
        goes_on = crosses & ~stands
        rest_s = np.where(goes_on, there_s, np.where(stands, left_s, rest_s))
        driven_at = np.where(goes_on, new_s, driven_at)
        at_s = np.where(crosses, edge_s, at_s)
    return at_s + rest_s
