"""What a day costs, looked at by route, by stop or by category: records, CSV rows and a table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, Plan, Route
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import km_text
from lastmile_cli.records.bills import bill_to_record, money_text

COSTS_SCHEMA_VERSION = 1


class CostsBy(StrEnum):
    """How a bill is cut."""

    ROUTE = "route"
    STOP = "stop"
    CATEGORY = "category"


def costs_record(plan: Plan, by: CostsBy) -> dict[str, Any]:
    """
    Lay out the costs of a plan as JSON: the bill's total, and one item a route, stop or line.

    Items by stop and by category always add up to the total. ``objective`` is
    the bill and what the engine weighed beside it.
    """
    items: dict[CostsBy, Callable[[Plan], list[dict[str, Any]]]] = {
        CostsBy.ROUTE: _by_route,
        CostsBy.STOP: _by_stop,
        CostsBy.CATEGORY: _by_category,
    }
    return {
        "schema_version": COSTS_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "currency": plan.currency,
        "by": by.value,
        "total": money_text(plan.bill.total),
        "items": items[by](plan),
        "objective": bill_to_record(plan.objective),
    }


def costs_sheet(plan: Plan, by: CostsBy) -> Sheet:
    """The same as a table."""
    items = costs_record(plan, by)["items"]
    columns = _SHEET_COLUMNS[by]
    totals = _totals(plan, by, items)
    return Sheet(
        title=f"Costs by {by.value}, {plan.currency}",
        columns=columns,
        rows=tuple(tuple(_cell(item, key) for key in _SHEET_KEYS[by]) for item in items),
        footer=tuple(totals.get(key, "") for key in _SHEET_KEYS[by]),
    )


def weighed_sheet(plan: Plan) -> Sheet | None:
    """
    What the engine weighed beside the bill, line by line; ``None`` where there is nothing.

    Nobody is billed for these: prices of stops left out and of wishes not met.
    """
    billed = {line.category for line in plan.bill.lines}
    lines = [
        line for line in plan.objective.lines if line.category not in billed and line.amount.amount
    ]
    if not lines:
        return None
    return Sheet(
        title=f"Weighed beside the bill, {plan.currency}",
        columns=(Column("what"), Column("amount", "right")),
        rows=tuple((_WEIGHED.get(it.category, it.category), money_text(it.amount)) for it in lines),
        footer=("bill and weighed", money_text(plan.objective.total)),
    )


_WEIGHED = {
    "unserved": "stops left out",
    "familiarity": "zones the driver does not know",
    "zones": "changes of zone",
    "balance": "longest against shortest route",
}
"""How the objective's lines beside the bill are told."""


_SHEET_KEYS = {
    CostsBy.ROUTE: ("vehicle_id", "driver", "stops", "km", "total", "per_stop", "per_km"),
    CostsBy.STOP: ("stop_id", "name", "vehicle_id", "sequence", "cost", "co2e_g"),
    CostsBy.CATEGORY: ("category", "amount", "share_percent"),
}
_SHEET_COLUMNS = {
    CostsBy.ROUTE: (
        Column("vehicle", ratio=2),
        Column("driver", ratio=2),
        Column("stops", "right"),
        Column("km", "right"),
        Column("cost", "right"),
        Column("a stop", "right"),
        Column("a km", "right"),
    ),
    CostsBy.STOP: (
        Column("stop"),
        Column("name", ratio=2),
        Column("vehicle"),
        Column("#", "right"),
        Column("cost", "right"),
        Column("g CO2e", "right"),
    ),
    CostsBy.CATEGORY: (Column("category"), Column("amount", "right"), Column("%", "right")),
}


