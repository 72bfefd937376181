"""What a map file is: where, of when, how large, and whether its roads are built."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.plumbing.map_digest import map_digest
from lastmile_cli.roads.build import find_graph, graph_path, junction_count
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.map_facts import MapFacts, read_facts
from lastmile_cli.roads.map_notices import notices_of_map
from lastmile_cli.roads.map_survey import ProfileShare, RoadCount, build_mb, count_roads, shares
from lastmile_cli.roads.profiles.catalogue import with_own
from lastmile_cli.workflows.get_map import LICENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class MapInfo:
    """
    A map's facts.

    ``graph`` is what its built roads hold, ``None`` where they are not built.
    """

    facts: MapFacts
    sha256: str
    roads: RoadCount
    graph: RoadGraph | None
    cache_path: Path

    @property
    def date(self) -> str:
        """When the data is from: the file's own word, else its newest edit of a road."""
        return self.facts.date or self.roads.newest

    @property
    def profiles(self) -> tuple[ProfileShare, ...]:
        """What each profile may use, where that is known."""
        return shares(self.graph) if self.graph else ()

    def record(self) -> dict[str, Any]:
        """The facts as JSON."""
        graph = self.graph
        return {
            "schema_version": 1,
            "path": str(self.facts.path),
            "sha256": self.sha256,
            "size_bytes": self.facts.size_bytes,
            "box": asdict(self.facts.box) if self.facts.box else None,
            "date": self.date,
            "generator": self.facts.generator,
            "licence": LICENCE,
            "road_ways": self.roads.ways,
            "most_objects": self.facts.most_objects,
            "build_mb": build_mb(self.facts, self.roads),
            "is_built": graph is not None,
            "cache_path": str(self.cache_path) if graph else None,
            "streets": graph.street_count if graph else None,
            "nodes": junction_count(graph) if graph else None,
            "turns": len(graph.tail) if graph else None,
            "profiles": [asdict(share) for share in self.profiles],
            "notices": [str(notice.problem) for notice in self._notices()],
        }

    def lines(self) -> list[str]:
        """The facts for people."""
        facts, box = self.facts, self.facts.box
        covers = "the file does not say what it covers"
        if box is not None:
            west_south = f"{box.west_deg:.4f},{box.south_deg:.4f}"
            covers = f"covers {west_south},{box.east_deg:.4f},{box.north_deg:.4f} (W,S,E,N)"
        told = [
            f"{facts.path}: {facts.size_bytes / 1e6:,.1f} MB, {covers}",
            f"data of {self.date or 'an unknown day'}; {LICENCE}",
            f"{self.roads.ways:,} ways of roads; a build wants about "
            f"{build_mb(facts, self.roads):,} MB of memory",
        ]
        if self.graph is None:
            return [*told, f"not built yet: `lastmile roads build {facts.path}`"]
        graph = self.graph
        told.append(
            f"built: {graph.street_count:,} streets, {junction_count(graph):,} ends and "
            f"crossings, {len(graph.tail):,} turns ({self.cache_path})"
        )
        told += [
            f"  {share.profile}: {share.edges:,} edges, {share.local_edges:,} of them "
            f"only to stop there; planning wants {share.plan_mb:,} MB"
            for share in self.profiles
        ]
        return told + [notice.problem for notice in self._notices()]

    def _notices(self) -> list[Any]:
        return list(notices_of_map(self.graph.facts)) if self.graph else []


def tell_map(map_path: str, config: str = "", progress: ProgressHook = no_progress) -> MapInfo:
    """
    Look at a map; ``config`` adds the profiles of one's own to those asked after.

    Raises
    ------
    InputRefusedError
        The map is missing, no map, or breaks off before its end.
    """
    path = Path(map_path)
    facts = read_facts(path)
    settings = RoadsSettings()
    if config:
        settings = read_config(read_source(config)).config_or_refuse().roads
    profiles = with_own(settings.own_profiles)
    sha256 = map_digest(path)
    return MapInfo(
        facts=facts,
        sha256=sha256,
        roads=count_roads(path, progress),
        graph=find_graph(sha256, profiles),
        cache_path=graph_path(sha256, profiles),
    )
