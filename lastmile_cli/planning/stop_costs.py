"""What each stop of a route costs, two ways: its fair share, and what leaving it out would save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from lastmile_cli.costing.bill import bill_route, cents_to_money, money_to_cents
from lastmile_cli.costing.quantities import (
    DOOR_BASES,
    HOUR_S,
    KM_M,
    DoorFacts,
    Quantities,
    add_doors,
    basis_micro,
    lateness_micro,
    overtime_s,
    rate_micro,
    unworked_s,
)
from lastmile_cli.costing.shapley import driving_shares
from lastmile_cli.costing.sharing import share_lines
from lastmile_cli.domain.fleet import CostCategory, RateBasis, ZoneToll
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, VisitKind
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.door_prices import door_facts
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.batteries import surcharge_micro
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.timed import TimedRoute, TimedVisit

_HALTS = (VisitKind.STOP, VisitKind.LOAD)
"""Where legs begin and end whose cost is shared; breaks and charges lie on the way."""


def bill_timed(posed: Posed, timed: TimedRoute, currency: str) -> Bill:
    """Bill a timed route with its vehicle's rates, and the stops' prices of lateness."""
    vehicle = posed.vehicles[timed.vehicle]
    late_micro = sum(
        (_late_micro(posed.problem, visit) for visit in timed.stop_visits), start=Fraction(0)
    )
    return bill_route(
        _quantities(posed, timed),
        vehicle.rates,
        currency,
        late_micro=late_micro,
        zone_micro=sum(toll.micro for toll in _tolls(posed, timed)),
        charging_micro=surcharge_micro(posed.problem, timed),
    )


def _quantities(posed: Posed, timed: TimedRoute) -> Quantities:
    vehicle = posed.vehicles[timed.vehicle]
    used = Quantities(
        distance_m=timed.distance_m,
        paid_s=timed.paid_s,
        overtime_s=overtime_s(timed.paid_s, vehicle.overtime_after_s),
        stops=len(timed.stop_visits),
        unworked_s=unworked_s(timed.paid_s, vehicle.min_paid_s),
    )
    return add_doors(used, (_facts(posed, visit) for visit in timed.stop_visits))


def _tolls(posed: Posed, timed: TimedRoute) -> list[ZoneToll]:
    """List the tolls of the zones a route stops in."""
    zones = {posed.stops[visit.stop].zone for visit in timed.stop_visits if visit.stop is not None}
    return [toll for toll in posed.vehicles[timed.vehicle].zone_tolls if toll.zone in zones]


def allocated_lines(posed: Posed, timed: TimedRoute, bill: Bill) -> dict[int, Bill]:
    """
    Share a route's bill among its stops (by index), line by line; see ``share_lines``.

    Driving, priced by km and by hour at the wheel, is shared by Shapley value
    trip by trip (``driving_shares``); a stop pays its own service time, its
    lateness, its goods and its stop rates, those of a zone its toll; all the
    rest, breaks and charges among it, is shared equally. A leg that the plan drives costs
    the seconds it drives there; one it does not drive, those of the period in
    which the plan leaves the leg's start, or the next in which there is a way.
    """
    visits = timed.stop_visits
    stops = [visit.stop for visit in visits if visit.stop is not None]
    if not bill.lines:
        return dict.fromkeys(stops, bill)
    vehicle = posed.vehicles[timed.vehicle]
    metres, seconds = _driving(posed.problem, timed)
    tolls = {toll.zone: toll.micro for toll in _tolls(posed, timed)}
    zones = Counter(posed.stops[visit.stop or 0].zone for visit in visits)
    exact: dict[str, list[Fraction]] = {}
    for line in bill.lines:
        rates = [rate for rate in vehicle.rates if rate.category == line.category]
        km_micro = Fraction(basis_micro(rates, RateBasis.PER_KM), KM_M)
        second_micro = Fraction(basis_micro(rates, RateBasis.PER_PAID_HOUR), HOUR_S)
        shares = exact.setdefault(str(line.category), [])
        for visit, metre, second in zip(visits, metres, seconds, strict=True):
            door = _facts(posed, visit).quantities(visit.service_s)
            own = rate_micro((rate for rate in rates if rate.basis in _BORNE), door)
            zone = posed.stops[visit.stop or 0].zone
            if line.category is CostCategory.LATENESS:
                own += _late_micro(posed.problem, visit)
            if line.category is CostCategory.ZONE_TOLLS and zone in tolls:
                own += Fraction(tolls[zone], zones[zone])
            shares.append(km_micro * metre + second_micro * second + own)
    return dict(zip(stops, share_lines(bill, exact), strict=True))


_BORNE = DOOR_BASES | {RateBasis.PER_PAID_HOUR, RateBasis.PER_STOP, RateBasis.PER_PARCEL}
"""Bases of which a stop bears its own: service, goods, the stop itself."""


def allocated_costs(posed: Posed, timed: TimedRoute, bill: Bill) -> dict[int, Money]:
    """Share a route's bill among its stops (by index); the shares add up to its total."""
    return {stop: own.total for stop, own in allocated_lines(posed, timed, bill).items()}


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
        rest = _cents_without(posed, route, frozenset(unit_of(posed.problem, stop)), currency)
        saved[stop] = cents_to_money(whole - rest, currency)
    return saved


