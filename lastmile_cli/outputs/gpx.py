"""A route as GPX 1.1 for a phone or a navigation device: waypoints, route and track."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.halts import Halt, halts_of
from lastmile_cli.outputs.lines import route_line
from lastmile_cli.outputs.on_foot import foot_texts, is_driven_to
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.wording import (
    OSM_CREDIT,
    load_text,
    minutes_text,
    orders_text,
    printable,
    remarks,
    requirement_texts,
    where_text,
    window_words,
)

GPX_NAMESPACE = "http://www.topografix.com/GPX/1/1"


def gpx_bytes(plan: Plan, route: Route) -> bytes:
    """
    Write one route as UTF-8 GPX 1.1: ``wpt`` and ``rte`` a visit, ``trk`` along the streets.

    A door on foot is no point of ``rte``: no phone must lead the vehicle there.
    """
    stops = stops_by_id(plan)
    root = ET.Element("gpx", version="1.1", creator="lastmile", xmlns=GPX_NAMESPACE)
    title = f"{route.vehicle_id} {plan.day.date.isoformat()}"
    metadata = ET.SubElement(root, "metadata")
    _text(metadata, "name", title)
    _text(metadata, "desc", " ".join(remarks(plan)))
    copyright_ = ET.SubElement(metadata, "copyright", author=OSM_CREDIT.removeprefix("© "))
    _text(copyright_, "license", "https://www.openstreetmap.org/copyright")
    visits = list(zip(route.visits, halts_of(plan, route, stops), strict=True))
    told = foot_texts(route, stops)
    for visit, halt in visits:
        _point(root, "wpt", plan, visit, halt, stops, told)
    _text(rte := ET.SubElement(root, "rte"), "name", title)
    for visit, halt in visits:
        if is_driven_to(visit):
            _point(rte, "rtept", plan, visit, halt, stops, told)
    if route.home is not None:
        place = route.home.place
        _text(_place(rte, "rtept", place.lat_deg, place.lon_deg), "name", route.home.depot_id)
    _text(trk := ET.SubElement(root, "trk"), "name", title)
    segment = ET.SubElement(trk, "trkseg")
    for lat, lon in route_line(route):
        _place(segment, "trkpt", lat, lon)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _point(
    parent: ET.Element,
    tag: str,
    plan: Plan,
    visit: Visit,
    halt: Halt | None,
    stops: dict[str, Stop],
    told: dict[str, str],
) -> None:
    point = _place(parent, tag, visit.place.lat_deg, visit.place.lon_deg)
    eta = plan.day.clock(visit.arrive_s)
    if halt is not None:
        number = f"{visit.sequence:02d} " if visit.sequence else ""
        _text(point, "name", f"{number}{halt.what}")
        _text(point, "desc", "; ".join(part for part in (eta, halt.where, halt.goods) if part))
        _text(point, "type", visit.kind.value)
        return
    stop = stops[visit.stop_id or ""]
    _text(point, "name", f"{visit.sequence:02d} {stop.name or stop.stop_id}")
    windows = ", ".join(window_words(stop, plan.day))
    parts = (
        f"ETA {eta}",
        f"window {windows}" if windows else "",
        f"late {minutes_text(visit.late_s) or '1 min'}" if visit.late_s else "",
        told.get(stop.stop_id, ""),
        where_text(stop),
        stop.contact.phone,
        load_text(stop.load),
        *requirement_texts(stop, plan.currency),
        f"orders {orders_text(stop)}" if len(stop.orders) > 1 else "",
        stop.notes,
    )
    _text(point, "desc", "; ".join(part for part in parts if part))
    _text(point, "type", stop.kind.value)


def _place(parent: ET.Element, tag: str, lat: float, lon: float) -> ET.Element:
    return ET.SubElement(parent, tag, lat=f"{lat:.6f}", lon=f"{lon:.6f}")


def _text(parent: ET.Element, tag: str, text: str) -> None:
    """Add an element with text that XML can hold; none when there is nothing to say."""
    clean = "".join(letter for letter in printable(text) if letter not in "\ufffe\uffff")
    if clean:
        ET.SubElement(parent, tag).text = clean
