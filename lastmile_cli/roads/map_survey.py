"""How large a map is for us: its roads, and the memory and time a build wants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import osmium.filter
import osmium.osm

from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.roads.components import Reach
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.map_errors import not_a_map
from lastmile_cli.roads.map_facts import MapFacts

TELL_EVERY = 20_000

BASE_MB = 60.0
"""Python and its libraries, before anything is read."""

BYTES_PER_OBJECT = 16.0
"""Where the nodes lie is remembered while ways are read, see ``osm_reader``."""

BYTES_PER_WAY = 3_500.0
"""Streets, edges and turns of all profiles; measured, see docs/benchmarks.md, "Large maps"."""

BYTES_PER_TURN = 600.0
"""What planning holds of each turn a profile may take: both hierarchies and a period's weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadCount:
    """Ways that are roads, and when the newest was edited (RFC 3339, empty where not told)."""

    ways: int
    newest: str


def count_roads(path: Path, progress: ProgressHook = no_progress) -> RoadCount:
    """
    Count the roads of a map without building anything.

    Raises
    ------
    InputRefusedError
        The map is damaged.
    """
    ways, newest = 0, ""
    try:
        reader: Any = osmium.FileProcessor(str(path), osmium.osm.WAY)
        for way in reader.with_filter(osmium.filter.KeyFilter("highway")):
            ways += 1
            newest = max(newest, way.timestamp.isoformat())
            if ways % TELL_EVERY == 0:
                progress(Progress(label="counting roads", detail=f"{ways:,}"))
    except RuntimeError as error:
        raise not_a_map(path, str(error)) from error
    # Files without dates of edits tell the beginning of time.
    return RoadCount(ways=ways, newest="" if newest.startswith("1970") else newest)


def build_mb(facts: MapFacts, roads: RoadCount) -> int:
    """Estimate the megabytes that building a map wants at most."""
    wanted = facts.most_objects * BYTES_PER_OBJECT + roads.ways * BYTES_PER_WAY
    return round(BASE_MB + wanted / 2**20)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileShare:
    """
    What of a map one profile may use; ``local_edges`` only to stop there.

    ``plan_mb`` are the megabytes that planning with it wants, beside the graph.
    """

    profile: str
    edges: int
    local_edges: int
    plan_mb: int


def shares(graph: RoadGraph) -> tuple[ProfileShare, ...]:
    """Count the edges each profile can reach and leave again."""
    return tuple(
        ProfileShare(
            profile=profile.name,
            edges=int((graph.edge_reach[row] != Reach.NONE).sum()),
            local_edges=int(np.sum(graph.edge_reach[row] == Reach.LOCAL)),
            plan_mb=round(int((graph.turn_ms[row] >= 0).sum()) * BYTES_PER_TURN / 2**20),
        )
        for row, profile in enumerate(graph.profiles)
    )
