"""A name in the address tells apart what lies scattered under one number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.countries import is_country_name
from lastmile_cli.geocoding.house_points import Tenant
from lastmile_cli.geocoding.parsing import Reading
from lastmile_cli.geocoding.plane import distance_m
from lastmile_cli.geocoding.rung import Rung
from lastmile_cli.geocoding.scattered import REACH_M
from lastmile_cli.geocoding.text import loose_key, street_key, town_key, words

_SHORTEST = 4
_LONG = 6


@dataclass(frozen=True, slots=True)
class Settled:
    """The rungs of a street, one of them where a name chose it; ``known`` keys of that name."""

    rungs: list[Rung]
    known: frozenset[str] = frozenset()


class NameBook:
    """
    Recognises tenants by the names in an address, and by the recipient's own.

    Parameters
    ----------
    recipient
        Who is to be found there, where a cell of its own says so.
    """

    def __init__(self, index: AddressIndex, recipient: str = "") -> None:
        self._index = index
        self._recipient = recipient

    def settle(self, street_id: int, rungs: list[Rung], reading: Reading) -> Settled:
        """
        Take the tenant's own place for a house, where a name says which.

        A name counts before the street, in another cell, or behind "c/o", with
        a slip in a long word too: last in the line it may be a town, and must
        be the tenant's own to the letter. One that several tenants bear counts
        where they are in reach of each other: it tells where, if not who.
        """
        house = next((rung for rung in rungs if rung.precision is Precision.HOUSE), None)
        tenants = self._index.tenants_of(street_id) if house else ()
        here = [who for who in tenants if house and str(who.number) == house.number]
        if house is None or not here:
            return Settled(rungs)
        asides = [phrase for phrase in reading.stray if phrase in reading.asides]
        others = [phrase for phrase in reading.stray if phrase not in reading.asides]
        for phrase in (*asides, *reading.persons, self._recipient, *others):
            found = self._named(here, phrase, is_exact=phrase in others)
            if found and all(distance_m(found[0].at, other.at) <= REACH_M for other in found):
                first = found[0]
                rung = replace(house, at=first.at, cost=0.0, differs=(), tenant=first.name)
                return Settled([rung], frozenset(map(street_key, words(first.name))))
        return Settled(rungs)

    def _named(self, tenants: Sequence[Tenant], phrase: str, *, is_exact: bool) -> list[Tenant]:
        """Tenants of exactly this name, else those whose name holds this one or lies in it."""
        wanted = self._telling(words(phrase))
        if not wanted:
            return []
        named = [(who, self._telling(words(who.name))) for who in tenants]
        exact = [who for who, has in named if has == wanted]
        if exact or is_exact:
            return exact
        part = [who for who, has in named if has and (has <= wanted or wanted <= has)]
        return part or [who for who, has in named if has and _are_nearly(wanted, has)]

    def _telling(self, found: Iterable[str]) -> frozenset[str]:
        """Words that are no town, country or number; none where all are short."""
        kept = frozenset(
            loose_key(word)
            for word in found
            if not (word.isdigit() or self._index.is_town(town_key(word)) or is_country_name(word))
        )
        return kept if any(len(word) >= _SHORTEST for word in kept) else frozenset()


def _are_nearly(wanted: Collection[str], has: Collection[str]) -> bool:
    """Whether each word of one is a word of the other, up to a slip in a long one."""
    return len(wanted) == len(has) and all(
        any(OSA.distance(one, other) <= (len(one) >= _LONG) for other in has) for one in wanted
    )
