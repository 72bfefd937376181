"""An address cell to its segments: what is surely no part of the place is set aside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.countries import SMALL_WORDS, country_code
from lastmile_cli.geocoding.spacing import spaced
from lastmile_cli.geocoding.text import fold
from lastmile_cli.geocoding.vocabulary import (
    CODE_WORDS,
    COMPANY_FORMS,
    DOOR_WORDS,
    FLOOR_WORDS,
    LONE_UNITS,
    NUMBERED_UNITS,
    SIDE_WORDS,
    UNIT_WORDS,
)

NUMBER = re.compile(r"\d{1,5}[a-z]?(?:[-/+&]\d{1,5}[a-z]?)*")
"""A bare word that may be a house number."""

_ONLY_NUMBER = re.compile(r"#\s*(?=\d{1,4}(?!\d))")
_MARKED_NUMBER = re.compile(r"#\s*[\d/-]+")
_SHORT_NUMBER = re.compile(r"(?<![\w#])\d{1,3}(?!\d)")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|:[ae])")
_LETTERED_UNIT = re.compile(r"[a-z]-(?:rappu|porras|porraskaytava|trappa|talo|huset|ovi|eingang)")
"""A staircase or wing by its letter, in one word: "A-rappu"."""

_SAFE_UNIT = 7
_HIGHEST_FLOOR = 60

MOST_SEGMENTS = 16
"""What stands behind more commas than this is taken as one phrase: it is no address."""
_SEPARATORS = re.compile(r"[,;|\n\r\t•·]+")
_CARE_OF = re.compile(
    r"(?:℅|(?<!\w)(?:c/o|co/|z\.\s?hd\.|attn(?!\w)[.:]?|att[.:]|zuhanden(?!\w)"
    r"|p\.\s?a\.|per\s+adresse(?!\w)|klingeln\s+bei(?!\w)))\s*",
    re.IGNORECASE,
)


_POST_BOX = re.compile(
    r"(?<!\w)(?:postfach|post\s?box|p\.?\s?o\.?\s?box|postilokero|postlokero|postbox|postboks"
    r"|bo[iî]te\s+postale|casella\s+postale|apartado(?:\s+de\s+correos)?|caixa\s+postal)"
    r"(?!\w)\.?:?(?:\s*\d{1,6}\b)?|^\s*(?:pl|pb|bp|cp|pf|box|pob)\.?\s*\d{1,6}\s*$",
    re.IGNORECASE,
)
"""The short forms count only where they stand alone between commas."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words between two commas; ``cell`` is 1 for the first address line, 2 for the second."""

    words: list[str]
    cell: int = 1
    is_behind_code: bool = False


@dataclass(frozen=True, slots=True)
class Segments:
    """The segments of an address; beside them whom it is in care of, post boxes and countries."""

    places: list[Segment] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)


def read_segments(address: Address) -> Segments:
    """
    Cut both lines at their commas; flats, floors and door codes are dropped.

    >>> found = read_segments(Address(line1="Torikatu 3 as. 5, c/o Virtanen", line2="Suomi"))
    >>> [segment.words for segment in found.places], found.persons, found.countries
    ([['Torikatu', '3']], ['Virtanen'], ['Suomi'])
    """
    found = Segments()
    lines = (address.line1, address.line2)
    only_number = not any(_SHORT_NUMBER.search(_MARKED_NUMBER.sub("", line)) for line in lines)
    for cell, line in enumerate(lines, start=1):
        # "Katu #5" is a house where no other number is one, else a flat.
        plain = _ONLY_NUMBER.sub(" ", line) if only_number else line
        for part in _SEPARATORS.split(spaced(plain)):
            _take(found, part, cell)
    if len(found.places) > MOST_SEGMENTS:
        tail = found.places[MOST_SEGMENTS:]
        words = [word for segment in tail for word in segment.words]
        found.places[MOST_SEGMENTS:] = [Segment(words, tail[0].cell)]
    for segment in found.places[:-1]:
        # "LGT Bank AG" before a street is no bank in Antigua.
        while len(segment.words) > 1 and bare(segment.words[-1]) in {*COMPANY_FORMS, "&", "+"}:
            segment.words.pop()
    return found


