"""The address index in use: streets and places in memory, doors fetched when asked for."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.geocoding.house_numbers import HouseNumber
from lastmile_cli.geocoding.house_points import HousePoint, Tenant
from lastmile_cli.geocoding.index_tables import unpack_lines
from lastmile_cli.geocoding.plane import METRES_PER_DEGREE, LatLon, distance_m
from lastmile_cli.geocoding.text import loose_key, postcode_key, street_key


@dataclass(frozen=True, slots=True)
class Street:
    """One street of one town; ``postcodes`` are keys, ``extent_m`` its longest stretch."""

    street_id: int
    name: str
    town: str
    town_key: str
    at: LatLon
    extent_m: float
    postcodes: frozenset[str]
    postcode: str


@dataclass(frozen=True, slots=True)
class NamedHouse:
    """A house known by its name ("Villa Rosa")."""

    name: str
    at: LatLon
    town: str
    town_key: str
    postcode: str


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A town, village or district; ``at`` is ``None`` where only its name is known."""

    name: str
    kind: str
    at: LatLon | None

    @property
    def country(self) -> str:
        """ISO 3166 code of a region whose country the map names."""
        return self.kind.partition(":")[2]

    @property
    def radius_m(self) -> float:
        """How far from its centre an address may plausibly name this place."""
        wide = {"city": 12_000.0, "town": 5_000.0, "borough": 5_000.0, "village": 3_000.0}
        return wide.get(self.kind, 1_500.0)

    def is_near(self, point: LatLon) -> bool:
        """Whether a point may plausibly be addressed by this place's name."""
        return self.at is not None and distance_m(self.at, point) <= self.radius_m


_DOORS_OF = (
    "SELECT first, letter, last, lat, lon, postcode, district, is_estimate, spread_m, place"
    " FROM house WHERE street_id = ? ORDER BY first, letter, last, rowid"
)
_DOORS_AROUND = (
    "SELECT street_id, first, letter, last, lat, lon, postcode, district, is_estimate, spread_m,"
    " place FROM house WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? ORDER BY rowid"
)


def _door(row: Sequence[Any]) -> HousePoint:
    *number, lat, lon, code, district, guess, spread_m, place = row
    return HousePoint(
        HouseNumber(*number), (lat, lon), code, district, bool(guess), spread_m, place
    )


