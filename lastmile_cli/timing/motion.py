"""
The law of motion of ``domain.travel`` in plain Python: arrive, and its exact inverse.

Whole numbers only, so that every room and every machine gets the same second.
Engines have the same law in kernels of their own, on packed legs; tests hold
them to this one.
"""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.travel import UNREACHABLE_S


def arrive(depart_s: int, durations_s: Sequence[int], period_starts_s: Sequence[int]) -> int:
    """
    Second of arrival over one leg; never earlier for a later departure.

    Parameters
    ----------
    depart_s
        Second of departure; before the first period the first one counts.
    durations_s
        Seconds for the whole leg in each period, at most 2**30 each.
    period_starts_s
        When each period begins, rising; as long as ``durations_s``.

    Notes
    -----
    Ichoua, Gendreau, Potvin (2003), "Vehicle dispatching with time-dependent
    travel times": what is driven stays driven, the rest goes on at the speed
    of the next period, rounded up to whole seconds at each edge. Periods
    without a way (``UNREACHABLE_S``) are passed over standing still.

    Examples
    --------
    Ten minutes' drive, twice as long from second 1000 on: half is driven by
    then, the other half takes another ten minutes:

    >>> arrive(700, (600, 1200), (0, 1000))
    1600

    A street that is closed from second 1000 to 5000 is waited for half way:

    >>> arrive(700, (600, 2**30, 600), (0, 1000, 5000))
    5300
    """
    last = len(period_starts_s) - 1
    period = 0
    while period < last and period_starts_s[period + 1] <= depart_s:
        period += 1
    at_s = depart_s
    rest_s = durations_s[period]
    while period < last and at_s + rest_s > period_starts_s[period + 1]:
        driven_at, left_s = durations_s[period], rest_s - (period_starts_s[period + 1] - at_s)
        period += 1
        while period < last and durations_s[period] >= UNREACHABLE_S:
            period += 1
        at_s, rest_s = period_starts_s[period], durations_s[period]
        if driven_at < UNREACHABLE_S and rest_s < UNREACHABLE_S:
            rest_s = -((-left_s * rest_s) // driven_at)
    return at_s + rest_s


def latest_departure(
    arrive_by_s: int, durations_s: Sequence[int], period_starts_s: Sequence[int]
) -> int:
    """
    The largest departure that arrives by a second: the exact inverse of ``arrive``.

    Parameters are those of ``arrive``. Where every departure arrives later,
    since there is no way in the first periods, ``arrive_by_s - UNREACHABLE_S``
    comes back: before any day.

    Notes
    -----
    From the period of the deadline backwards, ``rest_s`` is the most that may
    be left to drive at the period's start, in that period's seconds. As
    ``ceil(a * q / p) <= rest`` exactly where ``a <= floor(rest * p / q)``, no
    rounding is lost, and plateaus (many departures, one arrival) end at their
    last second. Periods without a way have no rest to spare: by their start
    one must have arrived, unless one that has a way comes after them.

    >>> latest_departure(1600, (600, 1200), (0, 1000))
    700
    """
    last = period = len(period_starts_s) - 1
    never_s = arrive_by_s - UNREACHABLE_S
    if durations_s[last] >= UNREACHABLE_S and (not last or never_s >= period_starts_s[last]):
        return never_s
    while period > 0 and period_starts_s[period] > arrive_by_s:
        period -= 1
    by_s = before_s = arrive_by_s
    while durations_s[period] >= UNREACHABLE_S:
        if period == 0:
            return never_s
        by_s, before_s, period = period_starts_s[period], period_starts_s[period] - 1, period - 1
    depart_s = min(by_s - durations_s[period], before_s)
    while period > 0 and depart_s < period_starts_s[period]:
        # Here the leg takes longer than the period lasts until the deadline,
        # so its duration is above 0 and may divide.
        rest_s = durations_s[period] - (period_starts_s[period] - depart_s)
        left_at = durations_s[period]
        period -= 1
        while period > 0 and durations_s[period] >= UNREACHABLE_S:
            period -= 1
        if durations_s[period] >= UNREACHABLE_S:
            return never_s
        edge_s = period_starts_s[period + 1]
        driven_s = (rest_s * durations_s[period]) // left_at
        depart_s = min(edge_s - 1, edge_s - durations_s[period] + driven_s)
    return depart_s
