"""A place weighed: what it is, and what it costs to believe that it is meant."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.leftovers import Leftovers
from lastmile_cli.geocoding.plane import LatLon
from lastmile_cli.geocoding.tenants import NameBook
from lastmile_cli.geocoding.town_fit import TownReader

CLEAR_COST = 0.1
"""An exactly spelt street that costs no more than this ends the search for others."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    One place with its cost (0 is certain) in two parts.

    ``identity`` is what it costs to believe that this is the street meant,
    ``rung`` what it costs that the place is not the very house. ``reading`` is
    the rank of the reading it came from; ``is_confirmed``: town or postcode
    say so too. ``is_plain``: the street is spelt like this, no word was cut off
    it, and town and postcode do not contradict.
    """

    at: LatLon
    precision: Precision
    identity: float
    rung: float
    label: str
    differs: tuple[str, ...]
    street_id: int = 0
    is_confirmed: bool = False
    typos: int = 0
    reading: int = 0
    is_plain: bool = False

    @property
    def cost(self) -> float:
        """Both parts."""
        return self.identity + self.rung


@dataclass(frozen=True, slots=True)
class Judges:
    """What knows about one address: the map, its towns, the words left over, who is where."""

    index: AddressIndex
    towns: TownReader
    leftovers: Leftovers
    names: NameBook
