"""Pieces of streets and addresses that share a name, put together to one street each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lastmile_cli.geocoding.map_scan import MappedAddress, MappedNames, MappedStreet
from lastmile_cli.geocoding.plane import LatLon, distance_m
from lastmile_cli.geocoding.text import loose_key, street_key, town_key
from lastmile_cli.geocoding.town_guess import TownGuess

CELL_DEG = 0.005
"""Members whose cells (about 550 m north to south) touch belong to one street."""

_STRAY_M = 700.0


@dataclass(slots=True)
class StreetGroup:
    """One street of one town: its names, pieces and addresses."""

    town: str
    names: Counter[str] = field(default_factory=Counter)
    other_names: set[str] = field(default_factory=set)
    pieces: list[MappedStreet] = field(default_factory=list)
    addresses: list[MappedAddress] = field(default_factory=list)

    def points(self) -> list[LatLon]:
        """Every point known of the street."""
        ends = [point for piece in self.pieces for point in piece.points]
        return ends + [address.at for address in self.addresses]

    def absorb(self, other: StreetGroup) -> None:
        """Take over all that another group holds."""
        self.names += other.names
        self.other_names |= other.other_names
        self.pieces += other.pieces
        self.addresses += other.addresses


def group_streets(names: MappedNames, towns: TownGuess) -> list[StreetGroup]:
    """
    One group per street: same name, same town, one neighbourhood.

    Two streets of one name in one town are told apart where some 500 m lie
    between them. Pieces without a town join the street nearest to them.
    """
    aliases = _aliases(names.streets)
    by_key: dict[str, dict[str, StreetGroup]] = defaultdict(dict)
    for piece in names.streets:
        key = loose_key(street_key(piece.names[0]))
        town = towns.of_street(piece)
        group = by_key[key].setdefault(town, StreetGroup(town))
        group.names[piece.names[0]] += 1
        group.other_names.update(piece.names[1:])
        group.pieces.append(piece)
    numbers = Counter(loose_key(street_key(address.street)) for address in names.addresses)
    known = {key: numbers[key] for key in (*by_key, *aliases)}
    for written in names.addresses:
        address = _without_place(written, known)
        key = loose_key(street_key(address.street))
        if not key:
            continue
        group_key = aliases.get(key, key)
        town = towns.of_address(address)
        group = by_key[group_key].setdefault(town, StreetGroup(town))
        group.names[address.street] += 1
        group.addresses.append(address)
    return [group for groups in by_key.values() for group in _apart(list(groups.values()))]


def _without_place(address: MappedAddress, numbers: Mapping[str, int]) -> MappedAddress:
    """
    Read "Kaivopiha, Mannerheimintie" as Mannerheimintie: of streets the one with most numbers.

    What stands beside it is the place that tells this address from the plain one.
    """
    if "," not in address.street:
        return address
    parts = [part.strip() for part in address.street.split(",") if part.strip()]
    streets = [part for part in parts if loose_key(street_key(part)) in numbers]
    if not streets:
        return address
    street = max(streets, key=lambda part: numbers[loose_key(street_key(part))])
    place = " ".join(part for part in parts if part != street)
    return replace(address, street=street, place=place)


def _aliases(pieces: Iterable[MappedStreet]) -> Mapping[str, str]:
    """Keys of other names (another language) that lead to one main name only."""
    main_keys: set[str] = set()
    leads: dict[str, set[str]] = defaultdict(set)
    for piece in pieces:
        main = loose_key(street_key(piece.names[0]))
        main_keys.add(main)
        for name in piece.names[1:]:
            leads[loose_key(street_key(name))].add(main)
    return {
        key: mains.pop() for key, mains in leads.items() if len(mains) == 1 and key not in main_keys
    }


def _apart(groups: list[StreetGroup]) -> list[StreetGroup]:
    known = [part for group in groups if group.town for part in _spatial_parts(group)]
    homeless = [part for group in groups if not group.town for part in _spatial_parts(group)]
    for part in homeless:
        home = _nearest(part, known)
        if home is None:
            known.append(part)
        else:
            home.absorb(part)
    return known


def _nearest(part: StreetGroup, others: Iterable[StreetGroup]) -> StreetGroup | None:
    mine = _sample(part.points())
    best, best_m = None, _STRAY_M
    for other in others:
        away_m = min(
            (distance_m(a, b) for a in mine for b in _sample(other.points())), default=best_m
        )
        if away_m < best_m:
            best, best_m = other, away_m
    return best


def _sample(points: list[LatLon]) -> list[LatLon]:
    return points[:: max(1, len(points) // 40)]


def _spatial_parts(group: StreetGroup) -> list[StreetGroup]:
    cells = {_cell(point) for point in group.points()}
    if len(cells) == 1:
        return [group]
    part_of = _connected(cells)
    parts: dict[int, StreetGroup] = {}
    for piece in group.pieces:
        part = parts.setdefault(part_of[_cell(piece.points[0])], StreetGroup(group.town))
        part.pieces.append(piece)
        part.names[piece.names[0]] += 1
        part.other_names.update(piece.names[1:])
    for address in group.addresses:
        part = parts.setdefault(part_of[_cell(address.at)], StreetGroup(group.town))
        part.addresses.append(address)
        part.names[address.street] += 1
    return list(parts.values())


def _connected(cells: set[tuple[int, int]]) -> Mapping[tuple[int, int], int]:
    number: dict[tuple[int, int], int] = {}
    for start in sorted(cells):
        if start in number:
            continue
        todo, mark = [start], len(number)
        while todo:
            row, column = todo.pop()
            if (row, column) in number or (row, column) not in cells:
                continue
            number[row, column] = mark
            todo += [(row + i, column + j) for i in (-1, 0, 1) for j in (-2, -1, 0, 1, 2)]
    return number


def _cell(point: LatLon) -> tuple[int, int]:
    return int(point[0] // CELL_DEG), int(point[1] // CELL_DEG)


def place_keys(names: MappedNames) -> frozenset[str]:
    """Keys of every place the map knows by a name."""
    return frozenset(town_key(name) for place in names.places for name in place.names)
