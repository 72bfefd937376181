"""
Travel kernels: the law of motion of ``domain/travel.py`` on laid legs, and its exact inverse.

A leg is ``seconds[mode, a, b]``, int32, one number a period, ``SHUT`` where there is no way;
``starts[k]`` is when period k begins.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.ruin_recreate.compiled import inner, woven

SHUT = np.int64(UNREACHABLE_S)
"""Seconds of a leg without a way. (Typed: kernels are compiled anew for every plain constant.)"""


@inner
def arrive(depart_s, seconds, mode, a, b, starts):  # type: ignore[no-untyped-def]
    """Second of arrival when leaving at ``depart_s``; rounds up at each period edge."""
    periods = starts.shape[0]
    k = 0
    while k + 1 < periods and starts[k + 1] <= depart_s:
        k += 1
    rest = np.int64(seconds[mode, a, b, k])
    at = np.int64(depart_s)
    while k + 1 < periods and at + rest > starts[k + 1]:
        fast = np.int64(seconds[mode, a, b, k])
        rest -= starts[k + 1] - at
        k += 1
        # Where there is no way the vehicle stands.
        while k + 1 < periods and seconds[mode, a, b, k] >= SHUT:
            k += 1
        at = starts[k]
        slow = np.int64(seconds[mode, a, b, k])
        rest = slow if fast >= SHUT or slow >= SHUT else (rest * slow + fast - 1) // fast
    return at + rest


@woven
def latest_departure(arrive_by_s, seconds, mode, a, b, starts):  # type: ignore[no-untyped-def]
    """Return the largest departure whose ``arrive`` is at most ``arrive_by_s``."""
    last = starts.shape[0] - 1
    never = np.int64(arrive_by_s) - SHUT
    k = last
    while k > 0 and starts[k] > arrive_by_s:
        k -= 1
    room = np.int64(arrive_by_s)
    if seconds[mode, a, b, k] >= SHUT:
        if k == last and (k == 0 or never >= starts[k]):
            return never
        while k > 0 and seconds[mode, a, b, k] >= SHUT:
            room = starts[k]
            k -= 1
        if seconds[mode, a, b, k] >= SHUT:
            return never
        if seconds[mode, a, b, k] == 0:
            room -= 1
    # Invariant: leaving in period k is in time iff T[k] <= room - departure.
    while k > 0 and room - seconds[mode, a, b, k] < starts[k]:
        left = room - starts[k]
        slow = np.int64(seconds[mode, a, b, k])
        k -= 1
        # Nothing is driven where there is no way.
        while k > 0 and seconds[mode, a, b, k] >= SHUT:
            k -= 1
        fast = np.int64(seconds[mode, a, b, k])
        if fast >= SHUT:
            return never
        # The rest brought over the edge may be as long as rescales to ``left``.
        room = starts[k + 1] + left * fast // slow
        if fast == 0:
            room -= 1
    return room - seconds[mode, a, b, k]
