"""Who causes the driving: the Shapley value of a route that keeps its order, in closed form."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction


def driving_shares(leg_cost: Sequence[Sequence[int]]) -> tuple[Fraction, ...]:
    """
    Share the driving cost of one trip among its stops, fairly and exactly.

    The game: the players are the trip's stops. A coalition costs the driving of
    the same trip visiting only its members, in the order they have; nobody at
    all costs nothing. A stop's share is what it adds on average when the stops
    join one by one, every order of joining being equally likely. The shares
    add up to the cost of the whole trip.

    Parameters
    ----------
    leg_cost
        Cost of driving from row to column in whole units; shape (n + 2, n + 2),
        0 where the trip begins, 1 to n the stops in order, n + 1 where it ends.
        Only entries above the diagonal are read. An open route ends at no cost:
        its last column is 0.

    Returns
    -------
    n exact shares, which may be negative where a detour via the stop is
    shorter than the way without it.

    Notes
    -----
    When k joins, let i be the nearest member before it and j after it; k adds
    ``c[i,k] + c[k,j] - c[i,j]``. Joining times are exchangeable, so the chance
    that i, and not the m stops between i and k, came before k is
    ``m! 1! / (m + 2)!``, or ``m! / (m + 1)!`` where i is the depot; with both
    neighbours named and m other stops between them it is
    ``2 m! / (m + 3)!``, and so on. Each pair (i, j) thus counts for k = i and
    k = j with one weight, and against every stop between them with another,
    the same for all: a running sum makes the whole O(n²). Weights are put over
    one common denominator, so that all sums are of integers. The empty trip,
    which the closed form would charge ``c[0, n + 1]``, is free: that cost is
    shared equally, as by symmetry it must. The game is the one of Fishburn and
    Pollak (1983), "Fixed-route cost allocation".

    >>> alone = [[0, 5, 0], [0, 0, 7], [0, 0, 0]]
    >>> [str(share) for share in driving_shares(alone)]
    ['12']
    """
    count = len(leg_cost) - 2
    if count < 1:
        return ()
    common = math.lcm(*range(1, count + 1)) ** 3
    shares = [0] * (count + 2)
    between = [0] * (count + 3)
    for i in range(count + 1):
        for j in range(i + 1, count + 2):
            cost = leg_cost[i][j]
            stops_between = j - i - 1
            ends = (i == 0) + (j == count + 1)
            joins, parts = _weights(stops_between, ends, common)
            if i > 0:
                shares[i] += cost * joins
            if j <= count:
                shares[j] += cost * joins
            between[i + 1] += cost * parts
            between[j] -= cost * parts
    empty = Fraction(leg_cost[0][count + 1], count)
    running = 0
    result = []
    for stop in range(1, count + 1):
        running += between[stop]
        result.append(Fraction(shares[stop] - running, common) + empty)
    return tuple(result)


def _weights(stops_between: int, ends: int, common: int) -> tuple[int, int]:
    """
    Chances, over the common denominator, for a pair with so many stops between.

    First: that the one member of the pair joins and finds the other as its
    neighbour. Second: that one given stop between them joins and finds them
    both. ``ends`` says how many of the pair are depots, always there.
    """
    gap = stops_between
    joins = common // (gap + 1) if ends else common // ((gap + 1) * (gap + 2))
    if gap == 0:
        return joins, 0
    others = gap - 1
    if ends == 2:
        return joins, common // (others + 1)
    if ends == 1:
        return joins, common // ((others + 1) * (others + 2))
    return joins, 2 * common // ((others + 1) * (others + 2) * (others + 3))