def saved_without(
    posed: Posed, routes: Iterable[ProposedRoute], stops: Iterable[int], currency: str
) -> Money:
    """
    What leaving out all these stops at once would save on these routes, as ``marginal_costs``.

    Stops on none of the routes save nothing here; the other ends of shipments
    are left out too.
    """
    gone = frozenset(end for stop in stops for end in unit_of(posed.problem, stop))
    saved = 0
    for route in routes:
        if gone.isdisjoint(route.stops):
            continue
        timed = time_route(posed.problem, route)
        whole = money_to_cents(bill_timed(posed, timed, currency).total)
        saved += whole - _cents_without(posed, route, gone, currency)
    return cents_to_money(saved, currency)


def _cents_without(posed: Posed, route: ProposedRoute, gone: frozenset[int], currency: str) -> int:
    """The bill of a route without some stops, in cents."""
    left = route.without(gone)
    if not left.trips:
        return 0
    timed = time_route(posed.problem, with_charges(posed.problem, left))
    return money_to_cents(bill_timed(posed, timed, currency).total)


def _late_micro(problem: Problem, visit: TimedVisit) -> Fraction:
    hour_micro = 0 if visit.stop is None else problem.stops[visit.stop].late_micro
    return lateness_micro([(visit.late_s, hour_micro)])


def _facts(posed: Posed, visit: TimedVisit) -> DoorFacts:
    """What of a stop is billed at its door, at the hour it is visited."""
    stop = visit.stop
    if stop is None:
        return DoorFacts()
    problem, asked = posed.problem, posed.problem.stops[stop]
    is_shipped = asked.shipped_from is not None or stop in problem.destinations
    failure_ppm = asked.failure_ppm_at(visit.start_s)
    facts = door_facts(posed.stops[stop], failure_ppm=failure_ppm, is_shipped=is_shipped)
    # Of a shipment whose ends say different parcels the fewer are handled.
    return replace(facts, parcels=asked.parcels)


def _driving(problem: Problem, timed: TimedRoute) -> tuple[list[Fraction], list[Fraction]]:
    """Shapley shares of the metres and of the seconds at the wheel, by stop."""
    metres: list[Fraction] = []
    seconds: list[Fraction] = []
    for trip in range(timed.visits[-1].trip + 1):
        legs_m, legs_s = _trip_legs(problem, timed, trip)
        metres += driving_shares(legs_m)
        seconds += driving_shares(legs_s)
    return metres, seconds


def _trip_legs(
    problem: Problem, timed: TimedRoute, trip: int
) -> tuple[list[list[int]], list[list[int]]]:
    """Metres and seconds between all places of a trip, depots at both ends."""
    vehicle = problem.vehicles[timed.vehicle]
    halts = [visit for visit in timed.visits if visit.kind in _HALTS]
    visits = [visit for visit in halts if visit.trip == trip]
    is_last = trip == timed.visits[-1].trip
    end = vehicle.end_place if is_last else vehicle.start_place
    places = [visit.place for visit in visits]
    first = halts.index(visits[0])
    driven = _legs(timed)[first : first + len(visits)]
    legs_m = [[0] * (len(visits) + 1) for _ in range(len(visits) + 1)]
    legs_s = [[0] * (len(visits) + 1) for _ in range(len(visits) + 1)]
    for i, visit in enumerate(visits):
        for j, place in enumerate([*places[i + 1 :], end], i + 1):
            if place is not None:
                way = (vehicle.table, visit.place, place)
                if j == i + 1:
                    legs_m[i][j], legs_s[i][j] = driven[i]
                    continue
                legs_m[i][j] = problem.travel.leg_m(*way)
                legs_s[i][j] = _table_s(problem, way, visit.depart_s)
    return legs_m, legs_s


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
