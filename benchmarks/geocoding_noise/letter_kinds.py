"""Letters gone wrong: the neighbouring key, a scanner or an ear that guessed, broken encodings."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from dataclasses import replace

from benchmarks.geocoding_noise.drawing import Drawn, Facts, Spoil
from benchmarks.geocoding_noise.kinds import Expect, Kind
from benchmarks.geocoding_noise.old_kinds import typo
from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.text import loose_key, street_key

NEIGHBOURS = {
    "a": "qsy", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "kö", "m": "n", "n": "bm", "o": "ip", "p": "oü",
    "q": "wa", "r": "et", "s": "ad", "t": "rz", "u": "zi", "v": "cb", "w": "qe", "x": "yc",
    "y": "xs", "z": "tu", "ä": "ö", "ö": "äl", "ü": "pä", "ß": "0",
}  # fmt: skip
SCANNED = (
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("I", "l"), ("o", "0"), ("O", "0"), ("B", "8"),
    ("S", "5"), ("cl", "d"), ("ü", "ii"), ("ä", "a"), ("li", "h"), ("ß", "B"), ("e", "c"),
)  # fmt: skip
HEARD = (
    ("ph", "f"), ("f", "v"), ("v", "f"), ("tz", "z"), ("z", "tz"), ("ie", "i"), ("i", "ie"),
    ("ck", "k"), ("k", "ck"), ("ß", "s"), ("ss", "s"), ("ä", "e"), ("eu", "oi"), ("ai", "ei"),
    ("th", "t"), ("dt", "t"), ("ch", "k"), ("y", "i"), ("aa", "a"), ("ll", "l"), ("mm", "m"),
    ("nn", "n"), ("kk", "k"), ("tt", "t"), ("rr", "r"), ("w", "v"),
)  # fmt: skip
TITLES = {
    "Doktor": ("Dr. ", "Dr.", "Dr ", "Dr-", "Doktor-", ""),
    "Dr": ("Dr ", "Dr-", "Doktor ", "Doktor-", "dr. ", ""),
    "Professor": ("Prof. ", "Prof-", "Prof.-", ""),
    "General": ("Gen. ", "Gen.-", "General ", ""),
    "Fürst": ("Fuerst ", "Fürst ", "F. "),
    "Kaiser": ("K. ", "Kaiser "),
}
"""What stands before a name in a street, and how it is written or left out."""

OnText = Callable[[str, random.Random], str]


def letter_kinds(facts: Facts) -> list[Kind]:
    """What becomes of letters between a mouth, a scanner, a keyboard and a file."""
    return [
        Kind("the neighbouring key", on_street(neighbouring_key, facts)),
        Kind("two typos in a long street", on_street(two_slips, facts)),
        Kind("scanned", on_street(one_of(SCANNED), facts)),
        Kind("written by ear", on_street(one_of(HEARD), facts)),
        Kind("first letter missing", on_street(lambda text, _: text[1:], facts)),
        Kind("words split or joined", on_street(split_or_joined, facts)),
        Kind("hyphens, dots and apostrophes", on_street(punctuated, facts)),
        Kind("saints and titles", on_street(saints_and_titles, facts)),
        Kind("cut off after 12 letters", on_street(cut_off, facts), Expect.LISTED,
             why="several streets may begin like this"),
        Kind("broken encoding", whole_text(broken_encoding)),
        Kind("entities of a web page", whole_text(entities)),
        Kind("capitals, SS for ß", whole_text(lambda text, _: text.upper())),
        Kind("mixed capitals", whole_text(mixed_capitals)),
    ]  # fmt: skip


def on_street(change: OnText, facts: Facts) -> Spoil:
    """
    Change the street alone.

    A change that makes another street of the map is left out: nobody could
    know. So is one that leaves less than four letters.
    """

    def spoil(drawn: Drawn, dice: random.Random) -> Address | None:
        street = change(drawn.street, dice)
        same = loose_key(street_key(street))
        if street == drawn.street or len(same) < 4:
            return None
        if same in facts.street_keys and same != loose_key(street_key(drawn.street)):
            return None
        return replace(drawn.address, line1=f"{street} {drawn.number}")

    return spoil


def whole_text(change: OnText) -> Spoil:
    """Change street, number and town."""

    def spoil(drawn: Drawn, dice: random.Random) -> Address | None:
        line, city = (change(text, dice) for text in (drawn.address.line1, drawn.address.city))
        if (line, city) == (drawn.address.line1, drawn.address.city):
            return None
        return replace(drawn.address, line1=line, city=city)

    return spoil


def neighbouring_key(text: str, dice: random.Random) -> str:
    places = [i for i, letter in enumerate(text) if letter.lower() in NEIGHBOURS]
    if not places:
        return text
    i = dice.choice(places)
    return text[:i] + dice.choice(NEIGHBOURS[text[i].lower()]) + text[i + 1 :]


def two_slips(text: str, dice: random.Random) -> str:
    """A name of twelve letters and more bears two."""
    return typo(typo(text, dice), dice) if len(text) >= 12 else text


def one_of(pairs: tuple[tuple[str, str], ...]) -> OnText:
    """Put one sign for another that looks or sounds alike, once."""

    def change(text: str, dice: random.Random) -> str:
        places = [
            (found.start(), old, new)
            for old, new in pairs
            for found in re.finditer(re.escape(old), text)
        ]
        if not places:
            return text
        at, old, new = dice.choice(places)
        return text[:at] + new + text[at + len(old) :]

    return change


def split_or_joined(text: str, dice: random.Random) -> str:
    if " " in text and dice.random() < 0.5:
        return text.replace(" ", "")
    for kind in ("strasse", "straße", "weg", "platz", "gasse", "katu", "tie", "ring", "damm"):
        if text.endswith(kind) and len(text) > len(kind) + 1:
            gap = dice.choice((" ", "-", " - "))
            return f"{text.removesuffix(kind)}{gap}{kind.capitalize()}"
    return text.replace(" ", "")


def punctuated(text: str, dice: random.Random) -> str:
    if "-" in text:
        return text.replace("-", dice.choice((" ", "", " - ", "–")))
    return text.replace(" ", dice.choice(("-", "_", ". ", "  ")))


def saints_and_titles(text: str, dice: random.Random) -> str:
    for long in ("Sankt ", "St. ", "Sankt-", "St.-"):
        if long in text:
            return text.replace(long, dice.choice(("St ", "St.", "Skt. ", "Saint ", "Sankt ")))
    for title, forms in TITLES.items():
        rest = re.sub(rf"^{title}\b[.\- ]*", "", text)
        if rest != text:
            return dice.choice(forms) + rest
    return text


def cut_off(text: str, _: random.Random) -> str:
    # "Asemahalli, Kaivokatu" (in Helsinki): of the street nothing would be left.
    return text if "," in text else text[:12].rstrip()


def broken_encoding(text: str, dice: random.Random) -> str:
    broken = text.encode().decode(dice.choice(("cp1252", "latin-1")), errors="ignore")
    return broken if dice.random() < 0.7 else re.sub(r"[äöüßåÄÖÜÅ]", "\ufffd", text)


def entities(text: str, dice: random.Random) -> str:
    named = html.escape(text).encode("ascii", "xmlcharrefreplace").decode()
    pairs = {"ä": "&auml;", "ö": "&ouml;", "ü": "&uuml;", "ß": "&szlig;", "å": "&aring;"}
    short = "".join(pairs.get(letter, letter) for letter in text)
    return dice.choice((named, short))


def mixed_capitals(text: str, dice: random.Random) -> str:
    return "".join(dice.choice((letter.lower(), letter.upper())) for letter in text)
