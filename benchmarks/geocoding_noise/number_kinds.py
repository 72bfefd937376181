"""House numbers, flats and floors in the many ways they are written."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from benchmarks.geocoding_noise.drawing import Drawn, Facts, Spoil, Spoilt, street_of
from benchmarks.geocoding_noise.kinds import Expect, Kind
from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.plane import distance_m

UNITS = (
    "Apt 3B", "Apt. 12", "apartment 7", "Wohnung 12", "Whg. 4", "Top 4", "Tür 11", "Stiege 2",
    "2. OG links", "2. OG li", "EG rechts", "1. Stock", "3. Etage", "DG", "Hinterhaus", "HH 2. OG",
    "Vorderhaus", "Seitenflügel", "Haus B", "Aufgang C", "as 5 B", "as. 12", "A 12", "rappu B",
    "lgh 1201", "lgh. 4", "trappa B", "2 tr", "bât. C", "bâtiment B", "esc. 2", "app. 14",
    "Flat 2", "Unit 4", "Unit 4B", "Suite 300", "Ste 12", "#7", "# 12", "No. 5B", "Room 12",
    "c/o Meier", "c/o Meier & Co", "z.Hd. Frau Huber", "z. Hd. Huber", "Attn: Miller", "2nd floor",
    "3rd Fl", "ground floor", "int. 5", "scala A", "piano 2", "2. krs", "5. kerros",
    "Eingang B", "Tor 3", "Rampe 2", "Lager", "Büro 12", "Zi. 14", "Zimmer 14", "Obergeschoss 2",
    "1º piso", "porta 4", "kv. 5", "byt 3", "Door 7", "Dør 3", "2. th", "1. tv",
)  # fmt: skip
PERSONAL = re.compile(r"c/o|z\.|Attn")
POST_BOXES = (
    "Postfach {}", "P.O. Box {}", "PO Box {}", "PL {}", "PB {}", "Pf. {}", "BP {}",
    "Postilokero {}", "Boîte postale {}", "Apartado {}", "Casella postale {}", "Box {}",
    "POSTFACH {}", "Postbox {}",
)  # fmt: skip


def number_kinds(facts: Facts) -> list[Kind]:
    """What stands where the house number should."""
    return [
        Kind("range or list of numbers", make_range(facts)),
        Kind("letter at the number", letter),
        Kind("units of many languages", unit),
        Kind("number first, comma", lambda d, _: line(d, f"{d.number}, {d.street}")),
        Kind("no blank before the number", lambda d, _: line(d, f"{d.street}{d.number}")),
        Kind("number with its word", number_word),
        Kind("number in the second cell", lambda d, _: line(d, d.street, d.number)),
        Kind("scanned number", scanned_number, Expect.LISTED, why="an l may be an L"),
        Kind("post box", post_box, Expect.DOUBT, why="nobody delivers to a post box"),
        Kind("number without a street", number_alone, Expect.DOUBT),
        Kind("street without a number", street_alone, Expect.DOUBT),
    ]


def line(drawn: Drawn, line1: str, line2: str = "") -> Address:
    return replace(drawn.address, line1=line1, line2=line2)


def make_range(facts: Facts) -> Spoil:
    """To the next numbers of its side within 60 m, in all the ways a range is written."""

    def spoil(drawn: Drawn, dice: random.Random) -> Spoilt | None:
        if not drawn.number.isdigit():
            return None
        first = int(drawn.number)
        known = facts.houses.get(street_of(drawn), [])
        step = dice.choice((2, 2, 2, 4, 1))
        ends = [at for number, at in known if number == first + step]
        near = [at for at in ends if distance_m(at, drawn.at) <= 60]
        if not near:
            return None
        last = first + step
        forms = (
            "{}-{}", "{} - {}", "{}–{}", "{}/{}", "{} / {}", "{} und {}", "{} + {}", "{}+{}",
            "{} & {}", "{}, {}", "{} bis {}", "{} ja {}", "{} och {}", "{} and {}", "{}—{}",
            "{} to {}", "{} u. {}", "{};{}",
        )  # fmt: skip
        written = dice.choice(forms).format(first, last)
        return Spoilt(line(drawn, f"{drawn.street} {written}"), tuple(near))

    return spoil


def letter(drawn: Drawn, dice: random.Random) -> Address | None:
    found = re.fullmatch(r"(\d+) ?([a-zA-Z])", drawn.number)
    if not found:
        return None
    digits, one = found.groups()
    forms = ("{} {}", "{}{}", "{}-{}", "{}/{}", "{}.{}", "{} - {}", "{}, {}")
    cased = dice.choice((one.lower(), one.upper()))
    return line(drawn, f"{drawn.street} {dice.choice(forms).format(digits, cased)}")


def unit(drawn: Drawn, dice: random.Random) -> Address:
    one = dice.choice(UNITS)
    place = dice.randrange(4)
    if place == 0:
        return line(drawn, drawn.address.line1, one)
    if place == 1:
        return line(drawn, one, drawn.address.line1)
    if place == 2 and not PERSONAL.match(one):
        return line(drawn, f"{drawn.address.line1} {one}")
    return line(drawn, f"{drawn.address.line1}{dice.choice((', ', ' - ', ' / ', '; '))}{one}")


def number_word(drawn: Drawn, dice: random.Random) -> Address:
    word = dice.choice(("Nr. ", "Nr ", "No. ", "Nº ", "№ ", "Hausnr. ", "n:o ", "Nr.", "#", "No "))
    gap = dice.choice((" ", ", "))
    return line(drawn, f"{drawn.street}{gap}{word}{drawn.number}")


def scanned_number(drawn: Drawn, dice: random.Random) -> Address | None:
    # A B at the end for an 8 makes another door that may well be there: nobody could know.
    pairs = {"1": "lI", "0": "Oo", "5": "S", "2": "Z"}
    if not drawn.number.isdigit() or len(drawn.number) < 2:
        return None
    places = [i for i, digit in enumerate(drawn.number) if digit in pairs]
    if not places:
        return None
    i = dice.choice(places)
    number = drawn.number[:i] + dice.choice(pairs[drawn.number[i]]) + drawn.number[i + 1 :]
    return line(drawn, f"{drawn.street} {number}")


def post_box(drawn: Drawn, dice: random.Random) -> Address:
    box = dice.choice(POST_BOXES).format(dice.choice((12, 114, 1234, 7)))
    if dice.random() < 0.3:
        return line(drawn, "", box)
    return line(drawn, box)


def number_alone(drawn: Drawn, dice: random.Random) -> Address:
    return line(drawn, dice.choice((drawn.number, f"Nr. {drawn.number}", f"House {drawn.number}")))


def street_alone(drawn: Drawn, _: random.Random) -> Address:
    return line(drawn, drawn.street)
