"""A plan as KML 2.2 for Google Earth, My Maps and phones: a folder a vehicle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.halts import Halt, halts_of
from lastmile_cli.outputs.html_map.facts import (
    Facts,
    left_out_facts,
    partner_facts,
    visit_facts,
)
from lastmile_cli.outputs.lines import route_line
from lastmile_cli.outputs.on_foot import foot_texts
from lastmile_cli.outputs.selection import people_text, stops_by_id
from lastmile_cli.outputs.wording import OSM_CREDIT, printable, remarks
from lastmile_cli.records.parts import time_text

KML_NAMESPACE = "http://www.opengis.net/kml/2.2"

COLOURS = ("a86900", "0a50c8", "5a7900", "883aa8", "00608f", "d89f3f", "38302b")
"""Of routes, in KML's order of blue, green, red; those of the map page."""


def kml_bytes(plan: Plan, routes: Sequence[Route], *, whole_day: bool = True) -> bytes:
    """
    Write these routes; with ``whole_day`` also what nobody of ours serves.

    Descriptions are plain text: nothing a customer wrote is markup.
    """
    stops = stops_by_id(plan)
    root = ET.Element("kml", xmlns=KML_NAMESPACE)
    document = ET.SubElement(root, "Document")
    _text(document, "name", f"lastmile {plan.day.date.isoformat()}")
    _text(document, "description", "\n".join([*remarks(plan), OSM_CREDIT]))
    for number, colour in enumerate(COLOURS):
        style = ET.SubElement(document, "Style", id=f"route-{number}")
        line = ET.SubElement(style, "LineStyle")
        _text(line, "color", f"ff{colour}")
        _text(line, "width", "4")
    for number, route in enumerate(routes):
        _route(document, plan, route, stops, f"#route-{number % len(COLOURS)}")
    if whole_day:
        left = [
            (it.stop_id, left_out_facts(plan, it, stops.get(it.stop_id))) for it in plan.unassigned
        ]
        handed = [
            (it.stop_id, partner_facts(plan, it, stops.get(it.stop_id))) for it in plan.outsourced
        ]
        _aside(document, "Left out", left, stops)
        _aside(document, "Handed to partners", handed, stops)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _route(
    document: ET.Element, plan: Plan, route: Route, stops: dict[str, Stop], style: str
) -> None:
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", route.vehicle_id)
    _text(folder, "description", people_text(plan, route))
    drawn = ET.SubElement(folder, "Placemark")
    _text(drawn, "name", f"{route.vehicle_id}, the way")
    _text(drawn, "styleUrl", style)
    line = ET.SubElement(drawn, "LineString")
    _text(line, "tessellate", "1")
    places = " ".join(f"{lon:.6f},{lat:.6f}" for lat, lon in route_line(route))
    ET.SubElement(line, "coordinates").text = places
    told = foot_texts(route, stops)
    for visit, halt in zip(route.visits, halts_of(plan, route, stops), strict=True):
        _visit(folder, plan, visit, halt, stops, told)


def _visit(
    folder: ET.Element,
    plan: Plan,
    visit: Visit,
    halt: Halt | None,
    stops: dict[str, Stop],
    told: Mapping[str, str],
) -> None:
    point = ET.SubElement(folder, "Placemark")
    number = f"{visit.sequence:02d} " if visit.sequence else ""
    if halt is not None:
        _text(point, "name", f"{number}{halt.what}")
        _text(point, "description", ", ".join(filter(None, (halt.where, halt.goods))))
    else:
        stop = stops[visit.stop_id or ""]
        _text(point, "name", f"{number}{stop.name or stop.stop_id}")
        _text(point, "description", _lines(visit_facts(plan, visit, stop, told)))
    span = ET.SubElement(point, "TimeSpan")
    _text(span, "begin", time_text(visit.arrive_s, plan.day))
    _text(span, "end", time_text(max(visit.arrive_s, visit.depart_s), plan.day))
    _point(point, visit.place)


def _aside(
    document: ET.Element, name: str, told: Sequence[tuple[str, Facts]], stops: dict[str, Stop]
) -> None:
    """Add a folder of stops that no vehicle of ours goes to; one without a place has no point."""
    if not told:
        return
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", name)
    for stop_id, facts in told:
        stop = stops.get(stop_id)
        mark = ET.SubElement(folder, "Placemark")
        _text(mark, "name", stop.name if stop and stop.name else stop_id)
        _text(mark, "description", _lines(facts))
        if stop is not None and stop.coordinate is not None:
            _point(mark, stop.coordinate)


def _point(parent: ET.Element, at: Coordinate) -> None:
    point = ET.SubElement(parent, "Point")
    ET.SubElement(point, "coordinates").text = f"{at.lon_deg:.6f},{at.lat_deg:.6f}"


def _lines(facts: Facts) -> str:
    return "\n".join(f"{word}: {text}" for word, text in facts)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    """
    Add an element with text that XML can hold; none when there is nothing to say.

    Viewers read a description as HTML, so that its angle brackets must not look like tags.
    """
    lines = [printable(line) for line in text.split("\n")]
    clean = "".join(letter for letter in "\n".join(lines) if letter not in "\ufffe\uffff")
    if tag == "description":
        clean = clean.replace("<", "‹").replace(">", "›").replace("&", "＆")
    if clean.strip():
        ET.SubElement(parent, tag).text = clean
