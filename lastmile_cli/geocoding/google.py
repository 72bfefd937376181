"""Google's Geocoding API (version 3), with one's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import GoogleV3

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.asking_errors import ClosedError, PassingError, RefusedQuestionError
from lastmile_cli.geocoding.geopy_plug import GeopyPlug
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import country_of, free_text
from lastmile_cli.geocoding.replies import judge_by_state

KEEP_DAYS = 30.0
"""Google's terms allow no longer (Maps Platform service specific terms, geocoding)."""

_EXACTNESS = {
    "ROOFTOP": Precision.HOUSE,
    "RANGE_INTERPOLATED": Precision.INTERPOLATED,
}
_HOUSES = frozenset({"street_address", "premise", "subpremise"})
_TOWNS = frozenset({"locality", "postal_town", "sublocality", "neighborhood"})
_by_state = judge_by_state(lambda page: isinstance(page, Mapping) and bool(page.get("status")))


def open_google(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open Google's service; option ``api_key`` is needed."""
    plug = GeopyPlug(
        settings,
        surroundings,
        GoogleV3,
        judge,
        domain="maps.googleapis.com",
        per_query=("language", "region", "bounds", "components"),
        key_name="" if settings.options.get("client_id") else "api_key",
    )

    def ask(address: Address) -> RawPlaces:
        components = dict(plug.extra.get("components") or {})
        if country := country_of(address, ""):
            components.setdefault("country", country)
        options = {**plug.extra, "components": components or None}
        return raw_places(plug.client.geocode(free_text(address), exactly_one=False, **options))

    return plug.geocoder(ask, read_place, reverse=plug.reverse, keep_days=KEEP_DAYS)


def judge(state: int, page: Any) -> Any:
    """Google says in its ``status`` what others say in the state of HTTP."""
    page = _by_state(state, page)
    status = page["status"]
    if status in {"OK", "ZERO_RESULTS"}:
        return page
    if status in {"OVER_QUERY_LIMIT", "OVER_DAILY_LIMIT"}:
        raise ClosedError("the quota is used up")
    if status == "REQUEST_DENIED":
        raise ClosedError("it refused the key")
    if status == "INVALID_REQUEST":
        raise RefusedQuestionError("it did not take the question")
    raise PassingError("it is out of order")


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one result of Google's JSON."""
    parts: dict[str, str] = {}
    towns: list[str] = []
    for part in raw.get("address_components", []):
        for kind in part["types"]:
            parts.setdefault(kind, part["long_name"])
            if kind == "country":
                parts[kind] = part.get("short_name", part["long_name"])
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
        country=parts.get("country", ""),
    )


def _precision(raw: Mapping[str, Any], parts: Mapping[str, str]) -> Precision:
    kinds = set(raw.get("types", []))
    if "street_number" in parts or kinds & _HOUSES:
        exactness = raw["geometry"].get("location_type", "")
        return _EXACTNESS.get(exactness, Precision.STREET)
    if "route" in kinds:
        return Precision.STREET
    return Precision.POSTCODE if "postal_code" in kinds else Precision.PLACE
