# mypy: ignore-errors
"""
Twin kernels: a route changes to another class that differs only in room and prices.

Hours, legs and who may serve are the same among twins, so a change touches
the route's class and the counts of vehicles in use, nothing else.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.kernel_route import HUGE, duration_price
from lastmile_cli.engines.ruin_recreate.layout import (
    C_COUNT,
    C_SLOT,
    C_TWIN,
    F_HOURS,
    F_PICKUPS,
    P_FIXED,
    P_METRE,
    P_PARCEL,
    P_STOP,
    R_CLASS,
    R_DURATION,
    R_LOAD,
    R_METRES,
    R_PARCELS,
    R_STOPS,
)

SHRINK_RATE = 0.5
"""How often a ruined route takes the cheapest vehicle for what is left before it is refilled."""

TRADE_RATE = 0.2
"""How often ruined routes exchange their vehicles before they are refilled."""

WHERE_IT_PAYS, ANYHOW = np.bool_(True), np.bool_(False)
"""When routes trade. (Typed: kernels are compiled anew for every plain constant they get.)"""


@inner
def price_as(d, s, r, c):
    """What route r would cost with a vehicle of class c."""
    price = d.price[c, P_FIXED] + d.price[c, P_METRE] * s.route[r, R_METRES]
    price += d.price[c, P_STOP] * s.route[r, R_STOPS]
    price += d.price[c, P_PARCEL] * s.route[r, R_PARCELS]
    if d.flags[F_HOURS]:
        price += duration_price(d, c, s.route[r, R_DURATION])
    return price


@inner
def switch(s, r, c):
    """Give route r (with stops) a vehicle of class c."""
    s.used[s.route[r, R_CLASS]] -= 1
    s.used[c] += 1
    s.route[r, R_CLASS] = c


@inner
def holds(d, s, r, c):
    """Whether a vehicle of class c has room for route r."""
    for k in range(d.delivery.shape[1]):
        most = s.route[r, R_LOAD + k]
        if d.flags[F_PICKUPS]:
            most = s.onboard[d.stop.shape[0] + 2 * r, k, 2]
        if most > d.capacity[c, k]:
            return False
    return True


@inner
def roomier_twin(d, s, r, v):
    """The cheapest free twin that holds route r's load and stop v; -1 when none does."""
    now = s.route[r, R_CLASS]
    least, found = HUGE, -1
    c = d.vclass[now, C_TWIN]
    while c != now:
        if s.used[c] < d.vclass[c, C_COUNT]:
            price = price_as(d, s, r, c)
            if price < least:
                fits = True
                for k in range(d.delivery.shape[1]):
                    most = s.route[r, R_LOAD + k] + d.delivery[v, k]
                    if d.flags[F_PICKUPS]:
                        # Wherever it stands, no more than this is ever on board.
                        most = s.onboard[d.stop.shape[0] + 2 * r, k, 2]
                        most += max(d.delivery[v, k], d.pickup[v, k])
                    if most > d.capacity[c, k]:
                        fits = False
                if fits:
                    least, found = price, c
        c = d.vclass[c, C_TWIN]
    return found


@inner
def cheapest_twin(d, s, r):
    """The free twin that would carry route r cheaper than its own vehicle; -1 when none would."""
    now = s.route[r, R_CLASS]
    least, found = price_as(d, s, r, now), -1
    c = d.vclass[now, C_TWIN]
    while c != now:
        if s.used[c] < d.vclass[c, C_COUNT]:
            price = price_as(d, s, r, c)
            if price < least and holds(d, s, r, c):
                least, found = price, c
        c = d.vclass[c, C_TWIN]
    return found


@woven
def are_twins(d, a, b):
    """Whether two different classes are of one family."""
    return a != b and d.vclass[a, C_SLOT] == d.vclass[b, C_SLOT]


@inner
def trade(d, s, log, must_pay):
    """Let touched routes exchange vehicles: where it pays, or wherever it can be done."""
    for k in range(1, log.counts[1]):
        r, q = log.which[k - 1], log.which[k]
        if s.route[r, R_STOPS] == 0 or s.route[q, R_STOPS] == 0:
            continue
        a, b = s.route[r, R_CLASS], s.route[q, R_CLASS]
        if not are_twins(d, a, b) or not holds(d, s, r, b) or not holds(d, s, q, a):
            continue
        if must_pay:
            before = price_as(d, s, r, a) + price_as(d, s, q, b)
            if price_as(d, s, r, b) + price_as(d, s, q, a) >= before:
                continue
        s.route[r, R_CLASS] = b
        s.route[q, R_CLASS] = a


@woven
def shrink(d, s, log):
    """Let some of the ruined routes take a cheaper vehicle: what is put back pays for more room."""
    if draw(s.seed) < TRADE_RATE:
        trade(d, s, log, ANYHOW)
    for k in range(log.counts[1]):
        r = log.which[k]
        if s.route[r, R_STOPS] > 0 and draw(s.seed) < SHRINK_RATE:
            c = cheapest_twin(d, s, r)
            if c >= 0:
                switch(s, r, c)
