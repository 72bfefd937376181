"""What is said of a stop and collection points: who is brought there, or could be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.geo import great_circle_m
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.outputs.point_advice import advice_line
from lastmile_cli.planning.point_advice import Advice
from lastmile_cli.records.bills import money_text


def point_rows(stop: Stop, plan: Plan, lockers: Sequence[Advice]) -> list[tuple[str, str]]:
    """Tell why each order is at this point, or what a point near the door would be worth."""
    if stop.is_at_point:
        paid = Money.from_micro(stop.incentive_micro, plan.currency)
        rows = [
            ("collection point", f"{stop.collection_point}, {counted(len(stop.doors), 'customer')}")
        ]
        rows += [(door.stop_id, _why_there(stop, door)) for door in stop.doors]
        return [*rows, (f"incentives, {plan.currency}", money_text(paid))]
    rows = []
    if stop.delivery_option is DeliveryOption.ANY:
        rows.append(("door or point", "the customer chose any: the door costs less"))
    for it in lockers:
        worth = f"an incentive of up to {money_text(it.worth)} would be worth paying"
        if it.worth.amount <= 0:
            worth = f"{money_text(-it.worth)} dearer than the door"
        rows.append((f"collection point {it.point_id}", f"{it.walk_m:.0f} m away, {worth}"))
    return rows


def point_record(stop: Stop, lockers: Sequence[Advice]) -> dict[str, Any]:
    """Lay out the same for programs; nothing where there is nothing to say."""
    if stop.is_at_point:
        orders = [
            {
                "order_id": order_id,
                "delivery_option": door.delivery_option.value,
                "asked_for": door.collection_point,
                "walk_m": _walk_m(stop, door),
            }
            for door in stop.doors
            for order_id in door.order_ids
        ]
        return {"collection_point": stop.collection_point, "brought_there": orders}
    return {"lockers": [advice_line(it) for it in lockers]} if lockers else {}


def _why_there(stop: Stop, door: Stop) -> str:
    walk = _walk_m(stop, door)
    far = f", {walk} m from the door" if walk is not None else ""
    who = f"{door.name}: " if door.name else ""
    if door.delivery_option is DeliveryOption.ANY:
        return f"{who}moved from the door, as the customer chose any{far}"
    if door.collection_point == stop.collection_point:
        return f"{who}the customer chose this point{far}"
    if door.collection_point:
        return f"{who}{door.collection_point} did not take it{far}"
    return f"{who}the nearest point with room{far}"


def _walk_m(stop: Stop, door: Stop) -> int | None:
    if stop.coordinate is None or door.coordinate is None:
        return None
    return round(great_circle_m(door.coordinate, stop.coordinate))
