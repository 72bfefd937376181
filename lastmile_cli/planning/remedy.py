"""A remedy for a stop that was left out: what it adds to the objective, and to the bill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.costing.bill import CENT_MICRO, cents_to_money, money_to_cents
from lastmile_cli.costing.quantities import round_half_up
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.planning.apply_fix import vehicle_with
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.drop_prices import USUAL_PRIORITY
from lastmile_cli.planning.insertion import RouteRoom
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.planning.trial import Trial
from lastmile_cli.timing.clock import time_route

DEAREST_TIMES = 50
"""No higher worth is advised than so many times the price of an unserved stop."""

_ORDER = {kind: position for position, kind in enumerate(FixKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """
    A fix, the route it makes, and what that adds to the objective, exactly.

    There is no route where a partner takes the stop. Of the objective's wishes
    balance is left out: it looks at all routes.
    """

    fix: Fix
    trial: Trial | None
    added_micro: Fraction

    @property
    def rank(self) -> tuple[Fraction, int, int, int]:
        """Smaller is better: cheaper, then the kind that asks less, then a smaller change."""
        amount = sum(number for _, number in self.fix.amounts)
        vehicle = -1 if self.trial is None else self.trial.route.vehicle
        return self.added_micro, _ORDER[self.fix.kind], amount, vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    What was found for one stop.

    ``place`` is the cheapest place that is there already, whether the stop is
    worth it or not; ``cheapest`` the cheapest remedy of any kind. ``no_door`` is the cheapest
    route that takes it and holds, but for a door that is free at its depot.
    """

    place: Remedy | None
    cheapest: Remedy | None
    no_door: Trial | None = None


def cheapest_of(*remedies: Remedy | None) -> Remedy | None:
    """Return the best of those that are there."""
    found = (remedy for remedy in remedies if remedy is not None)
    return min(found, key=lambda remedy: remedy.rank, default=None)


def bare_fix(bench: Bench, stop: int, vehicle: int | None, kind: FixKind) -> Fix:
    """Return a fix of this kind without amounts and price; no vehicle: a partner."""
    posed = bench.posed
    return Fix(
        kind=kind,
        stop_id=posed.stops[stop].stop_id,
        vehicle_id="" if vehicle is None else posed.vehicles[vehicle].vehicle_id,
        price=Money.zero(bench.currency),
    )


def worth_above(bench: Bench, stop: int, added_micro: Fraction) -> tuple[tuple[str, int], ...]:
    """
    Return the least priority with which the stop is worth this, else the least price.

    Nothing where none would do (a partner takes it for as much), and nothing
    where nobody would pay it: ``DEAREST_TIMES`` what an unserved stop costs now.
    """
    asked = bench.problem.stops[stop]
    # The other end of a shipment is worth something too; of options the dearest counts.
    beside_micro = 0 if asked.option_of is not None else bench.worth_micro(stop) - asked.skip_micro
    needs_micro = added_micro - beside_micro
    if asked.partner_micro is not None and asked.partner_micro <= needs_micro:
        return ()
    priority = max(1, bench.posed.stops[stop].priority)
    unserved_micro = bench.config.objective.unserved_micro or 0
    for higher in range(priority + 1, 101):
        if unserved_micro * higher // USUAL_PRIORITY > needs_micro:
            return (("priority", higher),)
    if needs_micro > DEAREST_TIMES * unserved_micro > 0:
        return ()
    price_micro = -(-(int(needs_micro) + 1) * USUAL_PRIORITY // priority)
    return (("unserved_micro", -(-price_micro // CENT_MICRO) * CENT_MICRO),)


def price_of(bench: Bench, remedy: Remedy, rooms: Mapping[int, RouteRoom]) -> Money:
    """Tell what the day's bill then is above the present one, to the cent; ``rooms`` as planned."""
    posed, currency = bench.posed, bench.currency
    if remedy.trial is None:
        return cents_to_money(round_half_up(remedy.added_micro / CENT_MICRO), currency)
    then = _posed_after(posed, remedy)
    cents = money_to_cents(bill_timed(then, remedy.trial.timed, currency).total)
    room = rooms.get(remedy.trial.route.vehicle)
    if room is not None:
        before = time_route(posed.problem, room.route)
        cents -= money_to_cents(bill_timed(posed, before, currency).total)
    if remedy.fix.instead_of:
        stop_ids = [stop.stop_id for stop in bench.problem.stops]
        dropped = stop_ids.index(remedy.fix.instead_of)
        if bench.has_prices or bench.problem.stops[dropped].goes_to_partner:
            cents += round_half_up(Fraction(bench.loss_micro(dropped), CENT_MICRO))
    return cents_to_money(cents, currency)


def _posed_after(posed: Posed, remedy: Remedy) -> Posed:
    """Return the vehicles as they are then paid: only a larger crew costs other rates."""
    if remedy.fix.kind is not FixKind.CREW or remedy.trial is None:
        return posed
    number = remedy.trial.route.vehicle
    changed = vehicle_with(posed.vehicles[number], remedy.fix)
    return replace(
        posed, vehicles=(*posed.vehicles[:number], changed, *posed.vehicles[number + 1 :])
    )
