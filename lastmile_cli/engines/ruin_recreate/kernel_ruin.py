# mypy: ignore-errors
"""Ruin kernels: strings of neighbouring stops are taken out of neighbouring routes."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.kernel_route import (
    push_early,
    push_late,
    refresh_ready,
    refresh_route,
    save,
    save_route,
    set_leg,
)
from lastmile_cli.engines.ruin_recreate.layout import (
    C_MODE,
    C_SERVICE,
    F_READY,
    F_TIME,
    NEXT,
    NEXT_M,
    PARCELS,
    PREV,
    R_CLASS,
    R_LOAD,
    R_METRES,
    R_PARCELS,
    R_STAMP,
    R_STOPS,
    ROUTE,
)

LONG_SHARE = 0.5
"""Strings may be this share of a typical route where that is longer than the usual limit."""

REMOVED_SHARE = 0.6
"""Stops removed at least, as a share of the longest string: or one string would be all."""


@inner
def cut(d, s, log, first, last, it):
    """Take the stops from ``first`` to ``last`` out of their route; they keep their links."""
    r = s.node[first, ROUTE]
    c = s.route[r, R_CLASS]
    mode, sc = d.vclass[c, C_MODE], d.vclass[c, C_SERVICE]
    i, j = s.node[first, PREV], s.node[last, NEXT]
    save_route(s, log, r, it)
    save(s, log, i, it)
    save(s, log, j, it)
    metres = s.node[i, NEXT_M]
    v = first
    while True:
        save(s, log, v, it)
        s.node[v, ROUTE] = -1
        metres += s.node[v, NEXT_M]
        s.route[r, R_STOPS] -= 1
        for k in range(d.delivery.shape[1]):
            s.route[r, R_LOAD + k] -= d.delivery[v, k]
        s.route[r, R_PARCELS] -= d.stop[v, PARCELS]
        log.removed[log.counts[2]] = v
        log.counts[2] += 1
        if v == last:
            break
        v = s.node[v, NEXT]
    s.node[i, NEXT] = j
    s.node[j, PREV] = i
    set_leg(d, s, i, j, mode)
    s.route[r, R_METRES] += s.node[i, NEXT_M] - metres
    if s.route[r, R_STOPS] == 0:
        s.used[c] -= 1
    if d.flags[F_TIME]:
        push_early(d, s, log, i, it, mode, sc)
        push_late(d, s, log, j, it, mode, sc)


@woven
def cut_string(d, s, log, v, longest, split_rate, keep_rate, it):
    """Remove a string of stops that holds v, sometimes sparing a piece inside it."""
    n = d.stop.shape[0]
    r = s.node[v, ROUTE]
    stops = s.route[r, R_STOPS]
    length = min(int(draw(s.seed) * min(float(stops), longest) + 1.0), stops)
    spare = 0
    if 1 < length < stops and draw(s.seed) < split_rate:
        spare = 1
        while length + spare < stops and draw(s.seed) > keep_rate:
            spare += 1
    total = length + spare
    # How far the string may reach back from v, and must, to stay inside the route.
    back, i = 0, v
    while back < total - 1 and s.node[i, PREV] < n:
        i = s.node[i, PREV]
        back += 1
    ahead, j = 0, v
    while ahead < total - 1 and s.node[j, NEXT] < n:
        j = s.node[j, NEXT]
        ahead += 1
    least = total - 1 - ahead
    shift = least + int(draw(s.seed) * (back - least + 1))
    first = v
    for _ in range(shift):
        first = s.node[first, PREV]
    head = length
    if spare > 0:
        head = 1 + int(draw(s.seed) * (length - 1))
    last = first
    for _ in range(head - 1):
        last = s.node[last, NEXT]
    again = last
    for _ in range(spare + 1):
        again = s.node[again, NEXT]
    cut(d, s, log, first, last, it)
    if head < length:
        end = again
        for _ in range(length - head - 1):
            end = s.node[end, NEXT]
        cut(d, s, log, again, end, it)
    if d.flags[F_READY]:
        refresh_ready(d, s, log, r, it)
    refresh_route(d, s, r)


@woven
def ruin(d, s, log, routes, mean_removed, longest, keep_rate, it):
    """
    Remove strings around a random stop: few long or many short ones, as the routes are.

    Returns that stop.
    """
    n = d.stop.shape[0]
    planned = n - log.counts[3]
    mean_stops = planned / max(1, routes)
    reach = min(max(longest, LONG_SHARE * mean_stops), mean_stops)
    removed = max(mean_removed, REMOVED_SHARE * reach)
    strings = int(draw(s.seed) * (4.0 * removed / (1.0 + reach) - 1.0) + 1.0)
    centre = np.int64(draw(s.seed) * n)
    ruined = 0
    for k in range(-1, d.nearest.shape[1]):
        if ruined >= strings:
            break
        v = centre if k < 0 else d.nearest[centre, k]
        r = s.node[v, ROUTE]
        if r < 0 or s.route[r, R_STAMP] == it:
            continue
        cut_string(d, s, log, v, reach, 0.5, keep_rate, it)
        ruined += 1
    return centre
