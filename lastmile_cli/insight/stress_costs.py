"""What drawn days cost: the planned bill, and what other hours change about it."""

from __future__ import annotations

import numpy as np

from lastmile_cli.costing.bill import CENT_MICRO, money_to_cents
from lastmile_cli.costing.quantities import HOUR_S, basis_micro
from lastmile_cli.domain.attempts import PPM
from lastmile_cli.domain.fleet import RateBasis, Vehicle
from lastmile_cli.insight.stress_day import StressDay, halts_of, late_s
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.timing.many_days import DrivenDays, Floats, Ints


def paid_seconds(day: StressDay, driven: DrivenDays) -> Ints:
    """Seconds paid to each vehicle on each day; shape (days, routes)."""
    paid = np.empty_like(driven.homes)
    for number, (route, timed) in enumerate(day.routes):
        vehicle = day.posed.problem.vehicles[route.vehicle]
        waited = 0 if vehicle.waiting_paid else timed.wait_s
        breaks_s = timed.unpaid_s - waited
        paid[:, number] = driven.homes[:, number] - timed.start_s - breaks_s
        if not vehicle.waiting_paid:
            paid[:, number] -= driven.waits[:, number]
    return paid


def overtime_seconds(day: StressDay, paid_s: Ints) -> Ints:
    """Of those the ones that are overtime; shape (days, routes)."""
    afters = [day.posed.vehicles[route.vehicle].overtime_after_s for route, _ in day.routes]
    limits = [2**60 if after_s is None else after_s for after_s in afters]
    over: Ints = np.maximum(0, paid_s - np.array(limits, dtype=np.int64))
    return over


def planned_cents(day: StressDay, number: int, currency: str) -> int:
    """What a route costs as planned, in hundredths."""
    return money_to_cents(bill_timed(day.posed, day.routes[number][1], currency).total)


def route_cents(day: StressDay, driven: DrivenDays, currency: str) -> Floats:
    """
    What each route costs on each day, in hundredths; shape (days, routes).

    The planned bill, and what other paid hours, overtime, lateness and hours of failing change
    about it. A day as planned costs the planned bill to the cent.
    """
    paid_s = paid_seconds(day, driven)
    lateness = late_s(day, driven)
    cents = np.empty(driven.homes.shape, dtype=np.float64)
    halts = halts_of(day)
    for number, (route, timed) in enumerate(day.routes):
        vehicle = day.posed.vehicles[route.vehicle]
        changed = _wage_micro(vehicle, paid_s[:, number])
        changed -= _wage_micro(vehicle, np.array([timed.paid_s], dtype=np.int64))[0]
        failing = basis_micro(vehicle.rates, RateBasis.PER_FAILURE)
        visits = iter(timed.stop_visits)
        for column, (of_route, stop) in enumerate(halts):
            if of_route != number or stop is None:
                continue
            visit, asked = next(visits), day.posed.problem.stops[stop]
            if asked.late_micro:
                more_s = lateness[:, column] - visit.late_s
                changed += more_s * float(asked.late_micro) / HOUR_S
            if len(asked.chances) > 1 and failing:
                begins = np.minimum(driven.begins[:, column], asked.windows[-1][1])
                more = _ppm_at(asked.chances, begins) - asked.failure_ppm_at(visit.start_s)
                changed += more * float(failing) / PPM
        cents[:, number] = planned_cents(day, number, currency) + changed / CENT_MICRO
    return cents


def _wage_micro(vehicle: Vehicle, paid_s: Ints) -> Floats:
    """What the paid hours cost, overtime and the daily minimum included, in micro-units."""
    after_s = 2**60 if vehicle.overtime_after_s is None else vehicle.overtime_after_s
    hours = basis_micro(vehicle.rates, RateBasis.PER_PAID_HOUR) * paid_s
    hours = hours + basis_micro(vehicle.rates, RateBasis.PER_OVERTIME_HOUR) * np.maximum(
        0, paid_s - after_s
    )
    hours = hours + basis_micro(vehicle.rates, RateBasis.PER_UNWORKED_HOUR) * np.maximum(
        0, vehicle.min_paid_s - paid_s
    )
    micro: Floats = hours / HOUR_S
    return micro


def _ppm_at(chances: tuple[tuple[int, int], ...], begins_s: Ints) -> Ints:
    """How likely nobody is there at each second, in millionths."""
    starts = np.array([from_s for from_s, _ in chances[1:]], dtype=np.int64)
    values = np.array([ppm for _, ppm in chances], dtype=np.int64)
    found: Ints = values[np.searchsorted(starts, begins_s, side="right")]
    return found
