"""What a kind of noise is, and what is honestly to be expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from benchmarks.geocoding_noise.drawing import Spoil


class Expect(StrEnum):
    """What counts as right."""

    RIGHT = "right"
    """The best answer is the place, accepted or not."""

    LISTED = "right or listed"
    """The words may mean another place: right too, where it is doubted and the place is listed."""

    DOUBT = "doubted"
    """The place cannot be known, or the address contradicts itself: it must not be accepted."""


class Pool(StrEnum):
    """Which addresses of the map are drawn."""

    WHOLE = "whole"
    ANY = "any"
    NAMED = "named"


@dataclass(frozen=True)
class Kind:
    """One kind of noise; ``why`` says why no more than this is expected."""

    name: str
    spoil: Spoil
    expect: Expect = Expect.RIGHT
    pool: Pool = Pool.WHOLE
    why: str = ""
