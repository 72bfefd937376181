"""Doors to streets: the nearest place where a vehicle may stop."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.geo import EARTH_RADIUS_M, Coordinate
from lastmile_cli.domain.turns import Side
from lastmile_cli.roads.driving_side import drives_on_left
from lastmile_cli.roads.graph import RoadGraph

FARTHEST_M = 5_000.0
"""Beyond this walk there is no street; what is too far for a courier the caller decides."""

CELL_M = 200.0
METRES_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """
    A place on a street: the share of its length from its first point, and the walk in metres.

    ``side`` is where the door is for who drives the street from its first point,
    ``heading_deg`` his direction there. ``kerb`` is on which of the street's two
    edges a vehicle must stand, -1 where either will do.
    """

    street: int
    along: float
    walk_m: float
    at: Coordinate
    side: Side | None = None
    heading_deg: float = 0.0
    kerb: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class KerbRule:
    """
    On which classes of road a vehicle must stop on the side of the door.

    ``drives_left`` is ``None`` where the place tells the side one drives on.
    """

    classes: frozenset[str] = frozenset()
    drives_left: bool | None = None

    def edge_side(self, road_class: str, side: Side | None, at: Coordinate) -> int:
        """Which edge has the door at its kerb: 0 along the street, 1 against it, -1: no matter."""
        if side is None or road_class not in self.classes:
            return -1
        drives_left = self.drives_left
        if drives_left is None:
            drives_left = bool(drives_on_left(np.array([at.lat_deg]), np.array([at.lon_deg]))[0])
        return int((side is Side.LEFT) != drives_left)


ANYWHERE = KerbRule()
"""No road is so wide that it cannot be crossed on foot."""

LEAST_ASIDE_M = 1.5
"""A door nearer to the middle of the street than this is on neither side."""

LEAST_ASIDE = 0.25
"""Likewise one whose walk leads ahead rather than aside: less than a quarter of it to the side."""


class SnapIndex:
    """
    A grid over the segments of all streets where one profile may stop, or of those given.

    Streets that are barred are left out.
    """

    def __init__(
        self,
        graph: RoadGraph,
        profile: int,
        kerbs: KerbRule = ANYWHERE,
        *,
        barred: npt.NDArray[np.bool_] | None = None,
        among: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        self._kerbs = kerbs
        if among is None:
            among = graph.usable_streets(profile)
        self._graph = graph
        usable = graph.may_stop[profile] & among
        if barred is not None:
            usable &= ~barred
        street = np.repeat(np.arange(graph.street_count), np.diff(graph.first_point))
        is_segment = np.ones(len(street), dtype=bool)
        is_segment[graph.first_point[1:] - 1] = False
        self._segment = np.flatnonzero(is_segment & usable[street])
        self._street = street[self._segment]
        lat, lon = graph.lat_e7 / 1e7, graph.lon_e7 / 1e7
        self._a = np.stack([lat[self._segment], lon[self._segment]], axis=1)
        self._b = np.stack([lat[self._segment + 1], lon[self._segment + 1]], axis=1)
        self._build_grid()

    def _build_grid(self) -> None:
        both = np.concatenate([self._a, self._b]) if len(self._a) else np.zeros((1, 2))
        self._origin = both.min(axis=0)
        widest = math.cos(math.radians(min(85.0, float(np.abs(both[:, 0]).max()))))
        # Cells are at least CELL_M wide everywhere: measured where degrees of longitude are least.
        self._cell = np.array([CELL_M, CELL_M / widest]) / METRES_PER_DEGREE
        low = self._cells(np.minimum(self._a, self._b))
        high = self._cells(np.maximum(self._a, self._b))
        self._size = high.max(axis=0, initial=0) + 1
        spans = high - low + 1
        counts = spans.prod(axis=1)
        owner = np.repeat(np.arange(len(low)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        row = low[owner, 0] + within // spans[owner, 1]
        column = low[owner, 1] + within % spans[owner, 1]
        key = row * self._size[1] + column
        order = np.argsort(key, kind="stable")
        self._key, self._owner = key[order], owner[order]

    def _cells(self, points: FloatArray) -> npt.NDArray[np.int64]:
        cells: npt.NDArray[np.int64] = np.floor((points - self._origin) / self._cell).astype(
            np.int64
        )
        return cells

    def nearest(self, point: Coordinate) -> Stand | None:
        """Return the nearest place to stop; ``None`` where none lies within ``FARTHEST_M``."""
        if not len(self._segment):
            return None
        position = np.array([point.lat_deg, point.lon_deg])
        middle = self._cells(position[None])[0]
        rings = 1
        while True:
            near = self._segments_around(middle, rings)
            found = self._project(position, near) if len(near) else None
            # Whatever is not in these cells is at least this far away.
            seen_m = rings * CELL_M * 0.99
            if found is not None and found.walk_m <= seen_m:
                return found if found.walk_m <= FARTHEST_M else None
            if seen_m > FARTHEST_M:
                return None
            rings *= 2

    def _segments_around(self, middle: npt.NDArray[np.int64], rings: int) -> npt.NDArray[np.int64]:
        rows = range(max(0, middle[0] - rings), min(self._size[0] - 1, middle[0] + rings) + 1)
        left = max(0, middle[1] - rings)
        right = min(self._size[1] - 1, middle[1] + rings)
        if left > right or not rows:
            return np.empty(0, dtype=np.int64)
        bounds = [(row * self._size[1] + left, row * self._size[1] + right + 1) for row in rows]
        cuts = np.searchsorted(self._key, np.array(bounds))
        return np.unique(np.concatenate([self._owner[begin:end] for begin, end in cuts]))

    def _project(self, position: FloatArray, near: npt.NDArray[np.int64]) -> Stand:
        scale = METRES_PER_DEGREE * np.array([1.0, math.cos(math.radians(float(position[0])))])
        a, b = (self._a[near] - position) * scale, (self._b[near] - position) * scale
        run = b - a
        length2 = np.maximum((run**2).sum(axis=1), 1e-12)
        share = np.clip(-(a * run).sum(axis=1) / length2, 0.0, 1.0)
        foot = a + share[:, None] * run
        distance = np.hypot(foot[:, 0], foot[:, 1])
        best = int(np.argmin(distance))
        street = int(self._street[near[best]])
        lat_deg, lon_deg = (float(degrees) for degrees in position + foot[best] / scale)
        at = Coordinate(lat_deg=lat_deg, lon_deg=lon_deg)
        side = _side_of(run[best], -foot[best])
        road_class = self._graph.classes[self._graph.street_class[street]]
        return Stand(
            street=street,
            along=self._along(street, int(self._segment[near[best]]), float(share[best])),
            walk_m=float(distance[best]),
            at=at,
            side=side,
            heading_deg=math.degrees(math.atan2(run[best, 1], run[best, 0])) % 360,
            kerb=self._kerbs.edge_side(road_class, side, at),
        )

    def _along(self, street: int, segment: int, share: float) -> float:
        lengths = segment_lengths_m(self._graph.polyline(street))
        step = segment - int(self._graph.first_point[street])
        total = float(lengths.sum())
        done = float(lengths[:step].sum()) + share * float(lengths[step])
        return min(1.0, done / total) if total else 0.0


def _side_of(run: FloatArray, walk: FloatArray) -> Side | None:
    """Side of a door for who drives along ``run``; both in metres (north, east)."""
    length_m = math.hypot(run[0], run[1])
    if not length_m:
        return None
    right_m = float(run[0] * walk[1] - run[1] * walk[0]) / length_m
    if abs(right_m) < max(LEAST_ASIDE_M, LEAST_ASIDE * math.hypot(walk[0], walk[1])):
        return None
    return Side.RIGHT if right_m > 0 else Side.LEFT


def segment_lengths_m(polyline: FloatArray) -> FloatArray:
    """Great-circle lengths between successive points (lat, lon in degrees)."""
    lat, lon = np.radians(polyline[:, 0]), np.radians(polyline[:, 1])
    root = (
        np.sin(np.diff(lat) / 2) ** 2
        + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    )
    metres: FloatArray = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(root)))
    return metres
