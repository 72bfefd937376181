"""
A ``.osm.pbf`` file to a ``RawMap``: one pass over ways, one over signs, one over turns.

Only ways that some profile may use are kept. Where nodes lie is remembered for
the whole file meanwhile, at 16 bytes a node: a set of the nodes wanted would be
smaller for countries only, as osmium's sets grow with the highest id (1.2 GB
for any map with new nodes in it).
"""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import osmium.filter
import osmium.osm

from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.roads.conditions import counts_as_timed
from lastmile_cli.roads.map_errors import empty_map, not_a_map, unreadable_map
from lastmile_cli.roads.map_facts import begins_like_pbf, read_facts
from lastmile_cli.roads.node_rules import NodeVerdict, judge_node
from lastmile_cli.roads.profiles.catalogue import PROFILES
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.raw_map import RawMap, Restriction
from lastmile_cli.roads.restriction_tags import is_timed_only, read_restriction
from lastmile_cli.roads.tags import Tags, parse_duration_s
from lastmile_cli.roads.way_rules import ROUND, WayVerdict, carrier, judge_way, matters

ROAD_KEYS = ("highway", "route")
TELL_EVERY = 20_000
"""Ways between two words of progress."""
SIGN_KEYS = ("highway", "barrier")
NAME_IN = "name:"

Names = tuple[tuple[str, str], ...]
"""(language, name) pairs, sorted."""


def read_map(
    path: Path, progress: ProgressHook, profiles: tuple[Profile, ...] = PROFILES
) -> RawMap:
    """
    Read the roads of a map file, judged for these profiles.

    Raises
    ------
    InputRefusedError
        The file is missing, unreadable, empty, truncated, no map, or has no roads.
    """
    _check_readable(path)
    try:
        progress(Progress(label="reading", detail="ways", done=0, total=3))
        ways, located = _read_ways(path, profiles, progress)
        if not ways.ids:
            raise empty_map(path)
        node_id, lat_e7, lon_e7 = _locate(ways.refs, located)
        del located
        progress(Progress(label="reading", detail="signs", done=1, total=3))
        signs = _read_signs(path, node_id, profiles)
        progress(Progress(label="reading", detail="turn restrictions", done=2, total=3))
        restrictions, timed_turns = _read_restrictions(path, profiles)
    except (RuntimeError, OSError, ValueError) as error:
        raise not_a_map(path, str(error)) from error
    progress(Progress(label="reading", done=3, total=3))
    if not len(node_id):
        raise empty_map(path)
    return RawMap(
        way_id=np.frombuffer(ways.ids, dtype=np.int64),
        way_rule=np.frombuffer(ways.rule, dtype=np.int32),
        way_class=np.frombuffer(ways.road_class, dtype=np.int32),
        way_name=np.frombuffer(ways.name, dtype=np.int32),
        way_fixed_s=np.frombuffer(ways.fixed_s, dtype=np.float64),
        way_circular=np.frombuffer(ways.circular, dtype=np.int8).astype(bool),
        way_other=np.frombuffer(ways.other, dtype=np.int32),
        first_ref=np.frombuffer(ways.first_ref, dtype=np.int64),
        refs=np.frombuffer(ways.refs, dtype=np.int64),
        node_id=node_id,
        lat_e7=lat_e7,
        lon_e7=lon_e7,
        rules=tuple(ways.rules),
        classes=tuple(ways.classes),
        names=tuple(ways.names),
        other_names=tuple(dict(names) for names in ways.other_names),
        signs=signs,
        restrictions=restrictions,
        timed_ways=ways.timed,
        timed_turns=timed_turns,
    )


def _check_readable(path: Path) -> None:
    if path.is_dir():
        raise unreadable_map(path, "it is a folder")
    try:
        with path.open("rb") as stream:
            head = stream.read(64)
    except OSError as error:
        raise unreadable_map(path, error.strerror or str(error)) from error
    if not head:
        raise not_a_map(path, "the file is empty")
    if begins_like_pbf(head):
        # A file that breaks off is told at once, not after minutes of reading.
        read_facts(path)


