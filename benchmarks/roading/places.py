"""The maps, the places on them that everybody is asked about, and the hours of a day."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.travel import TrafficPeriod
from lastmile_cli.roads.components import Reach
from lastmile_cli.roads.graph import RoadGraph

MAPS = {
    "Porto": "porto-roads.osm.pbf",
    "Liechtenstein": "liechtenstein-20240303.osm.pbf",
    "Berlin": "berlin-reinickendorf-202607.osm.pbf",
}
SEED = 20261122

HOURS = (
    (0, "night", 1.0, 1.0),
    (7, "morning jam", 0.7, 0.5),
    (10, "morning", 0.9, 0.8),
    (12, "noon", 0.85, 0.75),
    (16, "evening jam", 0.65, 0.45),
    (19, "evening", 0.95, 0.9),
)
"""From which hour, its name, how fast minor streets and how fast main roads are."""

MAIN_ROADS = ("motorway", "trunk", "primary", "secondary")

SIX_PERIODS = tuple(
    TrafficPeriod(
        name=name,
        start_s=hour * 3600,
        default_factor=minor,
        speed_factors=dict.fromkeys(MAIN_ROADS, main),
    )
    for hour, name, minor, main in HOURS
)


def find_map(folder: Path, place: str) -> Path:
    """Path of a map's file."""
    return folder / MAPS[place]


def points_on_streets(graph: RoadGraph, profile: int, count: int) -> list[Coordinate]:
    """Places in the middle of random streets where the profile may stop."""
    reachable = (graph.edge_reach[profile] != Reach.NONE).reshape(-1, 2).any(axis=1)
    streets = np.flatnonzero(graph.may_stop[profile] & reachable)
    dice = np.random.default_rng(SEED)
    chosen = dice.choice(streets, size=count, replace=len(streets) < count)
    points = []
    for street in chosen:
        line = graph.polyline(int(street))
        place = (line[(len(line) - 1) // 2] + line[len(line) // 2]) / 2
        points.append(Coordinate(lat_deg=float(place[0]), lon_deg=float(place[1])))
    return points


def nearest_first(points: list[Coordinate]) -> list[Coordinate]:
    """Sort places by how far they are from the first."""
    return sorted(points, key=partial(great_circle_m, points[0]))
