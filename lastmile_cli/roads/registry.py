"""Road sources by name."""

from __future__ import annotations

from pathlib import Path

from lastmile_cli.domain.ports import ProgressHook, RoadSource, no_progress
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.plumbing.registry import find_plug

OURS = {
    "embedded": "lastmile_cli.roads.registry:open_embedded",
    "great_circle": "lastmile_cli.roads.registry:open_great_circle",
}
"""Name to factory; a factory takes ``RoadsSettings`` and a ``ProgressHook``."""


def open_roads(settings: RoadsSettings, progress: ProgressHook = no_progress) -> RoadSource:
    """Open the road source that the settings name.

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


def open_embedded(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:
    """Open the map of the settings, building its road graph where the cache has none."""
    from lastmile_cli.roads.embedded import EmbeddedSource
    from lastmile_cli.roads.map_errors import no_map_given

    if not settings.map_path:
        raise no_map_given()
    return EmbeddedSource(Path(settings.map_path), progress)


def open_great_circle(settings: RoadsSettings, progress: ProgressHook) -> RoadSource:  # noqa: ARG001
    """Estimate without streets."""
    from lastmile_cli.roads.great_circle import GreatCircleSource

    return GreatCircleSource(settings.great_circle_speed_kmh, settings.great_circle_detour)
