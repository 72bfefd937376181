# mypy: ignore-errors
"""
The search loop: ruin, recreate, judge.

Slack induction by string removals (Christiaens, Vanden Berghe 2020, "Slack
induction by string removals for vehicle routing problems") with simulated
annealing, on the arrays of ``layout.py``.
"""

from __future__ import annotations

import math

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import entry, woven
from lastmile_cli.engines.ruin_recreate.kernel_insert import NOWHERE, best_place, place
from lastmile_cli.engines.ruin_recreate.kernel_order import sort_by_key
from lastmile_cli.engines.ruin_recreate.kernel_random import draw
from lastmile_cli.engines.ruin_recreate.kernel_route import (
    HUGE,
    driven_duration,
    is_broken,
    refresh_route,
    route_price,
)
from lastmile_cli.engines.ruin_recreate.kernel_ruin import ruin
from lastmile_cli.engines.ruin_recreate.kernel_twins import (
    WHERE_IT_PAYS,
    cheapest_twin,
    shrink,
    switch,
    trade,
)
from lastmile_cli.engines.ruin_recreate.layout import (
    CLOSES,
    F_APPROXIMATE,
    F_HOURS,
    F_TIME,
    F_TWINS,
    NEXT,
    OPENS,
    R_CLASS,
    R_SEEN,
    R_STAMP,
    R_STOPS,
    ROUTE,
    STAMP,
    W_ABSENT,
    W_BEST_ABSENT,
    W_ITERATION,
    X_BEST,
    X_COST,
)
from lastmile_cli.engines.ruin_recreate.parameters import ABSENT_TRIES, NEAR_ABSENT, NEAR_RATE

CALLED = np.int64(-2)
"""Route of a stop that is being moved from the absent ones."""


@woven
def sort_key(d, s, v, rule):
    """Key by which removed stops are put back: small first."""
    if rule < 4:
        return draw(s.seed)
    if rule < 8:
        return -float(d.delivery[v, 0] + d.pickup[v, 0])
    if rule < 10:
        return -d.solo[v, d.solo.shape[1] - 1]
    if rule < 11:
        return d.solo[v, d.solo.shape[1] - 1]
    if rule < 13:
        return float(d.stop[v, CLOSES] - d.stop[v, OPENS])
    if rule < 15:
        return float(d.stop[v, OPENS])
    return -float(d.stop[v, CLOSES])


@woven
def sort_removed(d, s, log):
    """Order the removed stops by a rule drawn for this iteration."""
    rule = draw(s.seed) * (17.0 if d.flags[F_TIME] else 11.0)
    for k in range(log.counts[2]):
        log.key[k] = sort_key(d, s, log.removed[k], rule)
    sort_by_key(log.key, log.removed, log.counts[2])


@woven
def call_absent(d, s, log, tries):
    """Move at most ``tries`` absent stops to those that are put back; returns their drop prices."""
    before = log.counts[3]
    start = 0 if before <= tries else int(draw(s.seed) * before)
    kept = 0
    freed = 0.0
    for k in range(before):
        v = log.absent[(start + k) % before]
        if k < tries:
            log.removed[log.counts[2]] = v
            log.counts[2] += 1
            freed += d.drop[v]
        else:
            s.absent[kept] = v
            kept += 1
    s.whole[W_ABSENT] = kept
    return freed


@woven
def call_near(d, s, log, tries, centre):
    """The same for those near the centre of the ruin alone: only there room has been made."""
    it = s.whole[W_ITERATION]
    last = d.solo.shape[1] - 1
    called = 0
    freed = 0.0
    for k in range(-1, min(NEAR_ABSENT, d.nearest.shape[1])):
        if called >= tries:
            break
        v = np.int64(centre if k < 0 else d.nearest[centre, k])
        # What was removed just now is stamped; what nobody can serve is not on the list.
        if s.node[v, ROUTE] < 0 and s.node[v, STAMP] != it and d.solo[v, last] < HUGE:
            s.node[v, ROUTE] = CALLED
            called += 1
            log.removed[log.counts[2]] = v
            log.counts[2] += 1
            freed += d.drop[v]
    kept = 0
    for k in range(log.counts[3]):
        v = log.absent[k]
        if s.node[v, ROUTE] == CALLED:
            s.node[v, ROUTE] = -1
        else:
            s.absent[kept] = v
            kept += 1
    s.whole[W_ABSENT] = kept
    return freed


