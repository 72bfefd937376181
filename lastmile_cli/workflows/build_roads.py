"""A map's road graph and address index, built ahead of the night's first plan."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lastmile_cli.domain.errors import InterruptedRunError
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import OwnProfile
from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.roads.build import MapReport, build_map
from lastmile_cli.roads.profiles.catalogue import with_own


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltRoads:
    """What a map holds, and how long reading it took."""

    roads: MapReport
    named_streets: int
    address_s: float

    def record(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "schema_version": 1,
            "roads": asdict(self.roads),
            "addresses": {"streets": self.named_streets, "seconds": round(self.address_s, 3)},
        }

    def lines(self) -> list[str]:
        """The report for people."""
        roads = self.roads
        state = "was in the cache" if roads.was_cached else f"built in {roads.seconds:.1f} s"
        return [
            f"map {roads.map_path} (sha256 {roads.sha256[:16]})",
            f"roads {state}: {roads.streets:,} streets, {roads.nodes:,} ends and crossings, "
            f"{roads.edges:,} edges, {roads.turns:,} turns",
            f"addresses ready in {self.address_s:.1f} s: {self.named_streets:,} streets",
        ]


def build_roads(
    map_path: str, progress: ProgressHook = no_progress, config: str = ""
) -> BuiltRoads:
    """
    Make sure that road graph and address index of a map lie in the cache.

    ``config`` names a configuration whose own profiles are wanted too.

    Raises
    ------
    InputRefusedError
        The map cannot be used.
    InterruptedRunError
        Ctrl-C; what is finished of the roads is kept.
    """
    path = Path(map_path)
    own: tuple[OwnProfile, ...] = ()
    if config:
        own = read_config(read_source(config)).config_or_refuse().roads.own_profiles
    try:
        roads = build_map(path, progress, with_own(own))
    except KeyboardInterrupt:
        raise InterruptedRunError(
            f"Interrupted; what is finished of {path} is kept.",
            hint="the same command goes on where this one stopped",
        ) from None
    progress(Progress(label="Indexing addresses"))
    begun_s = time.monotonic()
    index = open_address_index(path, progress)
    streets = len(index.streets)
    index.close()
    return BuiltRoads(roads=roads, named_streets=streets, address_s=time.monotonic() - begun_s)
