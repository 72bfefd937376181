"""The streets under a route: grey lines, wider where the road is bigger, with their names."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lastmile_cli.outputs.pdf.paper import GREY, WHITE, Paper
from lastmile_cli.outputs.pdf.projection import LatLon, Point, Projection

Street = tuple[Sequence[LatLon], str, str]
"""A polyline of (lat, lon) pairs in degrees, its OSM highway class, and its name (may be empty)."""

NAME_SIZE = 6.0
MAX_NAMES = 70
SAME_NAME_APART_MM = 70.0
MAX_BEND_DEG = 18.0

_RANKS = {
    "motorway": 5,
    "trunk": 5,
    "primary": 4,
    "secondary": 3,
    "tertiary": 2,
    "unclassified": 1,
    "residential": 1,
    "living_street": 1,
}
_WIDTHS_MM = (0.25, 0.5, 0.75, 0.95, 1.2, 1.5)
_GREYS = (225, 212, 205, 198, 190, 182)
_WIDE_M_PER_MM = 45.0


@dataclass(frozen=True, slots=True)
class ShownStreet:
    """A street on the sheet: its points in millimetres, how big a road it is, its name."""

    points: tuple[Point, ...]
    rank: int
    name: str


def draw_streets(
    paper: Paper, streets: Iterable[Street], projection: Projection
) -> list[ShownStreet]:
    """
    Draw all streets the frame shows, small ones first, and return them.

    A map of a whole region shows no small streets: they would only be fog.
    """
    shown = sorted(_visible(streets, projection), key=lambda street: street.rank)
    for rank, same in itertools.groupby(shown, key=lambda street: street.rank):
        paper.pdf.set_draw_color(_GREYS[rank])
        paper.pdf.set_line_width(_WIDTHS_MM[rank])
        for street in same:
            paper.pdf.polyline(street.points)
    return shown


def draw_names(
    paper: Paper,
    shown: Sequence[ShownStreet],
    projection: Projection,
    keep_clear: Sequence[Point],
) -> None:
    """
    Write names along their streets, big roads first, beside the line where it is taken.

    A name covers nothing in ``keep_clear`` and no other name; what has no
    room stays unnamed.
    """
    taken = _Grid(keep_clear)
    placed: dict[str, list[Point]] = {}
    inner = projection.frame.inset(2.0)
    for name, (start, end) in _stretches(shown):
        if sum(map(len, placed.values())) >= MAX_NAMES:
            break
        width = paper.width(name, size=NAME_SIZE)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        if width > math.dist(start, end) * 1.15:
            continue
        if any(math.dist(middle, other) < SAME_NAME_APART_MM for other in placed.get(name, [])):
            continue
        angle = _reading_angle(start, end)
        for aside in (0.0, 2.4, -2.4):
            spots = _spots_along(middle, angle, width, aside)
            if all(map(inner.contains, spots)) and not any(map(taken.touches, spots)):
                _write_along(paper, name, spots, angle, width)
                taken.add(spots)
                placed.setdefault(name, []).append(middle)
                break


class _Grid:
    """Points by the square they lie in, to find those nearby quickly."""

    APART_MM = 2.2

    def __init__(self, points: Iterable[Point]) -> None:
        self._squares: dict[tuple[int, int], list[Point]] = {}
        self.add(points)

    def add(self, points: Iterable[Point]) -> None:
        for point in points:
            self._squares.setdefault(self._square(point), []).append(point)

    def touches(self, spot: Point) -> bool:
        column, row = self._square(spot)
        return any(
            math.dist(spot, other) < self.APART_MM
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in self._squares.get((x, y), ())
        )

    def _square(self, point: Point) -> tuple[int, int]:
        return int(point[0] // self.APART_MM), int(point[1] // self.APART_MM)


def _stretches(shown: Sequence[ShownStreet]) -> list[tuple[str, tuple[Point, Point]]]:
    """Names with the straightest stretch of each of their ways, the best places first."""
    found = [
        (-street.rank, -math.dist(*stretch), street.name, stretch)
        for street in shown
        if street.name
        for stretch in [_straightest(street.points)]
    ]
    return [(name, stretch) for _, _, name, stretch in sorted(found)]


def _visible(streets: Iterable[Street], projection: Projection) -> list[ShownStreet]:
    bounds = projection.bounds
    smallest = 2 if projection.metres_per_mm > _WIDE_M_PER_MM else 0
    found: list[ShownStreet] = []
    for polyline, road_class, name in streets:
        rank = _RANKS.get(road_class.removesuffix("_link"), 0)
        if rank < smallest or len(polyline) < 2:
            continue
        lats, lons = [it[0] for it in polyline], [it[1] for it in polyline]
        if (
            max(lats) < bounds.south_deg
            or min(lats) > bounds.north_deg
            or max(lons) < bounds.west_deg
            or min(lons) > bounds.east_deg
        ):
            continue
        points = _thinned([projection.to_sheet(place) for place in polyline])
        found.append(ShownStreet(points, rank, name))
    return found


def _thinned(points: Sequence[Point], apart_mm: float = 0.2) -> tuple[Point, ...]:
    """Leave out points too close to the one before to be seen."""
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(kept[-1], point) >= apart_mm:
            kept.append(point)
    return (*kept, points[-1])


def _straightest(points: Sequence[Point]) -> tuple[Point, Point]:
    """Return the ends of the longest stretch that hardly bends."""
    best = start = 0, 1
    for position in range(1, len(points) - 1):
        first = start[0]
        turn = _bend_deg(points[first], points[position], points[position + 1])
        start = (first, position + 1) if turn <= MAX_BEND_DEG else (position, position + 1)
        if math.dist(points[start[0]], points[start[1]]) > math.dist(
            points[best[0]], points[best[1]]
        ):
            best = start
    return points[best[0]], points[best[1]]


def _bend_deg(start: Point, middle: Point, end: Point) -> float:
    before = math.atan2(middle[1] - start[1], middle[0] - start[0])
    after = math.atan2(end[1] - middle[1], end[0] - middle[0])
    turn = math.degrees(abs(after - before))
    return min(turn, 360 - turn)


def _reading_angle(start: Point, end: Point) -> float:
    """Degrees against the clock, turned so that nobody reads upside down."""
    angle = -math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    if angle > 90:
        return angle - 180
    return angle + 180 if angle <= -90 else angle


def _spots_along(middle: Point, angle: float, width: float, aside: float) -> list[Point]:
    """Points from the first letter to the last, ``aside`` mm above the street."""
    count = max(2, round(width / 1.6)) | 1
    slope = math.radians(angle)
    x = middle[0] - aside * math.sin(slope)
    y = middle[1] - aside * math.cos(slope)
    steps = [width * (index / (count - 1) - 0.5) for index in range(count)]
    return [(x + it * math.cos(slope), y - it * math.sin(slope)) for it in steps]


def _write_along(
    paper: Paper, name: str, spots: Sequence[Point], angle: float, width: float
) -> None:
    x, y = spots[len(spots) // 2]
    with paper.pdf.rotation(angle, x, y):
        paper.box(x - width / 2 - 0.3, y - 1.0, width + 0.6, 2.0, fill=WHITE, line=None)
        paper.text(x, y + 0.75, name, size=NAME_SIZE, grey=GREY, align="centre")
