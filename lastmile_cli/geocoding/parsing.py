"""An address as written to the ways it may be read: street, number, town, postcode."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.countries import country_code, is_country_name, split_country
from lastmile_cli.geocoding.house_numbers import HouseNumber, read_written_number
from lastmile_cli.geocoding.number_splits import has_name, is_numeric, positions, splits
from lastmile_cli.geocoding.segments import NUMBER, Segment, Segments, bare, read_segments
from lastmile_cli.geocoding.text import postcode_key, town_key, words
from lastmile_cli.geocoding.tidying import tidy

MOST_READINGS = 24
"""An address with more ways to read it than this is read in the first ones only."""

TOWN_LIKE_DOUBT = 0.03
"""What it costs to take a word beside the street for a misspelt town."""

SCANNED_NUMBER_DOUBT = 0.12
"""What it costs to read "l2" as 12: good enough to be shown, never to be driven to."""

WORD_BESIDE_DOUBT = 0.05
"""What it costs to cut an unknown word off a street, beside what the word itself costs."""

_SCANNED = re.compile(r"(?=\D*\d)(?=\d*\D)[\dlIoOSZ|]{2,4}")
_DIGITS = str.maketrans("lI|oOSZ", "1110052")
_POSTCODE_SHAPE = re.compile(r"(?:[a-z]{1,3}-)?\d{4,6}")
_PREFIX = re.compile(r"\s*([A-Za-z]{1,3})\s*-\s*\d")
_LONGEST_TOWN = 3
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One way to understand an address; together its fields hold every word that was written.

    ``street`` as written; ``town`` is what the city cell says, ``stray``
    everything else that may name a town or a house, ``asides`` those of them
    that stand before the street or in another cell. ``postcode`` is a key,
    beside it the postcode as written; ``codes`` are other ones, ``countries``
    those written anywhere but in a column of their own, ``persons`` whom it is
    in care of, ``boxes`` post boxes. ``doubt`` is 0 unless the reading takes a
    liberty.
    """

    street: str
    number: HouseNumber | None = None
    town: str = ""
    stray: tuple[str, ...] = ()
    postcode: str = ""
    written_postcode: str = ""
    doubt: float = 0.0
    asides: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


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
class _Piece:
    """Street and number of one reading, and all phrases beside them."""

    street: str
    number: HouseNumber | None
    stray: tuple[str, ...]
    asides: frozenset[str]
    doubt: float = 0.0


def read_address(address: Address, gazetteer: Gazetteer = KNOWS_NOTHING) -> list[Reading]:
    """
    List the ways an address may be read, the plainest first, each once.

    >>> reading = read_address(Address(line1="20 A Landstrasse, 9495 Triesen"))[0]
    >>> reading.street, str(reading.number), reading.stray, reading.postcode
    ('Landstrasse', '20A', ('Triesen',), '9495')
    """
    address = tidy(address)
    segments = read_segments(address)
    whole = _frame(address, segments)
    found: dict[Reading, None] = {}
    for parts, codes in _without_postcodes(segments.places, gazetteer):
        frame = _with_codes(whole, codes)
        for piece in (*_street_readings(parts, gazetteer), *_scanned_readings(parts, gazetteer)):
            found.setdefault(_reading(frame, piece, gazetteer))
            if len(found) >= MOST_READINGS:
                return list(found)
    if not found and (whole.town or whole.postcode or segments.places):
        stray = tuple(" ".join(part.words) for part in segments.places)
        found[replace(whole, stray=stray)] = None
    return list(found)


def _frame(address: Address, segments: Segments) -> Reading:
    """What all readings share: the columns, the countries, the persons."""
    written = [word for word in re.split(r"[\s,;]+", address.city.strip()) if word]
    codes = [word for word in written if any(letter.isdigit() for letter in word)]
    named = " ".join(word for word in written if word not in codes)
    if not words(named):
        named = ""
    town, country = split_country(named)
    if not town:
        town, country = named, ""
    countries = (*segments.countries, *([country] if country else []))
    frame = Reading("", town=town, countries=countries, persons=tuple(segments.persons))
    frame = replace(frame, boxes=tuple(segments.boxes))
    column = [address.postal_code.strip()] if address.postal_code.strip() else []
    return _with_codes(frame, column + codes[:1])


