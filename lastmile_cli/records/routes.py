"""A route with its visits as a record and back; sums are written, and added up again on reading."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.plan import Leg, Route, Visit, VisitKind
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.walks import Walk
from lastmile_cli.records.batteries import battery_from_record, battery_to_record
from lastmile_cli.records.bills import (
    bill_from_record,
    bill_to_record,
    lines_from_record,
    lines_to_record,
    money_text,
)
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.parts import load_from_record, load_to_record, time_text
from lastmile_cli.records.under_way import resumed_from_record, resumed_to_record

_SUMS = ("distance_m", "drive_s", "service_s", "wait_s")


def route_to_record(route: Route, day: ServiceDay) -> dict[str, Any]:
    """Lay out one route; ``home`` is null on an open route."""
    return {
        "route_id": route.route_id,
        "vehicle_id": route.vehicle_id,
        "driver": {"driver_id": route.driver_id, "name": route.driver_name},
        "depot_id": route.depot_id,
        "start_at": time_text(route.start_s, day),
        "end_at": time_text(route.end_s, day),
        "trips": route.trips,
        **{name: getattr(route, name) for name in _SUMS},
        **({"parking_s": route.parking_s} if route.parking_s else {}),
        **({"walk_m": route.walk_m, "walk_s": route.walk_s} if _walks(route) else {}),
        "break_s": route.break_s,
        **({"unpaid_s": route.unpaid_s} if route.unpaid_s else {}),
        "late_s": route.late_s,
        "paid_s": route.paid_s,
        "load": load_to_record(route.load),
        "cost": bill_to_record(route.bill),
        "co2e_g": route.co2e_g,
        "geometry": route.geometry,
        **({"resumed": resumed_to_record(route.resumed, day)} if route.resumed else {}),
        "visits": [_visit_to_record(visit, day) for visit in route.visits],
        "home": _home_to_record(route.home, day) if route.home else None,
    }


def route_from_record(fields: Fields, day: ServiceDay, currency: str) -> Route:
    """Read one route back; ``home``, ``late_s``, ``paid_s`` and ``unpaid_s`` may be missing."""
    driver = fields.inside("driver")
    for name in _SUMS:
        fields.whole(name)
    home = fields.inside_or_none("home") if fields.has("home") else None
    return Route(
        route_id=fields.text("route_id"),
        vehicle_id=fields.text("vehicle_id"),
        driver_id=driver.text("driver_id"),
        driver_name=driver.text("name"),
        depot_id=fields.text("depot_id"),
        start_s=fields.second("start_at", day),
        end_s=fields.second("end_at", day),
        trips=fields.count("trips"),
        visits=tuple(_visit_from_record(it, day, currency) for it in fields.objects("visits")),
        home=_home_from_record(home, day) if home else None,
        load=load_from_record(fields.inside("load")),
        bill=bill_from_record(fields.inside("cost"), currency),
        co2e_g=fields.count("co2e_g"),
        geometry=fields.text("geometry"),
        break_s=fields.count("break_s"),
        unpaid_s=fields.count("unpaid_s") if fields.has("unpaid_s") else 0,
        resumed=resumed_from_record(fields.inside("resumed"), day)
        if fields.has("resumed")
        else None,
    )


def _visit_to_record(visit: Visit, day: ServiceDay) -> dict[str, Any]:
    return {
        "sequence": visit.sequence,
        "trip": visit.trip,
        "kind": visit.kind.value,
        "stop_id": visit.stop_id,
        "depot_id": visit.depot_id,
        **({"charger_id": visit.charger_id} if visit.charger_id is not None else {}),
        "lat": visit.place.lat_deg,
        "lon": visit.place.lon_deg,
        "arrive_at": time_text(visit.arrive_s, day),
        "start_at": time_text(visit.start_s, day),
        "depart_at": time_text(visit.depart_s, day),
        "eta_low_at": time_text(visit.eta_low_s, day),
        "eta_high_at": time_text(visit.eta_high_s, day),
        "wait_s": visit.wait_s,
        "late_s": visit.late_s,
        "drive_s": visit.drive_s,
        **({"parking_s": visit.parking_s} if visit.parking_s else {}),
        "distance_m": visit.distance_m,
        **({"since_full_m": visit.since_full_m} if visit.since_full_m else {}),
        **({"battery": battery_to_record(visit.battery)} if visit.battery else {}),
        "cost": money_text(visit.cost) if visit.cost is not None else None,
        "co2e_g": visit.co2e_g,
        **({"cost_lines": lines_to_record(visit.cost_lines)} if visit.cost_lines else {}),
        **({} if visit.failure_ppm is None else {"failure_ppm": visit.failure_ppm}),
        **walk_to_record(visit.walk),
    }


def walk_to_record(walk: Walk | None) -> dict[str, Any]:
    """Lay out a walk, as keys of its visit; the way back only where there is one."""
    if walk is None:
        return {}
    record: dict[str, Any] = {
        "parked_at": walk.parked_at,
        "walk_m": walk.out_m,
        "walk_s": walk.out_s,
    }
    back = {"walk_back_m": walk.back_m, "walk_back_s": walk.back_s}
    return {**record, **back} if walk.goes_back else record


def _walk_from_record(fields: Fields) -> Walk | None:
    if not fields.has("parked_at"):
        return None
    goes_back = fields.has("walk_back_m") or fields.has("walk_back_s")
    return Walk(
        parked_at=fields.text("parked_at"),
        out_m=fields.count("walk_m"),
        out_s=fields.count("walk_s"),
        back_m=fields.count("walk_back_m") if goes_back else 0,
        back_s=fields.count("walk_back_s") if goes_back else 0,
        goes_back=goes_back,
    )


def _walks(route: Route) -> bool:
    return any(visit.walk for visit in route.visits)


def _visit_from_record(fields: Fields, day: ServiceDay, currency: str) -> Visit:
    return Visit(
        sequence=fields.count("sequence"),
        trip=fields.count("trip"),
        kind=fields.word("kind", VisitKind),
        place=fields.coordinate(),
        stop_id=fields.text_or_none("stop_id"),
        depot_id=fields.text_or_none("depot_id") if fields.has("depot_id") else None,
        arrive_s=fields.second("arrive_at", day),
        start_s=fields.second("start_at", day),
        depart_s=fields.second("depart_at", day),
        eta_low_s=fields.second("eta_low_at", day),
        eta_high_s=fields.second("eta_high_at", day),
        wait_s=fields.count("wait_s"),
        late_s=fields.count("late_s"),
        drive_s=fields.count("drive_s"),
        distance_m=fields.count("distance_m"),
        cost=fields.money_or_none("cost", currency),
        co2e_g=fields.count("co2e_g"),
        parking_s=fields.count("parking_s") if fields.has("parking_s") else 0,
        charger_id=fields.text_or_none("charger_id") if fields.has("charger_id") else None,
        since_full_m=fields.count("since_full_m") if fields.has("since_full_m") else 0,
        battery=battery_from_record(fields.inside("battery")) if fields.has("battery") else None,
        cost_lines=lines_from_record(fields.inside("cost_lines"), currency)
        if fields.has("cost_lines")
        else (),
        failure_ppm=fields.count("failure_ppm") if fields.has("failure_ppm") else None,
        walk=_walk_from_record(fields),
    )


def _home_to_record(home: Leg, day: ServiceDay) -> dict[str, Any]:
    return {
        "depot_id": home.depot_id,
        "lat": home.place.lat_deg,
        "lon": home.place.lon_deg,
        "arrive_at": time_text(home.arrive_s, day),
        "drive_s": home.drive_s,
        "distance_m": home.distance_m,
        **({"battery": battery_to_record(home.battery)} if home.battery else {}),
    }


def _home_from_record(fields: Fields, day: ServiceDay) -> Leg:
    return Leg(
        depot_id=fields.text("depot_id"),
        place=fields.coordinate(),
        arrive_s=fields.second("arrive_at", day),
        drive_s=fields.count("drive_s"),
        distance_m=fields.count("distance_m"),
        battery=battery_from_record(fields.inside("battery")) if fields.has("battery") else None,
    )
