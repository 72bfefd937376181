"""Numbers that the map does not show: between their neighbours, beyond the last, on no number."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.address_index import AddressIndex, Street
from lastmile_cli.geocoding.house_numbers import HouseNumber
from lastmile_cli.geocoding.house_points import HousePoint
from lastmile_cli.geocoding.plane import medoid
from lastmile_cli.geocoding.rung import Rung
from lastmile_cli.geocoding.street_line import across, between_doors

STREET_COST = 0.40
NEAREST_COST = 0.25
MISSING_NUMBER_COST = 0.35
OTHER_SIDE_COST = 0.12
"""Where a house stands whose own side is not mapped there is reckoned from the other one."""

CLOSE_M = 60.0
"""Between doors as near as this an unmapped one is right within 60 m in 99 % of the cases."""

USUAL_LETTERS = frozenset("abcdefghjk")
UNUSUAL_LETTER_COST = 0.1
"""Hardly an unmapped house has another letter; a digit misread ("4S", "7I") is as likely."""


def street_rung(street: Street) -> Rung:
    """The street as a whole, where no number was given."""
    why = ("number: none was given",)
    return Rung(street.at, Precision.STREET, _street_cost(street, STREET_COST), "", why)


def between(
    index: AddressIndex, street: Street, doors: Sequence[HousePoint], number: HouseNumber
) -> Rung | None:
    """
    Between the neighbours on its own side of the street, else between those of any side.

    Where both are on the other side, and its own side has numbers elsewhere, it
    is placed across from them: nearer to the truth, and yet never driven to unseen.
    """
    own_side = [door for door in doors if (door.number.first - number.first) % 2 == 0]
    pair = _neighbours(own_side, number.first)
    if pair:
        return _placed(index, street, number, pair)
    pair = _neighbours(doors, number.first)
    if pair is None:
        return None
    low, high = pair
    if own_side and low not in own_side and high not in own_side:
        own = min(own_side, key=lambda door: abs(door.number.first - number.first))
        return _placed(index, street, number, pair, opposite=own)
    return _placed(index, street, number, pair, is_mixed=True)


def _neighbours(side: Sequence[HousePoint], wanted: int) -> tuple[HousePoint, HousePoint] | None:
    below = [door for door in side if door.number.last < wanted]
    above = [door for door in side if door.number.first > wanted]
    if not below or not above:
        return None
    low = max(below, key=lambda door: door.number.last)
    return low, min(above, key=lambda door: door.number.first)


def _placed(
    index: AddressIndex,
    street: Street,
    number: HouseNumber,
    pair: tuple[HousePoint, HousePoint],
    *,
    opposite: HousePoint | None = None,
    is_mixed: bool = False,
) -> Rung:
    """Place a number at its share of the way; ``opposite`` is a door of the side it belongs to."""
    low, high = pair
    start, end = low.number.last, high.number.first
    lines = index.lines_of(street.street_id)
    share = (number.first - start) / (end - start)
    at, way_m = between_doors(lines, low.at, high.at, share)
    cost = _gap_cost(way_m) + letter_doubt(number)
    where = f"between {start} and {end}"
    if is_mixed:
        where += ", which do not stand on its own side"
    if opposite is not None:
        at = across(lines, at, low.at, opposite.at)
        where = f"across from {start} and {end}, as its own side is not mapped there"
    if is_mixed or opposite is not None:
        cost += OTHER_SIDE_COST
    why = f"number: {number} is not on the map, it was placed {where}"
    return Rung(at, Precision.INTERPOLATED, cost, str(number), (why,), low.postcode)


def nearest(street: Street, doors: Sequence[HousePoint], number: HouseNumber) -> Rung:
    """The street, at the door whose number is nearest."""
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


def letter_doubt(number: HouseNumber) -> float:
    """What it costs that hardly a house has this letter."""
    is_usual = not number.letter or number.letter in USUAL_LETTERS
    return 0.0 if is_usual else UNUSUAL_LETTER_COST


def _gap_cost(way_m: float) -> float:
    """The error cannot well exceed the gap between the neighbours; see benchmarks/geocoding.py."""
    if way_m <= CLOSE_M:
        return 0.06
    return min(0.3, 0.11 + 0.001 * (way_m - CLOSE_M))


def _street_cost(street: Street, cost: float) -> float:
    """A street of a few doors is nearly as good as a house."""
    return max(0.15, cost - 0.1) if street.extent_m <= 80 else cost
