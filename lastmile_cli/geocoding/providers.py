"""Geocoders by name: our own, and those that installed packages announce."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.ports import Geocoder
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import AnswerCache
from lastmile_cli.plumbing.registry import find_plug

OURS = {
    "map": "lastmile_cli.geocoding.providers:open_map",
    "nominatim": "lastmile_cli.geocoding.nominatim:open_nominatim",
    "photon": "lastmile_cli.geocoding.photon:open_photon",
    "pelias": "lastmile_cli.geocoding.pelias:open_pelias",
    "geocode_earth": "lastmile_cli.geocoding.pelias:open_geocode_earth",
    "locationiq": "lastmile_cli.geocoding.locationiq:open_locationiq",
    "opencage": "lastmile_cli.geocoding.opencage:open_opencage",
    "ban": "lastmile_cli.geocoding.ban:open_ban",
    "google": "lastmile_cli.geocoding.google:open_google",
    "here": "lastmile_cli.geocoding.here:open_here",
    "tomtom": "lastmile_cli.geocoding.tomtom:open_tomtom",
    "azure": "lastmile_cli.geocoding.tomtom:open_azure",
    "maptiler": "lastmile_cli.geocoding.maptiler:open_maptiler",
    "woosmap": "lastmile_cli.geocoding.woosmap:open_woosmap",
}
"""Names and where to find them; others come in through the entry point ``lastmile.geocoders``."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """
    What a provider may use besides its own settings.

    A plug is a function of (``ProviderSettings``, ``Surroundings``) that returns
    a ``Geocoder``; it opens no socket yet. ``country`` is where the work is
    (ISO 3166 code), where that is configured.
    """

    map_path: Path | None = None
    bias: Coordinate | None = None
    cache: Callable[[], AnswerCache | None] = lambda: None
    progress: ProgressHook = no_progress
    sleep: Callable[[float], None] = time.sleep
    country: str = ""


def open_geocoder(settings: ProviderSettings, surroundings: Surroundings) -> Geocoder:
    """
    Open a configured provider.

    Raises
    ------
    UsageError
        No provider has this name.
    InputRefusedError
        Its options make no sense, or something it needs is missing.
    """
    plug = find_plug("geocoders", settings.name, OURS)
    geocoder: Geocoder = plug(settings, surroundings)
    return geocoder


def open_map(settings: ProviderSettings, surroundings: Surroundings) -> Geocoder:
    """Open the address index of the map the roads come from (or of option ``path``)."""
    from lastmile_cli.geocoding.map_geocoder import MapGeocoder

    path = settings.options.get("path") or surroundings.map_path
    if not path:
        raise InputRefusedError(
            "The geocoder 'map' has no map to look at.",
            hint="name one under `roads: map:`, or configure another geocoding provider",
        )
    return MapGeocoder.of_map(
        Path(path), surroundings.progress, surroundings.bias, surroundings.country
    )
