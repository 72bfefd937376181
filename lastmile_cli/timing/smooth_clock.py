"""
The law of motion without rounding: the clock of legs between two bends is a straight line.

For planning charges, whose hours are then told by the clock of whole seconds.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from lastmile_cli.domain.travel import UNREACHABLE_S


def arrive_smoothly(hour: float, durations_s: Sequence[int], starts_s: Sequence[int]) -> float:
    """
    Arrival over one leg; see ``motion.arrive``.

    >>> arrive_smoothly(700.0, (600, 1200), (0, 1000))
    1600.0
    """
    period = max(0, bisect_right(starts_s, hour) - 1)
    left = 1.0
    for number in range(period, len(starts_s)):
        ends = starts_s[number + 1] if number + 1 < len(starts_s) else math.inf
        if durations_s[number] < UNREACHABLE_S:
            needs = left * durations_s[number]
            if hour + needs <= ends:
                return hour + needs
            left -= (ends - hour) / durations_s[number]
        hour = ends
    return hour


def leave_smoothly(hour: float, durations_s: Sequence[int], starts_s: Sequence[int]) -> float:
    """
    When to leave at the latest to be there by an hour.

    >>> leave_smoothly(1600.0, (600, 1200), (0, 1000))
    700.0
    """
    period = max(0, bisect_right(starts_s, hour) - 1)
    left = 1.0
    for number in range(period, -1, -1):
        begins = starts_s[number] if number else -math.inf
        if durations_s[number] < UNREACHABLE_S:
            needs = left * durations_s[number]
            if hour - needs >= begins:
                return hour - needs
            left -= (hour - begins) / durations_s[number]
        hour = begins
    return hour


def bends_s(durations_s: Sequence[int], starts_s: Sequence[int]) -> tuple[float, ...]:
    """Hours of leaving at which the clock of a leg bends: where a period begins on the way."""
    later = [float(start_s) for start_s in starts_s[1:]]
    found = {*later, *(leave_smoothly(hour, durations_s, starts_s) for hour in later)}
    return tuple(sorted(hour for hour in found if math.isfinite(hour)))
