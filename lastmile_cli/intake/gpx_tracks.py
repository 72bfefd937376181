"""Where a vehicle was: the points of a GPX track."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError, fromstring

from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.sources import Source

_HEAD_BYTES = 2_000
_NAMESPACE = re.compile(r"\{[^}]*\}")


def is_gpx(content: bytes) -> bool:
    """Whether a file begins as GPX does."""
    return b"<gpx" in content[:_HEAD_BYTES]


def read_gpx(
    source: Source, book: NoticeBook, vehicle_id: str, received_at: datetime
) -> Iterator[Event]:
    """
    Read the points of all tracks; a track belongs to the vehicle it is named after.

    ``vehicle_id`` is whose they are where that is said apart. A file with a document type is
    refused unread (LM1807): nothing that writes tracks needs one, and it may unfold without end.
    """
    root = _root(source, book)
    if root is None:
        return
    for track in _named(root, "trk"):
        names = [(it.text or "").strip() for it in track if _tag(it) == "name"]
        owner = vehicle_id or next(filter(None, names), "")
        if not owner:
            hint = "name the track after its vehicle, or say --vehicle."
            book.error("LM1804", "a track does not say whose it is.", hint)
            continue
        for number, point in enumerate(_named(track, "trkpt"), start=1):
            event = _event(point, owner, received_at, source.file)
            if event is None:
                problem = f"point {number} of track {shown(owner)} has no place or no time."
                book.warning("LM1808", problem, "points without a time are left out.")
            else:
                yield event


def _root(source: Source, book: NoticeBook) -> Element | None:
    # In another encoding than UTF-8 the declaration would be looked for in vain.
    if any(sign in source.content for sign in (b"<!DOCTYPE", b"<!ENTITY", b"\0")):
        book.error("LM1807", "the file declares a document type.", "export the track again.")
        return None
    try:
        return fromstring(source.content)  # noqa: S314 - document types are refused above.
    except (ParseError, ValueError, LookupError) as error:
        book.error("LM1807", f"this is no GPX: {error}.", "export the track again.")
        return None


def _named(above: Element, tag: str) -> Iterator[Element]:
    return (element for element in above.iter() if _tag(element) == tag)


def _tag(element: Element) -> str:
    return _NAMESPACE.sub("", str(element.tag))


def _event(point: Element, owner: str, received_at: datetime, file: str) -> Event | None:
    times = [(it.text or "").strip() for it in point if _tag(it) == "time"]
    try:
        at = datetime.fromisoformat(times[0])
        place = Coordinate(lat_deg=float(point.attrib["lat"]), lon_deg=float(point.attrib["lon"]))
    except (ValueError, KeyError, IndexError):
        return None
    if at.tzinfo is None:
        # The format says: times are in UTC.
        at = at.replace(tzinfo=UTC)
    return Event(
        kind=EventKind.POSITION,
        at=at.astimezone(UTC),
        received_at=received_at,
        vehicle_id=owner,
        place=place,
        source=file,
    )
