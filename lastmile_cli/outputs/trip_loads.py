"""What to load at the depot for each trip, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Route, Visit
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.planning.shipments import list_shipments


@dataclass(frozen=True, slots=True, kw_only=True)
class BackLoad:
    """Goods that come back to the depot from one visit: ``what`` is "goods" or "packaging"."""

    sequence: int
    stop_id: str
    what: str
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class TripLoad:
    """
    The goods of one trip, all together, and the visits they are for in visiting order.

    ``back`` is what comes home with it.
    """

    trip: int
    load: Load
    visits: tuple[Visit, ...]
    back: tuple[BackLoad, ...] = ()


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
        back = (
            _back(visit, stops[visit.stop_id or ""])
            for visit in route.stop_visits
            if visit.trip == trip and visit.stop_id in stops and visit.stop_id not in shipped
        )
        loads.append(
            TripLoad(
                trip=trip,
                load=sum(goods, start=Load()),
                visits=tuple(brought),
                back=tuple(it for it in back if it is not None),
            )
        )
    return loads


def _back(visit: Visit, stop: Stop) -> BackLoad | None:
    """What a stop hands over for the depot; ``None`` where it does not."""
    fetched = stop.kind in (StopKind.PICKUP, StopKind.RETURN)
    load = stop.load if fetched else stop.back
    if not fetched and not any(load.as_tuple()):
        return None
    what = "goods" if fetched else "packaging"
    return BackLoad(sequence=visit.sequence, stop_id=stop.stop_id, what=what, load=load)
