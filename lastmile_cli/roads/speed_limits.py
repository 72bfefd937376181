"""Speed limits as OpenStreetMap writes them, to km/h: numbers, miles, and national defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lastmile_cli.roads.tags import Tags, first_number

KM_PER_MILE = 1.609344
KM_PER_NAUTICAL_MILE = 1.852

ZONE_KMH = {
    "urban": 50.0,
    "rural": 90.0,
    "trunk": 110.0,
    "motorway": 130.0,
    "expressway": 120.0,
    "living_street": 20.0,
    "bicycle_road": 30.0,
    "walk": 7.0,
    "nsl_restricted": 30 * KM_PER_MILE,
    "nsl_single": 60 * KM_PER_MILE,
    "nsl_dual": 70 * KM_PER_MILE,
}
"""Limits behind values such as ``FI:urban``, where ``NATIONAL_KMH`` has no other.

Source of both: OSM wiki "Default speed limits" and OSRM's car profile 26.10 (which
has Poland's two-lane roads with 100 km/h; the law's general figure is 90).
"""

NATIONAL_KMH: Mapping[str, Mapping[str, float]] = {
    "al": {"rural": 80, "trunk": 90, "motorway": 110},
    "ar": {"urban": 40, "rural": 110},
    "at": {"rural": 100, "trunk": 100, "living_street": 7},
    "ba": {"rural": 80, "trunk": 100},
    "be": {"motorway": 120},
    "be-bru": {"urban": 30, "rural": 70, "motorway": 120},
    "be-vlg": {"rural": 70, "motorway": 120},
    "be-wal": {"motorway": 120},
    "bg": {"trunk": 120, "motorway": 140},
    "by": {"urban": 60, "motorway": 110},
    "ca-on": {"rural": 80},
    "ch": {"rural": 80, "trunk": 100, "motorway": 120},
    "cy": {"rural": 80, "motorway": 100},
    "de": {"rural": 100, "living_street": 7},
    "dk": {"rural": 80, "trunk": 80, "living_street": 15},
    "ee": {"motorway": 120},
    "es": {"trunk": 90, "motorway": 120},
    "fi": {"rural": 80, "trunk": 100, "motorway": 120},
    "fr": {"rural": 80},
    "gb": {"urban": 30 * KM_PER_MILE, "motorway": 70 * KM_PER_MILE},
    "ie": {"rural": 80, "trunk": 100, "motorway": 120},
    "li": {"rural": 80},
    "lt": {"trunk": 120},
    "me": {"rural": 80, "trunk": 100},
    "mt": {"rural": 80},
    "nl": {"rural": 80, "trunk": 100, "motorway": 100, "living_street": 15},
    "no": {"rural": 80, "motorway": 110, "living_street": 7},
    "ph": {"urban": 40, "rural": 80, "motorway": 100},
    "pl": {"motorway": 140},
    "pt": {"trunk": 100, "motorway": 120},
    "ro": {"trunk": 100},
    "rs": {"rural": 80, "trunk": 100},
    "ru": {"urban": 60, "motorway": 110},
    "se": {"rural": 70, "motorway": 110, "living_street": 7},
    "tr": {"motorway": 120},
    "uk": {"urban": 30 * KM_PER_MILE, "motorway": 70 * KM_PER_MILE},
    "za": {"urban": 60, "rural": 100},
}
"""Country (ISO 3166, in lower case, with a region where it has laws of its own) to its limits."""

NO_LIMIT_KMH = 140.0
"""What ``maxspeed=none`` counts as, as in OSRM's car profile."""

UNLIMITED = frozenset({"de:motorway"})
"""Zones without a limit: how fast traffic flows there, the class of road says."""


def parse_speed_kmh(value: str | None) -> float | None:
    """
    Read a ``maxspeed`` value; ``None`` where it names no speed.

    >>> parse_speed_kmh("50"), round(parse_speed_kmh("30 mph"), 1), parse_speed_kmh("FI:urban")
    (50.0, 48.3, 50.0)
    >>> parse_speed_kmh("walk"), parse_speed_kmh("DE:zone:30"), parse_speed_kmh("CH:rural")
    (7.0, 30.0, 80.0)
    >>> parse_speed_kmh("none"), parse_speed_kmh("signals"), parse_speed_kmh("DE:motorway")
    (140.0, None, None)
    """
    text = (value or "").strip().lower()
    if re.match(r"\d", text):
        return _numeric_kmh(text)
    if text == "none":
        return NO_LIMIT_KMH
    country, colon, zone = text.partition(":")
    if not colon:
        return ZONE_KMH["walk"] if text == "walk" else None
    # "FI:zone30", "DE:zone:30" and "FR:30" carry their number at the end.
    number = re.fullmatch(r"(?:zone:?)?(\d+)", zone)
    if number:
        return float(number.group(1))
    limit_kmh = NATIONAL_KMH.get(country, {}).get(zone) or ZONE_KMH.get(zone)
    return float(limit_kmh) if limit_kmh and text not in UNLIMITED else None


def _numeric_kmh(text: str) -> float | None:
    speed = first_number(text)
    if speed is None:
        return None
    if "mph" in text or "mp/h" in text:
        return speed * KM_PER_MILE
    return speed * KM_PER_NAUTICAL_MILE if "knot" in text else speed


def limits_kmh(tags: Tags, keys: Sequence[str]) -> tuple[float | None, float | None]:
    """
    Return the limits along and against the way: of the first key that names a speed.

    >>> limits_kmh({"maxspeed": "signals", "source:maxspeed": "FI:urban"},
    ...            ["maxspeed", "source:maxspeed"])
    (50.0, 50.0)
    >>> limits_kmh({"maxspeed": "50", "maxspeed:backward": "30"}, ["maxspeed"])
    (50.0, 30.0)
    """
    return _limit_kmh(tags, keys, "forward"), _limit_kmh(tags, keys, "backward")


def _limit_kmh(tags: Tags, keys: Sequence[str], direction: str) -> float | None:
    values = (tags.get(f"{key}:{direction}", tags.get(key)) for key in keys)
    speeds = (parse_speed_kmh(value) for value in values)
    return next((speed for speed in speeds if speed), None)
