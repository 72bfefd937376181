"""OpenStreetMap tag values to numbers: metres, kilograms, durations, directions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Tags = Mapping[str, str]

OPENING = frozenset({"yes", "permissive", "designated"})
"""Values of access that let everybody in."""

KG_PER_POUND = 0.45359237
M_PER_FOOT = 0.3048
KG_PER_TONNE = 1000.0
KG_PER_SHORT_TON = 907.18474
KG_PER_LONG_TON = 1016.0469
UNSIGNED_HEIGHT_M = 4.5
"""What ``maxheight=default`` and the like stand for (OSM wiki, Key:maxheight)."""

KG_PER_UNIT = {
    "kg": 1.0,
    "lb": KG_PER_POUND,
    "lbs": KG_PER_POUND,
    "st": KG_PER_SHORT_TON,
    "lt": KG_PER_LONG_TON,
}
"""Units of weight other than tonnes; "st" is the short ton of American signs."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def parse_metres(value: str | None) -> float | None:
    r"""
    Read a height, width or length; feet and inches are known.

    >>> parse_metres("3,5 m"), round(parse_metres("6'6\""), 3), parse_metres("none")
    (3.5, 1.981, 4.5)
    >>> parse_metres("350 cm"), round(parse_metres("12 ft 6 in"), 3), parse_metres("13ft")
    (3.5, 3.81, 3.9624)
    """
    if not value:
        return None
    if value in {"default", "none", "no-sign", "unsigned"}:
        return UNSIGNED_HEIGHT_M
    number = first_number(value)
    if number is None:
        return None
    feet = re.search(r"'|ft|feet|foot", value)
    if feet:
        inches = first_number(value[feet.end() :]) or 0.0
        return number * M_PER_FOOT + inches * M_PER_FOOT / 12
    if '"' in value or "in" in value:
        return number * M_PER_FOOT / 12
    return number / 100 if "cm" in value else number


def parse_kilograms(value: str | None) -> float | None:
    """
    Read a weight, tonnes unless it says otherwise.

    >>> parse_kilograms("3.5"), parse_kilograms("800 kg"), round(parse_kilograms("2000 lbs"))
    (3500.0, 800.0, 907)
    >>> round(parse_kilograms("8 st")), round(parse_kilograms("10 lt")), parse_kilograms("7.5 t")
    (7257, 10160, 7500.0)
    """
    number = first_number(value) if value else None
    if number is None or value is None:
        return None
    unit = re.search(r"[a-z]+", value.lower())
    return number * KG_PER_UNIT.get(unit.group() if unit else "t", KG_PER_TONNE)


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


def first_number(text: str) -> float | None:
    """Return the first number in a text, its comma read as a point."""
    found = _NUMBER.search(text)
    return float(found.group().replace(",", ".")) if found else None
