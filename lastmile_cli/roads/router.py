"""What a routing service must answer, so that tables, legs and stands come from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.ports import Snap

FloatArray = npt.NDArray[np.float64]


class RefusedQuestionError(Exception):
    """The service understood a question and says no; ``code`` is its word for why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


MOST = float(2**30)
"""No way takes so many seconds (34 years) or metres (27 times round the earth)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One way without traffic: seconds, metres, and (lat, lon) pairs in driving order."""

    seconds: float
    metres: float
    geometry: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not (0 <= self.seconds < MOST and 0 <= self.metres < MOST):
            msg = f"No way takes {self.seconds} s and {self.metres} m."
            raise ValueError(msg)


class Router(Protocol):
    """
    A routing service that answers for one profile.

    ``where`` is how plans and messages name it, ``sha256`` the content it
    answers from where that is known here, else empty. All of its questions
    raise ``ServiceUnreachableError`` where no usable answer comes.
    """

    where: str
    sha256: str

    def nearest(self, points: Sequence[Coordinate]) -> list[Snap | None]:
        """Nearest point on a street for each door; ``None`` where the service knows none."""
        ...

    def block(
        self, starts: Sequence[Coordinate], ends: Sequence[Coordinate]
    ) -> tuple[FloatArray, FloatArray]:
        """
        Seconds and metres, each of shape (starts, ends); infinite where there is no way.

        Raises
        ------
        UsageError
            The service refuses so large a question.
        """
        ...

    def drive(self, start: Coordinate, end: Coordinate) -> Drive | None:
        """The way from door to door; ``None`` where there is none."""
        ...


def stand(point: Coordinate, lat_deg: float, lon_deg: float, street: str = "") -> Snap:
    """Stop at a point of a street for a door."""
    there = Coordinate(lat_deg=lat_deg, lon_deg=lon_deg)
    return Snap(stands_at=there, walk_m=great_circle_m(there, point), street=street)


def read_block(found: object, shape: tuple[int, int]) -> FloatArray:
    """
    Read rows of numbers; ``None`` in them is no way.

    Raises
    ------
    ValueError, TypeError
        They are none, of another shape, or hold what no way can be.
    """
    rows = [
        [np.inf if cell is None else float(cell) for cell in row]
        for row in found  # type: ignore[attr-defined]
    ]
    if [len(row) for row in rows] != [shape[1]] * shape[0]:
        msg = f"The rows do not make a table of {shape}."
        raise ValueError(msg)
    matrix = np.array(rows, dtype=np.float64).reshape(shape)
    if not ((matrix >= 0) & ((matrix < MOST) | np.isinf(matrix))).all():
        msg = "A duration or distance is negative, endless or no number."
        raise ValueError(msg)
    return matrix
