"""What the dispatcher is told about the providers of a run."""

from __future__ import annotations

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.geocoding.online import OnlineGeocoder
from lastmile_cli.geocoding.seats import Seat

PROVIDERS = Place(column="geocoding.providers")
CACHE = Place(column="geocoding.cache")


def notices_of_seat(seat: Seat) -> list[Notice]:
    """Notices about one provider: failures, what it was not asked, and asking for too much."""
    name = seat.geocoder.name
    notices = []
    if seat.failures:
        notices.append(_failed(name, seat))
    elif seat.unasked:
        notices.append(_offline(name, seat.unasked))
    if isinstance(seat.geocoder, OnlineGeocoder):
        provider = seat.geocoder.provider
        if provider.bulk_limit and seat.geocoder.asked > provider.bulk_limit:
            notices.append(_bulk(name, seat.geocoder.asked, provider.bulk_words))
    return notices


def notice_of_cache(trouble: str) -> Notice:
    """Say that answers could not be kept, so that the next run asks for them again."""
    return Notice(
        code="LM1313",
        severity=Severity.WARNING,
        place=CACHE,
        problem=f"answers could not be kept, or not be read again: {trouble}.",
        hint="look at the disk; `geocoding: cache:` names another file",
    )


def _failed(name: str, seat: Seat) -> Notice:
    more = " and was asked no more" if seat.closed else ""
    return Notice(
        code="LM1310",
        severity=Severity.WARNING,
        place=PROVIDERS,
        problem=f"{name} gave no answer for {_addresses(seat.failures)}{more}: {seat.last_error}",
        hint="check the network, the key and the provider's limits; run again later",
    )


def _offline(name: str, unasked: int) -> Notice:
    return Notice(
        code="LM1311",
        severity=Severity.INFO,
        place=PROVIDERS,
        problem=f"{name} was not asked about {_addresses(unasked)}: working offline.",
        hint="run without --offline once; the answers are kept",
    )


def _bulk(name: str, asked: int, words: str) -> Notice:
    return Notice(
        code="LM1314",
        severity=Severity.WARNING,
        place=PROVIDERS,
        problem=f"{name} was asked {counted(asked, 'question')} in one run: {words}.",
        hint="answers are kept and not asked again; put the provider 'map' before it",
    )


def _addresses(count: int) -> str:
    return counted(count, "address", "addresses")
