"""Where, and for how long, a battery is best charged on a visiting order that is settled."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np

from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel
from lastmile_cli.timing.batteries import (
    charging_curve,
    course_stays,
    follow_battery,
    grams_on_board,
    lowest_mwh,
    uses_mwh,
)
from lastmile_cli.timing.course import Course, Halt, lay_out
from lastmile_cli.timing.fixed_route import Drive, Filling, RouteHalt, Station, charge_best
from lastmile_cli.timing.levels import Leg
from lastmile_cli.timing.over_chargers import Numbers, over_chargers
from lastmile_cli.timing.single_charges import single_charges
from lastmile_cli.timing.slack import slack_of
from lastmile_cli.timing.smooth_clock import arrive_smoothly, bends_s, leave_smoothly
from lastmile_cli.timing.windows import begin

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


def charge_plans(
    problem: Problem, bare: ProposedRoute, course: Course, *, must_hold: bool = False
) -> list[ProposedRoute]:
    """
    List the order with cheap single charges, and with those that end it earliest.

    Energy does not ask the hour, so what is charged is enough for any other departure. Where no
    way keeps the windows, the charges are those of a day without them, or none if all
    ``must_hold``; where none keeps the reserve there is none. Where the way past a charger takes
    longer but is shorter, passing it without charging is not a plan.
    """
    if not problem.chargers:
        return []
    found = [replace(bare, charges=(one,)) for one in single_charges(problem, course)]
    frame = _frame(problem, course, found)
    frames = [frame] if frame is not None else []
    for hours in frames if must_hold else (*frames, None):
        fillings = _best(problem, course, hours)
        if fillings is not None:
            charges = tuple(
                ProposedCharge(
                    before=one.before,
                    charger=one.station,
                    seconds=math.ceil(one.seconds - 1e-9),
                )
                for one in fillings
            )
            if charges and all(one.seconds for one in charges):
                return [*found, replace(bare, charges=charges)]
            return found
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """
    The hours between which a course can be driven, if its charges are to keep all windows.

    ``leave_s`` is when each leg can begin at the earliest, the way home too, ``begin_by_s``
    when the halt at its end must begin; ``call_s`` what a call at each charger makes of the
    leg at least, shape (legs, chargers).
    """

    leave_s: tuple[int, ...]
    begin_by_s: tuple[int, ...]
    call_s: Numbers

    def calls(self, leg: int, chosen: list[int]) -> frozenset[int]:
        """Which of the chosen chargers (by position) can be called at on a leg."""
        at_s = self.leave_s[leg] + self.call_s[leg][chosen]
        return frozenset(np.flatnonzero(at_s <= self.begin_by_s[leg]).tolist())


def _frame(problem: Problem, course: Course, singles: list[ProposedRoute]) -> _Frame | None:
    """
    Frame a course: nobody looks for ways that end later than the best of these single charges.

    ``None``: nothing keeps the windows.
    """
    vehicle, latest_s = course.vehicle, course.vehicle.latest_s
    for one in singles:
        way = lay_out(problem, one)
        *begins_s, end_s = way.begins_s(way.depart_from_s)
        if all(at_s <= halt.latest_s for at_s, halt in zip(begins_s, way.halts, strict=True)):
            latest_s = min(latest_s, end_s)
    places = [vehicle.start_place, *(halt.place for halt in course.halts)]
    places += [] if vehicle.end_place is None else [vehicle.end_place]
    over = over_chargers(problem, vehicle, places)
    assert over is not None
    numbers = list(range(len(places)))
    starts, ends = numbers[:-1], numbers[1:]
    framed = replace(course, vehicle=replace(vehicle, latest_s=latest_s))
    slack = slack_of(framed, over.least(starts, ends)[0].tolist())
    *begin_by_s, end_by_s = slack.begin_by_s
    if end_by_s > latest_s:
        return None
    if any(by_s > halt.latest_s for by_s, halt in zip(begin_by_s, course.halts, strict=True)):
        return None
    by_s = [
        min(by_s, begin(arrive_s, halt.windows))
        for halt, by_s, arrive_s in zip(course.halts, begin_by_s, slack.arrive_by_s, strict=False)
    ]
    return _Frame(
        leave_s=slack.depart_s,
        begin_by_s=(*by_s, latest_s),
        call_s=over.calls_s(starts, ends, list(range(len(problem.chargers)))),
    )


def _best(problem: Problem, course: Course, frame: _Frame | None) -> list[Filling] | None:
    vehicle = course.vehicle
    battery = vehicle.battery
    assert battery is not None
    grams = grams_on_board(problem, list(course_stays(course)))
    drives = [partial(_leg, problem, course, board) for board in grams]
    chosen = _chargers_near(problem, course)
    halts = [_halt(course, halt, drive) for halt, drive in zip(course.halts, drives, strict=False)]
    if vehicle.end_place is not None:
        halts.append(RouteHalt(place=vehicle.end_place, drive=drives[-1]))
    if frame is not None:
        halts = [
            replace(halt, closes_s=frame.begin_by_s[leg], stations=frame.calls(leg, chosen))
            for leg, halt in enumerate(halts)
        ]
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


def _halt(course: Course, halt: Halt, drive: Drive) -> RouteHalt:
    vehicle, battery = course.vehicle, course.vehicle.battery
    assert battery is not None
    charges = halt.is_loading and vehicle.start_watts > 0
    return RouteHalt(
        place=halt.place,
        service_s=halt.service_s,
        # Of several windows the gaps between them are for the clock.
        opens_s=max(0.0, halt.windows[0][0]),
        curve=charging_curve(battery, vehicle.start_watts) if charges else None,
        drive=drive,
    )


def _leg(problem: Problem, course: Course, grams: int, start: int, end: int) -> Leg | None:
    vehicle = course.vehicle
    assert vehicle.battery is not None
    known = _WAYS.setdefault(problem.travel, {})
    key = vehicle.table, start, end
    if key not in known:
        known[key] = _way(problem.travel, *key)
    way = known[key]
    if way is None:
        return None
    metres, leg = way
    return _taking(leg, float(uses_mwh(vehicle.battery, metres, grams)))


_WAYS: WeakKeyDictionary[Travel, dict[tuple[int, int, int], tuple[int, Leg] | None]]
_WAYS = WeakKeyDictionary()
"""Metres and clock of each leg looked at so far: the same few are asked for a thousand times."""


def _taking(leg: Leg, wh: float) -> Leg:
    """Return a leg that takes so much; ``dataclasses.replace`` takes ten times as long."""
    return Leg(wh, leg.arrive, leg.latest, leg.bends)


def _way(travel: Travel, table: int, start: int, end: int) -> tuple[int, Leg] | None:
    durations_s, starts_s = travel.durations_s(table, start, end), travel.period_starts_s
    metres = travel.leg_m(table, start, end)
    if min(durations_s) >= UNREACHABLE_S:
        return None
    if len(set(durations_s)) == 1:
        return metres, Leg.steady(durations_s[0], 0.0)
    leg = Leg(
        0.0,
        lambda hour: arrive_smoothly(hour, durations_s, starts_s),
        lambda hour: leave_smoothly(hour, durations_s, starts_s),
        bends_s(durations_s, starts_s),
    )
    return metres, leg


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
