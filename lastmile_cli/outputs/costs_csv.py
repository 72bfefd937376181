"""What a plan costs, as CSV."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.cost_items import CostsBy
from lastmile_cli.outputs.costs import NOTHING_TO_ADD, CostRemarks, costs_record
from lastmile_cli.outputs.csv_text import csv_text

_HEADERS = {
    CostsBy.CATEGORY: ["category", "cost", "share_percent"],
    CostsBy.ROUTE: [
        *("route_id", "vehicle_id", "driver", "stops", "km", "cost", "per_stop", "per_km")
    ],
    CostsBy.VEHICLE: ["vehicle_id", "trips", "stops", "km", "cost", "per_stop", "per_km"],
    CostsBy.TRIP: ["vehicle_id", "trip", "stops", "km", "cost", "co2e_g"],
    CostsBy.STOP: ["stop_id", "name", "vehicle_id", "sequence", "cost", "co2e_g"],
    CostsBy.CUSTOMER: ["customer_id", "name", "stops", "cost", "co2e_g"],
}

_OLD_NAMES = {CostsBy.CATEGORY: "amount", CostsBy.ROUTE: "total", CostsBy.VEHICLE: "total"}
"""What ``cost`` was once called in these: a last column of that name serves who reads it by it."""


def costs_csv(plan: Plan, by: CostsBy, remarks: CostRemarks = NOTHING_TO_ADD) -> str:
    """
    One line an item; but for categories with a column a category, as far as they are known.

    Money of an item stands in ``cost``, whatever the cut.
    """
    items = costs_record(plan, by, remarks)["items"]
    header = list(_HEADERS[by])
    if by is CostsBy.CATEGORY:
        header += ["assumed"] if remarks.assumptions else []
    if remarks.saved is not None:
        header.append("saves")
    amounts = [_amounts(item) for item in items]
    known = [str(category) for category in CostCategory]
    categories = list(dict.fromkeys(name for each in amounts for name in each))
    categories.sort(key=lambda name: known.index(name) if name in known else len(known))
    old = [_OLD_NAMES[by]] if by in _OLD_NAMES else []
    rows = [
        [
            *(_plain(item.get(key)) for key in header),
            *(each.get(name) for name in categories),
            *(item.get(key) for key in old),
        ]
        for item, each in zip(items, amounts, strict=True)
    ]
    return csv_text([*header, *categories, *old], rows)


def _amounts(item: dict[str, Any]) -> dict[str, str]:
    lines = item.get("lines", {})
    if isinstance(lines, dict):
        return lines
    return {line["category"]: line["amount"] for line in lines}


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
