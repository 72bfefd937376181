"""
The routes of one day as arrays, to be driven through again and again with other times.

The clock's law holds on every drawn day: travel by the hour, windows, waiting, breaks at the
halts where they are planned, loading behind the doors of a depot. What a driver would decide
anew in the morning stays as planned: the order, where breaks are taken, how long is charged.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.spreads import Spreads
from lastmile_cli.timing.course import Course, lay_out
from lastmile_cli.timing.timed import TimedRoute

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PER_VEHICLE = 8
"""Columns of draws for what a vehicle does beside its stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Doors of a depot: how many, and seconds a vehicle takes one; 0: while it loads."""

    count: int
    taken_s: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class DayArrays:
    """
    Some routes of a day, ready to be driven.

    ``halts`` (halts, 8), ``routes`` (routes, 9), ``windows`` (windows, 2), ``legs``
    (halts + routes, periods), ``starts`` (periods) and ``doors`` (depots, 2) are int64 and
    described in ``day_kernels``. ``stops`` are the stop at each halt, -1 where it is none.
    """

    halts: Ints
    routes: Ints
    windows: Ints
    legs: Ints
    starts: Ints
    doors: Ints
    stops: Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class Draws:
    """
    Standard normal numbers of some days.

    ``day`` (days), ``crews`` (days, vehicles), ``legs`` and ``halts`` (days, columns; see
    ``draw_columns``), each row one day's. A stop keeps its column wherever it is visited.
    """

    day: Floats
    crews: Floats
    legs: Floats
    halts: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class DrivenDays:
    """
    What the routes did on every day: seconds of the service day.

    ``begins`` and ``ends`` of service are (days, halts); ``homes``, the second of the end, and
    ``waits``, seconds waited in all, are (days, routes).
    """

    begins: Ints
    ends: Ints
    homes: Ints
    waits: Ints


def draw_columns(problem: Problem) -> int:
    """
    How many columns of draws a day has.

    First the stops, then some for each vehicle: its first loading, its loadings anew and
    charges, its way home.
    """
    return len(problem.stops) + PER_VEHICLE * len(problem.vehicles)


def lay_days(
    problem: Problem,
    routes: Sequence[tuple[ProposedRoute, TimedRoute]],
    doors_of: Mapping[int, int] | None = None,
    doors: Sequence[Doors] = (),
) -> DayArrays:
    """
    Lay out routes with the hours that are planned for them.

    Parameters
    ----------
    problem
        Stops, vehicles and travel.
    routes
        Each proposed route with its planned hours: when it starts to load, its breaks.
    doors_of, doors
        Of vehicles whose depot has counted doors: which of ``doors``.
    """
    halts: list[tuple[int, ...]] = []
    lines: list[tuple[int, ...]] = []
    windows: list[tuple[int, int]] = []
    legs: list[Sequence[int]] = []
    stops: list[int] = []
    for proposed, timed in routes:
        course = lay_out(problem, proposed)
        first, column = len(halts), len(problem.stops) + PER_VEHICLE * proposed.vehicle
        others = itertools.cycle(range(column + 1, column + PER_VEHICLE - 1))
        for number, (pause_s, pause_from_s) in enumerate(_pauses(problem, timed)):
            halt = course.halts[number]
            draw = next(others) if halt.stop is None else halt.stop
            at = len(windows)
            windows += halt.windows
            kind = 1 if halt.is_loading else 2 if halt.stop is None else 0
            halts.append(
                (len(legs), kind, pause_s, pause_from_s, at, len(windows), halt.service_s, draw)
            )
            legs.append(halt.durations_s)
            stops.append(-1 if halt.stop is None else halt.stop)
        lines.append(_line(course, timed, first, len(halts), column, len(legs), doors_of or {}))
        legs.append(course.home_s or (0,) * len(course.starts_s))
    starts = problem.travel.period_starts_s
    return DayArrays(
        halts=_rows(halts, 8),
        routes=_rows(lines, 9),
        windows=_rows(windows, 2),
        legs=_rows(legs, len(starts)),
        starts=np.array(starts, dtype=np.int64),
        doors=_rows([(one.count, one.taken_s) for one in doors], 2),
        stops=np.array(stops, dtype=np.int64),
    )


def _line(
    course: Course,
    timed: TimedRoute,
    first: int,
    end: int,
    column: int,
    home_leg: int,
    doors_of: Mapping[int, int],
) -> tuple[int, ...]:
    loading_s = timed.visits[0].service_s
    door = doors_of.get(timed.vehicle, -1)
    home = -1 if course.home_s is None else home_leg
    home_column = column + PER_VEHICLE - 1
    return (
        timed.start_s, loading_s, first, end, home, door, timed.vehicle, column, home_column,
    )  # fmt: skip


def _rows(rows: Sequence[Sequence[int]], columns: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), columns)


def _pauses(problem: Problem, timed: TimedRoute) -> Iterator[tuple[int, int]]:
    """Yield for each halt how long is paused before it on arrival, and from when on."""
    breaks = problem.vehicles[timed.vehicle].breaks
    begun: set[int] = set()
    pause = (0, -NO_LIMIT)
    for visit in timed.visits[1:]:
        if visit.kind is not VisitKind.BREAK:
            yield pause
            pause = (0, -NO_LIMIT)
            continue
        index = visit.break_index or 0
        # The first part of a split break begins whenever the vehicle is there.
        is_part = index not in begun and visit.service_s < breaks[index].duration_s
        begun.add(index)
        pause = (visit.service_s, -NO_LIMIT if is_part else breaks[index].earliest_s)


def factors(draws: Draws, spreads: Spreads, problem: Problem) -> tuple[Floats, Floats]:
    """
    Turn draws into what travel and service take, as factors on what is planned.

    Both have shape (days, columns) and a mean of 1, exactly 1 without spread: log-normal, the
    common and the own part multiplied.
    """
    travel = _factor(draws.day[:, np.newaxis], spreads.travel_day)
    travel = travel * _factor(draws.legs, spreads.travel_leg)
    own = np.full(draws.halts.shape[1], spreads.service_stop)
    stops = len(problem.stops)
    # What vehicles do beside their stops is loading; a charge lasts as planned.
    own[stops:] = spreads.loading
    service = np.exp(draws.halts * own - own * own / 2)
    return travel, service


def crew_factors(draws: Draws, spreads: Spreads) -> Floats:
    """Factors on the service of each vehicle's crew; shape (days, vehicles)."""
    return _factor(draws.crews, spreads.service_crew)


