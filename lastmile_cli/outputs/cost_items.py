"""The bill of a plan cut into items: by route, vehicle, trip, stop, customer or category."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import BillLine, Plan, Route, Visit
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.wording import km_text, minimum_name
from lastmile_cli.records.bills import money_text


class CostsBy(StrEnum):
    """How a bill is cut."""

    CATEGORY = "category"
    ROUTE = "route"
    VEHICLE = "vehicle"
    TRIP = "trip"
    STOP = "stop"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """
    One item: what it is, the stops in it, and its lines as far as they are known.

    ``key`` is its name among the items of a cut; empty for what belongs to
    none. ``total`` is ``None`` where nothing of the bill is borne.
    """

    key: str
    facts: Mapping[str, Any]
    stop_ids: tuple[str, ...] = ()
    total: Money | None = None
    lines: tuple[BillLine, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def amount(self, category: str) -> str | None:
        """Its line of one category as text, if it has one."""
        for line in self.lines:
            if line.category == category:
                return money_text(line.amount)
        return None


def cost_items(plan: Plan, by: CostsBy) -> list[CostItem]:
    """Cut the bill; all items together always are the bill."""
    cuts: Mapping[CostsBy, Callable[[Plan], list[CostItem]]] = {
        CostsBy.CATEGORY: _by_category,
        CostsBy.ROUTE: _by_route,
        CostsBy.VEHICLE: _by_vehicle,
        CostsBy.TRIP: _by_trip,
        CostsBy.STOP: _by_stop,
        CostsBy.CUSTOMER: _by_customer,
    }
    items = cuts[by](plan)
    if by in (CostsBy.STOP, CostsBy.CUSTOMER):
        items += _fee_items(plan, by)
    return [*items, *_rest(plan, by, items)] if by in _SHARED else items


_SHARED = frozenset({CostsBy.TRIP, CostsBy.STOP, CostsBy.CUSTOMER})
"""Cuts that go by what each stop bears."""


def add_lines(bills: Iterable[Sequence[BillLine]], currency: str) -> tuple[BillLine, ...]:
    """Add up lines by category, in the order they come."""
    sums: dict[str, Money] = {}
    for lines in bills:
        for line in lines:
            sums[line.category] = sums.get(line.category, Money.zero(currency)) + line.amount
    return tuple(BillLine(category=category, amount=sums[category]) for category in sums)


def _by_category(plan: Plan) -> list[CostItem]:
    return [
        CostItem(
            key=str(line.category),
            facts={"category": str(line.category)},
            total=line.amount,
            lines=(line,),
        )
        for line in plan.bill.lines
    ]


def _by_route(plan: Plan) -> list[CostItem]:
    return [*(_route_item(plan, route) for route in plan.every_route), *_partner_items(plan)]


def _route_item(plan: Plan, route: Route) -> CostItem:
    return CostItem(
        key=route.route_id,
        facts={
            "route_id": route.route_id,
            "vehicle_id": route.vehicle_id,
            "driver": route.driver_name or route.driver_id,
            "stops": len(_of_customers(plan, route.stop_visits)),
            "distance_m": route.distance_m,
            "km": km_text(route.distance_m),
            "paid_s": route.paid_s,
        },
        stop_ids=_ids(route.stop_visits),
        total=route.bill.total,
        lines=route.bill.lines,
        more={"co2e_g": route.co2e_g},
    )


def _by_vehicle(plan: Plan) -> list[CostItem]:
    items = []
    for vehicle_id in dict.fromkeys(route.vehicle_id for route in plan.every_route):
        routes = [route for route in plan.every_route if route.vehicle_id == vehicle_id]
        metres = sum(route.distance_m for route in routes)
        lines = add_lines((route.bill.lines for route in routes), plan.currency)
        items.append(
            CostItem(
                key=vehicle_id,
                facts={
                    "vehicle_id": vehicle_id,
                    "routes": len(routes),
                    "trips": sum(route.trips for route in routes),
                    "stops": sum(len(_of_customers(plan, route.stop_visits)) for route in routes),
                    "distance_m": metres,
                    "km": km_text(metres),
                    "paid_s": sum(route.paid_s for route in routes),
                },
                stop_ids=tuple(stop for route in routes for stop in _ids(route.stop_visits)),
                total=_sum((route.bill.total for route in routes), plan.currency),
                lines=lines,
                more={"co2e_g": sum(route.co2e_g for route in routes)},
            )
        )
    return [*items, *_partner_items(plan)]


def _by_trip(plan: Plan) -> list[CostItem]:
    items = []
    for route in plan.every_route:
        for trip in dict.fromkeys(visit.trip for visit in route.stop_visits):
            visits = [visit for visit in route.stop_visits if visit.trip == trip]
            facts = {
                "vehicle_id": route.vehicle_id,
                "trip": trip,
                "stops": len(_of_customers(plan, visits)),
                "distance_m": _trip_m(route, trip),
                "km": km_text(_trip_m(route, trip)),
            }
            items.append(_borne(f"{route.route_id} {trip}", facts, visits, plan.currency))
    return [*items, *_partner_items(plan)]


def _trip_m(route: Route, trip: int) -> int:
    """Metres of a trip, the way back to where it began included."""
    metres = 0
    for before, visit in zip((None, *route.visits), route.visits, strict=False):
        # The way to a further loading belongs to the trip that ends there.
        of = before.trip if before is not None and visit.stop_id is None else visit.trip
        metres += visit.distance_m if of == trip else 0
    is_last = trip == max((visit.trip for visit in route.visits), default=0)
    return metres + (route.home.distance_m if route.home and is_last else 0)


def _by_stop(plan: Plan) -> list[CostItem]:
    stops = stops_by_id(plan)
    served = [
        CostItem(
            key=visit.stop_id or "",
            facts={
                "stop_id": visit.stop_id,
                "name": stops[visit.stop_id].name if visit.stop_id in stops else "",
                "vehicle_id": route.vehicle_id,
                "sequence": visit.sequence,
            },
            stop_ids=_ids((visit,)),
            total=visit.cost,
            lines=visit.cost_lines,
            more={"co2e_g": visit.co2e_g},
        )
        for route in plan.every_route
        for visit in route.stop_visits
    ]
    handed = [
        CostItem(
            key=it.stop_id,
            facts={
                "stop_id": it.stop_id,
                "name": stops[it.stop_id].name if it.stop_id in stops else "",
                "partner_id": it.partner_id,
                "vehicle_id": f"partner {it.partner_id}",
                "sequence": None,
            },
            stop_ids=(it.stop_id,),
            total=it.price,
            lines=_partner_line(it.price),
            more={"co2e_g": None},
        )
        for it in plan.outsourced
    ]
    return served + handed


def _by_customer(plan: Plan) -> list[CostItem]:
    """By customer id, by name where there is none, the dearest first; a hub is no customer."""
    stops = stops_by_id(plan)
    of: dict[tuple[str, str], list[CostItem]] = {}
    hubs = _truckload_ids(plan)
    for item in _by_stop(plan):
        if item.key in hubs:
            continue
        stop = stops.get(item.key)
        customer, name = (stop.customer_id, stop.name) if stop else ("", item.key)
        of.setdefault((customer, "" if customer else name or item.key), []).append(item)
    items = []
    for (customer, name), theirs in of.items():
        facts = {
            "customer_id": customer or None,
            "name": name or theirs[0].facts["name"],
            "stops": len(theirs),
        }
        items.append(
            CostItem(
                key=customer or name,
                facts=facts,
                stop_ids=tuple(item.key for item in theirs),
                total=_sum((item.total for item in theirs if item.total), plan.currency),
                lines=add_lines((item.lines for item in theirs), plan.currency),
                more={"co2e_g": sum(item.more["co2e_g"] or 0 for item in theirs)},
            )
        )
    return sorted(items, key=lambda it: (-it.total.amount if it.total else Decimal(0), it.key))


def _borne(key: str, facts: Mapping[str, Any], visits: Sequence[Visit], currency: str) -> CostItem:
    """What some visits bear together."""
    return CostItem(
        key=key,
        facts=facts,
        stop_ids=_ids(visits),
        total=_sum((visit.cost for visit in visits if visit.cost), currency),
        lines=add_lines((visit.cost_lines for visit in visits), currency),
        more={"co2e_g": sum(visit.co2e_g for visit in visits)},
    )


def _partner_items(plan: Plan) -> list[CostItem]:
    items = []
    for partner_id in sorted({handed.partner_id for handed in plan.outsourced}):
        handed = [it for it in plan.outsourced if it.partner_id == partner_id]
        price = _sum((it.price for it in handed), plan.currency)
        fees = (it.amount for it in plan.partner_fees if it.partner_id == partner_id)
        fee = _sum(fees, plan.currency)
        lines = _partner_line(price)
        if fee.amount:
            lines += (BillLine(category=CostCategory.PARTNER_MINIMUM, amount=fee.rounded()),)
        vehicle_id = f"partner {partner_id}"
        items.append(
            CostItem(
                key=vehicle_id,
                facts={"partner_id": partner_id, "vehicle_id": vehicle_id, "stops": len(handed)},
                stop_ids=tuple(it.stop_id for it in handed),
                total=price + fee,
                lines=lines,
            )
        )
    return items


def _fee_items(plan: Plan, by: CostsBy) -> list[CostItem]:
    """What is owed to partners beside the prices of stops; a line of the bill, so an item."""
    items = []
    for fee in plan.partner_fees:
        name = minimum_name(fee.partner_id)
        of_stop = {"stop_id": None, "name": name, "vehicle_id": f"partner {fee.partner_id}"}
        of_customer = {"customer_id": None, "name": name, "stops": 0}
        facts = of_stop if by is CostsBy.STOP else of_customer
        amount = fee.amount.rounded()
        line = BillLine(category=CostCategory.PARTNER_MINIMUM, amount=amount)
        items.append(CostItem(key="", facts=facts, total=amount, lines=(line,)))
    return items


def _partner_line(price: Money) -> tuple[BillLine, ...]:
    return (BillLine(category="partners", amount=price.rounded()),)


def _rest(plan: Plan, by: CostsBy, items: Sequence[CostItem]) -> list[CostItem]:
    """What no stop bears, so that the items add up to the bill."""
    shared = _sum((item.total for item in items if item.total), plan.currency)
    rest = plan.bill.total - shared
    name = "not shared out among stops"
    facts = {"vehicle_id": name} if by is CostsBy.TRIP else {"stop_id": None, "name": name}
    if not rest.amount:
        return []
    borne = add_lines((it.lines for it in items if it.total is not None), plan.currency)
    of = {line.category: line.amount for line in borne}
    zero = Money.zero(plan.currency)
    left = (
        replace(line, amount=line.amount - of.get(line.category, zero)) for line in plan.bill.lines
    )
    lines = tuple(line for line in left if line.amount.amount)
    # A plan may tell what a stop bears, and not of which lines.
    known = lines if _sum((line.amount for line in lines), plan.currency) == rest else ()
    return [CostItem(key="", facts=facts, total=rest, lines=known)]


def _truckload_ids(plan: Plan) -> set[str]:
    return {stop.stop_id for stop in plan.line_haul.stops} if plan.line_haul else set()


def _of_customers(plan: Plan, visits: Iterable[Visit]) -> list[Visit]:
    """Visits that are no truckloads: a hub is no stop of the day."""
    hubs = _truckload_ids(plan)
    return [visit for visit in visits if visit.stop_id not in hubs]


def _ids(visits: Iterable[Visit]) -> tuple[str, ...]:
    return tuple(visit.stop_id for visit in visits if visit.stop_id is not None)


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, start=Money.zero(currency))
