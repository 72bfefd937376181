"""How likely nobody is at the door: by the hour, and after tries that failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

PPM = 1_000_000
"""Millionths in one: what probabilities are counted in."""

EVER_S = 2**40
"""Earlier than its negative, and later than itself, nothing begins."""

Chances = Sequence[tuple[int, int]]
"""(from second, millionths) in rising order; the first holds from ever, each until the next."""

Span = tuple[int, int]
"""Two seconds of the service day, both included."""


def ppm_at(chances: Chances, begin_s: int) -> int:
    """
    How likely nobody is there when service begins at a second, in millionths.

    >>> morning = ((0, 120_000), (43_200, 30_000))
    >>> ppm_at(morning, 43_199), ppm_at(morning, 43_200)
    (120000, 30000)
    """
    return next((ppm for from_s, ppm in reversed(chances) if from_s <= begin_s), chances[0][1])


def span_at(chances: Chances, begin_s: int) -> Span:
    """Say from when to when the chance is what it is at a second."""
    return next(span for span in list_spans(chances) if begin_s <= span[1])


def list_spans(chances: Chances) -> list[Span]:
    """
    Cut time where the chance changes.

    >>> list_spans(((0, 120_000), (43_200, 30_000)))[1][0]
    43200
    """
    starts = [-EVER_S, *(from_s for from_s, _ in chances[1:])]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), EVER_S], strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceHours:
    """
    Hours with a chance of their own: ``from_s`` included, ``until_s`` not.

    On the clock in a configuration, seconds of the service day on a day. They hold on
    ``weekdays`` (0: Monday) and for customers of a type; for all where that is empty.
    """

    from_s: int
    until_s: int
    ppm: int
    weekdays: frozenset[int] = frozenset(range(7))
    customer_type: str = ""

    def __post_init__(self) -> None:
        if self.until_s <= self.from_s or not 0 <= self.ppm <= PPM:
            msg = f"From {self.from_s} to {self.until_s} s stops fail {self.ppm} in a million."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSettings:
    """
    What is known of attempts at doors.

    Each try so far multiplies a stop's chance by ``factor_per_try``; after ``max_attempts``
    (``None``: never) an order is sent back.
    """

    hours: tuple[ChanceHours, ...] = ()
    factor_per_try: Decimal = Decimal(1)
    max_attempts: int | None = None

    def __post_init__(self) -> None:
        if self.factor_per_try < 0 or (self.max_attempts is not None and self.max_attempts < 1):
            msg = f"Tries count {self.factor_per_try}, and there are {self.max_attempts} of them."
            raise ValueError(msg)

    def after(self, tries: int, ppm: int) -> int:
        """
        A chance after so many tries, in millionths; no more than certain.

        >>> AttemptSettings(factor_per_try=Decimal("1.5")).after(2, 100_000)
        225000
        """
        return min(PPM, int(ppm * self.factor_per_try**tries + Decimal("0.5")))
