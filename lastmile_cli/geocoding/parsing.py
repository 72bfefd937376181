"""An address as written to the ways it may be read: street, number, town, postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.countries import country_code, is_country_name, split_country
from lastmile_cli.geocoding.house_numbers import HouseNumber
from lastmile_cli.geocoding.segments import NUMBER, Segment, Segments, bare, read_segments
from lastmile_cli.geocoding.street_readings import (
    KNOWS_NOTHING,
    Gazetteer,
    Piece,
    scanned_readings,
    street_readings,
)
from lastmile_cli.geocoding.text import postcode_key, town_key, words
from lastmile_cli.geocoding.tidying import tidy

MOST_READINGS = 24
"""An address with more ways to read it than this is read in the first ones only."""

BEGUN_LATER_DOUBT = 0.12
"""What it costs to set unknown words before a street aside: a person must look."""

MOST_WORDS_BEFORE = 6

_POSTCODE_SHAPE = re.compile(r"(?:[a-z]{1,3}-)?\d{4,6}")
_PREFIX = re.compile(r"\s*([A-Za-z]{1,3})\s*-\s*\d")


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
        pieces = chain(street_readings(parts, gazetteer), scanned_readings(parts, gazetteer))
        for piece in pieces:
            found.setdefault(_reading(frame, piece, gazetteer))
            if len(found) >= MOST_READINGS:
                return list(found)
    if not found and (whole.town or whole.postcode or segments.places):
        stray = tuple(" ".join(part.words) for part in segments.places)
        found[replace(whole, stray=stray)] = None
    return list(found)


def begun_later(readings: Sequence[Reading]) -> list[Reading]:
    """
    Readings whose street begins later, where nothing was found: a person stands before it.

    >>> plain = read_address(Address(line1="Familie Meier Torikatu 3"))
    >>> [(one.street, one.stray) for one in begun_later(plain)]
    [('Meier Torikatu', ('Familie',)), ('Torikatu', ('Familie Meier',))]
    """
    numbered = [reading for reading in readings if reading.number][:1]
    return [
        replace(
            reading,
            street=" ".join(written[cut:]),
            stray=(" ".join(written[:cut]), *reading.stray),
            doubt=reading.doubt + BEGUN_LATER_DOUBT,
        )
        for reading in numbered
        for written in (reading.street.split(),)
        for cut in range(1, min(len(written), MOST_WORDS_BEFORE + 1))
    ]


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


def _reading(frame: Reading, piece: Piece, gazetteer: Gazetteer) -> Reading:
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
