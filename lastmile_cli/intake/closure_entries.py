"""Closures as the configuration or a file lists them: what is wrong with each, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lastmile_cli.domain.closures import Closure, Ring
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.closure_times import parse_moment
from lastmile_cli.intake.config_models import ClosureModel
from lastmile_cli.intake.geojson_shapes import NoShapeError, shapes_of
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown

Areas = Mapping[str, Sequence[tuple[Decimal, Decimal]]]
"""Corners of each area of the configuration, [lat, lon] in degrees, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReader:
    """
    Reads entries; what is wrong with one is noted, and it is left out.

    ``skips_points``: an entry that is only a point is left out with a warning,
    as in files that show other things too.
    """

    areas: Areas
    timezone: str
    skips_points: bool = False

    def read(
        self, entries: Sequence[ClosureModel], path: KeyPath, book: KeyBook
    ) -> tuple[Closure, ...]:
        """Read all entries under a key path."""
        found = (self.read_one(entry, (*path, n), book) for n, entry in enumerate(entries))
        return tuple(closure for closure in found if closure is not None)

    def read_one(self, entry: ClosureModel, path: KeyPath, book: KeyBook) -> Closure | None:
        """Read one entry; ``None`` where it closes nothing or something is wrong with it."""
        begin = self._moment(entry.begin, (*path, "from"), book)
        end = self._moment(entry.end, (*path, "until"), book, is_end=True)
        shapes = self._shapes(entry, path, book)
        if shapes is None or (entry.begin and not begin) or (entry.end and not end):
            return None
        rings, lines = shapes
        if begin and end and begin >= end:
            problem = f"closure {entry.id} ends ({entry.end}) before it begins ({entry.begin})."
            book.error("LM1261", (*path, "until"), problem, "swap the two.")
            return None
        if entry.between and (len(entry.between) != 2 or not entry.street):
            problem = f"closure {entry.id}: between needs a street and two that cross it."
            book.error("LM1262", (*path, "between"), problem, "name two streets.")
            return None
        if not (entry.street or entry.way_ids or rings or lines):
            self._note_nothing(entry, path, book)
            return None
        return Closure(
            closure_id=entry.id,
            streets=tuple(entry.street),
            between=tuple(entry.between),
            way_ids=tuple(entry.way_ids),
            rings=rings,
            lines=lines,
            from_at=begin,
            until_at=end,
            note=entry.note,
            source=entry.source,
        )

    def _note_nothing(self, entry: ClosureModel, path: KeyPath, book: KeyBook) -> None:
        if entry.geometry is not None and self.skips_points:
            problem = f"closure {entry.id} is only a point, which closes no street."
            book.warning("LM1266", path, problem, "draw a line or an area, or name the street.")
            return
        problem = f"closure {entry.id} names nothing to close."
        book.error("LM1262", path, problem, "add street, way_ids, area or a geometry.")

    def _moment(
        self, text: str, path: KeyPath, book: KeyBook, *, is_end: bool = False
    ) -> datetime | None:
        if not text:
            return None
        try:
            return parse_moment(text, self.timezone, is_end=is_end)
        except CellError as error:
            book.error(error.code, path, error.problem, error.hint)
            return None

    def _shapes(
        self, entry: ClosureModel, path: KeyPath, book: KeyBook
    ) -> tuple[tuple[Ring, ...], tuple[Ring, ...]] | None:
        rings: tuple[Ring, ...] = ()
        lines: tuple[Ring, ...] = ()
        if entry.geometry is not None:
            try:
                rings, lines = shapes_of(entry.geometry)
            except NoShapeError as error:
                problem = f"closure {entry.id}: {error}."
                hint = "draw it with a GeoJSON editor, or name a street instead."
                book.error("LM1263", (*path, "geometry"), problem, hint)
                return None
        if not entry.area:
            return rings, lines
        if entry.area not in self.areas:
            problem = f"{shown(entry.area)} is no area of roads.areas."
            book.error("LM1263", (*path, "area"), problem, suggestion(entry.area, self.areas))
            return None
        corners = tuple((float(lat), float(lon)) for lat, lon in self.areas[entry.area])
        return (*rings, corners), lines


def with_own_ids(entries: Sequence[ClosureModel]) -> list[ClosureModel]:
    """Number the ids that stand twice: works, works-2."""
    taken: set[str] = set()
    found = []
    for entry in entries:
        name, count = entry.id, 1
        while name in taken:
            count += 1
            name = f"{entry.id}-{count}"
        taken.add(name)
        found.append(entry if name == entry.id else entry.model_copy(update={"id": name}))
    return found
