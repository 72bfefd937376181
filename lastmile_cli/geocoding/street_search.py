"""Streets that a written name may mean: exact, abbreviated, misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lastmile_cli.geocoding.address_index import AddressIndex, Street
from lastmile_cli.geocoding.text import fold, loose_key, stem, street_key
from lastmile_cli.geocoding.vocabulary import GENERIC_ENDINGS, SHORT_ENDINGS

TYPO_COST = 0.04
"""What one wrong letter costs where the name is long enough to bear it."""

RISKY_TYPO_COST = 0.14
"""What it costs where the name is so short that another street is as likely."""

ABBREVIATION_COST = 0.03
CUT_ENDING_COST = 0.06
NO_ENDING_COST = 0.11
PART_OF_NAME_COST = 0.15

OTHER_KIND_COST = 0.25
"""Bergweg where only Bergstrasse is known: shown to a person, never driven to unseen."""

OTHER_VOWEL_COST = 0.02
OTHER_ACCENT_COST = 0.08

_SAFE_SHARE = 0.2
_MOST_TYPOS = 3
_SHORT_ENDING = re.compile(r"(.*[a-z]{3})([kgtvw]|pl|kj)\.")
_LETTERS = re.compile(r"[a-z0-9]+")
_SHORTEST_BEGINNING = 5
_SHORTEST_IN_TOWN = 2
_SHORTEST = 4
_SHORTEST_CORE = 3


@dataclass(frozen=True, slots=True)
class StreetMatch:
    """A street and what its spelling costs; ``typos`` wrong letters, 0 when only abbreviated."""

    street: Street
    cost: float
    typos: int = 0


def exact_streets(index: AddressIndex, name: str) -> list[StreetMatch]:
    """
    Streets whose name is this one, up to case, accents, "ae" for "ä" and abbreviations.

    An accent that was written counts: of Bodastrasse and Bödastrasse the one
    with the same accents is meant, where there are both.
    """
    key = street_key(name)
    strict = index.by_key.get(key, [])
    others = [
        street for street in index.by_loose_key.get(loose_key(key), ()) if street not in strict
    ]
    matches = [StreetMatch(street, 0.0) for street in strict]
    matches += [StreetMatch(other, OTHER_VOWEL_COST if strict else 0.0) for other in others]
    wanted = accents(name)
    if wanted and any(accents(match.street.name) == wanted for match in matches):
        return [
            match
            if accents(match.street.name) == wanted
            else replace(match, cost=match.cost + OTHER_ACCENT_COST)
            for match in matches
        ]
    return matches


def accents(name: str) -> str:
    """
    The letters of a name that are not plain Latin ones.

    >>> accents("Bödastrasse"), accents("BODASTRASSE")
    ('ö', '')
    """
    marked = unicodedata.normalize("NFC", name).casefold().replace("ß", "ss")
    return "".join(letter for letter in marked if letter.isalpha() and not letter.isascii())


def similar_streets(
    index: AddressIndex, name: str, among: Collection[Street] | None = None
) -> list[StreetMatch]:
    """
    Streets spelt nearly like this, or whose name this shortens; cheapest first.

    ``among`` narrows the search to some streets; ``None`` is the whole map.
    """
    key = street_key(name)
    shortest = _SHORTEST_IN_TOWN if among is not None else _SHORTEST
    if len(key) < shortest or key in GENERIC_ENDINGS:
        return []
    strict, loose = _keys(index, among)
    best: dict[int, StreetMatch] = {}
    for match in (
        *_misspelt(key, strict),
        *_misspelt(loose_key(key), loose),
        *_shortened(name, loose_key(key), loose, _beginnings(name, loose_key)),
        *(_shortened(name, key, strict, _beginnings(name, str)) if "." in name else ()),
        *_shortened_and_misspelt(name, loose),
    ):
        known = best.get(match.street.street_id)
        if known is None or match.cost < known.cost:
            best[match.street.street_id] = match
    return sorted(best.values(), key=lambda match: (match.cost, match.street.street_id))


def typo_cost(typos: int, key: str) -> float:
    """
    What this many wrong letters cost in a name, by the length of what makes it special.

    >>> typo_cost(1, "bahnhofstrasse") < 0.1 < typo_cost(1, "bergstrasse")
    True
    """
    share = typos / max(1, len(stem(key)))
    if share <= _SAFE_SHARE:
        return TYPO_COST * typos
    return RISKY_TYPO_COST + TYPO_COST * typos + 0.5 * (share - _SAFE_SHARE)


_Keys = Mapping[str, Sequence[Street]]


def _keys(index: AddressIndex, among: Collection[Street] | None) -> tuple[_Keys, _Keys]:
    if among is None:
        return index.by_key, index.by_loose_key
    strict: dict[str, list[Street]] = defaultdict(list)
    for street in among:
        for key in index.keys_of[street.street_id]:
            strict[key].append(street)
    loose: dict[str, list[Street]] = defaultdict(list)
    for key, streets in strict.items():
        loose[loose_key(key)] += streets
    return strict, loose


def _misspelt(key: str, keys: _Keys) -> Iterator[StreetMatch]:
    most = min(_MOST_TYPOS, max(1, len(key) // 4))
    near = process.extract(key, keys.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
    for other, typos, _ in near:
        cost = typo_cost(int(typos), other)
        yield from (StreetMatch(street, cost, int(typos)) for street in keys[other])


def _shortened_and_misspelt(name: str, keys: _Keys) -> Iterator[StreetMatch]:
    """Names with a slip before a short ending: "Lönrotink." for Lönnrotinkatu."""
    short = _SHORT_ENDING.fullmatch(fold(name))
    if short is None:
        return
    for ending in SHORT_ENDINGS[short[2]]:
        written = loose_key(street_key(short[1] + ending))
        for match in _misspelt(written, keys):
            yield replace(match, cost=match.cost + ABBREVIATION_COST)


def _shortened(name: str, key: str, keys: _Keys, pattern: re.Pattern[str]) -> Iterator[StreetMatch]:
    """Names this abbreviates: "Gen.-Barby-Str.", "Aleksanterink.", "Rheinberger Strasse"."""
    core = stem(key)
    has_kind = core != key
    for other, streets in keys.items():
        if pattern.fullmatch(other):
            cost = _beginning_cost(name, key, other)
        elif stem(other) == core and key != other and len(core) >= _SHORTEST_CORE:
            cost = OTHER_KIND_COST if has_kind else PART_OF_NAME_COST
        elif _is_part(key, core, other):
            cost = PART_OF_NAME_COST
        else:
            continue
        yield from (StreetMatch(street, cost) for street in streets)


def _beginning_cost(name: str, key: str, other: str) -> float:
    if "." in name:
        return ABBREVIATION_COST
    # "Aleksanterink" breaks off inside "katu"; "Egerta" is rather another street than Egertaweg.
    breaks_off = key.startswith(stem(other)) and key != stem(other)
    return CUT_ENDING_COST if breaks_off else NO_ENDING_COST


def _is_part(key: str, core: str, other: str) -> bool:
    if len(core) < _SHORTEST_BEGINNING or key == other:
        return False
    return other.endswith(key) or core in other


def _beginnings(name: str, written: Callable[[str], str]) -> re.Pattern[str]:
    """
    A pattern in which every dotted word, and a long last one, may go on.

    ``written`` brings a word to the keys' form: "Norra Esplanaden" loses an e in loose keys.
    """
    folded = fold(name)
    parts: list[str] = []
    tokens = list(_LETTERS.finditer(folded))
    for i, token in enumerate(tokens):
        dotted = folded[token.end() : token.end() + 1] == "."
        ends = i == len(tokens) - 1 and len(token.group()) >= _SHORTEST_BEGINNING
        parts.append(re.escape(written(token.group())) + ("[a-z]*" if dotted or ends else ""))
    return re.compile("".join(parts) or "(?!)")


def streets_of_towns(
    index: AddressIndex, town_keys: Iterable[str], postcodes: Iterable[str]
) -> list[Street]:
    """All streets of some towns or postcode areas, each once."""
    found: dict[int, Street] = {}
    for key in town_keys:
        found.update((street.street_id, street) for street in index.by_town.get(key, ()))
    for code in postcodes:
        found.update((street.street_id, street) for street in index.by_postcode.get(code, ()))
    return list(found.values())
