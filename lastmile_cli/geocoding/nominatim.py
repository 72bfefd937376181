"""Nominatim: one's own server, or the public one for those who keep its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from geopy.geocoders import Nominatim

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import MOST_PLACES, GeopyPlug, as_list, text_of, texts_of
from lastmile_cli.geocoding.hosts import host_of, is_host_or_below
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import free_text, house_line
from lastmile_cli.geocoding.replies import judge_by_state

PUBLIC_HOST = "nominatim.openstreetmap.org"
POLICY_OPTION = "i_accept_public_nominatim_policy"
BULK = 100
"""So many addresses a run are the most that the public server should be asked about."""

QUERY_OPTIONS = ("language", "country_codes", "viewbox", "bounded", "featuretype")
_TOWNS = (
    "city", "town", "village", "hamlet", "municipality", "suburb", "city_district", "borough",
    "quarter", "neighbourhood",
)  # fmt: skip
_PLACES = frozenset({*_TOWNS, "county", "state", "country", "administrative", "region"})


def open_nominatim(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """
    Open a Nominatim server; option ``domain`` names it.

    Raises
    ------
    InputRefusedError
        The public server without its policy accepted, or unknown options.
    """
    host = host_of(str(settings.options.get("domain", PUBLIC_HOST)).strip().strip("/"))
    is_public = is_host_or_below(host, "openstreetmap.org")
    if is_public:
        settings = _as_the_policy_wants(settings)
    plug = GeopyPlug(
        settings,
        surroundings,
        Nominatim,
        judge_by_state(is_reply),
        domain=PUBLIC_HOST,
        per_query=QUERY_OPTIONS,
        ours=(POLICY_OPTION,),
    )
    return plug.geocoder(
        asker(plug),
        read_place,
        reverse=plug.reverse,
        bulk_limit=BULK if is_public else 0,
        bulk_words="its policy asks for no bulk geocoding: host your own server, or use the map",
    )


def asker(plug: GeopyPlug) -> Callable[[Address], RawPlaces]:
    """Make the function that asks a server of Nominatim's kind, in parts and then freely."""
    extra = {**plug.extra, "addressdetails": True, "exactly_one": False, "limit": MOST_PLACES}
    codes = as_list(extra.pop("country_codes", None)) or plug.settings.countries
    extra["country_codes"] = [code.lower() for code in codes]

    def ask(address: Address) -> RawPlaces:
        parts = _structured(address)
        found = raw_places(plug.client.geocode(parts, **extra)) if parts else []
        # A wrong postcode or a town inside the line spoils the structured search only.
        return found or raw_places(plug.client.geocode(free_text(address), **extra))

    return ask


def is_reply(page: Any) -> bool:
    """Whether JSON is a list of places, or one place (of a reverse search), or none there."""
    if isinstance(page, Mapping):
        return "lat" in page or page.get("error") == "Unable to geocode"
    return isinstance(page, list)


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
        country=text_of(address, "country_code"),
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
