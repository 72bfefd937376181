"""The geocoding desk: stops come with addresses and leave with places, or with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lastmile_cli.domain.addresses import Address, GeocodeResult, GeocodeStatus, same_spelling
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import DoubtPolicy, GeocodingSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.answer_cache import AnswerCache, query_key
from lastmile_cli.geocoding.asking import Panel
from lastmile_cli.geocoding.desk_notices import (
    notice_of_forgotten_pin,
    notice_of_pin_left_behind,
    notice_of_unknown_word,
    notices_of_stop,
    told_calmly,
)
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.overrides import PinBook
from lastmile_cli.geocoding.panel_notices import notice_of_cache
from lastmile_cli.geocoding.providers import Surroundings
from lastmile_cli.geocoding.review_back import PinWord, pin_word, unknown_word
from lastmile_cli.geocoding.suspicions import find_suspicions, with_suspicions
from lastmile_cli.geocoding.tidying import why_not_asked
from lastmile_cli.geocoding.verdicts import doubt_pin, pin_result, set_by_hand


@dataclass(frozen=True, kw_only=True)
class GeocodingDesk:
    """
    Asks the configured providers in order and keeps every answer.

    Parameters
    ----------
    settings
        Providers, thresholds, policy, cache.
    map_path
        The map for the provider "map"; ``None`` where there is none.
    offline
        Open no socket: online providers answer from the cache only.
    refresh
        Ask online providers again, whatever they answered in earlier runs.
    bias
        Where the work is; orders equal candidates, never raises a score.
    country
        Of the service, ISO 3166: an address in another one is never taken for ours.
    pins
        What was set by hand before; who has one is not asked about.
    """

    settings: GeocodingSettings
    map_path: Path | None = None
    offline: bool = False
    refresh: bool = False
    bias: Coordinate | None = None
    country: str = ""
    progress: ProgressHook = no_progress
    pins: tuple[RememberedPin, ...] = ()

    def geocode_address(self, address: Address, recipient: str = "") -> GeocodeResult:
        """
        Find one address, a depot's for example; ``recipient`` is who is to be found there.

        Raises
        ------
        ServiceUnreachableError
            No provider could be asked.
        InputRefusedError, UsageError
            A provider is not configured as it needs.
        """
        reason = why_not_asked(address)
        if reason:
            return GeocodeResult(status=GeocodeStatus.FAIL, reason=reason)
        return self._panel.ask(address, recipient)

    def describe(self, at: Coordinate) -> Address | None:
        """Words for a pin that came without an address ("near Torikatu 3"), if anybody has any."""
        wanted = self._map_geocoder() is not None or self.settings.names_pins
        return self._panel.describe(at) if wanted and self.settings.providers else None

    def geocode_stops(
        self, stops: Sequence[Stop], *, file: str = ""
    ) -> tuple[list[Stop], list[Notice]]:
        """
        Give every stop its place, in the order they came; pins win.

        Stops that failed keep no coordinate. Nothing is left out here: what a
        doubtful stop means for the plan is for the caller to decide, by
        ``is_usable``.

        Raises
        ------
        ServiceUnreachableError
            For some stops no provider could be asked; what was answered is in
            the cache.
        """
        self._ask_ahead(stops)
        found: dict[str, GeocodeResult] = {}
        lost: list[Stop] = []
        done = []
        for count, stop in enumerate(stops):
            self.progress(Progress(label="Finding addresses", done=count, total=len(stops)))
            try:
                done.append(stop.with_geocode(self._result(stop, found)))
            except ServiceUnreachableError:
                lost.append(stop)
        self.progress(Progress(label="Finding addresses", done=len(stops), total=len(stops)))
        suspicions = told_calmly(
            find_suspicions(done, self._map_geocoder(), file), done, self._book
        )
        named = [self._with_words(stop) for stop in with_suspicions(done, suspicions)]
        notices = [*self._panel.notices()] if "_panel" in self.__dict__ else []
        notices += [
            notice_of_forgotten_pin(stop, file)
            for stop in stops
            if stop.geocode is None and pin_word(stop) is PinWord.FORGOTTEN
        ]
        notices += [
            notice_of_unknown_word(stop, word, file)
            for stop in stops
            if (word := unknown_word(stop))
        ]
        notices += [n for stop in done for n in notices_of_stop(stop, self.settings, file)]
        notices += [
            notice_of_pin_left_behind(stop, left, file)
            for stop in stops
            if stop.coordinate is None and (left := self._book.find_left_behind(stop)) is not None
        ]
        notices += [suspicion.notice for suspicion in suspicions]
        notices += self._book.notices()
        if "_cache" in self.__dict__ and self._cache.trouble:
            notices.append(notice_of_cache(self._cache.trouble))
        if lost:
            raise _unreachable(lost, len(stops), notices, self._panel.last_failure)
        return named, notices

    def close(self) -> None:
        """Close index and cache."""
        if "_panel" in self.__dict__:
            self._panel.close()
        if "_cache" in self.__dict__:
            self._cache.close()

    def _map_geocoder(self) -> MapGeocoder | None:
        """The map's geocoder, opened for pins alone only where there is a map."""
        if "_panel" in self.__dict__:
            return self._panel.map_geocoder
        wanted = any(provider.name == "map" for provider in self.settings.providers)
        return self._panel.map_geocoder if wanted and self.map_path else None

    def _ask_ahead(self, stops: Sequence[Stop]) -> None:
        """Ask about all addresses at once, so that slow providers answer side by side."""
        questions = [(stop.address, stop.name) for stop in stops if self._is_asked(stop)]
        if questions:
            self._panel.ask_ahead(questions)

    def _is_asked(self, stop: Stop) -> bool:
        """Whether a provider is needed: what a pin settles is told to nobody."""
        is_settled = stop.coordinate is not None and pin_word(stop) is PinWord.SETTLED
        is_open = not (why_not_asked(stop.address) or stop.geocode or is_settled)
        return is_open and self._book.find(stop) is None

    def _with_words(self, stop: Stop) -> Stop:
        """Give a pin that came without an address the nearest one: the driver needs words."""
        if stop.address or stop.coordinate is None:
            return stop
        words = self.describe(stop.coordinate)
        return replace(stop, address=words) if words else stop

    def _result(self, stop: Stop, found: dict[str, GeocodeResult]) -> GeocodeResult:
        if stop.geocode is not None:
            return stop.geocode
        word = pin_word(stop)
        if stop.coordinate is not None and word is PinWord.SETTLED:
            return pin_result(stop.coordinate, str(stop.address) or stop.name or stop.stop_id)
        known = self._book.find(stop)
        if known is not None:
            label = str(stop.address) or stop.name or stop.stop_id
            return set_by_hand(known.coordinate, label, known.reason)
        key = f"{query_key(stop.address)}|{same_spelling(stop.name)}"
        if key not in found:
            found[key] = self.geocode_address(stop.address, stop.name)
        if stop.coordinate is not None and word is PinWord.UNTOLD:
            return doubt_pin(stop.coordinate, found[key])
        return found[key]

    @cached_property
    def _cache(self) -> AnswerCache:
        return AnswerCache.at(self.settings.cache_path, refresh=self.refresh)

    @cached_property
    def _book(self) -> PinBook:
        return PinBook(self.pins, self.country, Path(self.settings.pins_path).name)

    @cached_property
    def _panel(self) -> Panel:
        surroundings = Surroundings(
            map_path=self.map_path,
            bias=self.bias,
            country=self.country,
            cache=lambda: self._cache,
            progress=self.progress,
        )
        return Panel(self.settings, surroundings, offline=self.offline)


