"""Batteries and ranges as the arrays of ``rich.layout.RangedDay``."""

from __future__ import annotations

import numpy as np

from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemVehicle
from lastmile_cli.engines.ruin_recreate.rich import layout as at

MILLIONTHS = 1_000_000
SECONDS_PER_MWH_W = 3.6
"""Seconds that a watt needs for a milliwatt-hour."""


def fills_while_loading(vehicle: ProblemVehicle) -> bool:
    """Whether loading anew does something to what is left of range or battery."""
    return vehicle.charges_at_start if vehicle.battery is None else vehicle.start_watts > 0


def pack_power(problem: Problem, classes: list[list[int]]) -> at.I64:
    """See ``RangedDay.power``."""
    power = np.zeros((len(classes), at.E_COLUMNS), np.int64)
    for c, members in enumerate(classes):
        vehicle = problem.vehicles[members[0]]
        battery = vehicle.battery
        power[c, at.E_UNIT] = -1
        if battery is None:
            power[c, at.E_FIXED] = vehicle.recharge_s
            power[c, at.E_MOST] = vehicle.range_m
            power[c, at.E_METRE] = MILLIONTHS if vehicle.range_m < NO_LIMIT else 0
            continue
        power[c, at.E_FIXED] = -1
        power[c, at.E_MOST] = battery.usable_mwh
        power[c, at.E_FIRST] = battery.capacity_mwh - battery.start_mwh
        power[c, at.E_METRE] = battery.per_m_nwh
        if problem.weight_unit is not None and battery.per_m_g_nwh > 0:
            power[c, at.E_GRAM] = battery.per_m_g_nwh
            power[c, at.E_UNIT] = problem.weight_unit
        plugs = [problem.plug_of(charger) for charger in range(len(problem.chargers))]
        power[c, at.E_FASTEST] = max(
            (min(plug.watts, battery.takes[0][1]) for plug in plugs), default=0
        )
    return power


def pack_curves(problem: Problem, classes: list[list[int]]) -> at.F64:
    """See ``RangedDay.curve``; rows are padded with their last knot."""
    count = len(problem.chargers)
    vehicles = [problem.vehicles[members[0]] for members in classes]
    found: list[list[list[tuple[float, float]]]] = []
    for vehicle in vehicles:
        plugs = [problem.plug_of(charger) for charger in range(count)]
        plugs.append(Plug(watts=max(1, vehicle.start_watts)))
        found.append([curve_from_full(vehicle.battery, plug.watts) for plug in plugs])
    knots = max((len(row) for rows in found for row in rows), default=2)
    curve = np.zeros((len(classes), count + 1, knots, 2))
    for c, rows in enumerate(found):
        for i, row in enumerate(rows):
            curve[c, i, : len(row)] = row
            curve[c, i, len(row) :] = row[-1]
    return curve


def curve_from_full(battery: Battery | None, watts: int) -> list[tuple[float, float]]:
    """List how much is used, rising from nothing, and in how many seconds it is full again."""
    if battery is None:
        return [(0.0, 0.0), (0.0, 0.0)]
    points = [(0.0, 0.0)]
    levels = [0, *(level for level, _ in battery.takes)]
    for (low, high), (_, most) in zip(
        zip(levels[-2::-1], levels[:0:-1], strict=True), battery.takes[::-1], strict=True
    ):
        used, seconds = points[-1]
        more = high - max(low, battery.reserve_mwh)
        if more <= 0:
            break
        power = min(most, watts)
        points.append((used + more, seconds + more * SECONDS_PER_MWH_W / power))
    return _joined(points)


def _joined(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Leave out knots at which the power does not change."""
    found = points[:2]
    for used, seconds in points[2:]:
        (first, then), (last, now) = found[-2:]
        if abs((seconds - now) * (last - first) - (now - then) * (used - last)) < 1e-6 * used:
            found.pop()
        found.append((used, seconds))
    return found


def pack_surcharges(problem: Problem, classes: list[list[int]]) -> at.F64:
    """What a milliwatt-hour at each charger costs each class more; see ``RangedDay.extra``."""
    extra = np.zeros((len(classes), len(problem.chargers)))
    for c, members in enumerate(classes):
        battery = problem.vehicles[members[0]].battery
        if battery is not None:
            for i in range(len(problem.chargers)):
                extra[c, i] = battery.dearer_micro(problem.plug_of(i)) / MILLIONTHS
    return extra


def shortest_charge_s(problem: Problem, vehicle: ProblemVehicle) -> int:
    """Seconds that any charge takes at least: a filling, or plugging in."""
    if vehicle.battery is None:
        return vehicle.recharge_s
    plugs = [problem.plug_of(charger) for charger in range(len(problem.chargers))]
    return min((plug.plug_s for plug in plugs), default=0)
