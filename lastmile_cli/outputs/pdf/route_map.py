"""One route drawn as vectors: streets in grey, the way in black, stops numbered, chargers white."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.outputs.lines import is_along_streets, route_line
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, WHITE, Paper
from lastmile_cli.outputs.pdf.placement import Marker, place_markers
from lastmile_cli.outputs.pdf.projection import Frame, Point, Projection, fit, scale_bar_m
from lastmile_cli.outputs.pdf.streets import Street, draw_names, draw_streets
from lastmile_cli.outputs.wording import OSM_CREDIT, line_remark

ARROW_EVERY_MM = 27.0

_ARROW = ((1.9, 0.0), (1.9, 2.5), (0.9, math.pi), (1.9, -2.5))
"""Corners of an arrow around its middle: millimetres away, radians from its direction."""


def draw_route_map(
    paper: Paper, plan: Plan, route: Route, frame: Frame, streets: Iterable[Street]
) -> None:
    """Draw a route into a frame of the sheet."""
    projection = fit(_shown_places(route), frame)
    marked = [it for it in route.visits if it.kind in (VisitKind.STOP, VisitKind.CHARGE)]
    stops = [(it.place.lat_deg, it.place.lon_deg) for it in marked]
    depots = _depots(route, projection)
    radius = 2.2 if len(stops) < 100 else 2.7
    markers = place_markers(list(map(projection.to_sheet, stops)), radius, frame, depots)
    line = [projection.to_sheet(place) for place in route_line(route)]
    keep_clear = [*depots, *(marker.centre for marker in markers), *_beads(line)]
    with paper.pdf.rect_clip(frame.x, frame.y, frame.width, frame.height):
        shown = draw_streets(paper, streets, projection)
        _draw_line(paper, line, is_straight=not is_along_streets(plan, route))
        draw_names(paper, shown, projection, keep_clear)
        _draw_markers(paper, marked, markers, radius)
        for depot in depots:
            _draw_depot(paper, depot)
        _draw_scale(paper, projection)
        remark = line_remark(plan)
        if shown or not remark:
            _draw_credit(paper, frame)
        if remark:
            _draw_remark(paper, frame, remark)
    paper.box(frame.x, frame.y, frame.width, frame.height, weight=0.4)


def map_bounds(route: Route, frame: Frame) -> BoundingBox:
    """What of the world a route's map shows: the streets to hand to ``draw_route_map``."""
    return fit(_shown_places(route), frame).bounds


def _shown_places(route: Route) -> list[tuple[float, float]]:
    places = [(it.place.lat_deg, it.place.lon_deg) for it in route.visits]
    places += [(route.home.place.lat_deg, route.home.place.lon_deg)] if route.home else []
    return [*route_line(route), *places] or [(0.0, 0.0)]


def _depots(route: Route, projection: Projection) -> list[Point]:
    places = [it.place for it in route.visits if it.kind is VisitKind.LOAD]
    places += [route.home.place] if route.home else []
    points = [projection.to_sheet((it.lat_deg, it.lon_deg)) for it in places]
    return list(dict.fromkeys((round(x, 2), round(y, 2)) for x, y in points))


def _draw_line(paper: Paper, line: Sequence[Point], *, is_straight: bool) -> None:
    if len(line) < 2:
        return
    pdf = paper.pdf
    if is_straight:
        pdf.set_dash_pattern(dash=1.6, gap=1.2)
    for grey, weight in ((WHITE, 1.9), (BLACK, 0.9)):
        pdf.set_draw_color(grey)
        pdf.set_line_width(weight)
        pdf.polyline(line)
    pdf.set_dash_pattern()
    for tip, direction in _arrows(line):
        corners = [
            (
                tip[0] + length * math.cos(direction + turn),
                tip[1] + length * math.sin(direction + turn),
            )
            for length, turn in ((1.6, 0.0), (1.5, 2.35), (0.5, math.pi), (1.5, -2.35))
        ]
        paper.triangle(corners, fill=BLACK, line=BLACK)


