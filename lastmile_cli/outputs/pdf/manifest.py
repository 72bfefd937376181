"""A driver's manifest: overview with map and navigation codes, then the stop list in big type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.turns import RouteTurns
from lastmile_cli.outputs.navigation import NavigationChunk, navigation_chunks
from lastmile_cli.outputs.pdf.entries import Entry, entries_of
from lastmile_cli.outputs.pdf.entry_drawing import draw_entry
from lastmile_cli.outputs.pdf.facts import draw_facts
from lastmile_cli.outputs.pdf.load_list import LIST_TOP_MM
from lastmile_cli.outputs.pdf.pagination import pages_of
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, GREY, MARGIN_MM, Paper, bottom_mm
from lastmile_cli.outputs.pdf.projection import Frame
from lastmile_cli.outputs.pdf.qr import A_ROW, ROW_MM, draw_codes
from lastmile_cli.outputs.pdf.route_map import draw_route_map, map_bounds
from lastmile_cli.outputs.pdf.sizes import A4, PaperSize
from lastmile_cli.outputs.pdf.streets import Street
from lastmile_cli.outputs.selection import (
    depot_address,
    depot_name,
    people_text,
    profile_of,
    stops_by_id,
)
from lastmile_cli.outputs.wording import cash_text, hours_text, kg_text, km_text

MAP_TOP_MM = 61.0
CODE_ROWS_BESIDE_MAP = 2
CAPTION_MM = 8.0


def manifest_pdf(
    plan: Plan,
    route: Route,
    streets: Iterable[Street] = (),
    turns: RouteTurns | None = None,
    size: PaperSize = A4,
) -> bytes:
    """
    Print one vehicle's day.

    Parameters
    ----------
    plan, route
        The day, and the route of it to print.
    streets
        What to draw under the route, at least inside ``manifest_map_bounds``:
        (polyline of (lat, lon), OSM highway class, name).
    turns
        The way to each visit, to be printed above it.
    size
        Of the paper.

    Returns
    -------
    bytes
        A PDF; the same plan and streets give the same bytes.
    """
    date = plan.day.date.isoformat()
    title = f"Manifest {route.vehicle_id} {date}"
    footer = f"{route.vehicle_id} · {date} · plan {plan.plan_id}"[:110]
    chunks = navigation_chunks(route, profile_of(plan, route.vehicle_id))
    beside_map = A_ROW * CODE_ROWS_BESIDE_MAP
    frame = _map_frame(route, size)
    with Paper(plan, title=title, footer=footer, size=size) as paper:
        paper.add_page()
        _draw_header(paper, plan, route)
        draw_route_map(paper, plan, route, frame, streets)
        _draw_codes(paper, chunks[:beside_map], frame.y + frame.height)
        blocks = _code_blocks(paper, chunks[beside_map:])
        above = _codes_mm(blocks[-1]) if blocks else 0.0
        entries = entries_of(paper, plan, route, stops_by_id(plan), turns, above)
        _draw_list(paper, plan, route, entries, blocks)
        return paper.bytes()


def manifest_map_bounds(route: Route, size: PaperSize = A4) -> BoundingBox:
    """What of the world the manifest's map shows: ask the roads for the streets inside."""
    return map_bounds(route, _map_frame(route, size))