def _totals(plan: Plan, by: CostsBy, items: list[dict[str, Any]]) -> dict[str, str]:
    """The last row: sums under the columns that add up, averages of the whole day."""
    total = plan.bill.total
    if by is CostsBy.CATEGORY:
        return {"category": "total", "amount": money_text(total)}
    if by is CostsBy.STOP:
        grams = sum(it.get("co2e_g") or 0 for it in items)
        return {"stop_id": "total", "cost": money_text(total), "co2e_g": str(grams)}
    stops = sum(it["stops"] for it in items)
    metres = sum(it.get("distance_m", 0) for it in items)
    averages = {"per_stop": _average(total, Decimal(stops))} if stops else {}
    if metres and not plan.outsourced:
        averages["per_km"] = _average(total, Decimal(metres) / 1000)
    sums = {"stops": str(stops), "km": km_text(metres), "total": money_text(total)}
    return {"vehicle_id": "total", **sums, **averages}


def _by_route(plan: Plan) -> list[dict[str, Any]]:
    routes = [
        {
            "route_id": route.route_id,
            "vehicle_id": route.vehicle_id,
            "driver": route.driver_name or route.driver_id,
            "stops": len(route.stop_visits),
            "distance_m": route.distance_m,
            "km": km_text(route.distance_m),
            "paid_s": route.paid_s,
            **_averages(route.bill, route),
            **bill_to_record(route.bill),
            "co2e_g": route.co2e_g,
        }
        for route in plan.routes
    ]
    partners = sorted({handed.partner_id for handed in plan.outsourced})
    return routes + [_partner_item(plan, partner) for partner in partners]


def _partner_item(plan: Plan, partner_id: str) -> dict[str, Any]:
    prices = [handed.price for handed in plan.outsourced if handed.partner_id == partner_id]
    zero = Money.zero(plan.currency)
    stops = sum(prices, start=zero)
    fee = sum((it.amount for it in plan.partner_fees if it.partner_id == partner_id), start=zero)
    lines = [{"category": "partners", "amount": money_text(stops)}]
    if fee.amount:
        lines.append({"category": "partner_minimum", "amount": money_text(fee)})
    return {
        "partner_id": partner_id,
        "vehicle_id": f"partner {partner_id}",
        "stops": len(prices),
        "total": money_text(stops + fee),
        "lines": lines,
    }


def _averages(bill: Bill, route: Route) -> dict[str, str | None]:
    stops, metres = len(route.stop_visits), route.distance_m
    return {
        "per_stop": _average(bill.total, Decimal(stops)) if stops else None,
        "per_km": _average(bill.total, Decimal(metres) / 1000) if metres else None,
    }


def _average(total: Money, count: Decimal) -> str:
    return money_text(Money(total.amount / count, total.currency))


def _by_stop(plan: Plan) -> list[dict[str, Any]]:
    stops = stops_by_id(plan)
    served = [
        {
            "stop_id": visit.stop_id,
            "name": stops[visit.stop_id].name if visit.stop_id in stops else "",
            "vehicle_id": route.vehicle_id,
            "sequence": visit.sequence,
            "cost": money_text(visit.cost) if visit.cost is not None else None,
            "co2e_g": visit.co2e_g,
        }
        for route in plan.routes
        for visit in route.stop_visits
    ]
    handed = [
        {
            "stop_id": it.stop_id,
            "name": stops[it.stop_id].name if it.stop_id in stops else "",
            "partner_id": it.partner_id,
            "vehicle_id": f"partner {it.partner_id}",
            "sequence": None,
            "cost": money_text(it.price),
            "co2e_g": None,
        }
        for it in plan.outsourced
    ]
    return served + handed + _rest_item(plan, served + handed)


def _rest_item(plan: Plan, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What no stop bears, so that the items add up to the bill."""
    shared = sum((Decimal(it["cost"]) for it in items if it["cost"]), start=Decimal(0))
    rest = Money(plan.bill.total.amount - shared, plan.currency)
    name = "not shared out among stops"
    return [{"stop_id": None, "name": name, "cost": money_text(rest)}] if rest.amount else []


def _by_category(plan: Plan) -> list[dict[str, Any]]:
    total = plan.bill.total.amount
    return [
        {
            "category": str(line.category),
            "amount": money_text(line.amount),
            "share_percent": str(
                (line.amount.amount * 100 / total).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
            )
            if total
            else None,
        }
        for line in plan.bill.lines
    ]


def _cell(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    text = "" if value is None else str(value)
    return text.replace("_", " ") if key == "category" else text
