"""The load sheet of a trip: a line an order, first in on top, with a box to tick and totals."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.load_sheet import HEADINGS, list_load_lines, load_cells
from lastmile_cli.outputs.pdf.paper import DARK, GREY, MARGIN_MM, PALE, Paper
from lastmile_cli.outputs.trip_loads import TripLoad

ROW_MM = 5.2
"""How high a line is."""
LIST_TOP_MM = 24.0
"""Where lists begin on a page, below its head."""
TICK_MM, EDGE_MM, SIZE = 2.9, 1.5, 10.0

_SHARES = (0.055, 0.112, 0.128, 0.32, 0.635, 0.70, 0.77, 0.855, 0.928, 0.997)
"""Where the columns end (numbers) or begin (``order``, ``name``), as shares of the width."""

_ORDER, _NAME = HEADINGS.index("order"), HEADINGS.index("name")

Grid = tuple[tuple[str, ...], ...]
"""Rows of cells, as ``HEADINGS`` names them; the first row is the headings."""


def load_grids(
    load: TripLoad, stops: Mapping[str, Stop], paper: Paper, above_mm: float = 0.0
) -> list[Grid]:
    """
    List what to put on board for each order of a trip, in pieces that fit on a page.

    ``above_mm`` is what stands above the first piece. A page that would have a row or two
    alone gets some of the one before.
    """
    rows = [load_cells(line) for line in list_load_lines(load, stops)]
    room = paper.bottom_mm - LIST_TOP_MM - 2 * EDGE_MM
    first, full = int((room - above_mm) / ROW_MM) - 1, int(room / ROW_MM) - 1
    pieces: list[Grid] = []
    while rows:
        most = full if pieces else first
        if len(rows) - most in (1, 2):
            most -= 3
        pieces.append((HEADINGS, *rows[:most]))
        rows = rows[most:]
    return pieces


def grid_height(grid: Grid) -> float:
    """Millimetres down the page."""
    return ROW_MM * len(grid) + 2 * EDGE_MM


def draw_grid(paper: Paper, grid: Grid, y: float) -> None:
    """Draw one piece of a sheet with its top at ``y``."""
    for row, cells in enumerate(grid):
        top = y + EDGE_MM + ROW_MM * row
        is_heading = row == 0
        if row and row % 2 == 0:
            paper.box(MARGIN_MM, top, paper.inner_mm, ROW_MM, fill=PALE, line=None)
        baseline = top + ROW_MM * 0.74
        if not is_heading:
            paper.box(MARGIN_MM + 0.5, baseline - TICK_MM, TICK_MM, TICK_MM, line=DARK, weight=0.25)
        _draw_row(paper, cells, baseline, grey=GREY if is_heading else 0)


def _draw_row(paper: Paper, cells: tuple[str, ...], baseline: float, *, grey: int) -> None:
    edges = [MARGIN_MM + share * paper.inner_mm for share in _SHARES]
    size = 8.5 if grey == GREY else SIZE
    for column, (text, x) in enumerate(zip(cells, edges, strict=True)):
        if column in (_ORDER, _NAME):
            most = edges[_NAME] - x if column == _ORDER else 0.25 * paper.inner_mm
            paper.text(x, baseline, text, size=size, least=6.5, grey=grey, fit=most - 2)
        else:
            is_number = HEADINGS[column] == "for #"
            paper.text(x, baseline, text, size=size, grey=grey, align="right", bold=is_number)
