"""The streets under the routes, in as few letters as a browser can still draw them from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.polyline import encode_number
from lastmile_cli.outputs.html_map.thinning import LatLon, thinned

Street = tuple[Sequence[LatLon], str, str]
"""Points of (lat, lon) in degrees, OSM highway class, name (may be empty)."""

MOST_BYTES = 600_000
"""So much of a page may be streets, if the rest leaves room."""

PRECISION = 5
"""Decimals of a degree that are kept: a metre."""

CELL_DEG = 0.004
"""Side of the squares, about 400 m to the north, in which a street counts as near a route."""

RANKS = {
    "motorway": 6,
    "trunk": 6,
    "primary": 5,
    "secondary": 4,
    "tertiary": 3,
    "unclassified": 2,
    "residential": 2,
    "living_street": 2,
    "pedestrian": 1,
    "service": 1,
}
"""How big a road is; 0 for paths and all else."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Streets kept: of which ranks everywhere, near routes, with names; how exactly, in metres."""

    everywhere: int
    near: int
    named: int
    tolerance_m: float


DETAILS = (
    Detail(0, 0, 0, 0.7),
    Detail(2, 0, 0, 1.0),
    Detail(2, 1, 2, 1.5),
    Detail(3, 1, 2, 2.0),
    Detail(3, 2, 2, 2.5),
    Detail(4, 2, 3, 4.0),
    Detail(4, 3, 3, 5.0),
    Detail(5, 4, 4, 10.0),
    Detail(6, 5, 5, 25.0),
    Detail(6, 6, 6, 60.0),
)
"""From all there is to the bare skeleton of a country; the first that fits is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetSheet:
    """
    Streets as the page reads them; ``is_thinned`` where small ones were left out.

    ``record`` holds ``names`` and ``classes``: each class its OSM word, its rank and one text of
    numbers in a polyline's letters. Of each street these are: the number of its name, how
    many points it has, and steps to north and east from the point before, whosever that was.
    """

    record: Mapping[str, Any]
    count: int
    is_thinned: bool


def street_sheet(
    streets: Iterable[Street], routes: Iterable[Sequence[LatLon]], most_bytes: int = MOST_BYTES
) -> StreetSheet:
    """Write streets in at most ``most_bytes``, the small ones near ``routes`` longest."""
    every = joined(streets)
    near = _cells(point for line in routes for point in line)
    for detail in DETAILS:
        kept = [street for street in every if _is_kept(street, detail, near)]
        if detail is not DETAILS[-1] and _is_hopeless(kept, detail, most_bytes):
            continue
        record = _record(kept, detail)
        if _bytes_of(record) <= most_bytes:
            break
    return StreetSheet(record=record, count=len(kept), is_thinned=len(kept) < len(every))


def box_around(lines: Iterable[Sequence[LatLon]], share: float = 0.25) -> BoundingBox | None:
    """Return the rectangle around lines with a margin, so that a map has surroundings."""
    points = [point for line in lines for point in line]
    if not points:
        return None
    lats, lons = [it[0] for it in points], [it[1] for it in points]
    more_lat = max(0.004, share * (max(lats) - min(lats)))
    more_lon = max(0.008, share * (max(lons) - min(lons)))
    return BoundingBox(
        south_deg=max(-90.0, min(lats) - more_lat),
        west_deg=max(-180.0, min(lons) - more_lon),
        north_deg=min(90.0, max(lats) + more_lat),
        east_deg=min(180.0, max(lons) + more_lon),
    )


def joined(streets: Iterable[Street]) -> list[Street]:
    """
    Put streets of one class and name together where they meet: longer lines take fewer letters.

    >>> a, b = ((60.0, 24.0), (60.0, 24.1)), ((60.1, 24.1), (60.0, 24.1))
    >>> joined([(a, "residential", "Kuja"), (b, "residential", "Kuja")])
    [([(60.0, 24.0), (60.0, 24.1), (60.1, 24.1)], 'residential', 'Kuja')]
    """
    alike: dict[tuple[str, str], list[Sequence[LatLon]]] = defaultdict(list)
    for points, road_class, name in streets:
        alike[road_class, name].append(points)
    return [
        (line, road_class, name)
        for (road_class, name), lines in alike.items()
        for line in _chains(lines)
    ]


def _chains(lines: Sequence[Sequence[LatLon]]) -> Iterator[list[LatLon]]:
    ends: dict[LatLon, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        ends[line[0]].append(number)
        ends[line[-1]].append(number)
    used = [False] * len(lines)
    for number, line in enumerate(lines):
        if used[number]:
            continue
        used[number] = True
        forward = _follow(list(line), lines, ends, used)
        yield _follow(forward[::-1], lines, ends, used)[::-1]


def _follow(
    chain: list[LatLon],
    lines: Sequence[Sequence[LatLon]],
    ends: Mapping[LatLon, Sequence[int]],
    used: list[bool],
) -> list[LatLon]:
    """Go on from the end of a chain while a line that is not used begins or ends there."""
    while True:
        found = next((it for it in ends.get(chain[-1], ()) if not used[it]), None)
        if found is None:
            return chain
        used[found] = True
        line = lines[found]
        onward = line if line[0] == chain[-1] else line[::-1]
        chain.extend(onward[1:])


def _is_hopeless(streets: Sequence[Street], detail: Detail, most_bytes: int) -> bool:
    """Whether a tenth of the streets shows that all will never fit: writing them is slow."""
    some = streets[::10]
    told = 10 * _bytes_of(_record(some, detail), names=False)
    # Steps between streets of a sample are longer than between neighbours.
    return len(some) > 200 and told > 1.15 * most_bytes


def _bytes_of(record: Mapping[str, Any], *, names: bool = True) -> int:
    size = sum(len(one["p"]) for one in record["classes"])
    return size + sum(len(name.encode()) + 3 for name in record["names"] if names)


def _cells(points: Iterable[LatLon]) -> set[tuple[int, int]]:
    """Squares that points lie in, and those around them."""
    inside = {_cell(point) for point in points}
    return {(row + i, column + j) for row, column in inside for i in (-1, 0, 1) for j in (-1, 0, 1)}


def _cell(point: LatLon) -> tuple[int, int]:
    return int(point[0] // CELL_DEG), int(point[1] // (2 * CELL_DEG))


def _is_kept(street: Street, detail: Detail, near: set[tuple[int, int]]) -> bool:
    points, road_class, _ = street
    rank = rank_of(road_class)
    if rank >= detail.everywhere:
        return True
    return rank >= detail.near and any(_cell(point) in near for point in points)


def rank_of(road_class: str) -> int:
    """
    How big a road is; what leads onto it counts as one step less.

    >>> rank_of("primary"), rank_of("primary_link"), rank_of("footway")
    (5, 4, 0)
    """
    if road_class.endswith("_link"):
        return max(1, RANKS.get(road_class.removesuffix("_link"), 1) - 1)
    return RANKS.get(road_class, 0)


def _record(streets: Sequence[Street], detail: Detail) -> dict[str, Any]:
    names: dict[str, int] = {"": 0}
    texts: dict[str, list[str]] = defaultdict(list)
    last: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    scale = 10**PRECISION
    for points, road_class, name in streets:
        kept = thinned(points, detail.tolerance_m)
        line = [(round(lat * scale), round(lon * scale)) for lat, lon in kept]
        shown = name if rank_of(road_class) >= detail.named else ""
        number = names.setdefault(shown, len(names))
        text = texts[road_class]
        text += [encode_number(number), encode_number(len(line))]
        before = last[road_class]
        for here in line:
            text += [encode_number(here[0] - before[0]), encode_number(here[1] - before[1])]
            before = here
        last[road_class] = before
    order = sorted(texts, key=lambda it: (rank_of(it), it))
    classes = [{"c": it, "r": rank_of(it), "p": "".join(texts[it])} for it in order]
    return {"names": list(names), "classes": classes}
