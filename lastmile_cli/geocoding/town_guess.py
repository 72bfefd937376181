"""Which town does an address or street belong to, where the map does not say?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from lastmile_cli.geocoding.map_scan import MappedAddress, MappedStreet
from lastmile_cli.geocoding.plane import LatLon, Neighbours, middle
from lastmile_cli.geocoding.text import postcode_key, street_key, town_key

NEAR_M = 400.0
_SAME_STREET_M = 300.0
_ENOUGH_VOTES = 5
_RARE = 2
_MANY = 200


class TownGuess:
    """
    Towns of a map's addresses, and guesses for what has none.

    A guess is only made where the neighbours agree: all of the nearest five
    addresses within 400 m, or the addresses of the same street nearby.
    """

    def __init__(self, addresses: Iterable[MappedAddress], place_keys: frozenset[str]) -> None:
        self._addresses = list(addresses)
        counts = Counter(_named(address) for address in self._addresses if _named(address))
        self._rare = frozenset(
            key
            for key, count in counts.items()
            if count <= _RARE and sum(counts.values()) > _MANY and key not in place_keys
        )
        self._display = _display_names(self._addresses)
        self._by_postcode = self._towns_of_postcodes()
        self._near = Neighbours(
            [
                (address.at, (_named(address), street_key(address.street)))
                for address in self._addresses
                if _named(address) and _named(address) not in self._rare
            ],
            NEAR_M,
        )

    def display(self, key: str) -> str:
        """The most common spelling of a town."""
        return self._display.get(key, "")

    def of_address(self, address: MappedAddress) -> str:
        """Key of the address's town; empty where nobody can tell."""
        key = _named(address)
        if key and key not in self._rare:
            return key
        by_postcode = self._by_postcode.get(postcode_key(address.postcode), "")
        return by_postcode or self._vote(address.at, street_key(address.street)) or key

    def of_street(self, street: MappedStreet) -> str:
        """Key of the town a piece of street lies in; empty where nobody can tell."""
        at = street.points[len(street.points) // 2] if street.points else middle(street.points)
        return self._vote(at, street_key(street.names[0]))

    def _vote(self, at: LatLon, street: str) -> str:
        near = self._near.within(at, NEAR_M)
        same_street = {
            town for away_m, (town, name) in near if name == street and away_m <= _SAME_STREET_M
        }
        if len(same_street) == 1:
            return same_street.pop()
        towns = {town for _, (town, _) in near[:_ENOUGH_VOTES]}
        return towns.pop() if len(towns) == 1 else ""

    def _towns_of_postcodes(self) -> Mapping[str, str]:
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for address in self._addresses:
            town = _named(address)
            if address.postcode and town and town not in self._rare:
                votes[postcode_key(address.postcode)][town] += 1
        clear: dict[str, str] = {}
        for postcode, towns in votes.items():
            town, count = towns.most_common(1)[0]
            if count >= 0.98 * sum(towns.values()):
                clear[postcode] = town
        return clear


def _display_names(addresses: Iterable[MappedAddress]) -> Mapping[str, str]:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for address in addresses:
        if _named(address):
            spellings[_named(address)][address.city] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in spellings.items()}


def _named(address: MappedAddress) -> str:
    """The key of the town the map names; a town of digits only is a slip in the map."""
    key = town_key(address.city)
    return "" if key.isdigit() else key
