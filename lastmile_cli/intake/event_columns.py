"""Columns of a table of events, by what files and systems call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from lastmile_cli.intake.naming import normalised

_NAMES: dict[str, tuple[str, ...]] = {
    "kind": (
        "kind", "event", "status", "state", "event type", "msg.subtag", "subtag", "msg.tag", "tag",
        "trigger name", "triggerid", "what", "_type",
    ),
    "at": (
        "at", "occurred at", "happened at", "event time", "time", "timestamp", "datetime", "when",
        "tst", "fix time", "position.fix time", "device time", "position.device time",
        "checkpoint time", "msg.checkpoint time", "data.task.completion details.time", "created at",
    ),
    "received_at": ("received at", "server time", "position.server time", "reported at"),
    "order_id": (
        "order id", "stop id", "order", "stop", "order no", "order number", "parcel id",
        "shipment id", "tracking number", "msg.tracking number", "msg.order id",
        "data.task.short id", "task short id", "task id",
    ),
    "vehicle_id": (
        "vehicle id", "vehicle", "van", "route", "tid", "device.unique id", "unique id",
        "device.name", "device", "device id", "position.device id", "data.worker.name", "worker",
        "driver", "driver id",
    ),
    "trip": ("trip", "tour"),
    "lat": ("lat", "latitude", "position.latitude"),
    "lon": ("lon", "lng", "long", "longitude", "position.longitude"),
    "accuracy_m": ("accuracy m", "accuracy", "acc", "position.accuracy"),
    "parcels": ("parcels", "pieces", "quantity", "qty"),
    "reason": ("reason", "failure reason", "why", "data.task.completion details.failure reason"),
    "note": (
        "note", "notes", "comment", "message", "data.task.completion details.notes",
        "data.task.completion details.failure notes",
    ),
    "cash": ("cash", "cash taken", "cash collected"),
    "source": ("source", "system", "app"),
    "event_id": ("event id", "uuid", "event uuid", "event", "position.id", "id"),
}  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {column: tuple(map(normalised, names)) for column, names in _NAMES.items()}
)
"""Names of each column as ``normalised`` writes them; an earlier name is preferred."""
_KNOWN = frozenset(name for names in COLUMNS.values() for name in names)


def is_known(header: str) -> bool:
    """Whether a header is one of those an event may have."""
    return normalised(header) in _KNOWN


def places_of(header: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """
    Where each column stands, the preferred name first: a cell is taken from the first that has one.

    A header is taken for one column alone.
    """
    names = [normalised(name) for name in header]
    free = set(range(len(names)))
    found: dict[str, tuple[int, ...]] = {}
    for column, aliases in COLUMNS.items():
        ranked = sorted((aliases.index(names[at]), at) for at in free if names[at] in aliases)
        found[column] = tuple(at for _, at in ranked)
        free -= set(found[column])
    return found


def reader_of(places: Mapping[str, tuple[int, ...]], column: str) -> Callable[[Sequence[str]], str]:
    """Give what takes the text of a column out of a row; empty where there is none."""
    at = places[column]
    if len(at) == 1:
        only = at[0]
        return lambda cells: cells[only].strip() if only < len(cells) else ""

    def first(cells: Sequence[str]) -> str:
        for place in at:
            if place < len(cells) and (text := cells[place].strip()):
                return text
        return ""

    return first
