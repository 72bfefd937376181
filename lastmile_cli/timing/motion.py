"""
The law of motion of ``domain.travel`` in plain Python: arrive, and its exact inverse.

Whole numbers only, so that every room and every machine gets the same second.
Engines have the same law in kernels of their own, on packed legs; tests hold
them to this one.
"""

from __future__ import annotations

from collections.abc import Sequence


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
    of the next period, rounded up to whole seconds at each edge.

    Examples
    --------
    Ten minutes' drive, twice as long from second 1000 on: half is driven by
    then, the other half takes another ten minutes:

    >>> arrive(700, (600, 1200), (0, 1000))
    1600
    """
    last = len(period_starts_s) - 1
    period = 0
    while period < last and period_starts_s[period + 1] <= depart_s:
        period += 1
    at_s = depart_s
    rest_s = durations_s[period]
    while period < last and at_s + rest_s > period_starts_s[period + 1]:
        edge_s = period_starts_s[period + 1]
        left = rest_s - (edge_s - at_s)
        rest_s = -((-left * durations_s[period + 1]) // durations_s[period])
        at_s = edge_s
        period += 1
    return at_s + rest_s


def latest_departure(
    arrive_by_s: int, durations_s: Sequence[int], period_starts_s: Sequence[int]
) -> int:
    """
    The largest departure that arrives by a second: the exact inverse of ``arrive``.

    Parameters are those of ``arrive``; there always is such a departure, since
    the first period reaches back for ever.

    Notes
    -----
    From the period of the deadline backwards, ``rest_s`` is the most that may
    be left to drive at the period's start, in that period's seconds. As
    ``ceil(a * q / p) <= rest`` exactly where ``a <= floor(rest * p / q)``, no
    rounding is lost, and plateaus (many departures, one arrival) end at their
    last second.

    >>> latest_departure(1600, (600, 1200), (0, 1000))
    700
    """
    period = len(period_starts_s) - 1
    while period > 0 and period_starts_s[period] > arrive_by_s:
        period -= 1
    depart_s = arrive_by_s - durations_s[period]
    while period > 0 and depart_s < period_starts_s[period]:
        # Here the leg takes longer than the period lasts until the deadline,
        # so its duration is above 0 and may divide.
        edge_s = period_starts_s[period]
        rest_s = durations_s[period] - (edge_s - depart_s)
        period -= 1
        driven_s = (rest_s * durations_s[period]) // durations_s[period + 1]
        depart_s = min(edge_s - 1, edge_s - durations_s[period] + driven_s)
    return depart_s
