"""Street geometry as short text: Google's encoded polyline format, precision 6 unless told."""

from __future__ import annotations

from collections.abc import Iterable


def encode_polyline(points: Iterable[tuple[float, float]], precision: int = 6) -> str:
    """
    Write (lat, lon) pairs in degrees as an encoded polyline.

    Source: "Encoded Polyline Algorithm Format", Google Maps Platform.

    >>> encode_polyline([(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)], precision=5)
    '_p~iF~ps|U_ulLnnqC_mqNvxq`@'
    """
    scale = 10**precision
    last_lat = last_lon = 0
    pieces: list[str] = []
    for lat, lon in points:
        here_lat, here_lon = round(lat * scale), round(lon * scale)
        pieces.append(encode_number(here_lat - last_lat))
        pieces.append(encode_number(here_lon - last_lon))
        last_lat, last_lon = here_lat, here_lon
    return "".join(pieces)


def decode_polyline(text: str, precision: int = 6) -> list[tuple[float, float]]:
    """
    Read an encoded polyline back to (lat, lon) pairs in degrees.

    Raises
    ------
    ValueError
        The text is cut off or holds a character no polyline has.

    Examples
    --------
    >>> decode_polyline("_p~iF~ps|U_ulLnnqC", precision=5)
    [(38.5, -120.2), (40.7, -120.95)]
    """
    scale = 10**precision
    numbers = _decode(text)
    if len(numbers) % 2:
        msg = f"Polyline {text[:20]!r} is cut off: a latitude without its longitude."
        raise ValueError(msg)
    points: list[tuple[float, float]] = []
    lat = lon = 0
    for step_lat, step_lon in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + step_lat, lon + step_lon
        points.append((lat / scale, lon / scale))
    return points


def encode_number(value: int) -> str:
    """
    Write one whole number in the letters of a polyline: small ones are short.

    >>> encode_number(0), encode_number(-1), encode_number(1_000_000)
    ('?', '@', '_c`|@')
    """
    rest = ~(value << 1) if value < 0 else value << 1
    letters: list[str] = []
    while rest >= 0x20:
        letters.append(chr((0x20 | (rest & 0x1F)) + 63))
        rest >>= 5
    letters.append(chr(rest + 63))
    return "".join(letters)


def _decode(text: str) -> list[int]:
    numbers: list[int] = []
    value = shift = 0
    for letter in text:
        bits = ord(letter) - 63
        if not 0 <= bits < 0x40:
            msg = f"Polyline {text[:20]!r} holds {letter!r}, which no polyline has."
            raise ValueError(msg)
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift:
        msg = f"Polyline {text[:20]!r} is cut off in the middle of a number."
        raise ValueError(msg)
    return numbers