class AddressIndex:
    """
    Streets by name, doors by street, places and postcodes of one map.

    Parameters
    ----------
    path
        A finished index file (see ``index_file.open_address_index``).
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        self.box = self._read_box()
        self.countries = self._read_countries()
        self.streets = self._read_streets()
        self.by_key: dict[str, list[Street]] = defaultdict(list)
        self.by_loose_key: dict[str, list[Street]] = defaultdict(list)
        self.keys_of: dict[int, list[str]] = defaultdict(list)
        self._read_names()
        self.by_town: dict[str, list[Street]] = defaultdict(list)
        self.by_postcode: dict[str, list[Street]] = defaultdict(list)
        for street in self.streets.values():
            self.by_town[street.town_key].append(street)
            for code in street.postcodes:
                self.by_postcode[code].append(street)
        self.places = self._read_places()
        self.postcodes = self._read_postcodes()
        self.house_names = self._read_house_names()
        self.doors_of = lru_cache(maxsize=4096)(self._doors_of)
        self.tenants_of = lru_cache(maxsize=4096)(self._tenants_of)
        self.lines_of = lru_cache(maxsize=512)(self._lines_of)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def is_town(self, key: str) -> bool:
        """Whether a town key names any place of this map."""
        return key in self.places

    def is_street(self, name: str) -> bool:
        """Whether a street of this map is called like this."""
        return loose_key(street_key(name)) in self.by_loose_key

    def is_postcode(self, key: str) -> bool:
        """Whether a postcode key occurs on this map."""
        return key in self.postcodes

    def doors_around(self, at: LatLon, radius_m: float) -> Iterator[tuple[int, HousePoint]]:
        """Street and door of all houses in a square of this radius around a point."""
        lat_deg = radius_m / METRES_PER_DEGREE
        lon_deg = lat_deg / max(0.05, math.cos(math.radians(at[0])))
        square = (at[0] - lat_deg, at[0] + lat_deg, at[1] - lon_deg, at[1] + lon_deg)
        rows = self._connection.execute(_DOORS_AROUND, square)
        return ((street_id, _door(row)) for street_id, *row in rows)

    def _doors_of(self, street_id: int) -> Sequence[HousePoint]:
        rows = self._connection.execute(_DOORS_OF, (street_id,))
        return tuple(map(_door, rows))

    def _lines_of(self, street_id: int) -> list[list[LatLon]]:
        """The pieces of a street as polylines."""
        row = self._connection.execute(
            "SELECT lines FROM street WHERE street_id = ?", (street_id,)
        ).fetchone()
        return unpack_lines(row[0])

    def _tenants_of(self, street_id: int) -> Sequence[Tenant]:
        rows = self._connection.execute(
            "SELECT first, letter, last, name, lat, lon FROM tenant"
            " WHERE street_id = ? ORDER BY rowid",
            (street_id,),
        )
        return tuple(
            Tenant(HouseNumber(first, letter, last), name, (lat, lon))
            for first, letter, last, name, lat, lon in rows
        )

    def _read_box(self) -> BoundingBox | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'box'").fetchone()
        if row is None:
            return None
        south, west, north, east = map(float, row[0].split())
        return BoundingBox(south_deg=south, west_deg=west, north_deg=north, east_deg=east)

    def _read_countries(self) -> frozenset[str]:
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'countries'").fetchone()
        return frozenset(row[0].split()) if row else frozenset()

    def _read_streets(self) -> dict[int, Street]:
        rows = self._connection.execute(
            "SELECT street_id, name, town, town_key, lat, lon, extent_m, postcodes FROM street"
        )
        streets = {}
        for street_id, name, town, key, lat, lon, extent_m, codes in rows:
            written = codes.split("\n") if codes else []
            keys = frozenset(postcode_key(code) for code in written)
            shown = written[0] if len(written) == 1 else ""
            streets[street_id] = Street(
                street_id, name, town, key, (lat, lon), extent_m, keys, shown
            )
        return streets

    def _read_names(self) -> None:
        rows = self._connection.execute("SELECT street_id, street_key FROM street_name")
        for street_id, key in rows:
            street = self.streets[street_id]
            self.keys_of[street_id].append(key)
            self.by_key[key].append(street)
            loose = self.by_loose_key[loose_key(key)]
            if street not in loose:
                loose.append(street)

    def _read_places(self) -> dict[str, list[NamedPlace]]:
        places: dict[str, list[NamedPlace]] = defaultdict(list)
        rows = self._connection.execute("SELECT place_key, name, kind, lat, lon FROM place")
        for key, name, kind, lat, lon in rows:
            at = None if lat is None else (lat, lon)
            places[key].append(NamedPlace(name, kind, at))
        return dict(places)

    def _read_postcodes(self) -> dict[str, tuple[LatLon, float]]:
        rows = self._connection.execute("SELECT code, lat, lon, extent_m FROM postcode")
        return {code: ((lat, lon), extent_m) for code, lat, lon, extent_m in rows}

    def _read_house_names(self) -> dict[str, list[NamedHouse]]:
        named: dict[str, list[NamedHouse]] = defaultdict(list)
        rows = self._connection.execute(
            "SELECT name_key, name, lat, lon, town, town_key, postcode FROM house_name"
        )
        for key, name, lat, lon, town, key_of_town, postcode in rows:
            named[key].append(NamedHouse(name, (lat, lon), town, key_of_town, postcode))
        return dict(named)
