"""What a plan costs, as CSV."""

from __future__ import annotations

from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.costs import CostsBy, costs_record
from lastmile_cli.outputs.csv_text import csv_text


def costs_csv(plan: Plan, by: CostsBy) -> str:
    """One line a route (with a column a category), stop or category."""
    items = costs_record(plan, by)["items"]
    if by is not CostsBy.ROUTE:
        header = {
            CostsBy.STOP: ["stop_id", "name", "vehicle_id", "sequence", "cost", "co2e_g"],
            CostsBy.CATEGORY: ["category", "amount", "share_percent"],
        }[by]
        return csv_text(header, ([item.get(key) for key in header] for item in items))
    header = ["route_id", "vehicle_id", "driver", "stops", "km", "total", "per_stop", "per_km"]
    categories = list(dict.fromkeys(line["category"] for item in items for line in item["lines"]))
    rows = []
    for item in items:
        amounts = {line["category"]: line["amount"] for line in item["lines"]}
        rows.append([*(item.get(key) for key in header), *(amounts.get(it) for it in categories)])
    return csv_text([*header, *categories], rows)
