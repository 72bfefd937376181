"""One provider of a run: how it is doing, and whom it is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.addresses import Address, GeocodeCandidate
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.ports import Geocoder, NamesPlaces
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.online import (
    OnlineGeocoder,
    ProviderClosedError,
    QuestionRefusedError,
)
from lastmile_cli.geocoding.patience import PATIENCE
from lastmile_cli.geocoding.questions import as_asked
from lastmile_cli.geocoding.side_by_side import side_by_side

Question = tuple[Address, str]
"""An address and who is to be found there; the recipient is told to the map only."""

Outcome = list[GeocodeCandidate] | ServiceUnreachableError | None
"""Places, a failure, or ``None``: not asked."""


@dataclass
class Seat:
    """
    One provider at the table.

    ``failures`` are questions without an answer, ``unasked`` those it was kept from
    by working offline.
    """

    geocoder: Geocoder
    countries: tuple[str, ...] = ()
    offline: bool = False
    failures: int = 0
    in_a_row: int = 0
    closed: bool = False
    unasked: int = 0
    last_error: str = ""

    def is_for(self, country: str) -> bool:
        """Whether it is asked about a country; one that nobody knows may be any."""
        wanted = self.countries
        if not wanted and isinstance(self.geocoder, OnlineGeocoder):
            wanted = self.geocoder.provider.countries
        return not wanted or not country or country in wanted

    def answer_all(self, questions: Sequence[Question], told: Callable[[], None]) -> list[Outcome]:
        """
        Answer questions in their order, several at once where the provider may be asked so.

        ``told`` is called after each.
        """
        online = self.geocoder
        if isinstance(online, OnlineGeocoder) and len(questions) > 1 and not self._is_silent:
            return self._answer_at_once(online, questions, told)
        return [self._told(self._answer(question), told) for question in questions]

    def reverse(self, at: Coordinate) -> Address | None:
        """
        Words for a place, where the provider has any.

        Raises
        ------
        ServiceUnreachableError
            It was asked and cannot answer.
        """
        geocoder = self.geocoder
        if isinstance(geocoder, OnlineGeocoder):
            try:
                return geocoder.reverse(at, offline=self._is_silent)
            except ServiceUnreachableError as error:
                self._counted(error)
                raise
        is_here = isinstance(geocoder, NamesPlaces) and not (self.offline and geocoder.is_online)
        return geocoder.reverse(at) if is_here and isinstance(geocoder, NamesPlaces) else None

    def close(self) -> None:
        """Close what is open."""
        if isinstance(self.geocoder, MapGeocoder | OnlineGeocoder):
            self.geocoder.close()

    @property
    def _is_silent(self) -> bool:
        return self.closed or (self.offline and self.geocoder.is_online)

    def _answer(self, question: Question) -> Outcome:
        address, recipient = question
        if isinstance(self.geocoder, MapGeocoder):
            return self.geocoder.candidates(address, recipient)
        if not self._is_silent:
            return self._counted(self._ask(question))
        known = self._known(address)
        if known is not None:
            return known
        if self.offline:
            self.unasked += 1
            return None
        self.failures += 1
        return ServiceUnreachableError(self.last_error)

    def _answer_at_once(
        self, online: OnlineGeocoder, questions: Sequence[Question], told: Callable[[], None]
    ) -> list[Outcome]:
        """What the cache knows comes from it; threads ask for the rest, as many as are allowed."""
        outcomes: dict[Question, Outcome] = {}
        for question in questions:
            known = self._known(question[0])
            if known is not None:
                outcomes[question] = self._told(known, told)
        waiting = [question for question in questions if question not in outcomes]
        if online.provider.parallel > 1:
            firsts = list({as_asked(question[0]): question for question in waiting}.values())
            outcomes |= zip(firsts, self._ask_in_threads(online, firsts, told), strict=True)
        for question in waiting:
            # Other flats of a house just asked about are in the cache by now.
            if question not in outcomes:
                outcomes[question] = self._told(self._answer(question), told)
        return [outcomes[question] for question in questions]

    def _ask_in_threads(
        self, online: OnlineGeocoder, questions: Sequence[Question], told: Callable[[], None]
    ) -> list[Outcome]:
        answers = side_by_side(self._ask, questions, online.provider.parallel)
        try:
            return [self._told(self._counted(outcome), told) for outcome in answers]
        except BaseException:
            online.stop()
            raise

    def _ask(self, question: Question) -> Outcome:
        try:
            return self.geocoder.candidates(question[0])
        except ServiceUnreachableError as error:
            return error

    def _known(self, address: Address) -> list[GeocodeCandidate] | None:
        if isinstance(self.geocoder, OnlineGeocoder):
            return self.geocoder.cached_candidates(address)
        return None

    def _counted(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, ServiceUnreachableError):
            self.failures += 1
            self.in_a_row += not isinstance(outcome, QuestionRefusedError)
            self.last_error = outcome.message
            if isinstance(outcome, ProviderClosedError) or self.in_a_row >= PATIENCE:
                self.closed = True
        else:
            self.in_a_row = 0
        return outcome

    @staticmethod
    def _told(outcome: Outcome, told: Callable[[], None]) -> Outcome:
        told()
        return outcome
