"""
Hot loop of the clock for simulated days: planned routes driven with drawn times.

The law is that of ``clock.time_route``: what a leg takes is scaled in all periods alike, then
driven as ``motion.arrive`` says, so that leaving later still never means arriving earlier. Service
begins by ``windows.begin``; a break is taken on arrival, no earlier than it may begin. Vehicles
that load behind counted doors queue, whoever is there first loads first; a door is taken as long
as is planned, and longer where loading is. With factors of 1 the hours are the planned ones.

Arrays are int64, seconds where nothing else is said:

- ``halts`` (halts, 8): row of the leg here, kind (0 stop, 1 load anew, 2 charge), seconds of the
  break taken on arrival and when it may begin, first and end row of its windows, service, column
  of its factors;
- ``routes`` (routes, 9): start of loading, loading, first and end row of its halts, row of the leg
  home (-1: none), depot with doors (-1: none), vehicle, columns of the first loading and of home;
- ``windows`` (windows, 2), ``legs`` (legs, periods), ``starts`` (periods) as in ``kernels``;
- ``doors`` (depots, 2): how many, seconds one is taken for, 0: while one loads;
- ``travel``, ``service`` (days, columns) and ``crews`` (days, vehicles): float64 factors;
- ``begins``, ``ends`` (days, halts) of service, ``homes``, ``waits`` (days, routes): written;
- ``leg`` (1, periods), ``states`` (routes, 3: second, next halt or -1, whether done) and
  ``frees`` (depots, doors: when each is free): room to work in.

Nothing here allocates. Import lazily: this loads numba.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.kernels import _ALL, Ints, Rows, _arrive, _compile, _inner, int64

Reals = npt.NDArray[np.float64]

LEG, KIND, PAUSE, PAUSE_FROM, FIRST_WINDOW, END_WINDOW, SERVICE, COLUMN = range(8)
START, LOADING, FIRST, END, HOME, DEPOT, VEHICLE, LOAD_COLUMN, HOME_COLUMN = range(9)
AT, NEXT, DONE = range(3)
NEVER_S = 2**60

_TYPES = {"int": "int64", "Ints": "int64[::1]", "Rows": "int64[:, ::1]", "Reals": "float64[:, ::1]"}


@_inner
def _scaled(seconds: int, factor: float) -> int:
    """Seconds times a factor, to the nearest whole one; what is nought stays nought."""
    whole: int = int64(np.floor(seconds * factor + 0.5))
    return whole


@_inner
def _drive(at_s: int, legs: Rows, row: int, factor: float, starts: Ints, leg: Rows) -> int:
    """Arrive over a leg that takes a factor of what is planned, whatever the hour."""
    for period in range(len(starts)):
        planned_s = legs[row, period]
        leg[0, period] = planned_s
        if planned_s < UNREACHABLE_S:
            leg[0, period] = min(_scaled(planned_s, factor), UNREACHABLE_S - 1)
    return _arrive(at_s, leg, int64(0), starts)


@_inner
def _load(
    route: int,
    day: int,
    halts: Rows,
    routes: Rows,
    doors: Rows,
    service: Reals,
    begins: Rows,
    ends: Rows,
    waits: Rows,
    states: Rows,
    frees: Rows,
) -> None:
    """Load at the next free door; the vehicle has been there, its goods too, since its second."""
    halt = states[route, NEXT]
    planned_s, column = routes[route, LOADING], routes[route, LOAD_COLUMN]
    if halt >= 0:
        planned_s, column = halts[halt, SERVICE], halts[halt, COLUMN]
    loads_s = _scaled(planned_s, service[day, column])
    start_s = states[route, AT]
    depot = routes[route, DEPOT]
    if depot >= 0:
        door = int64(0)
        for other in range(1, doors[depot, 0]):
            if frees[depot, other] < frees[depot, door]:
                door = other
        start_s = max(start_s, frees[depot, door])
        taken_s = doors[depot, 1] + max(0, loads_s - planned_s)
        frees[depot, door] = start_s + (taken_s if doors[depot, 1] > 0 else loads_s)
    waits[day, route] += start_s - states[route, AT]
    states[route, AT] = start_s + loads_s
    if halt < 0:
        states[route, NEXT] = routes[route, FIRST]
    else:
        begins[day, halt] = start_s
        ends[day, halt] = start_s + loads_s
        states[route, NEXT] = halt + 1


@_inner
def _go_on(
    route: int,
    day: int,
    halts: Rows,
    routes: Rows,
    windows: Rows,
    legs: Rows,
    starts: Ints,
    travel: Reals,
    service: Reals,
    crews: Reals,
    begins: Rows,
    ends: Rows,
    homes: Rows,
    waits: Rows,
    leg: Rows,
    states: Rows,
) -> None:
    """Drive from halt to halt until the vehicle is there to load again, or home."""
    at_s = states[route, AT]
    halt = states[route, NEXT]
    while halt < routes[route, END]:
        column = halts[halt, COLUMN]
        at_s = _drive(at_s, legs, halts[halt, LEG], travel[day, column], starts, leg)
        if halts[halt, PAUSE] > 0:
            pause_s = max(at_s, halts[halt, PAUSE_FROM])
            waits[day, route] += pause_s - at_s
            at_s = pause_s + halts[halt, PAUSE]
        window, end = halts[halt, FIRST_WINDOW], halts[halt, END_WINDOW]
        start_s = at_s
        while window < end:
            if at_s <= windows[window, 1]:
                start_s = max(at_s, windows[window, 0])
                break
            window += 1
        waits[day, route] += start_s - at_s
        if halts[halt, KIND] == 1:
            states[route, AT] = start_s
            states[route, NEXT] = halt
            return
        served_s = halts[halt, SERVICE]
        if halts[halt, KIND] == 0:
            factor = service[day, column] * crews[day, routes[route, VEHICLE]]
            served_s = _scaled(served_s, factor)
        begins[day, halt] = start_s
        at_s = start_s + served_s
        ends[day, halt] = at_s
        halt += 1
    if routes[route, HOME] >= 0:
        factor = travel[day, routes[route, HOME_COLUMN]]
        at_s = _drive(at_s, legs, routes[route, HOME], factor, starts, leg)
    homes[day, route] = at_s
    states[route, DONE] = 1


def _drive_days(
    halts: Rows,
    routes: Rows,
    windows: Rows,
    legs: Rows,
    starts: Ints,
    doors: Rows,
    travel: Reals,
    service: Reals,
    crews: Reals,
    begins: Rows,
    ends: Rows,
    homes: Rows,
    waits: Rows,
    leg: Rows,
    states: Rows,
    frees: Rows,
) -> int:
    """Drive all routes on all days; returns how many days."""
    for day in range(len(travel)):
        frees[:, :] = -NEVER_S
        for route in range(len(routes)):
            states[route, AT] = routes[route, START]
            states[route, NEXT] = -1
            states[route, DONE] = 0
        while True:
            # Whoever is ready to load first takes a door first: all who come later come later.
            chosen, soonest_s = int64(-1), int64(NEVER_S)
            for route in range(len(routes)):
                if not states[route, DONE] and states[route, AT] < soonest_s:
                    chosen, soonest_s = route, states[route, AT]
            if chosen < 0:
                break
            _load(
                chosen, day, halts, routes, doors, service, begins, ends, waits, states, frees
            )  # fmt: skip
            _go_on(
                chosen, day, halts, routes, windows, legs, starts, travel, service, crews,
                begins, ends, homes, waits, leg, states,
            )  # fmt: skip
    return len(travel)


_names = dict(_drive_days.__annotations__)
_returned = _TYPES[_names.pop("return")]
_signature = f"{_returned}({','.join(_TYPES[name] for name in _names.values())})"
drive_days = _compile(_signature, cache=True, **_ALL)(_drive_days)
"""What Python calls: kept on disk, with all that it calls."""