def _factor(normal: Floats, spread: float) -> Floats:
    made: Floats = np.exp(normal * spread - spread * spread / 2)
    return made


def drive_days(
    kernels: Any, day: DayArrays, travel: Floats, service: Floats, crews: Floats
) -> DrivenDays:
    """
    Drive the routes on every day.

    ``kernels`` is the module ``day_kernels``, made ready; factors are those of ``factors`` and
    ``crew_factors``. A call lets go of the interpreter's lock.
    """
    days, halts, routes = len(travel), len(day.halts), len(day.routes)
    driven = DrivenDays(
        begins=np.zeros((days, halts), dtype=np.int64),
        ends=np.zeros((days, halts), dtype=np.int64),
        homes=np.zeros((days, routes), dtype=np.int64),
        waits=np.zeros((days, routes), dtype=np.int64),
    )
    most_doors = int(day.doors[:, 0].max()) if len(day.doors) else 0
    kernels.drive_days(
        day.halts,
        day.routes,
        day.windows,
        day.legs,
        day.starts,
        day.doors,
        travel,
        service,
        crews,
        driven.begins,
        driven.ends,
        driven.homes,
        driven.waits,
        np.zeros((1, len(day.starts)), dtype=np.int64),
        np.zeros((max(1, routes), 3), dtype=np.int64),
        np.zeros((max(1, len(day.doors)), max(1, most_doors)), dtype=np.int64),
    )
    return driven
