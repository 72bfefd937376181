"""
Travel kernels: the law of motion of ``domain/travel.py`` on packed legs, and its exact inverse.

A packed leg is ``legs[mode, a, b, first : first + periods]``, int32 seconds, one
a period, ``SHUT`` where there is no way; ``starts[k]`` is when period k begins.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.ruin_recreate.compiled import inner, woven

THERE = np.int64(2)
"""First of the way there. (Typed: kernels are compiled anew for every plain constant they get.)"""

SHUT = np.int64(UNREACHABLE_S)
"""Seconds of a leg that has no way in a period."""


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
        fast = np.int64(legs[mode, a, b, first + k])
        rest -= starts[k + 1] - at
        k += 1
        # Where there is no way the vehicle stands.
        while k + 1 < periods and legs[mode, a, b, first + k] >= SHUT:
            k += 1
        at = starts[k]
        slow = np.int64(legs[mode, a, b, first + k])
        rest = slow if fast >= SHUT or slow >= SHUT else (rest * slow + fast - 1) // fast
    return at + rest


@woven
def latest_departure(arrive_by_s, legs, mode, a, b, first, starts):  # type: ignore[no-untyped-def]
    """Return the largest departure whose ``arrive`` is at most ``arrive_by_s``."""
    last = starts.shape[0] - 1
    never = np.int64(arrive_by_s) - SHUT
    k = last
    while k > 0 and starts[k] > arrive_by_s:
        k -= 1
    room = np.int64(arrive_by_s)
    if legs[mode, a, b, first + k] >= SHUT:
        if k == last and (k == 0 or never >= starts[k]):
            return never
        while k > 0 and legs[mode, a, b, first + k] >= SHUT:
            room = starts[k]
            k -= 1
        if legs[mode, a, b, first + k] >= SHUT:
            return never
        if legs[mode, a, b, first + k] == 0:
            room -= 1
    # Invariant: leaving in period k is in time iff T[k] <= room - departure.
    while k > 0 and room - legs[mode, a, b, first + k] < starts[k]:
        left = room - starts[k]
        slow = np.int64(legs[mode, a, b, first + k])
        k -= 1
        # Nothing is driven where there is no way.
        while k > 0 and legs[mode, a, b, first + k] >= SHUT:
            k -= 1
        fast = np.int64(legs[mode, a, b, first + k])
        if fast >= SHUT:
            return never
        # The rest brought over the edge may be as long as rescales to ``left``.
        room = starts[k + 1] + left * fast // slow
        if fast == 0:
            room -= 1
    return room - legs[mode, a, b, first + k]
