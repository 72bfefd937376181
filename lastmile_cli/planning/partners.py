"""What partners take over: stops that no own vehicle serves, where a partner does it for less."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from lastmile_cli.costing.bill import CENT_MICRO, cents, cents_to_money, money_to_cents
from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.partners import Partner
from lastmile_cli.domain.plan import Bill, BillLine, Outsourced, PartnerFee
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.planning.posed import Posed


def list_handed_over(problem: Problem, proposal: Proposal) -> list[int]:
    """
    List the unserved stops that partners take, in their order.

    Of the options of one order at most one, and none where a vehicle serves
    another: the one whose price ``Problem.skipped_micro`` counts.
    """
    unserved = sorted(proposal.unserved)
    dearest: dict[int, int] = {}
    for stop in unserved:
        order = problem.stops[stop].option_of
        if order is not None:
            best = dearest.setdefault(order, stop)
            if problem.stops[stop].skip_micro > problem.stops[best].skip_micro:
                dearest[order] = stop
    visited = {problem.stops[stop].option_of for route in proposal.routes for stop in route.stops}
    return [
        stop
        for stop in unserved
        if problem.stops[stop].goes_to_partner
        and (
            (order := problem.stops[stop].option_of) is None
            or (order not in visited and dearest[order] == stop)
        )
    ]


def hand_over(posed: Posed, stops: Sequence[int], currency: str) -> tuple[Outsourced, ...]:
    """Write down who takes these stops, and for how much."""
    return tuple(
        Outsourced(
            stop_id=posed.stops[stop].stop_id,
            partner_id=posed.partner_of.get(stop, ""),
            price=cents_to_money(cents(posed.problem.stops[stop].skip_micro), currency),
        )
        for stop in stops
    )


def list_fees(
    outsourced: Sequence[Outsourced], partners: Iterable[Partner], currency: str
) -> tuple[PartnerFee, ...]:
    """List what partners bill up to their daily minimum; nothing for one who takes nothing."""
    fees = []
    for partner in partners:
        prices = [it.price for it in outsourced if it.partner_id == partner.partner_id]
        taken = sum(money_to_cents(price) for price in prices)
        short = cents(partner.minimum_micro) - taken
        if prices and short > 0:
            amount = cents_to_money(short, currency)
            fees.append(PartnerFee(partner_id=partner.partner_id, amount=amount))
    return tuple(fees)


def fees_micro(posed: Posed, proposal: Proposal, partners: Iterable[Partner]) -> int:
    """What the daily minimums of a proposal's partners add to its objective, in micro-units."""
    taken: dict[str, int] = {}
    for stop in list_handed_over(posed.problem, proposal):
        name = posed.partner_of.get(stop, "")
        price_micro = posed.problem.stops[stop].skip_micro
        taken[name] = taken.get(name, 0) + cents(price_micro) * CENT_MICRO
    least = {partner.partner_id: cents(partner.minimum_micro) * CENT_MICRO for partner in partners}
    return sum(max(0, least.get(name, 0) - micro) for name, micro in taken.items())


def bill_partners(
    outsourced: Sequence[Outsourced], currency: str, fees: Sequence[PartnerFee] = ()
) -> Bill:
    """Bill all that partners take as one line, their daily minimums as another; none of nothing."""
    zero = Money.zero(currency)
    sums = (
        (CostCategory.PARTNERS, sum((it.price for it in outsourced), start=zero).rounded()),
        (CostCategory.PARTNER_MINIMUM, sum((fee.amount for fee in fees), start=zero).rounded()),
    )
    lines = (BillLine(category=name, amount=total) for name, total in sums if total.amount)
    return Bill(currency=currency, lines=tuple(lines))


def saved_of_partners(
    outsourced: Sequence[Outsourced],
    left_out: Collection[str],
    partners: Iterable[Partner],
    currency: str,
) -> Money:
    """What partners would bill less without these stops (by id), their daily minimums counted."""
    kept = [it for it in outsourced if it.stop_id not in left_out]
    there = tuple(partners)
    with_all, without = (
        bill_partners(stops, currency, list_fees(stops, there, currency)).total
        for stops in (outsourced, kept)
    )
    return with_all - without
