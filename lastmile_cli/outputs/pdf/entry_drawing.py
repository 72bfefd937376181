"""Entries of a manifest on the sheet: number, hour, door, what to do, a box and a line to sign."""

from __future__ import annotations

from lastmile_cli.outputs.pdf.entries import (
    BADGE_GAP_MM,
    BADGE_MM,
    BADGE_TICK_MM,
    GAP_MM,
    SIGN_MM,
    TASK_MM,
    TEXT_MM,
    TICK_MM,
    TIME_MM,
    Entry,
    Line,
    badge_mm,
    halt_mm,
    text_mm,
)
from lastmile_cli.outputs.pdf.load_list import draw_grid
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, GREY, MARGIN_MM, PALE, WHITE, Paper
from lastmile_cli.outputs.pdf.turn_ribbon import draw_ribbon, ribbon_height

TIME_X, TEXT_X = MARGIN_MM + TIME_MM, MARGIN_MM + TEXT_MM
DISC_MM = 5.8


def draw_entry(paper: Paper, entry: Entry, y: float) -> None:
    """Draw one entry with its top at ``y``."""
    paper.rule(y + entry.height)
    if entry.ribbon:
        draw_ribbon(paper, entry.ribbon, y)
        y += ribbon_height(entry.ribbon)
    if entry.grid:
        draw_grid(paper, entry.grid, y)
    elif entry.number:
        _draw_stop(paper, entry, y)
    else:
        _draw_halt(paper, entry, y)


def _draw_halt(paper: Paper, entry: Entry, y: float) -> None:
    if entry.is_set_off:
        paper.box(MARGIN_MM, y + 0.3, paper.inner_mm, entry.body_height - 0.5, fill=PALE, line=None)
    centre = MARGIN_MM + DISC_MM
    paper.text(centre, y + 7.2, entry.place_in_route, size=11, grey=GREY, align="centre")
    paper.text(TIME_X, y + 7.2, entry.eta, size=13, bold=True, grey=DARK)
    _draw_lines(paper, entry.lines, TEXT_X, y + 3.0, halt_mm(paper))


def _draw_stop(paper: Paper, entry: Entry, y: float) -> None:
    top = y + 2.0
    size = {1: 21, 2: 19}.get(len(entry.number), 15)
    centre = MARGIN_MM + DISC_MM
    paper.disc(centre, top + DISC_MM, DISC_MM, fill=BLACK)
    baseline = top + DISC_MM + size * 0.126
    paper.text(
        centre, baseline, entry.number, size=size, bold=True, grey=WHITE, align="centre"
    )  # fmt: skip
    paper.text(TIME_X, top + 5.4, entry.eta, size=18, bold=True)
    _draw_lines(paper, entry.times, TIME_X, top + 6.9, TEXT_MM - TIME_MM)
    _draw_lines(paper, entry.lines, TEXT_X, top - 0.3, text_mm(paper))
    _draw_tasks(paper, entry, top)
    _draw_signature(paper, entry, y + entry.body_height - 2.2)


def _draw_lines(paper: Paper, lines: tuple[Line, ...], x: float, top: float, width: float) -> None:
    y = top
    for line in lines:
        if line.tinted:
            paper.box(x - 1.2, y, width, line.height + 0.05, fill=PALE, line=None)
            paper.box(x - 1.2, y, 0.7, line.height + 0.05, fill=BLACK, line=None)
        baseline = y + line.height * 0.78
        indent = 0.8 if line.tinted else 0.0
        fit = width - indent
        used = paper.text(
            x + indent, baseline, line.text, size=line.size, bold=line.bold, grey=line.grey, fit=fit
        )
        if line.url:
            paper.link(x, y, used, line.height, line.url)
        if line.aside:
            right = x + width - 1.0
            told = paper.text(right, baseline, line.aside, size=line.aside_size, align="right")
            if line.aside_url:
                paper.link(right - told, y, told, line.height, line.aside_url)
        y += line.height


def _draw_tasks(paper: Paper, entry: Entry, top: float) -> None:
    tick_x = paper.right_mm - TICK_MM
    task_x = paper.right_mm - TASK_MM
    _draw_lines(paper, entry.tasks, task_x, top - 0.3, TASK_MM - TICK_MM - 1)
    paper.box(tick_x, top + 0.4, TICK_MM, TICK_MM, weight=0.5)
    y = top + entry.badges_top
    for row in entry.badges:
        x = task_x
        for badge in row:
            tick = BADGE_TICK_MM if badge.has_tick else 0.0
            width = badge_mm(paper, badge)
            paper.box(x, y, width, 5.0, line=BLACK, weight=0.4, round_mm=1.0)
            if badge.has_tick:
                paper.box(x + 1.3, y + 1.2, 2.6, 2.6, line=BLACK, weight=0.3)
            paper.text(x + 1.5 + tick, y + 3.6, badge.text, size=badge.size, bold=True)
            x += width + BADGE_GAP_MM
        y += BADGE_MM


def _draw_signature(paper: Paper, entry: Entry, bottom: float) -> None:
    """Draw the line to sign on; beside the box to tick where the entry is low."""
    left = paper.right_mm - TASK_MM
    is_below = entry.tasks_mm + SIGN_MM > TICK_MM + 7.0
    right = paper.right_mm if is_below else paper.right_mm - TICK_MM - GAP_MM / 2
    paper.line(left, bottom, right, bottom, grey=DARK, weight=0.3)
    paper.text(left, bottom - 0.8, "×", size=10, grey=DARK)
