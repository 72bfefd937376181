"""Several noises at once, as in life."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.geocoding_noise.drawing import Drawn, Facts
from benchmarks.geocoding_noise.kinds import Expect, Kind
from benchmarks.geocoding_noise.old_kinds import UNITS, abbreviated, transliterated, typo
from lastmile_cli.domain.addresses import Address


def mixed_kinds(_: Facts) -> list[Kind]:
    """Two, three or four noises that do not cancel what identifies the house."""
    return [
        Kind("typo, no postcode, unit", typo_unit),
        Kind("abbreviated, transliterated, swapped", short_swapped),
        Kind("shouted with a typo and a unit", shouted_typo),
        Kind("any three at once", any_three, Expect.LISTED,
             why="a typo beside a missing postcode leaves room for another street"),
    ]  # fmt: skip


def typo_unit(drawn: Drawn, dice: random.Random) -> Address:
    unit = dice.choice(UNITS)
    return replace(
        drawn.address,
        line1=f"{typo(drawn.street, dice)} {drawn.number}",
        line2=unit,
        postal_code="",
    )


def short_swapped(drawn: Drawn, dice: random.Random) -> Address:
    short = transliterated(abbreviated(drawn.address, dice), dice)
    street, _, number = short.line1.rpartition(" ")
    return replace(short, line1=f"{number} {street}")


def shouted_typo(drawn: Drawn, dice: random.Random) -> Address:
    unit = dice.choice([one for one in UNITS if not one.startswith("c/o")])
    line = f"{typo(drawn.street, dice)} {drawn.number} {unit}"
    return Address(line1=f"{line} {drawn.address.postal_code} {drawn.address.city}".upper())


def any_three(drawn: Drawn, dice: random.Random) -> Address:
    address = drawn.address
    chosen = dice.sample(range(8), 3)
    if 0 in chosen:
        address = replace(address, line1=f"{typo(drawn.street, dice)} {drawn.number}")
    if 1 in chosen:
        address = abbreviated(address, dice)
    if 2 in chosen:
        address = transliterated(address, dice)
    if 3 in chosen:
        street, _, number = address.line1.rpartition(" ")
        address = replace(address, line1=f"{number} {street}")
    if 4 in chosen:
        address = replace(address, line1=f"{address.line1}, {dice.choice(UNITS)}")
    if 5 in chosen:
        cell = dice.choice(("city", "postal_code"))
        address = replace(address, **{cell: ""})
    if 6 in chosen:
        address = replace(address, city=typo(address.city, dice))
    if 7 in chosen:
        address = Address(line1=str(address).upper())
    return address
