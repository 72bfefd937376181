"""All that is brought to one collection point becomes one visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.domain.supply import Supply, added_up
from lastmile_cli.planning.locks import broken_lock
from lastmile_cli.planning.point_rules import parcels_of


def visit_of(point: CollectionPoint, doors: Sequence[Stop]) -> Stop:
    """
    Make the visit to a point with all these orders, named after the first of them.

    It is open when the point is, whenever customers are at home; it takes the shared
    time and some for each parcel. Goods are loaded when all are ready. Nothing is asked
    for there, and nobody is out: handing over does not fail.
    """
    first, loads = doors[0], (door.load for door in doors)
    ready = [door.ready_s for door in doors if door.ready_s is not None]
    choosing = sum(door.delivery_option is DeliveryOption.ANY for door in doors)
    return Stop(
        stop_id=first.stop_id,
        name=point.name or point.point_id,
        address=point.address,
        coordinate=point.coordinate,
        windows=point.windows,
        ready_s=max(ready, default=None),
        service_s=point.service_of(sum(map(parcels_of, doors))),
        load=sum(loads, start=Load()),
        priority=max(door.priority for door in doors),
        skills=frozenset().union(*(door.skills for door in doors)),
        zone=point.zone,
        notes="; ".join(map(_label, doors)),
        cells=first.cells,
        row=first.row,
        orders=tuple(order for door in doors for order in door.own_orders),
        value_micro=sum(door.value_micro for door in doors),
        boxes_mm=tuple(dict.fromkeys(box for door in doors for box in door.boxes_mm)),
        failure_ppm=0,
        delivery_option=DeliveryOption.COLLECTION_POINT,
        collection_point=point.point_id,
        doors=tuple(doors),
        incentive_micro=point.incentive_micro * choosing,
        vehicle_id=_first(door.vehicle_id for door in doors),
        driver_id=_first(door.driver_id for door in doors),
        depot_id=_first(door.depot_id for door in doors),
        group=_first(door.group for door in doors),
        goods=added_up(line for door in doors for line in door.goods),
        supply=Supply.together(door.supply for door in doors),
    )


def visits_of(
    point: CollectionPoint, doors: Sequence[Stop], vehicles: Sequence[Vehicle]
) -> list[Stop]:
    """
    Make the visits to a point: one, unless no vehicle can bring everything together.

    An order joins the first visit that some vehicle can still make with it: fixed
    vehicles, groups, skills and loads must go together.
    """
    visits: list[list[Stop]] = []
    for door in doors:
        joined = (visit for visit in visits if _go_together(point, [*visit, door], vehicles))
        visit = next(joined, None)
        if visit is None:
            visits.append([door])
        else:
            visit.append(door)
    return [visit_of(point, visit) for visit in visits]


def _label(door: Stop) -> str:
    """What is written on a parcel: the order, its recipient, and how many there are."""
    who = " ".join(part for part in (" + ".join(door.order_ids), door.name) if part)
    return f"{who}: {counted(parcels_of(door), 'parcel')}"


def _first(names: Iterable[str]) -> str:
    return next((name for name in names if name), "")


def _go_together(
    point: CollectionPoint, doors: Sequence[Stop], vehicles: Sequence[Vehicle]
) -> bool:
    for name in ("vehicle_id", "driver_id", "depot_id", "group"):
        if len({getattr(door, name) for door in doors} - {""}) > 1:
            return False
    visit = visit_of(point, doors)
    return any(
        vehicle.capacity.holds(visit.load) and not broken_lock(visit, vehicle)
        for vehicle in vehicles
    )
