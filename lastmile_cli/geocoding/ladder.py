"""The rungs on one street: the house itself, a range, a place between neighbours, the street."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.address_index import AddressIndex, Street
from lastmile_cli.geocoding.gaps import (
    CLOSE_M,
    UNUSUAL_LETTER_COST,
    between,
    letter_doubt,
    nearest,
    street_rung,
)
from lastmile_cli.geocoding.house_numbers import WIDEST_PAIR, HouseNumber
from lastmile_cli.geocoding.house_points import HousePoint
from lastmile_cli.geocoding.plane import distance_m
from lastmile_cli.geocoding.rung import Rung
from lastmile_cli.geocoding.scattered import REACH_M

RANGE_COST = 0.03
SPAN_STEP_COST = 0.012

PAIR_COST = 0.03
EITHER_COST = 0.15
"""A house and its flat, or a range that ends out of reach: a person must choose."""

NEXT_DOOR = 2

SCATTERED_COST = 0.04
SCATTERED_COST_PER_M = 0.003
"""A house whose objects lie out of reach of its point: accepted up to 80 m, if all else fits."""

PLACE_COST = 0.12
"""The number is known in a square or hall only; the plain one may stand elsewhere."""


def climb(index: AddressIndex, street: Street, number: HouseNumber | None) -> list[Rung]:
    """
    The best rung a street offers for a number: several where it stands at two places.

    ``None`` asks for the street as a whole.
    """
    doors = index.doors_of(street.street_id)
    if number is None:
        return [street_rung(street)]
    exact = list(_exact(doors, number))
    if exact:
        return exact
    if number.may_be_flat:
        either = _house_or_range(index, street, doors, number)
        if either:
            return either
    near = _in_range(doors, number)
    if near:
        return near
    return [between(index, street, doors, number) or nearest(street, doors, number)]


def _exact(doors: Sequence[HousePoint], number: HouseNumber) -> Iterator[Rung]:
    wanted = (number.first, number.letter, number.last)
    for door in doors:
        mapped = door.number
        if (mapped.first, mapped.letter, mapped.last) != wanted:
            continue
        if door.is_estimate:
            yield _rung(door, Precision.INTERPOLATED, 0.05, ())
        else:
            yield _rung(door, Precision.HOUSE, 0.0, ())


def _house_or_range(
    index: AddressIndex, street: Street, doors: Sequence[HousePoint], number: HouseNumber
) -> list[Rung]:
    """
    The first of two numbers, and the second too where it is a house out of reach.

    None where the street has no place for the first.
    """
    firsts = climb(index, street, HouseNumber(number.first, number.letter, flat=str(number.last)))
    firsts = [rung for rung in firsts if rung.precision is not Precision.STREET]
    ends = _exact(doors, HouseNumber(number.last)) if firsts else iter(())
    is_narrow = number.last - number.first <= WIDEST_PAIR
    others = [
        end
        for end in ends
        if is_narrow and all(distance_m(end.at, first.at) > REACH_M for first in firsts)
    ]
    read = f"number: {number.first} and {number.last}"
    if not others:
        why = f"{read} were read as house {number.first} and what is behind its door"
        return [
            replace(rung, cost=rung.cost + PAIR_COST, differs=(why, *rung.differs))
            for rung in firsts
        ]
    why = f"{read} may be house {number.first} and a flat, or a range"
    return [
        replace(rung, cost=max(EITHER_COST, rung.cost) + later, differs=(why, *rung.differs))
        for later, rungs in ((0.0, firsts), (0.01, others))
        for rung in rungs
    ]


def _in_range(doors: Sequence[HousePoint], number: HouseNumber) -> list[Rung]:
    """
    A range that holds the number, one house of a range, the same house less or more a letter.

    Of a range either end is offered, so that none is chosen silently where they lie apart.
    """
    options = [(door, rung) for door in doors for rung in _related(doors, door, number)]
    ends: dict[bool, list[Rung]] = {}
    for door, rung in options:
        is_end = number.is_span and door.number.first == number.last
        ends.setdefault(is_end, []).append(rung)
    return [
        rung
        for rungs in ends.values()
        for least in (min(rung.cost for rung in rungs),)
        for rung in rungs
        if rung.cost == least
    ]


def _related(doors: Sequence[HousePoint], door: HousePoint, number: HouseNumber) -> Iterator[Rung]:
    mapped = door.number
    written = f"number: {number} is mapped as {mapped}"
    if mapped.is_span and mapped.covers(number.first):
        steps = (mapped.last - mapped.first) / 2
        cost = RANGE_COST + SPAN_STEP_COST * steps
        cost += 0.0 if mapped.covers(number.last) else 0.02
        cost += letter_doubt(number)
        yield _rung(door, Precision.RANGE, cost, (written,))
    elif number.is_span and mapped.first in {number.first, number.last}:
        cost = RANGE_COST + SPAN_STEP_COST * (number.last - number.first) / 2
        yield _rung(door, Precision.RANGE, cost + (0.01 if mapped.letter else 0.0), (written,))
    elif mapped.first == number.first and mapped.letter != number.letter:
        cost = _letter_cost(doors, door, number)
        yield _rung(door, Precision.RANGE, cost, (written,))


def _letter_cost(doors: Sequence[HousePoint], door: HousePoint, number: HouseNumber) -> float:
    """
    What it costs to take a house for the one with another letter, or none.

    "12 A" behind a mapped 12 stands between it and 14: how far off it can be
    is how far off 14 is. "20 A 12" is staircase A of house 20.
    """
    if number.flat and not door.number.letter:
        return RANGE_COST
    if letter_doubt(number) and not door.number.letter:
        return 0.12 + UNUSUAL_LETTER_COST
    steps = abs(ord(door.number.letter or "a") - ord(number.letter or "a"))
    ahead = [
        distance_m(door.at, other.at)
        for other in doors
        if 0 < other.number.first - number.first <= NEXT_DOOR
    ]
    crowded = bool(ahead) and min(ahead) <= CLOSE_M
    return (0.06 if crowded else 0.12) + 0.01 * steps


def _rung(door: HousePoint, precision: Precision, cost: float, differs: tuple[str, ...]) -> Rung:
    if door.spread_m > REACH_M:
        cost += SCATTERED_COST + SCATTERED_COST_PER_M * (door.spread_m - REACH_M)
        why = f"number: {door.number} is on the map at several points, up to {door.spread_m:.0f} m"
        differs = (*differs, f"{why} from this one")
    if door.place:
        cost += PLACE_COST
        differs = (*differs, f"number: {door.number} is on the map only in {door.place}")
    return Rung(door.at, precision, cost, str(door.number), differs, door.postcode, door.district)
