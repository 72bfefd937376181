"""Whether ranges let vehicles get anywhere at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.problem import Problem, ProblemVehicle


def check_ranges(problem: Problem, vehicles: Sequence[Vehicle]) -> Iterator[Notice]:
    """Yield LM1516 once for each kind of vehicle that can serve no stop for want of range."""
    tried = set()
    for posed, vehicle in zip(problem.vehicles, vehicles, strict=True):
        range_m = farthest_m(posed)
        alike = posed.table, posed.start_place, posed.end_place, range_m
        if not posed.has_range or alike in tried:
            continue
        tried.add(alike)
        nearest_m = _nearest_m(problem, posed)
        if nearest_m is None or nearest_m <= range_m:
            continue
        what = "range_km" if posed.battery is None else "battery"
        yield Notice(
            code="LM1516",
            severity=Severity.WARNING,
            place=Place(column=f"{what} of vehicle {vehicle.vehicle_id}"),
            problem=f"its range of {range_m / 1000:.1f} km reaches no stop: "
            f"{nearest_m / 1000:.1f} km are the least there is to drive.",
            hint=f"check {what}, or add chargers nearer to its depot.",
        )


def farthest_m(vehicle: ProblemVehicle) -> int:
    """Metres that a vehicle drives at most, empty, on what it begins its day with."""
    battery = vehicle.battery
    if battery is None:
        return vehicle.range_m
    return (battery.start_mwh - battery.reserve_mwh) * 1_000_000 // battery.per_m_nwh


def _nearest_m(problem: Problem, vehicle: ProblemVehicle) -> int | None:
    """
    Metres of the shortest stretch that any route begins with; ``None`` where there is no stop.

    To a stop and home, or with chargers to one of those or to a stop next to one.
    """
    travel, table, start = problem.travel, vehicle.table, vehicle.start_place
    ends = [] if vehicle.end_place is None else [vehicle.end_place]
    places = {stop.place for stop in problem.stops}
    ways = [
        ((start, place), (place, goal))
        for place in places
        for goal in (*ends, *problem.chargers) or (place,)
    ]
    ways += [((start, place), (place, place)) for place in problem.chargers if places]
    lengths_m = (
        sum(travel.leg_m(table, *leg) for leg in way)
        for way in ways
        if all(travel.is_reachable(table, *leg) for leg in way)
    )
    return min(lengths_m, default=None)
