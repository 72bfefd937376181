"""Navigation links as QR codes: the driver scans one for each part of the route."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import segno

from lastmile_cli.outputs.navigation import NavigationChunk
from lastmile_cli.outputs.pdf.paper import MARGIN_MM, Paper

CODE_MM = 27.0
ROW_MM = 36.0
A_ROW = 6


def draw_codes(paper: Paper, chunks: Sequence[NavigationChunk], y: float) -> None:
    """Draw rows of codes, ``A_ROW`` in each, with what they lead to printed above."""
    step = paper.inner_mm / A_ROW
    for position, chunk in enumerate(chunks):
        row, column = divmod(position, A_ROW)
        x, top = MARGIN_MM + column * step, y + row * ROW_MM
        paper.text(x, top + 3, chunk.label, size=9, bold=True, fit=step - 1)
        draw_qr(paper, chunk.url, x, top + 5, CODE_MM)
        paper.link(x, top, step - 1, CODE_MM + 5, chunk.url)


def draw_qr(paper: Paper, text: str, x: float, y: float, size_mm: float) -> None:
    """Draw one QR code (error correction M) as black bars, sharp at any printer's resolution."""
    rows = list(segno.make(text, error="m", micro=False, boost_error=False).matrix_iter(border=0))
    module = size_mm / len(rows)
    # A hair of overlap: viewers otherwise show white seams between the rows.
    paper.bars(
        (x + start * module, y + index * module, count * module, module + 0.02)
        for index, row in enumerate(rows)
        for start, count in dark_runs(row)
    )


def dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """
    Yield where dark stretches of a row begin, and how long they are.

    >>> list(dark_runs([1, 1, 0, 1]))
    [(0, 2), (3, 1)]
    """
    at = 0
    for dark, same in groupby(row):
        count = len(list(same))
        if dark:
            yield at, count
        at += count
