"""Pelias servers, such as one's own or a hosted one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Pelias

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
    text_of,
    texts_of,
)
from lastmile_cli.geocoding.online import OnlineGeocoder, Provider, raw_places
from lastmile_cli.geocoding.photon import is_feature_list
from lastmile_cli.geocoding.providers import Surroundings

_QUERY_OPTIONS = ("language", "countries", "boundary_rect")
_LAYERS = {
    "address": Precision.HOUSE,
    "venue": Precision.HOUSE,
    "street": Precision.STREET,
    "intersection": Precision.STREET,
    "postalcode": Precision.POSTCODE,
}


def open_pelias(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open a Pelias server; option ``domain`` is needed, ``api_key`` where it wants one."""
    client = make_client(Pelias, settings, is_feature_list, not_for_client=_QUERY_OPTIONS)
    extra = query_options(settings, _QUERY_OPTIONS)

    def ask(address: Address) -> RawPlaces:
        return raw_places(client.geocode(free_text(address), exactly_one=False, **extra))

    key = options_key({**settings.options, "domain": client.domain})
    provider = Provider(
        name=settings.name, host=client.domain, options_key=key, ask=ask, read=read_place
    )
    return make_geocoder(settings, provider, surroundings)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one feature of Pelias' GeoJSON."""
    lon, lat = raw["geometry"]["coordinates"][:2]
    found = raw["properties"]
    number = text_of(found, "housenumber")
    layer = text_of(found, "layer")
    name = text_of(found, "name")
    return Answer(
        coordinate=Coordinate(lat_deg=float(lat), lon_deg=float(lon)),
        precision=_precision(found, layer, number),
        label=text_of(found, "label", "name"),
        street=text_of(found, "street") or (name if layer == "street" else ""),
        number=number,
        towns=texts_of(found, "locality", "localadmin", "borough", "neighbourhood", "county"),
        postcode=text_of(found, "postalcode"),
    )


def _precision(found: Mapping[str, Any], layer: str, number: str) -> Precision:
    precision = _LAYERS.get(layer, Precision.PLACE)
    if precision is not Precision.HOUSE:
        return precision
    if not number:
        return Precision.STREET
    is_estimate = "interpolated" in {found.get("match_type"), found.get("accuracy")}
    return Precision.INTERPOLATED if is_estimate else Precision.HOUSE
