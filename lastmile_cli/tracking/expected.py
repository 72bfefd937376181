"""What a plan lets expect of each order: who brings it, when, and how many parcels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lastmile_cli.domain.plan import Plan, Visit
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.domain.under_way import is_handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """
    What is planned for one order.

    ``visit_id`` is the stop that is visited for it: its own, that of several orders at one door,
    or a collection point's. ``vehicle_id`` and ``partner_id`` are both empty where nobody comes;
    ``trip`` and ``position`` count from 1, positions the vehicle's stops over all its trips.
    """

    order_id: str
    visit_id: str
    stop: Stop
    parcels: int
    vehicle_id: str = ""
    partner_id: str = ""
    trip: int = 0
    position: int = 0
    visit: Visit | None = None
    point_id: str = ""

    @property
    def is_collected(self) -> bool:
        """Whether goods are fetched at the door, and not brought there."""
        return self.stop.kind in {StopKind.PICKUP, StopKind.RETURN}


def list_expected(plan: Plan) -> tuple[Expected, ...]:
    """List what is planned for each order, in the plan's order of stops."""
    return tuple(_list(plan))


def _list(plan: Plan) -> Iterator[Expected]:
    visits = {
        visit.stop_id: (route.vehicle_id, position, visit)
        for route in plan.routes
        for position, visit in enumerate(route.stop_visits, start=1)
    }
    partners = {it.stop_id: it.partner_id for it in plan.outsourced}
    for stop in plan.stops:
        if is_handover(stop.stop_id):
            continue
        vehicle_id, position, visit = visits.get(stop.stop_id, ("", 0, None))
        for door in stop.doors or (stop,):
            partner_id = partners.get(door.stop_id, partners.get(stop.stop_id, ""))
            for order in door.own_orders:
                yield Expected(
                    order_id=order.order_id,
                    visit_id=stop.stop_id,
                    stop=door,
                    parcels=order.load.parcels,
                    vehicle_id=vehicle_id,
                    partner_id=partner_id,
                    trip=visit.trip if visit else 0,
                    position=position,
                    visit=visit,
                    point_id=stop.collection_point if stop.is_at_point else "",
                )
