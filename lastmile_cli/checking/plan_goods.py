"""Goods of stops: what a stop asks for is what its orders do, and there when it can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.supply import GoodsLine


def check_goods(plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Hold the articles of each stop against those of its orders, and its hour against the hubs'.

    Where stock is counted every order of a stop tells its own articles; plans that do not
    (written before orders did) are judged by the stops alone.
    """
    for stop in plan.stops:
        yield from _check_articles(stop)
        for one in (*stop.doors, stop):
            yield from _check_hour(plan, index, one)


def _check_articles(stop: Stop) -> Iterator[Violation]:
    for door in stop.doors:
        yield from _check_articles(door)
    parts = [door.goods for door in stop.doors] or [order.goods for order in stop.orders]
    if not any(parts):
        return
    ordered, says = _counted(line for part in parts for line in part), _counted(stop.goods)
    for sku in sorted(ordered.keys() | says.keys()):
        if ordered[sku] != says[sku]:
            yield Violation(
                rule=Rule.WRONG_GOODS,
                stop=stop.stop_id,
                amount=abs(ordered[sku] - says[sku]),
                sentence=f"Stop {stop.stop_id} takes {says[sku]} of {sku}, "
                f"but its orders ask for {ordered[sku]}.",
            )


def _check_hour(plan: Plan, index: PlanIndex, stop: Stop) -> Iterator[Violation]:
    if stop.supply is None:
        return
    # What meets at a collection point is there when the last of it is.
    of_doors = [door.supply.ready_s for door in stop.doors if door.supply is not None]
    there_s = max(of_doors, default=0)
    if not stop.doors and stop.supply.transfers and index.stock.transfers is not None:
        hub = stop.supply.transfers[0].to_depot_id
        hours = next((it.hours for it in index.depots if it.depot_id == hub), None)
        there_s = (hours.opens_s if hours else 0) + index.stock.transfers.ready_s
    if stop.supply.ready_s != there_s:
        says = f"are said to be there at {plan.day.clock(stop.supply.ready_s)}"
        yield Violation(
            rule=Rule.WRONG_GOODS_HOUR,
            stop=stop.stop_id,
            amount=abs(stop.supply.ready_s - there_s),
            sentence=f"Goods of stop {stop.stop_id} {says}; from other hubs they are there at "
            f"{plan.day.clock(there_s)}."
            if stop.supply.transfers
            else f"Goods of stop {stop.stop_id} {says}, but they stand in the hub already.",
        )


def _counted(lines: Iterable[GoodsLine]) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in lines:
        units[line.sku] += line.quantity
    return units
