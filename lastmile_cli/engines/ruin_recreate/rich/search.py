# mypy: ignore-errors
"""The search loop on rich days: ruin, recreate, judge, take back; and taking over a solution."""

from __future__ import annotations

import math

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import entry, woven
from lastmile_cli.engines.ruin_recreate.kernel_order import sort_by_key
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.parameters import ABSENT_TRIES, NEAR_ABSENT, NEAR_RATE
from lastmile_cli.engines.ruin_recreate.rich.adopt import take_over, total_cost
from lastmile_cli.engines.ruin_recreate.rich.changes import (
    index_route,
    place,
    settle_hours,
)
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    HUGE,
    R_CHARGED,
    R_SEEN,
    R_SIZE,
    R_STAMP,
    S_CLOSES,
    S_OPENS,
    S_UNIT,
    W_ABSENT,
    W_BEST_ABSENT,
    W_ITERATION,
    Y_BEST,
    Y_COST,
)
from lastmile_cli.engines.ruin_recreate.rich.recreate import best_place
from lastmile_cli.engines.ruin_recreate.rich.ruin import ruin
from lastmile_cli.engines.ruin_recreate.rich.vehicles import change_some, change_where_it_pays


@woven
def sort_removed(d, p, w):
    """Order the removed units by a rule drawn for this iteration."""
    rule = int(draw(p.seed) * 17.0)
    last = d.solo.shape[1] - 1
    for x in range(w.counts[2]):
        v = w.removed[x]
        if rule < 4:
            w.key[x] = draw(p.seed)
        elif rule < 8:
            w.key[x] = -float(d.delivery[v, 0] + d.pickup[v, 0])
        elif rule < 10:
            w.key[x] = -d.solo[v, last]
        elif rule < 11:
            w.key[x] = d.solo[v, last]
        elif rule < 13:
            w.key[x] = float(d.stop[v, S_CLOSES] - d.stop[v, S_OPENS])
        elif rule < 15:
            w.key[x] = float(d.stop[v, S_OPENS])
        else:
            w.key[x] = -float(d.stop[v, S_CLOSES])
    sort_by_key(w.key, w.removed, w.counts[2])


@woven
def call_absent(p, w, tries):
    """Move at most ``tries`` absent units to those that are put back."""
    before = w.counts[3]
    start = 0 if before <= tries else int(draw(p.seed) * before)
    kept = 0
    for x in range(before):
        v = w.old_absent[(start + x) % before]
        if x < tries:
            w.removed[w.counts[2]] = v
            w.counts[2] += 1
        else:
            p.absent[kept] = v
            kept += 1
    p.whole[W_ABSENT] = kept


@woven
def call_near(d, p, w, tries, centre):
    """The same for those near the centre of the ruin alone: only there room has been made."""
    for x in range(w.counts[3]):
        w.flag[w.old_absent[x]] = 1
    called = 0
    for k in range(-1, min(NEAR_ABSENT, d.nearest.shape[1])):
        if called >= tries:
            break
        unit = d.stop[centre if k < 0 else d.nearest[centre, k], S_UNIT]
        if w.flag[unit] == 1:
            w.flag[unit] = 2
            called += 1
            w.removed[w.counts[2]] = unit
            w.counts[2] += 1
    kept = 0
    for x in range(w.counts[3]):
        v = w.old_absent[x]
        if w.flag[v] == 1:
            p.absent[kept] = v
            kept += 1
        w.flag[v] = 0
    p.whole[W_ABSENT] = kept