def _with_codes(frame: Reading, codes: Sequence[str]) -> Reading:
    """The first postcode counts, that of a column before all; others must not be lost."""
    written = frame.written_postcode or (codes[0] if codes else "")
    key = postcode_key(written)
    others = tuple(code for code in codes if postcode_key(code) not in {key, ""})
    prefixes = (found[1] for code in codes if (found := _PREFIX.match(code)))
    countries = tuple(prefix for prefix in prefixes if country_code(prefix))
    return replace(
        frame,
        postcode=key,
        written_postcode=written,
        codes=frame.codes + others,
        countries=frame.countries + countries,
    )


def _reading(frame: Reading, piece: _Piece, gazetteer: Gazetteer) -> Reading:
    stray, countries = [], []
    asides = set()
    for phrase in piece.stray:
        rest, country = split_country(phrase)
        if country and not is_country_name(country) and gazetteer.is_town(town_key(country)):
            rest, country = phrase, ""
        stray += [rest] if rest else []
        countries += [country] if country else []
        asides |= {rest} if phrase in piece.asides else set()
    return replace(
        frame,
        street=piece.street,
        number=piece.number,
        stray=tuple(stray),
        asides=frozenset(asides - {""}),
        countries=frame.countries + tuple(countries),
        doubt=piece.doubt,
    )


def _is_postcode(word: str, gazetteer: Gazetteer) -> bool:
    plain = bare(word)
    if len(plain) < 4 or not any(letter.isdigit() for letter in plain):
        return False
    known = gazetteer.is_postcode(postcode_key(plain))
    return known or bool(_POSTCODE_SHAPE.fullmatch(plain))


def _without_postcodes(
    segments: Sequence[Segment], gazetteer: Gazetteer
) -> Iterator[tuple[list[Segment], list[str]]]:
    """Segments cut where a postcode stands, and the postcodes; then as they are."""
    parts: list[Segment] = []
    codes: list[str] = []
    for segment in segments:
        part = Segment([], segment.cell)
        for word in segment.words:
            if _is_postcode(word, gazetteer):
                codes.append(word.strip(".,;:()"))
                parts.append(part)
                part = Segment([], segment.cell, is_behind_code=True)
            else:
                part.words.append(word)
        parts.append(part)
    parts = [part for part in parts if part.words]
    if codes:
        yield parts, codes
    has_number = any(NUMBER.fullmatch(bare(word)) for part in parts for word in part.words)
    if not codes or not has_number:
        yield list(segments), []


def _street_readings(parts: Sequence[Segment], gazetteer: Gazetteer) -> Iterator[_Piece]:
    numbered = [i for i, part in enumerate(parts) if positions(part.words) and has_name(part.words)]
    for i in numbered:
        others, asides = _others(parts, i, {i})
        for street, number, rest in splits(parts[i].words):
            piece = _Piece("", number, rest + others, asides)
            yield from _with_and_without_town(street, piece, gazetteer)
        number, beside = _number_beside(parts, i)
        if number and gazetteer.is_street(" ".join(parts[i].words)):
            # "Straße 22, 5": the street holds a number itself.
            others, asides = _others(parts, i, {i, beside})
            yield _Piece(" ".join(parts[i].words), number, others, asides)
    if numbered:
        return
    for i, part in enumerate(parts):
        if has_name(part.words):
            number, beside = _number_beside(parts, i)
            others, asides = _others(parts, i, {i, beside})
            yield from _with_and_without_town(
                part.words, _Piece("", number, others, asides), gazetteer
            )


def _scanned_readings(parts: Sequence[Segment], gazetteer: Gazetteer) -> Iterator[_Piece]:
    """Readings in which a scanner took digits for letters, or letters for digits: "l2"."""
    if not any(_SCANNED.fullmatch(word) for part in parts for word in part.words):
        return
    digits = [
        replace(
            part,
            words=[
                word.translate(_DIGITS) if _SCANNED.fullmatch(word) else word for word in part.words
            ],
        )
        for part in parts
    ]
    for piece in _street_readings(digits, gazetteer):
        yield replace(piece, doubt=piece.doubt + SCANNED_NUMBER_DOUBT)


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
    street: list[str], piece: _Piece, gazetteer: Gazetteer
) -> Iterator[_Piece]:
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
