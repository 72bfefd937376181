"""A plan to one HTML page with a map: routes, streets under them, and what lies around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import LastmileError, UsageError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.outputs.html_map.day_record import day_record
from lastmile_cli.outputs.html_map.page import Tiles, map_page
from lastmile_cli.outputs.html_map.street_sheet import (
    MOST_BYTES,
    StreetSheet,
    box_around,
    street_sheet,
)
from lastmile_cli.outputs.html_map.surroundings import ClosedLines, Surroundings
from lastmile_cli.outputs.html_map.thinning import LatLon
from lastmile_cli.outputs.lines import route_line
from lastmile_cli.outputs.selection import select_routes
from lastmile_cli.outputs.wording import line_remark
from lastmile_cli.plumbing.files import write_bytes
from lastmile_cli.roads.registry import find_streets_and_closures
from lastmile_cli.workflows.plan_files import change_remark, load_plan
from lastmile_cli.workflows.verify_plan import config_of

MOST_PAGE_BYTES = 1_000_000
"""A page somebody can send; streets are thinned out until it is no larger."""

LEAST_STREET_BYTES = 100_000
"""Streets get so much even on a page that is too large without them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRequest:
    """Which plan to draw, of which vehicle (else all), over whose tiles (else none)."""

    plan: str
    vehicle_id: str | None = None
    tiles: str = ""
    tiles_credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMap:
    """
    The page, what it shows, and what is to be said of it.

    ``asks`` is whom whoever looks at it asks for tiles, empty where nobody is asked.
    """

    html: bytes
    routes: int
    stops: int
    streets: int
    notices: tuple[Notice, ...] = ()
    remark: str = ""
    asks: str = ""


def draw_map(request: MapRequest, progress: ProgressHook = no_progress) -> DrawnMap:
    """
    Draw a plan file as a page.

    Where the plan's map is not known here any more the routes are drawn all the same, for
    their lines are in the plan: a notice (LM1577) names the map.

    Raises
    ------
    UsageError
        An unknown vehicle, or an address of tiles that is none.
    InputRefusedError
        The plan cannot be read.
    """
    tiles = tiles_of(request.tiles, request.tiles_credit) if request.tiles else None
    plan = load_plan(request.plan)
    routes = select_routes(plan, request.vehicle_id)
    progress(Progress(label="Drawing the map"))
    ground = _Ground(plan)
    whole_day = request.vehicle_id is None
    record = day_record(plan, routes, ground.around, whole_day=whole_day)
    bare = len(map_page({**record, "streets": None}, tiles=tiles).encode())
    room = max(LEAST_STREET_BYTES, min(MOST_BYTES, MOST_PAGE_BYTES - 5_000 - bare))
    sheet = ground.streets(routes, whole_day=whole_day, most_bytes=room)
    html = map_page(
        {**record, "streets": sheet.record if sheet else None},
        remark=ground.remark,
        streets=_told(sheet),
        tiles=tiles,
    )
    return DrawnMap(
        html=html.encode(),
        routes=len(routes),
        stops=sum(len(route.stop_visits) for route in routes),
        streets=sheet.count if sheet else 0,
        notices=(*ground.notices, *_thinned(sheet)),
        remark=change_remark(plan, request.plan),
        asks=tiles.host if tiles else "",
    )


def save_map(drawn: DrawnMap, name: str) -> None:
    """Write the page whole or not at all."""
    write_bytes(Path(name), drawn.html)


def tiles_of(url: str, credit: str = "") -> Tiles:
    """
    Read a template of tile addresses.

    Raises
    ------
    UsageError
        It is no address on the web, or lacks where a tile's numbers go.

    Examples
    --------
    >>> tiles_of("https://{s}.tiles.example/{z}/{x}/{y}.png?key=1").origin
    'https://*.tiles.example'
    """
    parts = urlsplit(url)
    missing = [slot for slot in ("{z}", "{x}", "{y}") if slot not in url]
    host = re.sub(r"^\{s\}\.", "*.", parts.netloc)
    is_host = re.fullmatch(r"(\*\.)?[A-Za-z0-9.\-]+(:\d+)?", host)
    if parts.scheme not in ("http", "https") or missing or not is_host:
        raise UsageError(
            f"--tiles {url!r} is no address of map tiles.",
            hint="write it as https://tiles.example.com/{z}/{x}/{y}.png",
        )
    return Tiles(url=url, origin=f"{parts.scheme}://{host}", credit=credit)


class _Ground:
    """What lies under and around a plan's routes, as far as it is known here."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.notices: tuple[Notice, ...] = ()
        self.remark = ""
        self.around = Surroundings()
        self._find = None
        try:
            config = config_of(plan)
            self.around = _surroundings(config)
            sha256 = plan.provenance.roads.map_sha256
            self._find, closed = find_streets_and_closures(config.roads, sha256)
        except LastmileError as error:
            self._without(error)
            return
        shown = tuple(
            ClosedLines(closure=it, lines=tuple(closed(it))) for it in config.roads.closures
        )
        self.around = replace(self.around, closed=shown)

    def _without(self, error: LastmileError) -> None:
        if line_remark(self._plan):
            return  # A plan on straight lines says so itself: it never had streets.
        self.remark = f"Without streets: {error.message}"
        self.notices = (_no_streets(error),)

    def streets(
        self, routes: Sequence[Route], *, whole_day: bool, most_bytes: int
    ) -> StreetSheet | None:
        """Write the streets around these routes and all that lies beside them."""
        lines: list[Sequence[LatLon]] = [route_line(route) for route in routes]
        if whole_day:
            places = [stop.coordinate for stop in self._plan.stops if stop.coordinate]
            lines += [[(place.lat_deg, place.lon_deg)] for place in places]
        box = box_around(lines)
        if self._find is None or box is None:
            return None
        return street_sheet(self._find(box), lines, most_bytes)


def _surroundings(config: Config) -> Surroundings:
    return Surroundings(
        depots=config.depots,
        points=config.collection_points,
        chargers=config.used_chargers,
        closed=tuple(ClosedLines(closure=it) for it in config.roads.closures),
        periods=config.roads.periods,
    )


def _told(sheet: StreetSheet | None) -> str:
    if sheet is None:
        return ""
    small = "; small ones far from the routes are left out" if sheet.is_thinned else ""
    return f"Streets of the map that the plan was made with{small}."


def _thinned(sheet: StreetSheet | None) -> list[Notice]:
    if sheet is None or not sheet.is_thinned:
        return []
    return [
        Notice(
            code="LM1578",
            severity=Severity.INFO,
            place=Place(),
            problem=f"the region is large: {counted(sheet.count, 'street')} are drawn, small ones "
            "far from the routes are left out.",
            hint="with --vehicle the streets around one route are drawn in full.",
        )
    ]


def _no_streets(error: LastmileError) -> Notice:
    return Notice(
        code="LM1577",
        severity=Severity.WARNING,
        place=Place(),
        problem=f"routes are drawn without streets under them: {error.message}",
        hint=error.hint,
    )
