"""What a map file says of itself without being read: box, date, generator, size."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.roads.map_errors import not_a_map, unreadable_map

MOST_HEADER_BYTES = 64 * 1024
"""Longest header of a block (OSM wiki, "PBF Format")."""

MOST_A_BLOCK = 8_000
"""Objects in one block of a file, at most, as all usual writers have it."""


def begins_like_pbf(head: bytes) -> bool:
    """Whether a file that begins so is OpenStreetMap data in PBF form."""
    if len(head) < 16:
        return False
    (length,) = struct.unpack(">I", head[:4])
    return length <= MOST_HEADER_BYTES and b"OSMHeader" in head[4:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFacts:
    """
    What the header and the frame of a file tell.

    ``date`` is when the data was taken from OpenStreetMap, as RFC 3339, empty where the
    file does not say; ``most_objects`` bounds nodes, ways and relations together.
    """

    path: Path
    size_bytes: int
    box: BoundingBox | None
    date: str
    generator: str
    most_objects: int


def read_facts(path: Path) -> MapFacts:
    """
    Read a map's header, and count its blocks by their lengths alone.

    Raises
    ------
    InputRefusedError
        The file is missing, no map, or breaks off before its end.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            is_pbf = begins_like_pbf(stream.read(64))
    except OSError as error:
        raise unreadable_map(path, error.strerror or str(error)) from error
    if not is_pbf:
        raise not_a_map(path, "it does not begin as one" if size else "the file is empty")
    blocks = _count_blocks(path, size)
    import osmium

    try:
        with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
            header = reader.header()
            corners = header.box()
    except RuntimeError as error:
        raise not_a_map(path, str(error)) from error
    box = None
    if corners.valid():
        low, high = corners.bottom_left, corners.top_right
        box = BoundingBox(
            south_deg=low.lat, west_deg=low.lon, north_deg=high.lat, east_deg=high.lon
        )
    return MapFacts(
        path=path,
        size_bytes=size,
        box=box,
        date=header.get("osmosis_replication_timestamp", ""),
        generator=header.get("generator", ""),
        most_objects=MOST_A_BLOCK * max(0, blocks - 1),
    )


def _count_blocks(path: Path, size: int) -> int:
    """Hop from block to block; a file that ends inside one is cut off."""
    blocks = at = 0
    with path.open("rb") as stream:
        while at < size:
            stream.seek(at)
            frame = stream.read(4)
            length = struct.unpack(">I", frame)[0] if len(frame) == 4 else MOST_HEADER_BYTES + 1
            header = stream.read(length) if length <= MOST_HEADER_BYTES else b""
            data = _data_size(header) if len(header) == length else None
            if data is None or at + 4 + length + data > size:
                raise not_a_map(path, f"it breaks off in its block {blocks + 1}")
            at += 4 + length + data
            blocks += 1
    return blocks


def _data_size(header: bytes) -> int | None:
    """Field 3 of a BlobHeader message: the bytes that follow it."""
    at = 0
    while at < len(header):
        tag, at = _varint(header, at)
        value, at = _varint(header, at)
        if tag == 3 << 3:
            return value
        # Fields 1 and 2 are texts: what was read is their length.
        at += value
    return None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, at
