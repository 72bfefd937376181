"""A map of sites and whom they serve: doors as dots on the plane, a line from each to its site."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.outputs.charts.shapes import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    YELLOW,
    Box,
    Chart,
    Line,
    Words,
    width_of,
)
from lastmile_cli.outputs.wording import OSM_CREDIT, printable

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY)
FAINT, WHITE = "#c9c9c9", "#ffffff"
SIDE, MARGIN, TOP, DOT, SQUARE = 560.0, 40.0, 70.0, 3.0, 13.0
METRES_OF_BAR = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A site on the map; one that is closed is drawn pale."""

    name: str
    at: Coordinate
    is_open: bool
    is_locker: bool = False


def site_map(
    title: str, spots: Sequence[Spot], doors: Sequence[tuple[Coordinate, str]], note: str = ""
) -> Chart:
    """
    Draw sites, and doors each with the name of the site that serves it.

    North is up, a degree of longitude as wide as it is there; a bar tells how far is how far.
    """
    every = [spot.at for spot in spots] + [at for at, _ in doors]
    plane = _Plane.around(every)
    colours = {
        name: COLOURS[number % len(COLOURS)]
        for number, name in enumerate(spot.name for spot in spots if spot.is_open)
    }
    where = {spot.name: plane.xy(spot.at) for spot in spots}
    shapes: list[Box | Line | Words] = [
        Words(x=MARGIN, y=MARGIN, text=printable(title), size=14, is_bold=True)
    ]
    for at, name in doors:
        (x, y), (to_x, to_y) = plane.xy(at), where[name]
        shapes.append(Line(x=x, y=y, to_x=to_x, to_y=to_y, colour=FAINT, width=0.7))
    shapes += [_square(plane.xy(at), DOT, colours[name]) for at, name in doors]
    for spot in sorted(spots, key=lambda it: it.is_open):
        shapes += _drawn(spot, where[spot.name], colours.get(spot.name, GREY), plane.width)
    bottom = TOP + plane.height + 34
    shapes += plane.bar(bottom - 14)
    shapes.append(Words(x=MARGIN, y=bottom + 8, text=OSM_CREDIT, size=9, colour=GREY))
    if note:
        shapes.append(Words(x=MARGIN, y=bottom + 22, text=printable(note), size=9, colour=GREY))
    width = max(plane.width, width_of(note, 9), width_of(title, 14, is_bold=True)) + 2 * MARGIN
    return Chart(title=printable(title), width=width, height=bottom + 36, shapes=tuple(shapes))


def _drawn(
    spot: Spot, at: tuple[float, float], colour: str, width: float
) -> list[Box | Line | Words]:
    """A square with its name, a smaller one for a locker; closed ones are hollow and grey."""
    x, y = at
    half = (SQUARE * (0.6 if spot.is_locker else 1.0)) / 2
    edge, inside = (BLACK, colour) if spot.is_open else (GREY, WHITE)
    shapes: list[Box | Line | Words] = [_square(at, half + 1.5, edge), _square(at, half, inside)]
    is_right = x + half + 6 + width_of(spot.name) > MARGIN + width
    wide = width_of(spot.name, is_bold=spot.is_open)
    left = x - half - 8 - wide if is_right else x + half + 4
    # Names must be read over dots and lines.
    shapes.append(Box(x=left, y=y - 7, width=wide + 4, height=15, colour=WHITE))
    shapes.append(
        Words(
            x=x - half - 6 if is_right else x + half + 6,
            y=y + 4,
            text=printable(spot.name),
            anchor="end" if is_right else "start",
            is_bold=spot.is_open,
            colour=BLACK if spot.is_open else GREY,
        )
    )
    return shapes


def _square(middle: tuple[float, float], half: float, colour: str) -> Box:
    return Box(
        x=middle[0] - half, y=middle[1] - half, width=2 * half, height=2 * half, colour=colour
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plane:
    """A piece of the ground on paper: points for a degree east and north."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    width: float
    height: float

    @classmethod
    def around(cls, places: Sequence[Coordinate]) -> _Plane:
        lats, lons = [at.lat_deg for at in places], [at.lon_deg for at in places]
        shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
        tall = max(lats) - min(lats)
        wide = (max(lons) - min(lons)) * shrink
        scale = SIDE / max(tall, wide, 1e-4)
        return cls(
            west=min(lons),
            north=max(lats),
            per_lon=scale * shrink,
            per_lat=scale,
            width=max(wide * scale, 160.0),
            height=tall * scale,
        )

    def xy(self, at: Coordinate) -> tuple[float, float]:
        """Where a place is on the sheet."""
        x = MARGIN + (at.lon_deg - self.west) * self.per_lon
        return x, TOP + (self.north - at.lat_deg) * self.per_lat

    def bar(self, y: float) -> list[Box | Line | Words]:
        """A bar of a round length, at most a third as wide as the map."""
        per_m = self.per_lat / 111_195
        metres = next((m for m in METRES_OF_BAR if m * per_m <= self.width / 3), 50)
        text = f"{metres // 1000} km" if metres >= 1_000 else f"{metres} m"
        return [
            Box(x=MARGIN, y=y, width=metres * per_m, height=2, colour=BLACK),
            Words(x=MARGIN + metres * per_m + 6, y=y + 4, text=text, size=9),
        ]
