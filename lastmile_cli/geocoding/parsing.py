"""An address as written to the ways it may be read: street, number, town, postcode."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.house_numbers import WIDEST_SPAN, HouseNumber, read_written_number
from lastmile_cli.geocoding.text import fold, postcode_key, street_key, town_key
from lastmile_cli.geocoding.vocabulary import CARE_OF, COUNTRY_WORDS, UNIT_WORDS

MOST_READINGS = 24
"""An address with more ways to read it than this is read in the first ones only."""

TOWN_LIKE_DOUBT = 0.03
"""What it costs to take a word beside the street for a misspelt town."""

_NUMBER = re.compile(r"\d{1,5}[a-z]?(?:[-/+&]\d{1,5}[a-z]?)*")
_POSTCODE_SHAPE = re.compile(r"(?:[a-z]{1,3}-)?\d{4,6}")
_DASH = re.compile(r"(?<=\d)(\s?[a-zA-Z])?\s*[‐‑‒–—−-]\s*(?=\d)")
_SLASH = re.compile(r"(?<=\d)\s*/\s*(?=\d)")
_NUMBER_SIGN = re.compile(
    r"(?:[,\s]+|\b)(?:hausnummer|hausnr|nummer|numero|num|nro|nr|no|n|№)[.°º:]*\s*(?=\d)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"([^\W\d_]{3,}\.?)(\d{1,4}[a-zA-Z]?)(?![\w])")
_SEPARATORS = re.compile(r"[,;|\n\r\t•·]+")
_LONGEST_TOWN = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One way to understand an address.

    ``street`` as written; ``town`` is what the city cell says, ``stray``
    everything else that may name a town or a house; ``postcode`` is a key,
    beside it the postcode as written; ``doubt`` is 0 unless the reading takes a liberty.
    """

    street: str
    number: HouseNumber | None = None
    town: str = ""
    stray: tuple[str, ...] = ()
    postcode: str = ""
    written_postcode: str = ""
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What a reader knows of the region: keys of towns (or nearly so) and of postcodes."""

    is_town: Callable[[str], bool]
    is_town_like: Callable[[str], bool]
    is_postcode: Callable[[str], bool]


KNOWS_NOTHING = Gazetteer(*[lambda _: False] * 3)
"""For readers without a map: a postcode is then known by its shape only."""

_Words = list[str]
_Piece = tuple[str, HouseNumber | None, tuple[str, ...], float]


def read_address(address: Address, gazetteer: Gazetteer = KNOWS_NOTHING) -> list[Reading]:
    """
    List the ways an address may be read, the plainest first, each once.

    >>> reading = read_address(Address(line1="20 A Landstrasse, 9495 Triesen"))[0]
    >>> reading.street, str(reading.number), reading.stray, reading.postcode
    ('Landstrasse', '20A', ('Triesen',), '9495')
    """
    town, in_town = _read_town(address.city)
    known = address.postal_code.strip() or in_town
    segments = list(_segments(address))
    found: dict[Reading, None] = {}
    for parts, in_line in _without_postcodes(segments, gazetteer):
        for street, number, stray, doubt in _street_readings(parts, gazetteer):
            written = known or in_line
            key = postcode_key(written)
            reading = Reading(street, number, town, stray, key, written, doubt)
            found.setdefault(reading)
            if len(found) >= MOST_READINGS:
                return list(found)
    if not found and (town or known or segments):
        stray = tuple(" ".join(words) for words in segments)
        found[Reading("", None, town, stray, postcode_key(known), known)] = None
    return list(found)


def _read_town(city: str) -> tuple[str, str]:
    words = [word for word in re.split(r"[\s,;]+", city.strip()) if word]
    codes = [word for word in words if any(letter.isdigit() for letter in word)]
    named = [word for word in words if word not in codes]
    if len(named) > 1 and fold(named[-1]) in COUNTRY_WORDS:
        named.pop()
    return " ".join(named), codes[0] if codes else ""


def _segments(address: Address) -> Iterator[_Words]:
    for line in (address.line1, address.line2):
        joined = _SLASH.sub("/", _DASH.sub(lambda m: f"{(m[1] or '').strip()}-", line))
        spaced = _GLUED.sub(r"\1 \2", _NUMBER_SIGN.sub(" ", joined))
        for part in _SEPARATORS.split(spaced):
            words = part.split()
            if not words or fold(part).strip().startswith(CARE_OF):
                continue
            words = _without_units(words)
            if words and "".join(street_key(word) for word in words) not in COUNTRY_WORDS:
                yield words


def _without_units(words: _Words) -> _Words:
    kept: _Words = []
    seen_number = False
    i = 0
    while i < len(words):
        length = _unit_length(words, i, behind_number=seen_number, first=not kept)
        if length == 0:
            kept.append(words[i])
            seen_number = seen_number or bool(_NUMBER.fullmatch(_bare(words[i])))
        i += max(1, length)
    return kept


def _unit_length(words: _Words, i: int, *, behind_number: bool, first: bool) -> int:
    """How many words from here on name a flat or floor: 0 where none does."""
    word = _bare(words[i])
    follows = _bare(words[i + 1]) if i + 1 < len(words) else ""
    may_begin = behind_number or first
    if words[i].startswith("#") and may_begin:
        return 1
    if word.isdigit() and words[i].endswith(".") and follows in UNIT_WORDS:
        # "2. OG": the floor stands before its word.
        return 2 if may_begin else 0
    if word not in UNIT_WORDS or not may_begin:
        return 0
    if _is_small(follows):
        return 2
    return 1 if behind_number and (not follows or len(word) > 2) else 0


def _is_small(word: str) -> bool:
    return bool(word) and len(word) <= 4 and (any(c.isdigit() for c in word) or len(word) == 1)


def _bare(word: str) -> str:
    return fold(word).strip(".,:;()#")


def _is_postcode(word: str, gazetteer: Gazetteer) -> bool:
    bare = _bare(word)
    if len(bare) < 4 or not any(letter.isdigit() for letter in bare):
        return False
    known = gazetteer.is_postcode(postcode_key(bare))
    return known or bool(_POSTCODE_SHAPE.fullmatch(bare))


def _without_postcodes(
    segments: list[_Words], gazetteer: Gazetteer
) -> Iterator[tuple[list[_Words], str]]:
    """Segments cut where a postcode stands, and that postcode; then as they are."""
    parts: list[_Words] = []
    found = ""
    for words in segments:
        part: _Words = []
        for word in words:
            if _is_postcode(word, gazetteer):
                found = found or word.strip(".,;:()")
                parts.append(part)
                part = []
            else:
                part.append(word)
        parts.append(part)
    parts = [part for part in parts if part]
    if found:
        yield parts, found
    has_number = any(_NUMBER.fullmatch(_bare(word)) for part in parts for word in part)
    if not found or not has_number:
        yield segments, ""


def _street_readings(parts: Sequence[_Words], gazetteer: Gazetteer) -> Iterator[_Piece]:
    numbered = [i for i, words in enumerate(parts) if _positions(words) and _has_name(words)]
    for i in numbered:
        others = tuple(" ".join(part) for j, part in enumerate(parts) if j != i)
        for street, number, rest in _splits(parts[i]):
            yield from _with_and_without_town(street, number, rest + others, gazetteer)
    if numbered:
        return
    for i, words in enumerate(parts):
        following = parts[i + 1] if i + 1 < len(parts) else []
        alone = read_written_number(" ".join(following)) if _is_numeric(following) else None
        skip = {i, i + 1} if alone else {i}
        others = tuple(" ".join(part) for j, part in enumerate(parts) if j not in skip)
        if _has_name(words):
            yield from _with_and_without_town(words, alone, others, gazetteer)


def _splits(words: _Words) -> Iterator[tuple[_Words, HouseNumber, tuple[str, ...]]]:
    """Every numeric word may be the number; what stands before or behind it is the street."""
    for i in reversed(_positions(words)):
        before = words[:i]
        for number, used in _numbers_at(words, i):
            after = words[i + used :]
            if _has_name(before):
                yield before, number, _text(after)
            if _has_name(after):
                yield after, number, _text(before)


def _numbers_at(words: _Words, i: int) -> Iterator[tuple[HouseNumber, int]]:
    first = _bare(words[i])
    single = read_written_number(first)
    if single is None:
        return
    second, third = (_bare(word) for word in ([*words, "", ""])[i + 1 : i + 3])
    if len(second) == 1 and second.isalpha() and first.isdigit():
        flat = third if third.isdigit() else ""
        yield HouseNumber(int(first), second, flat=flat), 3 if flat else 2
        return
    if first.isdigit() and second.isdigit():
        low, high = int(first), int(second)
        if low < high <= low + WIDEST_SPAN:
            yield HouseNumber(low, "", high), 2
    yield single, 1


def _with_and_without_town(
    street: _Words, number: HouseNumber | None, stray: tuple[str, ...], gazetteer: Gazetteer
) -> Iterator[_Piece]:
    yield " ".join(street), number, stray, 0.0
    for count in range(1, min(_LONGEST_TOWN, len(street) - 1) + 1):
        for town, rest in (
            (street[-count:], street[:-count]),
            (street[:count], street[count:]),
        ):
            name = " ".join(town)
            if not _has_name(rest):
                continue
            if gazetteer.is_town(town_key(name)):
                yield " ".join(rest), number, (name, *stray), 0.0
            elif gazetteer.is_town_like(town_key(name)):
                yield " ".join(rest), number, (name, *stray), TOWN_LIKE_DOUBT


def _positions(words: _Words) -> list[int]:
    return [i for i, word in enumerate(words) if _NUMBER.fullmatch(_bare(word))]


def _is_numeric(words: _Words) -> bool:
    return bool(words) and bool(_NUMBER.fullmatch(_bare(words[0]))) and not _has_name(words)


def _has_name(words: Iterable[str]) -> bool:
    return any(sum(letter.isalpha() for letter in word) > 1 for word in words)


def _text(words: _Words) -> tuple[str, ...]:
    return (" ".join(words),) if words else ()
