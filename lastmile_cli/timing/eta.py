"""How sure an hour is: the interval around a planned arrival."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.timing.windows import Windows, begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """
    How far a day may run ahead of its plan, or behind.

    ``early_s`` and ``late_s`` hold from the first stop on; the shares (parts
    of a thousand) grow with the seconds driven and served since leaving the
    depot. Waiting does not count: it takes delay up rather than causing it.
    """

    early_s: int
    late_s: int
    early_per_mille: int
    late_per_mille: int


ASSUMED_SPREAD = Spread(early_s=120, late_s=300, early_per_mille=40, late_per_mille=100)
"""Assumption until history tells better: 2 min and 4 % early, 5 min and 10 % late."""


def eta_interval_s(
    arrive_s: int,
    worked_s: int,
    windows: Windows,
    spread: Spread = ASSUMED_SPREAD,
    *,
    not_before_s: int | None = None,
) -> tuple[int, int]:
    """
    Earliest and latest second at which service is expected to begin.

    Parameters
    ----------
    arrive_s
        Planned arrival.
    worked_s
        Seconds driven and served on this route before arriving.
    windows
        When service may begin: who comes early waits for the door to open.
    spread
        How far days run ahead and behind.
    not_before_s
        When the vehicle leaves the depot with these goods: nobody is expected
        earlier than that.

    Examples
    --------
    An hour's work after leaving the depot, planned for second 10,000:

    >>> eta_interval_s(10_000, 3_600, [(0, 86_399)])
    (9736, 10660)
    """
    early_s = spread.early_s + worked_s * spread.early_per_mille // 1_000
    low_s = arrive_s - early_s
    if not_before_s is not None:
        low_s = min(arrive_s, max(low_s, not_before_s))
    late_s = spread.late_s + worked_s * spread.late_per_mille // 1_000
    return begin(low_s, windows), begin(arrive_s + late_s, windows)


def widened_s(
    interval_s: tuple[int, int], least_s: int, bounds_s: tuple[int, int]
) -> tuple[int, int]:
    """
    Widen an interval to a length that customers are promised, on both sides alike.

    It stays inside the bounds, the customer's window above all, where it lies
    inside them already: it is pushed to the other side, and cut where they are
    narrower than what is promised.

    >>> widened_s((36_000, 36_600), 7_200, (28_800, 64_800))
    (32700, 39900)
    >>> widened_s((36_000, 36_600), 7_200, (35_400, 64_800))
    (35400, 42600)
    """
    low_s, high_s = interval_s
    missing_s = least_s - (high_s - low_s)
    if missing_s <= 0:
        return interval_s
    first_s, last_s = min(bounds_s[0], low_s), max(bounds_s[1], high_s)
    low_s = max(first_s, min(low_s - missing_s // 2, last_s - least_s))
    return low_s, min(last_s, low_s + least_s)
