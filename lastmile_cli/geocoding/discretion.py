"""What of an address may be told to strangers: places, never whom to call or ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lastmile_cli.geocoding.countries import country_code
from lastmile_cli.geocoding.text import fold

_EMAIL = re.compile(r"(?:mailto:)?[^\s@,;<>()]+@[^\s@,;<>()]+")
_PHONE = re.compile(
    r"(?<!\w)(?:tel(?:efon|\.?nr|ephone)?|phone|mob(?:il|ile)?|cell|gsm|handy|natel|puh(?:elin)?)"
    r"\b\.?\s*:?\s*[+(]?\d[\d\s/().-]{3,}\d"
    r"|(?<![\w+])(?:\+|\(?0)\(?\d(?:[\s/().-]{0,2}\d){6,}(?!\w)"
    r"|(?<!\w)\(\d{2,4}\)\s?\d(?:[\s/.-]{0,2}\d){5,}(?!\w)",
    re.IGNORECASE,
)
"""After its word any number; without it one with a plus, a nought or an area code in front."""

_POSTCODE_OF_TWO_PARTS = re.compile(r"\d{5}-\d{3,4}")
_BETWEEN = re.compile(r"[,;|\n(){}\[\]]+")

_TITLES = frozenset(
    {
        "herr", "herrn", "frau", "fr", "hr", "familie", "fam", "mr", "mrs", "ms", "miss", "mister",
        "madame", "mme", "mlle", "monsieur", "signor", "signora", "sig", "senor", "senora", "sra",
        "rouva", "herra", "neiti", "perhe", "fru", "froken", "familjen", "dhr", "mevr", "mevrouw",
        "patient", "patientin", "potilas", "kunde", "kundin", "asiakas", "kund", "attn", "att",
        "contact", "kontakt", "yhteyshenkilo",
    }
)  # fmt: skip
"""Folded words that stand before a person's name and in no town's."""

_TOWN_BEGINS = frozenset(
    {
        "new", "san", "santa", "santo", "sao", "sant", "st", "ste", "saint", "sainte", "sankt",
        "sint", "bad", "los", "las", "la", "le", "les", "el", "den", "s", "port", "porto", "puerto",
        "fort", "mount", "mont", "monte", "north", "south", "east", "west", "great", "little",
        "upper", "lower", "old", "ober", "unter", "nieder", "gross", "klein", "alt", "neu", "hohen",
        "nova", "novo", "nowy", "novy", "nove", "stara", "velke", "villa", "vila", "castel",
        "ciudad", "cape", "rio", "salt", "cedar", "grand", "palo", "hong", "kuala", "tel", "ab",
    }
)  # fmt: skip
_TOWN_HAS = frozenset(
    {
        "am", "an", "im", "in", "ob", "bei", "auf", "vor", "a", "d", "der", "i", "m", "o", "v", "u",
        "sur", "sous", "les", "lez", "la", "le", "de", "del", "di", "da", "do", "den", "aan", "op",
        "upon", "on", "under", "by", "nad", "pod", "city", "beach", "falls", "springs", "hills",
        "park", "lake", "spa", "bridge", "main", "kommun", "kunta",
    }
)  # fmt: skip
_LONGEST_TOWN = 5
_LONGEST_STATE = 3
_LETTERS_OF_A_CODE = 4


def without_reach(text: str) -> str:
    """
    Take out how to reach somebody: e-mail addresses and telephone numbers.

    >>> without_reach("Vaduz, 079 123 45 67, anna@example.com")
    'Vaduz'
    >>> without_reach("Rua Augusta 12, 01310-100")
    'Rua Augusta 12, 01310-100'
    """
    plain = _PHONE.sub(_unless_postcode, _EMAIL.sub(" ", text))
    if plain == text:
        return text
    return ", ".join(part for piece in plain.split(",") if (part := " ".join(piece.split())))


def may_be_told(phrase: str) -> bool:
    """
    Whether a phrase that nothing accounts for rather is a place than a person or a wish.

    One word may be a town. Of several, one at least has to sound like a town's.

    >>> [may_be_told(text) for text in ("Helsinki", "Bad Ragaz", "Frankfurt am Main")]
    [True, True, True]
    >>> [may_be_told(text) for text in ("Matti Meikäläinen", "Frau Huber", "Code 4711")]
    [False, False, False]
    """
    words = [fold(word).strip(".:'’") for word in re.split(r"[\s\-–/]+", phrase) if word.strip()]
    words = [word for word in words if word]
    if not words or country_code(phrase):
        return bool(words)
    if any(letter.isdigit() for word in words for letter in word) or not _TITLES.isdisjoint(words):
        return False
    if len(words) == 1:
        return True
    sounds = words[0] in _TOWN_BEGINS or not _TOWN_HAS.isdisjoint(words[1:])
    return sounds and len(words) <= _LONGEST_TOWN


def places_of(city: str) -> str:
    """
    Keep of a town's cell the town, and a state or country behind it.

    >>> places_of("Helsinki, Matti Meikäläinen"), places_of("Springfield, IL")
    ('Helsinki', 'Springfield, IL')
    """
    first, *others = [part.strip() for part in _BETWEEN.split(without_reach(city))] or [""]
    if not _TITLES.isdisjoint(_words(first)) or "c/o" in first.casefold():
        first = ""
    kept = [first, *(other for other in others if _is_region(other))]
    return ", ".join(part for part in kept if part)


def code_of(postal_code: str) -> str:
    """
    Keep of a postcode's cell what can be of a postcode.

    >>> code_of("00130 / Matti"), code_of("SW1A 1AA"), code_of("1000-123"), code_of("SE-111 22")
    ('00130', 'SW1A 1AA', '1000-123', 'SE-111 22')
    """
    words = postal_code.split()
    fitting = [
        word
        for word in words
        if any(letter.isdigit() for letter in word)
        or (word.isalnum() and len(word) <= _LETTERS_OF_A_CODE)
    ]
    return postal_code if len(fitting) == len(words) else " ".join(fitting).strip(" /,;")


def without_persons(parts: Iterable[str]) -> str:
    """
    Join the parts of a line without those that begin like a person's name.

    >>> without_persons(["Schloss Vaduz", "Herr Hans Muster"])
    'Schloss Vaduz'
    """
    return ", ".join(part for part in parts if part and _TITLES.isdisjoint(_words(part)))


def towns_among(phrases: Sequence[str], *, behind_code: str = "") -> list[str]:
    """
    Keep the phrases that may be towns: what stands behind the postcode surely is one.

    >>> towns_among(["Kallio", "Helsinki", "Matti Meikäläinen"])
    ['Kallio', 'Helsinki']
    >>> towns_among(["Spring Valley", "Anna"], behind_code="Spring Valley, Anna")
    ['Spring Valley']
    """
    start = fold(behind_code)
    if sure := [phrase for phrase in phrases if start.startswith(fold(phrase))]:
        return sure[:1]
    return [phrase for phrase in phrases if may_be_told(phrase)]


def _words(text: str) -> list[str]:
    return [fold(word).strip(".:") for word in text.split()]


def _is_region(text: str) -> bool:
    is_state = text.isupper() and text.isalpha() and len(text) <= _LONGEST_STATE
    return is_state or bool(country_code(text))


def _unless_postcode(found: re.Match[str]) -> str:
    return found.group() if _POSTCODE_OF_TWO_PARTS.fullmatch(found.group().strip()) else " "
