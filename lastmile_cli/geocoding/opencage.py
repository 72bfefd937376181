"""OpenCage, a geocoder over open data, with one's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import OpenCage

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import GeopyPlug, as_list, text_of, texts_of
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import country_of, free_text
from lastmile_cli.geocoding.replies import is_list_under, judge_by_state

_TOWNS = (
    "city", "town", "village", "hamlet", "municipality", "_normalized_city", "suburb",
    "city_district", "borough", "quarter", "neighbourhood",
)  # fmt: skip


def open_opencage(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open OpenCage's service; option ``api_key`` is needed."""
    plug = GeopyPlug(
        settings,
        surroundings,
        OpenCage,
        judge_by_state(is_list_under("results")),
        domain="api.opencagedata.com",
        per_query=("language", "countries", "bounds"),
        key_name="api_key",
    )
    codes = as_list(plug.extra.pop("countries", None)) or list(settings.countries)

    def ask(address: Address) -> RawPlaces:
        country = country_of(address, "")
        asked = [code.lower() for code in ([country] if country else codes)]
        found = plug.client.geocode(
            free_text(address), exactly_one=False, annotations=False, country=asked, **plug.extra
        )
        return raw_places(found)

    return plug.geocoder(ask, read_place, reverse=plug.reverse)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one result of OpenCage's JSON."""
    parts = raw["components"]
    at = raw["geometry"]
    number = text_of(parts, "house_number")
    return Answer(
        coordinate=Coordinate(lat_deg=float(at["lat"]), lon_deg=float(at["lng"])),
        precision=_precision(parts, number),
        label=text_of(raw, "formatted"),
        street=text_of(parts, "road", "pedestrian", "footway", "street", "square"),
        number=number,
        towns=texts_of(parts, *_TOWNS),
        postcode=text_of(parts, "postcode"),
        country=text_of(parts, "country_code", "ISO_3166-1_alpha-2"),
    )


def _precision(parts: Mapping[str, Any], number: str) -> Precision:
    if number:
        return Precision.HOUSE
    kind = text_of(parts, "_type")
    if kind == "postcode":
        return Precision.POSTCODE
    return Precision.STREET if text_of(parts, "road", "pedestrian") else Precision.PLACE
