"""The right words in the wrong cell, and what is left around them: blanks, notes, codes."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from benchmarks.geocoding_noise.drawing import Drawn, Facts, Spoil
from benchmarks.geocoding_noise.kinds import Expect, Kind
from benchmarks.geocoding_noise.number_kinds import line
from lastmile_cli.domain.addresses import Address

COUNTRY_PREFIX = {
    "LI": ("FL-", "FL ", "LI-", "FL", "fl-"),
    "DE": ("D-", "DE-", "D ", "DE ", "D"),
    "FI": ("FIN-", "FI-", "FIN ", "FI ", "FI"),
}
WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
BLANKS = ("  ", "\t", "\u00a0", "\u2009", " \u200b", "\u202f", "\u3000", "   ")
HARMLESS = (
    "bitte klingeln", "bitte anrufen", "leave at the door", "ring twice", "beim Nachbarn abgeben",
    "Lieferung an die Rampe", "tel. 040 123 4567", "Tel: +423 232 11 22", "0170/1234567",
    "2. Eingang links", "jätä oven taakse", "soita ovikelloa", "Mo-Fr 8-17 Uhr", "side entrance",
)  # fmt: skip
ELSEWHERE = (
    "gegenüber", "Ecke", "neben", "hinter", "corner of", "opposite", "near", "vastapäätä", "bei",
    "next to", "zwischen Bahnhof und", "mittemot",
)  # fmt: skip


def cell_kinds(facts: Facts) -> list[Kind]:
    """What happens between an order form and a spreadsheet."""
    return [
        Kind("odd blanks and line breaks", odd_blanks),
        Kind("wide digits", wide_digits),
        Kind("all of it in the city cell", all_in_city),
        Kind("all of it in the second cell", lambda d, _: Address(line2=str(d.address))),
        Kind("all of it in the postcode cell", lambda d, _: Address(postal_code=str(d.address))),
        Kind("town in address and city cell", town_twice),
        Kind("postcode and town in each other's cell", swapped_cells),
        Kind("postcode glued to the town", glued),
        Kind("country before the postcode", make_prefix(facts)),
        Kind("postcode badly written", bad_postcode),
        Kind("quotes, commas and brackets", quoted),
        Kind("a note behind it", note, Expect.LISTED, why="words that may be a place"),
        Kind("beside the house named", elsewhere, Expect.LISTED,
             why="the house is the one beside, or this one: a person must look"),
        Kind("empty fillers", fillers),
    ]  # fmt: skip


def odd_blanks(drawn: Drawn, dice: random.Random) -> Address:
    def spread(text: str) -> str:
        return re.sub(" ", lambda _: dice.choice(BLANKS), text)

    town = f"{drawn.address.postal_code} {drawn.address.city}"
    if dice.random() < 0.3:
        gap = dice.choice(("\n", "\r\n", " \n ", "\n\n", "<br>", "\\n"))
        return Address(line1=f"{spread(drawn.address.line1)}{gap}{town}")
    around = dice.choice(BLANKS)
    return replace(
        drawn.address,
        line1=f"{around}{spread(drawn.address.line1)}{around}",
        city=f"{drawn.address.city}{around}",
        postal_code=f"{around}{drawn.address.postal_code}",
    )


def wide_digits(drawn: Drawn, _: random.Random) -> Address:
    wide = drawn.address.postal_code.translate(WIDE)
    return replace(drawn.address, line1=drawn.address.line1.translate(WIDE), postal_code=wide)


def all_in_city(drawn: Drawn, dice: random.Random) -> Address:
    if dice.random() < 0.5:
        return Address(city=str(drawn.address))
    return Address(city=f"{drawn.address.postal_code} {drawn.address.city}, {drawn.address.line1}")


def town_twice(drawn: Drawn, dice: random.Random) -> Address:
    town = f"{drawn.address.postal_code} {drawn.address.city}"
    forms = (f", {town}", f", {drawn.address.city}", f" {drawn.address.city}", f" - {town}")
    return line(drawn, drawn.address.line1 + dice.choice(forms))


def swapped_cells(drawn: Drawn, _: random.Random) -> Address:
    city, code = drawn.address.city, drawn.address.postal_code
    return replace(drawn.address, city=code, postal_code=city)


def glued(drawn: Drawn, dice: random.Random) -> Address:
    town = f"{drawn.address.postal_code}{drawn.address.city}"
    if dice.random() < 0.5:
        return Address(line1=drawn.address.line1, city=town)
    return Address(line1=f"{drawn.address.line1}{dice.choice((', ', ' '))}{town}")


def make_prefix(facts: Facts) -> Spoil:
    own = [
        prefix
        for code in sorted(facts.index.countries)
        for prefix in COUNTRY_PREFIX.get(code, (f"{code}-",))
    ]

    def spoil(drawn: Drawn, dice: random.Random) -> Address | None:
        if not own:
            return None
        code = dice.choice(own) + drawn.address.postal_code
        place = dice.randrange(3)
        if place == 0:
            return replace(drawn.address, postal_code=code)
        if place == 1:
            return Address(line1=drawn.address.line1, city=f"{code} {drawn.address.city}")
        return Address(line1=f"{drawn.address.line1}, {code} {drawn.address.city}")

    return spoil


def bad_postcode(drawn: Drawn, dice: random.Random) -> Address | None:
    code = drawn.address.postal_code
    if not code.isdigit():
        return None
    forms = (
        code + ".0", code.lstrip("0"), f"{code[:2]} {code[2:]}", code.replace("0", "O"), f"'{code}",
        f"{code},", code[:-1], f"{code}-", f"{float(int(code)):.1f}".replace(".", ","),
    )  # fmt: skip
    return replace(drawn.address, postal_code=dice.choice(forms))


def quoted(drawn: Drawn, dice: random.Random) -> Address:
    text, city = drawn.address.line1, drawn.address.city
    forms = (
        f'"{text}"', f"{text},", f"{text}, ,", f"({text})", f"{text}.", f"*{text}*", f"- {text}",
        f"{drawn.street} ({drawn.number})", f"{drawn.street}: {drawn.number}", f"{text} ({city})",
        f"{drawn.street} - {drawn.number}", f"Adresse: {text}", f"{drawn.street}. {drawn.number}",
        f"{drawn.street} | {drawn.number}", f"{drawn.street} / {drawn.number}", f"{text} !",
    )  # fmt: skip
    return line(drawn, dice.choice(forms))


def note(drawn: Drawn, dice: random.Random) -> Address:
    one = dice.choice(HARMLESS)
    if dice.random() < 0.5:
        return line(drawn, drawn.address.line1, one)
    return line(drawn, f"{drawn.address.line1}{dice.choice((', ', ' (', ' - '))}{one}")


def elsewhere(drawn: Drawn, dice: random.Random) -> Address:
    return line(drawn, f"{dice.choice(ELSEWHERE)} {drawn.address.line1}")


def fillers(drawn: Drawn, dice: random.Random) -> Address:
    empty = dice.choice(("-", "n/a", "NULL", "None", "nan", "?", ".", "--", "keine", "0", "x"))
    cell = dice.choice(("line2", "city", "postal_code", "state", "country"))
    return replace(drawn.address, **{cell: empty})
