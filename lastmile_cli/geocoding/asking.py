"""The providers of one run: asked in order, left alone once they fail too often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lastmile_cli.domain.addresses import Address, GeocodeCandidate, GeocodeResult, GeocodeStatus
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.ports import Geocoder
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.online import OnlineGeocoder, ProviderClosedError
from lastmile_cli.geocoding.providers import Surroundings, open_geocoder
from lastmile_cli.geocoding.verdicts import judge

PATIENCE = 3
"""After so many failures in a row, each after several tries, a provider is asked no more."""

_PLACE = Place(column="geocoding.providers")
_GOODNESS = {GeocodeStatus.ACCEPT: 2, GeocodeStatus.REVIEW: 1, GeocodeStatus.FAIL: 0}


@dataclass
class Seat:
    """One provider and how it is doing."""

    geocoder: Geocoder
    failures: int = 0
    in_a_row: int = 0
    closed: bool = False
    unasked: int = 0
    last_error: str = ""


@dataclass
class Panel:
    """
    Providers in their order.

    An accepted answer ends the asking; else the best answer of all counts. A
    provider that fails is passed over.
    """

    settings: GeocodingSettings
    surroundings: Surroundings
    offline: bool = False
    last_failure: str = ""
    _seats: list[Seat] = field(init=False)

    def __post_init__(self) -> None:
        self._seats = [
            Seat(open_geocoder(provider, self.surroundings)) for provider in self.settings.providers
        ]

    @property
    def map_geocoder(self) -> MapGeocoder | None:
        """The map's geocoder, where it is among the providers."""
        found = (seat.geocoder for seat in self._seats if isinstance(seat.geocoder, MapGeocoder))
        return next(found, None)

    def ask(self, address: Address, recipient: str = "") -> GeocodeResult:
        """
        Ask about one address; ``recipient`` is told to the map only, it stays here.

        Raises
        ------
        ServiceUnreachableError
            There are providers, but not one of them gave an answer.
        """
        best: GeocodeResult | None = None
        failed = False
        for seat in self._seats:
            try:
                candidates = self._answer(seat, address, recipient)
            except ServiceUnreachableError as error:
                failed = True
                self.last_failure = error.message
                continue
            if candidates is None:
                continue
            result = judge(candidates, self.settings)
            if best is None or _better(result, best):
                best = result
            if best.status is GeocodeStatus.ACCEPT:
                break
        if best is not None:
            return best
        if failed:
            raise ServiceUnreachableError(self.last_failure, hint="try again later")
        return GeocodeResult(status=GeocodeStatus.FAIL, reason=self._nobody())

    def notices(self) -> list[Notice]:
        """What went wrong with providers, one notice each."""
        return [notice for seat in self._seats for notice in _notices_of(seat)]

    def close(self) -> None:
        """Close what is open."""
        for seat in self._seats:
            if isinstance(seat.geocoder, MapGeocoder):
                seat.geocoder.close()

    def _answer(
        self, seat: Seat, address: Address, recipient: str
    ) -> list[GeocodeCandidate] | None:
        if isinstance(seat.geocoder, MapGeocoder):
            return seat.geocoder.candidates(address, recipient)
        if self.offline and seat.geocoder.is_online:
            return _from_cache(seat, address)
        if seat.closed:
            known = _from_cache(seat, address)
            if known is None:
                seat.failures += 1
                raise ServiceUnreachableError(seat.last_error)
            return known
        try:
            candidates = seat.geocoder.candidates(address)
        except ServiceUnreachableError as error:
            _count_failure(seat, error)
            raise
        seat.in_a_row = 0
        return candidates

    def _nobody(self) -> str:
        if self.offline and any(seat.geocoder.is_online for seat in self._seats):
            return "not asked: offline, and the cache does not know it"
        return "no geocoding provider is configured"


def _from_cache(seat: Seat, address: Address) -> list[GeocodeCandidate] | None:
    if isinstance(seat.geocoder, OnlineGeocoder):
        known = seat.geocoder.cached_candidates(address)
        if known is not None:
            return known
    seat.unasked += 1
    return None


def _count_failure(seat: Seat, error: ServiceUnreachableError) -> None:
    seat.failures += 1
    seat.in_a_row += 1
    seat.last_error = error.message
    if isinstance(error, ProviderClosedError) or seat.in_a_row >= PATIENCE:
        seat.closed = True


def _better(result: GeocodeResult, best: GeocodeResult) -> bool:
    if result.status is not best.status:
        return _GOODNESS[result.status] > _GOODNESS[best.status]
    if result.best is None or best.best is None:
        return False
    return result.best.score > best.best.score


def _notices_of(seat: Seat) -> Sequence[Notice]:
    name = seat.geocoder.name
    if seat.failures:
        more = " and was asked no more" if seat.closed else ""
        return [
            Notice(
                code="LM1310",
                severity=Severity.WARNING,
                place=_PLACE,
                problem=f"{name} gave no answer for {_addresses(seat.failures)}{more}:"
                f" {seat.last_error}",
                hint="check the network, the key and the provider's limits; run again later",
            )
        ]
    if seat.unasked:
        return [
            Notice(
                code="LM1311",
                severity=Severity.INFO,
                place=_PLACE,
                problem=f"{name} was not asked about {_addresses(seat.unasked)}: working offline.",
                hint="run without --offline once; the answers are kept",
            )
        ]
    return []


def _addresses(count: int) -> str:
    return "1 address" if count == 1 else f"{count} addresses"
