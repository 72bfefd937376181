"""Streets as lines to draw, for the base layer of a printed or on-screen map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.roads.graph import RoadGraph

MINOR_FIRST = [
    "steps",
    "path",
    "footway",
    "cycleway",
    "pedestrian",
    "track",
    "service",
    "living_street",
    "residential",
    "unclassified",
    "tertiary_link",
    "tertiary",
    "secondary_link",
    "secondary",
    "primary_link",
    "primary",
    "trunk_link",
    "trunk",
    "motorway_link",
    "motorway",
]
"""Drawing order: what matters more is drawn later, over the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStreet:
    """A street between two junctions: (lat, lon) points, OSM road class, and its name or ""."""

    points: tuple[tuple[float, float], ...]
    road_class: str
    name: str


def streets_within(graph: RoadGraph, box: BoundingBox) -> Iterator[DrawnStreet]:
    """Yield every street whose own box touches ``box``, minor classes first."""
    if not graph.street_count:
        return
    low_lat = np.minimum.reduceat(graph.lat_e7, graph.first_point[:-1])
    high_lat = np.maximum.reduceat(graph.lat_e7, graph.first_point[:-1])
    low_lon = np.minimum.reduceat(graph.lon_e7, graph.first_point[:-1])
    high_lon = np.maximum.reduceat(graph.lon_e7, graph.first_point[:-1])
    touches = (low_lat <= box.north_deg * 1e7) & (high_lat >= box.south_deg * 1e7)
    touches &= (low_lon <= box.east_deg * 1e7) & (high_lon >= box.west_deg * 1e7)
    rank = np.array([MINOR_FIRST.index(c) if c in MINOR_FIRST else -1 for c in graph.classes])
    found = np.flatnonzero(touches)
    for street in found[np.argsort(rank[graph.street_class[found]], kind="stable")]:
        yield DrawnStreet(
            points=tuple((float(lat), float(lon)) for lat, lon in graph.polyline(int(street))),
            road_class=graph.classes[graph.street_class[street]],
            name=graph.names[graph.street_name[street]],
        )
