"""Why a stop is not in the plan: impossible, or sacrificed; proved by trying every vehicle."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.costing.bill import cents, cents_to_money
from lastmile_cli.domain.plan import Unassigned, UnassignedClass
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.planning.companions import options_of, unit_of
from lastmile_cli.planning.fix_words import fix_sentence
from lastmile_cli.planning.misses import closest_miss, late_end
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.remedies import Clinic
from lastmile_cli.planning.remedy import Finding
from lastmile_cli.planning.wording import excess_detail, lock_detail, unreachable_detail


def explain_unserved(
    posed: Posed,
    proposal: Proposal,
    config: Config,
    day: ServiceDay,
    is_over: IsOver = never_over,
) -> tuple[Unassigned, ...]:
    """
    Tell for every unserved stop why, in the order of the stops.

    Of an order that another of its options serves nothing is left out: such
    stops are passed over.

    *Impossible*: no vehicle could, alone, at any hour. *Sacrificed*: one
    could. The words in ``reason`` are stable; ``docs/notices/planning.md``
    lists them. ``fix`` is the cheapest single change after which a vehicle
    takes the stop, all routes kept in their order; ``None`` where there is none. Once it
    ``is_over`` no vehicle is tried any more, and the reason says so.
    """
    if not proposal.unserved:
        return ()
    asked = len(proposal.unserved)
    clinic = None
    if posed.vehicles and not is_over():
        clinic = Clinic.of(posed, proposal, config, asked, is_over)
    left_out = set(proposal.unserved)
    return tuple(
        _not_tried(posed, stop)
        if posed.vehicles and is_over()
        else explain_stop(posed, clinic, stop, day)
        for stop in sorted(left_out)
        if left_out.issuperset(options_of(posed.problem, stop))
    )


def _not_tried(posed: Posed, stop: int) -> Unassigned:
    return Unassigned(
        stop_id=posed.stops[stop].stop_id,
        unassigned_class=UnassignedClass.SACRIFICED,
        reason="no_time",
        detail="Time was up before every vehicle was tried with it; `lastmile explain` does that.",
    )


def explain_stop(posed: Posed, clinic: Clinic | None, stop: int, day: ServiceDay) -> Unassigned:
    """Tell why one stop is not in the plan that ``clinic`` has measured."""
    if clinic is None:
        return _unassigned(posed, stop, "no_vehicle", "No vehicle works that day.")
    others = options_of(posed.problem, stop)
    served = [one for one in others if one != stop and one not in clinic.bench.unserved]
    if served:
        return Unassigned(
            stop_id=posed.stops[stop].stop_id,
            unassigned_class=UnassignedClass.SACRIFICED,
            reason="other_option",
            detail=f"Its order is served at {posed.stops[served[0]].stop_id} instead.",
        )
    finding = clinic.look(stop)
    told = _impossible(posed, stop, day) or _sacrificed(clinic, finding, stop)
    return _with_remedy(told, clinic, finding, day)


def _impossible(posed: Posed, stop: int, day: ServiceDay) -> Unassigned | None:
    short = posed.too_short.intersection(unit_of(posed.problem, stop))
    if short:
        where = "" if stop in short else f" of stop {posed.stops[min(short)].stop_id}"
        detail = f"Service must end inside a window, and none{where} is as long as the service."
        return _unassigned(posed, stop, "window_too_short", detail)
    miss = closest_miss(posed, stop)
    if miss is None:
        return None
    if miss.lock:
        detail = lock_detail(posed.stops[miss.asked], posed.vehicles[miss.vehicle], miss.lock)
        return _unassigned(posed, stop, miss.lock, detail)
    if miss.is_unreachable:
        return _unassigned(posed, stop, "unreachable", unreachable_detail(posed, stop))
    worst = miss.excesses[0]
    end = posed.stops[late_end(posed, miss, worst, stop)].stop_id
    other = "" if end == posed.stops[stop].stop_id else end
    detail = excess_detail(posed, miss, worst, day, other_end=other)
    return _unassigned(posed, stop, worst.reason, detail)


def _sacrificed(clinic: Clinic, finding: Finding, stop: int) -> Unassigned:
    posed, currency = clinic.bench.posed, clinic.bench.currency
    sacrificed, stop_id = UnassignedClass.SACRIFICED, posed.stops[stop].stop_id
    if finding.place is None and finding.no_door is not None:
        vehicle = posed.vehicles[finding.no_door.route.vehicle]
        return Unassigned(
            stop_id=stop_id,
            unassigned_class=sacrificed,
            reason="no_door",
            detail=f"{vehicle.vehicle_id} could take it, but at no hour at which it could load "
            f"a door of depot {vehicle.start_depot_id} is free.",
        )
    if finding.place is None:
        return Unassigned(
            stop_id=stop_id,
            unassigned_class=sacrificed,
            reason="no_room",
            detail="A vehicle could serve it alone; beside the others no place was found for it."
            + _group_detail(clinic, stop),
        )
    name, added = finding.place.fix.vehicle_id, finding.place.fix.price
    worth_micro = clinic.bench.worth_micro(stop)
    if finding.place.added_micro >= worth_micro:
        worth = cents_to_money(cents(worth_micro), currency)
        return Unassigned(
            stop_id=stop_id,
            unassigned_class=sacrificed,
            reason="too_dear",
            detail=f"At the best place found, with {name}, it would add {added} {currency}; "
            f"leaving it out costs {worth}.",
        )
    return Unassigned(
        stop_id=stop_id,
        unassigned_class=sacrificed,
        reason="overlooked",
        detail=f"{name} could take it for {added} {currency}, which the search did not find.",
    )


def _group_detail(clinic: Clinic, stop: int) -> str:
    """Say who has the others of the stop's group: no other vehicle may come."""
    problem, group = clinic.bench.problem, clinic.bench.problem.stops[stop].group
    for vehicle, room in sorted(clinic.slots.rooms.items()):
        mates = [n for n in room.route.stops if problem.stops[n].group == group]
        if group is not None and mates:
            name = clinic.bench.posed.vehicles[vehicle].vehicle_id
            listed = ", ".join(problem.stops[n].stop_id for n in mates)
            return f" Its group goes with {name} ({listed}), which has no room for it."
    return ""


def _with_remedy(told: Unassigned, clinic: Clinic, finding: Finding, day: ServiceDay) -> Unassigned:
    if finding.cheapest is None:
        return told
    fix = finding.cheapest.fix
    sentence = fix_sentence(clinic.bench, fix, day)
    return replace(told, cheapest_fix=sentence, fix_cost=fix.price, fix=fix)


def _unassigned(posed: Posed, stop: int, reason: str, detail: str) -> Unassigned:
    return Unassigned(
        stop_id=posed.stops[stop].stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason=reason,
        detail=detail,
    )
