"""The doors of one street: mapped addresses merged to one point per house, and who is there."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lastmile_cli.geocoding.house_numbers import HouseNumber, read_mapped_numbers
from lastmile_cli.geocoding.map_scan import MappedAddress, MappedInterpolation
from lastmile_cli.geocoding.plane import LatLon, distance_m
from lastmile_cli.geocoding.scattered import House, houses_of
from lastmile_cli.geocoding.text import words

TOGETHER_M = 30.0
"""Where all objects of a number lie within this, their names make no difference."""


@dataclass(frozen=True, slots=True)
class HousePoint:
    """
    One door of a street; ``is_estimate`` when it came from an interpolation line.

    ``spread_m`` is how far other objects of the same house lie from it,
    ``place`` the square or hall without which the map does not show the number.
    """

    number: HouseNumber
    at: LatLon
    postcode: str = ""
    district: str = ""
    is_estimate: bool = False
    spread_m: float = 0.0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A shop, an office, a named building: what tells apart the objects of one number."""

    number: HouseNumber
    name: str
    at: LatLon


def house_points(addresses: Iterable[MappedAddress]) -> tuple[list[HousePoint], list[Tenant]]:
    """
    Merge what carries the same number: shops, entrances and the building itself.

    Two houses of one number far from each other stay two. Tenants are listed
    where the objects of a number lie apart.
    """
    by_number: dict[HouseNumber, list[MappedAddress]] = defaultdict(list)
    for address in addresses:
        for number in read_mapped_numbers(address.number):
            by_number[HouseNumber(number.first, number.letter, number.last)].append(address)
    points: list[HousePoint] = []
    tenants: list[Tenant] = []
    for number, found in sorted(by_number.items(), key=lambda pair: str(pair[0])):
        # "Kaivopiha, Mannerheimintie 3" may be found by its place; the plain number is plain.
        plain = [address for address in found if not address.place]
        houses = houses_of(plain or found)
        points += [_merged(number, house) for house in houses]
        if len(plain) < len(found) or len(houses) > 1 or houses[0].spread_m > TOGETHER_M:
            tenants += _tenants(number, found)
    return points, tenants


def interpolated_points(
    lines: Iterable[MappedInterpolation], by_node: Mapping[int, MappedAddress]
) -> list[MappedAddress]:
    """Addresses along lines whose mapper said that numbers run from one end to the other."""
    return [address for line in lines for address in _along(line, by_node)]


def _along(
    line: MappedInterpolation, by_node: Mapping[int, MappedAddress]
) -> Iterable[MappedAddress]:
    step = {"odd": 2, "even": 2, "all": 1}.get(line.rule)
    numbered = [(i, by_node[node]) for i, node in enumerate(line.node_ids) if node in by_node]
    if step is None:
        return
    for (start, low), (end, high) in itertools.pairwise(numbered):
        first, last = read_mapped_numbers(low.number), read_mapped_numbers(high.number)
        if not first or not last or low.street != high.street:
            continue
        yield from _between(low, first[0].first, last[0].first, step, line.points[start : end + 1])


def _between(
    model: MappedAddress, first: int, last: int, step: int, points: list[LatLon]
) -> Iterable[MappedAddress]:
    if first > last:
        first, last, points = last, first, points[::-1]
    for number in range(first + step, last, step):
        yield MappedAddress(
            at=point_along(points, (number - first) / (last - first)),
            street=model.street,
            number=str(number),
            postcode=model.postcode,
            city=model.city,
            district=model.district,
            house_name="",
            is_estimate=True,
        )


def point_along(points: list[LatLon], share: float) -> LatLon:
    """
    The point after this share (0 to 1) of a line's length.

    >>> point_along([(0.0, 0.0), (0.0, 1.0), (0.0, 3.0)], 0.5)
    (0.0, 1.5)
    """
    steps = [distance_m(a, b) for a, b in itertools.pairwise(points)]
    left_m = share * sum(steps)
    for (start, end), step_m in zip(itertools.pairwise(points), steps, strict=True):
        if left_m <= step_m and step_m > 0:
            part = left_m / step_m
            return (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
        left_m -= step_m
    return points[-1]


def _merged(number: HouseNumber, house: House) -> HousePoint:
    best = house.stands_for
    every = (best, *house.members)
    postcode = next((address.postcode for address in every if address.postcode), "")
    district = next((address.district for address in every if address.district), "")
    return HousePoint(
        number, best.at, postcode, district, best.is_estimate, house.spread_m, best.place
    )


def _tenants(number: HouseNumber, found: Iterable[MappedAddress]) -> Iterable[Tenant]:
    for one in found:
        named = dict.fromkeys((*one.names, one.house_name, one.place))
        yield from (Tenant(number, name, one.at) for name in named if words(name))
