"""Addresses as they were written, and what a geocoder made of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from lastmile_cli.domain.geo import Coordinate


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address as its cells were written; every part may be empty."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to look up."""
        return bool(self.line1 or self.line2 or self.city or self.postal_code)

    def __str__(self) -> str:
        """
        Print on one line, as on an envelope.

        >>> str(Address(line1="Unioninkatu 20", postal_code="00130", city="Helsinki"))
        'Unioninkatu 20, 00130 Helsinki'
        """
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        parts = (self.line1, self.line2, town, self.state, self.country)
        return ", ".join(part for part in parts if part)


_BLANKS = re.compile(r"[\s,]+")


def same_spelling(text: str) -> str:
    """
    One text for what differs in capitals, blanks and commas only: every other sign counts.

    "1/2" is not "12", and Bödastrasse is not Bodastrasse.

    >>> same_spelling(" KATU  1, ") == same_spelling("Katu 1")
    True
    >>> same_spelling("Katu 1/2") == same_spelling("Katu 12")
    False
    """
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


class Precision(StrEnum):
    """How exactly a place is known, best first; ``rank`` orders them."""

    PIN = "pin"
    HOUSE = "house"
    RANGE = "range"
    INTERPOLATED = "interpolated"
    STREET = "street"
    POSTCODE = "postcode"
    PLACE = "place"

    @property
    def rank(self) -> int:
        """0 for a pin, 6 for a place: lower is more exact."""
        return list(Precision).index(self)


class GeocodeStatus(StrEnum):
    """What the policy says of an answer: use it, look at it, or it is useless."""

    ACCEPT = "accept"
    REVIEW = "review"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocodeCandidate:
    """
    One place that an address may mean.

    ``score`` is 0 to 1; ``differs`` names what does not match, such as
    ``("postal_code: 00130 is really 00140",)``.
    """

    coordinate: Coordinate
    precision: Precision
    score: float
    matched: str
    provider: str
    differs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            msg = f"Score {self.score} of {self.matched!r} is outside [0, 1]."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocodeResult:
    """
    What became of one address: the best candidate, the runner-up, and a verdict.

    ``gap_m`` is the distance in metres between best and runner-up; ``snap_m``
    the walk from the place a vehicle may stop at to the door, once roads know
    it; ``reason`` says in words why the answer needs a look or failed.
    ``others`` are all places that were weighed for an answer nobody accepted yet, best
    first: for who has to choose, and no part of what the result is.
    """

    status: GeocodeStatus
    best: GeocodeCandidate | None = None
    runner_up: GeocodeCandidate | None = None
    gap_m: float | None = None
    snap_m: float | None = None
    reason: str = ""
    others: tuple[GeocodeCandidate, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.best is None and self.status is not GeocodeStatus.FAIL:
            msg = f"A result without a place has failed; its status cannot be {self.status}."
            raise ValueError(msg)
