"""The referee's own law of motion, written from the words in ``domain.travel``."""

from __future__ import annotations

from bisect import bisect_right

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.travel import UNREACHABLE_S


def arrival_s(depart_s: int, leg_s: tuple[int, ...], period_starts_s: tuple[int, ...]) -> int:
    """
    When a vehicle arrives that leaves at ``depart_s``.

    ``leg_s`` holds the leg's duration under each period's speeds. What is left
    of the leg when a period ends is carried over in proportion, rounded up.
    While there is no way the vehicle stands, wherever it is.

    >>> arrival_s(0, (600, 1200), (0, 300))  # half of it fast, half of it slow
    900
    >>> arrival_s(0, (600, 2**30, 1200), (0, 300, 900))  # and ten minutes standing
    1500
    """
    first = max(0, bisect_right(period_starts_s, depart_s) - 1)
    ends_s = (*period_starts_s[first + 1 :], None)
    undriven_s, of_s = 1, 1  # What is left of the leg, as parts of so many.
    now_s = depart_s
    for end_s, whole_s in zip(ends_s, leg_s[first:], strict=True):
        if whole_s < UNREACHABLE_S:
            left_s = -(-undriven_s * whole_s // of_s)
            if end_s is None or now_s + left_s <= end_s:
                return now_s + left_s
            undriven_s, of_s = left_s - (end_s - now_s), whole_s
        if end_s is not None:
            now_s = end_s
    return now_s + UNREACHABLE_S


def drive_to_s(problem: Problem, vehicle: int, start: int, end: int, depart_s: int) -> int:
    """When this vehicle arrives at place ``end``, leaving place ``start`` at ``depart_s``."""
    leg_s = problem.travel.durations_s(problem.vehicles[vehicle].table, start, end)
    return arrival_s(depart_s, leg_s, problem.travel.period_starts_s)


def has_way(problem: Problem, vehicle: int, start: int, end: int) -> bool:
    """Whether this vehicle can drive from one place to the other at all, at some hour."""
    leg_s = problem.travel.durations_s(problem.vehicles[vehicle].table, start, end)
    return any(duration_s < UNREACHABLE_S for duration_s in leg_s)
