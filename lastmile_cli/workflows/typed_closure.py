"""A closure as it is typed on the command line: its value, and its feature in the file."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.settings import Config
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.closure_file import FEATURES
from lastmile_cli.intake.closure_times import parse_moment
from lastmile_cli.intake.geojson_shapes import NoShapeError, shapes_of
from lastmile_cli.intake.sources import read_source


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRequest:
    """What to close, as it was typed; times without an offset are on the clock of the service."""

    config: str
    streets: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    way_ids: tuple[int, ...] = ()
    area_file: str = ""
    begin: str = ""
    end: str = ""
    closure_id: str = ""
    note: str = ""


def typed_closure(request: CloseRequest, config: Config) -> tuple[Closure, dict[str, Any]]:
    """
    Return the closure that was typed, and its feature for the file.

    Raises
    ------
    UsageError
        What was typed makes no closure.
    InputRefusedError
        The file of an area cannot be read.
    """
    geometry = _geometry(request.area_file) if request.area_file else None
    rings, lines = shapes_of(geometry) if geometry else ((), ())
    zone = config.service.timezone
    begin = _moment(request.begin, zone, "--from")
    end = _moment(request.end, zone, "--until", is_end=True)
    try:
        closure = Closure(
            closure_id=request.closure_id or "new",
            streets=request.streets,
            between=request.between,
            way_ids=request.way_ids,
            rings=rings,
            lines=lines,
            from_at=begin,
            until_at=end,
            note=request.note,
            source=config.roads.closures_path,
        )
    except ValueError as error:
        hint = "give --street, --way or --area, and --between with a --street"
        if begin and end and begin >= end:
            hint = "let --until be later than --from"
        raise UsageError(str(error).replace("Closure new", "The closure"), hint=hint) from error
    properties: dict[str, Any] = {
        "id": closure.closure_id,
        "street": list(closure.streets),
        "between": list(closure.between),
        "way_ids": list(closure.way_ids),
        "from": begin.isoformat() if begin else None,
        "until": end.isoformat() if end else None,
        "note": closure.note,
    }
    kept = {key: value for key, value in properties.items() if value}
    return closure, {"type": "Feature", "geometry": geometry, "properties": kept}


def _moment(text: str, timezone: str, option: str, *, is_end: bool = False) -> datetime | None:
    if not text:
        return None
    try:
        return parse_moment(text, timezone, is_end=is_end)
    except CellError as error:
        raise UsageError(f"{option}: {error.problem}", hint=error.hint) from error


def _geometry(name: str) -> dict[str, Any]:
    """Return the geometry in a GeoJSON file: of one feature, of all of them, or bare."""
    content = read_source(name).content
    try:
        found = json.loads(content.decode("utf-8-sig"))
        parts = found[FEATURES] if found["type"] == "FeatureCollection" else [found]
        shapes = [part["geometry"] if part["type"] == "Feature" else part for part in parts]
        many = {"type": "GeometryCollection", "geometries": shapes}
        shape = shapes[0] if len(shapes) == 1 else many
        rings, lines = shapes_of(shape)
    except NoShapeError as error:
        raise UsageError(f"{name}: {error}.", hint="draw it with a GeoJSON editor") from error
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise UsageError(f"{name} is no GeoJSON.", hint="draw it with a GeoJSON editor") from error
    if not rings and not lines:
        raise UsageError(f"{name} holds no area and no line.", hint="a point closes no street")
    return dict(shape)


def with_id(
    closure: Closure, feature: dict[str, Any], wanted: str, taken: set[str]
) -> tuple[Closure, dict[str, Any]]:
    """
    Give the closure the id that was asked for, or one made from what it closes.

    Raises
    ------
    UsageError
        The id is taken.
    """
    if wanted and wanted in taken:
        raise UsageError(
            f"There is a closure {wanted!r} already.",
            hint=f"choose another --id, or `lastmile roads remove {wanted}` first",
        )
    name = wanted or _free_id(closure.what, taken)
    properties = {**feature["properties"], "id": name}
    return replace(closure, closure_id=name), {**feature, "properties": properties}


def _free_id(what: str, taken: set[str]) -> str:
    """
    Make an id from what is closed: letters and digits, a number behind it where it is taken.

    >>> _free_id("Yrjö-Koskisen katu between A and B", {"yrjo-koskisen-katu"})
    'yrjo-koskisen-katu-2'
    """
    bare = unicodedata.normalize("NFKD", what.split(" between ", maxsplit=1)[0]).casefold()
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:40] or "closure"
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    return name
