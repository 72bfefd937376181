"""How full a battery is all along a route: what driving takes of it, and what chargers give."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.timing.course import Course
from lastmile_cli.timing.levels import Curve
from lastmile_cli.timing.timed import TimedRoute

SECONDS_PER_MWH_W = 3.6
"""Seconds in which one watt gives a milliwatt-hour."""
PARTS = 1_000_000
MWH_A_KWH = 1_000_000


class Stay(NamedTuple):
    """
    A halt as a battery sees it: metres of the leg there, and what happens at it.

    ``seconds`` are spent plugged in: at ``charger``, or at the depot where it
    ``loads``. ``stop`` is who is served.
    """

    metres: int
    seconds: int = 0
    stop: int | None = None
    charger: int | None = None
    loads: bool = False


class Held(NamedTuple):
    """Milliwatt-hours in a battery on arrival at a halt, and on going on."""

    arrive_mwh: int
    depart_mwh: int


def uses_mwh(battery: Battery, metres: int, grams: int) -> int:
    """
    What driving so far with so much on board takes, rounded up to milliwatt-hours.

    >>> one = Battery(capacity_mwh=9, start_mwh=9, takes=((9, 1),), per_m_nwh=240_000_000,
    ...               per_m_g_nwh=24)
    >>> uses_mwh(one, 1000, 0), uses_mwh(one, 1000, 100_000)
    (240000, 242400)
    """
    return -(-metres * (battery.per_m_nwh + grams * battery.per_m_g_nwh) // PARTS)


def charging_curve(battery: Battery, watts: int) -> Curve:
    """Seconds plugged in at a charger of so many watts, and what a battery holds that was empty."""
    points = [(0.0, 0.0)]
    for level, most in battery.takes:
        seconds, before = points[-1]
        points.append(
            (seconds + (level - before) * SECONDS_PER_MWH_W / min(most, watts), float(level))
        )
    return Curve(tuple(points))


def charged_mwh(battery: Battery, level: int, watts: int, seconds: float) -> int:
    """What is in a battery after charging, rounded down."""
    if watts <= 0 or seconds <= 0:
        return level
    curve = charging_curve(battery, watts)
    return max(level, math.floor(curve.after(curve.seconds_to(level) + seconds) + 1e-3))


def filled_s(battery: Battery, low: float, high: float, plug: Plug) -> int:
    """Whole seconds at a charger from one level to another, plugging included."""
    curve = charging_curve(battery, plug.watts)
    return plug.plug_s + math.ceil(curve.seconds_to(high) - curve.seconds_to(low) - 1e-9)


def follow_battery(problem: Problem, vehicle: ProblemVehicle, stays: Iterable[Stay]) -> list[Held]:
    """
    Say what a battery holds at each halt; below zero where it was empty long before.

    The last stay may be the end of the day.
    """
    battery = vehicle.battery
    if battery is None:
        return []
    every = list(stays)
    level = battery.start_mwh
    held = []
    for stay, grams in zip(every, _on_board(problem, every), strict=True):
        level -= uses_mwh(battery, stay.metres, grams)
        before = level
        if stay.charger is not None:
            plug = problem.plug_of(stay.charger)
            level = charged_mwh(battery, level, plug.watts, stay.seconds - plug.plug_s)
        elif stay.loads:
            level = charged_mwh(battery, level, vehicle.start_watts, stay.seconds)
        held.append(Held(before, level))
    return held


def grams_on_board(problem: Problem, stays: Sequence[Stay]) -> list[int]:
    """List the grams on board on the way to each halt, and to the end."""
    return list(_on_board(problem, stays))


def _on_board(problem: Problem, stays: Sequence[Stay]) -> Iterator[int]:
    unit = problem.weight_unit
    trips: list[list[int]] = [[]]
    for stay in stays:
        if stay.loads:
            trips.append([])
        elif stay.stop is not None:
            trips[-1].append(stay.stop)
    loads = iter(
        sum(problem.stops[stop].sent[unit] for stop in trip) if unit is not None else 0
        for trip in trips
    )
    board = next(loads)
    for stay in stays:
        yield board
        if stay.loads:
            board = next(loads)
        elif stay.stop is not None and unit is not None:
            stop = problem.stops[stay.stop]
            board += stop.pickup[unit] - stop.delivery[unit]


def course_stays(course: Course) -> Iterator[Stay]:
    """Yield the halts of a course as its battery sees them, and the end."""
    for halt in course.halts:
        seconds = 0 if halt.stop is not None else halt.service_s
        yield Stay(halt.distance_m, seconds, halt.stop, halt.charger, halt.is_loading)
    yield Stay(course.home_m)


def timed_stays(timed: TimedRoute) -> Iterator[Stay]:
    """Yield the visits of a timed route as its battery sees them, and the end."""
    for number, visit in enumerate(timed.visits):
        loads = number > 0 and visit.kind is VisitKind.LOAD
        seconds = visit.service_s if loads or visit.charger is not None else 0
        yield Stay(visit.distance_m, seconds, visit.stop, visit.charger, loads)
    yield Stay(timed.home.distance_m if timed.home else 0)


def lowest_mwh(held: Iterable[Held]) -> int:
    """The least that a battery ever holds."""
    return min(one.arrive_mwh for one in held)


def surcharge_micro(problem: Problem, timed: TimedRoute) -> Fraction:
    """What energy at chargers costs more than driving is billed for, in micro-units, exactly."""
    vehicle = problem.vehicles[timed.vehicle]
    if vehicle.battery is None:
        return Fraction(0)
    held = follow_battery(problem, vehicle, timed_stays(timed))
    micro = sum(
        (level.depart_mwh - level.arrive_mwh)
        * vehicle.battery.dearer_micro(problem.plug_of(visit.charger))
        for visit, level in zip(timed.visits, held, strict=False)
        if visit.charger is not None
    )
    return Fraction(micro, MWH_A_KWH)
