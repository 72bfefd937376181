"""Orders that a plan visited and that failed at the door, as stops with one try more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Order, Stop
from lastmile_cli.domain.supply import added_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """
    Stops to be tried again, with the orders that failed alone.

    ``in_file`` are orders whose row of today counts instead, ``unknown`` those that neither a
    van of the plan nor a partner was to bring.
    """

    stops: tuple[Stop, ...]
    in_file: tuple[str, ...]
    unknown: tuple[str, ...]


def try_again(plan: Plan, failed: Mapping[str, str], taken: Collection[str]) -> Tried:
    """
    Make stops of the orders that failed, with our own vans or with a partner.

    Of a door with several orders only those that failed are tried again.
    """
    if not failed:
        return Tried(stops=(), in_file=(), unknown=())
    tried = {visit.stop_id for route in plan.routes for visit in route.stop_visits}
    tried |= {one.stop_id for one in plan.outsourced}
    doors = [door for stop in plan.stops if stop.stop_id in tried for door in stop.doors or (stop,)]
    met = [stop for stop in doors if not failed.keys().isdisjoint(stop.order_ids)]
    known = {order_id for stop in met for order_id in stop.order_ids}
    again = failed.keys() - set(taken)
    return Tried(
        stops=tuple(
            replace(with_orders(stop, again), tries=stop.tries + 1)
            for stop in met
            if not again.isdisjoint(stop.order_ids)
        ),
        in_file=tuple(
            order_id
            for stop in met
            for order_id in stop.order_ids
            if order_id in failed and order_id not in again
        ),
        unknown=tuple(order_id for order_id in failed if order_id not in known),
    )


def with_orders(stop: Stop, wanted: Collection[str]) -> Stop:
    """Return a stop with those of its orders that are wanted, one at least, and what they carry."""
    orders = tuple(order for order in stop.orders if order.order_id in wanted)
    if len(orders) == len(stop.orders):
        return stop
    cash_micro = sum(order.cash_micro for order in orders)
    return replace(
        stop,
        stop_id=orders[0].order_id,
        orders=orders,
        row=None,
        cells=orders[0].lines[0][1] if orders[0].lines else stop.cells,
        notes="; ".join(dict.fromkeys(order.notes for order in orders if order.notes)),
        load=sum((order.load for order in orders), start=Load()),
        cash_micro=cash_micro,
        value_micro=sum(order.value_micro for order in orders),
        requires=stop.requires - ({"cash"} if stop.cash_micro and not cash_micro else set()),
        **_told_by_order(stop, orders),
    )


def _told_by_order(stop: Stop, orders: Sequence[Order]) -> dict[str, Any]:
    """What of a stop its orders tell one by one, unless the plan is too old to tell."""
    goods = added_up(line for order in orders for line in order.goods)
    boxes = dict.fromkeys(box for order in orders for box in order.boxes_mm)
    items = sum(order.items for order in orders)
    changes: dict[str, Any] = {"service_s": orders[0].service_s} if len(orders) == 1 else {}
    if any(order.goods for order in stop.orders):
        changes["goods"] = goods
    if any(order.boxes_mm for order in stop.orders):
        changes["boxes_mm"] = tuple(boxes)
    if stop.in_home and items:
        changes["in_home"] = stop.in_home.with_items(items)
    return changes
