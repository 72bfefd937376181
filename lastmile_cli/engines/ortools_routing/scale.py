"""Micro-units to the solver's whole numbers, as fine as 64 bits allow."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.domain.problem import FAR_FUTURE_S, Problem

_ROOM = 2**60
"""What the sum of all costs may reach; the solver's guided search adds penalties on top."""
_FINEST = 3_600
"""At this many solver units a micro-unit, a price per hour is a whole price per second."""


@dataclass(frozen=True, slots=True)
class CostScale:
    """How many solver units make one micro-unit of the currency."""

    units: Fraction

    def __call__(self, micro: Fraction | int) -> int:
        """Solver units of an amount, rounded; never 0 for what costs something."""
        exact = self.units * micro
        return max(1, round(exact)) if exact > 0 else 0


def scale_for(problem: Problem) -> CostScale:
    """
    Choose the finest scale at which no sum of costs leaves 60 bits.

    Everything is divided alike, so that what is dearer stays dearer; only
    differences below one solver unit are lost (none of a cent, short of totals
    of 10 billion).
    """
    bound = _dearest_plan_micro(problem)
    units = min(Fraction(_FINEST), Fraction(_ROOM, max(1, bound)))
    return CostScale(Fraction(int(units)) if units >= 1 else units)


def _dearest_plan_micro(problem: Problem) -> int:
    """More than any plan of this problem can cost."""
    stops, vehicles = problem.stops, problem.vehicles
    longest_m = max((int(t.distance_m.max(initial=0)) for t in problem.travel.tables), default=0)
    per_km = max((vehicle.per_km_micro for vehicle in vehicles), default=0)
    # At most one way back to load for every stop.
    legs = 2 * len(stops) + len(vehicles)
    bound = sum(stop.skip_micro for stop in stops)
    bound += per_km * longest_m * legs // 1_000 + 1
    bound += problem.zone_change_micro * len(stops)
    for vehicle in vehicles:
        hours = max(0, vehicle.latest_s - vehicle.earliest_s + vehicle.loading_s) // 3_600 + 1
        bound += vehicle.fixed_micro + hours * (vehicle.per_hour_micro + vehicle.overtime_micro)
    for stop in stops:
        late_s = min(stop.max_late_s, FAR_FUTURE_S)
        bound += stop.late_micro * late_s // 3_600 + 1
        bound += max(stop.vehicle_micro, default=0)
    return bound + sum(max((v.door_micro(stop) for v in vehicles), default=0) for stop in stops)
