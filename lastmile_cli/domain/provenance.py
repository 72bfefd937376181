"""What a plan was made from."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.street_speeds import SpeedsFile


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadsProvenance:
    """
    Which streets and hours a plan was made with.

    ``map_sha256`` is the content of the map, or of the files another source
    read. ``is_straight``: routes are drawn straight, for where they run is not
    known; an estimate (``is_estimate``) is drawn so as well.
    """

    source: str
    map_sha256: str = ""
    profiles: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    closures: tuple[str, ...] = ()
    is_estimate: bool = False
    speeds: tuple[SpeedsFile, ...] = ()
    is_straight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a plan was made from, enough to make it again."""

    stops_sha256: str
    config_sha256: str
    engine: str
    seed: int
    iterations: int
    repeatable: bool
    roads: RoadsProvenance
    lastmile_version: str
    calibration: str | None = None
