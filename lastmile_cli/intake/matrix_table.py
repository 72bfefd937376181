"""What the readers of matrices share: cells to numbers, the growing matrix, its last checks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.numbers import parse_number

FloatArray = npt.NDArray[np.float64]

LONGEST_S = 30 * 86_400.0
FARTHEST_M = 2e7
"""Half way round the earth; no leg is longer, nor lasts a month."""

SLOWEST_KMH, FASTEST_KMH = 0.5, 200.0
"""Outside of these the median speed is that of no vehicle and no walker."""

NEAR_M = 200.0
"""Shorter ways say little of speeds: the seconds are too coarse."""

NO_WAY_HINT = "leave the cell empty where there is no way."


@dataclass(slots=True)
class MatrixRead:
    """
    What a file holds, before the day is known.

    ``clocks_s`` are the starts of its periods on the clock, rising;
    ``duration_s`` has shape (periods, n, n) and is infinite where there is no
    way, ``distance_m`` (n, n) and 0 there.
    """

    ids: tuple[str, ...]
    clocks_s: tuple[int, ...]
    duration_s: FloatArray
    distance_m: FloatArray


def read_cells(
    cells: Sequence[str], rows: Sequence[int], columns: Sequence[str], most: float, book: NoticeBook
) -> FloatArray:
    """
    Read numbers; empty cells are infinite, as is what a notice says is none.

    ``rows`` and ``columns`` say where each cell stands; more than ``most`` is too large.
    """
    return np.array(
        [
            _number(text, row, column, most, book)
            for text, row, column in zip(cells, rows, columns, strict=True)
        ],
        dtype=np.float64,
    )


def _number(text: str, row: int, column: str, most: float, book: NoticeBook) -> float:
    plain = text.strip()
    if not plain:
        return math.inf
    try:
        value = float(plain) if "_" not in plain else math.nan
    except ValueError:
        try:
            value = float(parse_number(plain, decimal_mark=".,"))
        except CellError:
            value = math.nan
    wrong = trouble_with(value, most)
    if wrong:
        book.error("LM1473", f"{shown(text)} {wrong}.", NO_WAY_HINT, row=row, column=column)
        return math.inf
    return value


def trouble_with(value: float, most: float) -> str:
    """
    Say why a number cannot be a duration or distance; empty where it can.

    >>> trouble_with(12.5, 100), trouble_with(-1, 100)
    ('', 'is negative')
    """
    if not math.isfinite(value):
        return "is not a number"
    if value < 0:
        return "is negative"
    return "is too large to be true" if value > most else ""


def note_missing_distances(
    duration_s: FloatArray, distance_m: FloatArray, ids: Sequence[str], book: NoticeBook
) -> None:
    """A way that takes time has a length."""
    lacking = np.isfinite(duration_s).any(axis=0) & ~np.isfinite(distance_m)
    np.fill_diagonal(lacking, val=False)
    if lacking.any():
        start, end = (int(index[0]) for index in np.nonzero(lacking))
        problem = (
            f"{np.count_nonzero(lacking):,} pairs have a duration but no distance, the first "
            f"from {ids[start]} to {ids[end]}."
        )
        book.error("LM1477", problem, "give both, or neither where there is no way.")


def note_odd_speeds(duration_s: FloatArray, distance_m: FloatArray, book: NoticeBook) -> None:
    """Speeds tell minutes from seconds, and kilometres from metres."""
    with np.errstate(divide="ignore", invalid="ignore"):
        kmh = 3.6 * distance_m / duration_s[0]
    is_told = np.isfinite(duration_s[0]) & (distance_m >= NEAR_M)
    if not is_told.any():
        is_told = np.isfinite(duration_s[0]) & (duration_s[0] > 0) & (distance_m > 0)
    if not is_told.any():
        return
    median = float(np.median(kmh[is_told]))
    if median > FASTEST_KMH:
        problem = f"half of its ways are faster than {median:,.0f} km/h."
        book.error("LM1478", problem, "write durations in seconds, not minutes or hours.")
    elif median < SLOWEST_KMH:
        problem = f"half of its ways are slower than {median:.2g} km/h."
        hint = "write distances in metres, not kilometres, and durations in seconds."
        book.error("LM1478", problem, hint)
