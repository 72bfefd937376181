"""Which words of an address are its street, and which its number: every way that makes sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.geocoding.countries import is_country_name
from lastmile_cli.geocoding.house_numbers import HouseNumber, read_written_number
from lastmile_cli.geocoding.number_splits import has_name, is_numeric, positions, splits
from lastmile_cli.geocoding.segments import Segment, bare
from lastmile_cli.geocoding.text import town_key

TOWN_LIKE_DOUBT = 0.03
"""What it costs to take a word beside the street for a misspelt town."""

SCANNED_NUMBER_DOUBT = 0.12
"""What it costs to read "l2" as 12: good enough to be shown, never to be driven to."""

WORD_BESIDE_DOUBT = 0.05
"""What it costs to cut an unknown word off a street, beside what the word itself costs."""

_SCANNED = re.compile(r"(?=\D*\d)(?=\d*\D)[\dlIoOSZ|]{2,4}")
_STAIRCASE = re.compile(r"(\d+[a-zA-Z])(\d+)")
_DIGITS = str.maketrans("lI|oOSZ", "1110052")
_LONGEST_TOWN = 3
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """
    What a reader knows of the region: keys of towns (or nearly so) and of postcodes.

    ``is_street`` is asked with a name as it was written.
    """

    is_town: Callable[[str], bool]
    is_town_like: Callable[[str], bool]
    is_postcode: Callable[[str], bool]
    is_street: Callable[[str], bool]


KNOWS_NOTHING = Gazetteer(*[lambda _: False] * 4)
"""For readers without a map: a postcode is then known by its shape only."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Street and number of one reading, and all phrases beside them."""

    street: str
    number: HouseNumber | None
    stray: tuple[str, ...]
    asides: frozenset[str]
    doubt: float = 0.0


def street_readings(parts: Sequence[Segment], gazetteer: Gazetteer) -> Iterator[Piece]:
    """Yield street and number as they may be meant, the plainest first."""
    numbered = [i for i, part in enumerate(parts) if positions(part.words) and has_name(part.words)]
    for i in numbered:
        yield from _with_letter_behind(parts, i)
        others, asides = _others(parts, i, {i})
        for street, number, rest in splits(parts[i].words):
            piece = Piece("", number, rest + others, asides)
            yield from _with_and_without_town(street, piece, gazetteer)
        alone, beside = _number_beside(parts, i)
        if alone and gazetteer.is_street(" ".join(parts[i].words)):
            # "Straße 22, 5": the street holds a number itself.
            others, asides = _others(parts, i, {i, beside})
            yield Piece(" ".join(parts[i].words), alone, others, asides)
    if numbered:
        return
    for i, part in enumerate(parts):
        if has_name(part.words):
            alone, beside = _number_beside(parts, i)
            others, asides = _others(parts, i, {i, beside})
            piece = Piece("", alone, others, asides)
            yield from _with_and_without_town(part.words, piece, gazetteer)


def _with_letter_behind(parts: Sequence[Segment], i: int) -> Iterator[Piece]:
    """Read "Katu 12, B" as house 12B: the letter may be the house's, or a staircase's."""
    words, behind = parts[i].words, parts[i + 1 : i + 2]
    letter = bare(behind[0].words[0]) if behind and len(behind[0].words) == 1 else ""
    if not (len(letter) == 1 and letter.isalpha() and bare(words[-1]).isdigit()):
        return
    street, number = words[:-1], read_written_number(f"{bare(words[-1])}{letter}")
    if number and has_name(street):
        others, asides = _others(parts, i, {i, i + 1})
        yield Piece(" ".join(street), number, others, asides)


def scanned_readings(parts: Sequence[Segment], gazetteer: Gazetteer) -> Iterator[Piece]:
    """Readings in which a scanner took digits for letters, or letters for digits: "l2"."""
    if not any(_SCANNED.fullmatch(word) for part in parts for word in part.words):
        return
    for change in (
        lambda word: word.translate(_DIGITS),
        lambda word: _STAIRCASE.sub(r"\1 \2", word),
    ):
        changed = [replace(part, words=_scanned(part.words, change)) for part in parts]
        for piece in street_readings(changed, gazetteer):
            yield replace(piece, doubt=piece.doubt + SCANNED_NUMBER_DOUBT)


def _scanned(words: Sequence[str], change: Callable[[str], str]) -> list[str]:
    changed = (change(word) if _SCANNED.fullmatch(word) else word for word in words)
    return " ".join(changed).split()


def _number_beside(parts: Sequence[Segment], i: int) -> tuple[HouseNumber | None, int]:
    """The number between commas behind a segment, else that before it, and which segment it is."""
    for j in (i + 1, i - 1):
        if 0 <= j < len(parts) and is_numeric(parts[j].words):
            return read_written_number(" ".join(parts[j].words)), j
    return None, i


def _others(
    parts: Sequence[Segment], street: int, skip: Collection[int]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """All phrases but the street's, and those that stand before it or in another cell."""
    others = [(j, part, " ".join(part.words)) for j, part in enumerate(parts) if j not in skip]
    asides = frozenset(
        text
        for j, part, text in others
        if not part.is_behind_code and (j < street or part.cell != parts[street].cell)
    )
    return tuple(text for _, _, text in others), asides


def _with_and_without_town(
    street: list[str], piece: Piece, gazetteer: Gazetteer
) -> Iterator[Piece]:
    yield replace(piece, street=" ".join(street))
    for count in range(1, min(_LONGEST_TOWN, len(street) - 1) + 1):
        for town, rest in (
            (street[-count:], street[:-count]),
            (street[:count], street[count:]),
        ):
            if not has_name(rest):
                continue
            name = " ".join(town)
            beside = replace(piece, street=" ".join(rest), stray=(name, *piece.stray))
            if gazetteer.is_town(town_key(name)) or is_country_name(name):
                yield beside
            elif gazetteer.is_town_like(town_key(name)):
                yield replace(beside, doubt=TOWN_LIKE_DOUBT)
            elif len(name) >= _SHORTEST_WORD and gazetteer.is_street(beside.street):
                yield replace(beside, doubt=WORD_BESIDE_DOUBT)
