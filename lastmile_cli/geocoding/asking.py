"""The providers of one run: asked in order, left alone once they fail too often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lastmile_cli.domain.addresses import Address, GeocodeResult, GeocodeStatus
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.progress import Progress
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.panel_notices import notices_of_seat
from lastmile_cli.geocoding.providers import Surroundings, open_geocoder
from lastmile_cli.geocoding.questions import country_of
from lastmile_cli.geocoding.seats import Outcome, Question, Seat
from lastmile_cli.geocoding.verdicts import judge

NOT_ASKED = "not asked: working offline, and no answer is kept"
"""Why an address has no place although there is somebody to ask."""

_GOODNESS = {GeocodeStatus.ACCEPT: 2, GeocodeStatus.REVIEW: 1, GeocodeStatus.FAIL: 0}


@dataclass
class _Found:
    """What became of one question so far."""

    best: GeocodeResult | None = None
    failure: str = ""
    was_kept_from: bool = False

    @property
    def is_settled(self) -> bool:
        return self.best is not None and self.best.status is GeocodeStatus.ACCEPT


@dataclass
class Panel:
    """
    Providers in their order.

    An accepted answer ends the asking; else the best answer of all counts. A
    provider that fails is passed over, one that is for other countries is not asked.
    """

    settings: GeocodingSettings
    surroundings: Surroundings
    offline: bool = False
    last_failure: str = ""
    _seats: list[Seat] = field(init=False)
    _found: dict[Question, _Found] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._seats = [
            Seat(open_geocoder(provider, self.surroundings), provider.countries, self.offline)
            for provider in self.settings.providers
        ]

    @property
    def map_geocoder(self) -> MapGeocoder | None:
        """The map's geocoder, where it is among the providers."""
        found = (seat.geocoder for seat in self._seats if isinstance(seat.geocoder, MapGeocoder))
        return next(found, None)

    def ask_ahead(self, questions: Iterable[Question]) -> None:
        """
        Ask about many addresses, several at once; ``ask`` then knows what became of each.

        A provider is asked about all of them before the next one is about what is left.
        """
        waiting = [one for one in dict.fromkeys(questions) if one not in self._found]
        self._found |= {question: _Found() for question in waiting}
        for seat in self._seats:
            asked = [q for q in waiting if seat.is_for(self._country(q[0]))]
            outcomes = seat.answer_all(asked, self._counter(seat, len(asked)))
            for question, outcome in zip(asked, outcomes, strict=True):
                self._note(self._found[question], outcome)
            waiting = [question for question in waiting if not self._found[question].is_settled]

    def ask(self, address: Address, recipient: str = "") -> GeocodeResult:
        """
        Ask about one address; ``recipient`` is told to the map only, it stays here.

        Raises
        ------
        ServiceUnreachableError
            There are providers, but not one of them gave an answer.
        """
        question = (address, recipient)
        self.ask_ahead([question])
        found = self._found[question]
        if found.best is not None:
            return found.best
        if found.failure:
            self.last_failure = found.failure
            raise ServiceUnreachableError(found.failure, hint="try again later")
        return GeocodeResult(status=GeocodeStatus.FAIL, reason=self._nobody(address, found))

    def describe(self, at: Coordinate) -> Address | None:
        """
        Words for a pin without an address: the map's, and an online provider's where that is on.

        ``None`` where nobody knows; a provider that fails is passed over.
        """
        for seat in self._seats:
            if seat.geocoder.is_online and not self.settings.names_pins:
                continue
            if not seat.is_for(self.surroundings.country):
                continue
            try:
                words = seat.reverse(at)
            except ServiceUnreachableError:
                continue
            if words is not None:
                return words
        return None

    def notices(self) -> list[Notice]:
        """What went wrong with providers and with keeping their answers."""
        return [notice for seat in self._seats for notice in notices_of_seat(seat)]

    def close(self) -> None:
        """Close what is open."""
        for seat in self._seats:
            seat.close()

    def _note(self, found: _Found, outcome: Outcome) -> None:
        if outcome is None:
            found.was_kept_from = True
        elif isinstance(outcome, ServiceUnreachableError):
            found.failure = outcome.message
        else:
            result = judge(outcome, self.settings)
            if found.best is None or _better(result, found.best):
                found.best = result

    def _country(self, address: Address) -> str:
        return country_of(address, self.surroundings.country)

    def _nobody(self, address: Address, found: _Found) -> str:
        if found.was_kept_from:
            return NOT_ASKED
        if self._seats:
            return f"no geocoding provider is for {self._country(address)}"
        return "no geocoding provider is configured"

    def _counter(self, seat: Seat, total: int) -> _Counter:
        return _Counter(self.surroundings, f"Asking {seat.geocoder.name}", total)


class _Counter:
    """Tells the progress of one provider."""

    def __init__(self, surroundings: Surroundings, label: str, total: int) -> None:
        self._surroundings, self._label, self._total = surroundings, label, total
        self._done = 0

    def __call__(self) -> None:
        self._done += 1
        self._surroundings.progress(Progress(label=self._label, done=self._done, total=self._total))


def _better(result: GeocodeResult, best: GeocodeResult) -> bool:
    if result.status is not best.status:
        return _GOODNESS[result.status] > _GOODNESS[best.status]
    if result.best is None or best.best is None:
        return False
    return result.best.score > best.best.score
