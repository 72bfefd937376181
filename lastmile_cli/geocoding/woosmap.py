"""Woosmap's address service, with one's own private key; it answers in Google's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Woosmap

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import MOST_PLACES, GeopyPlug
from lastmile_cli.geocoding.google import judge
from lastmile_cli.geocoding.google import read_place as read_google
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import country_of, free_text


def open_woosmap(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open Woosmap's service; option ``api_key`` (a private key) is needed."""
    plug = GeopyPlug(
        settings,
        surroundings,
        Woosmap,
        judge,
        domain="api.woosmap.com",
        per_query=("language", "components"),
        key_name="api_key",
    )

    def ask(address: Address) -> RawPlaces:
        components = dict(plug.extra.get("components") or {})
        if country := country_of(address, ""):
            components.setdefault("country", country)
        options = {**plug.extra, "components": components or None, "limit": MOST_PLACES}
        return raw_places(plug.client.geocode(free_text(address), exactly_one=False, **options))

    return plug.geocoder(ask, read_place, reverse=plug.reverse)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one result; a part's name is a text here, or a list of such."""
    parts = [
        {
            **part,
            "long_name": _one(part.get("long_name")),
            "short_name": _one(part.get("short_name")),
        }
        for part in raw.get("address_components", [])
    ]
    return read_google({**raw, "address_components": parts})


def _one(names: Any) -> str:
    if isinstance(names, list):
        return str(names[0]) if names else ""
    return str(names or "")
