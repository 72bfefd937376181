"""France's national address base (BAN), open to all, by way of IGN's Géoplateforme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geopy.geocoders import BANFrance

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import MOST_PLACES, GeopyPlug, text_of, texts_of
from lastmile_cli.geocoding.online import OnlineGeocoder
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import free_text, house_line
from lastmile_cli.geocoding.replies import is_features, judge_by_state

DOMAIN = "data.geopf.fr/geocodage"
"""Geopy's own default, api-adresse.data.gouv.fr, was given up for this one."""

COUNTRIES = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF")
"""France and what of it has a code of its own."""

_KINDS = {
    "housenumber": Precision.HOUSE,
    "street": Precision.STREET,
    "locality": Precision.STREET,
    "municipality": Precision.PLACE,
}
_POSTCODE_DIGITS = 5


def open_ban(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open the address base; no option is needed."""
    settings = replace(settings, options={"domain": DOMAIN, **settings.options})
    plug = GeopyPlug(settings, surroundings, BANFrance, judge_by_state(is_features), domain=DOMAIN)

    def ask(address: Address) -> RawPlaces:
        code = "".join(address.postal_code.split())
        found: RawPlaces = []
        if len(code) == _POSTCODE_DIGITS and code.isdigit():
            line = f"{house_line(address)} {address.city}".strip()
            found = search(line, code)
        # A wrong postcode filters the right house away.
        return found or search(free_text(replace(address, country="")), "")

    def search(text: str, postcode: str) -> RawPlaces:
        params = {"q": text, "postcode": postcode, "limit": MOST_PLACES, "autocomplete": 0}
        page = plug.fetch(plug.client.geocode_api, params)
        return list(page["features"])

    return plug.geocoder(ask, read_place, reverse=plug.reverse, countries=COUNTRIES)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one feature of the base's GeocodeJSON."""
    lon, lat = raw["geometry"]["coordinates"][:2]
    found = raw["properties"]
    kind = text_of(found, "type")
    is_house = kind == "housenumber"
    street = text_of(found, "street") or ("" if is_house else text_of(found, "name"))
    precision = _KINDS.get(kind, Precision.PLACE)
    return Answer(
        coordinate=Coordinate(lat_deg=float(lat), lon_deg=float(lon)),
        precision=precision,
        label=text_of(found, "label", "name"),
        street=street if precision.rank <= Precision.STREET.rank else "",
        number=text_of(found, "housenumber") if is_house else "",
        towns=texts_of(found, "city", "oldcity", "district"),
        postcode=text_of(found, "postcode"),
        country="FR",
    )
