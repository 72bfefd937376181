"""The whole day on paper for the dispatcher: routes, costs, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf.enums import TableBordersLayout, VAlign
from fpdf.fonts import FontFace

from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.costs import CostsBy, costs_sheet, weighed_sheet
from lastmile_cli.outputs.fleet_sheets import (
    fleet_sheet,
    outsourced_sheet,
    totals_line,
    unassigned_sheet,
)
from lastmile_cli.outputs.pdf.paper import (
    BLACK,
    BOTTOM_MM,
    DARK,
    INNER_MM,
    LIGHT,
    MARGIN_MM,
    PAGE_HEIGHT_MM,
    PALE,
    Paper,
)
from lastmile_cli.outputs.sheet import Sheet
from lastmile_cli.outputs.transfers import has_transfers, transfers_sheet
from lastmile_cli.outputs.wording import remarks

_FLEET_WIDTHS = {"vehicle": 32, "driver": 42, "load": 19, "from": 13, "to": 13}
_NUMBER_MM, _MONEY_MM = 13, 19
_WEIGHED_WIDTHS, _OUTSOURCED_WIDTHS = (66, 24), (28, 40, 56, 26, 20, 16)
_COSTS_WIDTHS = (50, 24, 16)
_TRANSFERS_WIDTHS = (40, 40, 28, 13, 26, 23, 16)
_LEFT_OUT_WIDTHS = (13, 48, 23, 46, 38, 18)
MAX_CELL_LETTERS, MAX_IDS_LETTERS = 200, 900
MOST_IDS = 80
"""Paper has room for more ids than a terminal, and nobody can click on it."""
TITLE_MM, ROW_MM, ROWS_KEPT_TOGETHER = 10.0, 6.4, 18


def fleet_pdf(plan: Plan) -> bytes:
    """Print the summary of a day: one table of routes, one of costs, one of what was left out."""
    date = plan.day.date.isoformat()
    footer = f"Fleet · {date} · plan {plan.plan_id}"[:110]
    with Paper(plan, title=f"Fleet {date}", footer=footer) as paper:
        paper.pdf.set_auto_page_break(auto=True, margin=PAGE_HEIGHT_MM - BOTTOM_MM)
        paper.add_page()
        _draw_header(paper, plan)
        if plan.line_haul is not None and plan.line_haul.routes:
            trucks = fleet_sheet(plan.line_haul, "Line-haul")
            _draw_sheet(paper, trucks, "Line-haul", _fleet_widths(trucks))
        fleet = fleet_sheet(plan)
        _draw_sheet(paper, fleet, "Routes", _fleet_widths(fleet))
        _draw_sheet(paper, costs_sheet(plan, CostsBy.CATEGORY), "Costs", _COSTS_WIDTHS)
        weighed = weighed_sheet(plan)
        if weighed is not None:
            _draw_sheet(paper, weighed, weighed.title, _WEIGHED_WIDTHS)
        if plan.outsourced:
            handed = outsourced_sheet(plan)
            _draw_sheet(paper, handed, handed.title, _OUTSOURCED_WIDTHS)
        if has_transfers(plan):
            moved = transfers_sheet(plan)
            _draw_sheet(paper, moved, moved.title, _TRANSFERS_WIDTHS)
        if plan.unassigned:
            left_out = unassigned_sheet(plan, MOST_IDS)
            _draw_sheet(paper, left_out, left_out.title, _LEFT_OUT_WIDTHS, MAX_IDS_LETTERS)
        return paper.bytes()


def _fleet_widths(sheet: Sheet) -> list[int]:
    """Millimetres of each column; what more columns need is taken from the names."""
    *others, _ = (_FLEET_WIDTHS.get(column.heading, _NUMBER_MM) for column in sheet.columns)
    too_much = max(0, sum(others) + _MONEY_MM - int(INNER_MM))
    of_vehicle = too_much // 3
    return [
        others[0] - of_vehicle,
        others[1] - (too_much - of_vehicle),
        *others[2:],
        _MONEY_MM,
    ]


def _draw_header(paper: Paper, plan: Plan) -> None:
    paper.text(MARGIN_MM, 21, f"Fleet {plan.day.date.isoformat()}", size=24, bold=True)
    paper.text(MARGIN_MM, 27.5, plan.day.date.strftime("%A"), size=12, grey=DARK)
    paper.rule(31, grey=BLACK, weight=0.6)
    y = 37.0
    for sentence in (totals_line(plan), *remarks(plan)):
        for line in paper.wrap(sentence, INNER_MM, size=11, max_lines=4):
            paper.text(MARGIN_MM, y, line, size=11)
            y += 5.2
    paper.pdf.set_y(y)


def _draw_sheet(
    paper: Paper,
    sheet: Sheet,
    title: str,
    widths: Sequence[int],
    most_letters: int = MAX_CELL_LETTERS,
) -> None:
    pdf = paper.pdf
    least = TITLE_MM + ROW_MM * min(len(sheet.rows) + 3, ROWS_KEPT_TOGETHER)
    if pdf.get_y() + least > BOTTOM_MM:
        paper.add_page()
        pdf.set_y(MARGIN_MM)
    paper.text(MARGIN_MM, pdf.get_y() + 7, title, size=13, bold=True)
    pdf.set_y(pdf.get_y() + 10)
    pdf.set_x(MARGIN_MM)
    pdf.set_font("Roboto", "", 9.5)
    pdf.set_text_color(BLACK)
    pdf.set_draw_color(LIGHT)
    pdf.set_line_width(0.2)
    rows = [tuple(column.heading for column in sheet.columns), *sheet.rows]
    rows += [sheet.footer] if sheet.footer else []
    with pdf.table(
        width=sum(widths),
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
