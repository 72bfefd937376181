"""Orders that a plan visited and that failed at the door, as stops with one try more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """
    Stops to be tried again, with the orders that failed alone.

    ``in_file`` are those whose row of today counts instead, ``unknown`` orders that the plan
    visited nowhere.
    """

    stops: tuple[Stop, ...]
    in_file: tuple[Stop, ...]
    unknown: tuple[str, ...]


def try_again(plan: Plan, failed: Mapping[str, str], taken: Collection[str]) -> Tried:
    """Make stops of the orders that failed; of a door with several only those that did."""
    if not failed:
        return Tried(stops=(), in_file=(), unknown=())
    visited = {visit.stop_id for route in plan.routes for visit in route.stop_visits}
    doors = [
        door for stop in plan.stops if stop.stop_id in visited for door in stop.doors or (stop,)
    ]
    met = [stop for stop in doors if not failed.keys().isdisjoint(stop.order_ids)]
    known = {order_id for stop in met for order_id in stop.order_ids}
    again = [_with_orders(stop, failed) for stop in met]
    return Tried(
        stops=tuple(one for one in again if not set(one.order_ids) & set(taken)),
        in_file=tuple(one for one in again if set(one.order_ids) & set(taken)),
        unknown=tuple(order_id for order_id in failed if order_id not in known),
    )


def _with_orders(stop: Stop, failed: Mapping[str, str]) -> Stop:
    """Return a stop with those of its orders that failed, and one try more."""
    tried = replace(stop, tries=stop.tries + 1)
    orders = tuple(order for order in stop.orders if order.order_id in failed)
    if len(orders) == len(stop.orders):
        return tried
    return replace(
        tried,
        stop_id=orders[0].order_id,
        orders=orders,
        load=sum((order.load for order in orders), start=Load()),
        cash_micro=sum(order.cash_micro for order in orders),
        value_micro=sum(order.value_micro for order in orders),
    )
