"""The whole story of one stop: why it stands where it stands, or why nobody comes."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, Outsourced, Unassigned
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.fix_words import fix_sentence
from lastmile_cli.planning.hours import service_parts_s
from lastmile_cli.planning.left_out import explain_stop
from lastmile_cli.planning.limits import Excess
from lastmile_cli.planning.misses import find_miss
from lastmile_cli.planning.partner_offers import ask_partners
from lastmile_cli.planning.partner_quotes import Quote
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.remedies import TRIES_A_KIND, Clinic
from lastmile_cli.planning.remedy import Remedy
from lastmile_cli.planning.route_slacks import route_slacks
from lastmile_cli.planning.stop_costs import marginal_costs
from lastmile_cli.planning.wording import miss_words
from lastmile_cli.timing.charging import with_charges

TOO_SHORT = "no window is as long as the service that must end in it"
MOST_FIXES = 5
"""So many ways out are told, the cheapest."""
TRIES_A_FLEET = 120
"""So many slots for each kind over all vehicles, so that a large fleet takes no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFix:
    """A change and its sentence."""

    fix: Fix
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What stands between one vehicle and the stop.

    ``alone`` says what is in its way with nothing else to do, empty where it
    could serve the stop alone; ``reason`` is the stable word for that and
    ``excesses`` the figures. ``as_planned`` is the cheapest single change
    after which the vehicle takes the stop beside its route as planned.
    """

    vehicle_id: str
    alone: str = ""
    reason: str = ""
    excesses: tuple[Excess, ...] = ()
    as_planned: ToldFix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyLeftOut:
    """A stop that nobody serves: its class and reason, every vehicle tried, the cheapest fixes."""

    told: Unassigned
    proofs: tuple[Proof, ...] = ()
    fixes: tuple[ToldFix, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyThere:
    """
    A stop that is served.

    ``slack_before_s`` is how much earlier service could begin, ``slack_after_s``
    how much later the vehicle could arrive without making anybody later; breaks
    keep their length in both, not their hours.
    ``saves`` is what the day would cost less without it, ``next_vehicle_id``
    the vehicle that could take it for the least else, ``next_price`` what its
    route would then cost more; none, where nobody else has room as planned.
    ``others`` are how many other vehicles work that day, ``off`` who does not, with the reason.
    ``quotes`` are what each partner would ask for it, or why it would not take it,
    ``service_parts_s`` what the time there is made up of.
    """

    vehicle_id: str
    slack_before_s: int
    slack_after_s: int
    saves: Money
    next_vehicle_id: str = ""
    next_price: Money | None = None
    quotes: tuple[Quote, ...] = ()
    service_parts_s: tuple[tuple[str, int], ...] = ()
    others: int = 1
    off: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyHanded:
    """
    A stop that a partner takes, beside what serving it oneself would cost.

    ``own_price`` is what the cheapest place found on ``own_vehicle_id`` would add
    to the day; ``None`` where there is none, and ``own_detail`` says why.
    """

    handed: Outsourced
    own_vehicle_id: str = ""
    own_price: Money | None = None
    own_detail: str = ""
    quotes: tuple[Quote, ...] = ()


def why_left_out(
    posed: Posed, proposal: Proposal, stop: int, config: Config, day: ServiceDay
) -> WhyLeftOut:
    """
    Try every vehicle with a stop that is not on its route, alone and as planned.

    Parameters
    ----------
    posed, proposal
        The problem and the routes of the plan, on the same travel.
    stop
        The stop's index; it is on no route.
    config, day
        What the problem was posed from.
    """
    if not posed.vehicles:
        return WhyLeftOut(told=explain_stop(posed, None, stop, day))
    clinic = Clinic.of(posed, proposal, config)
    return WhyLeftOut(
        told=explain_stop(posed, clinic, stop, day),
        proofs=tuple(_proof(clinic, number, stop, day) for number in range(len(posed.vehicles))),
        fixes=tuple(_told(clinic, it, day) for it in clinic.remedies(stop)[:MOST_FIXES]),
    )


def why_there(posed: Posed, proposal: Proposal, stop: int, config: Config) -> WhyThere:
    """
    Say how firmly a stop that is served stands in its place; parameters as ``why_left_out``.

    Raises
    ------
    StopIteration
        No route visits the stop.
    """
    route = next(route for route in proposal.routes if stop in route.stops)
    slack = next(one for one in route_slacks(posed.problem, route) if one.stop == stop)
    currency = config.service.currency
    unit = unit_of(posed.problem, stop)
    elsewhere = None
    if not set(unit).intersection(posed.problem.vehicles[route.vehicle].locked):
        clinic = Clinic.of(posed, _without(posed.problem, proposal, route, unit), config)
        elsewhere = clinic.place_elsewhere(stop, route.vehicle)
    return WhyThere(
        vehicle_id=posed.vehicles[route.vehicle].vehicle_id,
        slack_before_s=slack.before_s,
        slack_after_s=slack.after_s,
        saves=marginal_costs(posed, route, currency)[stop],
        next_vehicle_id=elsewhere.fix.vehicle_id if elsewhere else "",
        next_price=elsewhere.fix.price if elsewhere else None,
        quotes=_quotes(posed, stop, config),
        service_parts_s=service_parts_s(posed.stops[stop], config.service),
        others=len(posed.vehicles) - 1,
        off=tuple((name, reason) for name, reason in config.absent.items() if name),
    )


def why_handed(
    posed: Posed, proposal: Proposal, handed: Outsourced, config: Config, day: ServiceDay
) -> WhyHanded:
    """Say what the stop would cost on an own vehicle; parameters as ``why_left_out``."""
    stop = next(n for n, one in enumerate(posed.stops) if one.stop_id == handed.stop_id)
    quotes = _quotes(posed, stop, config)
    if not posed.vehicles:
        told = explain_stop(posed, None, stop, day)
        return WhyHanded(handed=handed, own_detail=told.detail, quotes=quotes)
    clinic = Clinic.of(posed, proposal, config)
    place = clinic.look(stop).place
    if place is None:
        told = explain_stop(posed, clinic, stop, day)
        return WhyHanded(handed=handed, own_detail=told.detail, quotes=quotes)
    fix = place.fix
    return WhyHanded(
        handed=handed, own_vehicle_id=fix.vehicle_id, own_price=fix.price, quotes=quotes
    )


def _quotes(posed: Posed, stop: int, config: Config) -> tuple[Quote, ...]:
    shipped = {posed.stops[stop].stop_id} if len(unit_of(posed.problem, stop)) > 1 else ()
    return ask_partners([posed.stops[stop]], config.partners, shipped).get(0, ())


def _without(
    problem: Problem, proposal: Proposal, route: ProposedRoute, unit: tuple[int, ...]
) -> Proposal:
    left = with_charges(problem, route.without(unit))
    routes = tuple(left if other is route else other for other in proposal.routes)
    return Proposal(
        routes=tuple(one for one in routes if one.trips), unserved=(*proposal.unserved, *unit)
    )


def _proof(clinic: Clinic, vehicle: int, stop: int, day: ServiceDay) -> Proof:
    posed = clinic.bench.posed
    tries = max(1, min(TRIES_A_KIND, TRIES_A_FLEET // len(posed.vehicles)))
    remedies = clinic.remedies(stop, vehicle, tries=tries)
    miss = find_miss(posed, vehicle, stop)
    is_short = not posed.too_short.isdisjoint(unit_of(posed.problem, stop))
    reason, alone = ("window_too_short", TOO_SHORT) if is_short else ("", "")
    if miss is not None and not is_short:
        reason, alone = miss.reason, miss_words(posed, miss, stop, day)
    return Proof(
        vehicle_id=posed.vehicles[vehicle].vehicle_id,
        alone=alone,
        reason=reason,
        excesses=miss.excesses if miss and not is_short else (),
        as_planned=_told(clinic, remedies[0], day) if remedies else None,
    )


def _told(clinic: Clinic, remedy: Remedy, day: ServiceDay) -> ToldFix:
    return ToldFix(fix=remedy.fix, sentence=fix_sentence(clinic.bench, remedy.fix, day))
