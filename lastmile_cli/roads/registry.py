"""Road sources by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.ports import RoadSource
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.street_speeds import SpeedTable
from lastmile_cli.plumbing.registry import find_plug

BoolArray = npt.NDArray[np.bool_]

OURS = {
    "embedded": "lastmile_cli.roads.registry:open_embedded",
    "great_circle": "lastmile_cli.roads.registry:open_great_circle",
    "matrix": "lastmile_cli.roads.registry:open_matrix",
    "osrm": "lastmile_cli.roads.registry:open_osrm",
    "osrm_embedded": "lastmile_cli.roads.registry:open_osrm_embedded",
    "valhalla": "lastmile_cli.roads.registry:open_valhalla",
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
        The map is neither in the cache nor where the settings name it, or the
        files of another source have changed.
    """
    from lastmile_cli.plumbing.map_digest import map_digest
    from lastmile_cli.roads.map_errors import files_changed, map_gone

    if settings.source != "embedded":
        source = open_roads(settings, progress)
        now = source.provenance((), ())
        if now.map_sha256 != map_sha256:
            raise files_changed(now.source, map_sha256)
        return source
    from lastmile_cli.roads.embedded import find_map, open_map
    from lastmile_cli.roads.habits import Habits

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


ClosureLines = Callable[[Closure], Iterator[list[tuple[float, float]]]]
"""(lat, lon) points of each street that a closure closes."""


def find_streets(settings: RoadsSettings, map_sha256: str) -> StreetFinder:
    """
    Return a look-up of streets to draw, from the map of a plan.

    Raises
    ------
    InputRefusedError
        The map is not known here any more, or the source has no streets.
    """
    return find_streets_and_closures(settings, map_sha256)[0]


def find_streets_and_closures(
    settings: RoadsSettings, map_sha256: str
) -> tuple[StreetFinder, ClosureLines]:
    """
    Return look-ups of streets to draw and of what closures close, from the map of a plan.

    Raises
    ------
    InputRefusedError
        The map is not known here any more, or the source has no streets.
    """
    from lastmile_cli.roads.embedded import EmbeddedSource
    from lastmile_cli.roads.map_errors import no_streets

    # Nobody but the embedded roads knows streets to draw: others need not be opened.
    source = reopen_roads(settings, map_sha256) if settings.source == "embedded" else None
    if not isinstance(source, EmbeddedSource):
        raise no_streets(settings.source)

    def find(box: BoundingBox) -> Iterator[tuple[Sequence[tuple[float, float]], str, str]]:
        for street in source.streets_in(box):
            yield street.points, street.road_class, street.name

    return find, source.closed_lines


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
    from lastmile_cli.roads.profiles.catalogue import with_own

    profiles = with_own(settings.own_profiles)
    return GreatCircleSource(
        settings.great_circle_speed_kmh, settings.great_circle_detour, profiles
    )


def open_matrix(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:  # noqa: ARG001
    """
    Look up matrices that were read from the user's files.

    Raises
    ------
    UsageError
        No file is named.
    """
    from lastmile_cli.roads.matrix_source import MatrixSource
    from lastmile_cli.roads.profiles.catalogue import with_own

    if not settings.matrices:
        raise _nothing_named("matrix", "matrix.file: times.csv")
    return MatrixSource(settings.matrices, profiles=with_own(settings.own_profiles))


def open_osrm(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:  # noqa: ARG001
    """
    Ask OSRM servers; nothing is asked yet.

    Raises
    ------
    UsageError
        No server is named.
    """
    from lastmile_cli.roads.osrm_http import OsrmServer
    from lastmile_cli.roads.osrm_router import OsrmRouter
    from lastmile_cli.roads.profiles.catalogue import with_own
    from lastmile_cli.roads.router_source import RouterSource

    if not settings.osrm_urls:
        raise _nothing_named("osrm", "osrm.url: http://127.0.0.1:5000")
    routers = {
        profile: OsrmRouter(OsrmServer(url, settings.osrm_timeout_s))
        for profile, url in settings.osrm_urls.items()
    }
    way_out = "add roads.osrm.profiles.{profile}: http://127.0.0.1:5000"
    profiles = with_own(settings.own_profiles)
    return RouterSource("osrm", routers, settings.osrm_block, way_out=way_out, profiles=profiles)


def open_osrm_embedded(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:
    """
    Load files prepared by OSRM's own tools; a file that several profiles share is loaded once.

    Raises
    ------
    UsageError
        No file is named, or the library is not installed.
    InputRefusedError
        The files cannot be used (LM1491).
    """
    from lastmile_cli.roads.osrm_embedded import BLOCK, OsrmFiles
    from lastmile_cli.roads.osrm_router import OsrmRouter
    from lastmile_cli.roads.profiles.catalogue import with_own
    from lastmile_cli.roads.router_source import RouterSource

    files = settings.osrm_files
    if not files:
        raise _nothing_named("osrm_embedded", "osrm_embedded.file: map.osrm")
    progress(Progress(label="Loading OSRM's files"))
    loaded = {path: OsrmRouter(OsrmFiles(Path(path))) for path in dict.fromkeys(files.values())}
    routers = {profile: loaded[path] for profile, path in files.items()}
    way_out = "add roads.osrm_embedded.profiles.{profile}: map.osrm"
    profiles = with_own(settings.own_profiles)
    return RouterSource("osrm_embedded", routers, BLOCK, way_out=way_out, profiles=profiles)


def open_valhalla(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:  # noqa: ARG001
    """
    Ask a Valhalla server for all profiles; nothing is asked yet.

    Raises
    ------
    UsageError
        No server is named.
    """
    from lastmile_cli.roads.profiles.catalogue import with_own
    from lastmile_cli.roads.router_source import RouterSource
    from lastmile_cli.roads.valhalla import ValhallaRouter, valhalla_service

    if not settings.valhalla_url:
        raise _nothing_named("valhalla", "valhalla.url: http://127.0.0.1:8002")
    service = valhalla_service(settings.valhalla_url, settings.valhalla_timeout_s)
    profiles = with_own(settings.own_profiles)
    routers = {profile.name: ValhallaRouter(service, profile) for profile in profiles}
    return RouterSource("valhalla", routers, settings.valhalla_block, profiles=profiles)


def _nothing_named(source: str, example: str) -> UsageError:
    return UsageError(
        f"roads.source is {source}, but roads.{source} names nothing.", hint=f"add roads.{example}"
    )
