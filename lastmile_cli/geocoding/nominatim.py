"""Nominatim: one's own server, or the public one for those who keep its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geopy.geocoders import Nominatim

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces, options_key
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import (
    free_text,
    house_line,
    make_client,
    make_geocoder,
    query_options,
    text_of,
    texts_of,
)
from lastmile_cli.geocoding.online import OnlineGeocoder, Provider, raw_places
from lastmile_cli.geocoding.providers import Surroundings

PUBLIC_HOST = "nominatim.openstreetmap.org"
POLICY_OPTION = "i_accept_public_nominatim_policy"
_QUERY_OPTIONS = ("language", "country_codes", "viewbox", "bounded", "featuretype")
_TOWNS = (
    "city", "town", "village", "hamlet", "municipality", "suburb", "city_district", "borough",
    "quarter", "neighbourhood",
)  # fmt: skip
_PLACES = frozenset({*_TOWNS, "county", "state", "country", "administrative", "region"})
_MOST_PLACES = 5


def open_nominatim(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """
    Open a Nominatim server; option ``domain`` names it.

    Raises
    ------
    InputRefusedError
        The public server without its policy accepted, or unknown options.
    """
    host = str(settings.options.get("domain", PUBLIC_HOST)).strip("/")
    if host.split(":")[0].lower().endswith(PUBLIC_HOST):
        settings = _as_the_policy_wants(settings)
    client = make_client(
        Nominatim,
        settings,
        lambda page: isinstance(page, list),
        not_for_client=(*_QUERY_OPTIONS, POLICY_OPTION),
    )
    extra = query_options(settings, _QUERY_OPTIONS)

    def ask(address: Address) -> RawPlaces:
        common = {"exactly_one": False, "limit": _MOST_PLACES, "addressdetails": True, **extra}
        parts = _structured(address)
        found = raw_places(client.geocode(parts, **common)) if parts else []
        # A wrong postcode or a town inside the line spoils the structured search only.
        return found or raw_places(client.geocode(free_text(address), **common))

    key = options_key({**settings.options, "domain": host})
    provider = Provider(name=settings.name, host=host, options_key=key, ask=ask, read=read_place)
    return make_geocoder(settings, provider, surroundings)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one place of Nominatim's JSON."""
    address = raw.get("address", {})
    number = text_of(address, "house_number")
    return Answer(
        coordinate=Coordinate(lat_deg=float(raw["lat"]), lon_deg=float(raw["lon"])),
        precision=_precision(raw, number),
        label=text_of(raw, "display_name"),
        street=text_of(address, "road", "pedestrian", "footway", "square", "place"),
        number=number,
        towns=texts_of(address, *_TOWNS),
        postcode=text_of(address, "postcode"),
    )


def _precision(raw: Mapping[str, Any], number: str) -> Precision:
    kind = text_of(raw, "addresstype", "type")
    group = text_of(raw, "class", "category")
    if number:
        # A house that is a way of class "place" is a point on an interpolation line.
        estimated = group == "place" and raw.get("osm_type") == "way"
        return Precision.INTERPOLATED if estimated else Precision.HOUSE
    if kind == "postcode":
        return Precision.POSTCODE
    if kind in _PLACES or group == "boundary":
        return Precision.PLACE
    return Precision.STREET


def _structured(address: Address) -> dict[str, str]:
    if not (address.city or address.postal_code):
        return {}
    parts = {
        "street": house_line(address),
        "city": address.city,
        "state": address.state,
        "postalcode": address.postal_code,
        "country": address.country,
    }
    return {name: value for name, value in parts.items() if value}


def _as_the_policy_wants(settings: ProviderSettings) -> ProviderSettings:
    if settings.options.get(POLICY_OPTION) is not True:
        raise InputRefusedError(
            f"The public Nominatim server {PUBLIC_HOST} may be used under its policy only.",
            hint=(
                "read https://operations.osmfoundation.org/policies/nominatim/ and set"
                f" `{POLICY_OPTION}: true`, or name your own server under `domain:`"
            ),
        )
    return replace(settings, requests_per_s=min(1.0, settings.requests_per_s))