@dataclass
class _Ways:
    """Columns that grow while ways are read; equal values share one index."""

    profiles: tuple[Profile, ...]
    ids: array[int] = field(default_factory=lambda: array("q"))
    rule: array[int] = field(default_factory=lambda: array("i"))
    road_class: array[int] = field(default_factory=lambda: array("i"))
    name: array[int] = field(default_factory=lambda: array("i"))
    fixed_s: array[float] = field(default_factory=lambda: array("d"))
    circular: array[int] = field(default_factory=lambda: array("b"))
    other: array[int] = field(default_factory=lambda: array("i"))
    first_ref: array[int] = field(default_factory=lambda: array("q", [0]))
    refs: array[int] = field(default_factory=lambda: array("q"))
    rules: dict[tuple[WayVerdict, ...], int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    other_names: dict[Names, int] = field(default_factory=lambda: {(): 0})
    known: dict[frozenset[tuple[str, str]], tuple[WayVerdict, ...]] = field(default_factory=dict)
    timed: int = 0

    def judge(self, tags: Tags) -> tuple[WayVerdict, ...] | None:
        """One verdict per profile; ``None`` where nobody may go. Equal tags are judged once."""
        key = frozenset(item for item in tags.items() if matters(item[0]))
        if key not in self.known:
            self.known[key] = tuple(judge_way(tags, profile) for profile in self.profiles)
        verdicts = self.known[key]
        return verdicts if any(v.along_kmh or v.against_kmh for v in verdicts) else None

    def add(self, way: Any, tags: Tags, verdicts: tuple[WayVerdict, ...]) -> None:
        """Keep one way."""
        carried_by = carrier(tags)
        road_class = carried_by or tags["highway"]
        self.ids.append(way.id)
        self.rule.append(self.rules.setdefault(verdicts, len(self.rules)))
        self.road_class.append(self.classes.setdefault(road_class, len(self.classes)))
        name = tags.get("name") or tags.get("ref") or ""
        self.name.append(self.names.setdefault(name, len(self.names)))
        other = _other_names(tags, name)
        self.other.append(self.other_names.setdefault(other, len(self.other_names)))
        waits = carried_by is not None or tags.get("bridge") == "movable"
        fixed_s = parse_duration_s(tags.get("duration")) if waits else None
        self.fixed_s.append(fixed_s or 0.0)
        self.circular.append(tags.get("junction") in ROUND)
        self.timed += any(matters(key) and counts_as_timed(key, tags[key]) for key in tags)
        self.refs.extend([node.ref for node in way.nodes])
        self.first_ref.append(len(self.refs))


def _other_names(tags: Tags, name: str) -> Names:
    """Names by language, but for those that are the usual one; ``name:left`` is no language."""
    given = ((key[len(NAME_IN) :], text) for key, text in tags.items() if key.startswith(NAME_IN))
    return tuple(
        sorted(
            (code, text)
            for code, text in given
            if 2 <= len(code) <= 3 and code.isalpha() and text != name
        )
    )


def _read_ways(
    path: Path, profiles: tuple[Profile, ...], progress: ProgressHook
) -> tuple[_Ways, Any]:
    """Return the roads, and osmium's memory of where nodes lie."""
    ways = _Ways(profiles=profiles)
    both = osmium.osm.NODE | osmium.osm.WAY
    located = osmium.FileProcessor(str(path), both).with_locations()
    located.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    roads: Iterator[Any] = iter(located.with_filter(osmium.filter.KeyFilter(*ROAD_KEYS)))
    for way in roads:
        tags = {tag.k: tag.v for tag in way.tags}
        verdicts = ways.judge(tags)
        if verdicts is not None and len(way.nodes) > 1:
            ways.add(way, tags, verdicts)
            if len(ways.ids) % TELL_EVERY == 0:
                detail = f"{len(ways.ids):,} ways"
                progress(Progress(label="reading", detail=detail, done=0, total=3))
    return ways, located.node_location_storage


def _locate(refs: array[int], located: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the nodes that the map holds of those named: ids, latitudes, longitudes."""
    wanted = np.unique(np.frombuffer(refs, dtype=np.int64))
    if wanted[0] < 0:
        msg = "its ways use nodes with negative ids, which only unsaved edits have"
        raise ValueError(msg)
    ids, lats, lons = array("q"), array("i"), array("i")
    for node_id in wanted.tolist():
        # Whatever is cut off at the edge of an extract is not there.
        with contextlib.suppress(KeyError):
            place = located.get(node_id)
            if place.valid():
                ids.append(node_id)
                lats.append(place.y)
                lons.append(place.x)
    return (
        np.frombuffer(ids, dtype=np.int64),
        np.frombuffer(lats, dtype=np.int32),
        np.frombuffer(lons, dtype=np.int32),
    )


def _read_signs(
    path: Path, node_id: np.ndarray, profiles: tuple[Profile, ...]
) -> dict[int, NodeVerdict]:
    """Judge the signs and barriers among these nodes."""
    signs: dict[int, NodeVerdict] = {}
    for node in _objects(path, osmium.osm.NODE, osmium.filter.KeyFilter(*SIGN_KEYS)):
        slot = np.searchsorted(node_id, node.id)
        if slot == len(node_id) or node_id[slot] != node.id:
            continue
        verdict = judge_node({tag.k: tag.v for tag in node.tags}, profiles)
        if verdict.matters:
            signs[node.id] = verdict
    return signs


def _read_restrictions(
    path: Path, profiles: tuple[Profile, ...]
) -> tuple[tuple[Restriction, ...], int]:
    """Return those that bind somebody, and how many hold at certain hours only."""
    found, timed = [], 0
    kept = osmium.filter.TagFilter(("type", "restriction"))
    for relation in _objects(path, osmium.osm.RELATION, kept):
        tags = {tag.k: tag.v for tag in relation.tags}
        members = [(member.role, member.type, member.ref) for member in relation.members]
        restriction = read_restriction(tags, members, profiles)
        if restriction is not None:
            found.append(restriction)
        timed += is_timed_only(tags)
    return tuple(found), timed


def _objects(path: Path, kind: Any, kept: Any) -> Iterator[Any]:
    return iter(osmium.FileProcessor(str(path), kind).with_filter(kept))
