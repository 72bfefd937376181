"""Truckloads are no stops and hubs no customers where costs are cut."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.money import Money
from lastmile_cli.outputs.cost_items import CostsBy, cost_items
from lastmile_cli.outputs.costs import costs_record
from tests.plans import hauled_plan


@pytest.mark.parametrize("by", [CostsBy.ROUTE, CostsBy.VEHICLE, CostsBy.TRIP])
def test_a_truck_has_no_stops_to_share_its_price(by):
    plan = hauled_plan()
    items = cost_items(plan, by)

    served = sum(len(route.stop_visits) for route in plan.routes)
    assert sum(item.facts.get("stops", 0) for item in items) == served
    assert items[0].facts["stops"] == 0
    told = costs_record(plan, by)["items"][0]
    assert told.get("per_stop") is None


def test_a_hub_is_no_customer_and_the_bill_still_adds_up():
    plan = hauled_plan()
    items = cost_items(plan, CostsBy.CUSTOMER)

    assert "hub-1" not in {item.key for item in items}
    parts = (item.total for item in items if item.total)
    assert sum(parts, start=Money.zero(plan.currency)) == plan.bill.total
