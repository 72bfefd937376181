"""What is said when a map cannot be used: one notice each, all in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import BoundingBox, Coordinate, great_circle_m
from lastmile_cli.domain.notices import Notice, Place, Severity

WHERE_MAPS_COME_FROM = (
    "fetch an .osm.pbf extract of your region, as with `lastmile roads get liechtenstein`"
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


def other_region(
    path: str, config_file: str, covered: BoundingBox, pins: Sequence[Coordinate]
) -> InputRefusedError:
    """None of the day's pins lies on the map."""
    middle = Coordinate(
        lat_deg=sum(pin.lat_deg for pin in pins) / len(pins),
        lon_deg=sum(pin.lon_deg for pin in pins) / len(pins),
    )
    centre = Coordinate(
        lat_deg=(covered.south_deg + covered.north_deg) / 2,
        lon_deg=(covered.west_deg + covered.east_deg) / 2,
    )
    km = great_circle_m(middle, centre) / 1000
    problem = (
        f"None of {counted(len(pins), 'pin')} lies on the map {path}: it covers "
        f"{_corners(covered)} (west, south, east, north), they are around "
        f"lat {middle.lat_deg:.4f}, lon {middle.lon_deg:.4f}, {km:,.0f} km from its middle."
    )
    hint = "name the map of that region in roads.map; `lastmile roads get` fetches one"
    if any(covered.contains(turned) for turned in _turned_pins(pins)):
        hint = "lat and lon of the pins are swapped"
    place = Place(file=config_file, column="roads.map")
    notice = Notice(code="LM1443", severity=Severity.ERROR, place=place, problem=problem, hint=hint)
    return InputRefusedError(problem, hint=hint, notices=(notice,))


def _turned_pins(pins: Sequence[Coordinate]) -> list[Coordinate]:
    return [
        Coordinate(lat_deg=pin.lon_deg, lon_deg=pin.lat_deg)
        for pin in pins
        if abs(pin.lon_deg) <= 90
    ]


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
