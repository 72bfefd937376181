"""What partners take over: stops that no own vehicle serves, where a partner does it for less."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.costing.bill import cents, cents_to_money
from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, BillLine, Outsourced
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


def bill_partners(outsourced: Sequence[Outsourced], currency: str) -> Bill:
    """Bill all that partners take, as one line; none where they take nothing."""
    total = sum((handed.price for handed in outsourced), start=Money.zero(currency)).rounded()
    if not total.amount:
        return Bill(currency=currency)
    return Bill(currency=currency, lines=(BillLine(category=CostCategory.PARTNERS, amount=total),))
