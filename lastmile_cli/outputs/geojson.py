"""A plan as GeoJSON (RFC 7946): a line a route, a point a visit, a point a stop left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.halts import battery_record, charge_record, halts_of
from lastmile_cli.outputs.lines import is_along_streets, route_line
from lastmile_cli.outputs.on_foot import foot_record, foot_texts
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.wording import OSM_CREDIT, remarks, where_text, windows_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import time_text


def geojson_record(plan: Plan, routes: tuple[Route, ...] | None = None) -> dict[str, Any]:
    """Lay out a feature collection of these routes (all, with what was left out, by default)."""
    stops = stops_by_id(plan)
    features = [
        feature
        for route in (plan.routes if routes is None else routes)
        for feature in _route_features(plan, route, stops)
    ]
    if routes is None:
        features += list(_left_out_features(plan, stops))
    return {
        "type": "FeatureCollection",
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "attribution": OSM_CREDIT,
        "remarks": remarks(plan),
        "features": features,
    }


def _route_features(plan: Plan, route: Route, stops: dict[str, Stop]) -> Iterator[dict[str, Any]]:
    line = [[lon, lat] for lat, lon in route_line(route)]
    if len(line) > 1:
        properties = {
            "feature": "route",
            "route_id": route.route_id,
            "vehicle_id": route.vehicle_id,
            "driver": route.driver_name or route.driver_id,
            "stops": len(route.stop_visits),
            "trips": route.trips,
            "distance_m": route.distance_m,
            "drive_s": route.drive_s,
            **({"walk_m": route.walk_m, "walk_s": route.walk_s} if route.walk_s else {}),
            "break_s": route.break_s,
            "late_s": route.late_s,
            "start_at": time_text(route.start_s, plan.day),
            "end_at": time_text(route.end_s, plan.day),
            "cost": money_text(route.bill.total),
            "along_streets": is_along_streets(plan, route),
        }
        yield _feature({"type": "LineString", "coordinates": line}, properties)
    told = foot_texts(route, stops)
    for visit, halt in zip(route.visits, halts_of(plan, route, stops), strict=True):
        stop = stops.get(visit.stop_id or "")
        properties = _visit_properties(plan, route, visit, stop) | foot_record(visit, told)
        yield _feature(_point(visit.place), properties | ({"name": str(halt)} if halt else {}))


def _visit_properties(plan: Plan, route: Route, visit: Visit, stop: Stop | None) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "feature": "visit",
        "kind": visit.kind.value,
        "vehicle_id": route.vehicle_id,
        "sequence": visit.sequence,
        "trip": visit.trip,
        "stop_id": visit.stop_id,
        "depot_id": visit.depot_id,
        **charge_record(visit),
        **battery_record(visit),
        "arrive_at": time_text(visit.arrive_s, plan.day),
        "start_at": time_text(visit.start_s, plan.day),
        "depart_at": time_text(visit.depart_s, plan.day),
    }
    if stop is not None:
        properties |= {
            "name": stop.name,
            "address": where_text(stop),
            "window": windows_text(stop, plan.day),
            "late_s": visit.late_s,
            "parcels": stop.load.parcels,
            "weight_kg": stop.load.weight_g / 1000,
            **({"orders": list(stop.order_ids)} if len(stop.orders) > 1 else {}),
        }
    return properties


def _left_out_features(plan: Plan, stops: dict[str, Stop]) -> Iterator[dict[str, Any]]:
    reasons: list[tuple[str, str, dict[str, Any]]] = [
        (it.stop_id, "unassigned", {"detail": it.detail or it.reason}) for it in plan.unassigned
    ]
    reasons += [
        (
            it.stop_id,
            "outsourced",
            {"detail": it.partner_id, "partner_id": it.partner_id, "price": money_text(it.price)},
        )
        for it in plan.outsourced
    ]
    for stop_id, outcome, detail in reasons:
        stop = stops.get(stop_id)
        properties = {
            "feature": outcome,
            "stop_id": stop_id,
            "name": stop.name if stop else "",
            **detail,
        }
        place = stop.coordinate if stop else None
        yield _feature(_point(place) if place else None, properties)


def _point(place: Coordinate) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [place.lon_deg, place.lat_deg]}


def _feature(geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
