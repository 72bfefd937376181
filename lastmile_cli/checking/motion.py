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

    >>> arrival_s(0, (600, 1200), (0, 300))  # half of it fast, half of it slow
    900
    """
    period = max(0, bisect_right(period_starts_s, depart_s) - 1)
    now_s, left_s = depart_s, leg_s[period]
    edges_s = period_starts_s[period + 1 :]
    for edge_s, old_s, new_s in zip(edges_s, leg_s[period:], leg_s[period + 1 :], strict=False):
        if now_s + left_s <= edge_s:
            break
        undriven_s = left_s - (edge_s - now_s)
        whole, remainder = divmod(undriven_s * new_s, old_s)
        now_s, left_s = edge_s, whole + (1 if remainder else 0)
    return now_s + left_s


def drive_to_s(problem: Problem, vehicle: int, start: int, end: int, depart_s: int) -> int:
    """When this vehicle arrives at place ``end``, leaving place ``start`` at ``depart_s``."""
    leg_s = problem.travel.durations_s(problem.vehicles[vehicle].table, start, end)
    return arrival_s(depart_s, leg_s, problem.travel.period_starts_s)


def has_way(problem: Problem, vehicle: int, start: int, end: int) -> bool:
    """Whether this vehicle can drive from one place to the other at all."""
    leg_s = problem.travel.durations_s(problem.vehicles[vehicle].table, start, end)
    return all(duration_s < UNREACHABLE_S for duration_s in leg_s)
