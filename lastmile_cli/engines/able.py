"""Which vehicles could serve a stop if it were the only one: what no route can mend is left out."""

from __future__ import annotations

from lastmile_cli.domain.problem import Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.travel import UNREACHABLE_S


def list_able(problem: Problem) -> list[list[int]]:
    """
    By stop, the vehicles that could serve it alone, in rising order.

    The problem must be static (one period). Exact but for breaks, which are not
    looked at: alone, a vehicle can always leave late enough not to wait, so its
    duration has no idle second. Both ends of a shipment need the same vehicle,
    and what is locked is asked no more.
    """
    able = [
        [number for number in range(len(problem.vehicles)) if _is_able(problem, number, index)]
        for index in range(len(problem.stops))
    ]
    for origin, end in problem.destinations.items():
        shared = sorted(set(able[origin]) & set(able[end]))
        able[origin], able[end] = shared, list(shared)
    for number, vehicle in enumerate(problem.vehicles):
        for index in vehicle.locked:
            able[index] = [number]
            other = problem.destinations.get(index, problem.stops[index].shipped_from)
            if other is not None:
                able[other] = [number]
    return able


def _is_able(problem: Problem, number: int, index: int) -> bool:
    vehicle, stop = problem.vehicles[number], problem.stops[index]
    return (
        problem.may_serve(number, index)
        and vehicle.max_stops >= 1
        and _fits(vehicle, stop)
        and _is_in_reach(problem, vehicle, stop)
    )


def _fits(vehicle: ProblemVehicle, stop: ProblemStop) -> bool:
    loads = zip(stop.delivery, stop.pickup, vehicle.capacity, strict=True)
    return all(max(delivery, pickup) <= capacity for delivery, pickup, capacity in loads)


def _is_in_reach(problem: Problem, vehicle: ProblemVehicle, stop: ProblemStop) -> bool:
    travel, table = problem.travel, vehicle.table
    legs = [(vehicle.start_place, stop.place)]
    if vehicle.end_place is not None:
        legs.append((stop.place, vehicle.end_place))
    legs_s = [travel.durations_s(table, start, end)[0] for start, end in legs]
    if max(legs_s) >= UNREACHABLE_S:
        return False
    service_s = stop.service_s[vehicle.service_class]
    leave_s = vehicle.earliest_s
    if stop.ready_s:
        leave_s = max(leave_s, stop.ready_s + vehicle.loading_s)
    begins_s = _begins_s(stop, leave_s + legs_s[0])
    return (
        begins_s is not None
        and begins_s + service_s + sum(legs_s[1:]) <= vehicle.latest_s
        and vehicle.loading_s + sum(legs_s) + service_s <= vehicle.max_duration_s
        and sum(legs_s) <= vehicle.max_drive_s
        and sum(travel.leg_m(table, start, end) for start, end in legs) <= vehicle.max_distance_m
    )


def _begins_s(stop: ProblemStop, arrive_s: int) -> int | None:
    """When service begins after this arrival; ``None`` where it may not any more."""
    for opens, closes in stop.windows:
        if arrive_s <= closes:
            return max(opens, arrive_s)
    return arrive_s if arrive_s <= stop.latest_s else None
