"""The day of every vehicle as a strip: what it does when, told by shape, not by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.outputs.day_strip import (
    HOUR_S,
    Doing,
    Fill,
    Piece,
    doings_of,
    fill_of,
    pieces_of,
    span_of,
)
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, GREY, LIGHT, MARGIN_MM, PALE, WHITE, Paper
from lastmile_cli.outputs.selection import stops_by_id

NAME_MM, HOURS_MM, LEGEND_MM = 40.0, 6.0, 7.0
ROW_MM, LOW_ROW_MM, BAR_MM, FILL_MM = 10.5, 6.2, 4.4, 3.2
MOST_HIGH = 22
"""More vehicles than these have low rows, which do not tell how full they are."""
LEAST_HOUR_MM = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    left: float
    right: float
    from_s: int
    to_s: int

    def at(self, second: float) -> float:
        share = (second - self.from_s) / (self.to_s - self.from_s)
        return self.left + share * (self.right - self.left)


def day_chart_mm(count: int, row_mm: float = ROW_MM) -> float:
    """How high the strips of so many vehicles are, hours and legend included."""
    return HOURS_MM + row_mm * count + LEGEND_MM


def row_mm_of(count: int) -> float:
    """How high a row is on a day of so many vehicles."""
    return ROW_MM if count <= MOST_HIGH else LOW_ROW_MM


def draw_day(
    paper: Paper, plan: Plan, routes: Sequence[Route], y: float, every: Sequence[Route] = ()
) -> float:
    """
    Draw a strip a vehicle with its top at ``y``; return where they end.

    The hours are those of ``every`` route, where strips go on on another page.

    Below each strip is a band that is as high as the vehicle is full.
    """
    row_mm = row_mm_of(len(every or routes))
    from_s, to_s = span_of(every or routes)
    scale = _Scale(left=MARGIN_MM + NAME_MM, right=paper.right_mm, from_s=from_s, to_s=to_s)
    top = y + HOURS_MM
    end = top + row_mm * len(routes)
    _draw_hours(paper, plan, scale, y, end)
    for row, route in enumerate(routes):
        line = top + row_mm * row
        name = route.vehicle_id
        paper.text(
            MARGIN_MM, line + 4.2, name, size=9.5, least=6.5, bold=True, fit=NAME_MM - 3
        )  # fmt: skip
        for piece in pieces_of(route):
            _draw_piece(paper, piece, scale, line + 0.9)
        if row_mm == ROW_MM:
            _draw_fill(paper, fill_of(plan, route, stops_by_id(plan)), route, scale, line)
        paper.rule(line + row_mm, grey=LIGHT)
    _draw_legend(paper, doings_of(routes), end + 4.6, has_fill=row_mm == ROW_MM)
    return end + LEGEND_MM


def _draw_fill(paper: Paper, fill: Fill, route: Route, scale: _Scale, line: float) -> None:
    told = f"{fill.most_text}, {fill.most:.0%} full" if fill.is_of_room else fill.most_text
    paper.text(MARGIN_MM, line + 8.2, told, size=7.5, least=5.5, grey=DARK, fit=NAME_MM - 3)
    floor = line + ROW_MM - 0.9
    ends = [*(at for at, _ in fill.steps[1:]), route.end_s]
    for (at, share), end in zip(fill.steps, ends, strict=True):
        height = FILL_MM * min(1.0, share)
        if height > 0.02 and end > at:
            x = scale.at(at)
            paper.box(x, floor - height, scale.at(end) - x, height, fill=GREY, line=None)


def _draw_hours(paper: Paper, plan: Plan, scale: _Scale, y: float, bottom: float) -> None:
    hours = range(scale.from_s, scale.to_s + 1, HOUR_S)
    apart = (scale.right - scale.left) / max(1, len(hours) - 1)
    step = max(1, -(-int(LEAST_HOUR_MM * 10) // max(1, int(apart * 10))))
    for number, second in enumerate(hours):
        x = scale.at(second)
        paper.line(x, y + HOURS_MM - 1, x, bottom, grey=LIGHT, weight=0.15)
        if number % step == 0:
            clock = plan.day.clock(second)
            shift = {scale.from_s: 0.0, scale.to_s: 1.0}.get(second, 0.5)
            left = x - shift * paper.width(clock, size=8)
            paper.text(left, y + 3.6, clock, size=8, grey=DARK)


def _draw_piece(paper: Paper, piece: Piece, scale: _Scale, top: float) -> None:
    x = scale.at(piece.from_s)
    _draw_sign(paper, piece.doing, x, top, scale.at(piece.to_s) - x)


def _draw_sign(paper: Paper, doing: Doing, x: float, top: float, width: float) -> None:
    middle = top + BAR_MM / 2
    if doing is Doing.SERVE:
        # A hair between two doors: who stands long at one door is told from who goes to many.
        paper.box(x, top, max(0.15, width - 0.1), BAR_MM, fill=BLACK, line=None)
    elif doing is Doing.DRIVE:
        paper.line(x, middle, x + width, middle, weight=0.7)
    elif doing is Doing.WALK:
        paper.pdf.set_dash_pattern(dash=0.6, gap=1.2)
        paper.line(x, middle, x + width, middle, weight=0.7)
        paper.pdf.set_dash_pattern()
    elif doing is Doing.WAIT:
        paper.line(x, top + BAR_MM, x + width, top + BAR_MM, grey=GREY, weight=0.3)
    else:
        fill = {Doing.LOAD: LIGHT, Doing.BREAK: WHITE, Doing.CHARGE: PALE}[doing]
        letter = {Doing.LOAD: "L", Doing.BREAK: "B", Doing.CHARGE: "C"}[doing]
        paper.box(x, top, width, BAR_MM, fill=fill, line=BLACK, weight=0.25)
        if width > 2.2:
            paper.text(x + width / 2, middle + 1.1, letter, size=8, bold=True, align="centre")


def _draw_legend(paper: Paper, doings: Sequence[Doing], y: float, *, has_fill: bool) -> None:
    x = MARGIN_MM + NAME_MM
    for doing in doings:
        _draw_sign(paper, doing, x, y - BAR_MM + 1.0, 6.0)
        x += 7.2 + paper.text(x + 7.2, y, doing.value, size=8, grey=DARK) + 4.5
    if has_fill:
        paper.box(x, y - 2.2, 6.0, 2.2, fill=GREY, line=None)
        paper.text(x + 7.2, y, "how full", size=8, grey=DARK)
