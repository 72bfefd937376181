"""Photon, komoot's search over OpenStreetMap; free text only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Photon

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import MOST_PLACES, GeopyPlug, text_of, texts_of
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import free_text
from lastmile_cli.geocoding.replies import is_features, judge_by_state

_KINDS = {"house": Precision.HOUSE, "street": Precision.STREET, "postcode": Precision.POSTCODE}


def open_photon(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open a Photon server; option ``domain`` names it (komoot's own by default)."""
    plug = GeopyPlug(
        settings,
        surroundings,
        Photon,
        judge_by_state(is_features),
        domain="photon.komoot.io",
        per_query=("language", "osm_tag", "bbox"),
    )
    if surroundings.bias is not None:
        plug.extra["location_bias"] = (surroundings.bias.lat_deg, surroundings.bias.lon_deg)

    def ask(address: Address) -> RawPlaces:
        text = free_text(address)
        found = plug.client.geocode(text, exactly_one=False, limit=MOST_PLACES, **plug.extra)
        return raw_places(found)

    return plug.geocoder(ask, read_place, reverse=plug.reverse)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one feature of Photon's GeoJSON."""
    lon, lat = raw["geometry"]["coordinates"][:2]
    found = raw["properties"]
    number = text_of(found, "housenumber")
    kind = text_of(found, "type")
    name = text_of(found, "name")
    is_street = kind == "street" or found.get("osm_key") == "highway"
    street = text_of(found, "street") or (name if is_street else "")
    precision = Precision.HOUSE if number else _KINDS.get(kind, Precision.PLACE)
    if precision is Precision.HOUSE and not number:
        # A shop or building found by its name only: near the address, not the address.
        precision = Precision.STREET
    return Answer(
        coordinate=Coordinate(lat_deg=float(lat), lon_deg=float(lon)),
        precision=Precision.STREET if is_street and not number else precision,
        label=_label(found, street, number, name),
        street=street,
        number=number,
        towns=texts_of(found, "city", "locality", "district", "county")
        + ((name,) if precision is Precision.PLACE and name else ()),
        postcode=text_of(found, "postcode"),
        country=text_of(found, "countrycode"),
    )


def _label(found: Mapping[str, Any], street: str, number: str, name: str) -> str:
    house = f"{street} {number}".strip() or name
    town = f"{text_of(found, 'postcode')} {text_of(found, 'city')}".strip()
    return ", ".join(part for part in (house, town) if part)
