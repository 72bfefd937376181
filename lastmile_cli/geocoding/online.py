"""What all online geocoders share: cache, limit, retries, and failures that stay failures."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeopyError,
)

from lastmile_cli.domain.addresses import Address, GeocodeCandidate
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.geocoding.answer_cache import AnswerCache, RawPlaces
from lastmile_cli.geocoding.answers import Answer, score_answers
from lastmile_cli.geocoding.limiter import HostLimiter

ATTEMPTS = 4
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0


class ProviderClosedError(ServiceUnreachableError):
    """The provider will not answer any more today: quota used up, key refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    How to talk to one service.

    ``ask`` sends one request and returns the places as JSON; ``read`` brings
    one place to our form, ``None`` where it is none that can be delivered to.
    """

    name: str
    host: str
    options_key: str
    ask: Callable[[Address], RawPlaces]
    read: Callable[[Mapping[str, Any]], Answer | None]


class OnlineGeocoder:
    """
    A geocoder behind a network.

    A failure is tried again after 0.5, 1 and 2 seconds (or when the service
    says) and then raised; it is never taken for "no such address", and only
    real answers are kept in the cache.
    """

    is_online = True

    def __init__(
        self,
        provider: Provider,
        limiter: HostLimiter,
        cache: AnswerCache | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = provider.name
        self._provider = provider
        self._limiter = limiter
        self._cache = cache
        self._sleep = sleep

    def candidates(self, address: Address) -> list[GeocodeCandidate]:
        """
        Places this address may mean, best first, from the cache where it was asked before.

        Raises
        ------
        ServiceUnreachableError
            No answer after several tries, or one that makes no sense.
        ProviderClosedError
            Asking on is pointless: quota, key.
        """
        if not address:
            return []
        known = self.cached_candidates(address)
        if known is not None:
            return known
        places = self._ask_patiently(address)
        candidates = self._scored(address, places)
        if self._cache is not None:
            self._cache.keep(self.name, address, self._provider.options_key, places)
        return candidates

    def cached_candidates(self, address: Address) -> list[GeocodeCandidate] | None:
        """What the cache knows, without any request; ``None`` where it knows nothing."""
        if self._cache is None:
            return None
        places = self._cache.find(self.name, address, self._provider.options_key)
        return None if places is None else self._scored(address, places)

    def _scored(self, address: Address, places: RawPlaces) -> list[GeocodeCandidate]:
        try:
            answers = [self._provider.read(place) for place in places]
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise self._failed(f"an answer that makes no sense ({error!r})") from error
        return score_answers(address, [answer for answer in answers if answer], self.name)

    def _ask_patiently(self, address: Address) -> RawPlaces:
        pause_s = FIRST_PAUSE_S
        for attempt in range(1, ATTEMPTS + 1):
            self._limiter.wait()
            try:
                return self._provider.ask(address)
            except (
                GeopyError,
                KeyError,
                IndexError,
                TypeError,
                ValueError,
                AttributeError,
            ) as error:
                self._raise_if_final(error, attempt)
                wanted_s = getattr(error, "retry_after", None)
            self._sleep(min(LONGEST_PAUSE_S, max(pause_s, wanted_s or 0.0)))
            pause_s *= 2
        raise self._failed("no answer")

    def _raise_if_final(self, error: Exception, attempt: int) -> None:
        if isinstance(error, GeocoderQuotaExceeded) and not isinstance(error, GeocoderRateLimited):
            raise self._closed("the quota is used up", error) from error
        if isinstance(error, (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges)):
            raise self._closed("the key or user was refused", error) from error
        if isinstance(error, GeocoderQueryError) or not isinstance(error, GeopyError):
            raise self._failed(f"{error or repr(error)}") from error
        if attempt == ATTEMPTS:
            raise self._failed(f"{error}") from error

    def _failed(self, why: str) -> ServiceUnreachableError:
        return ServiceUnreachableError(
            f"{self.name} at {self._provider.host} failed: {_short(why)}.",
            hint="try again later, or configure another geocoding provider behind this one",
        )

    def _closed(self, why: str, error: Exception) -> ProviderClosedError:
        return ProviderClosedError(
            f"{self.name} at {self._provider.host} answers no more: {why} ({_short(str(error))}).",
            hint="check the provider's key and quota, or configure another one behind it",
        )


def checked_adapter(is_answer: Callable[[Any], bool]) -> Callable[..., URLLibAdapter]:
    """
    An adapter for geopy that takes only JSON of the shape the service promises.

    Without it a proxy's ``null`` or ``{}`` would pass for "no result".
    """

    class CheckedAdapter(URLLibAdapter):  # type: ignore[misc]
        def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
            page = super().get_json(url, timeout=timeout, headers=headers)
            if not is_answer(page):
                msg = f"the service sent {type(page).__name__} of an unknown shape"
                raise GeocoderParseError(msg)
            return page

    return CheckedAdapter


def raw_places(found: Any) -> RawPlaces:
    """Geopy's locations as the JSON they came in."""
    return [location.raw for location in found or []]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:157]}..."
