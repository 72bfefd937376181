"""Google's Geocoding API (version 3), with one's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import GoogleV3

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces, options_key
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import (
    free_text,
    make_client,
    make_geocoder,
    query_options,
)
from lastmile_cli.geocoding.online import OnlineGeocoder, Provider, raw_places
from lastmile_cli.geocoding.providers import Surroundings

_QUERY_OPTIONS = ("language", "region", "bounds", "components")
_EXACTNESS = {
    "ROOFTOP": Precision.HOUSE,
    "RANGE_INTERPOLATED": Precision.INTERPOLATED,
}
_HOUSES = frozenset({"street_address", "premise", "subpremise"})
_TOWNS = frozenset({"locality", "postal_town", "sublocality", "neighborhood"})
_ALPHA_2 = 2


def open_google(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open Google's service; option ``api_key`` is needed."""
    client = make_client(GoogleV3, settings, _is_answer, not_for_client=_QUERY_OPTIONS)
    extra = query_options(settings, _QUERY_OPTIONS)

    def ask(address: Address) -> RawPlaces:
        components = dict(extra.get("components", {}))
        if len(address.country) == _ALPHA_2:
            components.setdefault("country", address.country.upper())
        options = {**extra, "components": components or None}
        return raw_places(client.geocode(free_text(address), exactly_one=False, **options))

    key = options_key({**settings.options, "domain": client.domain})
    provider = Provider(
        name=settings.name, host=client.domain, options_key=key, ask=ask, read=read_place
    )
    return make_geocoder(settings, provider, surroundings)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one result of Google's JSON."""
    parts: dict[str, str] = {}
    towns: list[str] = []
    for part in raw.get("address_components", []):
        for kind in part["types"]:
            parts.setdefault(kind, part["long_name"])
            if kind in _TOWNS:
                towns.append(part["long_name"])
    place = raw["geometry"]["location"]
    return Answer(
        coordinate=Coordinate(lat_deg=float(place["lat"]), lon_deg=float(place["lng"])),
        precision=_precision(raw, parts),
        label=str(raw.get("formatted_address", "")),
        street=parts.get("route", ""),
        number=parts.get("street_number", ""),
        towns=tuple(dict.fromkeys(towns)),
        postcode=parts.get("postal_code", ""),
    )


def _precision(raw: Mapping[str, Any], parts: Mapping[str, str]) -> Precision:
    kinds = set(raw.get("types", []))
    if "street_number" in parts or kinds & _HOUSES:
        exactness = raw["geometry"].get("location_type", "")
        return _EXACTNESS.get(exactness, Precision.STREET)
    if "route" in kinds:
        return Precision.STREET
    return Precision.POSTCODE if "postal_code" in kinds else Precision.PLACE


def _is_answer(page: Any) -> bool:
    return isinstance(page, Mapping) and isinstance(page.get("status"), str)
