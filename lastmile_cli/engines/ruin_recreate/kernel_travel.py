"""
Travel kernels: the law of motion of ``domain/travel.py`` on packed legs, and its exact inverse.

A packed leg is ``legs[mode, a, b, first : first + periods]``, int32 seconds, one
a period; ``starts[k]`` is when period k begins.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven

THERE = np.int64(2)
"""First of the way there. (Typed: kernels are compiled anew for every plain constant they get.)"""


@inner
def arrive(depart_s, legs, mode, a, b, first, starts):  # type: ignore[no-untyped-def]
    """Second of arrival when leaving at ``depart_s``; rounds up at each period edge."""
    periods = starts.shape[0]
    k = 0
    while k + 1 < periods and starts[k + 1] <= depart_s:
        k += 1
    rest = np.int64(legs[mode, a, b, first + k])
    at = np.int64(depart_s)
    while k + 1 < periods and at + rest > starts[k + 1]:
        rest -= starts[k + 1] - at
        at = starts[k + 1]
        slow, fast = (
            np.int64(legs[mode, a, b, first + k + 1]),
            np.int64(legs[mode, a, b, first + k]),
        )
        rest = (rest * slow + fast - 1) // fast
        k += 1
    return at + rest


@woven
def latest_departure(arrive_by_s, legs, mode, a, b, first, starts):  # type: ignore[no-untyped-def]
    """Return the largest departure whose ``arrive`` is at most ``arrive_by_s``."""
    k = starts.shape[0] - 1
    while k > 0 and starts[k] >= arrive_by_s:
        k -= 1
    room = np.int64(arrive_by_s)
    # Invariant: leaving in period k is in time iff T[k] <= room - departure.
    while k > 0 and room - legs[mode, a, b, first + k] < starts[k]:
        left = room - starts[k]
        fast, slow = (
            np.int64(legs[mode, a, b, first + k - 1]),
            np.int64(legs[mode, a, b, first + k]),
        )
        # The rest brought over the edge may be as long as rescales to ``left``.
        room = starts[k] + left * fast // slow
        k -= 1
    return room - legs[mode, a, b, first + k]
