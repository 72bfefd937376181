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
