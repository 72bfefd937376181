"""LocationIQ, a hosted service that speaks like Nominatim, with one's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Nominatim

from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answers import Answer
from lastmile_cli.geocoding.asking_errors import ClosedError
from lastmile_cli.geocoding.geopy_plug import GeopyPlug, text_of
from lastmile_cli.geocoding.nominatim import QUERY_OPTIONS, asker, is_reply
from lastmile_cli.geocoding.nominatim import read_place as read_nominatim
from lastmile_cli.geocoding.online import OnlineGeocoder
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.replies import judge_by_state, says

_by_state = judge_by_state(is_reply)


class LocationIQ(Nominatim):  # type: ignore[misc]
    """Geopy's Nominatim with the paths and the key of LocationIQ."""

    geocode_path = "/v1/search"
    reverse_path = "/v1/reverse"

    def __init__(self, key: str, *, domain: str = "eu1.locationiq.com", **options: Any) -> None:
        super().__init__(domain=domain, **options)
        self._key = key

    def _construct_url(self, base_api: str, params: dict[str, Any]) -> str:
        return str(super()._construct_url(base_api, {**params, "key": self._key}))


def open_locationiq(settings: ProviderSettings, surroundings: Surroundings) -> OnlineGeocoder:
    """Open LocationIQ; ``api_key`` is needed, ``domain`` is eu1.locationiq.com or us1."""
    plug = GeopyPlug(
        settings,
        surroundings,
        LocationIQ,
        judge,
        domain="eu1.locationiq.com",
        per_query=QUERY_OPTIONS,
        key_name="key",
    )
    return plug.geocoder(asker(plug), read_place, reverse=plug.reverse)


def judge(state: int, page: Any) -> Any:
    """Nothing found is a 404 here, and a spent day a 429."""
    if state == 404 and says(page, "unable to geocode"):
        return []
    if state == 429 and says(page, "limited day"):
        raise ClosedError("the day's quota is used up (429)")
    return _by_state(state, page)


def read_place(raw: Mapping[str, Any]) -> Answer | None:
    """Read one place, as Nominatim's; an address that it took from elsewhere is a house too."""
    return read_nominatim({"addresstype": text_of(raw, "type"), **raw})
