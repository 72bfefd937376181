# mypy: ignore-errors
"""An order changed: saved before, judged and indexed after."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, only_for, woven
from lastmile_cli.engines.ruin_recreate.rich.charges_kept import tell_charges
from lastmile_cli.engines.ruin_recreate.rich.hours import bounds
from lastmile_cli.engines.ruin_recreate.rich.judge import judge
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_BREAKS,
    C_FIRST_LOCKED,
    C_LOCKED,
    C_SLOT,
    FIRST_CHARGER,
    HUGE,
    J_BARE,
    J_CARE,
    J_COURSE,
    J_DURATION,
    J_IDLE,
    J_KEPT,
    J_STAYS,
    J_STOPS,
    J_TRIPS,
    K_KIND,
    K_POSITION,
    K_ROUTE,
    K_SECOND,
    K_STOP,
    NONE,
    R_CHARGED,
    R_CHARGED_AGAIN,
    R_CHARGER,
    R_CHARGER_AGAIN,
    R_CLASS,
    R_DURATION,
    R_IDLE,
    R_LEAVES,
    R_METRES,
    R_SIZE,
    R_STAMP,
    R_STOPS,
    R_TRIPS,
    RELOAD,
    RELOAD_AFTER,
    RELOAD_BEFORE,
    S_DESTINATION,
    S_GROUP,
    THOROUGH,
    USUAL,
)
from lastmile_cli.engines.ruin_recreate.rich.parts import fill_parts


@inner
def write_trial(p, w, r, at, kind, v, at2, v2):
    """Write route r's order with v at ``at`` (and v2 at ``at2`` of the old order) to the desk."""
    m = np.int64(0)
    size = p.route[r, R_SIZE]
    for k in range(size + 1):
        if k == at:
            if kind == RELOAD_BEFORE:
                w.order[m] = RELOAD
                m += 1
            w.order[m] = v
            m += 1
            if v2 >= 0 and at2 == k:
                w.order[m] = v2
                m += 1
            if kind == RELOAD_AFTER:
                w.order[m] = RELOAD
                m += 1
        elif v2 >= 0 and k == at2:
            w.order[m] = v2
            m += 1
        if k < size:
            w.order[m] = p.order[r, k]
            m += 1
    return m


@inner
def save_route(p, w, r, it):
    """Keep route r as it was before this iteration."""
    if p.route[r, R_STAMP] == it:
        return
    p.route[r, R_STAMP] = it
    x = w.counts[0]
    w.counts[0] = x + 1
    w.which[x] = r
    for f in range(p.route.shape[1]):
        w.old_route[x, f] = p.route[r, f]
    w.old_cost[x], w.old_rough[x] = p.cost[r], p.rough[r]
    for k in range(p.route[r, R_SIZE]):
        w.old_order[x, k] = p.order[r, k]
        w.old_early[x, k] = p.early[r, k]
        w.old_late[x, k] = p.late[r, k]
    if p.part.shape[1] > 1:
        for k in range(p.route[r, R_SIZE]):
            for f in range(6):
                w.old_part[x, k, f] = p.part[r, k, f]


@inner
def index_route(d, p, r):
    """Note where route r's stops are now, and what their trips take out and bring back."""
    size = p.route[r, R_SIZE]
    units = d.delivery.shape[1]
    start = np.int64(0)
    for k in range(size + 1):
        if k < size and p.order[r, k] >= 0:
            v = p.order[r, k]
            p.route_of[v] = r
            p.position[v] = k
            continue
        for f in range(units):
            out = back = np.int64(0)
            for x in range(start, k):
                out += d.delivery[p.order[r, x], f]
                back += d.pickup[p.order[r, x], f]
            for x in range(start, k):
                p.aboard[p.order[r, x], f] = out
                p.aboard[p.order[r, x], units + f] = back
        start = np.int64(k + 1)


def note_nothing(_d, _p, _w, _r):
    """Do nothing: nobody has to recharge."""


@only_for("RangedDay", other=note_nothing)
def note_charges(d, p, w, r):
    """Note where the first two charges of the course just judged are."""
    p.route[r, R_CHARGED] = NONE
    p.route[r, R_CHARGED_AGAIN] = NONE
    entries = np.int64(0)
    for k in range(w.found[J_COURSE]):
        v = w.course[k]
        if v > FIRST_CHARGER:
            entries += 1
        elif p.route[r, R_CHARGED] < 0:
            p.route[r, R_CHARGED] = entries
            p.route[r, R_CHARGER] = (FIRST_CHARGER - v) % d.charger.shape[0]
        elif p.route[r, R_CHARGED_AGAIN] < 0:
            p.route[r, R_CHARGED_AGAIN] = entries
            p.route[r, R_CHARGER_AGAIN] = (FIRST_CHARGER - v) % d.charger.shape[0]


