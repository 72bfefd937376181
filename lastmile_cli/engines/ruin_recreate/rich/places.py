# mypy: ignore-errors
"""
The places of a unit, those that might cost least first.

Two legs say what a place costs at least; only what is below the best price found is driven
through. Most units need two or three drives where places taken as they came needed ten.
"""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, woven
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_LOCKED,
    C_MAX_TRIPS,
    HUGE,
    NONE,
    PLACES,
    PLAIN,
    R_CLASS,
    R_SEEN,
    R_SIZE,
    R_TRIPS,
    RELOAD_AFTER,
    RELOAD_BEFORE,
    S_DESTINATION,
)
from lastmile_cli.engines.ruin_recreate.rich.trials import least_price, try_pair, try_trial


@inner
def drive_through(d, p, w, count, least, blink):
    """Drive the first ``count`` places noted through, the least one first; the least price."""
    while True:
        x, bound = NONE, least
        for y in range(count):
            if w.place_price[y] < bound:
                x, bound = np.int64(y), w.place_price[y]
        if x < 0:
            return least
        w.place_price[x] = HUGE
        if draw(p.seed) < blink:
            continue
        r = w.place[x, 0]
        c = p.route[r, R_CLASS]
        v = w.place[x, 3]
        least = try_trial(d, p, w, r, c, v, w.place[x, 1], w.place[x, 2], NONE, NONE, least)


@inner
def has_room(d, p, r, c, v, at):
    """Whether the trip on which this place lies might hold what v takes out or brings back too."""
    if at > 0 and p.order[r, at - 1] >= 0:
        u = p.order[r, at - 1]
    elif at < p.route[r, R_SIZE]:
        u = p.order[r, at]
    else:
        return True
    units = d.delivery.shape[1]
    for f in range(units):
        room = d.capacity[c, f]
        if p.aboard[u, f] + d.delivery[v, f] > room:
            return False
        if p.aboard[u, units + f] + d.pickup[v, f] > room:
            return False
    return True


@inner
def note_place(d, p, w, r, c, v, at, kind, least, blink, count, mark):
    """
    Note a place unless it is dearer than ``least``; a shipment's are driven through at once.

    Returns the least price and how many places are noted.
    """
    if at < d.vclass[c, C_LOCKED] or w.tried[r, at, kind] == mark:
        return least, count
    w.tried[r, at, kind] = mark
    if kind == PLAIN and not has_room(d, p, r, c, v, at):
        return least, count
    second = d.stop[v, S_DESTINATION]
    if second >= 0:
        if draw(p.seed) >= blink:
            least = try_pair(d, p, w, r, c, v, second, at, kind, least)
        return least, count
    bound = least_price(d, p, r, c, v, at, kind, least)
    if bound >= least:
        return least, count
    if count == PLACES:
        least = drive_through(d, p, w, count, least, blink)
        count = np.int64(0)
    w.place[count, 0], w.place[count, 1] = r, at
    w.place[count, 2], w.place[count, 3] = kind, v
    w.place_price[count] = bound
    return least, count + 1


@woven
def note_beside(d, p, w, v, u, r, c, least, blink, count, mark):
    """Note the places on both sides of stop u, and once a route its ends and new trips."""
    at = p.position[u]
    has_trips = p.route[r, R_TRIPS] < d.vclass[c, C_MAX_TRIPS]
    is_new = p.route[r, R_SEEN] != mark
    p.route[r, R_SEEN] = mark
    for side in range(8 if is_new else 4):
        if side & 1 and not has_trips:
            continue
        # In turn: before u, behind it, at the start, at the end; odd ones with a reload.
        place, kind = at, PLAIN
        if side == 1:
            kind = RELOAD_AFTER
        elif side == 2 or side == 3:
            place = at + 1
            kind = RELOAD_BEFORE if side == 3 else PLAIN
        elif side == 4 or side == 5:
            place = d.vclass[c, C_LOCKED]
            kind = RELOAD_AFTER if side == 5 else PLAIN
        elif side >= 6:
            place = p.route[r, R_SIZE]
            kind = RELOAD_BEFORE if side == 7 else PLAIN
        least, count = note_place(d, p, w, r, c, v, place, kind, least, blink, count, mark)
    return least, count
