"""Road sources by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.ports import RoadSource
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.street_speeds import SpeedTable
from lastmile_cli.plumbing.registry import find_plug

BoolArray = npt.NDArray[np.bool_]

OURS = {
    "embedded": "lastmile_cli.roads.registry:open_embedded",
    "great_circle": "lastmile_cli.roads.registry:open_great_circle",
    "osrm": "lastmile_cli.roads.registry:open_osrm",
}
"""Name to factory; a factory takes ``RoadsSettings`` and a ``ProgressHook``."""


def open_roads(settings: RoadsSettings, progress: ProgressHook = no_progress) -> RoadSource:
    """
    Open the road source that the settings name.

    Raises
    ------
    UsageError
        There is no source of that name.
    InputRefusedError
        The map cannot be used; its notices (LM14xx) say why.
    """
    factory = find_plug("roads", settings.source, OURS)
    source: RoadSource = factory(settings, progress)
    return source


def reopen_roads(
    settings: RoadsSettings, map_sha256: str, progress: ProgressHook = no_progress
) -> RoadSource:
    """
    Open the roads a plan was made with: from the cache by the map's content, else its file.

    Raises
    ------
    InputRefusedError
        The map is neither in the cache nor where the settings name it.
    """
    if settings.source != "embedded":
        return open_roads(settings, progress)
    from lastmile_cli.plumbing.map_digest import map_digest
    from lastmile_cli.roads.embedded import find_map, open_map
    from lastmile_cli.roads.habits import Habits
    from lastmile_cli.roads.map_errors import map_gone

    habits = Habits.of(settings)
    cached = find_map(map_sha256, habits)
    if cached is not None:
        return cached
    path = Path(settings.map_path)
    if not path.is_file() or map_digest(path) != map_sha256:
        raise map_gone(settings.map_path, map_sha256)
    return open_map(path, progress, habits)


StreetFinder = Callable[[BoundingBox], Iterator[tuple[Sequence[tuple[float, float]], str, str]]]
"""Streets inside a box: (lat, lon) points, OSM road class, name."""


def find_streets(settings: RoadsSettings, map_sha256: str) -> StreetFinder:
    """
    Return a look-up of streets to draw, from the map of a plan.

    Raises
    ------
    InputRefusedError
        The map is not known here any more.
    """
    from lastmile_cli.roads.embedded import EmbeddedSource
    from lastmile_cli.roads.map_errors import map_gone

    source = reopen_roads(settings, map_sha256)
    if not isinstance(source, EmbeddedSource):
        raise map_gone(settings.map_path, map_sha256)

    def find(box: BoundingBox) -> Iterator[tuple[Sequence[tuple[float, float]], str, str]]:
        for street in source.streets_in(box):
            yield street.points, street.road_class, street.name

    return find


def rows_on_the_map(source: RoadSource, table: SpeedTable) -> BoolArray | None:
    """Say which rows of a table of speeds name streets of a source; ``None`` if it knows none."""
    from lastmile_cli.roads.embedded import EmbeddedSource

    return source.rows_on_the_map(table) if isinstance(source, EmbeddedSource) else None


def open_embedded(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:
    """Open the map of the settings, building its road graph where the cache has none."""
    from lastmile_cli.roads.embedded import open_map
    from lastmile_cli.roads.habits import Habits
    from lastmile_cli.roads.map_errors import no_map_given

    if not settings.map_path:
        raise no_map_given()
    return open_map(Path(settings.map_path), progress, Habits.of(settings))


def open_great_circle(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:  # noqa: ARG001
    """Estimate without streets."""
    from lastmile_cli.roads.great_circle import GreatCircleSource

    return GreatCircleSource(settings.great_circle_speed_kmh, settings.great_circle_detour)


def open_osrm(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:  # noqa: ARG001
    """
    Ask OSRM servers; nothing is asked yet.

    Raises
    ------
    UsageError
        No server is named.
    """
    from lastmile_cli.domain.errors import UsageError
    from lastmile_cli.roads.osrm_http import OsrmServer
    from lastmile_cli.roads.osrm_source import OsrmSource

    if not settings.osrm_urls:
        raise UsageError(
            "roads.source is osrm, but no server is named.",
            hint="add roads.osrm.url: http://127.0.0.1:5000",
        )
    servers = {
        profile: OsrmServer(url, settings.osrm_timeout_s)
        for profile, url in settings.osrm_urls.items()
    }
    return OsrmSource(servers, settings.osrm_block)
