"""Make a geopy geocoder from settings, with our limits and none of its surprises."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from geopy.exc import ConfigurationError

from lastmile_cli import __version__
from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.answer_cache import FOUND_DAYS, RawPlaces, options_key
from lastmile_cli.geocoding.hosts import host_of
from lastmile_cli.geocoding.http_adapter import MOST_CONNECTIONS, adapter_factory
from lastmile_cli.geocoding.limiter import HostLimiter
from lastmile_cli.geocoding.online import OnlineGeocoder, Provider, Reader, raw_places
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.replies import Judge
from lastmile_cli.geocoding.turns import shared_turns
from lastmile_cli.plumbing.cache import cache_dir

USER_AGENT = f"lastmile/{__version__} (delivery planning)"
MOST_PLACES = 5

_SLOW_REPLY_S = 0.4
"""So that the limit is the bound, not the wait: as many at once as fit into so long a reply."""


class GeopyPlug:
    """
    One of geopy's geocoders, connected the way of this house.

    Parameters
    ----------
    settings
        Name, options, limits.
    surroundings
        What all providers share.
    client_class
        Geopy's class.
    judge
        Tells answers from refusals.
    domain
        Where it is asked if no option ``domain`` says otherwise.
    per_query
        Options that go with every question, not to the class.
    ours
        Options that are no concern of geopy's.
    key_name
        What geopy calls the option ``api_key``; empty where it takes none.

    Raises
    ------
    InputRefusedError
        An option is unknown, missing or makes no sense; values are not repeated.
    """

    def __init__(
        self,
        settings: ProviderSettings,
        surroundings: Surroundings,
        client_class: Callable[..., Any],
        judge: Judge,
        *,
        domain: str,
        per_query: Iterable[str] = (),
        ours: Iterable[str] = (),
        key_name: str = "",
    ) -> None:
        self.settings = settings
        self.surroundings = surroundings
        self.domain = str(settings.options.get("domain", domain)).strip().strip("/")
        self.host = host_of(self.domain)
        self.extra = {n: settings.options[n] for n in per_query if n in settings.options}
        self._limiter = self._make_limiter()
        skipped = {*per_query, *ours}
        kept = {k: v for k, v in settings.options.items() if k not in skipped}
        if key_name:
            kept[key_name] = _needed_key(settings, kept, key_name)
        self.client = self._make_client(client_class, kept, judge)

    def fetch(self, url: str, params: Mapping[str, Any]) -> Any:
        """Ask what geopy's class has no words for, the same way: the page that comes back."""
        asked = {name: text for name, text in params.items() if text not in ("", None)}
        return self.client.adapter.get_json(
            f"{url}?{urlencode(asked)}",
            timeout=self.settings.timeout_s,
            headers=self.client.headers,
        )

    def reverse(self, at: Coordinate) -> RawPlaces:
        """Ask what stands at a place, in the language of the options."""
        extra = {name: self.extra[name] for name in ("language",) if name in self.extra}
        return raw_places(self.client.reverse((at.lat_deg, at.lon_deg), exactly_one=False, **extra))

    def geocoder(
        self,
        ask: Callable[[Address], RawPlaces],
        read: Reader,
        *,
        reverse: Callable[[Coordinate], RawPlaces] | None = None,
        read_near: Reader | None = None,
        keep_days: float = FOUND_DAYS,
        countries: Iterable[str] = (),
        bulk_limit: int = 0,
        bulk_words: str = "",
    ) -> OnlineGeocoder:
        """Put cache, patience and limits around what asks and reads."""
        told = self.settings.keep_days
        shaping = {**self.settings.options, **self.extra, "domain": self.domain}
        if self.settings.countries:
            shaping["of_countries"] = self.settings.countries
        provider = Provider(
            name=self.settings.name,
            host=self.host,
            options_key=options_key(shaping),
            ask=ask,
            read=read,
            reverse=reverse,
            read_near=read_near,
            keep_days=keep_days if told is None else told,
            countries=self.settings.countries or tuple(countries),
            requests_per_s=self.settings.requests_per_s,
            parallel=_parallel(self.settings.requests_per_s),
            bulk_limit=bulk_limit,
            bulk_words=bulk_words,
            close=self._close,
        )
        return OnlineGeocoder(provider, self.surroundings.cache(), self.surroundings.sleep)

    def _close(self) -> None:
        self.client.adapter.close()
        self._limiter.close()

    def _make_limiter(self) -> HostLimiter:
        try:
            return HostLimiter(
                self.host,
                self.settings.requests_per_s,
                turns=shared_turns(cache_dir("geocoding")),
                sleep=self.surroundings.sleep,
            )
        except ValueError as error:
            raise InputRefusedError(
                f"Geocoder {self.settings.name!r}: {error}", hint="give a number above 0"
            ) from error

    def _make_client(
        self, client_class: Callable[..., Any], options: dict[str, Any], judge: Judge
    ) -> Any:
        options.setdefault("user_agent", USER_AGENT)
        options["timeout"] = self.settings.timeout_s
        options["adapter_factory"] = adapter_factory(self._limiter, judge)
        try:
            return client_class(**options)
        except (TypeError, ValueError, AttributeError, ConfigurationError) as error:
            given = self.settings.options
            names = ", ".join(sorted(given)) or "none"
            why = "" if _may_hold_secret(given, str(error)) else f": {error}"
            raise InputRefusedError(
                f"The options of geocoder {self.settings.name!r} do not fit (given: {names}){why}.",
                hint="see the options of this provider in docs/geocoding.md",
            ) from error


def as_list(option: Any) -> list[str]:
    """
    An option that may be one text or several.

    >>> as_list("FR"), as_list(["FR", "CH"]), as_list(None)
    (['FR'], ['FR', 'CH'], [])
    """
    if option in (None, ""):
        return []
    return [str(part) for part in option] if isinstance(option, (list, tuple)) else [str(option)]


def text_of(raw: Mapping[str, Any], *names: str) -> str:
    """The first of some fields that says anything, as text."""
    return next((str(raw[name]) for name in names if raw.get(name)), "")


def texts_of(raw: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """All fields that say anything, each once."""
    return tuple(dict.fromkeys(str(raw[name]) for name in names if raw.get(name)))


def _needed_key(settings: ProviderSettings, options: dict[str, Any], name: str) -> str:
    key = options.pop("api_key", "") or options.get(name, "")
    if not isinstance(key, str) or not key.strip():
        raise InputRefusedError(
            f"Geocoder {settings.name!r} needs a key.",
            hint="write `api_key: ${NAME}` under its options and set the variable NAME",
        )
    return key.strip()


def _parallel(requests_per_s: float) -> int:
    return max(1, min(MOST_CONNECTIONS, math.floor(requests_per_s * _SLOW_REPLY_S)))


def _may_hold_secret(options: Mapping[str, Any], message: str) -> bool:
    return any(isinstance(value, str) and value and value in message for value in options.values())
