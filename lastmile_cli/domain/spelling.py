"""Abbreviations that can mean one word only, written out; and whom a house is only in care of."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ENDINGS: Mapping[str, Mapping[str, str]] = {
    "FI": {"k": "katu", "kj": "kuja", "g": "gatan"},
    "SE": {"g": "gatan", "v": "vägen"},
    "AT": {"g": "gasse", "pl": "platz"},
    "CH": {"pl": "platz"},
    "DE": {"pl": "platz"},
    "LI": {"pl": "platz"},
}
"""
What a dotted end of a street's name stands for, by country. Left out is what has two
meanings there: a Finnish "t." is a tie or a tori, a "v." a vägen or a väylä.
"""

_TOWNS: Mapping[str, Mapping[str, str]] = {
    "FI": {"hki": "helsinki", "h:ki": "helsinki", "tku": "turku", "tre": "tampere"},
}
"""Towns cut short, behind a postcode or alone between commas."""

_DOTTED = re.compile(r"(?<=[^\W\d_]{4})(kj|pl|[kgv])\.(?=\s|,|\d|$)", re.IGNORECASE)
_TOWN = re.compile(r"(^|,|\d{5})(\s*)(h:ki|hki|tku|tre)(?=\s*(?:,|$))", re.IGNORECASE)
_CARE_OF = re.compile(r"(?<!\w)(?:c\s?/\s?o|co/)(?!\w)[^,\d]*(?=,|$)", re.IGNORECASE)
_LOOSE_END = re.compile(r"\s*,(?:\s*,)+|[\s,]+$|^[\s,]+")


def written_out(text: str, country: str) -> str:
    """
    Write out the abbreviations of an address that have one meaning in a country.

    ``country`` is an ISO 3166 code; where it is empty nothing is sure, and the
    text stays as it is. Two streets never become one: what might be either of
    two words is left alone.

    >>> written_out("Unionsg. 20, 00130 Hki", "FI")
    'Unionsgatan 20, 00130 helsinki'
    >>> written_out("Torit. 3", "FI"), written_out("Unionsg. 20", "")
    ('Torit. 3', 'Unionsg. 20')
    """
    endings, towns = _ENDINGS.get(country, {}), _TOWNS.get(country, {})
    if endings:
        text = _DOTTED.sub(lambda it: endings.get(it[1].casefold(), it[0]), text)
    if towns:
        text = _TOWN.sub(lambda it: f"{it[1]}{it[2]}{towns[it[3].casefold()]}", text)
    return text


def without_care_of(text: str) -> str:
    """
    Leave out who an address is in care of: the door is the same.

    A "c/o" that a number follows stays: the street may stand behind the name.

    >>> without_care_of("Unioninkatu 20 c/o Virtanen, Helsinki")
    'Unioninkatu 20, Helsinki'
    >>> without_care_of("c/o Virtanen Unioninkatu 20")
    'c/o Virtanen Unioninkatu 20'
    """
    if "/" not in text:
        return text
    plain = _CARE_OF.sub("", text)
    return text if plain == text else _LOOSE_END.sub(_one_comma, plain).replace(" ,", ",")


def _one_comma(found: re.Match[str]) -> str:
    return "," if found.start() and found.end() < len(found.string) else ""
