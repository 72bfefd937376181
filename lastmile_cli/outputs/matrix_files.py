"""A matrix of travel as files that `roads.matrix` reads back: a list of pairs, or numpy arrays."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence

import numpy as np

from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.outputs.csv_text import csv_text


def matrix_csv(matrix: TravelMatrix, clocks_s: Sequence[int]) -> str:
    """
    Write one pair a line; a pair without a way has empty cells.

    ``clocks_s`` are the starts of the periods on the clock; one alone is not written.
    """
    header = ["from", "to", "duration_s", "distance_m"]
    if not matrix.has_hours:
        return csv_text(header, _pairs(matrix, 0, ()))
    layers = range(len(clocks_s))
    rows = (row for layer in layers for row in _pairs(matrix, layer, (_clock(clocks_s[layer]),)))
    return csv_text([*header, "period"], rows)


def matrix_npz(matrix: TravelMatrix, clocks_s: Sequence[int]) -> bytes:
    """Write arrays; a pair without a way is infinite."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        ids=np.array(matrix.ids),
        period_starts_s=np.array(clocks_s, dtype=np.int64),
        duration_s=matrix.duration_s,
        distance_m=matrix.distance_m,
    )
    return buffer.getvalue()


def _pairs(
    matrix: TravelMatrix, layer: int, period: tuple[str, ...]
) -> Iterator[tuple[object, ...]]:
    seconds = matrix.duration_s[layer].tolist()
    metres = matrix.distance_m.tolist()
    for row, start in enumerate(matrix.ids):
        for column, end in enumerate(matrix.ids):
            if row != column:
                duration_s, distance_m = seconds[row][column], metres[row][column]
                cells = (
                    ("", "") if math.isinf(duration_s) else (_text(duration_s), _text(distance_m))
                )
                yield (start, end, *cells, *period)


def _text(value: float) -> str:
    """Three decimals at most: milliseconds, millimetres."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _clock(clock_s: int) -> str:
    """
    Write a time of day.

    >>> _clock(27_000), _clock(27_001)
    ('07:30', '07:30:01')
    """
    minutes, seconds = divmod(clock_s, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text