@woven
def undo(d, p, w):
    """Take the iteration back."""
    for x in range(w.counts[0]):
        r = w.which[x]
        for k in range(p.route[r, R_SIZE]):
            v = p.order[r, k]
            if v >= 0 and p.route_of[v] == r:
                p.route_of[v] = -1
    for x in range(w.counts[0]):
        r = w.which[x]
        seen, stamp = p.route[r, R_SEEN], p.route[r, R_STAMP]
        for f in range(p.route.shape[1]):
            p.route[r, f] = w.old_route[x, f]
        p.route[r, R_SEEN] = seen
        p.route[r, R_STAMP] = stamp
        p.cost[r], p.rough[r] = w.old_cost[x], w.old_rough[x]
        for k in range(p.route[r, R_SIZE]):
            p.order[r, k] = w.old_order[x, k]
            p.early[r, k] = w.old_early[x, k]
            p.late[r, k] = w.old_late[x, k]
        if p.part.shape[1] > 1:
            for k in range(p.route[r, R_SIZE]):
                for f in range(6):
                    p.part[r, k, f] = w.old_part[x, k, f]
        index_route(d, p, r)
    for c in range(p.used.shape[0]):
        p.used[c] = w.old_used[c]
    for g in range(p.group.shape[0]):
        p.group[g, 0] = w.old_group[g, 0]
        p.group[g, 1] = w.old_group[g, 1]
    p.whole[W_ABSENT] = w.counts[3]
    for x in range(w.counts[3]):
        p.absent[x] = w.old_absent[x]


@woven
def open_log(p, w):
    """Begin an iteration's undo log; returns the number of routes in use."""
    w.counts[0] = 0
    w.counts[2] = 0
    w.counts[3] = p.whole[W_ABSENT]
    routes = 0
    for c in range(p.used.shape[0]):
        w.old_used[c] = p.used[c]
        routes += p.used[c]
    for g in range(p.group.shape[0]):
        w.old_group[g, 0] = p.group[g, 0]
        w.old_group[g, 1] = p.group[g, 1]
    for x in range(w.counts[3]):
        w.old_absent[x] = p.absent[x]
    return routes


@woven
def keep_best(p, best):
    """Copy the solution's orders."""
    for r in range(p.route.shape[0]):
        best.size[r] = p.route[r, R_SIZE]
        for k in range(p.route[r, R_SIZE]):
            best.order[r, k] = p.order[r, k]
        for f in range(best.charged.shape[1]):
            best.charged[r, f] = p.route[r, R_CHARGED + f]


@woven
def run(d, p, w, best, iterations, hot, cold, near, mean_removed, longest, keep_rate, blink):
    """
    Run ``iterations`` of ruin and recreate, cooling from ``hot`` to ``cold``.

    Iteration 1 of a plan only recreates, all units, and is always kept.
    Returns the number of new bests.
    """
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    news = 0
    for _ in range(iterations):
        p.whole[W_ITERATION] += 1
        it = p.whole[W_ITERATION]
        is_first = it == 1
        routes = open_log(p, w)
        centre = np.int64(0)
        if not is_first:
            centre = ruin(d, p, w, routes, mean_removed, longest, keep_rate, it)
            if d.vclass.shape[0] > 1:
                change_some(d, p, w, it)
        absent = w.counts[3]
        if absent > 0:
            if not is_first and absent > ABSENT_TRIES and draw(p.seed) < NEAR_RATE:
                call_near(d, p, w, ABSENT_TRIES, centre)
            else:
                call_absent(p, w, absent if is_first else ABSENT_TRIES)
        sort_removed(d, p, w)
        for x in range(w.counts[2]):
            v = w.removed[x]
            if best_place(d, p, w, v, near, blink):
                place(d, p, w, it)
            else:
                p.absent[p.whole[W_ABSENT]] = v
                p.whole[W_ABSENT] += 1
        if d.vclass.shape[0] > 1:
            change_where_it_pays(d, p, w, it)
        for x in range(w.counts[0]):
            settle_hours(d, p, w, w.which[x])
        cost = total_cost(d, p)
        delta = cost - p.real[Y_COST]
        if delta < -temperature * math.log(draw(p.seed) + 1e-300) or is_first:
            p.real[Y_COST] = cost
            if cost < p.real[Y_BEST] - 1e-6 and cost < HUGE:
                p.real[Y_BEST] = cost
                p.whole[W_BEST_ABSENT] = p.whole[W_ABSENT]
                keep_best(p, best)
                news += 1
        else:
            undo(d, p, w)
        temperature *= cooling
    return news


@entry
def search(d, p, w, best, iterations, hot, cold, near, mean_removed, longest, keep_rate, blink):
    """``run`` on days without ranges."""
    return run(d, p, w, best, iterations, hot, cold, near, mean_removed, longest, keep_rate, blink)


@entry
def adopt(d, p, w, best, is_new):
    """``take_over`` on days without ranges."""
    take_over(d, p, w, best, is_new)