def price_on_trial(d, p, w, r, c, m):
    """Price route r as places are tried: its best hours are found once the iteration is over."""
    care = w.found[J_CARE]
    w.found[J_CARE] = USUAL
    p.rough[r] = judge(d, w, c, w.order, m, HUGE)
    w.found[J_CARE] = care
    p.cost[r] = p.rough[r]


@only_for("RangedDay", other=price_on_trial)
def price_order(d, p, w, r, c, m):
    """Price route r in full: where it charges is decided now."""
    w.found[J_STAYS] = 1
    p.cost[r] = judge(d, w, c, w.order, m, HUGE)
    w.found[J_STAYS] = 0
    p.rough[r] = p.cost[r]


def settle_order(d, p, w, r):
    """Find the best hours of route r, whose order stays."""
    c, m = p.route[r, R_CLASS], p.route[r, R_SIZE]
    has_choice = d.starts.shape[0] > 1 or d.vclass[c, C_BREAKS] > 0
    if m == 0 or (not has_choice and w.found[J_CARE] != THOROUGH):
        return
    for k in range(m):
        w.order[k] = p.order[r, k]
    w.found[J_STAYS] = 1
    p.cost[r] = judge(d, w, c, w.order, m, HUGE)
    w.found[J_STAYS] = 0
    p.route[r, R_DURATION] = w.found[J_DURATION]


@only_for("RangedDay", other=settle_order)
def settle_hours(_d, _p, _w, _r):
    """Do nothing: where vehicles charge, orders are priced in full at once."""


@inner
def set_order(d, p, w, r, m):
    """Give route r the order on the desk, judged anew; its hours may still become better."""
    c = p.route[r, R_CLASS]
    if p.route[r, R_SIZE] == 0 and m > 0:
        p.used[c] += 1
    if p.route[r, R_SIZE] > 0 and m == 0:
        p.used[c] -= 1
    price_order(d, p, w, r, c, m)
    p.route[r, R_SIZE] = m
    p.route[r, R_STOPS] = w.found[J_STOPS]
    p.route[r, R_TRIPS] = w.found[J_TRIPS]
    p.route[r, R_DURATION] = w.found[J_DURATION]
    p.route[r, R_IDLE] = w.found[J_IDLE]
    p.route[r, R_METRES] = w.found[J_BARE]
    note_charges(d, p, w, r)
    for k in range(m):
        p.order[r, k] = w.order[k]
    bounds(d, w, c, p.order[r], m, p.early[r], p.late[r])
    p.route[r, R_LEAVES] = fill_parts(d, w, c, p.order[r], m, p.part[r])
    index_route(d, p, r)


@inner
def join_group(d, p, v, r):
    """Count stop v into its group."""
    g = d.stop[v, S_GROUP]
    if g >= 0:
        p.group[g, 0] = r
        p.group[g, 1] += 1


@woven
def place(d, p, w, it):
    """Put a unit where ``w.choice`` says."""
    r = w.choice[K_ROUTE]
    if r < 0:
        r = d.vclass[-1 - r, C_SLOT]
        while p.route[r, R_SIZE] > 0:
            r += 1
    save_route(p, w, r, it)
    v = w.choice[K_STOP]
    second = d.stop[v, S_DESTINATION]
    at, kind, at2 = w.choice[K_POSITION], w.choice[K_KIND], w.choice[K_SECOND]
    m = write_trial(p, w, r, at, kind, v, at2, second)
    tell_charges(d, p, w, r, p.route[r, R_CLASS], v, at, kind, at2, second)
    set_order(d, p, w, r, m)
    w.found[J_KEPT] = NONE
    join_group(d, p, v, r)
    if second >= 0:
        join_group(d, p, second, r)


@woven
def is_fixed(d, c, v):
    """Whether stop v is on the locked start of class c itself."""
    found = False
    for k in range(d.vclass[c, C_LOCKED]):
        found = found or d.locked[d.vclass[c, C_FIRST_LOCKED] + k] == v
    return found


@inner
def lay_locked(d, w, c):
    """Write the locked start of class c and where what it picks up goes; returns how many."""
    m = d.vclass[c, C_LOCKED]
    for k in range(d.vclass[c, C_LOCKED]):
        v = d.locked[d.vclass[c, C_FIRST_LOCKED] + k]
        w.order[k] = v
        end = d.stop[v, S_DESTINATION]
        if end >= 0 and not is_fixed(d, c, end):
            w.order[m] = end
            m += 1
    return m
