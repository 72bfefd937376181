# mypy: ignore-errors
"""One place for a unit: whether it might pay, and driving it through."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inner, only_for, woven
from lastmile_cli.engines.ruin_recreate.rich.batteries import PARTS
from lastmile_cli.engines.ruin_recreate.rich.changes import write_trial
from lastmile_cli.engines.ruin_recreate.rich.charges_kept import tell_charges
from lastmile_cli.engines.ruin_recreate.rich.hours import begin_at, go, least_stay, place_of
from lastmile_cli.engines.ruin_recreate.rich.judge import judge
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_EARLIEST,
    C_END,
    C_FILLS,
    C_LATEST,
    C_MAX_DURATION,
    C_MODE,
    C_RANGE,
    C_RELOADING,
    C_SERVICE,
    C_START,
    E_FASTEST,
    E_METRE,
    FAR,
    HUGE,
    J_DURATION,
    J_KEPT,
    K_KIND,
    K_POSITION,
    K_ROUTE,
    K_SECOND,
    K_STOP,
    NONE,
    P_METRE,
    P_PARCEL,
    P_SECOND,
    P_STOP,
    PLAIN,
    R_CHARGED,
    R_CHARGED_AGAIN,
    R_CHARGER,
    R_CHARGER_AGAIN,
    R_DURATION,
    R_IDLE,
    R_METRES,
    R_SIZE,
    RELOAD,
    RELOAD_AFTER,
    RELOAD_BEFORE,
    S_LOC,
    S_PARCELS,
    X_BALANCE,
    X_ZONE,
)
from lastmile_cli.engines.ruin_recreate.rich.parts import is_exact, longer_day_s
from lastmile_cli.engines.ruin_recreate.rich.seconds_price import paid_price

PAIR_REACH = 25
"""How many entries behind a pickup its delivery is tried."""


@inner
def least_price(d, p, r, c, v, at, kind, least):
    """
    What v costs at this place at least, by two legs alone.

    HUGE where it cannot fit, or where its metres alone cost ``least``.
    """
    mode, depot = d.vclass[c, C_MODE], d.vclass[c, C_START]
    here = d.stop[v, S_LOC]
    came_from, behind = depot, d.vclass[c, C_END]
    if at > 0:
        came_from = place_of(d, c, p.order[r, at - 1])
    if at < p.route[r, R_SIZE]:
        behind = place_of(d, c, p.order[r, at])
    metres = np.int64(0)
    before = came_from
    if kind == RELOAD_BEFORE:
        metres += d.metres[mode, came_from, depot]
        before = depot
    metres += d.metres[mode, before, here]
    if behind >= 0:
        metres -= d.metres[mode, came_from, behind]
        if kind == RELOAD_AFTER:
            metres += np.int64(d.metres[mode, here, depot]) + d.metres[mode, depot, behind]
        else:
            metres += d.metres[mode, here, behind]
    price = d.price[c, P_STOP] + d.wish[v, c] + d.price[c, P_PARCEL] * d.stop[v, S_PARCELS]
    # Its charges stay where they are, or near there: few are worth moving for a stop.
    is_far = p.route[r, R_METRES] + metres > d.vclass[c, C_RANGE]
    by = charger_before(d, p, r, at) if is_far and kind == PLAIN else NONE
    if by < 0:
        price += d.price[c, P_METRE] * metres
        if price >= least:
            return HUGE
    left = d.vclass[c, C_EARLIEST]
    if at > 0:
        left = p.early[r, at - 1] + least_stay(d, c, p.order[r, at - 1])
    leave = left
    if kind == RELOAD_BEFORE:
        leave = go(d, mode, came_from, depot, left) + d.vclass[c, C_RELOADING]
    there = go(d, mode, before, here, leave)
    begin = begin_at(d, v, there)
    if begin >= FAR:
        return HUGE
    done = begin + d.service[v, d.vclass[c, C_SERVICE]]
    on = done
    if kind == RELOAD_AFTER:
        on = go(d, mode, here, depot, done) + d.vclass[c, C_RELOADING]
        on = go(d, mode, depot, behind, on)
    else:
        on = go(d, mode, here, behind, done)
    if on > (p.late[r, at] if at < p.route[r, R_SIZE] else d.vclass[c, C_LATEST]):
        return HUGE
    if is_exact(d, v, kind):
        seconds = longer_day_s(d, p, r, c, v, at, kind)
        if seconds > d.vclass[c, C_MAX_DURATION]:
            return HUGE
        return price + paid_price(d, c, seconds) - paid_price(d, c, p.route[r, R_DURATION])
    filling = more_filling(d, p, r, c, metres) if is_far else np.int64(0)
    if by >= 0:
        busy = done - begin + filling
        return price + least_detour(d, p, r, c, came_from, v, behind, by, busy)
    # What it takes longer, as far as no waiting can swallow it (under the hours now planned).
    direct = go(d, mode, came_from, behind, left) - left
    more = (there - left) + (on - begin) - direct + filling - p.route[r, R_IDLE]
    if more > 0:
        price += d.price[c, P_SECOND] * more
    return price


def no_charger(_d, _p, _r, _at):
    """NONE: nobody has to recharge."""
    return NONE


@only_for("RangedDay", other=no_charger)
def charger_before(_d, p, r, at):
    """Which charger route r goes by on its way to entry ``at``; NONE: none."""
    if p.route[r, R_CHARGED] == at:
        return p.route[r, R_CHARGER]
    if p.route[r, R_CHARGED_AGAIN] == at:
        return p.route[r, R_CHARGER_AGAIN]
    return NONE


def no_filling(_d, _p, _r, _c, _metres):
    """Zero: nobody has to recharge."""
    return np.int64(0)


@only_for("RangedDay", other=no_filling)
def more_filling(d, p, r, c, metres):
    """Seconds that a charge takes longer at least for so much more to drive."""
    if p.route[r, R_CHARGED] < 0 or d.power[c, E_FASTEST] <= 0 or d.vclass[c, C_FILLS]:
        return np.int64(0)
    return max(0, metres) * d.power[c, E_METRE] // PARTS * 36 // (10 * d.power[c, E_FASTEST])


def no_detour(_d, _p, _r, _c, _a, _v, _b, _y, _service):
    """HUGE: nobody has to recharge."""
    return HUGE


@only_for("RangedDay", other=no_detour)
def least_detour(d, p, r, c, a, v, b, i, service):
    """Price of driving by stop v before or behind charger i, which lies between a and b now."""
    y = d.charger[i]
    more = service - p.route[r, R_IDLE]
    return min(leg_price(d, c, a, v, y, more), leg_price(d, c, y, v, b, more))


@inner
def leg_price(d, c, x, v, y, more):
    """Price of driving by stop v between two places, ``more`` seconds there, at the best hour."""
    mode, here = d.vclass[c, C_MODE], d.stop[v, S_LOC]
    metres = np.int64(d.metres[mode, x, here])
    if y >= 0:
        metres += d.metres[mode, here, y] - d.metres[mode, x, y]
    seconds = FAR
    for k in range(d.starts.shape[0]):
        there = np.int64(d.seconds[mode, x, here, k])
        if y >= 0:
            there += d.seconds[mode, here, y, k] - d.seconds[mode, x, y, k]
        seconds = min(seconds, there)
    return d.price[c, P_METRE] * metres + d.price[c, P_SECOND] * max(0, seconds + more)


@woven
def weigh(d, p, w, r, c, m, least):
    """What the order on trial costs beside what the route costs now; HUGE where it fails."""
    price = judge(d, w, c, w.order, m, least + p.rough[r])
    if price >= HUGE:
        return HUGE
    price -= p.rough[r]
    if d.rates[X_BALANCE] > 0.0:
        price += d.rates[X_BALANCE] * max(0, w.found[J_DURATION] - longest(p))
    return price


@woven
def longest(p):
    """Duration of the longest route in use."""
    most = np.int64(0)
    for r in range(p.route.shape[0]):
        if p.route[r, R_SIZE] > 0:
            most = max(most, p.route[r, R_DURATION])
    return most


@inner
def try_trial(d, p, w, r, c, v, at, kind, at2, second, least):
    """Drive an order through; returns the least price, with ``w.choice`` where it is new."""
    m = write_trial(p, w, r, at, kind, v, at2, second)
    tell_charges(d, p, w, r, c, v, at, kind, at2, second)
    price = weigh(d, p, w, r, c, m, least)
    w.found[J_KEPT] = NONE
    if price < least:
        least = price
        w.choice[K_ROUTE] = r
        w.choice[K_POSITION] = at
        w.choice[K_KIND] = kind
        w.choice[K_STOP] = v
        w.choice[K_SECOND] = at2
    return least


@woven
def left_at(d, p, r, c, at):
    """Where the entry before ``at`` is, and when it is left at the earliest."""
    if at == 0:
        return d.vclass[c, C_START], d.vclass[c, C_EARLIEST]
    u = p.order[r, at - 1]
    return place_of(d, c, u), p.early[r, at - 1] + least_stay(d, c, u)


@inner
def try_pair(d, p, w, r, c, v, second, at, kind, least):
    """
    Drive a shipment through that is picked up at one place, with each place of its end behind it.

    The way there is followed second by second, breaks aside, so that only ends that can be
    reached in time and cost less than ``least`` by their legs alone are driven through.
    """
    mode, sc = d.vclass[c, C_MODE], d.vclass[c, C_SERVICE]
    depot, size = d.vclass[c, C_START], p.route[r, R_SIZE]
    before, leave = left_at(d, p, r, c, at)
    here, there = d.stop[v, S_LOC], d.stop[second, S_LOC]
    on, from_, metres = leave, before, np.int64(0)
    if kind == RELOAD_BEFORE:
        metres += d.metres[mode, before, depot]
        on = go(d, mode, before, depot, leave) + d.vclass[c, C_RELOADING]
        from_ = depot
    metres += d.metres[mode, from_, here]
    on = begin_at(d, v, go(d, mode, from_, here, on))
    if on >= FAR:
        return least
    # Seconds that no waiting swallows: driving, service and loading, as far as they are new.
    busy = go(d, mode, from_, here, leave) - leave + d.service[v, sc] + d.service[second, sc]
    if kind != PLAIN:
        busy += d.vclass[c, C_RELOADING]
    if kind == RELOAD_BEFORE:
        busy += go(d, mode, before, depot, leave) - leave
    on += d.service[v, sc]
    fixed = 2.0 * (d.price[c, P_STOP] - d.rates[X_ZONE]) + d.wish[v, c] + d.wish[second, c]
    fixed += d.price[c, P_PARCEL] * (d.stop[v, S_PARCELS] + d.stop[second, S_PARCELS])
    a = here
    for at2 in range(at, min(size, at + PAIR_REACH) + 1):
        b, by = d.vclass[c, C_END], d.vclass[c, C_LATEST]
        if at2 < size:
            b, by = place_of(d, c, p.order[r, at2]), p.late[r, at2]
        old = before if at2 == at else a
        begin = begin_at(d, second, go(d, mode, a, there, on))
        if begin < FAR:
            done = begin + d.service[second, sc]
            more = metres + d.metres[mode, a, there]
            seconds = busy + go(d, mode, a, there, on) - on
            c_from, back = there, done
            if kind == RELOAD_AFTER:
                more += d.metres[mode, there, depot]
                seconds += go(d, mode, there, depot, done) - done
                back = go(d, mode, there, depot, done) + d.vclass[c, C_RELOADING]
                c_from = depot
            end = go(d, mode, c_from, b, back)
            if b >= 0:
                more += d.metres[mode, c_from, b] - np.int64(d.metres[mode, old, b])
                seconds += end - back - (go(d, mode, old, b, on) - on)
            price = fixed
            # Where the route has to recharge, its charges may move, and detours with them.
            if p.route[r, R_METRES] + more <= d.vclass[c, C_RANGE]:
                price += d.price[c, P_METRE] * more
                price += d.price[c, P_SECOND] * max(0, seconds - p.route[r, R_IDLE])
            if end <= by and price < least:
                least = try_trial(d, p, w, r, c, v, at, kind, np.int64(at2), second, least)
        # Both ends are on one trip.
        if kind == RELOAD_AFTER or at2 == size or p.order[r, at2] == RELOAD:
            break
        u = np.int64(p.order[r, at2])
        there_s = go(d, mode, a, b, on)
        metres += d.metres[mode, a, b]
        metres -= d.metres[mode, old, b]
        busy += there_s - go(d, mode, old, b, on)
        on = begin_at(d, u, there_s)
        if on >= FAR:
            break
        on += d.service[u, sc]
        a = b
    return least
