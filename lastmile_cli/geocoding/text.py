"""Two spellings of one name become one key: case, accents, transliteration, abbreviations."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from lastmile_cli.geocoding.vocabulary import (
    FULL_WORDS,
    GENERIC_ENDINGS,
    TOWN_SHORTS,
    WORD_ENDINGS,
)

_LATIN = str.maketrans(
    {
        "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe",
        "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
        "ı": "i", "ŋ": "n", "’": "", "'": "", "`": "", "´": "", "ʼ": "", "\ufffd": "ǃ",
    }
)  # fmt: skip

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufye", strict=True))
_CYRILLIC |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu"}
_CYRILLIC |= {"я": "ya", "ъ": "", "ь": "", "і": "i", "є": "ye", "ґ": "g", "ѓ": "g", "ј": "j"}
_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
_GREEK |= {"θ": "th", "χ": "ch", "ψ": "ps"}
_OTHER_SCRIPTS = str.maketrans(_CYRILLIC | _GREEK)

_WORD = re.compile(r"[^\W_]+")
_TWO_LETTER_VOWELS = re.compile(r"ae|oe|ue|aa")
_SINGLE = {"ae": "a", "oe": "o", "ue": "u", "aa": "a"}


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """
    Lower-case Latin letters without accents; punctuation stays.

    Cyrillic and Greek are written in Latin letters; other scripts are kept.

    >>> fold("Äußere Łódź-Straße")
    'aussere lodz-strasse'
    >>> fold("Тверская")
    'tverskaya'
    """
    # A footnote's ² and a half are no digits of a house number.
    bare = text
    if not text.isascii():
        bare = "".join(" " if unicodedata.category(sign) == "No" else sign for sign in text)
    plain = unicodedata.normalize("NFKD", bare.translate(_LATIN)).casefold()
    without_marks = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return without_marks.translate(_OTHER_SCRIPTS)


def words(text: str) -> list[str]:
    """Folded words and numbers, punctuation dropped."""
    return _WORD.findall(fold(text))


def street_key(name: str) -> str:
    """
    One key for the usual spellings of a street's name, abbreviations written out.

    >>> street_key("Churer Str.") == street_key("CHURERSTRASSE") == street_key("Churer-Straße")
    True
    >>> street_key("Grand Blvd"), street_key("St. Martins-Ring"), street_key("Main St")
    ('grandboulevard', 'sanktmartinsring', 'mainstreet')
    """
    found = words(name)
    last = len(found) - 1
    return "".join(_full_word(word, is_last=i == last and i > 0) for i, word in enumerate(found))


def loose_key(key: str) -> str:
    """
    Fold a key further, so that "ae" and "ä" (an "a" by now) meet.

    >>> loose_key(street_key("Aeulestrasse")) == loose_key(street_key("Äulestrasse"))
    True
    """
    return _TWO_LETTER_VOWELS.sub(lambda match: _SINGLE[match.group()], key)


@lru_cache(maxsize=65_536)
def town_key(name: str) -> str:
    """
    One key for the spellings of a town: what stands in brackets does not count.

    >>> town_key("Balzers (FL)"), town_key("St. Gallen"), town_key("H:fors")
    ('balzers', 'sanktgallen', 'helsingfors')
    """
    found = words(re.sub(r"\([^)]*\)", " ", name))
    joined = "".join("sankt" if word in {"st", "skt", "saint"} else word for word in found)
    return loose_key(TOWN_SHORTS.get(joined, joined))


def postcode_key(text: str) -> str:
    """
    Bring a postcode to one form: country prefix, blanks and lost leading zeros do not count.

    >>> postcode_key("FI-00100"), postcode_key("100"), postcode_key("sw1a 1aa")
    ('100', '100', 'SW1A1AA')
    >>> postcode_key("9490.0")
    '9490'
    """
    plain = re.sub(r"\.0$", "", text.strip().upper())
    plain = re.sub(r"^[A-Z]{1,3}\s*-\s*(?=\d)", "", plain)
    plain = re.sub(r"^[A-Z]{1,3}\s+(?=\d{4})", "", plain)
    return re.sub(r"[^0-9A-Z]", "", plain).lstrip("0")


def as_long(written: str, other: str) -> str:
    """
    Give a postcode the leading zeros back that a spreadsheet took, to stand beside another.

    >>> as_long("120", "00100"), as_long("SW1", "00100")
    ('00120', 'SW1')
    """
    both = written.isdecimal() and other.isdecimal()
    return written.zfill(len(other)) if both else written


@lru_cache(maxsize=262_144)
def stem(key: str) -> str:
    """
    What tells a street from its neighbours: the key without a generic ending.

    >>> stem("churerstrasse"), stem("weg")
    ('churer', 'weg')
    """
    for ending in GENERIC_ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + 1:
            return key[: -len(ending)]
    return key


def _full_word(word: str, *, is_last: bool) -> str:
    if word == "st":
        return "street" if is_last else "sankt"
    if word in FULL_WORDS:
        return FULL_WORDS[word]
    for short, full in WORD_ENDINGS:
        if word.endswith(short) and len(word) > len(short) + 2:
            return word[: -len(short)] + full
    return word
