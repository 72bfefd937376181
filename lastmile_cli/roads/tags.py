"""OpenStreetMap tag values to numbers: speeds, metres, kilograms, durations, directions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Tags = Mapping[str, str]

KM_PER_MILE = 1.609344
KG_PER_POUND = 0.45359237
M_PER_FOOT = 0.3048
KG_PER_TONNE = 1000.0
UNSIGNED_HEIGHT_M = 4.5
"""What ``maxheight=default`` and the like stand for (OSM wiki, Key:maxheight)."""

ZONE_KMH = {"urban": 50.0, "rural": 90.0, "trunk": 110.0, "motorway": 130.0, "walk": 7.0}
"""Limits behind values such as ``FI:urban``; national exceptions below.

Source of both: OSM wiki "Speed limits", as tabulated in OSRM's car profile 26.10.
"""

COUNTRY_ZONE_KMH = {
    "at:rural": 100.0,
    "at:trunk": 100.0,
    "be:motorway": 120.0,
    "be-vlg:rural": 70.0,
    "be-bru:rural": 70.0,
    "be-bru:urban": 30.0,
    "bg:motorway": 140.0,
    "ch:rural": 80.0,
    "ch:trunk": 100.0,
    "ch:motorway": 120.0,
    "de:living_street": 7.0,
    "de:rural": 100.0,
    "dk:rural": 80.0,
    "es:trunk": 90.0,
    "fi:rural": 80.0,
    "fi:trunk": 100.0,
    "fi:motorway": 120.0,
    "fr:rural": 80.0,
    "gb:nsl_single": 60 * KM_PER_MILE,
    "gb:nsl_dual": 70 * KM_PER_MILE,
    "gb:motorway": 70 * KM_PER_MILE,
    "nl:rural": 80.0,
    "nl:trunk": 100.0,
    "nl:motorway": 100.0,
    "no:rural": 80.0,
    "no:motorway": 110.0,
    "pl:rural": 90.0,
    "pl:motorway": 140.0,
    "ro:trunk": 100.0,
    "ru:urban": 60.0,
    "ru:living_street": 20.0,
    "se:rural": 70.0,
    "uk:nsl_single": 60 * KM_PER_MILE,
    "uk:nsl_dual": 70 * KM_PER_MILE,
    "uk:motorway": 70 * KM_PER_MILE,
    "none": 140.0,
    "walk": 7.0,
}

NOT_LIMITS = frozenset({"de:motorway"})
"""Values that say there is no limit at all: the class default stands."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def parse_speed_kmh(value: str | None) -> float | None:
    """
    Read a ``maxspeed`` value; ``None`` where it names no speed.

    >>> parse_speed_kmh("50"), round(parse_speed_kmh("30 mph"), 1), parse_speed_kmh("FI:urban")
    (50.0, 48.3, 50.0)
    >>> parse_speed_kmh("walk"), parse_speed_kmh("signals")
    (7.0, None)
    """
    if not value:
        return None
    text = value.strip().lower()
    if text in NOT_LIMITS:
        return None
    if text in COUNTRY_ZONE_KMH:
        return COUNTRY_ZONE_KMH[text]
    # "FI:zone30" and "DE:zone:30" carry their number at the end.
    zone = re.fullmatch(r"[a-z-]+:(?:zone:?)?(\d+)", text)
    if zone:
        return float(zone.group(1))
    if re.match(r"\d", text):
        speed = _first_number(text)
        return speed * KM_PER_MILE if speed and ("mph" in text or "mp/h" in text) else speed
    return ZONE_KMH.get(text.rpartition(":")[2]) if ":" in text else None


def parse_metres(value: str | None) -> float | None:
    r"""
    Read a height, width or length; feet and inches are known.

    >>> parse_metres("3,5 m"), round(parse_metres("6'6\""), 3), parse_metres("none")
    (3.5, 1.981, 4.5)
    """
    if not value:
        return None
    if value in {"default", "none", "no-sign", "unsigned"}:
        return UNSIGNED_HEIGHT_M
    number = _first_number(value)
    if number is None or "'" not in value:
        return number * M_PER_FOOT if number is not None and "ft" in value else number
    inches = _first_number(value.partition("'")[2]) or 0.0
    return number * M_PER_FOOT + inches * M_PER_FOOT / 12


def parse_kilograms(value: str | None) -> float | None:
    """
    Read a weight, tonnes unless it says otherwise.

    >>> parse_kilograms("3.5"), parse_kilograms("800 kg"), round(parse_kilograms("2000 lbs"))
    (3500.0, 800.0, 907)
    """
    number = _first_number(value) if value else None
    if number is None or value is None:
        return None
    if "lbs" in value:
        return number * KG_PER_POUND
    return number if "kg" in value else number * KG_PER_TONNE


def parse_duration_s(value: str | None) -> float | None:
    """
    Read a ferry's ``duration``: minutes, HH:MM, HH:MM:SS or ISO 8601 "PT1H20M".

    >>> parse_duration_s("20"), parse_duration_s("1:05"), parse_duration_s("PT1H20M")
    (1200.0, 3900.0, 4800.0)
    """
    if not value:
        return None
    iso = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", value.strip().upper())
    if iso and any(iso.groups()):
        hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    parts = value.strip().split(":")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return numbers[0] * 60.0 or None
    numbers += [0] * (3 - len(numbers))
    return float(numbers[0] * 3600 + numbers[1] * 60 + numbers[2]) or None


def first_of(tags: Tags, keys: Sequence[str]) -> str | None:
    """Return the value of the first key present."""
    return next((tags[key] for key in keys if key in tags), None)


def both_directions(tags: Tags, keys: Sequence[str]) -> tuple[str | None, str | None]:
    """
    Return the values for driving along and against the way.

    ``key:forward`` and ``key:backward`` win over ``key``; earlier keys win over
    later ones.

    >>> both_directions({"maxspeed": "50", "maxspeed:backward": "30"}, ["maxspeed"])
    ('50', '30')
    """
    along: str | None = None
    against: str | None = None
    for key in keys:
        common = tags.get(key)
        if along is None:
            along = tags.get(f"{key}:forward", common)
        if against is None:
            against = tags.get(f"{key}:backward", common)
        if along is not None and against is not None:
            break
    return along, against


def _first_number(text: str) -> float | None:
    found = _NUMBER.search(text)
    return float(found.group().replace(",", ".")) if found else None
