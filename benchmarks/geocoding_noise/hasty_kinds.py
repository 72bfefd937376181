"""What hurry does to an address: signs and blanks lost, order lost, two addresses in one row."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.geocoding_noise.drawing import Drawn, Facts, Spoil
from benchmarks.geocoding_noise.kinds import Expect, Kind
from benchmarks.geocoding_noise.number_kinds import line
from benchmarks.geocoding_noise.old_kinds import OWN_COUNTRY, other_towns, typo
from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.plane import distance_m

SLASHES = (
    "{n}/2/14", "{n}/Stg. 2/Top 14", "{n}/2. Stock/Tür 14", "{n}/1. OG/3", "{n}/DG", "{n}/EG/1",
    "{n}/Stiege 3/Tür 12", "{n}/T3", "{n}/W12", "{n}/Top4", "{n} / 14", "{n}/14", "{n}/2. OG/li",
    "{n} Top B12", "{n}, Stg 2, T 14", "Nr. {n}/Top 3", "{n} Stiege 2 Tür 14",
)  # fmt: skip
SLOPPY = (
    "{n}.", "{n},", "{n}-", "{n}/", "0{n}", "00{n}", "{n}°", "({n})", "[{n}]", "{n} !", "{n}?",
    "'{n}", "{n}.0", "{n},0", "{n}.00", "{n} 1/2", "{n}½", "{n}²", "{n} ²",
)  # fmt: skip
STAIRS = (
    "{n} C 32", "{n} as. 32", "{n}, A-rappu", "{n} A-porras 32", "{n}, 2. krs", "{n}, 2 krs",
    "{n} LH 3", "{n} bost. 3", "{n} bst 12", "{n} huone 204", "{n}, 2:a vån.", "{n}, 2 vån",
    "{n} trp B", "{n} lgh 1102", "{n}, B-talo", "{n} rappu C, koodi 1234", "{n} trappa C 14",
    "{n} ovi 4", "{n} (A-rappu, 3. krs)", "{n} ℅ Virtanen", "{n}, att. Virtanen",
)  # fmt: skip
HALLS = ("Halle", "Tor", "Haus", "Geb.", "Gebäude", "Block", "Lager", "Rampe", "Werk", "Hangar")
PERSONS = (
    "Familie Meier", "Herrn Dr. Max Muster", "Frau Anna Huber", "Firma Lumen AG", "K. Virtanen",
    "Asunto Oy Kotipolku", "Schulze GmbH & Co. KG", "Hotel Sonne", "Empfang", "Wareneingang",
)  # fmt: skip
APART_M = 300.0


def hasty_kinds(facts: Facts) -> list[Kind]:
    """What is written in a hurry, or by a program that leaves signs out."""
    return [
        Kind("flats behind slashes", number_as(SLASHES), Expect.LISTED,
             why="5/14 may be a range, too"),
        Kind("sloppy number", number_as(SLOPPY), Expect.LISTED, why="a person may have meant it"),
        Kind("stairs and flats of the north", number_as(STAIRS)),
        Kind("house and flat, a blank between", flat_without_sign, Expect.LISTED,
             why="16 23 may be a range that lost its dash"),
        Kind("hall or gate behind it", hall),
        Kind("one line in any order", make_any_order(facts)),
        Kind("blanks lost", squeezed),
        Kind("typo, no postcode, unit or person", typo_and_person, Expect.LISTED,
             why="a typo beside unknown words leaves room for another street"),
        Kind("another town before it or in the second cell", make_town_beside(facts), Expect.DOUBT),
        Kind("two addresses in one row", make_two(facts), Expect.DOUBT),
    ]  # fmt: skip


def number_as(forms: tuple[str, ...]) -> Spoil:
    def spoil(drawn: Drawn, dice: random.Random) -> Address:
        return line(drawn, f"{drawn.street} {dice.choice(forms).format(n=drawn.number)}")

    return spoil


def flat_without_sign(drawn: Drawn, dice: random.Random) -> Address | None:
    if not drawn.number.isdigit():
        return None
    return line(drawn, f"{drawn.street} {drawn.number} {int(drawn.number) + dice.randrange(1, 30)}")


def hall(drawn: Drawn, dice: random.Random) -> Address:
    one = f"{dice.choice(HALLS)} {dice.randrange(1, 40)}"
    form = dice.choice(("{} ({})", "{}, {}", "{} - {}"))
    return line(drawn, form.format(drawn.address.line1, one))


def make_any_order(facts: Facts) -> Spoil:
    own = [name for code in sorted(facts.index.countries) for name in OWN_COUNTRY.get(code, ())]

    def spoil(drawn: Drawn, dice: random.Random) -> Address:
        house, code, city = drawn.address.line1, drawn.address.postal_code, drawn.address.city
        forms = [
            f"{code} {city}, {house}", f"{city} {code} {house}", f"{city}, {house}",
            f"{code} {house} {city}", f"{city}; {house}", f"{city}/{house}", f"{house}/{city}",
            f"{house}\\{code} {city}", f"{house} in {code} {city}", f"{house} - {city}",
            f"{house}   {code}   {city}", f"{house}.{code} {city}",
            f"{drawn.number} {drawn.street}, {code} {city}",
        ]  # fmt: skip
        if own:
            country = dice.choice(own)
            forms += [f"{country}, {code} {city}, {house}", f"{country} {code} {city} {house}"]
        return Address(line1=dice.choice(forms))

    return spoil


def squeezed(drawn: Drawn, dice: random.Random) -> Address:
    house, code, city = drawn.address.line1, drawn.address.postal_code, drawn.address.city
    glued = f"{drawn.street}{drawn.number}"
    forms = (
        f"{house},{code}{city}", f"{glued},{code} {city}", glued.replace(" ", ""),
        str(drawn.address).replace(" ", ""), f"{glued}{city}",
    )  # fmt: skip
    return Address(line1=dice.choice(forms), city=city)


def typo_and_person(drawn: Drawn, dice: random.Random) -> Address:
    person = dice.choice(PERSONS)
    house = f"{typo(drawn.street, dice)} {drawn.number}"
    without = replace(drawn.address, postal_code="")
    forms = (f"{person}, {house}", f"{house}, {person}", f"{person} {house}", f"{house} {person}")
    if dice.random() < 0.3:
        return replace(without, line1=person, line2=house)
    return replace(without, line1=dice.choice(forms))


def make_town_beside(facts: Facts) -> Spoil:
    towns = other_towns(facts.index)

    def spoil(drawn: Drawn, dice: random.Random) -> Address:
        town, house = dice.choice(towns), drawn.address.line1
        if dice.random() < 0.4:
            return line(drawn, house, town)
        return line(
            drawn, dice.choice((f"{town}, {house}", f"{town} {house}", f"{house} ({town})"))
        )

    return spoil


def make_two(facts: Facts) -> Spoil:
    others = list(facts.houses.items())

    def spoil(drawn: Drawn, dice: random.Random) -> Address | None:
        (key, _), houses = dice.choice(others)
        number, at = dice.choice(houses)
        street = facts.street_names.get(key, "")
        if not street or distance_m(at, drawn.at) < APART_M:
            return None
        house, other = drawn.address.line1, f"{street} {number}"
        if dice.random() < 0.4:
            return line(drawn, house, other)
        form = dice.choice(
            ("{} / {}", "{}; {}", "{}, {}", "{} + {}", "{} -> {}", "{}\n{}", "{} ({})")
        )
        return line(drawn, form.format(house, other))

    return spoil
