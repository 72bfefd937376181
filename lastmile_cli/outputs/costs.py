"""What a day costs, looked at from many sides: records and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.cost_items import CostItem, CostsBy, cost_items
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import km_text
from lastmile_cli.records.bills import bill_to_record, lines_to_record, money_text

COSTS_SCHEMA_VERSION = 1

__all__ = ["CostRemarks", "CostsBy", "costs_record", "costs_sheet", "weighed_sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRemarks:
    """
    What a bill does not say itself.

    ``price_year`` is the year of its prices, ``assumptions`` by category where
    figures come from that nobody measured. ``saved``, by item, is what leaving
    the item out would save, where that was asked for.
    """

    price_year: int | None = None
    assumptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    saved: Mapping[str, Money] | None = None


NOTHING_TO_ADD = CostRemarks()


def costs_record(plan: Plan, by: CostsBy, remarks: CostRemarks = NOTHING_TO_ADD) -> dict[str, Any]:
    """
    Lay out the costs of a plan as JSON: the bill's total, and its items.

    The items of a cut add up to the total; what leaving each out would save
    (``saves``) does not. ``objective`` is the bill and what the engine weighed
    beside it.
    """
    method = "allocated" if remarks.saved is None else "marginal"
    items = cost_items(plan, by)
    return {
        "schema_version": COSTS_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "currency": plan.currency,
        **({"price_year": remarks.price_year} if remarks.price_year else {}),
        "by": by.value,
        **({} if by is CostsBy.CATEGORY else {"method": method}),
        "total": money_text(plan.bill.total),
        "items": [_record(plan, by, item, remarks) for item in items],
        "objective": bill_to_record(plan.objective),
        **(
            {"assumptions": {name: list(told) for name, told in remarks.assumptions.items()}}
            if remarks.assumptions
            else {}
        ),
    }


def _record(plan: Plan, by: CostsBy, item: CostItem, remarks: CostRemarks) -> dict[str, Any]:
    saved = {}
    if remarks.saved is not None:
        price = remarks.saved.get(item.key)
        saved = {"saves": None if price is None else money_text(price)}
    if by is CostsBy.CATEGORY:
        return _category_record(plan, item, remarks)
    total = None if item.total is None else money_text(item.total)
    if by in (CostsBy.ROUTE, CostsBy.VEHICLE):
        averages = _averages(item) if "partner_id" not in item.facts else {}
        lines = [
            {"category": str(line.category), "amount": money_text(line.amount)}
            for line in item.lines
        ]
        money = {"cost": total, "total": total}
        return {**item.facts, **averages, **money, "lines": lines, **item.more, **saved}
    borne = {"lines": lines_to_record(item.lines)} if item.lines else {}
    return {**item.facts, "cost": total, **item.more, **borne, **saved}


def _category_record(plan: Plan, item: CostItem, remarks: CostRemarks) -> dict[str, Any]:
    total = plan.bill.total.amount
    amount = item.total.amount if item.total else Decimal(0)
    share = (amount * 100 / total).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) if total else 0
    assumed = {"assumed": item.key in remarks.assumptions} if remarks.assumptions else {}
    return {
        **item.facts,
        "cost": str(item.amount(item.key)),
        "amount": str(item.amount(item.key)),
        "share_percent": str(share) if total else None,
        **assumed,
    }


def costs_sheet(plan: Plan, by: CostsBy, remarks: CostRemarks = NOTHING_TO_ADD) -> Sheet:
    """The same as a table; figures that rest on an assumption carry a star."""
    items = costs_record(plan, by, remarks)["items"]
    keys, columns = _KEYS[by], _COLUMNS[by]
    if remarks.saved is not None:
        keys, columns = (*keys, "saves"), (*columns, Column("saves", "right"))
    totals = _totals(plan, by, items)
    year = f" of {remarks.price_year}" if remarks.price_year else ""
    return Sheet(
        title=f"Costs by {by.value}, {plan.currency}{year}",
        columns=columns,
        rows=tuple(tuple(_cell(item, key) for key in keys) for item in items),
        footer=tuple(totals.get(key, "") for key in keys),
        note=_note(by, items, remarks),
    )


def _note(by: CostsBy, items: Sequence[Mapping[str, Any]], remarks: CostRemarks) -> str:
    notes = []
    if by is CostsBy.CATEGORY and any(item.get("assumed") for item in items):
        notes.append("* rests on a figure that is assumed or general; --json tells which")
    if remarks.saved is not None:
        notes.append("saves: what the bill would be less without it; these do not add up")
    return "; ".join(notes)


def weighed_sheet(plan: Plan) -> Sheet | None:
    """
    What the engine weighed beside the bill, line by line; ``None`` where there is nothing.

    Nobody is billed for these: prices of stops left out and of wishes not met. Where
    leaving out a stop has no price, what the search reckons with instead is no money.
    """
    billed = {line.category for line in plan.bill.lines}
    lines = [
        line for line in plan.objective.lines if line.category not in billed and line.amount.amount
    ]
    if not lines:
        return None
    is_priced = _has_price_of_unserved(plan)
    total = plan.objective.total
    rows = []
    for line in lines:
        amount = money_text(line.amount)
        if line.category == _UNSERVED and not is_priced:
            amount, total = "no price", total - line.amount
        rows.append((_WEIGHED.get(line.category, line.category), amount))
    return Sheet(
        title=f"Weighed beside the bill, {plan.currency}",
        columns=(Column("what"), Column("amount", "right")),
        rows=tuple(rows),
        footer=("bill and weighed", money_text(total)),
    )


def _has_price_of_unserved(plan: Plan) -> bool:
    """Whether the configuration says what leaving out a stop costs."""
    objective = plan.config.get("objective")
    return isinstance(objective, Mapping) and objective.get("unserved_price") is not None


_UNSERVED = "unserved"


_WEIGHED = {
    _UNSERVED: "stops left out",
    "familiarity": "zones the driver does not know",
    "zones": "changes of zone",
    "balance": "longest against shortest route",
    "co2_weighed": "emissions at their price",
}
"""How the objective's lines beside the bill are told."""

