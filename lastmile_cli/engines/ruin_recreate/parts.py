"""
One problem cut into two that share nothing: routes on either side, with their stops and vehicles.

A part is a problem like any other, in the arrays of ``layout.py``: its stops
are numbered anew and know only each other as neighbours, windows and legs are
those of the whole. What a class has in vehicles is shared out, so two parts
put together keep every limit, and cost what they cost apart.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from lastmile_cli.engines.ruin_recreate import layout as at
from lastmile_cli.engines.ruin_recreate.layout import Best, Data, State
from lastmile_cli.engines.ruin_recreate.neighbours import travel_weights

PARTS = 2
"""Into how many parts a large problem is cut: one for each chain."""


@dataclass(frozen=True, slots=True)
class Part:
    """A problem of some of the stops, their numbers in the whole one, and a solution."""

    data: Data
    stops: at.I64
    orders: Best


def orders_of(data: Data, state: State) -> Best:
    """Visiting orders of the solution a chain stands at."""
    n = len(data.stop)
    return Best(
        follows=state.node[:n, at.NEXT].copy(),
        route=state.node[:n, at.ROUTE].copy(),
        first=state.node[n::2, at.NEXT].copy(),
        stops=state.route[:, at.R_STOPS].copy(),
        vclass=state.route[:, at.R_CLASS].copy(),
    )


def cut_in_two(data: Data, orders: Best, dice: np.random.Generator) -> tuple[Part, ...]:
    """
    Share out all routes, half of the stops on either side of a line between two places.

    Parameters
    ----------
    data
        The whole problem, with its prices of stops alone.
    orders
        A solution of it, with two routes or more.
    dice
        Draws the two places, and who gets the odd free vehicle.

    Notes
    -----
    A route lies where its stops lie on average. The line is a branch of a
    hyperbola: what is nearer to one place than to the other by some distance.
    """
    key = _lean(data, dice)
    used = np.flatnonzero(orders.stops > 0)
    served = orders.route >= 0
    sums = np.bincount(orders.route[served], key[served], minlength=len(orders.stops))
    middle = sums[used] / orders.stops[used]
    order = np.argsort(middle, kind="stable")
    before = np.cumsum(orders.stops[used[order]])
    here = max(1, min(len(used) - 1, int(np.searchsorted(before, before[-1] / 2)) + 1))
    far_slot = np.zeros(len(orders.stops), bool)
    far_slot[used[order[here:]]] = True
    is_far = np.where(served, far_slot[orders.route], key > middle[order[here - 1]])
    sides = [np.flatnonzero(~is_far), np.flatnonzero(is_far)]
    slots = [used[~far_slot[used]], used[far_slot[used]]]
    counts = _share_vehicles(data, orders, slots, dice)
    return tuple(
        _part(data, orders, *what)
        for what in zip(sides, slots, counts, strict=True)
        if len(what[0])
    )


def _lean(data: Data, dice: np.random.Generator) -> at.F64:
    """How much farther each stop is from one drawn place than from another."""
    metre, second = travel_weights(data.price)
    loc = data.stop[:, at.LOC]

    def away_from(stop: int) -> at.F64:
        here = int(loc[stop])
        away: at.F64 = data.metres[0, here, loc] * metre + data.seconds[0, here, loc, 0] * second
        return away

    n = len(loc)
    here = away_from(int(dice.integers(n)))
    far = np.argsort(here, kind="stable")[n // 2 :]
    return here - away_from(int(far[dice.integers(len(far))]))


def _share_vehicles(
    data: Data, orders: Best, slots: list[at.I64], dice: np.random.Generator
) -> list[at.I64]:
    """Vehicles of each class for each part: those it uses, and half of the free ones."""
    classes = len(data.vclass)
    uses = [np.bincount(orders.vclass[own], minlength=classes) for own in slots]
    free = data.vclass[:, at.C_COUNT] - sum(uses)
    first = (free + dice.integers(2, size=classes)) // 2
    return [uses[0] + first, uses[1] + free - first]


def _part(data: Data, orders: Best, stops: at.I64, slots: at.I64, counts: at.I64) -> Part:
    n, m = len(data.stop), len(stops)
    # Ends of routes come after all stops, in the part as in the whole.
    number = np.full(n + 1, m)
    number[stops] = np.arange(m)
    vclass = data.vclass.copy()
    vclass[:, at.C_COUNT] = counts
    _, families = np.unique(data.vclass[:, at.C_SLOT], return_index=True)
    begins = np.cumsum(counts) - counts
    family = np.searchsorted(families, np.arange(len(counts)), side="right") - 1
    vclass[:, at.C_SLOT] = begins[families[family]]
    part = dataclasses.replace(
        data,
        stop=data.stop[stops],
        service=data.service[stops],
        delivery=data.delivery[stops],
        pickup=data.pickup[stops],
        drop=data.drop[stops],
        allowed=data.allowed[stops],
        nearest=_among(data.nearest, stops, number),
        beside=_among(data.beside, stops, number),
        solo=data.solo[stops],
        vclass=vclass,
    )
    place = _slots_in_turn(orders.vclass[slots], begins)
    size = int(counts.sum())
    mine = Best(
        follows=number[np.minimum(orders.follows[stops], n)],
        route=np.full(m, -1),
        first=np.full(size, m),
        stops=np.zeros(size, np.int64),
        vclass=np.zeros(size, np.int64),
    )
    moved = np.full(len(orders.stops), -1)
    moved[slots] = place
    served = orders.route[stops] >= 0
    mine.route[served] = moved[orders.route[stops][served]]
    mine.first[place] = number[orders.first[slots]]
    mine.stops[place] = orders.stops[slots]
    mine.vclass[place] = orders.vclass[slots]
    return Part(part, stops, mine)


def _among(lists: at.I32, stops: at.I64, number: at.I64) -> at.I32:
    """Keep of each stop's list who is in the part; the rest of a row is the stop itself."""
    found = number[lists[stops]]
    m = len(stops)
    is_in = found < m
    row, _ = np.nonzero(is_in)
    column = is_in.cumsum(axis=1) - 1
    kept = np.repeat(np.arange(m, dtype=np.int32)[:, None], lists.shape[1], axis=1)
    kept[row, column[is_in]] = found[is_in]
    return kept


