"""The tables of an address index, and rows to and from them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from lastmile_cli.geocoding.plane import LatLon

INDEX_VERSION = 5
"""Raise when tables or the way they are filled change: older files are then built again."""

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE street (
    street_id INTEGER PRIMARY KEY, name TEXT NOT NULL, town TEXT NOT NULL,
    town_key TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, extent_m REAL NOT NULL,
    postcodes TEXT NOT NULL, lines BLOB NOT NULL
);
CREATE TABLE street_name (street_id INTEGER NOT NULL, street_key TEXT NOT NULL);
CREATE TABLE house (
    street_id INTEGER NOT NULL, first INTEGER NOT NULL, letter TEXT NOT NULL,
    last INTEGER NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    postcode TEXT NOT NULL, district TEXT NOT NULL, is_estimate INTEGER NOT NULL,
    spread_m REAL NOT NULL, place TEXT NOT NULL
);
CREATE INDEX house_street ON house (street_id, first);
CREATE INDEX house_at ON house (lat, lon);
CREATE TABLE tenant (
    street_id INTEGER NOT NULL, first INTEGER NOT NULL, letter TEXT NOT NULL,
    last INTEGER NOT NULL, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL
);
CREATE INDEX tenant_street ON tenant (street_id);
CREATE TABLE house_name (
    name_key TEXT NOT NULL, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    town TEXT NOT NULL, town_key TEXT NOT NULL, postcode TEXT NOT NULL
);
CREATE TABLE place (
    place_key TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, lat REAL, lon REAL
);
CREATE TABLE postcode (code TEXT PRIMARY KEY, lat REAL NOT NULL, lon REAL NOT NULL,
    extent_m REAL NOT NULL) WITHOUT ROWID;
"""

_SCALE = 10_000_000


def pack_lines(lines: Iterable[list[LatLon]]) -> bytes:
    """Polylines to bytes: for each its length, then latitude and longitude in 1e-7 degrees."""
    numbers = array("i")
    for line in lines:
        numbers.append(len(line))
        for lat, lon in line:
            numbers.extend((round(lat * _SCALE), round(lon * _SCALE)))
    return numbers.tobytes()


def unpack_lines(blob: bytes) -> list[list[LatLon]]:
    """
    Bytes to polylines.

    >>> unpack_lines(pack_lines([[(60.1, 24.9), (60.2, 25.0)]]))
    [[(60.1, 24.9), (60.2, 25.0)]]
    """
    numbers = array("i")
    numbers.frombytes(blob)
    lines, i = [], 0
    while i < len(numbers):
        end = i + 1 + 2 * numbers[i]
        flat = numbers[i + 1 : end]
        lines.append([(a / _SCALE, b / _SCALE) for a, b in zip(flat[::2], flat[1::2], strict=True)])
        i = end
    return lines
