"""MapTiler's geocoder, with one's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import MapTiler

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.geopy_plug import GeopyPlug, text_of
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import free_text
from lastmile_cli.geocoding.replies import is_features, judge_by_state

_KINDS = {
    "address": Precision.HOUSE,
    "road": Precision.STREET,
    "postal_code": Precision.POSTCODE,
}
_TOWNS = (
    "municipality", "joint_municipality", "municipal_district", "locality", "place",
    "neighbourhood", "joint_submunicipality",
)  # fmt: skip


def open_maptiler(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open MapTiler's service; option ``api_key`` is needed."""
    plug = GeopyPlug(
        settings,
        surroundings,
        MapTiler,
        judge_by_state(is_features),
        domain="api.maptiler.com",
        per_query=("language", "bbox"),
        key_name="api_key",
    )
    if surroundings.bias is not None:
        plug.extra["proximity"] = (surroundings.bias.lat_deg, surroundings.bias.lon_deg)

    def ask(address: Address) -> RawPlaces:
        # A slash would end the path that holds the question.
        text = free_text(address).replace("/", " ")
        return raw_places(plug.client.geocode(text, exactly_one=False, **plug.extra))

    return plug.geocoder(ask, read_place, reverse=plug.reverse)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one feature; what it lies in is its ``context``, by the kind in front of each id."""
    lon, lat = raw["center"][:2]
    kind = next(iter(raw.get("place_type") or [""]))
    number = text_of(raw, "address")
    around = {str(part["id"]).split(".")[0]: str(part["text"]) for part in raw.get("context") or []}
    precision = _KINDS.get(kind, Precision.PLACE)
    if precision is Precision.HOUSE and not number:
        precision = Precision.STREET
    street = text_of(raw, "text") if precision.rank <= Precision.STREET.rank else ""
    own = (text_of(raw, "text"),) if precision is Precision.PLACE else ()
    return Answer(
        coordinate=Coordinate(lat_deg=float(lat), lon_deg=float(lon)),
        precision=precision,
        label=text_of(raw, "place_name"),
        street=street,
        number=number if precision is Precision.HOUSE else "",
        towns=tuple(dict.fromkeys(own + tuple(around[k] for k in _TOWNS if k in around))),
        postcode=around.get("postal_code", ""),
        country=text_of(raw.get("properties") or {}, "country_code") or around.get("country", ""),
    )
