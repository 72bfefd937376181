"""The single charges of a settled order that are enough for it, the cheapest first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

from lastmile_cli.domain.battery import Battery
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedCharge
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.batteries import (
    charging_curve,
    course_stays,
    filled_s,
    follow_battery,
    grams_on_board,
    uses_mwh,
)
from lastmile_cli.timing.course import Course

CHEAPEST = 6
"""So many are worth timing."""


class _Gap(NamedTuple):
    """
    A leg of the order: its ends, what is on board, what is in the battery before it.

    ``needs_mwh`` is what must be in it at the other end, so that no charge is needed any more.
    """

    start: int
    end: int
    grams: int
    holds_mwh: int
    needs_mwh: float


def single_charges(problem: Problem, course: Course) -> list[ProposedCharge]:
    """List single charges after which the order keeps its reserve, the cheapest first."""
    found: list[tuple[float, int, int, int]] = []
    for before, gap in enumerate(_gaps(problem, course)):
        for charger in range(len(problem.chargers)):
            priced = _priced(problem, course, gap, charger)
            if priced is not None:
                found.append((priced[0], before, charger, priced[1]))
    return [
        ProposedCharge(before=before, charger=charger, seconds=seconds)
        for _, before, charger, seconds in sorted(found)[:CHEAPEST]
    ]


def _gaps(problem: Problem, course: Course) -> Iterator[_Gap]:
    vehicle, battery = course.vehicle, _battery(course)
    stays = list(course_stays(course))
    held = follow_battery(problem, vehicle, stays)
    grams = grams_on_board(problem, stays)
    needs = [float(battery.reserve_mwh)]
    for halt, leg, board in zip(
        reversed(course.halts), reversed(stays), reversed(grams), strict=False
    ):
        level = needs[-1] + uses_mwh(battery, leg.metres, board)
        if halt.is_loading and vehicle.start_watts > 0 and level <= battery.capacity_mwh:
            curve = charging_curve(battery, vehicle.start_watts)
            level = max(curve.before(level, halt.service_s), float(battery.reserve_mwh))
        needs.append(level)
    needs.reverse()
    levels = [battery.start_mwh, *(one.depart_mwh for one in held)]
    places = [vehicle.start_place, *(halt.place for halt in course.halts)]
    if vehicle.end_place is not None:
        places.append(vehicle.end_place)
    for ends, board, level, needed in zip(
        itertools.pairwise(places), grams, levels, needs, strict=False
    ):
        if level < battery.reserve_mwh:
            return
        yield _Gap(*ends, board, level, needed)


def _priced(problem: Problem, course: Course, gap: _Gap, charger: int) -> tuple[float, int] | None:
    """What a charge on this leg costs more, and its seconds; ``None`` where it does not do."""
    vehicle, travel, battery = course.vehicle, problem.travel, _battery(course)
    place, plug = problem.chargers[charger], problem.plug_of(charger)
    metres = seconds = 0
    used = []
    for start, end in ((gap.start, place), (place, gap.end)):
        durations_s = travel.durations_s(vehicle.table, start, end)
        if min(durations_s) >= UNREACHABLE_S:
            return None
        leg_m = travel.leg_m(vehicle.table, start, end)
        metres, seconds = metres + leg_m, seconds + min(durations_s)
        used.append(uses_mwh(battery, leg_m, gap.grams))
    before, after = gap.holds_mwh - used[0], gap.needs_mwh + used[1]
    if before < battery.reserve_mwh or not before < after <= battery.capacity_mwh:
        return None
    stay_s = filled_s(battery, before, math.ceil(after), plug)
    metres -= travel.leg_m(vehicle.table, gap.start, gap.end)
    seconds += stay_s - min(travel.durations_s(vehicle.table, gap.start, gap.end))
    price = vehicle.per_km_micro * metres / 1_000 + vehicle.per_hour_micro * seconds / 3_600
    return price + (after - before) * battery.dearer_micro(plug) / 1e6, stay_s


def _battery(course: Course) -> Battery:
    battery = course.vehicle.battery
    assert battery is not None
    return battery