def _beads(line: Sequence[Point], apart_mm: float = 1.5) -> list[Point]:
    """Points all along the line, for names to keep clear of."""
    beads: list[Point] = []
    for start, end in itertools.pairwise(line):
        count = max(1, round(math.dist(start, end) / apart_mm))
        beads += [
            (
                start[0] + step / count * (end[0] - start[0]),
                start[1] + step / count * (end[1] - start[1]),
            )
            for step in range(count + 1)
        ]
    return beads


def _arrows(line: Sequence[Point]) -> list[tuple[Point, float]]:
    """Return where arrows stand along the line, and their direction in radians."""
    found: list[tuple[Point, float]] = []
    until_next = ARROW_EVERY_MM / 2
    for start, end in itertools.pairwise(line):
        length = math.dist(start, end)
        while length >= until_next > 0:
            share = until_next / length
            tip = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            # An arrow on a stub of a street would point anywhere.
            if length > 1.5:
                found.append((tip, math.atan2(end[1] - start[1], end[0] - start[0])))
            until_next += ARROW_EVERY_MM
        until_next -= length
    return found


def _draw_markers(
    paper: Paper, visits: Sequence[Visit], markers: Sequence[Marker], radius: float
) -> None:
    for marker in markers:
        if marker.is_moved:
            paper.line(*marker.place, *marker.centre, weight=0.9, grey=WHITE)
    for marker in markers:
        if marker.is_moved:
            paper.line(*marker.place, *marker.centre, weight=0.3, grey=BLACK)
            paper.disc(*marker.place, 0.7, fill=BLACK, line=WHITE)
    for visit, marker in zip(visits, markers, strict=True):
        x, y = marker.centre
        fill, grey = (BLACK, WHITE) if visit.kind is VisitKind.STOP else (WHITE, BLACK)
        paper.disc(x, y, radius, fill=fill, line=grey)
        number = str(visit.sequence)
        size = {1: 8.5, 2: 7.5}.get(len(number), 6.2)
        paper.text(x, y + size * 0.126, number, size=size, bold=True, grey=grey, align="centre")


def _draw_depot(paper: Paper, centre: Point) -> None:
    x, y = centre
    paper.box(x - 2.4, y - 2.4, 4.8, 4.8, fill=WHITE, line=BLACK, weight=0.7)
    paper.text(x, y + 1.15, "H", size=9, bold=True, align="centre")


def _draw_scale(paper: Paper, projection: Projection) -> None:
    length_m = scale_bar_m(projection.metres_per_mm)
    length = length_m / projection.metres_per_mm
    x, y = projection.frame.x + 3, projection.frame.y + projection.frame.height - 3
    label = f"{length_m} m" if length_m < 1000 else f"{length_m // 1000} km"
    width = length + paper.width(label, size=7) + 4
    paper.box(x - 1.5, y - 3, width, 4.5, fill=WHITE, line=None)
    paper.line(x, y, x + length, y, weight=0.5)
    paper.line(x, y - 1.2, x, y, weight=0.5)
    paper.line(x + length, y - 1.2, x + length, y, weight=0.5)
    paper.text(x + length + 1.2, y, label, size=7)


def _draw_credit(paper: Paper, frame: Frame) -> None:
    right, bottom = frame.x + frame.width, frame.y + frame.height
    width = paper.width(OSM_CREDIT, size=6.5)
    paper.box(right - width - 2.5, bottom - 4, width + 2.5, 4, fill=WHITE, line=None)
    paper.text(right - 1.2, bottom - 1.3, OSM_CREDIT, size=6.5, grey=DARK, align="right")


def _draw_remark(paper: Paper, frame: Frame, remark: str) -> None:
    width = paper.width(remark, size=8, bold=True)
    paper.box(frame.x + 2, frame.y + 2, width + 3, 5, fill=WHITE, line=BLACK)
    paper.text(frame.x + 3.5, frame.y + 5.5, remark, size=8, bold=True)
