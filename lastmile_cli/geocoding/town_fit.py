"""Does the town and the postcode that were written fit a place? What a misfit costs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lastmile_cli.geocoding.address_index import AddressIndex, NamedPlace
from lastmile_cli.geocoding.parsing import Reading
from lastmile_cli.geocoding.plane import LatLon, distance_m
from lastmile_cli.geocoding.text import as_long, postcode_key, town_key, words


class Fit(Enum):
    """How one written part fits a place on the map."""

    MATCH = "match"
    TYPO = "typo"
    NEARBY = "nearby"
    REGION = "region"
    NONE = "none"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"


_COSTS: dict[Fit, tuple[float, float, float, float]] = {
    # postcode:    match  none  unknown conflict
    Fit.MATCH: (0.00, 0.01, 0.04, 0.08),
    Fit.TYPO: (0.02, 0.03, 0.09, 0.16),
    Fit.NEARBY: (0.01, 0.06, 0.12, 0.25),
    Fit.REGION: (0.02, 0.12, 0.20, 0.35),
    Fit.NONE: (0.01, 0.04, 0.25, 0.40),
    Fit.UNKNOWN: (0.12, 0.25, 0.35, 0.50),
    Fit.CONFLICT: (0.09, 0.40, 0.50, 0.60),
}
_COLUMN = {Fit.MATCH: 0, Fit.NEARBY: 0, Fit.NONE: 1, Fit.UNKNOWN: 2, Fit.CONFLICT: 3}
_JOINED = re.compile(r"[-/]")
_POSTCODE_MARGIN_M = 500.0
_SHORTEST_TYPO = 4
_SHORTEST_SHORT = 3


def town_cost(town: Fit, postcode: Fit) -> float:
    """What it costs to believe in a place whose town and postcode fit like this."""
    return _COSTS[town][_COLUMN[postcode]]


@dataclass(frozen=True, slots=True)
class TownName:
    """A place named in the address: its key on the map, and whether a typo was forgiven."""

    key: str
    is_typo: bool = False


@dataclass(frozen=True, slots=True)
class TownFit:
    """How town and postcode fit together: the cost, and words on what differs."""

    town: Fit
    postcode: Fit
    cost: float
    differs: tuple[str, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether town or postcode say so, and neither contradicts."""
        parts = {self.town, self.postcode}
        return Fit.CONFLICT not in parts and bool(parts & {Fit.MATCH, Fit.TYPO})


class TownReader:
    """Recognises the places of one map in free text."""

    def __init__(self, index: AddressIndex) -> None:
        self._index = index
        self._keys = [key for key in index.places if len(key) >= _SHORTEST_TYPO]
        self.named_in = lru_cache(maxsize=8192)(self._named_in)
        self.is_town_like = lru_cache(maxsize=8192)(self._is_town_like)

    def towns_of(self, reading: Reading) -> tuple[TownName, ...]:
        """Places that the city cell names, else those that the rest of the address names."""
        in_cell = self.named_in(reading.town)
        if in_cell:
            return in_cell
        return tuple(dict.fromkeys(name for text in reading.stray for name in self.named_in(text)))

    def street_towns(self, names: Sequence[TownName]) -> set[str]:
        """Keys of the towns whose streets may be meant: aliases lead to the street's town."""
        keys = {name.key for name in names}
        for name in names:
            keys |= {town_key(place.name) for place in self._index.places.get(name.key, ())}
        return keys

    def _is_town_like(self, key: str) -> bool:
        return self._index.is_town(key) or bool(self.nearest(key))

    def _named_in(self, text: str) -> tuple[TownName, ...]:
        key = town_key(text)
        if not key or key.isdigit():
            return ()
        if self._index.is_town(key):
            return (TownName(key),)
        found = words(text)
        exact = [
            TownName(part)
            for size in (3, 2, 1)
            for start in range(len(found) - size + 1)
            if self._index.is_town(part := town_key(" ".join(found[start : start + size])))
            and len(part) > 2
        ]
        if exact:
            return tuple(exact)
        near = self.nearest(key) or [
            other for word in found if len(word) > _SHORTEST_TYPO for other in self.nearest(word)
        ]
        return tuple(TownName(other, is_typo=True) for other in near)

    def nearest(self, key: str) -> list[str]:
        """Keys of the places spelt nearly like this; none for a short key."""
        most = 0 if len(key) < _SHORTEST_TYPO else 1 if len(key) < 9 else 2
        if not most:
            return []
        near = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=most, limit=4)
        best = min((typos for _, typos, _ in near), default=0)
        return [other for other, typos, _ in near if typos == best]


