"""Money in PyVRP's whole numbers: fine enough for a cent, small enough for its penalties."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.travel import UNREACHABLE_S

_LARGEST = 10**10
"""What a prize may come to; sums and penalties then stay far inside 64 bits."""
_OFTEN = 10
"""A stop worth more than this many routes of its own is one that must be served."""


@dataclass(frozen=True, slots=True)
class Prices:
    """
    Units per micro-unit, and the price above which a stop simply must be served.

    The search walks through plans that break rules, at a penalty. Prizes far
    dearer than any way would drown it: above ``must_micro`` only their ratio
    to one another counts, from ``least_above_micro`` on.
    """

    units: Fraction
    must_micro: int
    least_above_micro: int

    def __call__(self, micro: Fraction | int) -> int:
        """Units of an amount, rounded; never 0 for what costs something."""
        exact = self.units * micro
        return max(1, round(exact)) if exact > 0 else 0

    def prize(self, skip_micro: int) -> int:
        """What serving a stop is worth."""
        return self(_pressed(skip_micro, self.must_micro, self.least_above_micro))


def _pressed(price: int, must: int, least: int) -> Fraction | int:
    return price if price <= must else Fraction(must * price, least)


def prices_for(problem: Problem) -> Prices:
    """Choose the finest scale, at most one unit a micro-unit."""
    must = _OFTEN * _dearest_route_micro(problem)
    prices = [stop.skip_micro for stop in problem.stops]
    least = min((price for price in prices if price > must), default=must)
    dearest = max((_pressed(price, must, least) for price in prices), default=1)
    units = min(Fraction(1), Fraction(_LARGEST) / max(1, dearest, must))
    return Prices(units=units, must_micro=must, least_above_micro=least)


def _dearest_route_micro(problem: Problem) -> int:
    """What a route of one stop costs at most, out and home on the longest legs."""
    longest_m = max((int(t.distance_m.max(initial=0)) for t in problem.travel.tables), default=0)
    longest_s = 0
    for table in problem.travel.tables:
        legs_s = table.duration_s[table.duration_s < UNREACHABLE_S]
        longest_s = max(longest_s, int(legs_s.max(initial=0)))
    service_s = max((max(stop.service_s) for stop in problem.stops), default=0)
    most = 1
    for number, vehicle in enumerate(problem.vehicles):
        seconds = 2 * longest_s + service_s + vehicle.loading_s
        hourly = vehicle.per_hour_micro + vehicle.overtime_micro
        doors = max(
            (vehicle.door_micro(s) + s.wish_micro(number) for s in problem.stops), default=0
        )
        way = vehicle.per_km_micro * 2 * longest_m // 1_000 + hourly * seconds // 3_600
        most = max(most, vehicle.fixed_micro + way + doors + problem.zone_change_micro)
    return most
