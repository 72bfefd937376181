"""A proposal becomes the plan: routes with exact legs, bills, reasons for what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lastmile_cli.costing.bill import bill_plan, cents, cents_to_money
from lastmile_cli.costing.quantities import KM_M
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Bill, BillLine, Plan, Route, Unassigned, Visit
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.provenance import Provenance
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import ExactLeg, LegKey
from lastmile_cli.planning.left_out import explain_unserved
from lastmile_cli.planning.night_charging import check_night
from lastmile_cli.planning.partners import (
    bill_partners,
    hand_over,
    list_fees,
    list_handed_over,
)
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.route_sheet import write_route
from lastmile_cli.planning.stands import check_lm1515_nobody_stands, list_stands
from lastmile_cli.planning.tight import check_lm1508_windows_bear_a_delay, list_tight_stops
from lastmile_cli.planning.wishes import balance_micro, familiarity_micro, zones_micro

UNSERVED, FAMILIARITY, ZONES, BALANCE = "unserved", "familiarity", "zones", "balance"
WEIGHED_CO2, MOVED_HOURS = "co2_weighed", "moved_hours"
"""
The objective's lines beside the bill: stops left out, wishes that were not met, and a
price on emissions that nobody pays.
"""


def assemble(
    posed: Posed,
    proposal: Proposal,
    config: Config,
    legs: Mapping[LegKey, ExactLeg],
    *,
    day: ServiceDay,
    provenance: Provenance,
    notices: Sequence[Notice] = (),
    not_posed: Sequence[tuple[Stop, Unassigned]] = (),
    is_over: IsOver = never_over,
) -> Plan:
    """
    Write the plan of the day; ``plan_id`` and ``created_at`` stay empty.

    Parameters
    ----------
    posed
        The problem the engine saw.
    proposal
        The engine's visiting orders.
    config
        The configuration; its effective form goes into the plan.
    legs
        Exact legs by key (see ``used_legs``); those that are missing keep
        their table values and are drawn straight.
    day, provenance
        The service day, and what the plan was made from.
    notices
        All notices so far; ``posed.notices`` must be among them if wanted. What
        is odd about the finished routes (LM1508, LM1515) is added behind them.
    not_posed
        Stops that belong to the day but never reached the problem (no place on
        the map, say), each with its reason.
    is_over
        From then on nobody is asked any more why a stop is left out.
    """
    currency = config.service.currency
    exact = posed.with_legs(legs)
    routes = tuple(
        write_route(exact, route, legs, currency)
        for route in sorted(proposal.routes, key=lambda route: route.vehicle)
        if route.stops
    )
    handed = list_handed_over(exact.problem, proposal)
    outsourced = hand_over(exact, handed, currency)
    fees = list_fees(outsourced, config.partners, currency)
    bills = [*(route.bill for route in routes), bill_partners(outsourced, currency, fees)]
    bill = bill_plan(bills, currency)
    tight = list_tight_stops(posed.stops, routes, config.service.time_window_rule)
    odd = (
        check_lm1508_windows_bear_a_delay(tight),
        check_lm1515_nobody_stands(list_stands(exact, proposal), day),
    )
    left = tuple(stop for stop in proposal.unserved if stop not in handed)
    unassigned = explain_unserved(exact, replace(proposal, unserved=left), config, day, is_over)
    return Plan(
        plan_id="",
        created_at="",
        day=day,
        currency=currency,
        provenance=provenance,
        config=config.effective,
        stops=(*posed.stops, *(stop for stop, _ in not_posed)),
        routes=routes,
        unassigned=(*unassigned, *(reason for _, reason in not_posed)),
        outsourced=outsourced,
        bill=bill,
        objective=_objective(bill, exact, proposal, routes, handed),
        notices=(
            *notices,
            *(notice for notice in odd if notice),
            *check_night(routes, posed.vehicles, config.depots, day),
        ),
        partner_fees=fees,
    )


def _sets_out_s(visit: Visit) -> int:
    """When a visit begins for the vehicle: as its driver sets out on foot."""
    return visit.start_s - (visit.walk.out_s if visit.walk else 0)


def _objective(
    bill: Bill,
    posed: Posed,
    proposal: Proposal,
    routes: Sequence[Route],
    handed: Sequence[int],
) -> Bill:
    """The bill, and a line for everything else of ``objective_micro``; partners are billed."""
    problem = posed.problem
    driven = [route for route in proposal.routes if route.stops]
    prices = {vehicle.vehicle_id: vehicle.weighed_km_micro for vehicle in posed.vehicles}
    co2 = sum(Fraction(route.distance_m * prices[route.vehicle_id], KM_M) for route in routes)
    familiarity = sum(familiarity_micro(problem, route.vehicle, route.stops) for route in driven)
    zones = sum(zones_micro(problem, route.stops) for route in driven)
    balance = balance_micro(problem, (route.end_s - route.start_s for route in routes))
    numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    moved = sum(
        problem.stops[numbers[visit.stop_id or ""]].moved_micro(_sets_out_s(visit))
        for route in routes
        for visit in route.stop_visits
    )
    skipped = problem.skipped_micro(proposal.unserved)
    unserved = skipped - sum(problem.stops[stop].skip_micro for stop in handed)
    lines = (
        BillLine(category=name, amount=cents_to_money(amount, bill.currency))
        for name, micro in (
            (UNSERVED, unserved),
            (FAMILIARITY, familiarity),
            (ZONES, zones),
            (BALANCE, balance),
            (WEIGHED_CO2, Fraction(co2)),
            (MOVED_HOURS, moved),
        )
        if (amount := cents(micro))
    )
    return Bill(currency=bill.currency, lines=(*bill.lines, *lines))