def geocode_stops(
    stops: Sequence[Stop],
    settings: GeocodingSettings,
    map_path: Path | None = None,
    *,
    offline: bool = False,
    progress: ProgressHook = no_progress,
    bias: Coordinate | None = None,
    country: str = "",
    file: str = "",
    pins: tuple[RememberedPin, ...] = (),
) -> tuple[list[Stop], list[Notice]]:
    """Geocode stops at a desk of their own; see ``GeocodingDesk.geocode_stops``."""
    desk = GeocodingDesk(
        settings=settings,
        map_path=map_path,
        offline=offline,
        bias=bias,
        country=country,
        progress=progress,
        pins=pins,
    )
    try:
        return desk.geocode_stops(stops, file=file)
    finally:
        desk.close()


def is_usable(stop: Stop, settings: GeocodingSettings) -> bool:
    """Whether a geocoded stop may be planned under the policy for doubtful addresses."""
    if stop.geocode is None or stop.coordinate is None:
        return False
    if stop.geocode.status is GeocodeStatus.ACCEPT:
        return True
    return settings.on_doubtful is DoubtPolicy.ACCEPT


def _unreachable(
    lost: Sequence[Stop], total: int, notices: Iterable[Notice], last: str
) -> ServiceUnreachableError:
    return ServiceUnreachableError(
        f"No geocoder could be asked about {len(lost)} of {counted(total, 'stop')}"
        f" (first: {lost[0].stop_id}). {last}",
        hint=(
            "run again later: what was answered is kept and not asked again;"
            " or add the provider 'map', which needs no network"
        ),
        notices=tuple(notices),
    )
