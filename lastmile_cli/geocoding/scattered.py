"""One number at several points: which of them stands for the house, and what it may be off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.geocoding.map_scan import MappedAddress
from lastmile_cli.geocoding.plane import distance_m

REACH_M = 60.0
"""Who stops this near to a door finds it."""

SAME_HOUSE_M = 100.0
"""Objects of one number nearer than this are one house (shops in a long building)."""


@dataclass(frozen=True, slots=True)
class House:
    """
    One house: the object that stands for it, and all that carry its number there.

    ``spread_m`` is how far the farthest surveyed of them lies from it.
    """

    stands_for: MappedAddress
    members: tuple[MappedAddress, ...]
    spread_m: float


def houses_of(addresses: Sequence[MappedAddress]) -> list[House]:
    """
    Split the objects of one number into houses, the one with the most objects in reach first.

    Who only knows the number may mean any of them. So the one stands for all
    from which the most are in reach; of several such the door (a building, an
    entrance, a bare address) goes before a shop, then the one whose farthest
    is nearest. Objects off by more than ``SAME_HOUSE_M`` are another house.
    """
    houses = []
    left = list(addresses)
    while left:
        best = _stands_for(left)
        members = [other for other in left if distance_m(best.at, other.at) <= SAME_HOUSE_M]
        off_m = [distance_m(best.at, other.at) for other in members if not other.is_estimate]
        houses.append(House(best, tuple(members), max(off_m, default=0.0)))
        left = [other for other in left if other not in members]
    return houses


def _stands_for(addresses: Sequence[MappedAddress]) -> MappedAddress:
    """A surveyed object wherever there is one: an estimate is no witness."""
    surveyed = [address for address in addresses if not address.is_estimate] or addresses
    if len(surveyed) == 1:
        return surveyed[0]

    def rank(one: MappedAddress) -> tuple[int, bool, float]:
        off_m = [distance_m(one.at, other.at) for other in surveyed]
        same_house = (metres for metres in off_m if metres <= SAME_HOUSE_M)
        return sum(metres > REACH_M for metres in off_m), one.is_shop, max(same_house)

    return min(surveyed, key=rank)
