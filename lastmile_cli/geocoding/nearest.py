"""Words for a pin: the nearest house of the map, else the nearest street."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.geocoding.address_index import AddressIndex, Street
from lastmile_cli.geocoding.plane import METRES_PER_DEGREE, LatLon, distance_m
from lastmile_cli.geocoding.street_line import foot

HOUSE_NEAR_M = 50.0
"""A house farther away is rather another one's neighbour."""

STREET_NEAR_M = 150.0
"""Words for a street farther away would send the driver to the wrong one."""


def nearest_address(index: AddressIndex, at: Coordinate) -> Address | None:
    """
    The house within 50 m, else the street within 150 m, of a pin: "near Torikatu 3".

    ``None`` where there is neither. It says where the pin is, not who lives
    there: so the words begin with "near".
    """
    here = (at.lat_deg, at.lon_deg)
    house = min(_houses(index, here), default=None)
    if house is not None:
        _, street_id, number, postcode = house
        street = index.streets[street_id]
        return _near(street, f"{street.name} {number}", postcode)
    ways = [(_away_m(index, street, here), street.street_id) for street in _streets(index, here)]
    away_m, street_id = min(ways, default=(math.inf, 0))
    if away_m > STREET_NEAR_M:
        return None
    return _near(index.streets[street_id], index.streets[street_id].name, "")


def _near(street: Street, words: str, postcode: str) -> Address:
    return Address(line1=f"near {words}", city=street.town, postal_code=postcode or street.postcode)


def _houses(index: AddressIndex, here: LatLon) -> Iterator[tuple[float, int, str, str]]:
    """Metres, street, number and postcode of the houses in reach; estimates are none."""
    for street_id, door in index.doors_around(here, HOUSE_NEAR_M):
        away_m = distance_m(here, door.at)
        if away_m <= HOUSE_NEAR_M and not door.is_estimate:
            yield away_m, street_id, str(door.number), door.postcode


def _streets(index: AddressIndex, here: LatLon) -> Iterator[Street]:
    """Streets of which some point may be in reach."""
    for street in index.streets.values():
        reach_m = STREET_NEAR_M + street.extent_m / 2
        north_m = abs(street.at[0] - here[0]) * METRES_PER_DEGREE
        if north_m <= reach_m and distance_m(street.at, here) <= reach_m:
            yield street


def _away_m(index: AddressIndex, street: Street, here: LatLon) -> float:
    return min(
        (
            distance_m(here, foot(start, end, here))
            for line in index.lines_of(street.street_id)
            for start, end in itertools.pairwise(line)
        ),
        default=math.inf,
    )
