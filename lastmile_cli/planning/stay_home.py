"""What it would take to let a vehicle stay at home: who takes its stops, and at what price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lastmile_cli.costing.bill import cents, cents_to_money
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.insertion import cheapest_insertion, measure_routes
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.rounds_kept import tears_a_round
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.timing.clock import time_route

Tell = Callable[[int, int], None]
"""Hears how many of how many stops have been looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A vehicle or partner that takes some of the stops (ids), and what it then costs more."""

    name: str
    stop_ids: tuple[str, ...]
    added: Money
    is_partner: bool = False
    is_idle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StayHome:
    """
    A day without one of its vehicles, all other routes keeping their order.

    ``change`` is what the day's bill then is above the present one, stops in ``left`` (ids)
    being served by nobody; ``saved`` is what the vehicle costs now.
    """

    takers: tuple[Taker, ...]
    left: tuple[str, ...]
    saved: Money
    change: Money


def stay_home(
    posed: Posed, proposal: Proposal, vehicle: int, currency: str, tell: Tell | None = None
) -> StayHome:
    """
    Give a vehicle's stops to others one by one, those with the least time to begin first.

    Each goes where it costs least, to a partner where one would take it for less, or where
    nobody has room. The order is a rule of thumb: a search might find cheaper ways.
    """
    mine = next(route for route in proposal.routes if route.vehicle == vehicle)
    rest = Proposal(
        routes=tuple(route for route in proposal.routes if route is not mine),
        unserved=(*proposal.unserved, *mine.stops),
    )
    others = frozenset(range(len(posed.vehicles))) - {vehicle}
    given: dict[int, list[int]] = {}
    handed: dict[str, list[tuple[int, int]]] = {}
    left: list[int] = []
    rooms = measure_routes(posed.problem, rest)
    done: set[int] = set()
    wanted = sorted(mine.stops, key=lambda stop: (_width_s(posed, stop), stop))
    for number, stop in enumerate(wanted):
        if tell is not None:
            tell(number, len(wanted))
        unit = unit_of(posed.problem, stop)
        if stop in done:
            continue
        done.update(unit)
        found = cheapest_insertion(posed.problem, rooms, stop, others)
        if found is not None and tears_a_round(posed, found.route):
            found = None
        offer = next(iter(posed.offers.get(stop, ())), None) if len(unit) == 1 else None
        if offer is not None and (found is None or offer[1] < found.added_micro):
            handed.setdefault(offer[0], []).append((stop, offer[1]))
        elif found is None:
            left.extend(unit)
        else:
            taker = found.route.vehicle
            given.setdefault(taker, []).extend(unit)
            longer = Proposal(routes=(found.route,), unserved=())
            rooms = {**rooms, **measure_routes(posed.problem, longer)}
    before = {route.vehicle: route for route in rest.routes}
    takers = [
        Taker(
            name=posed.vehicles[taker].vehicle_id,
            stop_ids=_ids(posed, stops),
            added=_bill(posed, rooms[taker].route, currency)
            - _bill(posed, before.get(taker), currency),
            is_idle=taker not in before,
        )
        for taker, stops in sorted(given.items())
    ]
    takers += [
        Taker(
            name=name,
            stop_ids=_ids(posed, [stop for stop, _ in stops]),
            added=_money(sum(price for _, price in stops), currency),
            is_partner=True,
        )
        for name, stops in sorted(handed.items())
    ]
    saved = _bill(posed, mine, currency)
    added = sum((taker.added for taker in takers), start=Money.zero(currency))
    return StayHome(takers=tuple(takers), left=_ids(posed, left), saved=saved, change=added - saved)


def _width_s(posed: Posed, stop: int) -> int:
    """Seconds in which service of a stop, or of the other end of its shipment, may begin."""
    return min(
        sum(closes_s - opens_s for opens_s, closes_s in posed.problem.stops[end].windows)
        for end in unit_of(posed.problem, stop)
    )


def _bill(posed: Posed, route: ProposedRoute | None, currency: str) -> Money:
    if route is None:
        return Money.zero(currency)
    return bill_timed(posed, time_route(posed.problem, route), currency).total


def _money(micro: int, currency: str) -> Money:
    return cents_to_money(cents(micro), currency)


def _ids(posed: Posed, stops: list[int]) -> tuple[str, ...]:
    return tuple(posed.stops[stop].stop_id for stop in stops)
