"""What stands near a spot by its name: houses, streets, and doors of other streets."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

from lastmile_cli.geocoding.address_index import AddressIndex, Street
from lastmile_cli.geocoding.house_numbers import HouseNumber, read_written_number
from lastmile_cli.geocoding.plane import LatLon, distance_m
from lastmile_cli.geocoding.scattered import SAME_HOUSE_M
from lastmile_cli.geocoding.street_line import foot
from lastmile_cli.geocoding.text import loose_key, street_key

NEAR_M = 150.0
"""A house or street of the map this near may stand in the address as well."""

_LONGEST = 5


def is_named_near(index: AddressIndex, text: str, at: LatLon) -> bool:
    """Whether the map knows a house, street or square of this name right there."""
    key = street_key(text)
    houses = index.house_names.get(key, ())
    return any(distance_m(house.at, at) <= NEAR_M for house in houses) or any(
        _passes(index, street, at) for street in index.by_loose_key.get(loose_key(key), ())
    )


def other_doors(
    index: AddressIndex,
    words: Sequence[str],
    at: LatLon,
    own_names: Collection[str],
    own_number: HouseNumber | None,
) -> Iterator[tuple[int, int]]:
    """
    Where words name a street with a number of its own, and no such door is right there.

    Yields the first word and the one behind the last. ``own_names`` are street
    keys of what the spot is called, ``own_number`` is the one that was read for it.
    """
    for i, word in enumerate(words):
        number = read_written_number(word) if word[:1].isdigit() else None
        if number is None:
            continue
        for start, end in (*_before(i), *_behind(i, len(words))):
            name = " ".join(words[start:end])
            streets = _streets(index, name)
            if not streets:
                continue
            is_own = street_key(name) in own_names and own_number is not None
            if is_own and own_number is not None and number.first == own_number.first:
                break
            if not any(_has_door(index, street, number, at) for street in streets):
                yield min(start, i), max(end, i + 1)
            break


def _before(i: int) -> list[tuple[int, int]]:
    """Words that end before the number, most first."""
    return [(start, i) for start in range(max(0, i - _LONGEST), i)]


def _behind(i: int, count: int) -> list[tuple[int, int]]:
    """Words that begin behind a number that opens the phrase ("12, Torikatu")."""
    return [(1, end) for end in range(count, 1, -1)] if i == 0 else []


def _streets(index: AddressIndex, name: str) -> Sequence[Street]:
    return index.by_loose_key.get(loose_key(street_key(name)), ())


def _has_door(index: AddressIndex, street: Street, number: HouseNumber, at: LatLon) -> bool:
    """Whether the number is there: a corner house has two addresses."""
    return any(
        door.number.first <= number.first <= door.number.last
        and distance_m(door.at, at) <= SAME_HOUSE_M
        for door in index.doors_of(street.street_id)
    )


def _passes(index: AddressIndex, street: Street, at: LatLon) -> bool:
    if distance_m(street.at, at) > NEAR_M + street.extent_m / 2:
        return False
    doors = index.doors_of(street.street_id)
    return any(distance_m(door.at, at) <= NEAR_M for door in doors) or any(
        distance_m(foot(start, end, at), at) <= NEAR_M
        for line in index.lines_of(street.street_id)
        for start, end in itertools.pairwise(line)
    )
