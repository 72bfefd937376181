"""The words people put around a time: until, from, in the morning."""

from __future__ import annotations

import re

UNTIL = (
    "until",
    "till",
    "before",
    "by",
    "to",
    "bis",
    "vor",
    "spätestens",
    "latest",
    "not after",
    "not later than",
    "no later than",
    "ennen",
    "viimeistään",
    "före",
    "innan",
    "senast",
    "jusqu'à",
    "jusqu’à",
    "avant",
    "hasta",
    "hasta las",
    "antes de",
    "antes de las",
    "tot",
    "tot en met",
    "t/m",
    "voor",
    "uiterlijk",
    "fino alle",
    "entro",
    "entro le",
    "<",
    "<=",
    "≤",
)
"""Stand before the time by which service must begin."""

UNTIL_BEHIND = ("mennessä", "saakka", "asti", "at the latest", "or earlier")
"""Stand behind it."""

FROM = (
    "from",
    "after",
    "not before",
    "ab",
    "von",
    "nach",
    "frühestens",
    "earliest",
    "aikaisintaan",
    "alkaen",
    "efter",
    "från",
    "tidigast",
    "dès",
    "de",
    "après",
    "à partir de",
    "desde",
    "desde las",
    "de las",
    "a partir de",
    "a partir de las",
    "vanaf",
    "van",
    "na",
    "dalle",
    "dalle ore",
    "dopo le",
    ">",
    ">=",
    "≥",
)
"""Stand before the time from which service may begin."""

FROM_BEHIND = ("alkaen", "jälkeen", "onwards", "onward", "or later", "tai myöhemmin")
"""Stand behind it."""

MORNING = frozenset(
    {
        "am",
        "a.m.",
        "morning",
        "mornings",
        "vormittag",
        "vormittags",
        "aamupäivä",
        "aamupäivällä",
        "aamulla",
        "ap",
        "förmiddag",
        "förmiddagen",
        "fm",
        "matin",
        "le matin",
        "mañana",
        "por la mañana",
        "mattina",
        "mattino",
        "ochtend",
        "'s ochtends",
        "voormiddag",
    }
)
"""Until noon."""

AFTERNOON = frozenset(
    {
        "pm",
        "p.m.",
        "afternoon",
        "afternoons",
        "nachmittag",
        "nachmittags",
        "iltapäivä",
        "iltapäivällä",
        "ip",
        "eftermiddag",
        "eftermiddagen",
        "em",
        "après-midi",
        "l'après-midi",
        "tarde",
        "por la tarde",
        "pomeriggio",
        "namiddag",
        "'s middags",
    }
)
"""From noon on."""


CLOSED = frozenset(
    {
        "closed", "close", "shut", "geschlossen", "zu", "ruhetag", "kiinni", "suljettu", "stängt",
        "lukket", "stengt", "fermé", "ferme", "chiuso", "cerrado", "fechado", "gesloten",
        "not open", "nicht geöffnet", "holiday",
    }
)  # fmt: skip
"""Nobody is there that day."""


def _either(words: tuple[str, ...]) -> str:
    """One of the words; letters must end where the word ends."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(
        re.escape(w) + ("(?![^\\W\\d_])" if w[-1].isalpha() else "") for w in longest_first
    )


_UNTIL = re.compile(rf"(?:{_either(UNTIL)})\.?\s*(?P<time>.+)", re.IGNORECASE)
_UNTIL_BEHIND = re.compile(rf"(?P<time>.+?)\s*\b(?:{_either(UNTIL_BEHIND)})", re.IGNORECASE)
_FROM = re.compile(rf"(?:{_either(FROM)})\.?\s*(?P<time>.+)", re.IGNORECASE)
_FROM_BEHIND = re.compile(rf"(?P<time>.+?)\s*\b(?:{_either(FROM_BEHIND)})", re.IGNORECASE)


def without_from(text: str) -> str:
    """
    Strip the word before the first of two times.

    >>> without_from("von 9"), without_from("9")
    ('9', '9')
    """
    match = _FROM.fullmatch(text)
    return match["time"] if match else text


def is_half_day(text: str) -> bool:
    """Whether it names the morning or the afternoon."""
    return text.strip().casefold() in MORNING | AFTERNOON


def one_sided(text: str) -> tuple[str, str] | None:
    """
    Split a window with one end into its two, the open one empty; ``None`` if it is none.

    >>> one_sided("bis 12 Uhr"), one_sided("klo 14 jälkeen"), one_sided("nachmittags")
    (('', '12 Uhr'), ('klo 14', ''), ('12:00', ''))
    """
    plain = text.casefold()
    if plain in MORNING:
        return "", "12:00"
    if plain in AFTERNOON:
        return "12:00", ""
    if match := _UNTIL.fullmatch(text) or _UNTIL_BEHIND.fullmatch(text):
        return "", match["time"]
    if match := _FROM.fullmatch(text) or _FROM_BEHIND.fullmatch(text):
        return match["time"], ""
    return None
