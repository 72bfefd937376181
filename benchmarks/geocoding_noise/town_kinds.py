"""Names that a place goes by: districts, other languages, endings, a house's own name."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.geocoding_noise.drawing import Drawn, Facts, Spoil
from benchmarks.geocoding_noise.kinds import Expect, Kind, Pool
from benchmarks.geocoding_noise.number_kinds import line
from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.text import loose_key, stem, street_key
from lastmile_cli.geocoding.vocabulary import GENERIC_ENDINGS

SUFFIXES = (
    "strasse", "straße", "weg", "gasse", "platz", "ring", "allee", "damm", "steig", "katu", "tie",
    "kuja", "polku", "ranta", "gatan", "vägen",
)  # fmt: skip
SHORT_KINDS = {
    "katu": ("k.", "k"), "tie": ("t.", "t"), "kuja": ("kj.",), "gatan": ("g.",), "vägen": ("v.",),
    "strasse": ("str.", "str", "-Str.", "s."), "straße": ("str.", "str", "-Str."), "gasse": ("g.",),
    "weg": ("w.", "wg."), "platz": ("pl.", "plz."), "allee": ("all.",), "esplanadi": ("espl.",),
}  # fmt: skip
CASES = {
    "katu": ("kadulla", "kadun", "kadulle", "kadulta", "katua"),
    "tie": ("tiellä", "tien", "tielle", "tietä"),
    "tori": ("torilla", "torin", "torille"),
    "kuja": ("kujalla", "kujan"),
    "ranta": ("rannalla", "rannan", "rannassa"),
    "aukio": ("aukiolla", "aukion"),
}  # fmt: skip


def town_kinds(facts: Facts) -> list[Kind]:
    """What a street, a town or a house is called by those who know it."""
    return [
        Kind("district for the town", district),
        Kind("town with its district", town_and_district),
        Kind("street in its other language", other_language),
        Kind("street and town in their other language", other_language_town),
        Kind("street in both languages", both_languages),
        Kind("short kind of street", short_kind),
        Kind("street in another case", other_case, Expect.LISTED,
             why="an inflected name is a guess"),
        Kind("another kind of street", make_other_kind(facts), Expect.LISTED,
             why="Bergweg may be Bergstrasse, or Talweg: a person must look"),
        Kind("kind of street left out", make_no_kind(facts), Expect.LISTED,
             why="of Bergweg and Bergstrasse nobody knows which"),
        Kind("first word of the street left out", make_first_word_out(facts), Expect.LISTED,
             why="a part of a name is a guess"),
        Kind("house name instead of the street", lambda d, _: d.address, Expect.LISTED, Pool.NAMED,
             why="several houses bear one name"),
        Kind("any address of the map", lambda d, _: d.address, Expect.LISTED, Pool.ANY,
             why="some have neither town nor postcode"),
        Kind("any address, street and town", lambda d, _: replace(d.address, postal_code=""),
             Expect.LISTED, Pool.ANY, why="some have no town"),
    ]  # fmt: skip


def district(drawn: Drawn, dice: random.Random) -> Address | None:
    if not drawn.district or drawn.district == drawn.address.city:
        return None
    code = dice.choice((drawn.address.postal_code, drawn.address.postal_code, ""))
    return replace(drawn.address, city=drawn.district, postal_code=code)


def town_and_district(drawn: Drawn, dice: random.Random) -> Address | None:
    if not drawn.district or drawn.district == drawn.address.city:
        return None
    city = drawn.address.city
    forms = (
        f"{city}-{drawn.district}", f"{city} {drawn.district}", f"{city} ({drawn.district})",
        f"{drawn.district}, {city}", f"{city}/{drawn.district}", f"{city} OT {drawn.district}",
    )  # fmt: skip
    town = dice.choice(forms)
    if dice.random() < 0.5:
        return replace(drawn.address, city=town)
    return Address(line1=f"{drawn.address.line1}, {drawn.address.postal_code} {town}")


def other_language(drawn: Drawn, dice: random.Random) -> Address | None:
    if not drawn.others:
        return None
    return line(drawn, f"{dice.choice(drawn.others)} {drawn.number}")


def other_language_town(drawn: Drawn, dice: random.Random) -> Address | None:
    towns = [town for town in drawn.towns if town.isascii() and len(town) > 3]
    address = other_language(drawn, dice)
    if address is None or not towns:
        return None
    return replace(address, city=dice.choice(towns))


def both_languages(drawn: Drawn, dice: random.Random) -> Address | None:
    if not drawn.others:
        return None
    other = dice.choice(drawn.others)
    forms = (
        f"{drawn.street} / {other} {drawn.number}", f"{drawn.street}/{other} {drawn.number}",
        f"{other} - {drawn.street} {drawn.number}", f"{drawn.street} ({other}) {drawn.number}",
        f"{drawn.street} {drawn.number} / {other} {drawn.number}",
        f"{drawn.street} {drawn.number}, {other} {drawn.number}",
    )  # fmt: skip
    return line(drawn, dice.choice(forms))


def short_kind(drawn: Drawn, dice: random.Random) -> Address | None:
    for kind, shorts in SHORT_KINDS.items():
        if drawn.street.lower().endswith(kind) and len(drawn.street) > len(kind) + 4:
            short = drawn.street[: -len(kind)] + dice.choice(shorts)
            return line(drawn, f"{short} {drawn.number}")
    return None


def other_case(drawn: Drawn, dice: random.Random) -> Address | None:
    for kind, cases in CASES.items():
        if drawn.street.endswith(kind):
            name = drawn.street.removesuffix(kind) + dice.choice(cases)
            return line(drawn, f"{name} {drawn.number}")
    return None


def make_other_kind(facts: Facts) -> Spoil:
    """Another ending, so that no such street is on the map: it may be misheard."""

    def spoil(drawn: Drawn, dice: random.Random) -> Address | None:
        for kind in SUFFIXES:
            if drawn.street.lower().endswith(kind) and len(drawn.street) > len(kind) + 2:
                other = drawn.street[: -len(kind)] + dice.choice(SUFFIXES)
                key = loose_key(street_key(other))
                known = key in facts.street_keys or key == loose_key(street_key(drawn.street))
                return None if known else line(drawn, f"{other} {drawn.number}")
        return None

    return spoil


def make_no_kind(facts: Facts) -> Spoil:
    def spoil(drawn: Drawn, _: random.Random) -> Address | None:
        for kind in SUFFIXES:
            if drawn.street.lower().endswith(kind) and len(drawn.street) > len(kind) + 3:
                core = drawn.street[: -len(kind)].rstrip(" -")
                if loose_key(street_key(core)) in facts.street_keys:
                    return None
                return line(drawn, f"{core} {drawn.number}")
        return None

    return spoil


def make_first_word_out(facts: Facts) -> Spoil:
    def spoil(drawn: Drawn, _: random.Random) -> Address | None:
        _, _, rest = drawn.street.replace("-", " ").partition(" ")
        # "Straße 5" or "Weg 5" says nothing.
        if (
            len(stem(street_key(rest))) < 5
            or street_key(rest) in GENERIC_ENDINGS
            or loose_key(street_key(rest)) in facts.street_keys
        ):
            return None
        return line(drawn, f"{rest} {drawn.number}")

    return spoil
