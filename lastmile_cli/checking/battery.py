"""What a battery holds along a visiting order, reckoned here in fractions, without rounding."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from lastmile_cli.checking.schedule import Step, list_steps
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.battery import Battery
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute

TOLERANCE_MWH = 1
"""Who is above the reserve but for so much is above it."""
WATT_SECONDS_A_MWH = Fraction(18, 5)
MILLIONTHS = 1_000_000


class Level(NamedTuple):
    """Milliwatt-hours on arrival at a halt and on leaving it; ``step`` is ``None`` at the end."""

    step: Step | None
    arrive_mwh: Fraction
    depart_mwh: Fraction


def check_battery(problem: Problem, route: ProposedRoute, battery: Battery) -> Iterator[Violation]:
    """Nowhere is less in it than the reserve; the first place where there is, is named."""
    short = [
        level
        for level in list_levels(problem, route, battery)
        if level.arrive_mwh < battery.reserve_mwh - TOLERANCE_MWH
    ]
    if not short:
        return
    name, first = problem.vehicles[route.vehicle].vehicle_id, short[0].step
    lowest = min(level.arrive_mwh for level in short)
    missing_mwh = battery.reserve_mwh - lowest
    yield Violation(
        rule=Rule.OUT_OF_RANGE,
        route=name,
        stop="" if first is None or first.stop is None else problem.stops[first.stop].stop_id,
        amount=max(1, int(missing_mwh / 1000)),
        sentence=f"The battery of vehicle {name} falls {kwh(missing_mwh)} below its reserve "
        f"of {kwh(Fraction(battery.reserve_mwh))}.",
    )


def kwh(mwh: Fraction) -> str:
    """
    Milliwatt-hours as people say them.

    >>> kwh(Fraction(12_345_678))
    '12.35 kWh'
    """
    return f"{float(mwh) / MILLIONTHS:.2f} kWh"


def list_levels(problem: Problem, route: ProposedRoute, battery: Battery) -> list[Level]:
    """List what it holds at every halt behind the first loading, and at the end."""
    vehicle, travel = problem.vehicles[route.vehicle], problem.travel
    steps = list_steps(problem, route)
    held, here = Fraction(battery.start_mwh), vehicle.start_place
    found: list[Level] = []
    on_board = _board_at_start(problem, route, 0)
    trip = 0
    for step in steps:
        held -= drawn_mwh(battery, travel.leg_m(vehicle.table, here, step.place), on_board)
        before, here = held, step.place
        if step.charger is not None:
            plug = problem.plug_of(step.charger)
            held = charged_mwh(battery, held, plug.watts, step.stay_s - plug.plug_s)
        elif step.stop is None:
            held = charged_mwh(battery, held, vehicle.start_watts, step.stay_s)
            trip += 1
            on_board = _board_at_start(problem, route, trip)
        else:
            on_board += _change(problem, step.stop)
        found.append(Level(step, before, held))
    if vehicle.end_place is not None:
        home_m = travel.leg_m(vehicle.table, here, vehicle.end_place)
        held -= drawn_mwh(battery, home_m, on_board)
        found.append(Level(None, held, held))
    return found


def drawn_mwh(battery: Battery, metres: int, grams: int) -> Fraction:
    """What a leg draws with so much on board."""
    return Fraction(metres * (battery.per_m_nwh + grams * battery.per_m_g_nwh), MILLIONTHS)


def charged_mwh(battery: Battery, held: Fraction, watts: int, seconds: int) -> Fraction:
    """What is in it after so many seconds at a charger, slower as it fills."""
    left = Fraction(seconds)
    for upto_mwh, most in battery.takes:
        if left <= 0 or watts <= 0:
            break
        if held >= upto_mwh:
            continue
        a_second = min(most, watts) / WATT_SECONDS_A_MWH
        step_s = min(left, (upto_mwh - held) / a_second)
        held += step_s * a_second
        left -= step_s
    return held


def _board_at_start(problem: Problem, route: ProposedRoute, trip: int) -> int:
    unit = _weight(problem)
    stops = [problem.stops[stop] for stop in route.trips[trip]]
    if unit is None:
        return 0
    return sum(stop.delivery[unit] for stop in stops if stop.shipped_from is None)


def _change(problem: Problem, stop: int) -> int:
    unit = _weight(problem)
    asked = problem.stops[stop]
    return 0 if unit is None else asked.pickup[unit] - asked.delivery[unit]


def _weight(problem: Problem) -> int | None:
    return problem.load_units.index("weight_g") if "weight_g" in problem.load_units else None
