"""What to load at the depot for each trip, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Route, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.shipments import list_shipments


@dataclass(frozen=True, slots=True, kw_only=True)
class TripLoad:
    """The goods of one trip, all together, and the visits they are for in visiting order."""

    trip: int
    load: Load
    visits: tuple[Visit, ...]


def shipment_ends(route: Route, stops: Mapping[str, Stop]) -> dict[str, str]:
    """The other end of each shipment on this route, by the ``stop_id`` of either end."""
    served = [stop for it in route.stop_visits if (stop := stops.get(it.stop_id or "")) is not None]
    ends: dict[str, str] = {}
    for shipment in list_shipments(served):
        ends[shipment.origin] = shipment.destination
        ends[shipment.destination] = shipment.origin
    return ends


def trip_loads(route: Route, stops: Mapping[str, Stop]) -> list[TripLoad]:
    """
    List what goes onto the vehicle at the depot for each trip; together it is ``Route.load``.

    What is picked up on the way for another stop of the trip is not loaded there.
    """
    shipped = shipment_ends(route, stops)
    loads = []
    for trip in range(1, route.trips + 1):
        brought = [
            visit
            for visit in route.stop_visits
            if visit.trip == trip
            and visit.stop_id not in shipped
            and (stop := stops.get(visit.stop_id or "")) is not None
            and stop.kind.brings_goods
        ]
        goods = (stops[visit.stop_id or ""].load for visit in brought)
        loads.append(TripLoad(trip=trip, load=sum(goods, start=Load()), visits=tuple(brought)))
    return loads
