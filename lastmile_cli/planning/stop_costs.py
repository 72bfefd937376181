"""What each stop of a route costs, two ways: its fair share, and what leaving it out would save."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lastmile_cli.costing.bill import bill_route, cents_to_money, money_to_cents
from lastmile_cli.costing.quantities import HOUR_S, KM_M, Quantities, lateness_micro, overtime_s
from lastmile_cli.costing.shapley import driving_shares
from lastmile_cli.costing.sharing import allocate_route
from lastmile_cli.domain.fleet import Rate, RateBasis, Vehicle
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, VisitKind
from lastmile_cli.domain.problem import Problem, ProblemVehicle, ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.timed import TimedRoute, TimedVisit

_COMMON = 18_000
"""Least common multiple of metres in a km and seconds in an hour: leg costs stay whole."""
_HALTS = (VisitKind.STOP, VisitKind.LOAD)
"""Where legs begin and end whose cost is shared; breaks and charges lie on the way."""


def bill_timed(posed: Posed, timed: TimedRoute, currency: str) -> Bill:
    """Bill a timed route with its vehicle's rates, and the stops' prices of lateness."""
    vehicle = posed.vehicles[timed.vehicle]
    used = Quantities(
        distance_m=timed.distance_m,
        paid_s=timed.paid_s,
        overtime_s=overtime_s(timed.paid_s, vehicle.overtime_after_s),
        stops=len(timed.stop_visits),
        parcels=sum(_parcels(posed, visit.stop) for visit in timed.stop_visits),
    )
    late_micro = sum(
        (_late_micro(posed.problem, visit) for visit in timed.stop_visits), start=Fraction(0)
    )
    return bill_route(used, vehicle.rates, currency, late_micro=late_micro)


def allocated_costs(posed: Posed, timed: TimedRoute, total: Money) -> dict[int, Money]:
    """
    Share a route's printed total among its stops (by index); the shares add up to it.

    Driving, priced by km and by hour at the wheel, is shared by Shapley value
    trip by trip (``driving_shares``); a stop pays its own service time, its
    lateness, stop and parcel rates; all the rest, breaks and recharging among it,
    is shared equally (``allocate_route``). A leg that the plan drives costs the seconds
    it drives there; one it does not drive, those of the period in which the
    plan leaves the leg's start, or the next in which there is a way.
    """
    stops = [visit.stop for visit in timed.stop_visits if visit.stop is not None]
    driving = [
        share
        for trip in range(timed.visits[-1].trip + 1)
        for share in driving_shares(_trip_legs(posed.problem, timed, trip))
    ]
    own = [
        _own_micro(posed, posed.vehicles[timed.vehicle], visit.stop or 0, visit.service_s)
        + _late_micro(posed.problem, visit)
        for visit in timed.stop_visits
    ]
    shares = allocate_route(total, [share / _COMMON for share in driving], own)
    return dict(zip(stops, shares, strict=True))


def marginal_costs(posed: Posed, route: ProposedRoute, currency: str) -> dict[int, Money]:
    """
    What leaving out each stop (by index) would save, the rest keeping its order.

    The shorter route is timed and billed afresh; without its last stop the
    route is not driven and costs nothing. A stop may save nothing, or less. An
    end of a shipment is left out with the other one: each saves what both do.
    """
    whole = money_to_cents(bill_timed(posed, time_route(posed.problem, route), currency).total)
    saved = {}
    for stop in route.stops:
        unit = unit_of(posed.problem, stop)
        trips = tuple(tuple(other for other in trip if other not in unit) for trip in route.trips)
        left = ProposedRoute(vehicle=route.vehicle, trips=tuple(trip for trip in trips if trip))
        rest = 0
        if left.trips:
            timed = time_route(posed.problem, with_charges(posed.problem, left))
            rest = money_to_cents(bill_timed(posed, timed, currency).total)
        saved[stop] = cents_to_money(whole - rest, currency)
    return saved


def _own_micro(posed: Posed, vehicle: Vehicle, stop: int, service_s: int) -> Fraction:
    amounts: Mapping[RateBasis, Fraction] = {
        RateBasis.PER_PAID_HOUR: Fraction(service_s, HOUR_S),
        RateBasis.PER_STOP: Fraction(1),
        RateBasis.PER_PARCEL: Fraction(_parcels(posed, stop)),
    }
    rates: tuple[Rate, ...] = vehicle.rates
    return sum(
        (rate.micro * amounts.get(rate.basis, Fraction(0)) for rate in rates), start=Fraction(0)
    )


def _late_micro(problem: Problem, visit: TimedVisit) -> Fraction:
    hour_micro = 0 if visit.stop is None else problem.stops[visit.stop].late_micro
    return lateness_micro([(visit.late_s, hour_micro)])


def _parcels(posed: Posed, stop: int | None) -> int:
    if stop is None:
        return 0
    return posed.problem.stops[stop].parcels


def _trip_legs(problem: Problem, timed: TimedRoute, trip: int) -> list[list[int]]:
    """Cost between all places of a trip, depots at both ends, in 1/18,000 micro-units."""
    vehicle = problem.vehicles[timed.vehicle]
    halts = [visit for visit in timed.visits if visit.kind in _HALTS]
    visits = [visit for visit in halts if visit.trip == trip]
    is_last = trip == timed.visits[-1].trip
    end = vehicle.end_place if is_last else vehicle.start_place
    places = [visit.place for visit in visits]
    first = halts.index(visits[0])
    driven = _legs(timed)[first : first + len(visits)]
    legs = [[0] * (len(visits) + 1) for _ in range(len(visits) + 1)]
    for i, visit in enumerate(visits):
        for j, place in enumerate([*places[i + 1 :], end], i + 1):
            if place is not None:
                way = (vehicle.table, visit.place, place)
                metres = problem.travel.leg_m(*way)
                seconds = _table_s(problem, way, visit.depart_s) if j > i + 1 else 0
                legs[i][j] = _leg_cost(vehicle, *(driven[i] if j == i + 1 else (metres, seconds)))
    return legs


def _legs(timed: TimedRoute) -> list[tuple[int, int]]:
    """Metres and seconds from each halt to the next or the end; who pauses on the way goes on."""
    legs = []
    driven_m = driven_s = 0
    for visit in timed.visits[1:]:
        driven_m, driven_s = driven_m + visit.distance_m, driven_s + visit.drive_s
        if visit.kind in _HALTS:
            legs.append((driven_m, driven_s))
            driven_m = driven_s = 0
    home = timed.home
    return [*legs, (driven_m + home.distance_m, driven_s + home.drive_s) if home else (0, 0)]


def _table_s(problem: Problem, way: tuple[int, int, int], depart_s: int) -> int:
    starts_s = problem.travel.period_starts_s
    period = sum(start_s <= depart_s for start_s in starts_s[1:])
    durations_s = problem.travel.durations_s(*way)
    # Who stands before a closed street drives it once it opens.
    later_s = (each for each in durations_s[period:] if each < UNREACHABLE_S)
    # A leg without a way would make its neighbours pay for a millennium.
    return next(later_s, 0)


def _leg_cost(vehicle: ProblemVehicle, distance_m: int, seconds: int) -> int:
    by_km = vehicle.per_km_micro * distance_m * (_COMMON // KM_M)
    return by_km + vehicle.per_hour_micro * seconds * (_COMMON // HOUR_S)
