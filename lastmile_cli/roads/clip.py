"""
A piece of a map, as a map of its own.

Ways that touch the box are kept whole, with all their nodes; so are turn restrictions
over kept ways. Other relations that touch what is kept are kept as they are, though
some of their members may lie outside. The file is read four times, and never held:
ids of what is kept are (a bit each, up to the highest id).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium
import osmium.filter
import osmium.io
import osmium.osm

from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.plumbing.files import atomic_path
from lastmile_cli.roads.map_errors import empty_clip, not_a_map
from lastmile_cli.roads.map_facts import read_facts

STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipReport:
    """What the piece holds; ``restrictions`` are among the ``relations``."""

    path: Path
    size_bytes: int
    nodes: int
    ways: int
    relations: int
    restrictions: int


def clip_map(
    source: Path, box: BoundingBox, target: Path, progress: ProgressHook = no_progress
) -> ClipReport:
    """
    Write the part of a map that touches a box.

    Raises
    ------
    InputRefusedError
        The map cannot be used, or has nothing there.
    OutputFailedError
        The target cannot be written.
    """
    facts = read_facts(source)
    try:
        kept = _Kept(source, box, progress)
        if not kept.ways:
            raise empty_clip(source, box, facts.box)
        with atomic_path(target, suffix=".osm.pbf") as place:
            header = osmium.io.Header()
            header.set("generator", "lastmile")
            if facts.date:
                header.set("osmosis_replication_timestamp", facts.date)
            header.add_box(osmium.osm.Box(box.west_deg, box.south_deg, box.east_deg, box.north_deg))
            with osmium.SimpleWriter(str(place), header=header, overwrite=True) as writer:
                nodes, ways, relations = kept.write(writer)
    except RuntimeError as error:
        raise not_a_map(source, str(error)) from error
    return ClipReport(
        path=target,
        size_bytes=target.stat().st_size,
        nodes=nodes,
        ways=ways,
        relations=relations,
        restrictions=kept.restrictions,
    )


class _Kept:
    """Ids of what is kept, found in two readings, and the writing of it in a third."""

    def __init__(self, source: Path, box: BoundingBox, progress: ProgressHook) -> None:
        self._source, self._progress = str(source), progress
        self._ids = osmium.IdTracker()
        self.ways: set[int] = set()
        self.restrictions = 0
        progress(Progress(label="clipping", detail="nodes", done=0, total=STEPS))
        self._keep_tagged_nodes(box)
        progress(Progress(label="clipping", detail="ways", done=1, total=STEPS))
        self._keep_ways(box)
        progress(Progress(label="clipping", detail="relations", done=2, total=STEPS))
        self._keep_relations()

    def _keep_tagged_nodes(self, box: BoundingBox) -> None:
        reader = osmium.FileProcessor(self._source, osmium.osm.NODE)
        for node in _each(reader.with_filter(osmium.filter.EmptyTagFilter())):
            if _is_inside(node.location, box):
                self._ids.add_node(node.id)

    def _keep_ways(self, box: BoundingBox) -> None:
        both = osmium.osm.NODE | osmium.osm.WAY
        reader = osmium.FileProcessor(self._source, both).with_locations()
        for way in _each(reader.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))):
            if any(_is_inside(node.location, box) for node in way.nodes):
                self.ways.add(way.id)
                self._ids.add_way(way.id)
                self._ids.add_references(way)

    def _keep_relations(self) -> None:
        """Keep restrictions whose ways are all here; of the others those with a member here."""
        for relation in _each(osmium.FileProcessor(self._source, osmium.osm.RELATION)):
            ways = [member.ref for member in relation.members if member.type == "w"]
            if relation.tags.get("type") == "restriction":
                is_kept = bool(ways) and all(way in self.ways for way in ways)
                self.restrictions += is_kept
            else:
                is_kept = any(way in self.ways for way in ways)
            if is_kept:
                self._ids.add_relation(relation.id)

    def write(self, writer: Any) -> tuple[int, int, int]:
        """Copy all that is kept; returns how many nodes, ways and relations that is."""
        self._progress(Progress(label="clipping", detail="writing", done=3, total=STEPS))
        counts = {"n": 0, "w": 0, "r": 0}
        for thing in _each(osmium.FileProcessor(self._source).with_filter(self._ids.id_filter())):
            writer.add(thing)
            counts[thing.type_str()] += 1
        self._progress(Progress(label="clipping", done=STEPS, total=STEPS))
        return counts["n"], counts["w"], counts["r"]


def _each(reader: Any) -> Iterator[Any]:
    return iter(reader)


def _is_inside(place: Any, box: BoundingBox) -> bool:
    return bool(
        place.valid()
        and box.south_deg <= place.lat <= box.north_deg
        and box.west_deg <= place.lon <= box.east_deg
    )
