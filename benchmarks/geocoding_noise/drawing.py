"""Addresses drawn from a map: what is known of each, and what the map knows beside them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.house_numbers import read_mapped_numbers
from lastmile_cli.geocoding.map_scan import MappedAddress, MappedNames
from lastmile_cli.geocoding.plane import LatLon
from lastmile_cli.geocoding.text import loose_key, street_key, words


@dataclass(frozen=True)
class Drawn:
    """
    One address of the map and where it is.

    ``others`` are names of its street in other languages, ``towns`` other
    names of its town, ``district`` the one its own tags name, ``house_name``
    what the house is called.
    """

    address: Address
    at: LatLon
    street: str
    number: str
    district: str = ""
    house_name: str = ""
    others: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spoilt:
    """An address as somebody might write it; ``also`` are places that are right as well."""

    address: Address
    also: tuple[LatLon, ...] = ()


Spoil = Callable[[Drawn, random.Random], Address | Spoilt | None]
"""Writes a drawn address badly; ``None`` where it has nothing that this noise could spoil."""


@dataclass(frozen=True)
class Facts:
    """What the noise asks about the map it spoils."""

    index: AddressIndex
    codes: Sequence[str]
    houses: dict[tuple[str, str], list[tuple[int, LatLon]]] = field(default_factory=dict)
    """By key of the street and town: plain numbers and where they are."""

    street_keys: frozenset[str] = frozenset()
    street_names: dict[str, str] = field(default_factory=dict)
    """A street as it is written, by its key."""


def list_drawn(names: MappedNames, *, whole: bool = True) -> list[Drawn]:
    """
    List the addresses with a street, a number, a town and a postcode.

    ``whole`` leaves out those whose number has a blank in it ("20 B") or that
    lack one of these; without it all that have a street and a number are there.
    """
    spellings = _street_spellings(names)
    towns = {name: place.names for place in names.places for name in place.names[:1]}
    return [
        Drawn(
            address=Address(
                line1=f"{one.street} {one.number}", city=one.city, postal_code=one.postcode
            ),
            at=one.at,
            street=one.street,
            number=one.number,
            district=one.district,
            house_name=one.house_name,
            others=spellings.get(one.street, ()),
            towns=tuple(name for name in towns.get(one.city, ()) if name != one.city),
        )
        for one in names.addresses
        if one.street and street_key(one.street) and read_mapped_numbers(one.number)
        and (not whole or _is_whole(one))
    ]  # fmt: skip


def list_named(names: MappedNames) -> list[Drawn]:
    """List the houses that have a name of their own."""
    return [
        Drawn(
            Address(line1=one.house_name, city=one.city, postal_code=one.postcode),
            one.at, "", "", house_name=one.house_name,
        )
        for one in names.addresses
        if len(street_key(one.house_name)) > 3 and one.city and one.postcode
    ]  # fmt: skip


def facts_of(index: AddressIndex, pool: Iterable[Drawn]) -> Facts:
    """Gather what the noise asks about the map."""
    drawn = list(pool)
    houses: dict[tuple[str, str], list[tuple[int, LatLon]]] = defaultdict(list)
    for one in drawn:
        if one.number.isdigit():
            houses[street_of(one)].append((int(one.number), one.at))
    codes = sorted({one.address.postal_code for one in drawn})
    names = {street_of(one)[0]: one.street for one in drawn}
    return Facts(index, codes, houses, frozenset(index.by_loose_key), names)


def street_of(drawn: Drawn) -> tuple[str, str]:
    """The key of street and town, to find neighbours by."""
    return loose_key(street_key(drawn.street)), drawn.address.city


def draw(
    pool: Sequence[Drawn], spoil: Spoil, dice: random.Random, tries: int
) -> Iterator[tuple[Drawn, Spoilt]]:
    """
    Draw and spoil so many addresses; fewer where hardly any can be spoilt so.

    The noises of old are drawn all at once first, so that their tries stay
    what they were: the dice fall the same way in every version.
    """
    if not pool:
        return
    first = [dice.choice(pool) for _ in range(tries)]
    made = failed = 0
    while made < tries and failed < 20 * tries + 1000:
        drawn = first[made + failed] if made + failed < tries else dice.choice(pool)
        spoilt = spoil(drawn, dice)
        if spoilt is None:
            failed += 1
            continue
        made += 1
        yield drawn, spoilt if isinstance(spoilt, Spoilt) else Spoilt(spoilt)


def _is_whole(one: MappedAddress) -> bool:
    return bool(one.city and one.postcode and " " not in one.number.strip() and words(one.city))


def _street_spellings(names: MappedNames) -> dict[str, tuple[str, ...]]:
    """Official names in other languages: Latin letters, and so long that nobody abbreviated."""
    found: dict[str, tuple[str, ...]] = {}
    for piece in names.streets:
        main, others = piece.names[0], piece.names[1:]
        found[main] = tuple(
            name for name in others
            if name.isascii() or any(letter.casefold() in "äöåüß" for letter in name)
        )  # fmt: skip
    return found
