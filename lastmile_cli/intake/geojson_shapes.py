"""Shapes of GeoJSON (RFC 7946): the areas and lines in a geometry."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from lastmile_cli.domain.closures import Ring

MOST_DEEP = 8
"""Collections inside collections that are followed."""

POINTS = frozenset({"Point", "MultiPoint"})


class NoShapeError(ValueError):
    """A geometry that is none; the message says why."""


def shapes_of(geometry: Any) -> tuple[tuple[Ring, ...], tuple[Ring, ...]]:
    """
    Return (rings, lines) of a geometry, corners as (lat, lon); points give nothing.

    Raises
    ------
    NoShapeError
        It is no GeoJSON geometry.

    Examples
    --------
    >>> shapes_of({"type": "LineString", "coordinates": [[24.9, 60.1], [24.9, 60.2]]})
    ((), (((60.1, 24.9), (60.2, 24.9)),))
    """
    rings: list[Ring] = []
    lines: list[Ring] = []
    for kind, coordinates in _parts(geometry, MOST_DEEP):
        if kind == "Polygon":
            rings += [_ring(ring) for ring in _list(coordinates)]
        elif kind == "LineString":
            lines.append(_line(coordinates))
    return tuple(rings), tuple(lines)


def _parts(geometry: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Polygons and lines, one by one."""
    if not isinstance(geometry, dict) or not depth:
        raise NoShapeError("a geometry is a mapping with type and coordinates")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for inner in _list(geometry.get("geometries")):
            yield from _parts(inner, depth - 1)
    elif kind in ("MultiPolygon", "MultiLineString"):
        for inner in _list(geometry.get("coordinates")):
            yield str(kind).removeprefix("Multi"), inner
    elif kind in ("Polygon", "LineString"):
        yield str(kind), geometry.get("coordinates")
    elif kind not in POINTS:
        raise NoShapeError(f"{kind!r} is no kind of geometry")


def _ring(positions: Any) -> Ring:
    ring = tuple(_position(position) for position in _list(positions))
    if len(set(ring)) < 3:
        raise NoShapeError("an area needs three corners that differ")
    return ring


def _line(positions: Any) -> Ring:
    line = tuple(_position(position) for position in _list(positions))
    if len(set(line)) < 2:
        raise NoShapeError("a line needs two points that differ")
    return line


def _position(position: Any) -> tuple[float, float]:
    numbers = [each for each in _list(position)[:2] if _is_number(each)]
    if len(numbers) != 2:
        raise NoShapeError(f"{str(position)[:40]} is no position: write [longitude, latitude]")
    lon, lat = float(numbers[0]), float(numbers[1])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise NoShapeError(f"[{lon:g}, {lat:g}] is no place on earth: [longitude, latitude]")
    return lat, lon


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise NoShapeError("its coordinates are no list")
    return list(value)
