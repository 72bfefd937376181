"""Write the address index of a map: streets, doors, places and postcodes in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.geocoding.house_points import house_points, interpolated_points
from lastmile_cli.geocoding.index_tables import INDEX_VERSION, SCHEMA, pack_lines
from lastmile_cli.geocoding.map_scan import MappedNames, scan_map
from lastmile_cli.geocoding.plane import LatLon, distance_m, medoid, middle
from lastmile_cli.geocoding.street_groups import StreetGroup, group_streets, place_keys
from lastmile_cli.geocoding.text import postcode_key, street_key, town_key
from lastmile_cli.geocoding.town_guess import TownGuess

_STEPS = 3.0

_MANY_SHARE = 0.2
"""A country that fewer of the addresses name is a strip along the border, or a slip."""


def build_index(map_path: Path, target: Path, progress: ProgressHook = no_progress) -> None:
    """
    Build the index of a map in a new SQLite file at ``target``.

    The file is complete when its ``meta`` table says so; the caller renames it
    into place.

    Raises
    ------
    InputRefusedError
        The map cannot be read.
    """
    progress(Progress(label="Reading addresses", done=0, total=_STEPS, detail=map_path.name))
    names = scan_map(map_path)
    by_node = {address.node_id: address for address in names.addresses if address.node_id}
    names.addresses += interpolated_points(names.interpolations, by_node)
    progress(Progress(label="Sorting streets", done=1, total=_STEPS, detail=map_path.name))
    towns = TownGuess(names.addresses, place_keys(names))
    groups = group_streets(names, towns)
    progress(Progress(label="Writing the index", done=2, total=_STEPS, detail=map_path.name))
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(SCHEMA)
        with connection:
            _write_streets(connection, groups, towns)
            _write_house_names(connection, names, towns)
            _write_places(connection, names, towns)
            _write_postcodes(connection, names)
            _write_meta(connection, names)
    progress(Progress(label="Writing the index", done=_STEPS, total=_STEPS, detail=map_path.name))


def _write_streets(
    connection: sqlite3.Connection, groups: Iterable[StreetGroup], towns: TownGuess
) -> None:
    for street_id, group in enumerate(groups, start=1):
        points = group.points()
        at = medoid(points)
        name = group.names.most_common(1)[0][0]
        doors, tenants = house_points(group.addresses)
        codes = {address.postcode for address in group.addresses}
        codes |= {piece.postcode for piece in group.pieces}
        postcodes = sorted({part.strip() for code in codes for part in code.split(";")} - {""})
        extent_m = 2 * max(distance_m(at, point) for point in points)
        lines = pack_lines(piece.points for piece in group.pieces)
        town = towns.display(group.town)
        connection.execute(
            "INSERT INTO street VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (street_id, name, town, group.town, *at, extent_m, "\n".join(postcodes), lines),
        )
        keys = {street_key(text) for text in (*group.names, *group.other_names)} - {""}
        connection.executemany(
            "INSERT INTO street_name VALUES (?, ?)", [(street_id, key) for key in sorted(keys)]
        )
        only = postcodes[0] if len(postcodes) == 1 else ""
        connection.executemany(
            "INSERT INTO house VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    street_id, door.number.first, door.number.letter, door.number.last, *door.at,
                    door.postcode or only, door.district, door.is_estimate, door.spread_m,
                    door.place,
                )
                for door in doors
            ],
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO tenant VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (street_id, who.number.first, who.number.letter, who.number.last, who.name, *who.at)
                for who in tenants
            ],
        )


def _write_house_names(
    connection: sqlite3.Connection, names: MappedNames, towns: TownGuess
) -> None:
    rows = []
    for address in names.addresses:
        key = street_key(address.house_name)
        # A lone "5" or "B" as a name is a number in the wrong field.
        if len(key) >= 4 and not key.isdigit():
            town = towns.of_address(address)
            display = towns.display(town)
            rows.append((key, address.house_name, *address.at, display, town, address.postcode))
    connection.executemany("INSERT INTO house_name VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _write_places(connection: sqlite3.Connection, names: MappedNames, towns: TownGuess) -> None:
    rows = [
        (town_key(name), place.names[0], place.kind, *(place.at or (None, None)))
        for place in names.places
        for name in place.names
        if town_key(name)
    ]
    doors: dict[tuple[str, str], list[LatLon]] = defaultdict(list)
    for address in names.addresses:
        town = towns.of_address(address)
        if town:
            doors["town", town].append(address.at)
        if town_key(address.district):
            doors["district", address.district].append(address.at)
    for (kind, name), points in doors.items():
        shown = towns.display(name) if kind == "town" else name
        rows.append((town_key(name), shown, kind, *medoid(points)))
    connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?)", rows)


def _write_postcodes(connection: sqlite3.Connection, names: MappedNames) -> None:
    doors: dict[str, list[LatLon]] = defaultdict(list)
    for address in names.addresses:
        if postcode_key(address.postcode):
            doors[postcode_key(address.postcode)].append(address.at)
    for piece in names.streets:
        if postcode_key(piece.postcode) and postcode_key(piece.postcode) not in doors:
            doors[postcode_key(piece.postcode)].append(middle(piece.points))
    rows = []
    for code, points in doors.items():
        at = medoid(points)
        rows.append((code, *at, 2 * max(distance_m(at, point) for point in points)))
    connection.executemany("INSERT INTO postcode VALUES (?, ?, ?, ?)", rows)


def _write_meta(connection: sqlite3.Connection, names: MappedNames) -> None:
    rows = {"version": str(INDEX_VERSION), "addresses": str(len(names.addresses))}
    rows["countries"] = " ".join(_countries(names))
    if names.box is not None:
        box = names.box
        edges = (box.south_deg, box.west_deg, box.north_deg, box.east_deg)
        rows["box"] = " ".join(f"{edge:.7f}" for edge in edges)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(rows.items()))


def _countries(names: MappedNames) -> list[str]:
    """The countries that many addresses name; else the one whose border is on the map."""
    total = names.countries.total()
    many = [code for code, count in names.countries.items() if count >= _MANY_SHARE * total]
    if many:
        return sorted(many)
    return sorted(names.border_countries) if len(names.border_countries) == 1 else []
