"""Speeds of single pieces of street, as somebody measured them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

EVERY_DAY = 0b111_1111
"""Bit 0 is Monday."""

_NONE: IntArray = np.empty(0, dtype=np.int64)
_NO_SPEED: FloatArray = np.empty(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedsFile:
    """A file of speeds: the name it goes by, and the hash of its content."""

    file: str
    sha256: str


@dataclass(frozen=True, eq=False, kw_only=True)
class SpeedTable:
    """
    The rows of one file, each a speed for some hours; of rows that disagree the last holds.

    Parameters
    ----------
    about
        The file they came from.
    from_node, to_node
        Shape (rows,): OSM nodes, next to each other on a street; 0 where the row
        names a way.
    way
        Shape (rows,): OSM way, both directions; 0 where the row names nodes.
    kmh
        Shape (rows,): speed.
    days
        Shape (rows,): bits of the days of the week, Monday first.
    from_s, until_s
        Shape (rows,): seconds on the clock, ``until_s`` not included.
    line
        Shape (rows,): where the row stands in its file.
    """

    about: SpeedsFile
    from_node: IntArray
    to_node: IntArray
    way: IntArray
    kmh: FloatArray
    days: IntArray
    from_s: IntArray
    until_s: IntArray
    line: IntArray

    def __post_init__(self) -> None:
        shapes = {column.shape for column in self.columns}
        if shapes != {(len(self.way),)}:
            msg = f"Columns of {self.about.file} differ in length: {sorted(shapes)}."
            raise ValueError(msg)
        if len(self.kmh) and not float(self.kmh.min()) > 0:
            msg = f"{self.about.file} holds a speed of {self.kmh.min()} km/h."
            raise ValueError(msg)

    @property
    def columns(self) -> tuple[npt.NDArray[np.generic], ...]:
        """All columns, in the order in which they are declared."""
        return (
            self.from_node,
            self.to_node,
            self.way,
            self.kmh,
            self.days,
            self.from_s,
            self.until_s,
            self.line,
        )

    def on(self, weekday: int) -> npt.NDArray[np.bool_]:
        """Which rows hold on a day of the week, 0 for Monday."""
        chosen: npt.NDArray[np.bool_] = (self.days >> weekday) & 1 == 1
        return chosen


@dataclass(frozen=True, eq=False, kw_only=True)
class StreetSpeeds:
    """
    The rows of some tables that hold at one time; later tables win over earlier ones.

    Equal when they say the same, whatever file says it.
    """

    tables: tuple[SpeedTable, ...]
    rows: tuple[IntArray, ...]

    @property
    def files(self) -> tuple[SpeedsFile, ...]:
        """The files that have a say."""
        return tuple(t.about for t, rows in zip(self.tables, self.rows, strict=True) if len(rows))

    @cached_property
    def pairs(self) -> tuple[IntArray, IntArray, FloatArray]:
        """From node, to node and speed of the rows that name nodes."""
        both = list(zip(self.tables, self._of(nodes=True), strict=True))
        return (
            np.concatenate([_NONE, *(table.from_node[rows] for table, rows in both)]),
            np.concatenate([_NONE, *(table.to_node[rows] for table, rows in both)]),
            np.concatenate([_NO_SPEED, *(table.kmh[rows] for table, rows in both)]),
        )

    @cached_property
    def ways(self) -> tuple[IntArray, FloatArray]:
        """Way and speed of the rows that name ways."""
        both = list(zip(self.tables, self._of(nodes=False), strict=True))
        return (
            np.concatenate([_NONE, *(table.way[rows] for table, rows in both)]),
            np.concatenate([_NO_SPEED, *(table.kmh[rows] for table, rows in both)]),
        )

    @cached_property
    def key(self) -> str:
        """Name what is said."""
        digest = sha256()
        for column in (*self.pairs, *self.ways):
            digest.update(len(column).to_bytes(8, "little") + column.tobytes())
        return digest.hexdigest()[:24]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StreetSpeeds) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def _of(self, *, nodes: bool) -> list[IntArray]:
        both = zip(self.tables, self.rows, strict=True)
        return [rows[(table.way[rows] == 0) == nodes] for table, rows in both]
