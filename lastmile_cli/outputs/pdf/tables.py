"""Tables on paper: columns as wide as their words, headings on one line and again on each page."""

from __future__ import annotations

from fpdf.enums import TableBordersLayout, VAlign
from fpdf.fonts import FontFace

from lastmile_cli.outputs.pdf.paper import BLACK, LIGHT, MARGIN_MM, PALE, WHITE, Paper
from lastmile_cli.outputs.sheet import Sheet

MAX_CELL_LETTERS = 200
TITLE_MM, ROW_MM, ROWS_KEPT_TOGETHER = 10.0, 6.4, 18
SIZE = 9.5
EDGES_MM = 3.4
"""What a cell needs beside its words."""
LEAST_MM = 20.0
"""No column of words that wrap is narrower than this, while others can give way."""
LEANING = 0.6
"""How much more room longer words have: 1 would make all columns as high, 0 all as wide."""


def draw_sheet(
    paper: Paper, sheet: Sheet, title: str, most_letters: int = MAX_CELL_LETTERS
) -> None:
    """Draw a table below what is on the page, or on a new one where only its head would fit."""
    pdf = paper.pdf
    least = TITLE_MM + ROW_MM * min(len(sheet.rows) + 2, ROWS_KEPT_TOGETHER)
    if pdf.get_y() + least > paper.bottom_mm:
        paper.add_page()
        pdf.set_y(MARGIN_MM)
    paper.text(MARGIN_MM, pdf.get_y() + 7, title, size=13, bold=True)
    pdf.set_y(pdf.get_y() + 10)
    pdf.set_x(MARGIN_MM)
    widths = column_widths(paper, sheet, most_letters)
    pdf.set_font("Roboto", "", SIZE)
    pdf.set_text_color(BLACK)
    pdf.set_draw_color(LIGHT)
    pdf.set_fill_color(WHITE)
    pdf.set_line_width(0.2)
    rows = [tuple(column.heading for column in sheet.columns), *sheet.rows]
    rows += [sheet.footer] if sheet.footer else []
    with pdf.table(
        width=min(sum(widths), pdf.epw),
        col_widths=tuple(widths),
        align="LEFT",
        text_align=tuple("RIGHT" if it.justify == "right" else "LEFT" for it in sheet.columns),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", fill_color=PALE),
        line_height=4.6,
        padding=(0.9, 1.5, 0.9, 1.5),
        v_align=VAlign.T,
    ) as table:
        for position, cells in enumerate(rows):
            is_footer = bool(sheet.footer) and position == len(rows) - 1
            style = FontFace(emphasis="BOLD") if is_footer else None
            row = table.row(style=style)
            for cell in cells:
                row.cell(paper.clean(cell)[:most_letters])


def column_widths(paper: Paper, sheet: Sheet, most_letters: int = MAX_CELL_LETTERS) -> list[float]:
    """
    Return millimetres of each column, together as wide as the paper at most.

    Columns that may wrap share what the others leave, the longer ones the more of it; only
    where those alone are too wide, all give way alike.
    """
    natural = [
        _natural_mm(paper, sheet, position, most_letters) for position in range(len(sheet.columns))
    ]
    if sum(natural) <= paper.inner_mm:
        return natural
    can_wrap = [column.ratio > 0 for column in sheet.columns]
    whole = sum(width for width, wraps in zip(natural, can_wrap, strict=True) if not wraps)
    room = paper.inner_mm - whole
    if room < LEAST_MM * sum(can_wrap) or not any(can_wrap):
        shrink = paper.inner_mm / sum(natural)
        return [width * shrink for width in natural]
    return _shared(natural, can_wrap, room)


def _shared(natural: list[float], can_wrap: list[bool], room: float) -> list[float]:
    """Let what needs less than its share have what it needs, and the others the rest."""
    widths = [0.0 if wraps else width for width, wraps in zip(natural, can_wrap, strict=True)]
    wanting = [at for at, wraps in enumerate(can_wrap) if wraps]
    weights = [width**LEANING for width in natural]
    while wanting:
        unit = room / sum(weights[at] for at in wanting)
        modest = [at for at in wanting if natural[at] <= max(LEAST_MM, weights[at] * unit)]
        settled = {at: natural[at] for at in modest} or {
            at: LEAST_MM for at in wanting if weights[at] * unit < LEAST_MM
        }
        if not settled:
            settled = {at: weights[at] * unit for at in wanting}
        for at, width in settled.items():
            widths[at] = width
            room -= width
            wanting.remove(at)
    return widths


def _natural_mm(paper: Paper, sheet: Sheet, position: int, most_letters: int) -> float:
    """How wide a column is in which no cell wraps."""
    bold = [sheet.columns[position].heading]
    bold += [sheet.footer[position]] if sheet.footer else []
    widest = max(paper.width(text, size=SIZE, bold=True) for text in bold)
    cells = (row[position][:most_letters] for row in sheet.rows)
    return max([widest, *(paper.width(cell, size=SIZE) for cell in cells)]) + EDGES_MM
