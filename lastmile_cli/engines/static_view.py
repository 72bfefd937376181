"""A problem without hours of traffic that is never rosier than the real one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelTable

Longs = npt.NDArray[np.int64]


def static_view(problem: Problem) -> Problem:
    """
    Return the problem with one duration per leg: the worst over the hours it can be driven in.

    Where a leg has no way in some of these hours, as long as that lasts comes on top.
    Every stop gets a place of its own, since two stops at one door may be
    visited at different hours; depots and chargers follow the stops. A problem
    with a single period comes back as it is.

    Notes
    -----
    *Whatever is feasible in this view is feasible under the law of motion of*
    ``domain.travel``. Take a feasible schedule of the view and a leg from i to
    j with worst duration W. Drive the same order from the same departure under
    the law, leaving every door at once.

    1. Suppose the real departure t from i is no later than the view's, t' (at
       the depot they are equal). As j is reached in time in the view, all of
       [t, t + W] lies between the first second at which anybody may leave i
       and the last at which the view lets anybody arrive at j. W is at least
       the duration T of every period that touches this span (plus what
       rounding adds, below), so in each of them at least 1/W of the leg is
       done a second, and the leg is finished by t + W <= t' + W.
    2. Arriving no later than in the view, service begins no later: the begin
       the view chose is still to come and lies in a window, and the law of
       windows takes the first such second (FIFO). So the next departure is no
       later either, and by induction no halt and no end is.
       Breaks too are taken at the second the view chose, or not at all where
       the day ends before it is owed, and trips are loaded no later.
    3. Each leg took at most W, the departure was the same: duration and
       driving time are at most the view's. Loads, order and metres are equal.

    Rounding: at each edge of two periods the rest of a leg is rounded up, by
    less than one second of the new period. The last rounding only completes a
    whole second. Each earlier one happens on entering a period k that the
    vehicle then drives through whole, and adds less than 1/T(k) of the leg,
    hence less than W/T(k) seconds, which is added to W here for every period
    that lies wholly between the ends of the span.

    Closed ways: let C be one second more than all time without a way between
    the first departure and the last arrival (0 where there is none), and W the
    worst duration of the periods that have one. Step 1 then looks at
    [t, t + W + C]: at most C - 1 of its seconds have no way, so the vehicle
    moves for more than W of them, and the rest holds as it is. A leg without a
    way in every period touched is forbidden.
    """
    travel = problem.travel
    if len(travel.period_starts_s) == 1:
        return problem
    others = _other_places(problem)
    place_of = {place: len(problem.stops) + number for number, place in enumerate(others)}
    tables = tuple(_worst_table(problem, number, others) for number in range(len(travel.tables)))
    return replace(
        problem,
        stops=tuple(replace(stop, place=index) for index, stop in enumerate(problem.stops)),
        vehicles=tuple(
            replace(
                vehicle,
                start_place=place_of[vehicle.start_place],
                end_place=None if vehicle.end_place is None else place_of[vehicle.end_place],
            )
            for vehicle in problem.vehicles
        ),
        travel=Travel(
            period_starts_s=(travel.period_starts_s[0],),
            tables=tables,
            is_estimate=travel.is_estimate,
        ),
        chargers=tuple(place_of[place] for place in problem.chargers),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Hours:
    """By node (stops, then other places), in seconds: first and last departure, last arrival."""

    first_leave_s: Longs
    last_leave_s: Longs
    last_arrive_s: Longs


def _other_places(problem: Problem) -> list[int]:
    ends = [place for van in problem.vehicles for place in (van.start_place, van.end_place)]
    return list(dict.fromkeys(place for place in (*ends, *problem.chargers) if place is not None))


def _hours(problem: Problem, table: int, others: list[int]) -> _Hours:
    fleet = [vehicle for vehicle in problem.vehicles if vehicle.table == table]
    out_s = min((vehicle.earliest_s for vehicle in fleet), default=0)
    home_s = max((vehicle.latest_s for vehicle in fleet), default=0)
    rows = [
        (
            max(stop.windows[0][0], out_s) + min(stop.service_s),
            min(stop.latest_s, home_s) + max(stop.service_s),
            min(stop.latest_s, home_s),
        )
        for stop in problem.stops
    ]
    rows += [(out_s, home_s, home_s)] * len(others)
    first, leave, arrive = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return _Hours(first_leave_s=first, last_leave_s=leave, last_arrive_s=arrive)


def _worst_table(problem: Problem, table: int, others: list[int]) -> TravelTable:
    old = problem.travel.tables[table]
    places = np.array([*(stop.place for stop in problem.stops), *others], dtype=np.intp)
    grid = np.ix_(places, places)
    layers: Longs = np.stack([layer[grid] for layer in old.duration_s]).astype(np.int64)
    worst_s = _worst_durations(
        layers, problem.travel.period_starts_s, _hours(problem, table, others)
    )
    return TravelTable(
        mode=old.mode,
        duration_s=worst_s.astype(np.int32)[np.newaxis],
        distance_m=old.distance_m[grid],
    )


def _worst_durations(layers: Longs, starts_s: tuple[int, ...], hours: _Hours) -> Longs:
    """Worst duration per pair; shape (n, n) from layers of shape (periods, n, n)."""
    is_open = layers < UNREACHABLE_S
    edges_s = [-(2**62), *starts_s[1:], 2**62]
    from_s = hours.first_leave_s[:, np.newaxis]
    last_s = np.broadcast_to(hours.last_arrive_s[np.newaxis, :], is_open[0].shape)
    any_hour_s = _with_rounding(layers, is_open) + _shut_s(is_open, edges_s, from_s, last_s)
    until_s = np.minimum(last_s, hours.last_leave_s[:, np.newaxis] + any_hour_s)
    touched = np.array(
        [(start <= until_s) & (end > from_s) for start, end in itertools.pairwise(edges_s)]
    )
    worst_s = _with_rounding(layers, touched & is_open)
    worst_s += _shut_s(is_open, edges_s, from_s, until_s)
    # A leg that no hour allows is forbidden by the windows already.
    worst_s = np.where(touched.any(axis=0), worst_s, any_hour_s)
    unreachable = ~is_open.any(axis=0) | (touched.any(axis=0) & ~(touched & is_open).any(axis=0))
    return np.where(unreachable, UNREACHABLE_S, np.minimum(worst_s, UNREACHABLE_S))


def _shut_s(
    is_open: npt.NDArray[np.bool_], edges_s: list[int], from_s: Longs, until_s: Longs
) -> Longs:
    """One second more than a leg has no way between two seconds; 0 where it always has."""
    total_s: Longs = np.zeros(is_open.shape[1:], dtype=np.int64)
    for layer, (start_s, end_s) in zip(is_open, itertools.pairwise(edges_s), strict=True):
        if not layer.all():
            overlap_s = np.minimum(end_s, until_s) - np.maximum(start_s, from_s)
            total_s += np.where(layer, 0, np.maximum(overlap_s, 0))
    return np.where(total_s > 0, total_s + 1, 0)


def _with_rounding(layers: Longs, touched: npt.NDArray[np.bool_]) -> Longs:
    """Longest duration of the touched periods, plus what rounding at their inner edges adds."""
    worst_s: Longs = np.where(touched, layers, 0).max(axis=0)
    before = np.logical_or.accumulate(touched, axis=0)
    after = np.logical_or.accumulate(touched[::-1], axis=0)[::-1]
    inner = np.zeros_like(touched)
    inner[1:-1] = touched[1:-1] & before[:-2] & after[2:]
    added = np.where(inner & (layers > 0), worst_s / np.maximum(layers, 1), 0.0).sum(axis=0)
    rounded: Longs = worst_s + np.ceil(added).astype(np.int64)
    return rounded
