"""A minimum of paid hours as an engine can weigh it: a price of the day and one from then on."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.costing.quantities import HOUR_S, basis_micro
from lastmile_cli.domain.fleet import RateBasis, Vehicle
from lastmile_cli.domain.problem import ProblemVehicle


def with_minimum_pay(vehicle: Vehicle, posed: ProblemVehicle) -> ProblemVehicle | None:
    """
    Return the posed vehicle with its minimum of paid hours among its prices.

    Who is paid at least m hours costs them as soon as the vehicle leaves, and
    each hour from the m-th on: a fixed price, and "overtime" after m. A vehicle
    has one hour from which on its hours cost more: ``None`` where overtime
    proper can begin as well. Then the minimum is billed, but not weighed.
    """
    idle_micro = basis_micro(vehicle.rates, RateBasis.PER_UNWORKED_HOUR)
    if not vehicle.min_paid_s or not idle_micro:
        return posed
    if posed.per_hour_micro < idle_micro or _can_reach_overtime(posed):
        return None
    # Half up, as all money: the engine is off by half a micro-unit a day at most.
    day_micro = (2 * idle_micro * vehicle.min_paid_s + HOUR_S) // (2 * HOUR_S)
    return replace(
        posed,
        fixed_micro=posed.fixed_micro + day_micro,
        per_hour_micro=posed.per_hour_micro - idle_micro,
        overtime_micro=idle_micro,
        overtime_after_s=vehicle.min_paid_s,
    )


def is_minimum_weighed(vehicle: Vehicle, posed: ProblemVehicle) -> bool:
    """Whether a vehicle as it was posed has its minimum of paid hours among its prices."""
    idle_micro = basis_micro(vehicle.rates, RateBasis.PER_UNWORKED_HOUR)
    has_none = not vehicle.min_paid_s or not idle_micro
    return has_none or posed.fixed_micro != basis_micro(vehicle.rates, RateBasis.PER_ROUTE)


def _can_reach_overtime(posed: ProblemVehicle) -> bool:
    if not posed.overtime_micro:
        return False
    # Whoever loads each parcel by itself begins from then on, or at any time before it leaves.
    begins_s = (
        posed.loads_from_s if posed.loading_per_parcel_s else posed.earliest_s - posed.loading_s
    )
    return min(posed.latest_s - begins_s, posed.max_duration_s) > posed.overtime_after_s
