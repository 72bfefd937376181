"""The first twenty kinds of noise: unchanged since they were first measured."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from benchmarks.geocoding_noise.drawing import Drawn, Facts, Spoil
from benchmarks.geocoding_noise.kinds import Expect, Kind
from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.countries import country_code
from lastmile_cli.geocoding.text import fold, town_key

LETTERS = "abcdefghijklmnopqrstuvwxyz"
UNITS = ("Top 4", "Apt 3B", "2. OG", "Wohnung 12", "as. 5", "c/o Meier", "Stiege 2 Top 7", "#12")

OTHER_TOWNS = (
    "Tampere", "Turku", "Oulu", "Rovaniemi", "Hanko", "Ii", "Stockholm", "Göteborg", "Oslo",
    "Tallinn", "Riga", "Hamburg", "München", "Bad Tölz", "Hof", "Au", "Trieben",
    "Frankfurt am Main",
    "Wien", "Linz", "Sankt Pölten", "Graz", "Bern", "Zürich", "Lausanne", "La Chaux-de-Fonds",
    "Buchs", "Sevelen", "Sargans", "Feldkirch", "Espoo", "Vantaa", "Kauniainen", "Oranienburg",
    "Hennigsdorf", "Potsdam",
    "Genève", "Milano", "Paris", "Den Haag", "Praha", "Warszawa", "London", "New York",
)  # fmt: skip
SHOPS = (
    "Bäckerei Huber", "Kirjakauppa Oy", "Blumen Meier GmbH", "Café Central", "Schmidt & Sohn",
    "Apotheke", "Kukkakauppa Ruusu", "The Corner Shop",
)  # fmt: skip
OWN_COUNTRY = {
    "FI": ("Finland", "Suomi", "FINLAND", "Finnland", "FI"),
    "DE": ("Deutschland", "Germany", "GERMANY", "Saksa", "DE"),
    "LI": ("Liechtenstein", "Fürstentum Liechtenstein", "LIECHTENSTEIN", "FL", "LI"),
}
OTHER_COUNTRIES = ("Sweden", "Schweiz", "Österreich", "AT", "Norge", "USA", "Polska", "SE", "CZ")

OnAddress = Callable[[Address, random.Random], Address]


def old_kinds(facts: Facts) -> list[Kind]:
    """Eleven of the first list, six more, and three that must never be accepted."""
    index = facts.index
    own = [name for code in sorted(index.countries) for name in OWN_COUNTRY.get(code, (code,))]
    others = [name for name in OTHER_COUNTRIES if country_code(name) not in index.countries]
    spoils: dict[str, OnAddress] = {
        "clean": lambda address, _: address,
        "shouted, no punctuation": shouted,
        "abbreviated": abbreviated,
        "one typo": with_typo,
        "typos in street and city": two_typos,
        "no city": lambda address, _: replace(address, city=""),
        "no postcode": lambda address, _: replace(address, postal_code=""),
        "street and number only": lambda address, _: Address(line1=address.line1),
        "swapped order": swapped,
        "unit": with_unit,
        "wrong postcode": make_wrong_postcode(facts.codes),
        "transliterated": transliterated,
        "one line": lambda address, _: Address(line1=str(address)),
        "typo, no postcode": lambda a, d: replace(with_typo(a, d), postal_code=""),
        "wrong city": lambda a, _: replace(a, city="Entenhausen"),
        "business name before the street": with_shop,
        "country at the end": make_country(own or ["Liechtenstein"]),
        "other town in the city column": make_other_city(index),
        "other town in the address cell": make_other_town(index),
        "other country": make_country(others),
    }
    doubted = [name for name in spoils if name.startswith("other ")]
    expect = dict.fromkeys(doubted, Expect.DOUBT) | {"street and number only": Expect.LISTED}
    return [
        Kind(name, of_drawn(spoil), expect.get(name, Expect.RIGHT))
        for name, spoil in spoils.items()
    ]


def of_drawn(spoil: OnAddress) -> Spoil:
    """Let noise that needs the written address only spoil a drawn one."""

    def spoil_drawn(drawn: Drawn, dice: random.Random) -> Address:
        return spoil(drawn.address, dice)

    return spoil_drawn


def typo(text: str, dice: random.Random) -> str:
    """One wrong, missing, doubled or swapped letter; the first letter and digits stay."""
    places = [i for i in range(1, len(text)) if text[i].isalpha()]
    if not places:
        return text
    i = dice.choice(places)
    kind = dice.randrange(4)
    if kind == 0:
        return text[:i] + dice.choice(LETTERS) + text[i + 1 :]
    if kind == 1:
        return text[:i] + text[i + 1 :]
    if kind == 2:
        return text[:i] + text[i] + text[i:]
    return text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]


def street_and_number(address: Address) -> tuple[str, str]:
    street, _, number = address.line1.rpartition(" ")
    return street, number


def shouted(address: Address, dice: random.Random) -> Address:
    parts = (address.line1, address.postal_code, address.city)
    plain = [" ".join(words_kept(part)).upper() for part in parts]
    if dice.random() < 0.5:
        return Address(line1=" ".join(plain))
    return Address(line1=plain[0], postal_code=plain[1], city=plain[2])


def words_kept(text: str) -> list[str]:
    letters = [letter if letter.isalnum() else " " for letter in text]
    return "".join(letters).split()


def abbreviated(address: Address, dice: random.Random) -> Address:
    line = address.line1
    for long, short in (
        ("strasse", "str."), ("straße", "str."), ("Strasse", "Str."), ("Straße", "Str."),
        ("Sankt ", "St. "), ("platz", "pl."), ("katu ", "k. "), ("tie ", "t. "), ("gasse", "g."),
    ):  # fmt: skip
        line = line.replace(long, short)
    if dice.random() < 0.3:
        line = line.replace("str. ", "str ")
    return replace(address, line1=line)


def with_typo(address: Address, dice: random.Random) -> Address:
    street, number = street_and_number(address)
    return replace(address, line1=f"{typo(street, dice)} {number}")


def two_typos(address: Address, dice: random.Random) -> Address:
    return replace(with_typo(address, dice), city=typo(address.city, dice))


def swapped(address: Address, dice: random.Random) -> Address:
    street, number = street_and_number(address)
    if dice.random() < 0.5:
        return replace(address, line1=f"{number} {street}")
    return Address(line1=f"{address.postal_code} {address.city}, {number} {street}")


def with_unit(address: Address, dice: random.Random) -> Address:
    unit = dice.choice(UNITS)
    kind = dice.randrange(3)
    if kind == 0:
        return replace(address, line2=unit)
    if kind == 1 and not unit.startswith("c/o"):
        return replace(address, line1=f"{address.line1} {unit}")
    return replace(address, line1=f"{address.line1}, {unit}")


def transliterated(address: Address, dice: random.Random) -> Address:
    pairs = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}

    def written(text: str) -> str:
        if dice.random() < 0.5:
            return "".join(pairs.get(letter, letter) for letter in text)
        return fold(text)

    return replace(address, line1=written(address.line1), city=written(address.city))


def make_wrong_postcode(codes: Sequence[str]) -> OnAddress:
    def spoil(address: Address, dice: random.Random) -> Address:
        others = [code for code in codes if code != address.postal_code]
        other = dice.choice(others) if others and dice.random() < 0.7 else ""
        digits = list(address.postal_code)
        digits[-1] = str((int(digits[-1]) + dice.randrange(1, 10)) % 10) if digits else "0"
        return replace(address, postal_code=other or "".join(digits))

    return spoil


def other_towns(index: AddressIndex) -> list[str]:
    """Towns off the map; a neighbour whose border alone is on it is off as well."""
    places = {town: index.places.get(town_key(town), []) for town in OTHER_TOWNS}
    return [
        town
        for town, known in places.items()
        if not index.by_town.get(town_key(town)) and not any(place.at for place in known)
    ]


def make_other_city(index: AddressIndex) -> OnAddress:
    towns = other_towns(index)
    return lambda address, dice: replace(address, city=dice.choice(towns))


def make_other_town(index: AddressIndex) -> OnAddress:
    towns = other_towns(index)

    def spoil(address: Address, dice: random.Random) -> Address:
        town, line = dice.choice(towns), address.line1
        forms = (
            f"{line}, {town}", f"{line} {town}", f"{town}, {line}", f"{line}, 99999 {town}",
            f"{line} {town.upper()}", f"{line}, c/o Meier, {town}",
        )  # fmt: skip
        if dice.random() < 0.3:
            return replace(address, line1=dice.choice(forms[:2]))
        return Address(line1=dice.choice(forms))

    return spoil


def with_shop(address: Address, dice: random.Random) -> Address:
    shop = dice.choice(SHOPS)
    if dice.random() < 0.5:
        return replace(address, line1=f"{shop}, {address.line1}")
    return replace(address, line1=shop, line2=address.line1)


def make_country(names: Sequence[str]) -> OnAddress:
    def spoil(address: Address, dice: random.Random) -> Address:
        name = dice.choice(names)
        if dice.random() < 0.3:
            return replace(address, country=name)
        if dice.random() < 0.5:
            return replace(address, line1=f"{address.line1}, {name}")
        return Address(line1=f"{address}{dice.choice((', ', ' '))}{name}")

    return spoil
