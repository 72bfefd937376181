"""A place that somebody typed, or pasted from a map."""

from __future__ import annotations

import re

from lastmile_cli.domain.geo import Coordinate

_NUMBER = r"[-+−]?\d{1,3}(?:\.\d+)?"
_COMMA_NUMBER = r"[-+−]?\d{1,3},\d+"
_IN_A_LINK = (
    re.compile(rf"mlat=({_NUMBER})&(?:amp;)?mlon=({_NUMBER})"),
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),
    re.compile(rf"#map=\d+(?:\.\d+)?/({_NUMBER})/({_NUMBER})"),
    re.compile(rf"@({_NUMBER}),({_NUMBER})"),
    re.compile(rf"[?&](?:q|query|ll|daddr|destination)=({_NUMBER})(?:,|%2C)\s*({_NUMBER})"),
)
_GEO = re.compile(rf"geo:({_NUMBER}),({_NUMBER})(?:[;?].*)?", re.IGNORECASE)
_PAIRS = (
    re.compile(rf"[(\[]?\s*({_NUMBER})\s*(?:[,;/]\s*|\s+)({_NUMBER})\s*[)\]]?"),
    re.compile(rf"({_COMMA_NUMBER})\s*(?:[;/]\s*|,?\s+)({_COMMA_NUMBER})"),
)
_DEGREES = r"""(?P<d>\d{1,3}(?:[.,]\d+)?)\s*°\s*
    (?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?
    (?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|'')\s*)?"""
_LETTER_BEFORE = re.compile(rf"(?P<letter>[NSEWO])\s*{_DEGREES}", re.VERBOSE | re.IGNORECASE)
_LETTER_BEHIND = re.compile(rf"{_DEGREES}(?P<letter>[NSEWO])?", re.VERBOSE | re.IGNORECASE)
_SOUTH_OR_WEST = frozenset("SW")
_EAST_WEST = frozenset("EWO")


def read_place(text: str) -> Coordinate | None:
    """
    Read lat and lon as maps write them: a pair, degrees and minutes, a ``geo:`` or web link.

    ``None`` where the text is something else, such as an address, or no place on earth.

    >>> at = read_place("60.1699, 24.9384")
    >>> pasted = ("60,1699 24,9384", "60.1699° N, 24.9384° E", "geo:60.1699,24.9384",
    ...           "https://www.openstreetmap.org/?mlat=60.1699&mlon=24.9384#map=18/60.1/24.9")
    >>> [read_place(text) == at for text in pasted]
    [True, True, True, True]
    >>> read_place("Yrjönkatu 13, 00120 Helsinki") is None
    True
    """
    plain = " ".join(text.replace("−", "-").split())
    if "://" in plain:
        found = next((match for link in _IN_A_LINK if (match := link.search(plain))), None)
    else:
        tries = (_GEO.fullmatch(plain), *(pair.fullmatch(plain) for pair in _PAIRS))
        found = next((match for match in tries if match), None)
    if found is not None:
        lat, lon = (float(number.replace(",", ".")) for number in found.groups())
        return _on_earth(lat, lon)
    return _of_angles(plain)


def _of_angles(text: str) -> Coordinate | None:
    """Read 60°10'12"N 24°56'24"E, in this order or, with letters, in the other."""
    angle = _LETTER_BEFORE if text[:1].isalpha() else _LETTER_BEHIND
    found = list(angle.finditer(text))
    if len(found) != 2 or angle.sub("", text).strip(" ,;"):
        return None
    values, letters = [], []
    for match in found:
        degrees, minutes, seconds = (
            float((match[name] or "0").replace(",", ".")) for name in ("d", "m", "s")
        )
        letter = (match["letter"] or "").upper()
        value = degrees + minutes / 60 + seconds / 3600
        values.append(-value if letter in _SOUTH_OR_WEST else value)
        letters.append(letter)
    first, second = values
    is_turned = letters[0] in _EAST_WEST and bool(letters[0])
    return _on_earth(second, first) if is_turned else _on_earth(first, second)


def _on_earth(lat: float, lon: float) -> Coordinate | None:
    if abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return None
    return Coordinate(lat_deg=lat, lon_deg=lon)
