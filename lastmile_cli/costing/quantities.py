"""What a route is billed for, and how rates turn it into exact micro-units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.domain.attempts import PPM
from lastmile_cli.domain.fleet import Rate, RateBasis
from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.problem import ProblemVehicle

HOUR_S = 3_600
KM_M = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantities:
    """
    What one driven route used: metres, paid seconds, those of overtime, stops and parcels.

    ``unworked_s`` are paid though nobody worked, so that the day has its
    minimum. ``sent_*`` leave the depot, ``fetched_*`` come back to it;
    ``failure_ppm`` are the failures expected, in millionths, and
    ``value_micro`` is the value of all goods, ``incentive_micro`` what customers get
    who are sent to collection points, ``transfer_micro`` what bringing goods from
    another hub costs.
    """

    distance_m: int
    paid_s: int
    overtime_s: int
    stops: int
    parcels: int = 0
    unworked_s: int = 0
    sent_orders: int = 0
    sent_parcels: int = 0
    fetched_stops: int = 0
    fetched_parcels: int = 0
    failure_ppm: int = 0
    value_micro: int = 0
    incentive_micro: int = 0
    transfer_micro: int = 0

    def __post_init__(self) -> None:
        if min(getattr(self, name) for name in self.__slots__) < 0:
            msg = f"Nothing billed can be negative: {self}."
            raise ValueError(msg)

    def amount(self, basis: RateBasis) -> Fraction:
        """How many km, hours, routes, ... a rate of this basis is multiplied with; exact."""
        if basis is RateBasis.PER_ROUTE:
            return Fraction(1)
        name, per = _AMOUNTS[basis]
        return Fraction(getattr(self, name), per)


_AMOUNTS = {
    RateBasis.PER_KM: ("distance_m", KM_M),
    RateBasis.PER_PAID_HOUR: ("paid_s", HOUR_S),
    RateBasis.PER_OVERTIME_HOUR: ("overtime_s", HOUR_S),
    RateBasis.PER_STOP: ("stops", 1),
    RateBasis.PER_PARCEL: ("parcels", 1),
    RateBasis.PER_UNWORKED_HOUR: ("unworked_s", HOUR_S),
    RateBasis.PER_SENT_ORDER: ("sent_orders", 1),
    RateBasis.PER_SENT_PARCEL: ("sent_parcels", 1),
    RateBasis.PER_FETCHED_STOP: ("fetched_stops", 1),
    RateBasis.PER_FETCHED_PARCEL: ("fetched_parcels", 1),
    RateBasis.PER_FAILURE: ("failure_ppm", PPM),
    RateBasis.PER_VALUE: ("value_micro", MICRO),
    RateBasis.PER_INCENTIVE: ("incentive_micro", MICRO),
    RateBasis.PER_TRANSFER: ("transfer_micro", MICRO),
}
"""By basis: what a rate of it is multiplied with, and how many of those are one unit."""


DOOR_BASES = frozenset(
    {
        RateBasis.PER_SENT_ORDER,
        RateBasis.PER_SENT_PARCEL,
        RateBasis.PER_FETCHED_STOP,
        RateBasis.PER_FETCHED_PARCEL,
        RateBasis.PER_FAILURE,
        RateBasis.PER_VALUE,
        RateBasis.PER_INCENTIVE,
        RateBasis.PER_TRANSFER,
    }
)
"""Bases that depend on what a stop is, not on who serves it, when or by which way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorFacts:
    """What of one stop is billed wherever it is served; see ``Quantities``."""

    parcels: int = 0
    sent_orders: int = 0
    sent_parcels: int = 0
    fetched_stops: int = 0
    fetched_parcels: int = 0
    failure_ppm: int = 0
    value_micro: int = 0
    incentive_micro: int = 0
    transfer_micro: int = 0

    def quantities(self, service_s: int = 0) -> Quantities:
        """As of a route with this one stop and no way to it; its service is paid."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        return Quantities(distance_m=0, paid_s=service_s, overtime_s=0, stops=1, **facts)


def add_doors(quantities: Quantities, doors: Iterable[DoorFacts]) -> Quantities:
    """Add what the stops of a route are billed for at their doors."""
    every = list(doors)
    sums = {
        name: getattr(quantities, name) + sum(getattr(door, name) for door in every)
        for name in DoorFacts.__slots__
    }
    return replace(quantities, **sums)


def unworked_s(paid_s: int, min_paid_s: int) -> int:
    """
    Seconds that are paid though nobody worked them.

    >>> unworked_s(3 * 3600, 4 * 3600), unworked_s(5 * 3600, 4 * 3600)
    (3600, 0)
    """
    return max(0, min_paid_s - paid_s)


def overtime_s(paid_s: int, after_s: int | None) -> int:
    """
    Paid seconds beyond the ones that are not overtime yet; 0 where there is no such limit.

    >>> overtime_s(9 * 3600, 8 * 3600), overtime_s(9 * 3600, None)
    (3600, 0)
    """
    return 0 if after_s is None else max(0, paid_s - after_s)


def rate_micro(rates: Iterable[Rate], quantities: Quantities) -> Fraction:
    """What these rates come to, in micro-units, exactly: nothing is rounded here."""
    return sum((rate.micro * quantities.amount(rate.basis) for rate in rates), start=Fraction(0))


def basis_micro(rates: Iterable[Rate], basis: RateBasis) -> int:
    """All rates of one basis together, in micro-units for each km, hour, ..."""
    return sum(rate.micro for rate in rates if rate.basis is basis)


def route_cost_micro(
    vehicle: ProblemVehicle,
    *,
    distance_m: int,
    paid_s: int,
    stops: int,
    parcels: int = 0,
    late_micro: Fraction | int = 0,
    served_micro: int = 0,
) -> Fraction:
    """
    What a driven route costs an engine, in micro-units, exactly; see ``ProblemVehicle``.

    The same definition as the bill's, over the vehicle's summed-up rates, with
    what lateness costs (``lateness_micro``) and what its stops cost whoever
    serves them: ``tests/costing`` ties both together.
    """
    over_s = overtime_s(paid_s, vehicle.overtime_after_s)
    return (
        Fraction(vehicle.per_km_micro * distance_m, KM_M)
        + Fraction(vehicle.per_hour_micro * paid_s + vehicle.overtime_micro * over_s, HOUR_S)
        + vehicle.fixed_micro
        + vehicle.per_stop_micro * stops
        + vehicle.per_parcel_micro * parcels
        + late_micro
        + served_micro
    )


def lateness_micro(late: Iterable[tuple[int, int]]) -> Fraction:
    """
    What lateness costs, in micro-units, exactly: (seconds late, micro-units per hour) by stop.

    >>> str(lateness_micro([(600, 12_000_000), (1, 1_000_000)]))
    '18002500/9'
    """
    return Fraction(sum(late_s * hour_micro for late_s, hour_micro in late), HOUR_S)


def round_half_up(value: Fraction) -> int:
    """
    To a whole number, halves away from zero.

    >>> [round_half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3, 4)]
    [-2, -1, 1, 2, 2]
    """
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole
