"""The load list of a trip: a small box to tick for each order, three beside each other."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.pdf.paper import DARK, GREY, INNER_MM, MARGIN_MM, Paper
from lastmile_cli.outputs.trip_loads import TripLoad
from lastmile_cli.outputs.wording import load_text

A_ROW, ROW_MM, MOST_ROWS = 3, 4.6, 45
"""Orders beside each other, and rows of them that fit on one page."""
TICK_MM, EDGE_MM = 2.5, 1.5

Grid = tuple[tuple[str, ...], ...]
"""Rows of cells: number, order, goods."""


def load_grids(load: TripLoad, stops: Mapping[str, Stop]) -> list[Grid]:
    """List what to put on board for each order of a trip, in pieces that fit on a page."""
    cells = []
    for visit in load.visits:
        stop = stops[visit.stop_id or ""]
        several = [(order.order_id, order.load) for order in stop.orders]
        for order_id, its_load in several or [(stop.stop_id, stop.load)]:
            goods = load_text(Load(weight_g=its_load.weight_g, parcels=its_load.parcels))
            cells.append(f"{visit.sequence}  {order_id}" + (f"  {goods}" if goods else ""))
    rows = [tuple(cells[at : at + A_ROW]) for at in range(0, len(cells), A_ROW)]
    return [tuple(rows[at : at + MOST_ROWS]) for at in range(0, len(rows), MOST_ROWS)]


def grid_height(grid: Grid) -> float:
    """Millimetres down the page."""
    return ROW_MM * len(grid) + 2 * EDGE_MM


def draw_grid(paper: Paper, grid: Grid, y: float) -> None:
    """Draw one piece of a list with its top at ``y``."""
    width = INNER_MM / A_ROW
    for row, cells in enumerate(grid):
        baseline = y + EDGE_MM + ROW_MM * (row + 0.75)
        for column, text in enumerate(cells):
            x = MARGIN_MM + column * width
            paper.box(x, baseline - TICK_MM, TICK_MM, TICK_MM, line=GREY, weight=0.2)
            paper.text(x + 3.8, baseline, text, size=9, grey=DARK, fit=width - 5.5)
