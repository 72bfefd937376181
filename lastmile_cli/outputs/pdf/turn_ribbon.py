"""The way to a stop as a ribbon of signs: each turn, its street, and how far to follow it."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.turns import Step, StepKind, Steps
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, MARGIN_MM, Paper
from lastmile_cli.outputs.pdf.turn_signs import SIGN_MM, draw_sign
from lastmile_cli.outputs.turn_words import (
    arrival_text,
    compass_text,
    kind_text,
    metres_text,
)

LINE_MM = 5.6
EDGE_MM = 1.6
LEFT_MM = MARGIN_MM + 15.0
GAP_MM = 4.2
MOST_TAIL_MM = 70.0
SIZE, SMALL = 10.0, 9.0
MOST_LINES = 20
"""More turns do not fit on a page beside their stop: the last line says how many are left out."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One instruction, measured: where on its line it stands, what is written behind its sign."""

    step: Step
    x: float
    street: str
    street_mm: float
    tail: str
    tail_mm: float


Ribbon = tuple[tuple[Chip, ...], ...]
"""Lines of instructions."""


def lay_ribbon(paper: Paper, steps: Steps) -> Ribbon:
    """Break a way into lines, no instruction across two of them."""
    lines: list[list[Chip]] = [[]] if steps else []
    width_mm = paper.right_mm - LEFT_MM
    x = 0.0
    for step in steps:
        street, tail = _words(step)
        lead = SIGN_MM + 1.3
        tail_mm = min(paper.width(tail, size=SMALL), MOST_TAIL_MM)
        street_mm = min(_street_mm(paper, step, street), width_mm - lead - tail_mm - 1.3)
        width = lead + street_mm + (1.3 if street else 0.0) + tail_mm
        if lines[-1] and x + width > width_mm:
            lines.append([])
            x = 0.0
        lines[-1].append(Chip(step, x, street, street_mm, tail, tail_mm))
        x += width + GAP_MM
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], [_rest(lines[MOST_LINES - 1 :], width_mm)]]
    return tuple(tuple(line) for line in lines)


def _rest(lines: list[list[Chip]], width_mm: float) -> Chip:
    """What is left of a way, on one line: how many turns, and where the door is."""
    left_out = sum(len(line) for line in lines) - 1
    last = lines[-1][-1]
    tail = f"after {left_out} more turns: {last.tail}"
    return Chip(last.step, 0.0, "", 0.0, tail, width_mm - SIGN_MM - 1.3)


def ribbon_height(ribbon: Ribbon) -> float:
    """Millimetres down the page; none for no way."""
    return LINE_MM * len(ribbon) + EDGE_MM if ribbon else 0.0


def draw_ribbon(paper: Paper, ribbon: Ribbon, y: float) -> None:
    """Draw the lines with their top at ``y``."""
    for row, line in enumerate(ribbon):
        top = y + EDGE_MM + row * LINE_MM
        for chip in line:
            x = LEFT_MM + chip.x
            draw_sign(paper, chip.step, x, top)
            x += SIGN_MM + 1.3
            baseline = top + SIGN_MM - 0.6
            if chip.street:
                bold = _is_bold(chip.step)
                fit = chip.street_mm + 0.1
                grey = BLACK if bold else DARK
                paper.text(x, baseline, chip.street, size=SIZE, bold=bold, grey=grey, fit=fit)
                x += chip.street_mm + 1.3
            fit = chip.tail_mm + 0.1
            paper.text(x, baseline, chip.tail, size=SMALL, grey=DARK, fit=fit)


def _words(step: Step) -> tuple[str, str]:
    """The street, and what stands behind it in smaller type."""
    if step.kind is StepKind.ARRIVE:
        return "", arrival_text(step)
    parts = [f"over {step.over}" if step.over else "", metres_text(step.distance_m)]
    if step.kind is StepKind.DEPART:
        parts.insert(0, compass_text(step.heading_deg))
    return kind_text(step), ", ".join(part for part in parts if part)


def _is_bold(step: Step) -> bool:
    """Names stand on signs along the road, descriptions do not."""
    return bool(step.street)


def _street_mm(paper: Paper, step: Step, street: str) -> float:
    return paper.width(street, size=SIZE, bold=_is_bold(step)) if street else 0.0
