"""A driver's manifest as JSON, with links that a phone opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.turns import RouteTurns
from lastmile_cli.outputs.attempts import attempt_record
from lastmile_cli.outputs.halts import Halt, battery_record, charge_record, halts_of
from lastmile_cli.outputs.in_home import home_record
from lastmile_cli.outputs.load_sheet import LoadLine, list_load_lines
from lastmile_cli.outputs.navigation import geo_uri, navigation_chunks
from lastmile_cli.outputs.on_foot import foot_record, foot_texts
from lastmile_cli.outputs.selection import crew_of, depot_name, profile_of, stops_by_id
from lastmile_cli.outputs.trip_loads import TripLoad, trip_loads
from lastmile_cli.outputs.turn_words import step_record
from lastmile_cli.outputs.wording import mapped_text, where_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import load_to_record, time_text

MANIFEST_SCHEMA_VERSION = 1


def manifest_record(
    plan: Plan, routes: tuple[Route, ...], turns: Mapping[str, RouteTurns] | None = None
) -> dict[str, Any]:
    """
    Lay out the manifests of these routes: all that a driver needs at each door.

    With ``turns``, by vehicle, each visit has the way that leads there.
    """
    stops = stops_by_id(plan)
    return {
        "schema_version": MANIFEST_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "timezone": plan.day.timezone,
        "currency": plan.currency,
        "manifests": [
            _with_turns(_manifest(plan, route, stops), (turns or {}).get(route.vehicle_id))
            for route in routes
        ],
    }


def _manifest(plan: Plan, route: Route, stops: dict[str, Stop]) -> dict[str, Any]:
    home, told = route.home, foot_texts(route, stops)
    return {
        "route_id": route.route_id,
        "vehicle_id": route.vehicle_id,
        "driver": {"driver_id": route.driver_id, "name": route.driver_name},
        "crew": crew_of(plan, route.vehicle_id),
        "depot": {"depot_id": route.depot_id, "name": depot_name(plan, route.depot_id)},
        "start_at": time_text(route.start_s, plan.day),
        "end_at": time_text(route.end_s, plan.day),
        "stops": len(route.stop_visits),
        "trips": route.trips,
        "distance_m": route.distance_m,
        "drive_s": route.drive_s,
        **({"parking_s": route.parking_s} if route.parking_s else {}),
        **({"walk_m": route.walk_m, "walk_s": route.walk_s} if route.walk_s else {}),
        "break_s": route.break_s,
        "late_s": route.late_s,
        "load": load_to_record(route.load),
        "cost": money_text(route.bill.total),
        **_cash(_to_collect_micro(route, stops), plan.currency),
        "loads": [_load_list(load, stops) for load in trip_loads(route, stops)],
        "visits": [
            _visit(plan, visit, stops.get(visit.stop_id or ""), halt) | foot_record(visit, told)
            for visit, halt in zip(route.visits, halts_of(plan, route, stops), strict=True)
        ],
        "home": None
        if home is None
        else {"depot_id": home.depot_id, "arrive_at": time_text(home.arrive_s, plan.day)},
        "navigation": [
            {"first": it.first, "last": it.last, "goes_home": it.goes_home, "url": it.url}
            for it in navigation_chunks(route, profile_of(plan, route.vehicle_id))
        ],
    }


def _with_turns(manifest: dict[str, Any], turns: RouteTurns | None) -> dict[str, Any]:
    if turns is None:
        return manifest
    visits = [
        visit | {"turns": [step_record(step) for step in steps]}
        for visit, steps in zip(manifest["visits"], turns.to_visits, strict=True)
    ]
    home = manifest["home"]
    if home is not None:
        home = home | {"turns": [step_record(step) for step in turns.home]}
    return manifest | {"visits": visits, "home": home}


def _load_list(load: TripLoad, stops: dict[str, Stop]) -> dict[str, Any]:
    """What goes onto the vehicle for one trip, and for which stops."""
    return {
        "trip": load.trip,
        "load": load_to_record(load.load),
        "stops": [
            {
                "sequence": visit.sequence,
                "stop_id": visit.stop_id,
                "load": load_to_record(stops[visit.stop_id or ""].load),
                **_orders(stops[visit.stop_id or ""]),
            }
            for visit in load.visits
        ],
        "loading": [_load_line(line) for line in list_load_lines(load, stops)],
        **_back(load),
    }


def _back(load: TripLoad) -> dict[str, Any]:
    """What the vehicle comes home with; nothing on a trip that only brings."""
    if not load.back:
        return {}
    items = [
        {
            "sequence": it.sequence,
            "stop_id": it.stop_id,
            "what": it.what,
            "load": load_to_record(it.load),
        }
        for it in load.back
    ]
    return {"back": items}


def _load_line(line: LoadLine) -> dict[str, Any]:
    """One order in the order of loading, with what is on board once it is in."""
    return {
        "position": line.position,
        "sequence": line.sequence,
        "stop_id": line.stop_id,
        "order_id": line.order_id,
        "load": load_to_record(line.load),
        "on_board": load_to_record(line.on_board),
    }


def _visit(plan: Plan, visit: Visit, stop: Stop | None, halt: Halt | None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "sequence": visit.sequence,
        "trip": visit.trip,
        "kind": visit.kind.value,
        "stop_id": visit.stop_id,
        "depot_id": visit.depot_id,
        **charge_record(visit),
        **battery_record(visit),
        "arrive_at": time_text(visit.arrive_s, plan.day),
        "start_at": time_text(visit.start_s, plan.day),
        "depart_at": time_text(visit.depart_s, plan.day),
        **({"parking_s": visit.parking_s} if visit.parking_s else {}),
        "wait_s": visit.wait_s,
        "late_s": visit.late_s,
        "lat": visit.place.lat_deg,
        "lon": visit.place.lon_deg,
        "geo": geo_uri(visit.place),
    }
    if halt is not None:
        record |= {"what": halt.what, "where": halt.where}
    if stop is None:
        return record
    return record | {
        "type": stop.kind.value,
        "name": stop.name,
        "address": where_text(stop),
        "address_on_map": mapped_text(stop),
        "phone": stop.contact.phone,
        "windows": [
            {
                "opens_at": time_text(window.opens_s, plan.day),
                "closes_at": time_text(window.closes_s, plan.day),
            }
            for window in stop.windows
        ],
        "load": load_to_record(stop.load),
        "requires": sorted(stop.requires),
        **_cash(stop.cash_micro, plan.currency),
        "notes": stop.notes,
        **({"collection_point": stop.collection_point} if stop.is_at_point else {}),
        **attempt_record(stop, visit),
        **home_record(stop),
        **_told(plan, visit, stop),
        **_orders(stop),
    }


def _told(plan: Plan, visit: Visit, stop: Stop) -> dict[str, str]:
    """The interval that a customer of the white glove is told."""
    if stop.in_home is None:
        return {}
    ends = ("eta_low_at", visit.eta_low_s), ("eta_high_at", visit.eta_high_s)
    return {name: time_text(second, plan.day) for name, second in ends}


def _cash(micro: int, currency: str) -> dict[str, str]:
    """Cash to collect, where there is any."""
    return {"cash_on_delivery": money_text(Money.from_micro(micro, currency))} if micro else {}


def _to_collect_micro(route: Route, stops: Mapping[str, Stop]) -> int:
    ids = (visit.stop_id or "" for visit in route.stop_visits)
    return sum(stops[stop_id].cash_micro for stop_id in ids if stop_id in stops)


def _orders(stop: Stop) -> dict[str, Any]:
    """What is brought for each order, where there are several."""
    if len(stop.orders) < 2 and not stop.is_at_point:
        return {}
    names = {order_id: door.name for door in stop.doors for order_id in door.order_ids}
    orders = [
        {
            "order_id": order.order_id,
            **({"name": names[order.order_id]} if order.order_id in names else {}),
            "load": load_to_record(order.load),
        }
        for order in stop.orders
    ]
    return {"orders": orders}
