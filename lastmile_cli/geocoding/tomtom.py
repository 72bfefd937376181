"""TomTom's Search API and Microsoft's Azure Maps, which answer alike, each with one's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import AzureMaps, TomTom

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import RawPlaces
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.asking_errors import ClosedError, PassingError
from lastmile_cli.geocoding.geopy_plug import MOST_PLACES, GeopyPlug, text_of, texts_of
from lastmile_cli.geocoding.online import OnlineGeocoder, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.questions import free_text
from lastmile_cli.geocoding.replies import is_list_under, judge_by_state, says

_KINDS = {
    "Point Address": Precision.HOUSE,
    "Address Range": Precision.INTERPOLATED,
    "Street": Precision.STREET,
    "Cross Street": Precision.STREET,
}
_by_state = judge_by_state(
    lambda page: is_list_under("results")(page) or is_list_under("addresses")(page)
)


def open_tomtom(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open TomTom's service; option ``api_key`` is needed."""
    return _opened(settings, surroundings, TomTom, "api.tomtom.com", "api_key")


def open_azure(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open Azure Maps; option ``api_key`` (its subscription key) is needed."""
    return _opened(settings, surroundings, AzureMaps, "atlas.microsoft.com", "subscription_key")


def judge(state: int, page: Any) -> Any:
    """Too fast and too much are both a 403 here; the words tell them apart."""
    if state == 403 and says(page, "over qps"):
        raise PassingError("it was asked too often (403)")
    if state == 403 and says(page, "over rate"):
        raise ClosedError("the day's quota is used up (403)")
    return _by_state(state, page)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one result of a search."""
    at = raw["position"]
    place = Coordinate(lat_deg=float(at["lat"]), lon_deg=float(at["lon"]))
    kind = text_of(raw, "type")
    if kind == "Geography" and raw.get("entityType") == "PostalCodeArea":
        return _answer(raw["address"], place, Precision.POSTCODE)
    return _answer(raw["address"], place, _KINDS.get(kind, Precision.PLACE))


def read_near(raw: Mapping[str, Any]) -> Answer | None:
    """Read one address of a reverse search: its position is one text."""
    lat, lon = str(raw["position"]).split(",")
    place = Coordinate(lat_deg=float(lat), lon_deg=float(lon))
    return _answer(raw["address"], place, Precision.STREET)


def _answer(address: Mapping[str, Any], place: Coordinate, precision: Precision) -> Answer:
    return Answer(
        coordinate=place,
        precision=precision,
        label=text_of(address, "freeformAddress"),
        street=text_of(address, "streetName", "street"),
        number=text_of(address, "streetNumber", "buildingNumber"),
        towns=texts_of(
            address, "municipality", "localName", "municipalitySubdivision", "neighbourhood"
        ),
        postcode=text_of(address, "postalCode"),
        country=text_of(address, "countryCode", "countryCodeISO3"),
    )


def _opened(
    settings: ProviderSettings,
    surroundings: Surroundings,
    client_class: type,
    domain: str,
    key_name: str,
) -> OnlineGeocoder:
    plug = GeopyPlug(
        settings, surroundings, client_class, judge,
        domain=domain, per_query=("language",), key_name=key_name,
    )  # fmt: skip

    def ask(address: Address) -> RawPlaces:
        # A slash would end the path that holds the question.
        text = free_text(address).replace("/", " ")
        found = plug.client.geocode(text, exactly_one=False, limit=MOST_PLACES, **plug.extra)
        return raw_places(found)

    return plug.geocoder(ask, read_place, reverse=plug.reverse, read_near=read_near)