@woven
def undo(d, s, log):
    """Take the iteration back."""
    for k in range(log.counts[0]):
        v = log.who[k]
        for f in range(7):
            s.node[v, f] = log.node[k, f]
    for k in range(log.counts[1]):
        r = log.which[k]
        seen, stamp = s.route[r, R_SEEN], s.route[r, R_STAMP]
        refresh_route(d, s, r)
        for f in range(s.route.shape[1]):
            s.route[r, f] = log.route[k, f]
        s.route[r, R_SEEN] = seen
        s.route[r, R_STAMP] = stamp
        s.cost[r] = log.cost[k]
    for c in range(s.used.shape[0]):
        s.used[c] = log.used[c]
    s.whole[W_ABSENT] = log.counts[3]
    for k in range(log.counts[3]):
        s.absent[k] = log.absent[k]


@woven
def keep_best(d, s, best):
    """Copy the solution's visiting order."""
    n = d.stop.shape[0]
    for v in range(n):
        best.follows[v] = s.node[v, NEXT]
        best.route[v] = s.node[v, ROUTE]
    for r in range(s.route.shape[0]):
        best.first[r] = s.node[n + 2 * r, NEXT]
        best.stops[r] = s.route[r, R_STOPS]
        best.vclass[r] = s.route[r, R_CLASS]


@woven
def judge_routes(d, s, log):
    """Price the touched routes exactly; returns the change of cost, HUGE where a limit breaks."""
    delta = 0.0
    if d.flags[F_TWINS]:
        trade(d, s, log, WHERE_IT_PAYS)
    for k in range(log.counts[1]):
        r = log.which[k]
        if s.route[r, R_STOPS] > 0:
            if d.flags[F_HOURS] and d.flags[F_APPROXIMATE]:
                driven_duration(d, s, r)
            if is_broken(d, s, r):
                return math.inf
        if d.flags[F_TWINS] and s.route[r, R_STOPS] > 0:
            c = cheapest_twin(d, s, r)
            if c >= 0:
                switch(s, r, c)
        s.cost[r] = route_price(d, s, r)
        delta += s.cost[r] - log.cost[k]
    return delta


@woven
def open_log(s, log):
    """Begin an iteration's undo log; returns the number of routes in use."""
    log.counts[0] = 0
    log.counts[1] = 0
    log.counts[2] = 0
    log.counts[3] = s.whole[W_ABSENT]
    routes = 0
    for c in range(s.used.shape[0]):
        log.used[c] = s.used[c]
        routes += s.used[c]
    for k in range(log.counts[3]):
        log.absent[k] = s.absent[k]
    return routes


@entry
def search(d, s, log, best, iterations, hot, cold, near, mean_removed, longest, keep_rate, blink):
    """
    Run ``iterations`` of ruin and recreate, cooling from ``hot`` to ``cold``.

    Iteration 1 of a state only recreates, all stops, and is always kept.
    Returns the number of new bests.
    """
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    news = 0
    for _ in range(iterations):
        s.whole[W_ITERATION] += 1
        it = s.whole[W_ITERATION]
        is_first = it == 1
        routes = open_log(s, log)
        centre = np.int64(0)
        if not is_first:
            centre = ruin(d, s, log, routes, mean_removed, longest, keep_rate, it)
            if d.flags[F_TWINS]:
                shrink(d, s, log)
        delta = 0.0
        absent = log.counts[3]
        if absent > 0:
            if not is_first and absent > ABSENT_TRIES and draw(s.seed) < NEAR_RATE:
                delta -= call_near(d, s, log, ABSENT_TRIES, centre)
            else:
                delta -= call_absent(d, s, log, absent if is_first else ABSENT_TRIES)
        sort_removed(d, s, log)
        for k in range(log.counts[2]):
            v = log.removed[k]
            where = best_place(d, s, v, near, blink)
            if where == NOWHERE:
                s.absent[s.whole[W_ABSENT]] = v
                s.whole[W_ABSENT] += 1
                delta += d.drop[v]
            else:
                place(d, s, log, v, where, it)
        delta += judge_routes(d, s, log)
        patience = -temperature * math.log(draw(s.seed) + 1e-300)
        if delta < patience or (is_first and delta < math.inf):
            s.real[X_COST] += delta
            if s.real[X_COST] < s.real[X_BEST] - 1e-6:
                s.real[X_BEST] = s.real[X_COST]
                s.whole[W_BEST_ABSENT] = s.whole[W_ABSENT]
                keep_best(d, s, best)
                news += 1
        else:
            undo(d, s, log)
        temperature *= cooling
    return news
