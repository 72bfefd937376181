"""House numbers as people and mappers write them: letters, ranges, lists, staircases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lastmile_cli.geocoding.text import fold

_PIECE = re.compile(r"(\d{1,5})(?!\d)\s?([a-z](?![a-z]))?")
_SPAN = re.compile(r"(\d{1,5})\s?([a-z])?\s*-\s*(\d{1,5})\s?([a-z])?(?![a-z0-9])")
_SLASH = re.compile(r"(\d{1,5})\s?([a-z])?\s*/\s*(\d{1,5})\s?([a-z])?(?![a-z0-9])")
_LIST = re.compile(r"\d{1,5}\s?[a-z]?(?:\s*[,;+&]\s*\d{1,5}\s?[a-z]?(?![a-z0-9.]))+")
_LETTER_AND_FLAT = re.compile(r"(\d{1,5})\s+([a-z])\s?(\d{1,3})\b")

WIDEST_SPAN = 120
"""No building carries more numbers than this; "12/400" is house 12, door 400."""


WIDEST_PAIR = 20
"""Hardly a range holds more numbers than this: what lies beyond is a flat."""


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """
    One number ("12 A"), or a span of them ("44-46"); ``letter`` and ``last_letter`` in lower case.

    ``last`` equals ``first`` for a single number. ``flat`` is what follows the
    house: staircase, door. ``may_be_flat``: what is read as the end of a span may be one
    ("16 23", "5/7"); it does not make two numbers differ.
    """

    first: int
    letter: str = ""
    last: int = 0
    flat: str = ""
    may_be_flat: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if not self.last:
            object.__setattr__(self, "last", self.first)

    @property
    def is_span(self) -> bool:
        """Whether several numbers are meant."""
        return self.last > self.first

    def covers(self, number: int) -> bool:
        """Whether a span holds this number: a side of a street has odd or even ones only."""
        one_side = (self.last - self.first) % 2 == 0
        inside = self.first <= number <= self.last
        return inside and not (one_side and (number - self.first) % 2)

    def __str__(self) -> str:
        """Print the way it is written on a door: "12A", "44-46"."""
        head = f"{self.first}{self.letter.upper()}"
        return f"{head}-{self.last}" if self.is_span else head


def read_written_number(text: str) -> HouseNumber | None:
    """
    Read the number a customer wrote; ``None`` where there is none.

    >>> [str(read_written_number(text)) for text in ("44-46", "12 A", "20 A 12", "12/4")]
    ['44-46', '12A', '20A', '12']
    >>> read_written_number("20 A 12").flat, read_written_number("5/7").may_be_flat
    ('12', True)
    """
    plain = _plain(text)
    span = _SPAN.match(plain) or _SLASH.match(plain)
    if span:
        return _span(span)
    staircase = _LETTER_AND_FLAT.match(plain)
    if staircase:
        number, letter, flat = staircase.groups()
        return HouseNumber(int(number), letter, flat=flat)
    piece = _PIECE.match(plain)
    return HouseNumber(int(piece[1]), piece[2] or "") if piece and int(piece[1]) else None


def read_mapped_numbers(text: str) -> list[HouseNumber]:
    """
    Read an ``addr:housenumber`` tag, which may hold a list.

    >>> [str(number) for number in read_mapped_numbers("76, 76a, 76b")]
    ['76', '76A', '76B']
    >>> [str(number) for number in read_mapped_numbers("26, 14. krs.")]
    ['26']
    >>> [str(number) for number in read_mapped_numbers("Keskuskatu 5")]
    ['5']
    """
    plain = _plain(text)
    start = re.search(r"\d", plain)
    if start is None:
        return []
    plain = plain[start.start() :]
    pieces = _LIST.match(plain)
    if pieces and not plain[pieces.end() :].strip():
        found = [_PIECE.match(part.strip()) for part in re.split(r"[,;+&]", pieces.group())]
        return [HouseNumber(int(piece[1]), piece[2] or "") for piece in found if piece]
    one = read_written_number(plain)
    return [one] if one else []


def _span(match: re.Match[str]) -> HouseNumber | None:
    first, last = int(match[1]), int(match[3])
    if not first:
        return None
    if first < last <= first + WIDEST_SPAN:
        is_slash = "-" not in match.group()
        return HouseNumber(first, match[2] or "", last, may_be_flat=is_slash)
    if 0 < last < first <= last + WIDEST_SPAN and "-" in match.group():
        return HouseNumber(last, match[4] or "", first)
    return HouseNumber(first, match[2] or "", flat=match[3])


def _plain(text: str) -> str:
    return re.sub(r"[‐‑‒–—−]", "-", fold(text)).strip(" .,;#")
