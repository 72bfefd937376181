"""Maps drawn with letters: one character is 100 m, so that answers can be counted on fingers."""

from __future__ import annotations

import math
from pathlib import Path

import osmium
import osmium.osm.mutable as mutable

from lastmile_cli.domain.geo import EARTH_RADIUS_M, Coordinate

CELL_M = 100.0
DEGREES_PER_METRE = math.degrees(1 / EARTH_RADIUS_M)

TEN_M_PER_S = {"highway": "residential", "maxspeed": "45"}
"""45 km/h, of which the car profile drives 0.8: 36 km/h, 10 m/s, one cell in 10 s."""

RING = """
A..B
.  .
C..DX
"""
"""A block, and a stub at which one can turn round: without it nobody ever changes direction."""


class DrawnMap:
    """A map on the equator, or with its first letter elsewhere; letters of the drawing are its nodes.

    >>> town = DrawnMap('''
    ... A..B
    ... ''')
    >>> round(town.at("B").lon_deg / DEGREES_PER_METRE)
    300
    """

    def __init__(
        self,
        drawing: str,
        origin: tuple[float, float] = (0.0, 0.0),
        *,
        cell_m: float = CELL_M,
    ) -> None:
        self._origin = origin
        self._places: dict[str, tuple[float, float]] = {}
        for row, line in enumerate(drawing.strip("\n").splitlines()):
            for column, letter in enumerate(line):
                if letter.isalnum():
                    self._places[letter] = (column * cell_m, -row * cell_m)
        self._node_tags: dict[str, dict[str, str]] = {}
        self._ways: list[tuple[str, dict[str, str]]] = []
        self._relations: list[tuple[list[tuple[str, str, int]], dict[str, str]]] = []

    def way(self, letters: str, **tags: str) -> int:
        """Draw a way through these nodes; returns its id. Tags are as in ``TEN_M_PER_S`` unless given."""
        named = {key.replace("__", ":"): value for key, value in tags.items()}
        self._ways.append((letters, {**TEN_M_PER_S, **named}))
        return len(self._ways)

    def sign(self, letter: str, **tags: str) -> None:
        """Put a barrier, signal or sign on a node."""
        self._node_tags[letter] = {key.replace("__", ":"): value for key, value in tags.items()}

    def restrict(self, kind: str, start: int, via: str | int, end: int, **tags: str) -> None:
        """Forbid (``no_...``) or prescribe (``only_...``) a turn; ``via`` is a letter or a way."""
        middle = ("n", ord(via)) if isinstance(via, str) else ("w", via)
        members = [("w", start, "from"), (*middle, "via"), ("w", end, "to")]
        named = {key.replace("__", ":"): value for key, value in tags.items()}
        self._relations.append(
            (
                [(t, r, role) for t, r, role in members],
                {"type": "restriction", "restriction": kind} | named,
            )
        )

    def at(self, letter: str, east_m: float = 0.0, north_m: float = 0.0) -> Coordinate:
        """Coordinate of a node, moved by some metres."""
        x, y = self._places[letter]
        lat_deg, lon_deg = self._origin
        return Coordinate(
            lat_deg=lat_deg + (y + north_m) * DEGREES_PER_METRE,
            lon_deg=lon_deg + (x + east_m) * DEGREES_PER_METRE / math.cos(math.radians(lat_deg)),
        )

    def write(self, path: Path) -> Path:
        """Write an ``.osm.pbf`` file and return its path."""
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for letter in sorted(self._places, key=ord):
                place = self.at(letter)
                writer.add_node(
                    mutable.Node(
                        id=ord(letter),
                        location=(place.lon_deg, place.lat_deg),
                        tags=self._node_tags.get(letter, {}),
                    )
                )
            for number, (letters, tags) in enumerate(self._ways, start=1):
                writer.add_way(mutable.Way(id=number, nodes=[ord(n) for n in letters], tags=tags))
            for number, (members, tags) in enumerate(self._relations, start=1):
                writer.add_relation(mutable.Relation(id=number, members=members, tags=tags))
        return path
