"""Pelias servers: one's own, or the hosted one of Geocode Earth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import GeocodeEarth, Pelias

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import MOST_PLACES, GeopyPlug, as_list, text_of, texts_of
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import free_text, house_line
from lastmile_cli.geocoding.replies import is_features, judge_by_state

_QUERY_OPTIONS = ("language", "countries", "boundary_rect")
_OURS = ("structured",)
_LAYERS = {
    "address": Precision.HOUSE,
    "venue": Precision.HOUSE,
    "street": Precision.STREET,
    "intersection": Precision.STREET,
    "postalcode": Precision.POSTCODE,
}


def open_pelias(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open a Pelias server; option ``domain`` is needed, ``api_key`` where it wants one."""
    if not settings.options.get("domain"):
        raise InputRefusedError(
            f"Geocoder {settings.name!r} needs a server.", hint="name its host under `domain:`"
        )
    judge = judge_by_state(is_features)
    plug = GeopyPlug(
        settings, surroundings, Pelias, judge, domain="", per_query=_QUERY_OPTIONS, ours=_OURS
    )
    return _geocoder(plug)


def open_geocode_earth(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open Geocode Earth, hosted Pelias; option ``api_key`` is needed."""
    plug = GeopyPlug(
        settings,
        surroundings,
        GeocodeEarth,
        judge_by_state(is_features),
        domain="api.geocode.earth",
        per_query=_QUERY_OPTIONS,
        ours=_OURS,
        key_name="api_key",
    )
    return _geocoder(plug)


def _geocoder(plug: GeopyPlug) -> OnlineGeocoder:
    codes = as_list(plug.extra.pop("countries", None)) or list(plug.settings.countries)
    free = {**plug.extra, **({"countries": codes} if codes else {})}
    takes_parts = plug.settings.options.get("structured", True) and "boundary_rect" not in free
    common = {
        "boundary.country": ",".join(codes),
        "lang": plug.extra.get("language"),
        "api_key": plug.settings.options.get("api_key"),
        "size": MOST_PLACES,
    }

    def ask(address: Address) -> RawPlaces:
        found: RawPlaces = []
        if takes_parts and (address.city or address.postal_code):
            page = plug.fetch(f"{plug.client.geocode_api}/structured", _parts(address) | common)
            found = page["features"]
        return found or raw_places(
            plug.client.geocode(free_text(address), exactly_one=False, **free)
        )

    return plug.geocoder(ask, read_place, reverse=plug.reverse)


def _parts(address: Address) -> dict[str, Any]:
    return {
        "address": house_line(address),
        "locality": address.city,
        "region": address.state,
        "postalcode": address.postal_code,
        "country": address.country,
    }


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
        country=text_of(found, "country_code", "country_a", "country"),
    )


def _precision(found: Mapping[str, Any], layer: str, number: str) -> Precision:
    precision = _LAYERS.get(layer, Precision.PLACE)
    if precision is not Precision.HOUSE:
        return precision
    if not number:
        return Precision.STREET
    is_estimate = "interpolated" in {found.get("match_type"), found.get("accuracy")}
    return Precision.INTERPOLATED if is_estimate else Precision.HOUSE
