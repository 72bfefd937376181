"""Read from an OpenStreetMap extract what addresses are made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.geocoding.countries import country_code
from lastmile_cli.geocoding.plane import LatLon, centroid

_KEYS = (
    "addr:housenumber", "addr:housename", "addr:interpolation", "highway", "place", "boundary",
)  # fmt: skip
_NAME_KEY = re.compile(r"(alt_|loc_|old_|official_|short_|reg_)?name(:[a-z]{2,3}(-[A-Za-z]+)?)?")
_NO_STREETS = frozenset({"platform", "bus_stop", "services", "rest_area", "proposed", "elevator"})
_NO_TOWNS = frozenset(
    {"square", "islet", "island", "locality", "country", "state", "region", "county", "city_block"}
)
_SHOPS = (
    "shop", "amenity", "office", "tourism", "craft", "healthcare", "leisure", "club", "railway",
    "public_transport", "emergency", "diplomatic",
)  # fmt: skip
_MUNICIPAL_LEVELS = frozenset({"7", "8"})
"""Of ``admin_level``: below are regions of many towns, above are quarters of one."""

_DOORS = ("building", "entrance")


@dataclass(slots=True)
class MappedAddress:
    """
    One object with an address: a building, an entrance, a shop; an estimate was interpolated.

    ``names`` are those of a shop or building, ``place`` a square or hall that
    its street tag names beside the street. ``is_shop``: in the house or
    beside it, and neither the house nor one of its entrances.
    """

    at: LatLon
    street: str
    number: str
    postcode: str
    city: str
    district: str
    house_name: str
    is_shop: bool = False
    node_id: int = 0
    is_estimate: bool = False
    names: tuple[str, ...] = ()
    place: str = ""


@dataclass(slots=True)
class MappedStreet:
    """One piece of a named street (or a square): all its names, the first is the main one."""

    names: tuple[str, ...]
    points: list[LatLon]
    postcode: str = ""


@dataclass(slots=True)
class MappedPlace:
    """A town, village or district by its names; ``at`` is unknown for a boundary."""

    names: tuple[str, ...]
    kind: str
    at: LatLon | None


@dataclass(slots=True)
class MappedInterpolation:
    """A line along which house numbers run from its first to its last node."""

    node_ids: list[int]
    points: list[LatLon]
    rule: str


@dataclass(slots=True)
class MappedNames:
    """
    Everything an address index is built from.

    ``countries`` counts the addresses that name theirs, ``border_countries``
    have a border on the map; both by ISO 3166 code.
    """

    addresses: list[MappedAddress] = field(default_factory=list)
    streets: list[MappedStreet] = field(default_factory=list)
    places: list[MappedPlace] = field(default_factory=list)
    interpolations: list[MappedInterpolation] = field(default_factory=list)
    box: BoundingBox | None = None
    countries: Counter[str] = field(default_factory=Counter)
    border_countries: set[str] = field(default_factory=set)


def scan_map(map_path: Path) -> MappedNames:
    """
    Read all addresses, street names, places and interpolation lines of a map.

    Raises
    ------
    InputRefusedError
        The file is missing, not a map, or cut off.
    """
    import osmium

    names = MappedNames()
    try:
        objects = (
            osmium.FileProcessor(str(map_path))
            .with_areas(osmium.filter.KeyFilter("addr:housenumber", "addr:housename"))
            .with_filter(osmium.filter.KeyFilter(*_KEYS))
        )
        for thing in objects:
            _take(names, thing)
        names.box = _header_box(map_path) or _box_around(names)
    except (RuntimeError, OSError, ValueError) as error:
        raise _not_a_map(map_path, error) from error
    return names


def _take(names: MappedNames, thing: Any) -> None:
    tags = {tag.k: tag.v for tag in thing.tags}
    if thing.is_relation():
        if "boundary" in tags:
            names.border_countries |= {country_code(_iso(tags))} - {""}
            _take_place(names, tags, _boundary_kind(tags), None)
        return
    points = _points(thing)
    if not points:
        return
    if "addr:housenumber" in tags or "addr:housename" in tags:
        names.addresses.append(_address(tags, points, thing.id if thing.is_node() else 0))
        names.countries.update({country_code(tags.get("addr:country", ""))} - {""})
    if "addr:interpolation" in tags and thing.is_way():
        ids = [node.ref for node in thing.nodes if node.location.valid()]
        rule = tags["addr:interpolation"]
        names.interpolations.append(MappedInterpolation(ids, points, rule))
    if "place" in tags and tags["place"] not in _NO_TOWNS:
        _take_place(names, tags, tags["place"], centroid(points))
    if _is_street(tags, is_way=thing.is_way()):
        streets = _street_names(tags)
        if streets:
            postcode = tags.get("postal_code", "")
            names.streets.append(MappedStreet(streets, points, postcode))


def _boundary_kind(tags: Mapping[str, str]) -> str:
    """What a border is around; a region has its country behind it, where the map says so."""
    place = tags.get("place", "")
    if place and place not in _NO_TOWNS:
        return place
    if tags.get("admin_level") in _MUNICIPAL_LEVELS:
        return "municipality"
    country = country_code(_iso(tags)) or country_code(tags.get("ISO3166-2", "")[:2])
    return f"region:{country}" if country else "region"


def _iso(tags: Mapping[str, str]) -> str:
    return tags.get("ISO3166-1:alpha2") or tags.get("ISO3166-1", "")


def _points(thing: Any) -> list[LatLon]:
    if thing.is_area():
        # Closed ways come by themselves as well: only areas of relations are news.
        rings = [] if thing.from_way() else thing.outer_rings()
        return [_point(node.location) for ring in rings for node in ring]
    if thing.is_node():
        return [_point(thing.location)] if thing.location.valid() else []
    return [_point(node.location) for node in thing.nodes if node.location.valid()]


def _is_street(tags: Mapping[str, str], *, is_way: bool) -> bool:
    if tags.get("place") == "square":
        return True
    return is_way and "highway" in tags and tags["highway"] not in _NO_STREETS


def _address(tags: Mapping[str, str], points: list[LatLon], node_id: int) -> MappedAddress:
    district = tags.get("addr:suburb") or tags.get("addr:district") or tags.get("addr:hamlet", "")
    return MappedAddress(
        at=centroid(points),
        street=tags.get("addr:street") or tags.get("addr:place", ""),
        number=tags.get("addr:housenumber", ""),
        postcode=tags.get("addr:postcode", ""),
        city=tags.get("addr:city", ""),
        district=district,
        house_name=tags.get("addr:housename", ""),
        is_shop=_is_shop(tags),
        node_id=node_id,
        names=_all_names(tags),
    )


def _is_shop(tags: Mapping[str, str]) -> bool:
    is_stairway = tags.get("railway") == "subway_entrance"
    is_door = any(key in tags for key in _DOORS) and not is_stairway
    return not is_door and any(key in tags for key in _SHOPS)


def _take_place(names: MappedNames, tags: Mapping[str, str], kind: str, at: LatLon | None) -> None:
    found = _all_names(tags)
    if found:
        names.places.append(MappedPlace(found, kind, at))


def _street_names(tags: Mapping[str, str]) -> tuple[str, ...]:
    return _all_names(tags) if "name" in tags else ()


def _all_names(tags: Mapping[str, str]) -> tuple[str, ...]:
    named = [(key, value) for key, value in tags.items() if _NAME_KEY.fullmatch(key)]
    named.sort(key=lambda pair: (pair[0] != "name", pair[0]))
    return tuple(dict.fromkeys(_parts(value for _, value in named)))


def _parts(values: Iterable[str]) -> Iterable[str]:
    for value in values:
        yield from (part.strip() for part in value.split(";") if part.strip())


def _point(location: Any) -> LatLon:
    return (location.lat, location.lon)


def _header_box(map_path: Path) -> BoundingBox | None:
    import osmium

    reader = osmium.io.Reader(str(map_path))
    try:
        box = reader.header().box()
    finally:
        reader.close()
    if not box.valid():
        return None
    south_west, north_east = box.bottom_left, box.top_right
    return BoundingBox(
        south_deg=south_west.lat,
        west_deg=south_west.lon,
        north_deg=north_east.lat,
        east_deg=north_east.lon,
    )


def _box_around(names: MappedNames) -> BoundingBox | None:
    """The rectangle of all that was found, for files whose header names none."""
    points = [address.at for address in names.addresses]
    points += [point for street in names.streets for point in street.points]
    if not points:
        return None
    lats, lons = [point[0] for point in points], [point[1] for point in points]
    return BoundingBox(
        south_deg=min(lats), west_deg=min(lons), north_deg=max(lats), east_deg=max(lons)
    )


def _not_a_map(map_path: Path, error: Exception) -> InputRefusedError:
    return InputRefusedError(
        f"{map_path} cannot be read as an OpenStreetMap extract: {error}.",
        hint="give a complete .osm.pbf file, such as a regional extract; a download may be cut off",
    )
