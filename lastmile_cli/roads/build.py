"""A map file to its road graph: from the cache where it is, else read and built."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.plumbing.archives import DAMAGED
from lastmile_cli.plumbing.cache import cache_dir
from lastmile_cli.plumbing.files import atomic_file
from lastmile_cli.plumbing.map_digest import map_digest
from lastmile_cli.roads.build_stages import BuildStages
from lastmile_cli.roads.expand import Expanded, expand
from lastmile_cli.roads.graph import GRAPH_VERSION, GraphProfile, RoadGraph
from lastmile_cli.roads.map_errors import empty_map, unreadable_map
from lastmile_cli.roads.ordering import order_nodes
from lastmile_cli.roads.profiles.catalogue import PROFILES, family_index
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.raw_map import RawMap


@dataclass(frozen=True, slots=True, kw_only=True)
class MapReport:
    """
    What a built map holds: streets, edges (their directions in use), turns, and where it lies.

    ``nodes`` counts ends and crossings of streets. ``cache_path`` is ``None``
    where the cache could not be written.
    """

    map_path: str
    sha256: str
    nodes: int
    streets: int
    edges: int
    turns: int
    seconds: float
    cache_path: str | None
    was_cached: bool


def build_map(
    path: Path,
    progress: ProgressHook = no_progress,
    profiles: tuple[Profile, ...] = PROFILES,
) -> MapReport:
    """
    Make sure that a map's road graph lies in the cache, and say what is in it.

    Raises
    ------
    InputRefusedError
        The map cannot be used; its notices (LM14xx) say why.
    """
    begun = time.perf_counter()
    graph, sha256, was_cached = load_or_build(path, progress, profiles)
    cached = graph_path(sha256, profiles)
    return MapReport(
        map_path=str(path),
        sha256=sha256,
        nodes=junction_count(graph),
        streets=graph.street_count,
        edges=int((graph.edge_ms >= 0).any(axis=0).sum()),
        turns=len(graph.tail),
        seconds=time.perf_counter() - begun,
        cache_path=str(cached) if cached.exists() else None,
        was_cached=was_cached,
    )


def load_or_build(
    path: Path, progress: ProgressHook, profiles: tuple[Profile, ...] = PROFILES
) -> tuple[RoadGraph, str, bool]:
    """Return a map's graph, its sha256, and whether it came from the cache."""
    try:
        sha256 = map_digest(path)
    except OSError as error:
        raise unreadable_map(path, error.strerror or str(error)) from error
    cached = graph_path(sha256, profiles)
    graph = _read_cached(cached)
    if graph is not None:
        return graph, sha256, True
    graph = _build(path, cached, progress, profiles)
    try:
        with atomic_file(cached) as stream:
            graph.save(stream)
        BuildStages(cached).clear()
    except OutputFailedError:
        # Without room in the cache the next run builds again; this one has what it needs.
        progress(Progress(label="building", detail=f"the cache {cached} cannot be written"))
    return graph, sha256, False


def find_graph(sha256: str, profiles: tuple[Profile, ...] = PROFILES) -> RoadGraph | None:
    """Return the graph of a map built before, by the map's content alone."""
    return _read_cached(graph_path(sha256, profiles)) if sha256 else None


def is_built(path: Path, profiles: tuple[Profile, ...] = PROFILES) -> bool:
    """Whether a map's graph lies in the cache."""
    return graph_path(map_digest(path), profiles).exists()


def graph_path(sha256: str, profiles: tuple[Profile, ...] = PROFILES) -> Path:
    """Where the graph of a map lies; another version or other profiles are another file."""
    facts = hashlib.sha256(_facts(profiles).encode()).hexdigest()[:8]
    return cache_dir("maps") / f"{sha256[:32]}-v{GRAPH_VERSION}-{facts}.npz"


def _facts(profiles: tuple[Profile, ...]) -> str:
    """Print all profile tables, the same in every process (sets have no order of their own)."""
    return json.dumps([asdict(profile) for profile in profiles], default=sorted, sort_keys=True)


def _read_cached(cached: Path) -> RoadGraph | None:
    try:
        with cached.open("rb") as stream:
            return RoadGraph.load(stream)
    except DAMAGED:
        return None


def _build(
    path: Path, target: Path, progress: ProgressHook, profiles: tuple[Profile, ...]
) -> RoadGraph:
    """Build a graph from where an earlier build was interrupted, else from the map."""
    stages = BuildStages(target)
    graph = stages.find_graph()
    if graph is None:
        graph = _unordered(path, progress, profiles)
        stages.keep_graph(graph)
    return replace(graph, order=order_nodes(graph, stages, progress))


def _unordered(path: Path, progress: ProgressHook, profiles: tuple[Profile, ...]) -> RoadGraph:
    """Read and expand a map; what is only needed for that is given back."""
    # Brings osmium along, which those whose map is built already need not wait for.
    from lastmile_cli.roads.osm_reader import read_map

    raw = read_map(path, progress, profiles)
    progress(Progress(label="expanding", detail=f"{len(raw.way_id):,} ways"))
    expanded = expand(raw, profiles)
    if not len(expanded.turns.tail):
        raise empty_map(path)
    return _assemble(raw, expanded, np.empty((0, 0), dtype=np.int32), profiles)


def _assemble(
    raw: RawMap, expanded: Expanded, order: np.ndarray, profiles: tuple[Profile, ...]
) -> RoadGraph:
    streets, turns = expanded.streets, expanded.turns
    return RoadGraph(
        way_id=raw.way_id[streets.way],
        street_class=raw.way_class[streets.way].astype(np.int16),
        street_name=raw.way_name[streets.way],
        street_m=streets.length_m,
        street_round=raw.way_circular[streets.way],
        street_other=raw.way_other[streets.way],
        may_stop=expanded.may_stop,
        first_point=streets.first_point.astype(np.int64),
        lat_e7=raw.lat_e7[streets.point],
        lon_e7=raw.lon_e7[streets.point],
        point_node=raw.node_id[streets.point],
        edge_ms=expanded.edge_ms,
        edge_reach=expanded.edge_reach,
        departure=expanded.departure,
        node_edge=turns.node_edge,
        tail=turns.tail,
        head=turns.head,
        turn_ms=turns.cost_ms,
        order=order,
        classes=raw.classes,
        names=raw.names,
        other_names=raw.other_names,
        profiles=tuple(
            GraphProfile(
                profile.name, family_index(profile), profile.feels_traffic, profile.top_kmh
            )
            for profile in profiles
        ),
        facts={"timed_ways": raw.timed_ways, "timed_turns": raw.timed_turns},
    )


def junction_count(graph: RoadGraph) -> int:
    """Count ends and crossings of streets."""
    ends = np.concatenate([graph.first_point[:-1], graph.first_point[1:] - 1])
    return len(np.unique(np.stack([graph.lat_e7[ends], graph.lon_e7[ends]]), axis=1).T)
