"""HERE's Geocoding & Search API (version 7), with one's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import HereV7

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import MOST_PLACES, GeopyPlug, as_list, text_of, texts_of
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import free_text, house_parts
from lastmile_cli.geocoding.replies import is_list_under, judge_by_state

KEEP_DAYS = 30.0
"""HERE's terms allow no longer without another licence."""

_KINDS = {"street": Precision.STREET, "intersection": Precision.STREET}


def open_here(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open HERE's service; option ``api_key`` is needed."""
    plug = GeopyPlug(
        settings,
        surroundings,
        HereV7,
        judge_by_state(is_list_under("items")),
        domain="search.hereapi.com",
        per_query=("language", "countries"),
        key_name="apikey",
    )
    if "domain" in settings.options:
        # A domain of one's own is one host, HERE's own are two: geocode. and revgeocode.
        plug.client.api = f"{plug.client.scheme}://{plug.domain}{plug.client.geocode_path}"
        plug.client.reverse_api = f"{plug.client.scheme}://{plug.domain}{plug.client.reverse_path}"
    if surroundings.bias is not None:
        plug.extra["at"] = (surroundings.bias.lat_deg, surroundings.bias.lon_deg)
    extra = {**plug.extra, "limit": MOST_PLACES}
    # Codes of three letters here, so that ours of two are no filter for it.
    extra["countries"] = as_list(extra.pop("countries", None))

    def ask(address: Address) -> RawPlaces:
        parts = _qualified(address)
        found: RawPlaces = []
        if parts:
            found = raw_places(plug.client.geocode(components=parts, exactly_one=False, **extra))
        return found or raw_places(
            plug.client.geocode(free_text(address), exactly_one=False, **extra)
        )

    return plug.geocoder(ask, read_place, reverse=plug.reverse, keep_days=KEEP_DAYS)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one item of HERE's JSON."""
    address = raw["address"]
    at = raw["position"]
    return Answer(
        coordinate=Coordinate(lat_deg=float(at["lat"]), lon_deg=float(at["lng"])),
        precision=_precision(raw, text_of(address, "houseNumber")),
        label=text_of(address, "label") or text_of(raw, "title"),
        street=text_of(address, "street"),
        number=text_of(address, "houseNumber"),
        towns=texts_of(address, "city", "district", "subdistrict", "county"),
        postcode=text_of(address, "postalCode"),
        country=text_of(address, "countryCode"),
    )


def _precision(raw: Mapping[str, Any], number: str) -> Precision:
    kind = text_of(raw, "resultType")
    if kind == "houseNumber" and number:
        is_estimate = raw.get("houseNumberType") == "interpolated"
        return Precision.INTERPOLATED if is_estimate else Precision.HOUSE
    if kind == "place":
        # A shop found by its name stands at its own door, where it has a number.
        return Precision.HOUSE if number else Precision.STREET
    if kind == "postalCodePoint" or raw.get("localityType") == "postalCode":
        return Precision.POSTCODE
    return _KINDS.get(kind, Precision.PLACE)


def _qualified(address: Address) -> dict[str, str]:
    if not (address.city or address.postal_code):
        return {}
    street, number = house_parts(address)
    parts = {
        "street": street,
        "houseNumber": number,
        "city": address.city,
        "state": address.state,
        "postalCode": address.postal_code,
        "country": address.country,
    }
    return {name: text.replace(";", " ") for name, text in parts.items() if text}