def bare(word: str) -> str:
    """The word folded, without the punctuation around it."""
    return fold(word).strip(".,:;()#")


def _take(found: Segments, part: str, cell: int) -> None:
    care_of = _CARE_OF.search(part)
    if care_of is not None:
        found.persons.append(part[care_of.end() :].strip())
        part = part[: care_of.start()]
    box = _POST_BOX.search(part)
    if box is not None:
        found.boxes.append(box.group().strip())
        part = f"{part[: box.start()]} {part[box.end() :]}"
    words = _without_units(part.split())
    name = " ".join(words)
    if not words:
        return
    # One letter between commas is rather a staircase than Austria.
    if country_code(name) and len(bare(name)) > 1 and name not in SMALL_WORDS:
        found.countries.append(name)
        return
    found.places.append(Segment(words, cell))


def _without_units(words: list[str]) -> list[str]:
    if len(words) == 1 and bare(words[0]) in LONE_UNITS:
        return []
    kept: list[str] = []
    seen_number = seen_unit = follows_unit = False
    i = 0
    while i < len(words):
        length = _code_length(words, i) or _unit_length(
            words, i, behind_number=seen_number or seen_unit, first=not kept
        )
        if seen_unit and bare(words[i]) in SIDE_WORDS:
            length = 1
        if follows_unit and seen_number and words[i][0].isdigit() and _is_small(bare(words[i])):
            # "trappa C 14": the flat is behind its staircase.
            length = max(1, length)
        follows_unit = length > 0
        seen_unit = seen_unit or length > 0
        if length == 0:
            kept.append(words[i])
            seen_number = seen_number or bool(NUMBER.fullmatch(bare(words[i])))
        i += max(1, length)
    return kept


def _code_length(words: list[str], i: int) -> int:
    """How many words from here on say the code of a door ("Door code: 1234")."""
    named = [bare(word) for word in words[i : i + 3]]
    start = 1 if len(named) > 1 and named[0] in DOOR_WORDS and named[1] in CODE_WORDS else 0
    if named[start] not in CODE_WORDS or start + 1 >= len(named):
        return 0
    return start + 2 if any(letter.isdigit() for letter in named[start + 1]) else 0


def _unit_length(words: list[str], i: int, *, behind_number: bool, first: bool) -> int:
    """How many words from here on name a flat or floor: 0 where none does."""
    word = bare(words[i])
    follows = bare(words[i + 1]) if i + 1 < len(words) else ""
    may_begin = behind_number or first
    if may_begin and _LETTERED_UNIT.fullmatch(word):
        return 2 if _is_small(follows) else 1
    if words[i].startswith("#") and may_begin and (not word or _is_small(word)):
        return 1 if word or not _is_small(follows) else 2
    if _is_floor(words[i], follows, is_alone=first and len(words) == i + 2):
        # "2. OG", "2nd floor": the floor stands before its word.
        return 2 if may_begin else 0
    if word not in UNIT_WORDS or not may_begin:
        return 0
    if _is_small(follows):
        # "as 5 B": the flat has a letter.
        third = bare(words[i + 2]) if behind_number and i + 2 < len(words) else ""
        return 3 if len(third) == 1 and third.isalpha() and follows.isdigit() else 2
    if behind_number:
        is_clear = word not in NUMBERED_UNITS and (not follows or len(word) > 2)
    else:
        # Alone between commas ("Katu 3, Hinterhof"); a short word may be a town.
        is_clear = len(words) == 1 and len(word) >= _SAFE_UNIT
    return 1 if is_clear else 0


def _is_floor(written: str, follows: str, *, is_alone: bool) -> bool:
    """Whether a number counts floors; without a dot only where nothing else is between commas."""
    word = bare(written)
    if is_alone and word.isdigit() and follows in FLOOR_WORDS:
        return int(word) <= _HIGHEST_FLOOR
    is_ordinal = (word.isdigit() and written.endswith(".")) or bool(_ORDINAL.fullmatch(word))
    return is_ordinal and (follows in UNIT_WORDS or follows in SIDE_WORDS)


def _is_small(word: str) -> bool:
    return bool(word) and len(word) <= 4 and (any(c.isdigit() for c in word) or len(word) == 1)
