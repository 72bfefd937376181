"""Which vehicles may serve a stop: skills, crew, a fixed vehicle, driver or depot, and stock."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.stops import Box, Stop

GOODS_ELSEWHERE = "goods_elsewhere"
"""The lock of a stop whose goods are at other hubs than the vehicle's."""


def missing_skills(stop: Stop, vehicle: Vehicle) -> frozenset[str]:
    """Skills the stop asks for that vehicle and driver do not have."""
    return stop.skills - vehicle.all_skills


def missing_crew(stop: Stop, vehicle: Vehicle) -> int:
    """How many persons more than the vehicle has on board it takes."""
    return max(0, stop.crew - vehicle.crew)


def all_fit(boxes_mm: Sequence[Box], room_mm: Box | None) -> bool:
    """
    Whether each single parcel fits, turned along its sides; in a room nobody measured all do.

    >>> all_fit([(2100, 800, 50)], (2000, 1200, 1100)), all_fit([(800, 50, 0)], (810, 60, 50))
    (False, True)
    """
    if room_mm is None:
        return True
    return all(side <= most for box in boxes_mm for side, most in zip(box, room_mm, strict=True))


def broken_lock(stop: Stop, vehicle: Vehicle) -> str:
    """Why the vehicle may not serve the stop, as a stable word; empty where it may."""
    fixed = _fixed_elsewhere(stop, vehicle)
    if fixed:
        return fixed
    if not all_fit(stop.boxes_mm, vehicle.cargo_mm):
        return "parcel_size"
    if missing_crew(stop, vehicle):
        return "crew"
    return "skills" if missing_skills(stop, vehicle) else ""


def _fixed_elsewhere(stop: Stop, vehicle: Vehicle) -> str:
    """Which vehicle, driver or depot the stop is bound to that this one is not of."""
    driver_id = vehicle.driver.driver_id if vehicle.driver else ""
    if stop.vehicle_id and stop.vehicle_id != vehicle.vehicle_id:
        return "fixed_vehicle"
    if stop.driver_id and stop.driver_id != driver_id:
        return "fixed_driver"
    if stop.depot_id and stop.depot_id != vehicle.start_depot_id:
        return "fixed_depot"
    if stop.supply is not None and vehicle.start_depot_id not in stop.supply.depot_ids:
        return GOODS_ELSEWHERE
    return ""


def allowed_vehicles(stop: Stop, vehicles: Sequence[Vehicle]) -> frozenset[int] | None:
    """Indices of the vehicles that may serve the stop, ``None`` for all of them."""
    allowed = frozenset(
        number for number, vehicle in enumerate(vehicles) if not broken_lock(stop, vehicle)
    )
    return None if len(allowed) == len(vehicles) and vehicles else allowed
