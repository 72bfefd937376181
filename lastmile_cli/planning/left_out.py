"""Why a stop is not in the plan: impossible, or sacrificed; proved by trying every vehicle."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.costing.bill import cents, cents_to_money
from lastmile_cli.domain.plan import Unassigned, UnassignedClass
from lastmile_cli.domain.problem import Proposal
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.planning.insertion import RouteRoom, cheapest_insertion, measure_routes
from lastmile_cli.planning.misses import closest_miss, find_miss_unlocked
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.wording import (
    excess_detail,
    excess_fix,
    lock_detail,
    lock_fix,
    unreachable_detail,
)


def explain_unserved(
    posed: Posed, proposal: Proposal, day: ServiceDay, currency: str
) -> tuple[Unassigned, ...]:
    """
    Tell for every unserved stop why, in the order of the stops.

    *Impossible*: no vehicle could, alone, at any hour. *Sacrificed*: one
    could. The words in ``reason`` are stable; ``docs/notices/planning.md``
    lists them. ``cheapest_fix`` is given only where that single change is
    certain to do, otherwise it is empty.
    """
    rooms = measure_routes(posed.problem, proposal) if proposal.unserved else {}
    return tuple(
        explain_stop(posed, rooms, stop, day, currency=currency)
        for stop in sorted(proposal.unserved)
    )


def explain_stop(
    posed: Posed, rooms: Mapping[int, RouteRoom], stop: int, day: ServiceDay, *, currency: str
) -> Unassigned:
    """Tell why one stop is not in the plan whose routes are ``rooms``."""
    return _impossible(posed, stop, day) or _sacrificed(posed, rooms, stop, currency)


def _impossible(posed: Posed, stop: int, day: ServiceDay) -> Unassigned | None:
    if stop in posed.too_short:
        detail = "Service must end inside a window, and none is as long as the service."
        return _unassigned(posed, stop, "window_too_short", detail)
    if not posed.vehicles:
        return _unassigned(posed, stop, "no_vehicle", "No vehicle works that day.")
    miss = closest_miss(posed, stop)
    if miss is None:
        return None
    vehicle = posed.vehicles[miss.vehicle]
    if miss.lock:
        detail = lock_detail(posed.stops[stop], vehicle, miss.lock)
        would_do = find_miss_unlocked(posed, miss.vehicle, stop) is None
        fix = lock_fix(posed.stops[stop], vehicle, miss.lock) if would_do else ""
        return _unassigned(posed, stop, miss.lock, detail, fix)
    if miss.is_unreachable:
        return _unassigned(posed, stop, "unreachable", unreachable_detail(posed, stop))
    worst = miss.excesses[0]
    detail = excess_detail(posed, miss, worst, day)
    fix = excess_fix(posed, miss, worst, day) if len(miss.excesses) == 1 else ""
    return _unassigned(posed, stop, worst.reason, detail, fix)


def _sacrificed(
    posed: Posed, rooms: Mapping[int, RouteRoom], stop: int, currency: str
) -> Unassigned:
    found = cheapest_insertion(posed.problem, rooms, stop)
    sacrificed = UnassignedClass.SACRIFICED
    stop_id = posed.stops[stop].stop_id
    if found is None:
        return Unassigned(
            stop_id=stop_id,
            unassigned_class=sacrificed,
            reason="no_room",
            detail="A vehicle could serve it alone; beside the others no place was found for it.",
        )
    name = posed.vehicles[found.route.vehicle].vehicle_id
    added = cents_to_money(cents(found.added_micro), currency)
    worth_micro = posed.problem.stops[stop].drop_micro
    worth = cents_to_money(cents(worth_micro), currency)
    if found.added_micro >= worth_micro:
        return Unassigned(
            stop_id=stop_id,
            unassigned_class=sacrificed,
            reason="too_dear",
            detail=f"At the best place found, with {name}, it would add {added} {currency}; "
            f"leaving it out costs {worth}.",
            cheapest_fix=f"value it above {added} {currency} (priority, objective.unserved)",
            fix_cost=added,
        )
    return Unassigned(
        stop_id=stop_id,
        unassigned_class=sacrificed,
        reason="overlooked",
        detail=f"{name} could take it for {added} {currency}, which the search did not find.",
        cheapest_fix=f"give the search more iterations, or move the stop to {name}",
        fix_cost=added,
    )


def _unassigned(posed: Posed, stop: int, reason: str, detail: str, fix: str = "") -> Unassigned:
    return Unassigned(
        stop_id=posed.stops[stop].stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason=reason,
        detail=detail,
        cheapest_fix=fix,
    )