def _map_frame(route: Route, size: PaperSize) -> Frame:
    rows = min(CODE_ROWS_BESIDE_MAP, -(-len(navigation_chunks(route)) // A_ROW))
    codes = 7.0 + rows * ROW_MM if rows else 2.0
    height = bottom_mm(size) - codes - MAP_TOP_MM
    return Frame(x=MARGIN_MM, y=MAP_TOP_MM, width=size.width_mm - 2 * MARGIN_MM, height=height)


def _draw_header(paper: Paper, plan: Plan, route: Route) -> None:
    right = paper.right_mm
    weekday = plan.day.date.strftime("%A")
    date_width = paper.text(right, 20, plan.day.date.isoformat(), size=17, bold=True, align="right")
    paper.text(right, 26, weekday, size=11, grey=DARK, align="right")
    paper.text(
        MARGIN_MM,
        21,
        route.vehicle_id,
        size=28,
        least=13,
        bold=True,
        fit=paper.inner_mm - date_width - 8,
    )
    named = route.driver_name or route.driver_id
    driver = people_text(plan, route) if named else "no driver named"
    paper.text(MARGIN_MM, 29, driver, size=15, least=9, fit=paper.inner_mm - 45)
    doors = [it for it in plan.stops if it.stop_id in {v.stop_id for v in route.stop_visits}]
    way = ", ".join(part for part in (_way(plan, route), cash_text(doors, plan.currency)) if part)
    _draw_way(paper, way)
    paper.rule(39, grey=BLACK, weight=0.6)
    draw_facts(paper, _facts(plan, route), 39)
    paper.rule(54, grey=BLACK, weight=0.6)
    width = paper.text(MARGIN_MM, 59, "Route", size=10, bold=True, grey=DARK)
    paper.text(MARGIN_MM + width + 3, 59, "H is the hub, arrows show the way", size=9, grey=GREY)


def _draw_way(paper: Paper, way: str) -> None:
    """From where to where and the cash, on one line; small on two where that is too long."""
    if paper.width(way, size=10.5) <= paper.inner_mm:
        paper.text(MARGIN_MM, 35, way, size=10.5, grey=DARK)
        return
    for number, line in enumerate(paper.wrap(way, paper.inner_mm, size=8.5, max_lines=2)):
        paper.text(MARGIN_MM, 33.8 + 3.6 * number, line, size=8.5, grey=DARK)


def _way(plan: Plan, route: Route) -> str:
    address = depot_address(plan, route.depot_id)
    start = depot_name(plan, route.depot_id) + (f" ({address})" if address else "")
    if route.home is None:
        return f"From {start}, ends at the last stop"
    if route.home.depot_id == route.depot_id:
        return f"From {start} and back"
    return f"From {start} to {depot_name(plan, route.home.depot_id)}"


def _facts(plan: Plan, route: Route) -> list[tuple[str, str]]:
    facts = [
        ("start", plan.day.clock(route.start_s)),
        ("end", plan.day.clock(route.end_s)),
        ("stops", str(len(route.stop_visits))),
        ("parcels", str(route.load.parcels)),
        ("load", kg_text(route.load.weight_g)),
        ("km", km_text(route.distance_m)),
        ("driving", f"{hours_text(route.drive_s)} h"),
    ]
    facts += [("of it parking", f"{hours_text(route.parking_s)} h")] if route.parking_s else []
    facts += [("on foot", f"{hours_text(route.walk_s)} h")] if route.walk_s else []
    facts += [("trips", str(route.trips))] if route.trips > 1 else []
    return [*facts, ("breaks", f"{hours_text(route.break_s)} h")] if route.break_s else facts


def _draw_codes(paper: Paper, chunks: Sequence[NavigationChunk], y: float) -> None:
    if chunks:
        caption = "Scan to navigate: each code leads from where you are over its stops"
        paper.text(MARGIN_MM, y + 5.5, caption, size=10, bold=True, grey=DARK)
        draw_codes(paper, chunks, y + 7.5)


def _code_blocks(
    paper: Paper, chunks: Sequence[NavigationChunk]
) -> list[Sequence[NavigationChunk]]:
    """Cut what has no room below the map into blocks that fit on a page."""
    room = paper.bottom_mm - LIST_TOP_MM
    a_page = A_ROW * int((room - CAPTION_MM) // ROW_MM)
    return [chunks[at : at + a_page] for at in range(0, len(chunks), a_page)]


def _codes_mm(chunks: Sequence[NavigationChunk]) -> float:
    return CAPTION_MM + ROW_MM * -(-len(chunks) // A_ROW)


def _draw_list(
    paper: Paper,
    plan: Plan,
    route: Route,
    entries: Sequence[Entry],
    blocks: Sequence[Sequence[NavigationChunk]],
) -> None:
    """Draw all entries, blocks of codes above the first of them."""
    room = paper.bottom_mm - LIST_TOP_MM
    above = [_codes_mm(block) for block in blocks]
    kept = frozenset(len(blocks) + at for at, entry in enumerate(entries) if entry.is_kept)
    heights = [*above, *(entry.height for entry in entries)]
    for page in pages_of(heights, room, kept):
        shown = [entries[at - len(blocks)] for at in page if at >= len(blocks)]
        _new_list_page(paper, plan, route, _span([entry.number for entry in shown]))
        y = LIST_TOP_MM
        for at in page:
            if at < len(blocks):
                _draw_codes(paper, blocks[at], y)
            else:
                draw_entry(paper, entries[at - len(blocks)], y)
            y += heights[at]


def _span(numbers: Sequence[str]) -> str:
    """
    Which stops a page has, for who looks for one.

    >>> _span(["", "3", "4", "", "7"]), _span(["9"]), _span([""])
    ('stops 3–7', 'stop 9', '')
    """
    found = [number for number in numbers if number]
    if not found:
        return ""
    return f"stop {found[0]}" if len(found) == 1 else f"stops {found[0]}–{found[-1]}"


def _new_list_page(paper: Paper, plan: Plan, route: Route, what: str = "") -> None:
    paper.add_page()
    right = paper.right_mm
    told = f"{what} · {plan.day.date.isoformat()}" if what else plan.day.date.isoformat()
    width = paper.text(right, 18, told, size=12, bold=True, align="right")
    name = " · ".join(it for it in (route.vehicle_id, route.driver_name) if it)
    paper.text(MARGIN_MM, 18, name, size=12, least=8, bold=True, fit=paper.inner_mm - width - 6)
    paper.rule(LIST_TOP_MM - 2.5, grey=BLACK, weight=0.6)
