"""Where, and for how long, a battery is best charged on a visiting order that is settled."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.batteries import (
    charging_curve,
    course_stays,
    follow_battery,
    grams_on_board,
    lowest_mwh,
    uses_mwh,
)
from lastmile_cli.timing.course import Course, Halt
from lastmile_cli.timing.fixed_route import Drive, Filling, RouteHalt, Station, charge_best
from lastmile_cli.timing.levels import Leg
from lastmile_cli.timing.single_charges import single_charges
from lastmile_cli.timing.smooth_clock import arrive_smoothly, bends_s, leave_smoothly

MOST_IN_A_ROW = 2
"""So many chargers are called at on the way to one halt."""
NEAREST = 12
"""So many chargers are looked at: those nearest to where the route goes."""


def gets_by(problem: Problem, course: Course) -> bool:
    """Whether a battery never falls below its reserve."""
    vehicle = course.vehicle
    if vehicle.battery is None:
        return True
    held = follow_battery(problem, vehicle, course_stays(course))
    return lowest_mwh(held) >= vehicle.battery.reserve_mwh


def charge_plans(problem: Problem, bare: ProposedRoute, course: Course) -> list[ProposedRoute]:
    """
    List the order with cheap single charges, and with those that end it earliest.

    Energy does not ask the hour, so what is charged is enough for any other departure. Where no
    way keeps the windows, the charges are those of a day without them; where
    none keeps the reserve there is none.
    """
    if not problem.chargers:
        return []
    found = [replace(bare, charges=(one,)) for one in single_charges(problem, course)]
    for keeps_windows in (True, False):
        fillings = _best(problem, course, keeps_windows)
        if fillings is not None:
            charges = tuple(
                ProposedCharge(
                    before=one.before,
                    charger=one.station,
                    seconds=math.ceil(one.seconds - 1e-9),
                )
                for one in fillings
            )
            return [*found, replace(bare, charges=charges)]
    return found


def _best(problem: Problem, course: Course, keeps_windows: bool) -> list[Filling] | None:
    vehicle = course.vehicle
    battery = vehicle.battery
    assert battery is not None
    grams = grams_on_board(problem, list(course_stays(course)))
    drives = [partial(_leg, problem, course, board) for board in grams]
    halts = [
        _halt(course, halt, drive, keeps_windows)
        for halt, drive in zip(course.halts, drives, strict=False)
    ]
    if vehicle.end_place is not None:
        closes_s = float(vehicle.latest_s) if keeps_windows else math.inf
        halts.append(RouteHalt(place=vehicle.end_place, closes_s=closes_s, drive=drives[-1]))
    chosen = _chargers_near(problem, course)
    stations = []
    for charger in chosen:
        plug = problem.plug_of(charger)
        curve = charging_curve(battery, plug.watts)
        place = problem.chargers[charger]
        stations.append(Station(place=place, curve=curve, plug_s=plug.plug_s))
    found = charge_best(
        RouteHalt(place=vehicle.start_place, opens_s=course.depart_from_s),
        halts,
        drives[0],
        stations,
        wh=battery.start_mwh,
        reserve_wh=battery.reserve_mwh,
        most_in_a_row=MOST_IN_A_ROW,
    )
    if found is None:
        return None
    return [replace(one, station=chosen[one.station]) for one in found.fillings]


def _halt(course: Course, halt: Halt, drive: Drive, keeps_windows: bool) -> RouteHalt:
    vehicle, battery = course.vehicle, course.vehicle.battery
    assert battery is not None
    charges = halt.is_loading and vehicle.start_watts > 0
    return RouteHalt(
        place=halt.place,
        service_s=halt.service_s,
        # Of several windows the gaps between them are for the clock.
        opens_s=max(0.0, halt.windows[0][0]),
        closes_s=halt.latest_s if keeps_windows else math.inf,
        curve=charging_curve(battery, vehicle.start_watts) if charges else None,
        drive=drive,
    )


def _leg(problem: Problem, course: Course, grams: int, start: int, end: int) -> Leg | None:
    vehicle, travel = course.vehicle, problem.travel
    assert vehicle.battery is not None
    durations_s = travel.durations_s(vehicle.table, start, end)
    if min(durations_s) >= UNREACHABLE_S:
        return None
    wh = float(uses_mwh(vehicle.battery, travel.leg_m(vehicle.table, start, end), grams))
    if len(set(durations_s)) == 1:
        return Leg.steady(durations_s[0], wh)
    starts_s = course.starts_s
    return Leg(
        wh,
        lambda hour: arrive_smoothly(hour, durations_s, starts_s),
        lambda hour: leave_smoothly(hour, durations_s, starts_s),
        bends_s(durations_s, starts_s),
    )


def _chargers_near(problem: Problem, course: Course) -> list[int]:
    """The chargers nearest to the places of a route, by their least detour in metres."""
    count = len(problem.chargers)
    if count <= NEAREST:
        return list(range(count))
    vehicle: ProblemVehicle = course.vehicle
    table = problem.travel.tables[vehicle.table]
    places = [vehicle.start_place, *(halt.place for halt in course.halts)]
    metres = table.distance_m[places][:, list(problem.chargers)].min(axis=0)
    return sorted(
        sorted(range(count), key=lambda charger: (int(metres[charger]), charger))[:NEAREST]
    )