_KEYS = {
    CostsBy.CATEGORY: ("category", "cost", "share_percent"),
    CostsBy.ROUTE: ("vehicle_id", "driver", "stops", "km", "total", "per_stop", "per_km"),
    CostsBy.VEHICLE: ("vehicle_id", "trips", "stops", "km", "total", "per_stop", "per_km"),
    CostsBy.TRIP: ("vehicle_id", "trip", "stops", "km", "cost", "co2e_g"),
    CostsBy.STOP: ("stop_id", "name", "vehicle_id", "sequence", "cost", "co2e_g"),
    CostsBy.CUSTOMER: ("customer_id", "name", "stops", "cost", "co2e_g"),
}
_STOPS, _COST = Column("stops", "right"), Column("cost", "right")
_KM, _GRAMS = Column("km", "right"), Column("g CO2e", "right")
_AVERAGES = Column("a stop", "right"), Column("a km", "right")
_COLUMNS = {
    CostsBy.CATEGORY: (Column("category"), Column("cost", "right"), Column("%", "right")),
    CostsBy.ROUTE: (
        Column("vehicle", ratio=2),
        Column("driver", ratio=2),
        *(_STOPS, _KM, _COST),
        *_AVERAGES,
    ),
    CostsBy.VEHICLE: (
        Column("vehicle", ratio=2),
        Column("trips", "right"),
        *(_STOPS, _KM, _COST),
        *_AVERAGES,
    ),
    CostsBy.TRIP: (Column("vehicle", ratio=2), Column("trip", "right"), _STOPS, _KM, _COST, _GRAMS),
    CostsBy.STOP: (
        Column("stop"),
        Column("name", ratio=2),
        Column("vehicle"),
        Column("#", "right"),
        _COST,
        _GRAMS,
    ),
    CostsBy.CUSTOMER: (Column("customer"), Column("name", ratio=2), _STOPS, _COST, _GRAMS),
}


def _totals(plan: Plan, by: CostsBy, items: list[dict[str, Any]]) -> dict[str, str]:
    """The last row: sums under the columns that add up, averages of the whole day."""
    total = plan.bill.total
    first = _KEYS[by][0]
    if by is CostsBy.CATEGORY:
        return {first: "total", "cost": money_text(total)}
    stops = sum(it.get("stops") or 0 for it in items)
    metres = sum(it.get("distance_m", 0) for it in items)
    if by in (CostsBy.STOP, CostsBy.TRIP, CostsBy.CUSTOMER):
        grams = sum(it.get("co2e_g") or 0 for it in items)
        sums = {"cost": money_text(total), "co2e_g": str(grams)}
        counts = {"stops": str(stops), "km": km_text(metres)}
        return {first: "total", **counts, **sums}
    averages = {"per_stop": _average(total, Decimal(stops))} if stops else {}
    if metres and not plan.outsourced:
        averages["per_km"] = _average(total, Decimal(metres) / 1000)
    sums = {"stops": str(stops), "km": km_text(metres), "total": money_text(total)}
    return {first: "total", **sums, **averages}


def _averages(item: CostItem) -> dict[str, str | None]:
    stops, metres, total = item.facts["stops"], item.facts["distance_m"], item.total
    return {
        "per_stop": _average(total, Decimal(stops)) if stops and total else None,
        "per_km": _average(total, Decimal(metres) / 1000) if metres and total else None,
    }


def _average(total: Money, count: Decimal) -> str:
    return money_text(Money(total.amount / count, total.currency))


def _cell(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    text = "" if value is None else str(value)
    if key != "category":
        return text
    return f"{text.replace('_', ' ')}{' *' if item.get('assumed') else ''}"
