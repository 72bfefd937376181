"""The load sheet of a trip: a line an order, first in on top, with a box to tick and totals."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.load_sheet import LoadLine, list_load_lines, volume_text
from lastmile_cli.outputs.pdf.paper import DARK, GREY, INNER_MM, MARGIN_MM, Paper
from lastmile_cli.outputs.trip_loads import TripLoad
from lastmile_cli.outputs.wording import kg_text

ROW_MM, MOST_ROWS = 4.6, 45
"""How high a line is, and how many of them fit on one page."""
TICK_MM, EDGE_MM = 2.5, 1.5

_SHARES = (0.053, 0.113, 0.13, 0.33, 0.64, 0.70, 0.775, 0.88, 0.935, 1.0)
"""Where the columns end (numbers) or begin (``order``, ``name``), as shares of the width."""

HEADINGS = ("in", "for #", "order", "name", "parcels", "kg", "m³", "on board", "kg", "m³")
_ORDER, _NAME = HEADINGS.index("order"), HEADINGS.index("name")

Grid = tuple[tuple[str, ...], ...]
"""Rows of cells, as ``HEADINGS`` names them; the first row is the headings."""


def load_grids(load: TripLoad, stops: Mapping[str, Stop]) -> list[Grid]:
    """List what to put on board for each order of a trip, in pieces that fit on a page."""
    rows = [_cells(line) for line in list_load_lines(load, stops)]
    pieces = (rows[at : at + MOST_ROWS] for at in range(0, len(rows), MOST_ROWS))
    return [(HEADINGS, *piece) for piece in pieces]


def grid_height(grid: Grid) -> float:
    """Millimetres down the page."""
    return ROW_MM * len(grid) + 2 * EDGE_MM


def draw_grid(paper: Paper, grid: Grid, y: float) -> None:
    """Draw one piece of a sheet with its top at ``y``."""
    for row, cells in enumerate(grid):
        baseline = y + EDGE_MM + ROW_MM * (row + 0.75)
        is_heading = row == 0
        if not is_heading:
            x = MARGIN_MM
            paper.box(x, baseline - TICK_MM, TICK_MM, TICK_MM, line=GREY, weight=0.2)
        _draw_row(paper, cells, baseline, grey=GREY if is_heading else DARK)


def _draw_row(paper: Paper, cells: tuple[str, ...], baseline: float, *, grey: int) -> None:
    edges = [MARGIN_MM + share * INNER_MM for share in _SHARES]
    for column, (text, x) in enumerate(zip(cells, edges, strict=True)):
        if column in (_ORDER, _NAME):
            most = edges[_NAME] - x if column == _ORDER else 0.25 * INNER_MM
            paper.text(x, baseline, text, size=9, least=6.5, grey=grey, fit=most - 2)
        else:
            is_number = HEADINGS[column] == "for #"
            paper.text(x, baseline, text, size=9, grey=grey, align="right", bold=is_number)


def _cells(line: LoadLine) -> tuple[str, ...]:
    return (
        str(line.position),
        str(line.sequence),
        line.order_id,
        line.name,
        *_amounts(line.load),
        *_amounts(line.on_board),
    )


def _amounts(load: Load) -> tuple[str, str, str]:
    weight = kg_text(load.weight_g).removesuffix(" kg") if load.weight_g else ""
    return str(load.parcels or ""), weight, volume_text(load.volume_ml)
