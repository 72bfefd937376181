"""The sort list of a hub: find the number on a parcel, read which vehicle it goes to, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lastmile_cli.outputs.parcels import Parcel, sorted_for_search
from lastmile_cli.outputs.pdf.load_list import LIST_TOP_MM
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, GREY, LIGHT, MARGIN_MM, Paper

ROW_MM, HEAD_MM, GAP_MM = 5.8, 5.5, 7.0
COLUMNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    order_id: str
    count: int
    carrier: str
    trip: str
    stop: str
    position: str


def draw_sort_list(paper: Paper, title: str, date: str, parcels: Sequence[Parcel]) -> None:
    """Draw all parcels in the order of their numbers, in columns, on as many pages as it takes."""
    lines = _lines(parcels)
    a_column = int((paper.bottom_mm - LIST_TOP_MM - HEAD_MM) / ROW_MM)
    for begin in range(0, len(lines), a_column * COLUMNS):
        shown = lines[begin : begin + a_column * COLUMNS]
        _draw_page(paper, title, date, shown, a_column)


def _lines(parcels: Sequence[Parcel]) -> list[_Line]:
    """One an order, carrier and trip: parcels of an order stay together."""
    found = []
    for (order_id, _), same in groupby(
        sorted_for_search(list(parcels)), key=lambda it: (it.order_id, it.carrier)
    ):
        its = list(same)
        first = its[0]
        trips = first.departure.route.trips if first.departure else 1
        found.append(
            _Line(
                order_id=order_id,
                count=len(its),
                carrier=first.carrier,
                trip=f"trip {first.departure.trip}" if first.departure and trips > 1 else "",
                stop=str(first.line.sequence) if first.line else "",
                position=str(first.line.position) if first.line else "partner",
            )
        )
    return found


def _draw_page(paper: Paper, title: str, date: str, lines: Sequence[_Line], a_column: int) -> None:
    paper.add_page()
    width = paper.text(paper.right_mm, 18, date, size=12, bold=True, align="right")
    span = f"{lines[0].order_id} to {lines[-1].order_id}"
    used = paper.text(MARGIN_MM, 18, title, size=13, least=8, bold=True, fit=paper.inner_mm * 0.5)
    fit = paper.inner_mm - width - used - 10
    paper.text(MARGIN_MM + used + 5, 18, span, size=10, least=6.5, grey=DARK, fit=fit)
    paper.rule(LIST_TOP_MM - 2.5, grey=BLACK, weight=0.6)
    # On the last page both columns are as long: the eye goes down once.
    rows = min(a_column, -(-len(lines) // COLUMNS)) if len(lines) < a_column * COLUMNS else a_column
    step = (paper.inner_mm + GAP_MM) / COLUMNS
    for column in range(COLUMNS):
        part = lines[column * rows : (column + 1) * rows]
        if part:
            _draw_column(paper, part, MARGIN_MM + column * step, step - GAP_MM)


def _draw_column(paper: Paper, lines: Sequence[_Line], x: float, width: float) -> None:
    order_mm, right = width * 0.36, x + width
    carrier = x + order_mm + 9.0
    y = LIST_TOP_MM
    for at, text, align in (
        (x, "order", "left"),
        (carrier - 2.5, "parcels", "right"),
        (carrier, "goes to", "left"),
        (right - 12, "stop", "right"),
        (right, "in", "right"),
    ):
        left = at - (paper.width(text, size=8) if align == "right" else 0.0)
        paper.text(left, y + 3, text, size=8, grey=GREY)
    y += HEAD_MM
    for line in lines:
        baseline = y + ROW_MM * 0.72
        paper.text(x, baseline, line.order_id, size=11, least=6.5, fit=order_mm - 1)
        paper.text(carrier - 2.5, baseline, str(line.count), size=10, grey=DARK, align="right")
        told = f"{line.carrier}, {line.trip}" if line.trip else line.carrier
        room = right - carrier - (20 if line.stop else 13)
        paper.text(carrier, baseline, told, size=11, least=6.5, bold=True, fit=room)
        if line.stop:
            paper.text(right - 12, baseline, line.stop, size=11, align="right")
        size, grey = (11.0, BLACK) if line.stop else (8.5, DARK)
        paper.text(right, baseline, line.position, size=size, grey=grey, align="right")
        paper.line(x, y + ROW_MM, right, y + ROW_MM, grey=LIGHT, weight=0.15)
        y += ROW_MM
