"""What is said when a map cannot be used: one notice each, all in the same words."""

from __future__ import annotations

from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.notices import Notice, Place, Severity

WHERE_MAPS_COME_FROM = (
    "download an .osm.pbf extract of your region, for example from download.geofabrik.de"
)


def no_map_given() -> InputRefusedError:
    """No map is named, but the embedded roads need one."""
    return _refused("LM1401", Path(), "No map is named in roads.map.", WHERE_MAPS_COME_FROM)


def unreadable_map(path: Path, why: str) -> InputRefusedError:
    """The file is not there or may not be read."""
    hint = "check the path of roads.map and the permissions of the file"
    return _refused("LM1402", path, f"The map {path} cannot be read: {why}.", hint)


def not_a_map(path: Path, why: str) -> InputRefusedError:
    """The content is no OpenStreetMap data, or breaks off."""
    hint = f"the file may be cut off or of another kind; {WHERE_MAPS_COME_FROM}"
    return _refused("LM1403", path, f"The map {path} is not a whole .osm.pbf file: {why}.", hint)


def empty_map(path: Path) -> InputRefusedError:
    """There is nothing to drive on."""
    hint = f"choose a map that holds streets; {WHERE_MAPS_COME_FROM}"
    return _refused("LM1404", path, f"The map {path} holds no street anybody may use.", hint)


def empty_clip(path: Path, box: BoundingBox, whole: BoundingBox | None) -> InputRefusedError:
    """A piece was asked for that the map does not cover."""
    problem = f"The map {path} has no way inside {_corners(box)}"
    problem += f"; it covers {_corners(whole)}." if whole else "."
    hint = "give west,south,east,north in degrees, inside what the map covers"
    if whole is not None and _touch(_turned(box), whole):
        hint = "lat and lon look swapped: give west,south,east,north"
    return _refused("LM1442", path, problem, hint)


def _corners(box: BoundingBox) -> str:
    return f"{box.west_deg:.4f},{box.south_deg:.4f},{box.east_deg:.4f},{box.north_deg:.4f}"


def _turned(box: BoundingBox) -> BoundingBox:
    return BoundingBox(
        south_deg=box.west_deg,
        west_deg=box.south_deg,
        north_deg=box.east_deg,
        east_deg=box.north_deg,
    )


def _touch(one: BoundingBox, other: BoundingBox) -> bool:
    return (
        one.south_deg <= other.north_deg
        and other.south_deg <= one.north_deg
        and one.west_deg <= other.east_deg
        and other.west_deg <= one.east_deg
    )


def _refused(code: str, path: Path, problem: str, hint: str) -> InputRefusedError:
    place = Place(file="" if path == Path() else str(path), column="roads.map")
    notice = Notice(code=code, severity=Severity.ERROR, place=place, problem=problem, hint=hint)
    return InputRefusedError(problem, hint=hint, notices=(notice,))


def map_gone(map_path: str, map_sha256: str) -> InputRefusedError:
    """The map a plan was made with is not known here any more."""
    return InputRefusedError(
        f"The plan's map {map_path or '(unnamed)'} (sha256 {map_sha256[:16]}) is not known here.",
        hint="`lastmile roads build` the very map file the plan was made with",
    )


def files_changed(source: str, map_sha256: str) -> InputRefusedError:
    """The files of a road source are not those that a plan was made with."""
    return InputRefusedError(
        f"The plan was made with other roads than {source} "
        f"(sha256 {map_sha256[:16] or 'unknown'}).",
        hint="put the files the plan was made with back where its config names them",
    )


def no_streets(source: str) -> InputRefusedError:
    """A source other than the map has no streets to draw behind a route."""
    return InputRefusedError(
        f"Roads of source {source} come without streets to draw.",
        hint="plan with roads.source: embedded for streets on maps",
    )
