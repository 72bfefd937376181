"""Stock: nobody is served from a hub that has not got the goods, and every transfer is priced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lastmile_cli.checking.plan_goods import check_goods
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.transfers import transfer_micro, transfers_of
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.plan import Plan, Route, VisitKind
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.stops import Stop, StopKind

_CENT_MICRO = 10_000


def check_stock(problem: Problem, plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Count what leaves each hub against what stands there.

    A stop takes its goods from the hub that its vehicle leaves from, but for
    what the plan brings there from another hub: that must be priced as the configuration
    says, and be there before loading begins.
    """
    if not index.stock.is_counted:
        return
    wanted = {stop.stop_id: stop for stop in plan.stops}
    taken: Counter[tuple[str, str]] = Counter()
    for route in plan.routes:
        for visit in route.stop_visits:
            stop = wanted.get(visit.stop_id or "")
            if stop is None or not _takes_stock(problem, index, stop):
                continue
            taken.update(_drawn(stop, route.depot_id))
            yield from _check_hub(stop, route)
            yield from _check_transfers(plan, index, stop, route, visit.trip)
    for one in plan.outsourced:
        stop = wanted.get(one.stop_id)
        if stop is None or not _takes_stock(problem, index, stop):
            continue
        if transfers_of(stop):
            sentence = f"{one.partner_id} is handed {stop.stop_id}, whose goods are in another hub."
            yield Violation(rule=Rule.WRONG_HUB, stop=stop.stop_id, sentence=sentence)
        elif stop.supply is not None and len(stop.supply.depot_ids) == 1:
            taken.update(_drawn(stop, next(iter(stop.supply.depot_ids))))
    yield from _check_levels(index, taken)
    yield from check_goods(plan, index)


def _takes_stock(problem: Problem, index: PlanIndex, stop: Stop) -> bool:
    """Whether a stop takes goods out of a hub: those of a shipment never saw one."""
    number = index.stops.get(stop.stop_id)
    if number is None or not stop.goods or stop.kind is not StopKind.DELIVERY:
        return False
    return problem.stops[number].shipped_from is None


def _drawn(stop: Stop, hub: str) -> Counter[tuple[str, str]]:
    """What a stop takes from which hub: all from its own but what others send."""
    drawn: Counter[tuple[str, str]] = Counter()
    for line in stop.goods:
        drawn[hub, line.sku] += line.quantity
    for it in transfers_of(stop):
        drawn[hub, it.sku] -= it.quantity
        drawn[it.from_depot_id, it.sku] += it.quantity
    return drawn


def _check_hub(stop: Stop, route: Route) -> Iterator[Violation]:
    """What is brought to a hub leaves from there, and no more of it comes than is asked for."""
    asked = Counter({line.sku: line.quantity for line in stop.goods})
    moved: Counter[str] = Counter()
    for it in transfers_of(stop):
        moved[it.sku] += it.quantity
        if it.to_depot_id != route.depot_id:
            yield Violation(
                rule=Rule.WRONG_HUB,
                route=route.vehicle_id,
                stop=stop.stop_id,
                sentence=f"Goods of stop {stop.stop_id} are brought to {it.to_depot_id}, but "
                f"vehicle {route.vehicle_id} leaves from {route.depot_id}.",
            )
    for sku, units in moved.items():
        if units > asked[sku]:
            yield Violation(
                rule=Rule.WRONG_TRANSFER,
                stop=stop.stop_id,
                amount=units - asked[sku],
                sentence=f"{units} of {sku} are brought for stop {stop.stop_id}, which asks for "
                f"{asked[sku]}.",
            )


def _check_transfers(
    plan: Plan, index: PlanIndex, stop: Stop, route: Route, trip: int
) -> Iterator[Violation]:
    says = stop.supply.price_micro if stop.supply else 0
    agreed = transfer_micro(stop, index)
    if says != agreed:
        yield Violation(
            rule=Rule.WRONG_TRANSFER,
            stop=stop.stop_id,
            amount=abs(says - agreed) // _CENT_MICRO,
            sentence=f"Bringing the goods of stop {stop.stop_id} from another hub costs "
            f"{agreed / 1_000_000:.2f} {plan.currency}, not {says / 1_000_000:.2f}.",
        )
    if not transfers_of(stop) or index.stock.transfers is None:
        return
    hours = next((it.hours for it in index.depots if it.depot_id == route.depot_id), None)
    there_s = (hours.opens_s if hours else 0) + index.stock.transfers.ready_s
    loads = [it for it in route.visits if it.kind is VisitKind.LOAD and it.trip == trip]
    if loads and loads[0].start_s < there_s:
        clock = plan.day.clock
        yield Violation(
            rule=Rule.TRANSFER_LATE,
            route=route.vehicle_id,
            stop=stop.stop_id,
            amount=there_s - loads[0].start_s,
            sentence=f"Vehicle {route.vehicle_id} loads at {clock(loads[0].start_s)}, before the "
            f"goods of stop {stop.stop_id} are there from another hub at {clock(there_s)}.",
        )


def _check_levels(index: PlanIndex, taken: Counter[tuple[str, str]]) -> Iterator[Violation]:
    there = {(level.depot_id, level.sku): level.quantity for level in index.stock.levels}
    for (hub, sku), units in sorted(taken.items()):
        stands = there.get((hub, sku), 0)
        if units > stands:
            yield Violation(
                rule=Rule.OUT_OF_STOCK,
                amount=units - stands,
                sentence=f"{units} of {sku} leave {hub}, where {stands} stand.",
            )
