"""The policy: which answer may be used unseen, which needs a look, which is useless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lastmile_cli.domain.addresses import (
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.pins import PINS_PROVIDER
from lastmile_cli.domain.settings import GeocodingSettings

ACCEPTABLE = frozenset({Precision.PIN, Precision.HOUSE, Precision.RANGE, Precision.INTERPOLATED})
"""Precisions a van may be sent to unseen, given the score.

A range and an interpolated place are accepted only because their score falls
with what they may be wrong by: it stays above 0.9 only where the neighbours are
some 60 m apart at most. A street, postcode or place never is.
"""

NOTHING_FOUND = "no such address was found"

RUNNER_UP_APART_M = 50.0
SAME_PIN_M = 1.0
MOST_SHOWN = 9
"""So many places are kept for who has to choose."""


def judge(candidates: Sequence[GeocodeCandidate], settings: GeocodingSettings) -> GeocodeResult:
    """
    Make a result of candidates (best first), by the thresholds of the settings.

    A result that fails keeps no place, so that nobody drives to the middle of
    a postcode area by mistake; its reason says what was found.
    """
    if not candidates:
        return GeocodeResult(status=GeocodeStatus.FAIL, reason=NOTHING_FOUND)
    best = candidates[0]
    runner_up = _runner_up(candidates)
    gap_m = great_circle_m(best.coordinate, runner_up.coordinate) if runner_up else None
    status = _status(best, settings)
    reason = "" if status is GeocodeStatus.ACCEPT else _reason(best, settings)
    others = () if status is GeocodeStatus.ACCEPT else tuple(candidates[:MOST_SHOWN])
    if status is GeocodeStatus.FAIL:
        found = f"nearest guess: {best.matched}"
        reason = f"{reason}; {found}" if reason else found
        return GeocodeResult(status=status, reason=reason, others=others)
    return GeocodeResult(
        status=status,
        best=best,
        runner_up=runner_up,
        gap_m=None if gap_m is None else round(gap_m, 1),
        reason=reason,
        others=others,
    )


def pin_result(pin: Coordinate, label: str) -> GeocodeResult:
    """What a pin is worth: everything."""
    best = GeocodeCandidate(
        coordinate=pin, precision=Precision.PIN, score=1.0, matched=label, provider="pin"
    )
    return GeocodeResult(status=GeocodeStatus.ACCEPT, best=best)


def set_by_hand(at: Coordinate, label: str, reason: str) -> GeocodeResult:
    """A pin that a person set here: as good as one in the row, and it says since when."""
    best = GeocodeCandidate(
        coordinate=at, precision=Precision.PIN, score=1.0, matched=label, provider=PINS_PROVIDER
    )
    return GeocodeResult(status=GeocodeStatus.ACCEPT, best=best, reason=reason)


def doubt_pin(pin: Coordinate, answer: GeocodeResult) -> GeocodeResult:
    """An unconfirmed pin of unknown origin beside the answer of today: apart, a person decides."""
    if answer.best is None or great_circle_m(pin, answer.best.coordinate) <= SAME_PIN_M:
        return answer
    reason = 'the row has another pin; set geocode_status to "accept" to use it, or empty it'
    return replace(answer, status=GeocodeStatus.REVIEW, reason=reason)


def _status(best: GeocodeCandidate, settings: GeocodingSettings) -> GeocodeStatus:
    if best.score >= settings.accept_score and best.precision in ACCEPTABLE:
        return GeocodeStatus.ACCEPT
    return GeocodeStatus.REVIEW if best.score >= settings.review_score else GeocodeStatus.FAIL


def _runner_up(candidates: Sequence[GeocodeCandidate]) -> GeocodeCandidate | None:
    best = candidates[0].coordinate
    return next(
        (
            other
            for other in candidates[1:]
            if great_circle_m(best, other.coordinate) > RUNNER_UP_APART_M
        ),
        None,
    )


def _reason(best: GeocodeCandidate, settings: GeocodingSettings) -> str:
    if best.differs:
        return "; ".join(best.differs)
    if best.precision not in ACCEPTABLE:
        return f"only the {best.precision} is known"
    return f"score {best.score:.2f} is below {settings.accept_score:.2f}"