def _slots_in_turn(vclass: at.I64, begins: at.I64) -> at.I64:
    """Give each route, by its class, the next slot of that class."""
    following = begins.copy()
    place = np.empty(len(vclass), np.int64)
    for k, c in enumerate(vclass):
        place[k] = following[c]
        following[c] += 1
    return place


def join(data: Data, solved: list[tuple[at.I64, Best]]) -> Best:
    """Put solutions of parts together: pairs of the stops' numbers and the part's orders."""
    n = len(data.stop)
    counts = data.vclass[:, at.C_COUNT]
    used = [np.flatnonzero(orders.stops > 0) for _, orders in solved]
    classes = np.concatenate(
        [orders.vclass[own] for (_, orders), own in zip(solved, used, strict=True)]
    )
    places = _slots_in_turn(classes, np.cumsum(counts) - counts)
    whole = Best(
        follows=np.full(n, n),
        route=np.full(n, -1),
        first=np.full(int(counts.sum()), n),
        stops=np.zeros(int(counts.sum()), np.int64),
        vclass=np.zeros(int(counts.sum()), np.int64),
    )
    begin = 0
    for (stops, orders), own in zip(solved, used, strict=True):
        place = places[begin : begin + len(own)]
        begin += len(own)
        moved = np.full(len(orders.stops) + 1, -1)
        moved[own] = place
        number = np.append(stops, n)
        # A stop in no route has -1, which is the last entry: -1 again.
        whole.route[stops] = moved[orders.route]
        whole.follows[stops] = number[np.minimum(orders.follows, len(stops))]
        whole.first[place] = stops[orders.first[own]]
        whole.stops[place] = orders.stops[own]
        whole.vclass[place] = orders.vclass[own]
    return whole
