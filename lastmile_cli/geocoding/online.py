"""What all online geocoders share: cache, retries, and failures that stay failures."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from lastmile_cli.domain.addresses import Address, GeocodeCandidate
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.geocoding import patience
from lastmile_cli.geocoding.answer_cache import FOUND_DAYS, AnswerCache, RawPlaces
from lastmile_cli.geocoding.answers import Answer, address_near, score_answers
from lastmile_cli.geocoding.asking_errors import (
    AskingError,
    ClosedError,
    PassingError,
    RefusedQuestionError,
)
from lastmile_cli.geocoding.patience import Patience
from lastmile_cli.geocoding.questions import as_asked

ATTEMPTS = patience.ATTEMPTS
FIRST_PAUSE_S = 0.5

_NONSENSE = (KeyError, IndexError, TypeError, ValueError, AttributeError)

Reader = Callable[[Mapping[str, Any]], Answer | None]
T = TypeVar("T")


class ProviderClosedError(ServiceUnreachableError):
    """The provider will not answer any more today: quota used up, key refused, out of reach."""


class QuestionRefusedError(ServiceUnreachableError):
    """The provider is well, but does not take this one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    How to talk to one service.

    Parameters
    ----------
    ask
        Sends what it takes to find one address and returns the places as JSON.
    read
        Brings one place to our form, ``None`` where it is none that can be delivered to.
    reverse, read_near
        The same for the places near a coordinate, where the service knows them;
        ``read_near`` is ``read`` where nothing else is said.
    options_key
        Tells apart whatever shapes its answers.
    keep_days
        How long its answers may be kept.
    countries
        ISO 3166 codes of those it knows; empty for all.
    requests_per_s, parallel
        What its limiter lets through; how many questions may be under way at once.
    bulk_limit, bulk_words
        From how many questions in one run on its owners mind, and what to say then.
    close
        Hangs up.
    """

    name: str
    host: str
    options_key: str
    ask: Callable[[Address], RawPlaces]
    read: Reader
    reverse: Callable[[Coordinate], RawPlaces] | None = None
    read_near: Reader | None = None
    keep_days: float = FOUND_DAYS
    countries: tuple[str, ...] = ()
    requests_per_s: float = 1.0
    parallel: int = 1
    bulk_limit: int = 0
    bulk_words: str = ""
    close: Callable[[], None] = lambda: None


class OnlineGeocoder:
    """
    A geocoder behind a network.

    A failure is tried again after 0.5, 1 and 2 seconds (or when the service
    says) and then raised; it is never taken for "no such address", and only
    real answers are kept in the cache. Threads may share one.
    """

    is_online = True

    def __init__(
        self,
        provider: Provider,
        cache: AnswerCache | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = provider.name
        self.provider = provider
        self.asked = 0
        self._cache = cache
        self._patience = Patience(sleep, FIRST_PAUSE_S)

    @property
    def closed(self) -> str:
        """Why it is asked no more; empty while it is."""
        return self._patience.closed

    def candidates(self, address: Address) -> list[GeocodeCandidate]:
        """
        Places this address may mean, best first, from the cache where it was asked before.

        Raises
        ------
        ServiceUnreachableError
            No answer after several tries, or one that makes no sense.
        ProviderClosedError
            Asking on is pointless: quota, key, silence.
        """
        if not address:
            return []
        known = self.cached_candidates(address)
        if known is not None:
            return known
        ask, read, question = self.provider.ask, self.provider.read, as_asked(address)
        answers = self._fetch(question, lambda: ask(question), read)
        return score_answers(address, answers, self.name)

    def cached_candidates(self, address: Address) -> list[GeocodeCandidate] | None:
        """What the cache knows, without any request; ``None`` where it knows nothing."""
        answers = self._cached(as_asked(address), self.provider.read)
        return None if answers is None else score_answers(address, answers, self.name)

    def reverse(self, at: Coordinate, *, offline: bool = False) -> Address | None:
        """
        Tell the nearest address, in words for a driver; ``None`` where none is near.

        Raises
        ------
        ServiceUnreachableError
            As for ``candidates``.
        """
        ask = self.provider.reverse
        if ask is None:
            return None
        read = self.provider.read_near or self.provider.read
        answers = self._cached(at, read)
        if answers is None:
            answers = [] if offline else self._fetch(at, lambda: ask(at), read)
        return address_near(at, answers)

    def stop(self) -> None:
        """Ask nothing more, whatever is still under way in other threads."""
        self._patience.closed = self._patience.closed or "it was stopped"

    def close(self) -> None:
        """Hang up."""
        self.provider.close()

    def _cached(self, what: Address | Coordinate, read: Reader) -> list[Answer] | None:
        if self._cache is None:
            return None
        found = self._cache.find(
            self.name, what, self.provider.options_key, keep_days=self.provider.keep_days
        )
        try:
            return None if found is None else _read_all(found, read)
        except _NONSENSE:
            # Kept by another version that read it otherwise: ask anew.
            return None

    def _fetch(
        self, what: Address | Coordinate, ask: Callable[[], RawPlaces], read: Reader
    ) -> list[Answer]:
        def attempt() -> tuple[RawPlaces, list[Answer]]:
            self.asked += 1
            places = _asked(ask)
            try:
                return places, _read_all(places, read)
            except _NONSENSE as error:
                words = f"its answer makes no sense ({type(error).__name__})"
                raise PassingError(words) from None

        try:
            places, answers = self._patience.ask(attempt)
        except AskingError as error:
            raise self._failed(error) from None
        if self._cache is not None:
            self._cache.keep(self.name, what, self.provider.options_key, places)
        return answers

    def _failed(self, error: AskingError) -> ServiceUnreachableError:
        who = f"{self.name} at {self.provider.host}"
        if self.closed or isinstance(error, ClosedError):
            return ProviderClosedError(
                f"{who} is asked no more: {error.words}.",
                hint="check the provider's key, quota and address, or configure another one",
            )
        if isinstance(error, RefusedQuestionError):
            return QuestionRefusedError(
                f"{who} failed: {error.words}.",
                hint="look at the address, or configure another geocoding provider",
            )
        return ServiceUnreachableError(
            f"{who} failed: {error.words}.",
            hint="try again later, or configure another geocoding provider behind this one",
        )


def raw_places(found: Any) -> RawPlaces:
    """Geopy's locations as the JSON they came in."""
    several = found if isinstance(found, list) else [found] if found else []
    return [location.raw for location in several]


def _asked(ask: Callable[[], RawPlaces]) -> RawPlaces:
    """Ask once; what geopy says of its own is told without its words, which may hold the URL."""
    # Who only asks the map need not wait for it.
    from geopy.exc import GeopyError

    try:
        return ask()
    except AskingError:
        raise
    except GeopyError as error:
        words = f"it cannot be asked like this ({type(error).__name__})"
        raise RefusedQuestionError(words) from None
    except _NONSENSE as error:
        raise PassingError(f"its answer makes no sense ({type(error).__name__})") from None


def _read_all(places: Sequence[Mapping[str, Any]], read: Reader) -> list[Answer]:
    return [answer for place in places if (answer := read(place)) is not None]
