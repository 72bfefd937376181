"""The rungs on one street: the house itself, a range, a place between neighbours, the street."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.address_index import AddressIndex, Street
from lastmile_cli.geocoding.house_numbers import HouseNumber
from lastmile_cli.geocoding.house_points import HousePoint
from lastmile_cli.geocoding.plane import LatLon, distance_m, medoid
from lastmile_cli.geocoding.scattered import REACH_M
from lastmile_cli.geocoding.street_line import between_doors

RANGE_COST = 0.03
STREET_COST = 0.40
NEAREST_COST = 0.25
MISSING_NUMBER_COST = 0.35
SPAN_STEP_COST = 0.012

CLOSE_M = 60.0
"""Between doors as near as this an unmapped one is right within 60 m in 99 % of the cases."""

NEXT_DOOR = 2

USUAL_LETTERS = frozenset("abcdefghjk")
UNUSUAL_LETTER_COST = 0.1
"""Hardly an unmapped house has another letter; a digit misread ("4S", "7I") is as likely."""

SCATTERED_COST = 0.04
SCATTERED_COST_PER_M = 0.003
"""A house whose objects lie out of reach of its point: accepted up to 80 m, if all else fits."""

PLACE_COST = 0.12
"""The number is known in a square or hall only; the plain one may stand elsewhere."""


@dataclass(frozen=True, slots=True)
class Rung:
    """
    Where on the street, how exactly, at what cost; ``number`` and ``differs`` for people.

    ``tenant`` is the name that chose among the objects of one number.
    """

    at: LatLon
    precision: Precision
    cost: float
    number: str = ""
    differs: tuple[str, ...] = ()
    postcode: str = ""
    district: str = ""
    tenant: str = ""


def climb(index: AddressIndex, street: Street, number: HouseNumber | None) -> list[Rung]:
    """
    The best rung a street offers for a number: several where it stands at two places.

    ``None`` asks for the street as a whole.
    """
    doors = index.doors_of(street.street_id)
    if number is None:
        why = ("number: none was given",)
        return [Rung(street.at, Precision.STREET, _street_cost(street, STREET_COST), "", why)]
    exact = list(_exact(doors, number))
    if exact:
        return exact
    near = _in_range(doors, number)
    if near:
        return near
    between = _between(index, street, doors, number)
    return [between or _nearest(street, doors, number)]


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


def _in_range(doors: Sequence[HousePoint], number: HouseNumber) -> list[Rung]:
    """A range that holds the number, one house of a range, the same house less or more a letter."""
    options = [rung for door in doors for rung in _related(doors, door, number)]
    least = min((rung.cost for rung in options), default=0.0)
    return [rung for rung in options if rung.cost == least]


def _related(doors: Sequence[HousePoint], door: HousePoint, number: HouseNumber) -> Iterator[Rung]:
    mapped = door.number
    written = f"number: {number} is mapped as {mapped}"
    if mapped.is_span and mapped.covers(number.first):
        steps = (mapped.last - mapped.first) / 2
        cost = RANGE_COST + SPAN_STEP_COST * steps
        cost += 0.0 if mapped.covers(number.last) else 0.02
        cost += _letter_doubt(number)
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
    if _letter_doubt(number) and not door.number.letter:
        return 0.12 + UNUSUAL_LETTER_COST
    steps = abs(ord(door.number.letter or "a") - ord(number.letter or "a"))
    ahead = [
        distance_m(door.at, other.at)
        for other in doors
        if 0 < other.number.first - number.first <= NEXT_DOOR
    ]
    crowded = bool(ahead) and min(ahead) <= CLOSE_M
    return (0.06 if crowded else 0.12) + 0.01 * steps


def _letter_doubt(number: HouseNumber) -> float:
    is_usual = not number.letter or number.letter in USUAL_LETTERS
    return 0.0 if is_usual else UNUSUAL_LETTER_COST


def _between(
    index: AddressIndex, street: Street, doors: Sequence[HousePoint], number: HouseNumber
) -> Rung | None:
    """Between the neighbours on its own side of the street, else between those of any side."""
    wanted = number.first
    for step in (2, 1):
        side = [door for door in doors if (door.number.first - wanted) % step == 0]
        below = [door for door in side if door.number.last < wanted]
        above = [door for door in side if door.number.first > wanted]
        if not below or not above:
            continue
        low = max(below, key=lambda door: door.number.last)
        high = min(above, key=lambda door: door.number.first)
        start, end = low.number.last, high.number.first
        share = (wanted - start) / (end - start)
        at, way_m = between_doors(index.lines_of(street.street_id), low.at, high.at, share)
        why = f"number: {number} is not on the map, it was placed between {start} and {end}"
        cost = _gap_cost(way_m) + (0.06 if step == 1 else 0.0)
        cost += _letter_doubt(number)
        return Rung(at, Precision.INTERPOLATED, cost, str(number), (why,), low.postcode)
    return None


def _gap_cost(way_m: float) -> float:
    """The error cannot well exceed the gap between the neighbours; see benchmarks/geocoding.py."""
    if way_m <= CLOSE_M:
        return 0.06
    return min(0.3, 0.11 + 0.001 * (way_m - CLOSE_M))


def _nearest(street: Street, doors: Sequence[HousePoint], number: HouseNumber) -> Rung:
    if not doors:
        why = f"number: {number} is not on the map, which knows no number of this street"
        cost = _street_cost(street, MISSING_NUMBER_COST)
        return Rung(street.at, Precision.STREET, cost, "", (why,))
    same_side = [door for door in doors if (door.number.first - number.first) % 2 == 0] or doors
    door = min(same_side, key=lambda door: abs(door.number.first - number.first))
    away = abs(door.number.first - number.first)
    why = f"number: {number} is not on the map, the nearest is {door.number}"
    if away > 20:
        at = medoid([door.at for door in doors])
        return Rung(at, Precision.STREET, MISSING_NUMBER_COST, "", (why,))
    cost = min(MISSING_NUMBER_COST, NEAREST_COST + 0.005 * away)
    return Rung(door.at, Precision.STREET, cost, "", (why,), door.postcode)


def _street_cost(street: Street, cost: float) -> float:
    """A street of a few doors is nearly as good as a house."""
    return max(0.15, cost - 0.1) if street.extent_m <= 80 else cost


def _rung(door: HousePoint, precision: Precision, cost: float, differs: tuple[str, ...]) -> Rung:
    if door.spread_m > REACH_M:
        cost += SCATTERED_COST + SCATTERED_COST_PER_M * (door.spread_m - REACH_M)
        why = f"number: {door.number} is on the map at several points, up to {door.spread_m:.0f} m"
        differs = (*differs, f"{why} from this one")
    if door.place:
        cost += PLACE_COST
        differs = (*differs, f"number: {door.number} is on the map only in {door.place}")
    return Rung(door.at, precision, cost, str(door.number), differs, door.postcode, door.district)