@dataclass(frozen=True, slots=True)
class Spot:
    """What is known of a place that is to be judged."""

    at: LatLon
    town: str
    town_key: str
    postcodes: frozenset[str]
    postcode: str = ""
    district: str = ""


def judge_town(
    index: AddressIndex, reading: Reading, towns: Sequence[TownName], spot: Spot
) -> TownFit:
    """Compare what was written with where a spot really lies."""
    town = _town(index, reading, towns, spot)
    postcode = _postcode(index, reading.postcode, spot)
    if town is Fit.UNKNOWN and postcode is Fit.MATCH and is_short_for(reading.town, spot.town):
        town = Fit.TYPO
    differs = []
    if town in {Fit.UNKNOWN, Fit.CONFLICT} or (town is Fit.NEARBY and spot.town):
        written = reading.town or " ".join(reading.stray)
        is_known = any(index.is_town(name.key) for name in towns)
        here = spot.town or "another place"
        differs.append(
            f"city: {written} is really {here}"
            if is_known or not reading.town
            else f"city: {written} is a town not on this map, this is {here}"
        )
    elif town is Fit.TYPO:
        differs.append(f"city: read as {spot.town}")
    is_other_side = postcode is Fit.NEARBY and bool(spot.postcode)
    if postcode in {Fit.UNKNOWN, Fit.CONFLICT} or is_other_side:
        really = spot.postcode or "another one"
        written = as_long(reading.written_postcode, really)
        differs.append(f"postal_code: {written} is really {really}")
    return TownFit(town, postcode, town_cost(town, postcode), tuple(differs))


def _town(index: AddressIndex, reading: Reading, towns: Sequence[TownName], spot: Spot) -> Fit:
    fits = {one_town(index, name, spot) for name in towns}
    for fit in (Fit.MATCH, Fit.TYPO, Fit.NEARBY, Fit.REGION, Fit.CONFLICT, Fit.UNKNOWN):
        if fit in fits:
            return fit
    return Fit.UNKNOWN if reading.town else Fit.NONE


def one_town(index: AddressIndex, name: TownName, spot: Spot) -> Fit:
    """How one place named in the address fits a spot."""
    places = index.places.get(name.key, [])
    keys = {name.key, *(town_key(place.name) for place in places)}
    if not name.is_typo and name.key in map(town_key, _JOINED.split(spot.town)):
        return Fit.MATCH
    if spot.town_key in keys or (spot.district and town_key(spot.district) in keys):
        return Fit.TYPO if name.is_typo else Fit.MATCH
    # Who names a town that addresses are written with means that one, not its neighbour.
    is_district = not any(key in index.by_town for key in keys)
    if is_district and any(place.is_near(spot.at) for place in places):
        return Fit.NEARBY
    if all(_is_region(index, place) for place in places):
        return Fit.REGION
    # A town across the border of the map, or one that is merely spelt like one on it.
    return Fit.UNKNOWN if is_district or name.is_typo else Fit.CONFLICT


def is_short_for(written: str, town: str) -> bool:
    """
    Whether a town is cut short: its beginning, or three of its letters from first to last.

    >>> [is_short_for(text, "Pikkula") for text in ("Pik.", "P:la", "PLA", "Porvoo")]
    [True, True, True, False]
    """
    short, full = town_key(written), town_key(town)
    if not _SHORTEST_SHORT <= len(short) < len(full):
        return False
    letters = iter(full)
    ends = (short[0], short[-1]) == (full[0], full[-1])
    is_few = len(short) == _SHORTEST_SHORT and ends and all(one in letters for one in short)
    return full.startswith(short) or is_few


def _is_region(index: AddressIndex, place: NamedPlace) -> bool:
    """A region that the spot may lie in: not one of a neighbour country."""
    is_abroad = bool(place.country and index.countries) and place.country not in index.countries
    return place.at is None and place.kind != "municipality" and not is_abroad


def _postcode(index: AddressIndex, written: str, spot: Spot) -> Fit:
    if not written:
        return Fit.NONE
    if spot.postcode and postcode_key(spot.postcode) == written:
        return Fit.MATCH
    if written in spot.postcodes:
        return Fit.NEARBY if spot.postcode else Fit.MATCH
    known = index.postcodes.get(written)
    if known is None:
        return Fit.UNKNOWN
    at, extent_m = known
    if not spot.postcodes and distance_m(at, spot.at) <= extent_m / 2 + _POSTCODE_MARGIN_M:
        return Fit.NEARBY
    return Fit.CONFLICT
